//! A file that a scan found.

use std::cell::OnceCell;

use imp_model::source::TreePath;

/// A file that a scan found. Its path is put together when somebody asks: most files have nothing to say, and nobody
/// does.
#[derive(Debug)]
pub struct Found<'a> {
    directory: &'a TreePath,
    name: &'a str,
    path: OnceCell<TreePath>,
}

impl<'a> Found<'a> {
    pub(super) fn new(directory: &'a TreePath, name: &'a str) -> Self {
        Self { directory, name, path: OnceCell::new() }
    }

    /// Its path below the root.
    pub fn path(&self) -> &TreePath {
        self.path.get_or_init(|| self.directory.child(self.name))
    }

    pub(super) fn into_path(self) -> TreePath {
        self.path.into_inner().unwrap_or_else(|| self.directory.child(self.name))
    }
}
