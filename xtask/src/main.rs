//! `cargo xtask COMMAND`: what developers run.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "developers read these streams")]

use std::process::ExitCode;

mod bench;
mod ci;
mod codegen;
mod commands;
mod demo;
mod dist;
mod fuzz;
mod manual;
mod nightly;
mod tidy;
mod workspace;

use commands::{COMMANDS, Outcome};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let Some((_, _, run)) = COMMANDS.iter().find(|(known, _, _)| *known == name) else {
        eprintln!("usage: cargo xtask COMMAND\n");
        COMMANDS.iter().for_each(|(name, usage, _)| eprintln!("  {name:7} {usage}"));
        return ExitCode::from(2);
    };
    if let Err(error) = run(&arguments.collect::<Vec<_>>()) {
        let error = error.to_string();
        if !error.is_empty() {
            eprintln!("{name}: {error}");
        }
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
