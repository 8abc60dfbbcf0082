//! The files of a flake whose model was read: what was read already is not read again.

use std::sync::Arc;

use imp_model::model::Model;
use imp_model::source::{DirEntry, EntryKind, Files, ReadError, TreePath};

use crate::disk::Disk;

/// The files of a model, and the disk for the others.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// The model.
    pub model: &'a Model,
    /// Where it was read.
    pub disk: &'a Disk,
}

impl Files for Texts<'_> {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        self.model.text(path).map_or_else(|| self.disk.read(path), Ok)
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        self.disk.list(directory)
    }

    fn link_target(&self, path: &TreePath) -> Option<TreePath> {
        self.disk.link_target(path)
    }

    fn kind(&self, path: &TreePath) -> Result<EntryKind, ReadError> {
        self.disk.kind(path)
    }

    fn hides(&self, path: &TreePath) -> bool {
        self.disk.hides(path)
    }
}
