//! `imp-registry`: names that can be trusted and changed.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    imp_cli::run("imp-registry", imp_registry::cli::run)
}
