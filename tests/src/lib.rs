//! What the tests of the programs share.
//!
//! [`case`] runs a folder of files as a test and compares what came out; [`nix`] asks the real Nix;
//! [`page`] does the same with a page of the documentation, [`action`] runs our action for GitHub;
//! [`fixtures`] lists the files that both are asked about, [`example`] makes a tree of what a rule shows.
//! [`programs`] finds what cargo built, [`sandbox`] is the directory and the environment that a program sees,
//! [`sinks`] says what exports merge to, and [`world`] has the flakes that a real Nix can work on without network.
//! Where something goes is in
//! `README.md`.

use std::path::PathBuf;

pub mod action;
pub mod case;
pub mod example;
pub mod expression;
pub mod fixtures;
pub mod generate;
pub mod hostile;
pub mod job;
pub mod nix;
pub mod page;
pub mod programs;
pub mod property;
pub mod random;
pub mod sandbox;
pub mod sinks;
pub mod tree;
pub mod world;

/// The folder of this package, where `cases/` and `fixtures/` are.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of YAML of this repository, as JSON.
///
/// # Errors
/// When it can't be read.
pub fn yaml(path: &str) -> Result<serde_json::Value, String> {
    let text = std::fs::read_to_string(page::repository().join(path));
    let text = text.map_err(|error| format!("{path}: {error}"))?;
    serde_norway::from_str(&text).map_err(|error| format!("{path}: {error}"))
}

/// How a test ended that did not fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It ran, and what it checks holds.
    Passed,
    /// It could not run on this machine, because of this.
    Skipped(String),
}

/// A test that lacks something of the machine: skipped where a person works, a failure in CI, where
/// a test that nobody runs would go unseen.
pub fn lacking(what: &str) -> Result<Done, String> {
    if programs::in_ci() {
        Err(format!("{what}, and `CI` is set, so this can't be skipped"))
    } else {
        Ok(Done::Skipped(what.to_owned()))
    }
}

/// The first seed of something random, and how many seeds: `default` from 0, unless the environment names others
/// (`VARIABLE=COUNT` or `VARIABLE=COUNT@FIRST`), as the nightly commands do.
///
/// # Panics
/// When the environment names something else, so that a night does not pass with the numbers of a day.
pub fn rounds(variable: &str, default: u64) -> (u64, u64) {
    let Ok(text) = std::env::var(variable) else { return (0, default) };
    let (count, first) = text.split_once('@').unwrap_or((&text, "0"));
    match (first.parse(), count.parse()) {
        (Ok(first), Ok(count)) => (first, count),
        _ => panic!("`{variable}` is `{text}`, not COUNT or COUNT@FIRST"),
    }
}

/// A test for the runner, from a function that says how it ended.
pub fn trial(
    name: impl Into<String>,
    run: impl FnOnce() -> Result<Done, String> + Send + 'static,
) -> libtest_mimic::Trial {
    libtest_mimic::Trial::ignorable_test(name, move || match run() {
        Ok(Done::Passed) => Ok(libtest_mimic::Completion::Completed),
        Ok(Done::Skipped(reason)) => Ok(libtest_mimic::Completion::ignored_with(reason)),
        Err(message) => Err(message.into()),
    })
}
