//! `imp.edits/1`: what a command would change, to be looked at and applied later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::{Document, DocumentError, read_document};
use super::findings;
use crate::source::TreePath;
use crate::text::{Edit, EditConflict, FileEdits, Span, sha256};

/// The schema of the document.
pub const SCHEMA: &str = "imp.edits/1";

/// The data of the document.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EditsData {
    /// Files and directories that move. They move first, all at once in this order; the other paths here are
    /// those before.
    pub moves: Vec<Move>,
    /// Files whose text changes, each once.
    pub files: Vec<ChangedFile>,
}

/// Something that moves.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Where it is, relative to the root.
    pub from: String,
    /// Where it goes.
    pub to: String,
}

/// A file whose text changes.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedFile {
    /// The file, relative to the root, before the moves.
    pub file: String,
    /// The SHA-256 of the text that the edits are for, in hexadecimal digits.
    pub hash: String,
    /// What to replace; no two overlap.
    pub edits: Vec<TextEdit>,
}

/// One replacement.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TextEdit {
    /// The first byte to replace, in the text before any edit.
    pub start_byte: u32,
    /// The byte after the last.
    pub end_byte: u32,
    /// What stands there afterwards.
    pub text: String,
}

/// Why a document can't be applied.
#[derive(Debug)]
pub enum UnfitDocument {
    /// It is no document of edits or findings.
    Unreadable(DocumentError),
    /// A fix does not say which text of this file it is for, or two fixes say it unlike.
    Unhashed(String),
}

/// The changes in a document: those of `imp.edits/1`, or the fixes of `imp.findings/1`.
///
/// # Errors
/// [`UnfitDocument`].
pub fn read(text: &str) -> Result<EditsData, UnfitDocument> {
    let schemas = [SCHEMA, findings::SCHEMA];
    let document: Document<serde_json::Value> =
        read_document(text, &schemas).map_err(UnfitDocument::Unreadable)?;
    if document.schema == SCHEMA {
        let document = read_document(text, &[SCHEMA]).map_err(UnfitDocument::Unreadable)?;
        return Ok(document.data);
    }
    let fixes = document.findings.into_iter().filter_map(|finding| finding.fix);
    let mut files: BTreeMap<String, ChangedFile> = BTreeMap::new();
    for edit in fixes.flat_map(|fix| fix.edits) {
        let findings::FileEdit { file, hash, start_byte, end_byte, text } = edit;
        let Some(hash) = hash else { return Err(UnfitDocument::Unhashed(file)) };
        let new = || ChangedFile { file: file.clone(), hash: hash.clone(), edits: Vec::new() };
        let changed = files.entry(file.clone()).or_insert_with(new);
        if changed.hash != hash {
            return Err(UnfitDocument::Unhashed(file));
        }
        changed.edits.push(TextEdit { start_byte, end_byte, text });
    }
    let mut files: Vec<ChangedFile> = files.into_values().collect();
    // Findings may have one fix together.
    for file in &mut files {
        file.edits.sort();
        file.edits.dedup();
    }
    Ok(EditsData { moves: Vec::new(), files })
}

/// Why edits don't fit a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The text is another one than the edits are for.
    Changed,
    /// Two edits overlap, or one lies outside of the text.
    Conflict(EditConflict),
}

impl ChangedFile {
    /// The changes of a file with this text.
    pub fn new(file: &TreePath, text: &str, edits: &FileEdits) -> Self {
        let edit = |edit: &Edit| TextEdit {
            start_byte: edit.span.start,
            end_byte: edit.span.end,
            text: edit.text.clone(),
        };
        Self { file: file.to_string(), hash: sha256(text), edits: edits.iter().map(edit).collect() }
    }

    /// The text with the edits done.
    ///
    /// # Errors
    /// [`Misfit`].
    pub fn apply(&self, text: &str) -> Result<String, Misfit> {
        if !self.hash.eq_ignore_ascii_case(&sha256(text)) {
            return Err(Misfit::Changed);
        }
        let mut edits = Vec::with_capacity(self.edits.len());
        for edit in &self.edits {
            let span = Span { start: edit.start_byte, end: edit.end_byte };
            let edit = Edit { span, text: edit.text.clone() };
            if span.start > span.end {
                return Err(Misfit::Conflict(EditConflict::OutOfBounds(edit)));
            }
            edits.push(edit);
        }
        edits.sort();
        if let Some(twice) = edits.windows(2).find(|pair| pair[0] == pair[1]) {
            let [a, b] = [twice[0].clone(), twice[1].clone()];
            return Err(Misfit::Conflict(EditConflict::Overlap(a, b)));
        }
        FileEdits::new(edits).and_then(|edits| edits.apply(text)).map_err(Misfit::Conflict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_fit_only_the_text_that_they_are_for() {
        let file = TreePath::new("a.nix").unwrap();
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.into() };
        let edits = FileEdits::new(vec![edit(0, 1, "b")]).unwrap();
        let changed = ChangedFile::new(&file, "a", &edits);
        assert_eq!(changed.apply("a").unwrap(), "b");
        assert_eq!(changed.apply("a ").unwrap_err(), Misfit::Changed);
        let twice = |a: (u32, u32), b: (u32, u32)| {
            let edit = |(start_byte, end_byte)| TextEdit { start_byte, end_byte, text: "x".into() };
            let edits = vec![edit(a), edit(b)];
            ChangedFile { edits, ..ChangedFile::new(&file, "abc", &FileEdits::default()) }
                .apply("abc")
        };
        assert!(matches!(twice((0, 2), (0, 2)), Err(Misfit::Conflict(EditConflict::Overlap(..)))));
        assert!(matches!(twice((0, 2), (1, 3)), Err(Misfit::Conflict(EditConflict::Overlap(..)))));
        assert!(matches!(
            twice((0, 1), (2, 9)),
            Err(Misfit::Conflict(EditConflict::OutOfBounds(_)))
        ));
        assert!(matches!(
            twice((0, 1), (2, 1)),
            Err(Misfit::Conflict(EditConflict::OutOfBounds(_)))
        ));
    }
}
