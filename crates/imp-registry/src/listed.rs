//! Files of which only the paths are known: those of another revision.

use std::collections::BTreeMap;
use std::sync::Arc;

use imp_model::source::{DirEntry, EntryKind, Files, ReadError, TreePath};

/// A listing as directories.
#[derive(Clone, Debug, Default)]
pub struct ListedFiles {
    directories: BTreeMap<TreePath, BTreeMap<String, EntryKind>>,
}

impl ListedFiles {
    /// The directories that hold these files.
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p TreePath>) -> Self {
        let mut listed = Self::default();
        for path in paths {
            let (mut child, mut kind) = (path.clone(), EntryKind::File);
            while let Some(parent) = child.parent() {
                let entries = listed.directories.entry(parent.clone()).or_default();
                let is_known = entries.insert(child.file_name().to_owned(), kind).is_some();
                if is_known {
                    break;
                }
                (child, kind) = (parent, EntryKind::Directory);
            }
        }
        listed
    }
}

impl Files for ListedFiles {
    fn read(&self, _path: &TreePath) -> Result<Arc<str>, ReadError> {
        Err(ReadError::Io("only its name is known".into()))
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        let entries = self.directories.get(directory).ok_or(ReadError::NotFound)?;
        let entry = |(name, kind): (&String, &EntryKind)| DirEntry {
            name: name.clone(),
            kind: *kind,
            is_link: false,
            is_untracked: false,
        };
        Ok(entries.iter().map(entry).collect())
    }
}
