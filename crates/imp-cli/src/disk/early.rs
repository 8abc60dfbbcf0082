//! Files that are read before it is known what git tracks.
//!
//! Only what is the same whatever git says is answered: plain files and directories without a link on the way. What
//! was asked is remembered, to be looked up in the index once that is there.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use imp_model::source::{DirEntry, EntryKind, Files, ReadError, TreePath};

use super::submodules::nested_submodules;
use super::tracking::Git;
use super::{Disk, Status};
use crate::Failure;
use crate::git::{Index, Repository};
use crate::scan::pool;

impl Disk {
    /// As [`Disk::open`], and reads files while git's index is read, which in a large tree takes as long. Gives what
    /// `work` gave unless it met anything but files that git tracks: then it must be done again.
    ///
    /// # Errors
    /// As [`Disk::open`].
    pub(crate) fn open_while<T>(
        root: &Path,
        work: impl FnOnce(&dyn Files) -> T,
    ) -> Result<(Self, Option<T>), Failure> {
        let plain = Self::without_git(root);
        // Its threads start meanwhile.
        let pool = pool();
        let Some(repository) = Repository::find(root)? else {
            let done = work(&plain);
            return Ok((plain, Some(done)));
        };
        let below = root.strip_prefix(&repository.work_tree).unwrap_or(Path::new(""));
        let mut prefix = below
            .to_str()
            .ok_or_else(|| Failure::new(format!("the path `{}` is not UTF-8", root.display())))?
            .to_owned();
        if !prefix.is_empty() {
            prefix.push('/');
        }
        let early = EarlyFiles::new(&plain);
        let mut index = None;
        let done = pool.in_place_scope(|scope| {
            scope.spawn(|_| index = Some(Index::read(&repository, &prefix)));
            work(&early)
        });
        let asked = early.asked();
        let index = index.expect("the scope waits for what it started")?;
        let nested = nested_submodules(root, &index);
        let disk = Self { git: Some(Git::new(repository, index, &prefix, nested)), ..plain };
        let is_certain = asked.is_some_and(|asked| {
            asked.iter().all(|(path, kind)| {
                let is_directory = *kind == EntryKind::Directory;
                disk.is_visible(path.as_str(), is_directory) == Status::Tracked
            })
        });
        Ok((disk, is_certain.then_some(done)))
    }
}

/// The files of a tree without git.
struct EarlyFiles<'d> {
    disk: &'d Disk,
    /// What was asked and is there; `None` once something was asked that only git's index can answer.
    asked: Mutex<Option<Vec<(TreePath, EntryKind)>>>,
}

impl<'d> EarlyFiles<'d> {
    fn new(disk: &'d Disk) -> Self {
        Self { disk, asked: Mutex::new(Some(Vec::new())) }
    }

    /// The files and directories that were asked for, unless an answer is not certain.
    fn asked(self) -> Option<Vec<(TreePath, EntryKind)>> {
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
