//! Runs a program and prints the most memory that it held at once, in KiB.
//!
//! A program of its own because a child starts at its parent's size, and this one is small.
#![expect(clippy::print_stdout, reason = "the number is the result")]

use std::process::{Command, ExitCode, Stdio};

use nix::sys::resource::{UsageWho, getrusage};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else { return ExitCode::from(2) };
    let status =
        Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match (status, getrusage(UsageWho::RUSAGE_CHILDREN)) {
        // With 1 a program says that it found something.
        (Ok(status), Ok(usage)) if matches!(status.code(), Some(0 | 1)) => {
            println!("{}", usage.max_rss());
            ExitCode::SUCCESS
        }
        _ => ExitCode::FAILURE,
    }
}
