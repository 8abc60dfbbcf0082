//! `cargo xtask codegen`: what is made from sources and kept in the repository.
//!
//! Without arguments it writes; with `--check` it only says what would change, as `ci` does.

use std::error::Error;
use std::fs;
use std::path::Path;

use xshell::Shell;

use crate::Outcome;
use crate::workspace::Workspace;

mod library;
mod nix_file;
mod options;

/// A file of the repository, and what makes its text from the root of the repository.
type Generator = (&'static str, fn(&Path) -> Result<String, Box<dyn Error>>);

/// All of them; a new one is a file and a line here.
const GENERATORS: [Generator; 2] =
    [("docs/library.md", library::page), ("docs/options.md", options::page)];

/// Writes what is out of date, or with `--check` fails for it.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("the only argument is `--check`".into()),
    };
    let root = Workspace::read(&Shell::new()?)?.root;
    let mut stale = Vec::new();
    for (name, generate) in GENERATORS {
        let text = generate(&root).map_err(|error| format!("{name}: {error}"))?;
        if fs::read_to_string(root.join(name)).is_ok_and(|present| present == text) {
            continue;
        }
        if check {
            stale.push(name);
        } else {
            fs::write(root.join(name), text)?;
            println!("wrote {name}");
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("{} not what its sources give: run `cargo xtask codegen`", stale.join(", ")).into())
}
