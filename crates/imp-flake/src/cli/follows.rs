//! `imp-flake follows`: the rules about `flake.lock`, and the lines that they ask for.

use imp_cli::project::Project;
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::{Files, ReadError, TreePath};
use imp_model::wire;

use super::args::LintArgs;
use super::{Options, lint};

const RULES: [&str; 3] = ["duplicate-in-lock", "missing-follows", "stale-follows"];

pub(super) fn follows(
    options: &Options,
    write: bool,
    edits: bool,
    streams: &Streams,
) -> Result<Exit, Failure> {
    check_lock(options)?;
    let arguments = LintArgs { fix: write, edits, ..LintArgs::default() };
    lint::check(options, &arguments, &|rule| RULES.contains(&rule), streams)
}

/// Refuses a flake whose lock can't be asked.
fn check_lock(options: &Options) -> Result<(), Failure> {
    let project = Project::open(&options.common)?;
    let failure = match project.disk.read(&TreePath::root().child("flake.lock")) {
        Err(ReadError::NotFound)
            if project.disk.is_on_disk(&TreePath::root().child("flake.lock")) =>
        {
            return Err(Failure::new("git ignores `flake.lock`, so Nix does not see it")
                .help("take it out of `.gitignore`, run `git add flake.lock`, then ask again"));
        }
        Err(ReadError::NotFound) => Failure::new("there is no `flake.lock`"),
        Err(error) => Failure::new(format!("`flake.lock` can't be read: {error}")),
        Ok(text) => match wire::lock::read(&text) {
            Ok(_) => return Ok(()),
            Err(reason) => Failure::new(format!("`flake.lock` can't be read: {reason}")),
        },
    };
    Err(failure.help("run `nix flake lock`, then ask again"))
}
