//! The git submodules of a tree, and what is unknown because one of them is not checked out.
//!
//! Git's index names those of the repository. What a submodule holds is in an index of its own; of the submodules in
//! it, its `.gitmodules` tells.

use std::collections::BTreeSet;
use std::path::Path;

use imp_model::source::{DirEntry, EntryKind, ReadError, TreePath};

use super::{Disk, Place, Status, is_absent, join, length_with_slash};
use crate::git::{Index, submodules};

/// The submodules of submodules that are checked out, at any depth: their paths below `root`, without links.
pub(super) fn nested_submodules(root: &Path, index: &Index) -> BTreeSet<TreePath> {
    let path = |path: &[u8]| TreePath::new(std::str::from_utf8(path).ok()?);
    let mut todo: Vec<TreePath> = index.submodules().filter_map(path).collect();
    let mut found = BTreeSet::new();
    while let Some(above) = todo.pop() {
        let work_tree = root.join(above.as_str());
        if !work_tree.canonicalize().is_ok_and(|real| real == work_tree) {
            continue;
        }
        let below = submodules(&work_tree).into_iter().filter_map(|path| above.join(&path));
        for nested in below.filter(|nested| *nested != above && nested.starts_with(&above)) {
            if found.insert(nested.clone()) {
                todo.push(nested);
            }
        }
    }
    found
}

impl Disk {
    /// The git submodules below the root, checked out or not, in order, without those of submodules.
    pub fn submodules(&self) -> Vec<TreePath> {
        let index = self.git.iter().flat_map(|git| git.own.index.submodules());
        let path = |path: &[u8]| TreePath::new(std::str::from_utf8(path).ok()?);
        index.filter_map(path).collect()
    }

    /// The submodule, or the git repository of its own, that a path is in, so that git takes no file there.
    pub fn other_repository_at(&self, path: &TreePath) -> Option<TreePath> {
        let nested = self.git.iter().flat_map(|git| git.nested.iter().cloned());
        let mut submodules = self.submodules().into_iter().chain(nested);
        let submodule = submodules.find(|submodule| path.starts_with(submodule));
        submodule.or_else(|| self.repository_above(path))
    }

    /// Whether a directory without links on the way, of which git says this, is a submodule that is not checked out.
    pub(super) fn is_missing_submodule(&self, status: Status, real: &str) -> bool {
        (status == Status::Foreign || self.is_nested_submodule(real))
            && self.is_not_checked_out(real)
    }

    fn is_nested_submodule(&self, real: &str) -> bool {
        let nested = self.git.as_ref().map(|git| &git.nested).filter(|nested| !nested.is_empty());
        nested.is_some_and(|nested| TreePath::new(real).is_some_and(|path| nested.contains(&path)))
    }

    /// The submodule that is not checked out and with which what is at a path without links may be gone.
    pub(super) fn gone_with_submodule(&self, real: &str) -> Option<TreePath> {
        let git = self.git.as_ref()?;
        let expected = git
            .own
            .index
            .expected_submodules()
            .filter_map(|path| TreePath::new(std::str::from_utf8(path).ok()?));
        let mut all = expected.chain(git.nested.iter().cloned());
        all.find(|path| is_near(path, real) && self.is_not_checked_out(path.as_str()))
    }

    /// Adds the submodules of a directory that are not even empty directories, which git takes for not checked out.
    pub(super) fn add_missing_submodules(
        &self,
        directory: &str,
        wanted: impl Fn(&[u8], bool) -> bool,
        entries: &mut Vec<DirEntry>,
    ) {
        for submodule in self.submodules_from(directory) {
            let below = &submodule[length_with_slash(directory).min(submodule.len())..];
            let name = below.split('/').next().unwrap_or_default();
            let place = entries.binary_search_by(|entry| entry.name.as_str().cmp(name));
            if let Err(place) = place
                && !name.is_empty()
                && wanted(name.as_bytes(), false)
            {
                entries.insert(place, missing_entry(name));
            }
        }
    }

    /// The submodules at a path without links, or below it, which git has made directories for.
    pub(super) fn submodules_from<'d>(&'d self, real: &'d str) -> impl Iterator<Item = &'d str> {
        let submodules = self.git.iter().flat_map(|git| git.own.index.expected_submodules());
        let submodules = submodules.filter_map(|path| std::str::from_utf8(path).ok());
        submodules.filter(move |path| is_at_or_below(path, real))
    }

    /// The submodules at any depth.
    fn all_submodules(&self) -> impl Iterator<Item = TreePath> {
        let nested = self.git.iter().flat_map(|git| git.nested.iter().cloned());
        self.submodules().into_iter().chain(nested)
    }

    /// The innermost submodule that holds what is at a path without links.
    pub(super) fn submodule_above(&self, real: &TreePath) -> Option<TreePath> {
        let above = self.all_submodules().filter(|path| path != real && real.starts_with(path));
        above.max_by_key(TreePath::depth)
    }

    /// Why nothing is known of what is `asked` for, which is at or below a `path` that is or was there for a submodule.
    pub(super) fn missing_submodule(
        &self,
        path: &TreePath,
        real: &str,
        asked: &TreePath,
    ) -> ReadError {
        let below = asked.strip_prefix(path).filter(|below| !below.is_empty());
        let real = below.map_or_else(|| real.to_owned(), |below| join(real, below));
        let mut all = self.all_submodules();
        if self.is_outside_checkout(&real) {
            return self.outside_checkout(&real, asked.as_str());
        }
        match all.find(|path| is_near(path, &real) && self.is_not_checked_out(path.as_str())) {
            None => ReadError::NotFound,
            Some(submodule) if submodule == *asked => {
                ReadError::Unreadable(EntryKind::MissingSubmodule)
            }
            Some(submodule) => ReadError::MissingSubmodule(submodule),
        }
    }

    /// Why an entry of a place that is no file to read can't be read.
    pub(crate) fn trouble(&self, place: &Place, entry: &DirEntry) -> ReadError {
        let is_gone = matches!(entry.kind, EntryKind::MissingSubmodule | EntryKind::NotCheckedOut);
        if entry.kind == EntryKind::NotCheckedOut && !entry.is_link {
            let path = place.path.child(&entry.name);
            return self.outside_checkout(&join(&place.real_path(), &entry.name), path.as_str());
        }
        if !is_gone || !entry.is_link {
            return ReadError::Unreadable(entry.kind);
        }
        match self.follow(place, &entry.name) {
            Ok(target) => TreePath::new(&target.path)
                .map_or(ReadError::Unreadable(entry.kind), ReadError::MissingSubmodule),
            Err(error) => error,
        }
    }

    /// Whether the directory of a submodule is one that git has not checked out, whatever else lies in it.
    fn is_not_checked_out(&self, real: &str) -> bool {
        let found = self.root.join(real).join(".git").symlink_metadata();
        found.is_err_and(|error| is_absent(&error))
    }
}

/// A submodule that is not checked out.
pub(super) fn missing_entry(name: &str) -> DirEntry {
    let (is_link, is_untracked) = (false, false);
    DirEntry { name: name.to_owned(), kind: EntryKind::MissingSubmodule, is_link, is_untracked }
}

/// Whether a path without links is at or below a submodule, or above it.
fn is_near(submodule: &TreePath, real: &str) -> bool {
    let submodule = submodule.as_str();
    is_at_or_below(real, submodule) || is_at_or_below(submodule, real)
}

pub(super) fn is_at_or_below(path: &str, directory: &str) -> bool {
    directory.is_empty()
        || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
