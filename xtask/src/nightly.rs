//! What takes longer than `ci` may: the same tests, asked for more. Each command sets how much and calls cargo.
//!
//! `docs/trust.md` says what they show.

use std::fs;
use std::path::Path;

use tests::property::{PROPERTIES, seeds};
use xshell::{Shell, cmd};

use crate::Outcome;

/// A variable that a test reads, and how much of it a night brings.
type More = (&'static str, &'static str);

const EXPRESSIONS: More = ("IMP_ORACLE", "100000");
const TREES: More = ("IMP_TREES", "1000");
const KILLS: More = ("IMP_KILLS", "1000");
const DIRECTORIES: More = ("IMP_HOSTILE", "1000000");

/// How long each target of the fuzzer runs, in seconds.
const SECONDS: &str = "60";

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

/// `[SECONDS] [TARGET…]`: the properties of the tests, asked of any text.
pub(crate) fn fuzz(arguments: &[String]) -> Outcome {
    let (seconds, targets) = match arguments.split_first() {
        Some((first, rest)) if first.parse::<u32>().is_ok() => (first.as_str(), rest),
        _ => (SECONDS, arguments),
    };
    let shell = Shell::new()?;
    // The instrumentation is not stable; without a nightly toolchain this one does it, too.
    shell.set_var("RUSTC_BOOTSTRAP", "1");
    let names = PROPERTIES.iter().map(|(name, _)| *name);
    for name in names.filter(|name| targets.is_empty() || targets.iter().any(|one| one == name)) {
        let corpus = format!("fuzz/corpus/{name}");
        plant(Path::new(&corpus), name)?;
        let run = ["--fuzz-dir", "fuzz", "--sanitizer", "none", name, &corpus, "--"];
        let limit = format!("-max_total_time={seconds}");
        cmd!(shell, "cargo fuzz run {run...} {limit} -timeout=30 -rss_limit_mb=4096 -max_len=8192")
            .run()?;
    }
    Ok(())
}

/// All of them.
pub(crate) fn nightly(_arguments: &[String]) -> Outcome {
    oracle(&[])?;
    faults(&[])?;
    hostile(&[])?;
    fuzz(&[])
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

/// Gives the fuzzer what the tests have to begin with.
fn plant(corpus: &Path, name: &str) -> Outcome {
    fs::create_dir_all(corpus)?;
    for (number, text) in seeds(name)?.into_iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), text)?;
    }
    Ok(())
}
