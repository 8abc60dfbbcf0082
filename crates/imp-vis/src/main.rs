//! `imp-vis`: pictures of a flake.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    imp_cli::run("imp-vis", imp_vis::cli::run)
}
