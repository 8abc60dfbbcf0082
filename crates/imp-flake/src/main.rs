//! `imp-flake`: collects flake inputs and writes `flake.nix`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    imp_cli::run("imp-flake", imp_flake::cli::run)
}
