//! What takes longer than `ci` may: the same tests, asked for more. Each command sets how much and calls cargo.
//!
//! `docs/trust.md` says what they show.

use xshell::{Shell, cmd};

use crate::{Outcome, fuzz};

/// A variable that a test reads, and how much of it a night brings.
type More = (&'static str, &'static str);

const EXPRESSIONS: More = ("IMP_ORACLE", "100000");
const TREES: More = ("IMP_TREES", "1000");
const KILLS: More = ("IMP_KILLS", "1000");
const DIRECTORIES: More = ("IMP_HOSTILE", "1000000");

/// `[COUNT[@FIRST]]`: random expressions, and random trees, beside the real Nix.
pub(crate) fn oracle(arguments: &[String]) -> Outcome {
    test("expressions", &[EXPRESSIONS], arguments)?;
    test("agreement", &[TREES], &[])
}

/// `[COUNT[@FIRST]]`: kills, full disks, editors, second runs.
pub(crate) fn faults(arguments: &[String]) -> Outcome {
    test("faults", &[KILLS], arguments)
}

/// `[DIRECTORIES]`: a tree that somebody made who means ill.
pub(crate) fn hostile(arguments: &[String]) -> Outcome {
    test("hostile", &[DIRECTORIES], arguments)
}

/// All of them.
pub(crate) fn nightly(_arguments: &[String]) -> Outcome {
    oracle(&[])?;
    faults(&[])?;
    hostile(&[])?;
    fuzz::run(&[])
}

/// Runs one file of tests with its variables set; the first argument, if there is one, goes before the default.
fn test(name: &str, more: &[More], arguments: &[String]) -> Outcome {
    let shell = Shell::new()?;
    for (variable, default) in more {
        shell.set_var(variable, arguments.first().map_or(*default, String::as_str));
    }
    cmd!(shell, "cargo build --workspace --quiet").run()?;
    Ok(cmd!(shell, "cargo test --package tests --test {name}").run()?)
}
