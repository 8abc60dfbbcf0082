//! What is outside of a sparse checkout: git tracks it, and it is not on disk.

use imp_model::source::{DirEntry, EntryKind, ReadError, TreePath};

use super::{Disk, Place};

impl Disk {
    /// Why what is at a path without links, outside of the sparse checkout, can't be read by who asked for `asked`.
    pub(super) fn outside_checkout(&self, real: &str, asked: &str) -> ReadError {
        let plain = ReadError::Unreadable(EntryKind::NotCheckedOut);
        let Some(path) = TreePath::new(real) else { return plain };
        let submodule = self.submodule_above(&path);
        match real == asked && submodule.is_none() {
            true => plain,
            false => ReadError::OutsideCheckout { path, submodule },
        }
    }

    /// Whether what is at a path without links, where nothing is on disk, is outside of the sparse checkout.
    pub(super) fn is_outside_checkout(&self, real: &str) -> bool {
        let above = real.rsplit_once('/').map_or("", |(above, _)| above);
        let scope = self.scope_at(above);
        matches!(scope, super::Scope::Sparse)
            || self.tracking(&scope).is_some_and(|(tracking, _)| {
                tracking.index.is_outside(tracking.own(real).as_bytes())
            })
    }

    /// Adds the entries of a directory that are outside of the sparse checkout. Of a directory that is not there, if a
    /// file that is `wanted` may be below.
    pub(super) fn add_not_checked_out(
        &self,
        place: &Place,
        wanted: impl Fn(&[u8], bool) -> bool,
        entries: &mut Vec<DirEntry>,
    ) {
        let (scope, real) = place.scope_and_real();
        let Some((tracking, _)) = self.tracking(scope) else { return };
        if !tracking.index.has_outside() {
            return;
        }
        let directory = match tracking.own(real) {
            "" => String::new(),
            own => format!("{own}/"),
        };
        for (path, is_regular) in tracking.index.outside_below(directory.as_bytes()) {
            let mut parts = path.split(|byte| *byte == b'/');
            let (name, last) = (parts.next().unwrap_or_default(), parts.next_back());
            let is_wanted =
                wanted(last.unwrap_or(name), is_regular) && (last.is_none() || wanted(name, false));
            let Some(name) = std::str::from_utf8(name).ok().filter(|_| is_wanted) else { continue };
            let found = entries.binary_search_by(|entry| entry.name.as_str().cmp(name));
            if let Err(at) = found {
                entries.insert(at, not_checked_out(name));
            }
        }
    }
}

/// What git tracks and is not on disk.
pub(super) fn not_checked_out(name: &str) -> DirEntry {
    let (is_link, is_untracked) = (false, false);
    DirEntry { name: name.to_owned(), kind: EntryKind::NotCheckedOut, is_link, is_untracked }
}
