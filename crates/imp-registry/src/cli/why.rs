//! `imp-registry why`: what a file becomes, who uses it, or why nothing sees it.

use std::path::Path;

use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::source::{EntryKind, Files};
use imp_model::wire;
use imp_model::wire::names::WhyFileData;

use super::{Loaded, Options};
use crate::why::{Seen, why as ask};

pub(super) fn why(options: &Options, file: &Path, streams: &Streams) -> Result<Exit, Failure> {
    let loaded = Loaded::new(options, Wanted::ALL)?;
    let disk = &loaded.project.disk;
    let path = loaded.project.root.tree_path(file)?;
    let kind = disk.kind(&path);
    let listed = path.parent().and_then(|parent| disk.list(&parent).ok()).unwrap_or_default();
    let entry = listed.iter().find(|entry| entry.name == path.file_name());
    let seen = match (&kind, entry) {
        (Ok(_), Some(entry)) if entry.is_untracked => Seen::Untracked,
        (Ok(_), _) => Seen::Yes,
        (Err(_), _) if disk.is_on_disk(&path) => Seen::Ignored,
        (Err(_), _) => {
            return Err(Failure::new(format!("there is no `{path}`"))
                .help("name a file or directory of this flake"));
        }
    };
    let is_directory = matches!(kind, Ok(EntryKind::Directory));
    let why = ask(&loaded.model, &path, seen, is_directory)?;
    let data = WhyFileData {
        file: why.file.clone(),
        becomes: why.becomes.clone(),
        reason: why.reason.clone(),
        declares: why.declares.clone(),
        used_by: why.used_by.iter().map(Into::into).collect(),
        reaches: why.reaches.clone(),
    };
    Ok(loaded.answer(options, streams, &why.text(), &wire::to_json(data)))
}
