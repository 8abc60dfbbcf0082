//! The commands: a new one is a file with a `run`, and a line here.

use crate::{bench, ci, codegen, demo, dist, fuzz, manual, nightly, tidy};

/// What a command returns; `main` says the error, unless it is empty: then the command has said it.
pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A name, what it does, and the function that gets the arguments after the name.
type Command = (&'static str, &'static str, fn(&[String]) -> Outcome);

/// All of them, in the order of the help.
pub(crate) const COMMANDS: [Command; 12] = [
    (
        "ci",
        "format, clippy, tidy, codegen, build, flake, test, fuzz: everything that must pass",
        ci::run,
    ),
    ("tidy", "our own rules about this repository", tidy::run),
    (
        "codegen",
        "[--check]: files that are made from others, such as pages and pictures of the docs",
        codegen::run,
    ),
    ("demo", "imp-flake on a copy of the example, step by step", demo::run),
    (
        "bench",
        "[fmt|lint|programs] [--sizes N,…] [--runs N] [--seed N] [--pictures] [PROGRAM…]: time and memory",
        bench::run,
    ),
    ("manual", "DIR: completions and man pages, below DIR as below /usr/share", manual::run),
    ("dist", "[--target TRIPLE]: an archive of static programs, and its checksum", dist::run),
    (
        "oracle",
        "[COUNT[@FIRST]]: random expressions and trees beside the real Nix",
        nightly::oracle,
    ),
    ("faults", "[COUNT[@FIRST]]: kills, full disks, editors, second runs", nightly::faults),
    ("hostile", "[DIRECTORIES]: a tree that somebody made who means ill", nightly::hostile),
    ("fuzz", "[SECONDS] [TARGET…]: the properties of the tests, asked of any text", fuzz::run),
    ("nightly", "oracle, faults, hostile, fuzz: what takes longer than `ci` may", nightly::nightly),
];
