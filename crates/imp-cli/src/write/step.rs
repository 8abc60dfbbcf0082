//! What is done on disk: one step after the other, each of which can be undone, and done again.

use std::fs::{self, Permissions};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file::{self, Sync};
use crate::Failure;
use crate::failure::from_here;

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
    Staged { temporary: PathBuf, made: Vec<PathBuf> },
    Written { path: PathBuf, old: Option<String>, token: String },
    Removed { path: PathBuf, old: String, token: String, was: Removed },
}

/// What a removed file was beside its text.
pub(super) struct Removed {
    permissions: Permissions,
    link: Option<PathBuf>,
}

impl Step {
    /// The path that is different afterwards.
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Rename { to, .. } => to,
            Self::Write { path, .. } | Self::Remove { path, .. } => path,
        }
    }

    /// Does it; what it writes is staged already. What it needs was checked when it was planned, and of a text is
    /// looked at once more: much time may have passed on the way to the disk, and an editor may have saved.
    fn run(&self, root: &Path, token: &str) -> Result<Done, Failure> {
        match self {
            Self::Rename { from, to } => {
                let (from, to) = (root.join(from), root.join(to));
                let made = file::make_parents(&to)?;
                fs::rename(&from, &to).map_err(|error| {
                    remove_directories(&made);
                    let message =
                        format!("can't move `{}` to `{}`", from_here(&from), from_here(&to));
                    Failure::new(message).because(&error)
                })?;
                Ok(Done::Renamed { from, to, made })
            }
            Self::Write { path, old, new } => {
                let path = root.join(path);
                if bytes(&path)?.as_deref() == Some(new.as_bytes()) {
                    // Another run was here first.
                    let temporary = file::temporary(&path, token);
                    drop(fs::remove_file(&temporary));
                    return Ok(Done::Staged { temporary, made: Vec::new() });
                }
                check_unchanged(&path, old.as_deref())?;
                file::put(&path, token, old.as_deref(), new)?;
                Ok(Done::Written { path, old: old.clone(), token: token.to_owned() })
            }
            Self::Remove { path, old } => {
                let path = root.join(path);
                let failed = |error| {
                    Failure::new(format!("can't remove `{}`", from_here(&path))).because(&error)
                };
                let metadata = path.symlink_metadata().map_err(failed)?;
                let link = if metadata.is_symlink() {
                    Some(fs::read_link(&path).map_err(failed)?)
                } else {
                    None
                };
                check_unchanged(&path, Some(old))?;
                file::remove(&path, token, old)?;
                let was = Removed { permissions: metadata.permissions(), link };
                Ok(Done::Removed { path, old: old.clone(), token: token.to_owned(), was })
            }
        }
    }

    /// Writes the text of a file beside it; `None` for what writes nothing.
    pub(super) fn stage(&self, root: &Path, token: &str) -> Result<Option<Done>, Failure> {
        let Self::Write { path, new, .. } = self else { return Ok(None) };
        let path = root.join(path);
        let made = file::make_parents(&path)?;
        if let Err(failure) = file::stage(&path, new.as_bytes(), token, Sync::Later) {
            remove_directories(&made);
            return Err(failure);
        }
        Ok(Some(Done::Staged { temporary: file::temporary(&path, token), made }))
    }
}

/// The word in the name of the temporary file of a step, of which one directory may have several.
pub(super) fn token_of(token: &str, number: usize) -> String {
    format!("{token}-{number}")
}

/// Does steps, which have their numbers. The renames come first; then everything that is to be written is put on the
/// disk; and only then does the first file change. What was done is added to `done`, also when one fails.
pub(super) fn run(
    root: &Path,
    steps: &[(usize, &Step)],
    token: &str,
    done: &mut Vec<Done>,
) -> Result<(), Failure> {
    let renames = steps.iter().take_while(|(_, step)| matches!(step, Step::Rename { .. })).count();
    let (renames, others) = steps.split_at(renames);
    for (number, step) in renames {
        done.push(step.run(root, &token_of(token, *number))?);
    }
    let mut staged = Vec::new();
    for (number, step) in others {
        if let Some(stage) = step.stage(root, &token_of(token, *number))? {
            if let Done::Staged { temporary, .. } = &stage {
                staged.push((temporary.clone(), root.join(step.path())));
            }
            done.push(stage);
        }
    }
    file::sync_files(&staged)?;
    for (number, step) in others {
        done.push(step.run(root, &token_of(token, *number))?);
    }
    file::sync_directories(steps.iter().map(|(_, step)| root.join(step.path())));
    Ok(())
}

impl Done {
    /// Puts things back.
    pub(super) fn undo(self) -> Result<(), Failure> {
        let failed = |path: &Path, error: std::io::Error| {
            Failure::new(format!("can't put `{}` back", from_here(path))).because(&error)
        };
        match self {
            Self::Renamed { from, to, made } => {
                fs::rename(&to, &from).map_err(|error| failed(&from, error))?;
                remove_directories(&made);
            }
            Self::Staged { temporary, made } => {
                // It may have taken its place since.
                drop(fs::remove_file(temporary));
                remove_directories(&made);
            }
            Self::Written { path, old: Some(old), token } => {
                file::replace(&path, old.as_bytes(), &token, Sync::Now)?;
            }
            Self::Written { path, old: None, .. } => {
                fs::remove_file(&path).map_err(|error| failed(&path, error))?;
            }
            Self::Removed { path, was: Removed { link: Some(target), .. }, .. } => {
                std::os::unix::fs::symlink(target, &path).map_err(|error| failed(&path, error))?;
            }
            Self::Removed { path, old, token, was } => {
                file::replace(&path, old.as_bytes(), &token, Sync::Now)?;
                fs::set_permissions(&path, was.permissions)
                    .map_err(|error| failed(&path, error))?;
            }
        }
        Ok(())
    }
}

/// Whether every file is as it was before the steps: none was done, or all of them were undone since.
pub(super) fn is_untouched(root: &Path, steps: &[Step]) -> bool {
    let mut renames: Vec<(&str, &str)> = Vec::new();
    let has = |path: &str, text: Option<&str>| {
        let path = root.join(path);
        match path.symlink_metadata() {
            // What blocks whoever reads it is no file of a tree.
            Ok(_) if !path.metadata().is_ok_and(|metadata| metadata.is_file()) => false,
            Ok(_) | Err(_) => {
                bytes(&path).is_ok_and(|now| now.as_deref() == text.map(str::as_bytes))
            }
        }
    };
    steps.iter().all(|step| match step {
        Step::Rename { from, to } => {
            let is_freed = renames.iter().any(|(earlier, _)| earlier == to);
            renames.push((from, to));
            is_there(&root.join(from)) && (is_freed || !is_there(&root.join(to)))
        }
        Step::Write { path, old, .. } => has(&before(&renames, path), old.as_deref()),
        Step::Remove { path, old } => has(&before(&renames, path), Some(old)),
    })
}

/// Where a path was before renames.
fn before(renames: &[(&str, &str)], path: &str) -> String {
    let mut path = path.to_owned();
    for (from, to) in renames.iter().rev() {
        let rest = path.strip_prefix(to).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        if let Some(rest) = rest {
            path = format!("{from}{rest}");
        }
    }
    path
}

/// Gives files their places again that an editor saved just before the program was killed.
fn give_back(root: &Path, steps: &[Step], token: &str) {
    for (number, step) in steps.iter().enumerate() {
        let token = token_of(token, number);
        match step {
            Step::Write { path, old: Some(old), new } => {
                file::give_back(&root.join(path), &token, old, Some(new));
            }
            Step::Remove { path, old } => file::give_back(&root.join(path), &token, old, None),
            Step::Write { old: None, .. } | Step::Rename { .. } => {}
        }
    }
}

/// Removes the files that a killed program wrote beside their places, and gives those that an editor saved theirs.
pub(super) fn remove_staged(root: &Path, steps: &[Step], token: &str) {
    give_back(root, steps, token);
    for (number, step) in steps.iter().enumerate() {
        drop(fs::remove_file(file::temporary(&root.join(step.path()), &token_of(token, number))));
    }
}

/// Does those of the steps that are not done yet, after a program was killed in the middle of them.
///
/// # Errors
/// When a file is neither what it was before nor what it should become.
pub(super) fn complete(root: &Path, steps: &[Step], token: &str) -> Result<(), Failure> {
    let mut pending = Vec::new();
    check_renames(root, steps)?;
    remove_staged(root, steps, token);
    let is_rename = |step: &Step| matches!(step, Step::Rename { .. });
    for (number, step) in steps.iter().enumerate() {
        let path = root.join(step.path());
        let is_pending = match step {
            Step::Rename { from, .. } => is_there(&root.join(from)) && !is_there(&path),
            Step::Write { old, new, .. } => is_pending(&path, old.as_deref(), Some(new))?,
            Step::Remove { old, .. } => is_pending(&path, Some(old), None)?,
        };
        if is_pending && is_rename(step) {
            // The paths of the others are those after it.
            step.run(root, token)?;
        } else if is_pending {
            pending.push((number, step));
        }
    }
    run(root, &pending, token, &mut Vec::new())?;
    file::sync_directories(steps.iter().map(|step| root.join(step.path())));
    Ok(())
}

/// Refuses what no interrupted rename leaves: the old path and the new one.
fn check_renames(root: &Path, steps: &[Step]) -> Result<(), Failure> {
    let is_source = |path: &str| {
        steps.iter().any(|step| matches!(step, Step::Rename { from, .. } if from == path))
    };
    let is_target =
        |path: &str| steps.iter().any(|step| matches!(step, Step::Rename { to, .. } if to == path));
    for step in steps {
        let Step::Rename { from, to } = step else { continue };
        let are_plain = !is_source(to) && !is_target(from);
        let (from, to) = (root.join(from), root.join(to));
        if are_plain && is_there(&from) && is_there(&to) {
            return Err(Failure::new(format!(
                "`{}` is back after a run was interrupted that had moved it to `{}`",
                from_here(&from),
                from_here(&to)
            )));
        }
    }
    Ok(())
}

/// Whether a file still is what it was; an error when it is not what it should become either.
fn is_pending(path: &Path, old: Option<&str>, new: Option<&str>) -> Result<bool, Failure> {
    let now = bytes(path)?;
    let now = now.as_deref();
    if now == new.map(str::as_bytes) {
        Ok(false)
    } else if now == old.map(str::as_bytes) {
        Ok(true)
    } else {
        Err(Failure::new(format!("`{}` was changed after a run was interrupted", from_here(path))))
    }
}

fn check_unchanged(path: &Path, old: Option<&str>) -> Result<(), Failure> {
    if bytes(path)?.as_deref() == old.map(str::as_bytes) {
        return Ok(());
    }
    Err(file::changed(path))
}

/// What is in a file; `None` when there is none.
fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::new(format!("can't read `{}`", from_here(path))).because(&error))
        }
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
