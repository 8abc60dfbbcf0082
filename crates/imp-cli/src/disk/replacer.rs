//! Where new files are made before they change places with old ones, which stay there until the run is over.
//!
//! One folder for the whole run, on the disk of the tree: git's directory, else the root. A program that is
//! killed leaves nothing in the tree that git would show; the next run removes what is left.

use std::fs;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustix::fs::{AtFlags, Mode, OFlags};

use super::Disk;
use crate::process::is_running;

/// What the names of such folders begin with; the number of the process follows.
const PREFIX: &str = ".imp-fmt-";

/// A folder for new files and old ones, made when it is needed and removed with all that is in it when it is dropped.
#[derive(Debug)]
pub struct Replacer {
    parent: PathBuf,
    folder: OnceLock<Option<(OwnedFd, PathBuf)>>,
    /// The names of the old files that are in the folder.
    old: Mutex<Vec<String>>,
}

impl Replacer {
    /// For the files of a tree.
    pub fn new(disk: &Disk) -> Self {
        let parent = disk.repository().map_or(disk.root(), |repository| &repository.git_dir);
        Self { parent: parent.to_path_buf(), folder: OnceLock::new(), old: Mutex::default() }
    }

    /// Removes the folders of programs that are not running any more: for a run that may write.
    pub fn remove_left(&self) {
        let Ok(entries) = fs::read_dir(&self.parent) else { return };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
            let process: Option<u32> = process.and_then(|process| process.parse().ok());
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if process.is_some_and(|process| !is_running(process)) && is_folder {
                drop(fs::remove_dir_all(entry.path()));
            }
        }
    }

    /// Notes an old file, which is in the folder under this name.
    pub(super) fn keep(&self, name: String) {
        self.old.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }

    /// Removes the old files before the run is over, to make room for new ones.
    pub(super) fn empty(&self) {
        let Some(folder) = self.folder() else { return };
        let old = std::mem::take(&mut *self.old.lock().unwrap_or_else(PoisonError::into_inner));
        for name in old {
            // What can't be removed now goes with the folder, or is for the next run.
            let _ = rustix::fs::unlinkat(folder, name, AtFlags::empty());
        }
    }

    /// The open folder; `None` when there can be none, and new files are made beside the old ones.
    pub(super) fn folder(&self) -> Option<BorrowedFd<'_>> {
        let made = self.folder.get_or_init(|| {
            self.remove_left();
            let path = self.parent.join(format!("{PREFIX}{}", std::process::id()));
            fs::create_dir(&path).ok()?;
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
            Some((rustix::fs::open(&path, flags, Mode::empty()).ok()?, path))
        });
        made.as_ref().map(|(folder, _)| folder.as_fd())
    }
}

impl Drop for Replacer {
    fn drop(&mut self) {
        if let Some(Some((_, path))) = self.folder.get() {
            // What can't be removed is for the next run.
            drop(fs::remove_dir_all(path));
        }
    }
}
