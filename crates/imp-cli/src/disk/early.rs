//! Files that are read before it is known what git tracks.
//!
//! Only what is the same whatever git says is answered: plain files and directories without a link on the way. What
//! was asked is remembered, to be looked up in the index once that is there.

use std::sync::{Arc, Mutex, PoisonError};

use imp_model::source::{DirEntry, EntryKind, Files, ReadError, TreePath};

use super::Disk;

/// The files of a tree without git.
pub(super) struct EarlyFiles<'d> {
    disk: &'d Disk,
    /// What was asked and is there; `None` once something was asked that only git's index can answer.
    asked: Mutex<Option<Vec<(TreePath, EntryKind)>>>,
}

impl<'d> EarlyFiles<'d> {
    pub(super) fn new(disk: &'d Disk) -> Self {
        Self { disk, asked: Mutex::new(Some(Vec::new())) }
    }

    /// The files and directories that were asked for, unless an answer is not certain.
    pub(super) fn asked(self) -> Option<Vec<(TreePath, EntryKind)>> {
        self.asked.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers an answer.
    fn note<T>(
        &self,
        path: &TreePath,
        kind: impl FnOnce(&T) -> EntryKind,
        answer: Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        match (&answer, &mut *asked) {
            (Ok(answer), Some(asked)) => asked.push((path.clone(), kind(answer))),
            _ => *asked = None,
        }
        answer
    }

    /// Refuses a path that is a link or leads through one.
    fn without_links(&self, path: &TreePath) -> Result<(), ReadError> {
        let on_disk = self.disk.path_on_disk(path);
        match on_disk.canonicalize() {
            Ok(real) if real == on_disk => Ok(()),
            _ => Err(ReadError::NotFound),
        }
    }
}

impl Files for EarlyFiles<'_> {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        let text = self.without_links(path).and_then(|()| self.disk.read_real(path.as_str()));
        self.note(path, |_| EntryKind::File, text.map(Arc::from))
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        self.note(directory, |_| EntryKind::Directory, Err(ReadError::NotFound))
    }

    fn kind(&self, path: &TreePath) -> Result<EntryKind, ReadError> {
        let kind = self.without_links(path).and_then(|()| {
            let kind = self.disk.kind_on_disk(path).ok_or(ReadError::NotFound)?;
            match (kind.is_file(), kind.is_dir()) {
                (true, _) => Ok(EntryKind::File),
                (_, true) => Ok(EntryKind::Directory),
                _ => Err(ReadError::NotFound),
            }
        });
        self.note(path, |kind| *kind, kind)
    }
}
