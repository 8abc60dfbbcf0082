//! `cargo xtask codegen`: writes the files that are made from others; with `--check` only says which are not
//! what they should be.

mod json;
mod library;
mod nix_file;
mod options;
mod picture;
mod programs;
mod rules;

use std::fs;
use std::path::Path;

use xshell::Shell;

use crate::Outcome;
use crate::workspace::Workspace;

/// A file that is made: where it is, from the root, and its text.
type Made = (&'static str, String);

/// Makes files from what is in the repository.
type Generator = fn(&Shell) -> Result<Vec<Made>, Box<dyn std::error::Error>>;

/// What makes files; a new one is a file here and a line.
const GENERATORS: [Generator; 6] =
    [json::make, library::make, options::make, picture::make, programs::make, rules::make];

/// Makes all files and writes those that are different, or names them.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let is_check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("usage: cargo xtask codegen [--check]".into()),
    };
    let shell = Shell::new()?;
    let workspace = Workspace::read(&shell)?;
    shell.change_dir(&workspace.root);
    let mut made = Vec::new();
    for generator in GENERATORS {
        made.extend(generator(&shell)?);
    }
    let stale = stale(&workspace.root, &made);
    for (path, text) in &stale {
        if is_check {
            println!("{path}: is not what it is made from");
        } else {
            println!("wrote {path}");
            fs::create_dir_all(workspace.root.join(path).parent().unwrap_or(&workspace.root))?;
            fs::write(workspace.root.join(path), text)?;
        }
    }
    println!("{} files, {} different", made.len(), stale.len());
    if is_check && !stale.is_empty() {
        return Err("run `cargo xtask codegen` and commit what it writes".into());
    }
    Ok(())
}

/// The files that are not there, or not so.
fn stale<'m>(root: &Path, made: &'m [Made]) -> Vec<&'m Made> {
    let is_stale = |(path, text): &&Made| {
        fs::read_to_string(root.join(path)).map_or(true, |there| there != *text)
    };
    made.iter().filter(is_stale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_and_different_files_are_stale() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("same"), "a").unwrap();
        fs::write(folder.path().join("other"), "b").unwrap();
        let made = [("same", "a".into()), ("other", "a".into()), ("missing", "a".into())];
        let paths: Vec<&str> = stale(folder.path(), &made).iter().map(|made| made.0).collect();
        assert_eq!(paths, ["other", "missing"]);
    }
}
