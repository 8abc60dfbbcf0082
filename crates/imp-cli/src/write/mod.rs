//! Writing several files all or none.
//!
//! In go changes as values, each with what its author saw before; out comes what was changed. Nothing is
//! touched when a file is not any more what the author saw, when a path leaves the root, or when the text is
//! the same. A file is replaced by renaming a new one over it, so that a reader sees the old text or the
//! new one; mode and symbolic links stay.
//!
//! Several changes go through a journal. It is written and synced first and holds everything that is to
//! be done; then all new files are written beside their places and put on the disk together, before the first
//! takes its place. So a program that is killed half-way leaves a tree that the next one completes
//! ([`Writer::recover`]); an error half-way is undone at once. Programs that write at the same time wait
//! for each other at the journal.

mod file;
mod journal;
mod plan;
mod step;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use imp_model::source::TreePath;

use crate::disk::Disk;
use crate::failure::from_here;
use crate::git::{Git, Repository};
use crate::{Failure, Streams};
pub(crate) use file::temporary_name;
use journal::Journal;
use step::{Done, Step};

/// One thing to do in the tree. Renames are done first, in their order; the other paths are those after
/// the renames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Writes a whole file. Directories that are missing are made.
    Write {
        /// The file. If it is a link, what it leads to is written.
        path: TreePath,
        /// The text that the author saw; `None` when there was no file.
        old: Option<String>,
        /// The text that it gets.
        new: String,
    },
    /// Removes a file.
    Remove {
        /// The file. If it is a link, the link goes.
        path: TreePath,
        /// The text that the author saw.
        old: String,
    },
    /// Moves a file, a link or a directory. Directories that are missing are made.
    Rename {
        /// What to move.
        from: TreePath,
        /// Where to; nothing may be there.
        to: TreePath,
    },
}

/// What [`Writer::apply`] did.
#[derive(Debug)]
pub struct Applied {
    /// The files that are different now, as named in the changes: for a rename the new path.
    pub changed: Vec<TreePath>,
    /// Why git's index does not have the renames. The tree is as it should be; only git takes the new files for
    /// untracked ones.
    pub untold: Option<Failure>,
}

/// What [`Writer::recover`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// No program was killed.
    Nothing,
    /// One was, and every file is as it was before it, so that its changes are forgotten.
    GivenUp,
    /// One was, and its changes are done now, in these paths below the working tree.
    Completed(Vec<String>),
}

/// Writes in one tree.
#[derive(Clone, Debug)]
pub struct Writer {
    root: PathBuf,
    /// Where the journal is, and where the root is as seen from its owner: the working tree.
    journal: PathBuf,
    owner: PathBuf,
    repository: Option<Repository>,
}

impl Writer {
    /// A writer for the tree of `disk`.
    pub fn new(disk: &Disk) -> Self {
        let root = disk.root().to_path_buf();
        match disk.repository() {
            Some(repository) => Self {
                journal: repository.git_dir.join("imp-journal.json"),
                owner: repository.work_tree.clone(),
                repository: Some(repository.clone()),
                root,
            },
            None => Self {
                journal: root.join(".imp-journal.json"),
                owner: root.clone(),
                repository: None,
                root,
            },
        }
    }

    /// Does all changes, or none. Renames are told to git's index as `git mv` does, and the directories that they
    /// empty are removed: git does not know empty directories.
    ///
    /// # Errors
    /// When a path leaves the root or goes through something that is no directory, when a file is not what
    /// `old` says, when two changes are about one file, or when the system says no. The tree is then as
    /// it was; if even that fails, the failure says so, and the journal is left for the next run.
    pub fn apply(&self, changes: &[Change]) -> Result<Applied, Failure> {
        self.recover()?;
        let plan = plan::plan(&self.root, changes)?;
        let places = plan.changed.iter().filter_map(TreePath::parent).collect::<BTreeSet<_>>();
        for place in places.iter().filter(|place| !place.is_root()) {
            drop(file::remove_stale(&self.root.join(place.as_str())));
        }
        let untold = match &plan.steps[..] {
            [] => None,
            // It is all or none by itself, but for a rename that git has to hear of.
            [step @ (Step::Write { .. } | Step::Remove { .. })] => {
                self.run(std::slice::from_ref(step), &file::token())?;
                None
            }
            steps => self.run_with_journal(steps)?,
        };
        Ok(Applied { changed: plan.changed, untold })
    }

    /// Does the steps, so that the next program completes them if this one is killed.
    fn run_with_journal(&self, steps: &[Step]) -> Result<Option<Failure>, Failure> {
        let directory = self.root.strip_prefix(&self.owner).unwrap_or(Path::new(""));
        let journal = Journal::create(&self.journal, directory, steps)?;
        let result = self.run(steps, journal.token());
        if result.as_ref().is_err_and(|failure| failure.is_half_done) {
            journal.keep();
            return result.map(|()| None).map_err(Failure::from);
        }
        let told = result.map(|()| self.follow_renames(&self.root, steps).err());
        journal.remove()?;
        Ok(told?)
    }

    /// Completes what a killed program left half done. Where every file is as it was before that program, as after
    /// `git reset --hard`, its changes are given up.
    ///
    /// # Errors
    /// When a file was changed since, so that nobody knows what it should be; or when another program is
    /// writing for longer than a second.
    pub fn recover(&self) -> Result<Recovered, Failure> {
        let Some((journal, directory, steps)) = Journal::open(&self.journal)? else {
            return Ok(Recovered::Nothing);
        };
        let root = self.owner.join(&directory);
        if step::is_untouched(&root, &steps) {
            step::remove_staged(&root, &steps, journal.token());
            journal.remove()?;
            return Ok(Recovered::GivenUp);
        }
        let result = step::complete(&root, &steps, journal.token());
        if let Err(failure) = result {
            journal.keep();
            return Err(failure.help(format!(
                "an earlier run was interrupted; put the file right and remove `{}`",
                from_here(&self.journal)
            )));
        }
        // Where git does not listen the new files are untracked, which every program says.
        let _ = self.follow_renames(&root, &steps);
        journal.remove()?;
        let paths = steps.iter().map(|step| crate::disk::join(&directory, step.path()));
        Ok(Recovered::Completed(paths.collect::<BTreeSet<_>>().into_iter().collect()))
    }

    /// Removes the directories that renames have emptied, and tells git's index.
    fn follow_renames(&self, root: &Path, steps: &[Step]) -> Result<(), Failure> {
        let renamed = |step: &Step| match step {
            Step::Rename { from, to } => Some((TreePath::new(from)?, TreePath::new(to)?)),
            Step::Write { .. } | Step::Remove { .. } => None,
        };
        let moves: Vec<(TreePath, TreePath)> = steps.iter().filter_map(renamed).collect();
        prune(root, moves.iter().map(|(from, _)| from));
        match &self.repository {
            Some(repository) if !moves.is_empty() => {
                Git::new(repository, root).move_in_index(&moves)
            }
            _ => Ok(()),
        }
    }

    /// [`Writer::recover`], with a note about it. Gives whether there was anything. Temporary files that killed programs
    /// left at the root go, too.
    ///
    /// # Errors
    /// As [`Writer::recover`].
    pub fn settle(&self, streams: &Streams) -> Result<bool, Failure> {
        let recovered = self.recover()?;
        for kept in file::remove_stale(&self.root) {
            streams.note(&format!(
                "`{}` holds what was saved in a file just before an interrupted run replaced it; look at it, and move it away",
                from_here(&kept)
            ));
        }
        match &recovered {
            Recovered::Nothing => {}
            Recovered::GivenUp => streams
                .note("an interrupted run is given up, because every file is as it was before it"),
            Recovered::Completed(paths) => {
                streams.note("completed what an interrupted run had begun:");
                paths.iter().for_each(|path| streams.note(&format!("  {path}")));
            }
        }
        Ok(recovered != Recovered::Nothing)
    }

    /// Refuses a tree that a killed program left half done: what it says is neither the old nor the new. Nothing is
    /// changed, for the journal may have come with a stranger's repository and only who is asked to write does.
    ///
    /// # Errors
    /// When there is such a journal, unless every file is as it was before.
    pub fn refuse_half_done(&self) -> Result<(), Failure> {
        match Journal::left(&self.journal) {
            None => return Ok(()),
            Some(Ok((directory, steps)))
                if step::is_untouched(&self.owner.join(&directory), &steps) =>
            {
                return Ok(());
            }
            Some(_) => {}
        }
        let journal = from_here(&self.journal);
        Err(Failure::new("an earlier run was interrupted while it wrote, so the tree is half done").help(
            format!(
                "`imp-flake write` and `imp-registry apply`, `mv` and `migrate --write` complete it first; or put the \
                 files back as they were and remove `{journal}`"
            ),
        ))
    }

    /// Does the steps; undoes them when one fails.
    fn run(&self, steps: &[Step], token: &str) -> Result<(), HalfDone> {
        let mut done = Vec::new();
        let numbered: Vec<(usize, &Step)> = steps.iter().enumerate().collect();
        step::run(&self.root, &numbered, token, &mut done).map_err(|failure| {
            let undone: Result<(), Failure> = done.into_iter().rev().try_for_each(Done::undo);
            match undone {
                Ok(()) => HalfDone { failure, is_half_done: false },
                Err(error) => HalfDone { failure: failure.because(&error), is_half_done: true },
            }
        })
    }
}

/// Removes the directories above paths that moved away, as far as nothing is left in them. The root stays.
fn prune<'p>(root: &Path, moved: impl Iterator<Item = &'p TreePath>) {
    for path in moved {
        let mut next = path.parent();
        while let Some(directory) = next.filter(|directory| !directory.is_root()) {
            // One that is not empty, or gone already, stays as it is.
            if std::fs::remove_dir(root.join(directory.as_str())).is_err() {
                break;
            }
            next = directory.parent();
        }
    }
}

/// Writes a file that a person named, anywhere, as a whole or not at all. A link is followed; nothing is
/// written when the file has this text. A pipe or a device is written to.
///
/// # Errors
/// When its directory is not there, or the system says no.
pub fn save(path: &Path, text: &str) -> Result<(), Failure> {
    let path = path.canonicalize().unwrap_or_else(|_| behind_links(path));
    // A pipe or a device has no place beside it where a file could take its name, and who reads it waits.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        let message = format!("can't write `{}`", path.display());
        return std::fs::write(&path, text).map_err(|error| Failure::new(message).because(&error));
    }
    if std::fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    file::replace(&path, text.as_bytes(), &file::token(), file::Sync::Now)
}

/// What links lead to, though nothing is there.
fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    for _ in 0..MAX_LINKS {
        let Ok(target) = path.read_link() else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// So many links lead from one to the next, as on Linux.
const MAX_LINKS: usize = 40;

/// Writes a file for another program to read, which stays; gives its path.
///
/// # Errors
/// When the system says no.
pub fn save_temporary(prefix: &str, extension: &str, text: &str) -> Result<PathBuf, Failure> {
    let failed =
        |error: &dyn std::error::Error| Failure::new("can't write a temporary file").because(error);
    let mut file = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(&format!(".{extension}"))
        .tempfile()
        .map_err(|error| failed(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    let (_, path) = file.keep().map_err(|error| failed(&error))?;
    Ok(path)
}

/// The bytes of a file that a program was given, wherever it is.
///
/// # Errors
/// When it can't be read.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|error| Failure::new(format!("can't read `{}`", path.display())).because(&error))
}

/// Gives a file that a program was given, wherever it is, other bytes, at once.
///
/// # Errors
/// When it can't be written. It is then as it was.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    file::replace(path, bytes, &file::token(), file::Sync::Later)
}

/// A failure, and whether the tree is not as it was.
struct HalfDone {
    failure: Failure,
    is_half_done: bool,
}

impl From<HalfDone> for Failure {
    fn from(half: HalfDone) -> Self {
        half.failure
    }
}

#[cfg(test)]
mod tests;
