//! Paths to Nix files that are not there.

use std::collections::BTreeSet;

use imp_model::facts::{FileFacts, PathUse, PathUseKind};
use imp_model::model::Model;
use imp_model::source::TreePath;

/// The Nix files of a flake.
pub(crate) struct NixFiles<'m> {
    model: &'m Model,
    files: BTreeSet<&'m TreePath>,
}

impl<'m> NixFiles<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Self { model, files: model.nix_files.iter().map(|(path, _)| path).collect() }
    }

    /// The file that a path leads to as `import` takes it, if it is there.
    pub(crate) fn file(&self, path: &TreePath) -> Option<&'m TreePath> {
        let file = self.files.get(path).copied();
        file.or_else(|| self.files.get(&path.child("default.nix")).copied())
    }

    /// The paths of a file that lead to a Nix file which is not there, with what is missing, in order of place. A path
    /// that the file asks for with `pathExists` may be missing.
    pub(crate) fn missing<'f>(&self, file: &'f FileFacts) -> Vec<(&'f PathUse, TreePath)> {
        let asked: Vec<&TreePath> = file
            .paths
            .iter()
            .filter(|path| path.kind == PathUseKind::Question)
            .filter_map(|path| path.target.as_ref())
            .collect();
        let missing = |path: &'f PathUse| {
            let target = path.target.as_ref().filter(|_| !path.is_partial)?;
            let is_file = target.file_name().ends_with(".nix");
            let is_module = file.modules.iter().any(|module| module.span == path.place.span);
            let is_nix = is_file || is_module || path.kind == PathUseKind::Import;
            let may_be_missing = asked.iter().any(|asked| target.starts_with(asked));
            if !is_nix || may_be_missing || self.file(target).is_some() || self.is_unseen(target) {
                return None;
            }
            let missing = if is_file { target.clone() } else { target.child("default.nix") };
            Some((path, missing))
        };
        file.paths.iter().filter_map(missing).collect()
    }

    /// Whether something there can't be seen: a directory that is not part of this repository, or can't be read.
    fn is_unseen(&self, target: &TreePath) -> bool {
        let unreadable = self.model.unreadable.iter().chain(&self.model.unreadable_elsewhere);
        let unreadable = unreadable.map(|(path, _)| path);
        let mut unseen = unreadable.chain(&self.model.repositories);
        unseen.any(|path| target.starts_with(path))
    }
}
