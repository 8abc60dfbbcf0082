//! `imp-fmt merge-driver`: three versions of a file into one, without conflicts that are only about layout.

use std::path::Path;

use imp_cli::git::{Marks, Merged, merge};
use imp_cli::root::Root;
use imp_cli::write::{read_file, replace_file};
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::TreePath;

use super::{FormatArgs, Loaded, Options};
use crate::lines::{format_keeping_line_ends, has_only_crlf};
use crate::selection::Selection;

/// Merges into `ours`. What is no Nix, or is not formatted in the tree either, is merged as git does.
pub(super) fn merge_driver(
    options: &Options,
    [base, ours, theirs]: [&Path; 3],
    path: Option<&Path>,
    marks: &Marks<'_>,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let texts = [read_file(base)?, read_file(ours)?, read_file(theirs)?];
    let is_formatted = match path {
        Some(path) if path.extension().is_none_or(|end| end != "nix") => false,
        Some(path) => is_selected(options, path, streams).unwrap_or_else(|failure| {
            streams.note(&format!("`{}` is merged as git does: {failure}", path.display()));
            false
        }),
        None => true,
    };
    let merged = match if is_formatted { formatted(&texts, marks)? } else { None } {
        Some(merged) => merged,
        None => {
            let [base, ours, theirs] = &texts;
            merge(ours, base, theirs, marks)?
        }
    };
    if merged.is_binary {
        let name = path.unwrap_or(ours).display();
        streams.note(&format!("`{name}` is binary, which nobody merges: ours is kept"));
    }
    if merged.bytes != texts[1] {
        replace_file(ours, &merged.bytes)?;
    }
    Ok(if merged.has_conflicts { Exit::Findings } else { Exit::Clean })
}

/// Whether a run on the tree of the nearest flake would format the file as Nix.
fn is_selected(options: &Options, path: &Path, streams: &Streams) -> Result<bool, Failure> {
    let root = match &options.common.root {
        Some(named) => Root::find(Some(named))?,
        None => Root::of_file(path)?,
    };
    let path = root.tree_path(path)?;
    let loaded = Loaded::open(options, &FormatArgs::default(), root, streams)?;
    let selection = Selection::new(&loaded.settings, &[])?;
    let directory = path.parent().unwrap_or_else(TreePath::root);
    Ok(selection.chain(&directory, path.file_name()).is_some_and(|chain| chain.nix))
}

/// The merge of the formatted versions; `None` where one side does not parse, or a version has another CR than those of
/// lines that all end with CR LF. Where nobody has formatted them, they merge as they are. The line ends are ours.
fn formatted(texts: &[Vec<u8>; 3], marks: &Marks<'_>) -> Result<Option<Merged>, Failure> {
    let has_crlf = std::str::from_utf8(&texts[1]).is_ok_and(has_only_crlf);
    let mut plain = Vec::new();
    for bytes in texts {
        let Some(text) = std::str::from_utf8(bytes).ok().and_then(with_lf) else { return Ok(None) };
        plain.push(if has_crlf { text.replace('\n', "\r\n") } else { text });
    }
    let mut done = Vec::new();
    for (at, text) in plain.iter().enumerate() {
        match format_keeping_line_ends(text) {
            Ok(formatted) => done.push(formatted),
            // One side may have no file yet, or no more.
            Err(_) if text.trim().is_empty() => done.push(String::new()),
            // The ancestor of two branches that were merged into each other is a merge itself, with marks of conflicts.
            Err(_) if at == 0 => done.push(text.clone()),
            Err(_) => return Ok(None),
        }
    }
    if plain[1] != done[1] && plain[2] != done[2] {
        // Nobody has formatted this file, so it stays as people write it, if that will do.
        let [base, ours, theirs] = texts;
        let merged = merge(ours, base, theirs, marks)?;
        if !merged.has_conflicts {
            return Ok(Some(merged));
        }
    }
    let bytes = |at: usize| done[at].as_bytes();
    let mut merged = merge(bytes(1), bytes(0), bytes(2), marks)?;
    if !merged.has_conflicts
        && let Ok(text) = std::str::from_utf8(&merged.bytes)
        && let Ok(text) = format_keeping_line_ends(text)
    {
        merged.bytes = text.into_bytes();
    }
    Ok(Some(merged))
}

/// A text in which all lines end with LF; `None` where a CR may be part of what a string says.
fn with_lf(text: &str) -> Option<String> {
    let text = if has_only_crlf(text) { text.replace("\r\n", "\n") } else { text.to_owned() };
    (!text.contains('\r')).then_some(text)
}
