//! `imp-fmt merge-driver`: three versions of a file into one, without conflicts that are only about layout.

use std::path::Path;

use imp_cli::git::{Marks, Merged, merge};
use imp_cli::write::{read_file, replace_file};
use imp_cli::{Exit, Failure};

use crate::format_nix;

/// Merges into `ours`. What is no Nix is merged as git does.
pub(super) fn merge_driver(
    base: &Path,
    ours: &Path,
    theirs: &Path,
    path: Option<&Path>,
    marks: &Marks<'_>,
) -> Result<Exit, Failure> {
    let texts = [read_file(base)?, read_file(ours)?, read_file(theirs)?];
    let is_other = path.is_some_and(|path| path.extension().is_none_or(|end| end != "nix"));
    let merged = match if is_other { None } else { formatted(&texts, marks)? } {
        Some(merged) => merged,
        None => {
            let [base, ours, theirs] = &texts;
            merge(ours, base, theirs, marks)?
        }
    };
    if merged.bytes != texts[1] {
        replace_file(ours, &merged.bytes)?;
    }
    Ok(if merged.has_conflicts { Exit::Findings } else { Exit::Clean })
}

/// The merge of the formatted versions; `None` where one of them does not parse, or none is formatted and they merge
/// as they are. The line ends are ours.
fn formatted(texts: &[Vec<u8>; 3], marks: &Marks<'_>) -> Result<Option<Merged>, Failure> {
    let mut plain = Vec::new();
    for bytes in texts {
        let Ok(text) = std::str::from_utf8(bytes) else { return Ok(None) };
        plain.push(text.replace("\r\n", "\n"));
    }
    let mut done = Vec::new();
    for text in &plain {
        // One side may have no file yet, or no more.
        match format_nix(text) {
            Ok(formatted) => done.push(formatted),
            Err(_) if text.trim().is_empty() => done.push(String::new()),
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
        && let Ok(text) = format_nix(text)
    {
        merged.bytes = text.into_bytes();
    }
    if std::str::from_utf8(&texts[1]).is_ok_and(crate::lines::has_only_crlf) {
        let text = String::from_utf8_lossy(&merged.bytes).replace('\n', "\r\n");
        merged.bytes = text.into_bytes();
    }
    Ok(Some(merged))
}
