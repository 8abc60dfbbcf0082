//! What is done on disk: one step after the other, each of which can be undone, and done again.

use std::fs::{self, Permissions};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{self, Sync};
use crate::Failure;

/// A change with its paths settled: below the root, without links. The journal holds these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Step {
    Rename { from: String, to: String },
    Write { path: String, old: Option<String>, new: String },
    Remove { path: String, old: String },
}

/// What was done, with what it takes to undo it.
pub(super) enum Done {
    Renamed { from: PathBuf, to: PathBuf, made: Vec<PathBuf> },
    Written { path: PathBuf, old: Option<String>, made: Vec<PathBuf> },
    Removed { path: PathBuf, old: String, permissions: Permissions, link: Option<PathBuf> },
}

impl Step {
    /// The path that is different afterwards.
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Rename { to, .. } => to,
            Self::Write { path, .. } | Self::Remove { path, .. } => path,
        }
    }

    /// Does it. What it needs was checked when it was planned.
    pub(super) fn run(&self, root: &Path, token: &str) -> Result<Done, Failure> {
        match self {
            Self::Rename { from, to } => {
                let (from, to) = (root.join(from), root.join(to));
                let made = file::make_parents(&to)?;
                fs::rename(&from, &to).map_err(|error| {
                    remove_directories(&made);
                    let message = format!("can't move `{}` to `{}`", from.display(), to.display());
                    Failure::new(message).because(&error)
                })?;
                Ok(Done::Renamed { from, to, made })
            }
            Self::Write { path, old, new } => {
                let path = root.join(path);
                let made = file::make_parents(&path)?;
                if let Err(failure) = file::replace(&path, new.as_bytes(), token, Sync::Now) {
                    remove_directories(&made);
                    return Err(failure);
                }
                Ok(Done::Written { path, old: old.clone(), made })
            }
            Self::Remove { path, old } => {
                let path = root.join(path);
                let failed = |error| {
                    Failure::new(format!("can't remove `{}`", path.display())).because(&error)
                };
                let metadata = path.symlink_metadata().map_err(failed)?;
                let link = if metadata.is_symlink() {
                    Some(fs::read_link(&path).map_err(failed)?)
                } else {
                    None
                };
                fs::remove_file(&path).map_err(failed)?;
                Ok(Done::Removed {
                    path,
                    old: old.clone(),
                    permissions: metadata.permissions(),
                    link,
                })
            }
        }
    }
}

impl Done {
    /// Puts things back.
    pub(super) fn undo(self, token: &str) -> Result<(), Failure> {
        let failed = |path: &Path, error: std::io::Error| {
            Failure::new(format!("can't put `{}` back", path.display())).because(&error)
        };
        match self {
            Self::Renamed { from, to, made } => {
                fs::rename(&to, &from).map_err(|error| failed(&from, error))?;
                remove_directories(&made);
            }
            Self::Written { path, old: Some(old), .. } => {
                file::replace(&path, old.as_bytes(), token, Sync::Now)?;
            }
            Self::Written { path, old: None, made } => {
                fs::remove_file(&path).map_err(|error| failed(&path, error))?;
                remove_directories(&made);
            }
            Self::Removed { path, link: Some(target), .. } => {
                std::os::unix::fs::symlink(target, &path).map_err(|error| failed(&path, error))?;
            }
            Self::Removed { path, old, permissions, link: None } => {
                file::replace(&path, old.as_bytes(), token, Sync::Now)?;
                fs::set_permissions(&path, permissions).map_err(|error| failed(&path, error))?;
            }
        }
        Ok(())
    }
}

/// Does those of the steps that are not done yet, after a program was killed in the middle of them.
///
/// # Errors
/// When a file is neither what it was before nor what it should become.
pub(super) fn complete(root: &Path, steps: &[Step], token: &str) -> Result<(), Failure> {
    for step in steps {
        let path = root.join(step.path());
        // What the killed program left behind.
        drop(fs::remove_file(file::temporary(&path, token)));
        let is_pending = match step {
            Step::Rename { from, .. } => is_there(&root.join(from)) && !is_there(&path),
            Step::Write { old, new, .. } => is_pending(&path, old.as_deref(), Some(new))?,
            Step::Remove { old, .. } => is_pending(&path, Some(old), None)?,
        };
        if is_pending {
            step.run(root, token)?;
        }
    }
    file::sync_directories(steps.iter().map(|step| root.join(step.path())));
    Ok(())
}

/// Whether a file still is what it was; an error when it is not what it should become either.
fn is_pending(path: &Path, old: Option<&str>, new: Option<&str>) -> Result<bool, Failure> {
    let now = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            return Err(Failure::new(format!("can't read `{}`", path.display())).because(&error));
        }
    };
    let now = now.as_deref();
    if now == new.map(str::as_bytes) {
        Ok(false)
    } else if now == old.map(str::as_bytes) {
        Ok(true)
    } else {
        Err(Failure::new(format!("`{}` was changed after a run was interrupted", path.display())))
    }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Removes directories that were made and are empty again; the innermost come last.
fn remove_directories(made: &[PathBuf]) {
    for directory in made.iter().rev() {
        drop(fs::remove_dir(directory));
    }
}
