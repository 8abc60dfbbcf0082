//! `cargo xtask tidy`: our own rules about this repository, one file a kind.
//!
//! The checks are functions from what is in the repository, as a value, to findings; each has a test
//! that shows it fail.

use std::fs;
use std::path::Path;

use xshell::Shell;

use crate::Outcome;
use crate::workspace::{Package, Workspace};

mod cases;
mod crates;
mod documents;
mod marks;
mod serde;
mod shape;
mod source;

use source::Source;

/// The checks; a new one is a file and a line here.
const CHECKS: [fn(&Repository) -> Vec<Finding>; 6] =
    [crates::check, cases::check, documents::check, marks::check, serde::check, shape::check];

/// What the checks look at.
#[derive(Clone, Debug, Default)]
struct Repository {
    /// The text files, sorted by path.
    sources: Vec<Source>,
    /// Every path of a file, from the root, sorted.
    paths: Vec<String>,
    /// The members of the workspace.
    packages: Vec<Package>,
}

/// What breaks a rule, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    file: String,
    /// From 1.
    line: usize,
    message: String,
    /// Said, but does not fail.
    only_warning: bool,
}

impl Finding {
    fn new(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into(), only_warning: false }
    }

    fn warning(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { only_warning: true, ..Self::new(file, line, message) }
    }
}

/// Prints `file:line: message` for what breaks a rule.
pub(crate) fn run(_arguments: &[String]) -> Outcome {
    let workspace = Workspace::read(&Shell::new()?)?;
    let repository = read(workspace)?;
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&repository)).collect();
    findings.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    for Finding { file, line, message, only_warning } in &findings {
        println!("{file}:{line}: {}{message}", if *only_warning { "warning: " } else { "" });
    }
    let errors = findings.iter().filter(|finding| !finding.only_warning).count();
    println!("{} files, {errors} findings", repository.paths.len());
    if errors == 0 { Ok(()) } else { Err("".into()) }
}

fn read(workspace: Workspace) -> Result<Repository, std::io::Error> {
    let mut repository = Repository { packages: workspace.packages, ..Repository::default() };
    let mut pending = vec![String::new()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(workspace.root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let kind = entry.file_type()?;
            // Links are only in the cases; what they lead to is no source of ours.
            if kind.is_dir() && !passed_over(&name, &entry.path(), &workspace.target) {
                pending.push(path);
            } else if kind.is_file() {
                if let Some(text) = source::is_source(&path).then(|| fs::read(entry.path())) {
                    let text = String::from_utf8_lossy(&text?).into_owned();
                    repository.sources.push(Source { path: path.clone(), text });
                }
                repository.paths.push(path);
            }
        }
    }
    repository.paths.sort();
    repository.sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(repository)
}

fn passed_over(name: &str, path: &Path, target: &Path) -> bool {
    matches!(name, ".git" | ".jj" | "target") || path == target
}
