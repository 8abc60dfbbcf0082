//! The exit status, the same for all programs and every output format.

use std::process::ExitCode;

/// How a program ends. The order is that of badness, so that the worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing to say, or done: 0.
    Clean = 0,
    /// A finding that counts, or a difference where `--check` wanted none: 1.
    Findings = 1,
    /// The program could not do its job: 2. Standard output is empty then.
    Failure = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
