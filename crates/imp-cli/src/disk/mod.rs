//! The working tree as Nix will see it.
//!
//! In goes an absolute directory; out come its [`Files`]: those that git tracks, and those that it
//! neither tracks nor ignores, marked as untracked. Without git, the files on disk. `.git` and `.jj` are
//! never there. Links are followed as Nix follows them in its copy of the tree: one that leaves the root,
//! is absolute, or leads to what git ignores, leads nowhere. What is in a git submodule that is not checked out, or
//! outside of a sparse checkout, can't be read.

mod attributes;
mod directory;
mod early;
mod files;
mod links;
mod listing;
mod named;
mod open_file;
mod reading;
mod replacer;
mod sparse;
mod submodules;
mod tracking;

pub use files::Walked;
pub(crate) use links::Links;
pub(crate) use listing::{Listing, Place};
pub use named::Unseen;
pub use open_file::{Identity, OpenFile};
pub use replacer::Replacer;

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use imp_model::source::{DirEntry, EntryKind, Files, ReadError, TreePath};

use self::directory::{OpenDirectory, RootDirectory};
pub(crate) use self::tracking::Scope;
use self::tracking::{Git, Tracking};
use crate::Failure;
use crate::git::{Ignores, Repository, Tracked};

/// The files of a working tree.
pub struct Disk {
    root: PathBuf,
    root_directory: RootDirectory,
    git: Option<Git>,
    /// What jj ignores, in a working copy of it without git beside.
    jj: OnceLock<Option<Ignores>>,
    /// The files that were read one by one, such as those that the configuration is in, and that git does not
    /// track.
    untracked_read: Mutex<BTreeSet<TreePath>>,
    /// The directories that were passed over because they are git repositories of their own.
    repositories: Mutex<BTreeSet<TreePath>>,
    /// The untracked directories that hold no file themselves, and one that is not ignored further down.
    visible_below: Mutex<HashSet<PathBuf>>,
}

/// What git has to say about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Tracked,
    /// A submodule, with another repository's files in it, or none.
    Foreign,
    /// Not tracked and not ignored. A directory also holds something that is not ignored.
    Untracked,
    /// Neither Nix nor `git status` sees it.
    Invisible,
}

/// Names that are never listed, at any depth: the stores of version control.
fn is_version_control(name: &[u8]) -> bool {
    matches!(name, b".git" | b".jj")
}

impl Disk {
    /// The tree below `root`, which is absolute with links resolved (see [`Root`](crate::root::Root)).
    ///
    /// # Errors
    /// When `.git` leads nowhere or its index can't be read: then nobody knows what Nix will see.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        Self::open_while(root, |_| ()).map(|(disk, _)| disk)
    }

    /// All files below `root`, whatever repository it may be in: for a copy of a tree.
    pub fn without_git(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            root_directory: RootDirectory::open(root),
            git: None,
            jj: OnceLock::new(),
            untracked_read: Mutex::default(),
            repositories: Mutex::default(),
            visible_below: Mutex::default(),
        }
    }

    /// The root: absolute, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The git repository that holds the root.
    pub fn repository(&self) -> Option<&Repository> {
        self.git.as_ref().map(|git| &git.repository)
    }

    /// The file or directory on disk. It need not be there, and links in it are not followed.
    pub fn path_on_disk(&self, path: &TreePath) -> PathBuf {
        if path.is_root() { self.root.clone() } else { self.root.join(path.as_str()) }
    }

    /// Whether anything is at a path on disk, also what Nix does not see.
    pub fn is_on_disk(&self, path: &TreePath) -> bool {
        self.path_on_disk(path).symlink_metadata().is_ok()
    }

    /// Whether nothing is at a path on disk, as far as anybody may look.
    pub fn is_absent(&self, path: &TreePath) -> bool {
        self.path_on_disk(path).symlink_metadata().is_err_and(|error| is_absent(&error))
    }

    /// What a symbolic link says, as it stands; `None` for what is none.
    pub fn link(&self, path: &TreePath) -> Option<String> {
        let target = std::fs::read_link(self.path_on_disk(path)).ok()?;
        Some(target.to_string_lossy().into_owned())
    }

    /// The files that [`Files::read`] has given so far and that git does not track, in order.
    pub fn untracked_read(&self) -> Vec<TreePath> {
        let read = self.untracked_read.lock().unwrap_or_else(PoisonError::into_inner);
        read.iter().cloned().collect()
    }

    /// The directories that were passed over so far because they are git repositories of their own and no
    /// submodules, in order.
    pub fn repositories(&self) -> Vec<TreePath> {
        let repositories = self.repositories.lock().unwrap_or_else(PoisonError::into_inner);
        repositories.iter().cloned().collect()
    }

    /// The directory at or above a path that is a git repository of its own and no submodule, so that Nix does
    /// not see what is in it.
    pub fn repository_above(&self, path: &TreePath) -> Option<TreePath> {
        let mut above: Vec<TreePath> =
            std::iter::successors(Some(path.clone()), TreePath::parent).collect();
        above.retain(|directory| !directory.is_root());
        above.into_iter().rev().find(|directory| self.is_other_repository(directory.as_str()))
    }

    /// What is at a path on disk, links not followed; `None` when nothing is.
    pub fn kind_on_disk(&self, path: &TreePath) -> Option<std::fs::FileType> {
        self.path_on_disk(path).symlink_metadata().ok().map(|metadata| metadata.file_type())
    }

    /// Whether a file may be run by its owner, which is all that Nix keeps of its mode.
    pub fn is_executable(&self, path: &TreePath) -> bool {
        use std::os::unix::fs::PermissionsExt;
        let metadata = self.path_on_disk(path).metadata();
        metadata.is_ok_and(|metadata| metadata.permissions().mode() & 0o100 != 0)
    }

    /// Whether a directory is at a path on disk.
    pub fn is_directory_on_disk(&self, path: &TreePath) -> bool {
        self.path_on_disk(path).is_dir()
    }

    /// Whether jj, without git beside, ignores an entry of a directory. Nix sees it all the same.
    fn is_ignored_by_jj(&self, directory: &TreePath, name: &str, is_directory: bool) -> bool {
        if self.git.is_some() {
            return false;
        }
        let ignores = self.jj.get_or_init(|| {
            let top = self.root.ancestors().find(|above| above.join(".jj").is_dir())?;
            let prefix = self.root.strip_prefix(top).ok()?.to_str()?;
            let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
            let store = top.join(".jj/repo/store/git");
            let repository =
                Repository { work_tree: top.into(), git_dir: store.clone(), common_dir: store };
            Some(Ignores::new(&repository, &prefix))
        });
        ignores
            .as_ref()
            .is_some_and(|ignores| ignores.is_ignored(directory.child(name).as_str(), is_directory))
    }

    /// Whether git would ignore a file at this path, which need not be there.
    pub fn is_ignored(&self, path: &TreePath) -> bool {
        let Some(git) = &self.git else { return false };
        let above = std::iter::successors(path.parent(), TreePath::parent);
        let mut directories = above.filter(|directory| !directory.is_root());
        git.own.ignores.is_ignored(path.as_str(), false)
            || directories.any(|directory| git.own.ignores.is_ignored(directory.as_str(), true))
    }

    /// What git says about the entry `name` of the directory `real`, whose items are `scope`, and which may be `open`.
    /// For entries in order, `next` remembers where in the index to look.
    fn status(
        &self,
        scope: &Scope,
        (real, open): (&str, Option<&OpenDirectory>),
        name: &[u8],
        is_directory: bool,
        next: &mut usize,
    ) -> Status {
        let Some((tracking, range)) = self.tracking(scope) else { return Status::Tracked };
        let at = tracking.at(real);
        // Of a directory whose files are all gone only an empty one is left, which Nix does not see.
        if is_directory
            && self.has_any_file(
                tracking,
                tracking.index.paths_below(range, at, name, next),
                (at, open),
            )
        {
            return Status::Tracked;
        }
        match tracking.index.find(range, at, name, next) {
            Some(Tracked::File) if !is_directory => return Status::Tracked,
            Some(Tracked::SparseDirectory) if is_directory => return Status::Tracked,
            Some(Tracked::Submodule) if is_directory => return Status::Foreign,
            _ => {}
        }
        // The name of a directory need not be text, to be looked into.
        let path = Path::new(real).join(OsStr::from_bytes(name));
        if tracking.is_ignored(&path, is_directory)
            || (is_directory && !self.holds_visible(tracking, &path))
        {
            Status::Invisible
        } else {
            Status::Untracked
        }
    }

    /// Whether one of these tracked files is still on disk, or nobody may know. If a directory above all of them is
    /// open, they are looked for from there, where their paths go on at a byte.
    fn has_any_file<'p>(
        &self,
        tracking: &Tracking,
        mut paths: impl Iterator<Item = &'p [u8]>,
        (at, open): (usize, Option<&OpenDirectory>),
    ) -> bool {
        paths.any(|path| {
            let found = match open {
                Some(open) => open.has(&path[at..]),
                None => {
                    let on_disk = self.root.join(&tracking.below).join(OsStr::from_bytes(path));
                    on_disk.symlink_metadata().map(drop)
                }
            };
            found.err().is_none_or(|error| !is_absent(&error))
        })
    }

    /// Whether an untracked directory holds a file that is not ignored, or can't be looked into. Another
    /// repository's working tree holds none: git does not look into it.
    fn holds_visible(&self, tracking: &Tracking, directory: &Path) -> bool {
        // On the way down each directory is asked about again.
        let known = || self.visible_below.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(directory) {
            return true;
        }
        let entries = match std::fs::read_dir(self.root.join(directory)) {
            Ok(entries) => entries,
            Err(error) => return !is_absent(&error),
        };
        let entries: Vec<_> = entries.filter_map(Result::ok).collect();
        if is_repository(&self.root.join(directory)) {
            let mut found = self.repositories.lock().unwrap_or_else(PoisonError::into_inner);
            found.extend(directory.to_str().and_then(TreePath::new));
            return false;
        }
        let mut directories = Vec::new();
        for entry in entries {
            let name = entry.file_name();
            let path = directory.join(&name);
            if is_version_control(name.as_encoded_bytes()) {
                continue;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                directories.push(path);
            } else if !tracking.is_ignored(&path, false) {
                return true;
            }
        }
        let is_visible = directories.iter().any(|directory| {
            !tracking.is_ignored(directory, true) && self.holds_visible(tracking, directory)
        });
        if is_visible {
            known().insert(directory.to_path_buf());
        }
        is_visible
    }

    /// Whether the path, which holds no link, is one that Nix will see or would after `git add`.
    fn is_visible(&self, real: &str, is_directory: bool) -> Status {
        let mut scope = self.root_scope();
        let mut above = String::new();
        let Some((parents, name)) = split(real) else { return Status::Tracked };
        for part in parents.split('/').filter(|part| !part.is_empty()) {
            scope = self.scope_below(&scope, &above, part.as_bytes());
            above = join(&above, part);
            if self.is_other_repository_in(&scope, &above) {
                return Status::Invisible;
            }
        }
        self.status(&scope, (&above, None), name.as_bytes(), is_directory, &mut 0)
    }

    /// Whether the directory at a path without links is a git repository of its own and no submodule.
    fn is_other_repository(&self, real: &str) -> bool {
        self.is_other_repository_in(&self.scope_at(real), real)
    }

    /// The same where what git tracks in the directory is known.
    fn is_other_repository_in(&self, scope: &Scope, real: &str) -> bool {
        self.tracking(scope).is_some_and(|(tracking, range)| {
            range.is_empty() && !tracking.is_top(real) && is_repository(&self.root.join(real))
        })
    }
}

impl Files for Disk {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        let (Some(parent), name) = (path.parent(), path.file_name()) else {
            return Err(ReadError::IsDirectory);
        };
        let place = self.place_of(&parent, path)?;
        let (entry, real) = self.entry(&place, name)?;
        if entry.is_untracked {
            let mut read = self.untracked_read.lock().unwrap_or_else(PoisonError::into_inner);
            read.insert(path.clone());
        }
        match entry.kind {
            EntryKind::File => self.read_real(&real).map(Arc::from),
            EntryKind::Directory => Err(ReadError::IsDirectory),
            EntryKind::NotCheckedOut => Err(self.trouble(&place, &entry)),
            kind => Err(ReadError::Unreadable(kind)),
        }
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        let place = self.place(directory)?;
        Ok(self.open_directory(&place, |_, _| true)?.entries)
    }

    fn link_target(&self, path: &TreePath) -> Option<TreePath> {
        let place = self.place(&path.parent()?).ok()?;
        let (entry, real) = self.entry(&place, path.file_name()).ok()?;
        TreePath::new(&real).filter(|_| entry.is_link)
    }

    fn kind(&self, path: &TreePath) -> Result<EntryKind, ReadError> {
        let Some(parent) = path.parent() else { return Ok(EntryKind::Directory) };
        let place = self.place_of(&parent, path)?;
        Ok(self.entry(&place, path.file_name())?.0.kind)
    }

    fn hides(&self, path: &TreePath) -> bool {
        self.is_on_disk(path) && self.is_hidden(path)
    }
}

/// The time, against which the times of files are compared.
pub fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// The time in seconds since 1970, or what `SOURCE_DATE_EPOCH` says that it is.
pub fn seconds_since_epoch() -> i64 {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| {
        let since = now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs() as i64)
    })
}

/// The path of the entry `name` in `directory`; both are relative to the root, which is empty.
pub(crate) fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

/// Whether an error says that nothing is there, and not that nobody may look.
fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Whether a directory is the top of a git repository. As for git, a `.git` without `HEAD` makes none.
fn is_repository(directory: &Path) -> bool {
    let git = directory.join(".git");
    git.is_file() || git.join("HEAD").symlink_metadata().is_ok()
}

/// The directory of a path, and its last component; `None` for the root.
fn split(path: &str) -> Option<(&str, &str)> {
    if path.is_empty() { None } else { Some(path.rsplit_once('/').unwrap_or(("", path))) }
}

fn length_with_slash(directory: &str) -> usize {
    if directory.is_empty() { 0 } else { directory.len() + 1 }
}

#[cfg(test)]
mod tests;
