//! `cargo xtask ci`: everything that must pass, in order, up to the first step that fails.
//!
//! The last line is `N passed, N failed, N skipped`, over all tests of all packages.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ::tests::Done;
use ::tests::property::PROPERTIES;
use xshell::{Shell, cmd};

use crate::workspace::Workspace;
use crate::{Outcome, codegen, fuzz, tidy};

type Step = (&'static str, fn(&Shell, &mut Counts) -> Outcome);

const STEPS: [Step; 8] = [
    ("format", |shell, _| Ok(cmd!(shell, "cargo fmt --all --check").run()?)),
    ("clippy", |shell, _| {
        Ok(cmd!(shell, "cargo clippy --workspace --all-targets --quiet -- -D warnings").run()?)
    }),
    ("tidy", |_, _| tidy::run(&[])),
    ("codegen", |_, _| codegen::run(&["--check".to_owned()])),
    ("build", |shell, _| Ok(cmd!(shell, "cargo build --workspace --quiet").run()?)),
    // Our own `flake.nix` is what our own program would write.
    ("flake", |shell, _| Ok(cmd!(shell, "cargo run --quiet --package imp-flake -- check").run()?)),
    ("test", test),
    ("fuzz", fuzz),
];

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Runs the steps and says how long each took.
pub(crate) fn run(_arguments: &[String]) -> Outcome {
    let shell = Shell::new()?;
    Workspace::read(&shell)?;
    let (mut counts, mut rows, mut failure) = (Counts::default(), Vec::new(), None);
    for (name, step) in STEPS {
        if failure.is_some() {
            rows.push((name, "not run", Duration::ZERO));
            continue;
        }
        println!("--- {name}");
        let start = Instant::now();
        let outcome = step(&shell, &mut counts);
        rows.push((name, if outcome.is_ok() { "ok" } else { "failed" }, start.elapsed()));
        failure = outcome.err().map(|error| format!("step `{name}` failed. {error}"));
    }
    println!();
    for (name, how, time) in rows {
        println!("{name:8} {how:8} {:7.1} s", time.as_secs_f64());
    }
    if let Some(failure) = &failure {
        println!("{failure}");
    }
    println!("{} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.skipped);
    failure.map_or(Ok(()), |_| Err("".into()))
}

fn test(shell: &Shell, counts: &mut Counts) -> Outcome {
    let command = cmd!(shell, "cargo test --workspace --no-fail-fast");
    let mut child = Command::from(command).stdout(Stdio::piped()).spawn()?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            counts.add(&line);
        }
    }
    let status = child.wait()?;
    if !status.success() {
        return Err(format!("cargo test: {status}").into());
    }
    if counts.passed == 0 { Err("no test ran".into()) } else { Ok(()) }
}

/// Each target counts as a test.
fn fuzz(shell: &Shell, counts: &mut Counts) -> Outcome {
    let targets = PROPERTIES.len() as u64;
    match fuzz::for_a_minute(shell)? {
        Done::Passed => counts.passed += targets,
        Done::Skipped(reason) => {
            println!("skipped: {reason}");
            counts.skipped += targets;
        }
    }
    Ok(())
}

impl Counts {
    /// Adds what a line `test result: ok. 1 passed; 2 failed; 3 ignored; …` says; others say nothing.
    fn add(&mut self, line: &str) {
        let Some((_, numbers)) =
            line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for part in numbers.split("; ") {
            match part.split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                Some((number, "ignored")) => self.skipped += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_all_runners_are_summed() {
        let mut counts = Counts::default();
        counts.add("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        counts.add("test a ... ok. 9 passed; 9 failed");
        counts
            .add("test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out");
        assert_eq!(counts, Counts { passed: 5, failed: 1, skipped: 1 });
    }
}
