//! A case: a folder that says what to run, on which files, and what must come out.
//!
//! `cmd` is what to run ([`script`]), `in/` the files that it runs on ([`prepare`]); `stdout`,
//! `stderr`, `exit`, `out/` and `removed` are what must come out ([`expect`]), nothing where they are
//! absent. A folder that holds anything else fails: a misspelt expectation must not pass unseen.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Done;

pub mod expect;
pub mod prepare;
pub mod run;
pub mod script;

/// Everything that a case folder may hold; only `cmd` must be there.
pub const KNOWN: [&str; 8] = ["cmd", "exit", "in", "out", "removed", "stderr", "stdin", "stdout"];

/// The parts of a case that are one file each; empty means absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// What was written to stdout.
    pub stdout: Vec<u8>,
    /// What was written to stderr.
    pub stderr: Vec<u8>,
    /// The exit status of each line, one a line, unless all are 0.
    pub exit: Vec<u8>,
}

/// A case folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// `TOOL/NAME`.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
}

impl Case {
    /// Runs it and compares; with `bless` writes what came out into the folder instead.
    pub fn check(&self, bless: bool) -> Result<Done, String> {
        let unknown = unknown_entries(&self.folder).map_err(|error| self.failed(&error))?;
        if let Some(name) = unknown.first() {
            let known = KNOWN.join(", ");
            return Err(self.failed(&format!("`{name}` is not part of a case ({known})")));
        }
        let cmd = fs::read_to_string(self.folder.join("cmd"));
        let cmd = cmd.map_err(|error| self.failed(&format!("`cmd` can't be read: {error}")))?;
        let script = script::parse(&cmd).map_err(|error| self.failed(&error))?;
        let stdin = fs::read(self.folder.join("stdin")).unwrap_or_default();
        let outcome = match run::run(&script, &self.folder.join("in"), &stdin) {
            Ok(outcome) => outcome,
            Err(done) => return done.map_err(|error| self.failed(&error)),
        };
        let compared = if bless {
            expect::bless(&self.folder, &outcome)
        } else {
            expect::compare(&self.folder, &outcome)
        };
        compared.map(|()| Done::Passed).map_err(|error| self.failed(&error))
    }

    fn failed(&self, message: &str) -> String {
        format!("{}\n{message}", self.folder.display())
    }
}

/// All cases below a folder of `TOOL/NAME` folders; none at all is an error.
pub fn discover(cases: &Path) -> Result<Vec<Case>, String> {
    let mut found = Vec::new();
    for tool in folders(cases)? {
        let before = found.len();
        for name in folders(&cases.join(&tool))? {
            found.push(Case {
                folder: cases.join(&tool).join(&name),
                name: format!("{tool}/{name}"),
            });
        }
        if found.len() == before {
            return Err(format!("no case in {}", cases.join(&tool).display()));
        }
    }
    if found.is_empty() {
        return Err(format!("no case in {}", cases.display()));
    }
    Ok(found)
}

/// What a case folder holds that no case has, by name.
pub fn unknown_entries(folder: &Path) -> Result<Vec<String>, String> {
    let mut names = names(folder)?;
    names.retain(|name| !KNOWN.contains(&name.as_str()));
    Ok(names)
}

fn folders(parent: &Path) -> Result<Vec<String>, String> {
    let names = names(parent)?;
    match names.iter().find(|name| !parent.join(name).is_dir()) {
        Some(stray) => Err(format!("{} is no folder of a case", parent.join(stray).display())),
        None => Ok(names),
    }
}

fn names(folder: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests;
