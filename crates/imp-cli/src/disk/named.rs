//! What somebody named, in the words of git: without links on the way, and with why nothing is seen of it.

use std::path::Path;

use imp_model::source::{EntryKind, ReadError, TreePath};

use super::{Disk, Links, Status, is_repository, join};

/// Why nothing is seen of a directory that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// It is, or is in, this git repository, which is neither ours nor a submodule.
    Repository(TreePath),
    /// It is, or is in, this submodule.
    Submodule(TreePath),
    /// Git or jj ignores it, or everything in it.
    Ignored,
    /// There is no file in it.
    Empty,
    /// It can't be read.
    Unreadable(ReadError),
}

impl Disk {
    /// Where a directory is, without links on the way.
    ///
    /// # Errors
    /// Why nothing is seen of it.
    pub fn named_directory(&self, path: &TreePath) -> Result<TreePath, Unseen> {
        match self.place(path) {
            Ok(place) => {
                let real = TreePath::new(&place.real_path()).ok_or(Unseen::Ignored)?;
                let is_ignored = real
                    .parent()
                    .is_some_and(|above| self.is_ignored_by_jj(&above, real.file_name(), true));
                let submodules = self.submodules().into_iter().chain(self.submodules_without_git());
                match submodules.into_iter().find(|submodule| real.starts_with(submodule)) {
                    Some(submodule) => Err(Unseen::Submodule(submodule)),
                    None if is_ignored => Err(Unseen::Ignored),
                    None => Ok(real),
                }
            }
            Err(ReadError::NotFound) => Err(self.foreign(path)),
            Err(ReadError::Unreadable(EntryKind::MissingSubmodule)) => {
                Err(Unseen::Submodule(path.clone()))
            }
            Err(ReadError::MissingSubmodule(submodule)) => Err(Unseen::Submodule(submodule)),
            Err(error) => Err(Unseen::Unreadable(error)),
        }
    }

    fn foreign(&self, path: &TreePath) -> Unseen {
        let real = Links::new(self.root(), &|_| true).resolve("", path.as_str());
        let real = real.ok().and_then(|target| TreePath::new(&target.path));
        let above = std::iter::successors(real.clone(), TreePath::parent);
        let mut below_root = above.take_while(|path| !path.is_root());
        if let Some(path) = below_root.find(|path| is_repository(&self.path_on_disk(path))) {
            return Unseen::Repository(path);
        }
        match real {
            Some(real) if holds_nothing(&self.path_on_disk(&real)) => Unseen::Empty,
            _ => Unseen::Ignored,
        }
    }

    /// Whether git ignores what is at a path, or would be, so that Nix does not see it.
    pub fn is_hidden(&self, path: &TreePath) -> bool {
        let is_directory = self.is_directory_on_disk(path);
        let is_ignored =
            self.is_ignored(path) || is_directory && self.is_ignored(&path.child("default.nix"));
        is_ignored && self.is_visible(path.as_str(), is_directory) == Status::Invisible
    }

    /// The file that is at a path, where links lead to it; `None` where none do, and where there is no file.
    pub fn behind_links(&self, path: &TreePath) -> Option<TreePath> {
        let place = self.place(&path.parent()?).ok()?;
        let (_, real) = self.entry(&place, path.file_name()).ok()?;
        TreePath::new(&real).filter(|real| real != path)
    }

    /// What git must be told so that Nix sees the file at a path: the links on the way that it does not track, and what
    /// they lead to.
    pub fn to_track(&self, path: &TreePath) -> Vec<TreePath> {
        let mut untracked = Vec::new();
        let mut add = |real: &str| {
            if self.is_visible(real, false) == Status::Untracked {
                untracked.extend(TreePath::new(real));
            }
        };
        let mut place = self.root_place();
        for name in path.components() {
            let own = join(&place.real_path(), name);
            let Ok((entry, real)) = self.entry(&place, name) else {
                add(&own);
                break;
            };
            if entry.is_link || entry.kind != EntryKind::Directory {
                add(&own);
            }
            if entry.is_link && entry.kind == EntryKind::File {
                add(&real);
            }
            place = self.enter(&place, name, entry.is_link.then_some(real));
        }
        untracked
    }
}

/// Whether there is no file in a directory, as far as anybody may look.
fn holds_nothing(directory: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(directory) else { return false };
    entries.flatten().all(|entry| {
        entry.file_type().is_ok_and(|kind| kind.is_dir()) && holds_nothing(&entry.path())
    })
}
