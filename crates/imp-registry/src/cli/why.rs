//! `imp-registry why`: what a file becomes, who uses it, or why nothing sees it.

use std::path::Path;

use imp_cli::disk::Disk;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::model::Model;
use imp_model::source::{EntryKind, Files, TreePath};
use imp_model::wire;
use imp_model::wire::names::WhyFileData;

use super::Options;
use super::source::Source;
use crate::why::{Seen, why as ask};

pub(super) fn why(options: &Options, file: &Path, streams: &Streams) -> Result<Exit, Failure> {
    let source = Source::read(options, Wanted::ALL)?;
    let path = source.path(file)?;
    let (seen, is_directory) = match &source {
        Source::Tree(loaded) => on_disk(&loaded.project.disk, &path)?,
        Source::Document(_) => in_model(source.model(), &path)?,
    };
    let why = ask(source.model(), &path, &seen, is_directory)?;
    let data = WhyFileData {
        file: why.file.clone(),
        becomes: why.becomes.clone(),
        reason: why.reason.clone(),
        declares: why.declares.clone(),
        used_by: why.used_by.iter().map(Into::into).collect(),
        reaches: why.reaches.clone(),
    };
    Ok(source.answer(options, streams, &[], &why.lines(), &wire::to_json(data)))
}

/// How Nix sees a path, and whether it is a directory.
fn on_disk(disk: &Disk, path: &TreePath) -> Result<(Seen, bool), Failure> {
    let kind = disk.kind(path);
    let listed = path.parent().and_then(|parent| disk.list(&parent).ok()).unwrap_or_default();
    let entry = listed.iter().find(|entry| entry.name == path.file_name());
    let seen = match (&kind, entry) {
        (Ok(_), Some(entry)) if entry.is_untracked => Seen::Untracked,
        (Ok(_), _) => Seen::Yes,
        (Err(_), _) if disk.is_on_disk(path) => match disk.repository_above(path) {
            Some(directory) => Seen::InRepository(directory),
            None => Seen::Ignored,
        },
        (Err(_), _) => {
            return Err(Failure::new(format!("there is no `{path}`"))
                .help("name a file or directory of this flake"));
        }
    };
    Ok((seen, matches!(kind, Ok(EntryKind::Directory))))
}

/// The same for a path of a document.
fn in_model(model: &Model, path: &TreePath) -> Result<(Seen, bool), Failure> {
    if let Some(directory) = model.repositories.iter().find(|other| path.starts_with(other)) {
        return Ok((Seen::InRepository(directory.clone()), path == directory));
    }
    let is_file = model.nix_files.binary_search_by(|(file, _)| file.cmp(path)).is_ok();
    let is_directory = model.nix_files.iter().any(|(file, _)| file.starts_with(path))
        || model.trees.iter().any(|tree| tree.directories.contains(path));
    if !is_file && !is_directory && !is_other_file(model, path) {
        return Err(Failure::new(format!("the document knows no Nix file or directory `{path}`"))
            .help("name it from the root of the flake"));
    }
    let seen = if model.untracked.contains(path) { Seen::Untracked } else { Seen::Yes };
    Ok((seen, is_directory))
}

/// Whether a path is a file in no Nix that the document knows of: the lock, or what a file has a path to.
fn is_other_file(model: &Model, path: &TreePath) -> bool {
    if *path == TreePath::root().child("flake.lock") {
        return model.lock.is_some();
    }
    let mut paths = model.files.iter().flat_map(|file| &file.paths);
    !path.file_name().ends_with(".nix") && paths.any(|other| other.target.as_ref() == Some(path))
}
