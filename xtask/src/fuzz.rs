//! `cargo xtask fuzz [SECONDS] [TARGET…]`: the properties of the tests, asked of any text.
//!
//! Two targets run at once. What cargo-fuzz says is only shown of a target that fails; of the others it is said how
//! often they were asked.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tests::Done;
use tests::property::{PROPERTIES, seeds};
use xshell::{Shell, cmd};

use crate::Outcome;

/// How long each target runs, in seconds, if nobody says.
const SECONDS: &str = "60";
const AT_ONCE: usize = 2;

/// Builds all targets, and runs those that are named, or all, one after the other in each thread.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let (seconds, names) = match arguments.split_first() {
        Some((first, rest)) if first.parse::<u32>().is_ok() => (first.as_str(), rest),
        _ => (SECONDS, arguments),
    };
    let mut targets: Vec<&str> = PROPERTIES.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = names.iter().find(|name| !targets.contains(&name.as_str())) {
        return Err(format!("no target `{unknown}`; there are: {}", targets.join(", ")).into());
    }
    targets.retain(|target| names.is_empty() || names.iter().any(|name| name == target));

    let shell = instrumented()?;
    cmd!(shell, "cargo fuzz build --fuzz-dir fuzz --sanitizer none").run()?;
    let (left, failures) = (Mutex::new(targets.into_iter()), Mutex::new(Vec::new()));
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some(name) = next() {
            if let Err(error) = run_target(name, seconds) {
                println!("{error}");
                failures.lock().unwrap_or_else(PoisonError::into_inner).push(name);
            }
        }
    };
    thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(work))));
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failures.is_empty() { Ok(()) } else { Err(failures.join(", ").into()) }
}

/// All targets; without cargo-fuzz it is only seen that they can be built, and the minute is a skipped test.
pub(crate) fn for_a_minute(shell: &Shell) -> Result<Done, Box<dyn std::error::Error>> {
    let version = cmd!(shell, "cargo fuzz --version").quiet().ignore_stdout().ignore_stderr();
    if version.run().is_ok() {
        return run(&[]).map(|()| Done::Passed);
    }
    let manifest = ["--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target"];
    cmd!(shell, "cargo build --quiet {manifest...}").run()?;
    Ok(Done::Skipped("there is no cargo-fuzz (`cargo install cargo-fuzz` gives one)".to_owned()))
}

/// The instrumentation is not stable; without a nightly toolchain this one does it, too.
fn instrumented() -> xshell::Result<Shell> {
    let shell = Shell::new()?;
    shell.set_var("RUSTC_BOOTSTRAP", "1");
    Ok(shell)
}

/// The error is all that it said.
fn run_target(name: &str, seconds: &str) -> Outcome {
    let corpus = format!("fuzz/corpus/{name}");
    plant(Path::new(&corpus), name)?;
    let target = ["--fuzz-dir", "fuzz", "--sanitizer", "none", name, &corpus];
    // From one seed, so that two runs differ only in how far they come.
    let limits = ["-seed=1", "-timeout=30", "-rss_limit_mb=4096", "-max_len=8192"];
    let shell = instrumented()?;
    let run = cmd!(shell, "cargo fuzz run {target...} -- -max_total_time={seconds} {limits...}");
    let output = run.quiet().ignore_status().output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    // `Done 12345 runs in 61 second(s)`.
    match said.lines().rev().find_map(|line| line.strip_prefix("Done ")) {
        Some(done) if output.status.success() => {
            println!("{name}: nothing found in {done}");
            Ok(())
        }
        _ => Err(format!("{name}: {}\n{said}", output.status).into()),
    }
}

/// Gives the fuzzer what the tests have to begin with.
fn plant(corpus: &Path, name: &str) -> Outcome {
    fs::create_dir_all(corpus)?;
    for (number, text) in seeds(name)?.into_iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), text)?;
    }
    Ok(())
}
