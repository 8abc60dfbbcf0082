//! What git tracks and ignores, directory by directory: in the repository that holds the root, and in its submodules,
//! each of which has an index and ignores of its own.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use imp_model::source::TreePath;

use super::{Disk, join, length_with_slash};
use crate::Failure;
use crate::git::{Ignores, Index, Repository, Tracked};

/// What a submodule tracks, or why that can't be read.
type Entered = Result<Arc<Tracking>, Arc<str>>;

/// The repository that holds the root.
pub(super) struct Git {
    pub(super) repository: Repository,
    pub(super) own: Tracking,
    /// The submodules of submodules that are checked out.
    pub(super) nested: BTreeSet<TreePath>,
    /// The submodules that were entered, by their paths, or why their index can't be read.
    submodules: Mutex<HashMap<String, Entered>>,
}

/// What one repository tracks and ignores. Its paths begin at its top, or at the root if that is further down.
pub(crate) struct Tracking {
    pub(super) index: Index,
    pub(super) ignores: Ignores,
    /// Where its paths begin below the root: empty, or ended with `/`.
    pub(super) below: String,
}

/// What git tracks in one directory.
#[derive(Clone)]
pub(crate) enum Scope {
    /// All that is there: there is no git, or it says nothing about the directory.
    Everything,
    /// All that is there, and more: the directory is outside of the sparse checkout, and the index does not list it.
    Sparse,
    /// These items of the index.
    Items(Range<usize>),
    /// These items of the index of a submodule.
    Submodule(Arc<Tracking>, Range<usize>),
    /// Nobody knows, because the index of the submodule can't be read.
    Unknown(Arc<str>),
}

impl Scope {
    /// Where in the index the items begin.
    pub(super) fn first(&self) -> usize {
        match self {
            Self::Everything | Self::Sparse | Self::Unknown(_) => 0,
            Self::Items(range) | Self::Submodule(_, range) => range.start,
        }
    }
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Everything => f.write_str("Everything"),
            Self::Sparse => f.write_str("Sparse"),
            Self::Items(range) => f.debug_tuple("Items").field(range).finish(),
            Self::Unknown(reason) => f.debug_tuple("Unknown").field(reason).finish(),
            Self::Submodule(tracking, range) => {
                f.debug_tuple("Submodule").field(&tracking.below).field(range).finish()
            }
        }
    }
}

impl Git {
    pub(super) fn new(
        repository: Repository,
        index: Index,
        prefix: &str,
        nested: BTreeSet<TreePath>,
    ) -> Self {
        let ignores = Ignores::new(&repository, prefix);
        let own = Tracking { index, ignores, below: String::new() };
        Self { repository, own, nested, submodules: Mutex::default() }
    }

    /// What the submodule at a path without links tracks.
    fn submodule(&self, root: &Path, real: &str) -> Entered {
        let mut known = self.submodules.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || match Tracking::of_submodule(root, real) {
            Ok(tracking) => Ok(Arc::new(tracking)),
            Err(failure) => Err(format!("{failure}, see `git -C {real} status`").into()),
        };
        known.entry(real.to_owned()).or_insert_with(read).clone()
    }

    /// The submodules that were entered.
    fn entered(&self) -> Vec<TreePath> {
        let known = self.submodules.lock().unwrap_or_else(PoisonError::into_inner);
        let read = known.iter().filter(|(_, tracking)| tracking.is_ok());
        read.filter_map(|(path, _)| TreePath::new(path)).collect()
    }
}

impl Tracking {
    fn of_submodule(root: &Path, real: &str) -> Result<Self, Failure> {
        let work_tree = root.join(real);
        let own = Repository::find(&work_tree)?.filter(|found| found.work_tree == work_tree);
        let repository =
            own.ok_or_else(|| Failure::new(format!("`{real}` is no git repository")))?;
        let index = Index::read(&repository, "")?;
        let ignores = Ignores::new(&repository, "");
        Ok(Self { index, ignores, below: format!("{real}/") })
    }

    /// How long the path of a directory is in the index, with `/` at its end.
    pub(super) fn at(&self, real: &str) -> usize {
        length_with_slash(real) - self.below.len()
    }

    /// A path below the root as the index has it.
    pub(super) fn own<'p>(&self, real: &'p str) -> &'p str {
        real.strip_prefix(&self.below).unwrap_or("")
    }

    /// Whether a directory is the top of the submodule.
    pub(super) fn is_top(&self, real: &str) -> bool {
        self.below.strip_suffix('/') == Some(real)
    }

    pub(super) fn is_ignored(&self, path: &Path, is_directory: bool) -> bool {
        self.ignores.is_ignored(self.own(&path.to_string_lossy()), is_directory)
    }
}

impl Disk {
    /// Where to look for what git tracks in a directory; `None` when everything there counts.
    pub(super) fn tracking<'s>(
        &'s self,
        scope: &'s Scope,
    ) -> Option<(&'s Tracking, &'s Range<usize>)> {
        match scope {
            Scope::Everything | Scope::Sparse | Scope::Unknown(_) => None,
            Scope::Items(range) => Some((&self.git.as_ref()?.own, range)),
            Scope::Submodule(tracking, range) => Some((tracking, range)),
        }
    }

    /// What git tracks at the root.
    pub(super) fn root_scope(&self) -> Scope {
        match &self.git {
            Some(git) if !git.own.index.covers_all => Scope::Items(git.own.index.all()),
            _ => Scope::Everything,
        }
    }

    /// What git tracks in the directory at a path without links.
    pub(super) fn scope_at(&self, real: &str) -> Scope {
        let mut scope = self.root_scope();
        let mut above = String::new();
        for part in real.split('/').filter(|part| !part.is_empty()) {
            scope = self.scope_below(&scope, &above, part.as_bytes());
            above = join(&above, part);
        }
        scope
    }

    /// What git tracks in the directory `name` of the directory `real`.
    pub(super) fn scope_below(&self, scope: &Scope, real: &str, name: &[u8]) -> Scope {
        let Some((tracking, range)) = self.tracking(scope) else { return scope.clone() };
        let below = tracking.index.below(range, tracking.at(real), name);
        if below.is_empty() {
            match self.tracked(scope, real, name) {
                Some(Tracked::Submodule) => return self.submodule_scope(real, name),
                Some(Tracked::SparseDirectory) => return Scope::Sparse,
                _ => {}
            }
        }
        match scope {
            Scope::Submodule(tracking, _) => Scope::Submodule(Arc::clone(tracking), below),
            _ => Scope::Items(below),
        }
    }

    fn submodule_scope(&self, real: &str, name: &[u8]) -> Scope {
        let path = join(real, &String::from_utf8_lossy(name));
        match self.git.as_ref().map(|git| git.submodule(&self.root, &path)) {
            None => Scope::Everything,
            Some(Err(reason)) => Scope::Unknown(reason),
            Some(Ok(tracking)) => {
                let all = tracking.index.all();
                Scope::Submodule(tracking, all)
            }
        }
    }

    pub(super) fn tracked(&self, scope: &Scope, real: &str, name: &[u8]) -> Option<Tracked> {
        let (tracking, range) = self.tracking(scope)?;
        tracking.index.find(range, tracking.at(real), name, &mut 0)
    }

    /// The submodules that hold some of these files, in order.
    pub(crate) fn submodules_of(&self, paths: &[TreePath]) -> Vec<TreePath> {
        let mut submodules = self.git.as_ref().map(Git::entered).unwrap_or_default();
        submodules.retain(|submodule| paths.iter().any(|path| path.starts_with(submodule)));
        submodules.sort();
        submodules
    }
}
