//! All files of a working tree, whatever their language: walked in parallel, worked on where they are found.
//!
//! In goes a directory, which names count, and what to do with a file; out come the results in the order
//! of the paths. Links are not followed: what they lead to is walked by itself if it is in the tree. A submodule is
//! another repository, also in a copy of the tree without git, such as Nix makes. In a working copy of jj without git
//! beside, what it ignores is left out.

use std::collections::BTreeSet;
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use imp_model::source::{DirEntry, EntryKind, ReadError, TreePath};
use rayon::Scope;

use super::listing::{Listing, Place};
use super::open_file::{Identity, OpenFile, OpenParent, identity_at};
use super::{Disk, Links};
use crate::git::{Tracked, submodules};
use crate::scan::pool;

/// From how many files on a directory is worked on by several threads, and how many each takes at a time.
const MANY_FILES: usize = 64;
const FILES_PER_TASK: usize = 32;

/// What a walk found, each list in the order of the paths.
#[derive(Debug)]
pub struct Walked<T> {
    /// What the work on a file gave, where it gave something.
    pub results: Vec<(TreePath, T)>,
    /// Files and directories that can't be read, and why.
    pub unreadable: Vec<(TreePath, ReadError)>,
    /// The files that git does not track yet.
    pub untracked: Vec<TreePath>,
    /// How many files there were.
    pub count: usize,
}

impl<T> Default for Walked<T> {
    fn default() -> Self {
        Self { results: Vec::new(), unreadable: Vec::new(), untracked: Vec::new(), count: 0 }
    }
}

impl Disk {
    /// Works on the files below a directory that are `wanted`, which is asked with the directory and the name. The
    /// work runs in several threads at once, each with the stack of [`scan`](crate::scan::STACK_SIZE).
    pub fn walk_files<T: Send>(
        &self,
        below: &TreePath,
        wanted: impl Fn(&TreePath, &str) -> bool + Sync,
        work: impl Fn(&OpenFile<'_>) -> Option<T> + Sync,
    ) -> Walked<T> {
        let pool = pool();
        let found = (0..pool.current_num_threads()).map(|_| Mutex::default()).collect();
        let submodules = self.submodules_without_git();
        let walk = Walk { disk: self, wanted, work, submodules, found };
        match self.place(below) {
            Ok(place) => pool.scope(|scope| walk.directory(scope, &Arc::new(place))),
            Err(error) => walk.add(|found| found.unreadable.push((below.clone(), error))),
        }
        walk.finish()
    }

    /// Works on one file that was named, whatever git says about it. If it is a link, on what it leads to.
    ///
    /// # Errors
    /// When nothing is there, or it leads out of the root, or it is no regular file.
    pub fn with_file<T>(
        &self,
        path: &TreePath,
        work: impl FnOnce(&OpenFile<'_>) -> T,
    ) -> Result<T, ReadError> {
        let target = Links::new(self.root(), &|_| true).resolve("", path.as_str())?;
        if target.metadata.is_dir() {
            return Err(ReadError::IsDirectory);
        }
        if !target.metadata.is_file() {
            return Err(ReadError::Unreadable(EntryKind::Special));
        }
        let parent = OpenParent::open(self.root(), &target.path)?;
        Ok(work(&OpenFile {
            directory: parent.directory.as_fd(),
            name: &parent.name,
            parent: &parent.path,
            is_untracked: false,
        }))
    }

    /// What the system says about the file at a path that holds no link; `None` when there is none.
    pub fn identity(&self, path: &TreePath) -> Option<Identity> {
        identity_at(&self.path_on_disk(path))
    }
}

struct Walk<'a, W, F, T> {
    disk: &'a Disk,
    wanted: W,
    work: F,
    /// Those that only `.gitmodules` tells of.
    submodules: BTreeSet<TreePath>,
    /// One a thread, so that nobody waits.
    found: Vec<Mutex<Walked<T>>>,
}

impl<W, F, T> Walk<'_, W, F, T>
where
    T: Send,
    W: Fn(&TreePath, &str) -> bool + Sync,
    F: Fn(&OpenFile<'_>) -> Option<T> + Sync,
{
    fn directory<'s>(&'s self, scope: &Scope<'s>, place: &Arc<Place>) {
        let is_wanted = |name: &[u8], is_file: bool| {
            !is_file || (self.wanted)(&place.path, &String::from_utf8_lossy(name))
        };
        let mut listing = match self.disk.open_directory(place, is_wanted) {
            Ok(listing) => listing,
            Err(error) => {
                return self.add(|found| found.unreadable.push((place.path.clone(), error)));
            }
        };
        let mut files = Vec::new();
        // Directories first, so that the other threads get something to do early.
        for entry in std::mem::take(&mut listing.entries) {
            match entry.kind {
                EntryKind::Directory if !entry.is_link => {
                    if self.is_submodule(place, &entry.name)
                        || self.disk.is_ignored_by_jj(&place.path, &entry.name, true)
                    {
                        continue;
                    }
                    let below = Arc::new(self.disk.enter(place, &entry.name, None));
                    scope.spawn(move |scope| self.directory(scope, &below));
                }
                EntryKind::File | EntryKind::BadName if !entry.is_link => files.push(entry),
                _ => {}
            }
        }
        if files.len() <= MANY_FILES {
            return self.files(place, &listing, &files);
        }
        let shared = Arc::new((Arc::clone(place), listing, files));
        for start in (0..shared.2.len()).step_by(FILES_PER_TASK) {
            let shared = Arc::clone(&shared);
            scope.spawn(move |_| {
                let (place, listing, files) = &*shared;
                let end = files.len().min(start + FILES_PER_TASK);
                self.files(place, listing, &files[start..end]);
            });
        }
    }

    fn is_submodule(&self, place: &Place, name: &str) -> bool {
        self.disk.is_foreign_place(place, name)
            || (!self.submodules.is_empty() && self.submodules.contains(&place.path.child(name)))
    }

    fn files(&self, place: &Place, listing: &Listing, files: &[DirEntry]) {
        let mut here = Walked::default();
        let directory = listing.directory.as_fd();
        for entry in files {
            if self.disk.is_ignored_by_jj(&place.path, &entry.name, false) {
                continue;
            }
            here.count += 1;
            if entry.kind == EntryKind::BadName {
                let path = place.path.child(&entry.name);
                here.unreadable.push((path, ReadError::Unreadable(EntryKind::BadName)));
                continue;
            }
            let file = OpenFile {
                directory,
                name: &entry.name,
                parent: &place.path,
                is_untracked: entry.is_untracked,
            };
            if entry.is_untracked {
                here.untracked.push(file.path());
            }
            here.results.extend((self.work)(&file).map(|result| (file.path(), result)));
        }
        self.add(|found| found.append(here));
    }

    fn add(&self, change: impl FnOnce(&mut Walked<T>)) {
        let thread = rayon::current_thread_index().unwrap_or(0) % self.found.len();
        change(&mut self.found[thread].lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn finish(self) -> Walked<T> {
        let mut all = Walked::default();
        for found in self.found {
            all.append(found.into_inner().unwrap_or_else(PoisonError::into_inner));
        }
        all.results.sort_by(|a, b| a.0.cmp(&b.0));
        all.unreadable.sort_by(|a, b| a.0.cmp(&b.0));
        all.untracked.sort();
        all
    }
}

impl<T> Walked<T> {
    /// Adds what another walk found; the lists are in no order afterwards.
    pub fn append(&mut self, mut other: Self) {
        self.results.append(&mut other.results);
        self.unreadable.append(&mut other.unreadable);
        self.untracked.append(&mut other.untracked);
        self.count += other.count;
    }
}

impl Disk {
    /// The submodules below the root, by what `.gitmodules` there or above says, where there is no git.
    pub(super) fn submodules_without_git(&self) -> BTreeSet<TreePath> {
        if self.repository().is_some() {
            return BTreeSet::new();
        }
        let below_root = |above: &Path, path: String| {
            TreePath::new(above.join(path).strip_prefix(self.root()).ok()?.to_str()?)
        };
        let all = self.root().ancestors().flat_map(|above| {
            submodules(above).into_iter().filter_map(move |path| below_root(above, path))
        });
        all.filter(|path| !path.is_root()).collect()
    }

    /// Whether the directory `name` of a place is another repository's.
    fn is_foreign_place(&self, place: &Place, name: &str) -> bool {
        let (scope, real) = place.scope_and_real();
        self.tracked(scope, real, name.as_bytes()) == Some(Tracked::Submodule)
    }
}
