//! What a model asks of files and inputs before and after its scan.

use std::collections::BTreeSet;

use imp_model::facts::{FileFacts, Role};
use imp_model::model::FlakeState;
use imp_model::model::config::Configuration;
use imp_model::source::{Files, ReadError, TreePath};

use crate::disk::Disk;

/// What is on disk where the flake looks for it, and which git ignores.
pub(crate) fn ignored(
    disk: &Disk,
    files: &[FileFacts],
    nix_files: &[(TreePath, Role)],
) -> Vec<TreePath> {
    let is_known = |path: &TreePath| nix_files.binary_search_by(|(file, _)| file.cmp(path)).is_ok();
    let targets = files.iter().flat_map(|file| &file.paths).filter(|path| !path.is_partial);
    let named = targets.filter_map(|path| path.target.as_ref());
    let asked = named.map(|target| match target.file_name().ends_with(".nix") {
        true => target.clone(),
        false => target.child("default.nix"),
    });
    let asked: BTreeSet<TreePath> = asked
        .filter(|path| !is_known(path))
        .chain([TreePath::root().child("flake.lock")])
        .collect();
    let is_ignored = |path: &TreePath| {
        disk.root().join(path.as_str()).is_file() && disk.kind(path) == Err(ReadError::NotFound)
    };
    asked.into_iter().filter(is_ignored).collect()
}

/// The bytes of a file that is no UTF-8, and where it stops to be.
pub(crate) fn not_utf8_at(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let error = std::str::from_utf8(bytes).err()?;
    Some((bytes, error.valid_up_to()))
}

/// The inputs that `flake.nix` and the configuration name.
pub(crate) fn input_names(flake: &FlakeState, configuration: &Configuration) -> BTreeSet<String> {
    let core = configuration.core_inputs().inputs;
    flake
        .known_inputs()
        .unwrap_or_default()
        .iter()
        .chain(&core)
        .map(|input| input.name.clone())
        .collect()
}
