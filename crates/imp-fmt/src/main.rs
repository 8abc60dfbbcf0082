//! `imp-fmt`: one formatter for the whole tree.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    imp_cli::run("imp-fmt", imp_fmt::cli::run)
}
