//! Applies the fixes of findings: certain ones, each whole or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use imp_cli::Failure;
use imp_cli::disk::Disk;
use imp_cli::write::{Change, Writer};
use imp_model::finding::{Finding, Fix};
use imp_model::source::{Files, TreePath};
use imp_model::syntax;
use imp_model::text::{Edit, FileEdits};
use imp_model::wire::edits::{ChangedFile, EditsData};

/// The fixes that do not get into each other's way, as edits of each file.
fn edits(disk: &Disk, findings: &[Finding]) -> BTreeMap<TreePath, Vec<Edit>> {
    let mut edits: BTreeMap<TreePath, Vec<Edit>> = BTreeMap::new();
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let with = with(&edits, fix);
        if with.iter().all(|(file, edits)| fits(disk, file, edits)) {
            edits = with;
        }
    }
    edits
}

/// Applies the fixes that do not get into each other's way, and gives the files that are different now. What is
/// left may be applied to the new texts.
pub(super) fn apply(disk: &Disk, findings: &[Finding]) -> Result<Vec<TreePath>, Failure> {
    let change = |(path, edits): (TreePath, Vec<Edit>)| {
        let old = disk.read(&path).ok()?;
        let new = joined(&edits)?.apply(&old).ok().filter(|new| **new != *old)?;
        Some(Change::Write { path, old: Some(old.to_string()), new })
    };
    let changes: Vec<Change> = edits(disk, findings).into_iter().filter_map(change).collect();
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Writer::new(disk).apply(&changes)?.changed)
}

/// The same fixes as the data of an `imp.edits/1` document, which changes nothing.
pub(super) fn data(disk: &Disk, findings: &[Finding]) -> EditsData {
    let changed = |(path, edits): (TreePath, Vec<Edit>)| {
        Some(ChangedFile::new(&path, &disk.read(&path).ok()?, &joined(&edits)?))
    };
    let files = edits(disk, findings).into_iter().filter_map(changed).collect();
    EditsData { moves: Vec::new(), files }
}

fn with(edits: &BTreeMap<TreePath, Vec<Edit>>, fix: &Fix) -> BTreeMap<TreePath, Vec<Edit>> {
    let mut edits = edits.clone();
    for (file, edit) in &fix.edits {
        edits.entry(file.clone()).or_default().push(edit.clone());
    }
    edits
}

/// Whether these edits can be made together, and what Nix reads stays what Nix reads.
fn fits(disk: &Disk, file: &TreePath, edits: &[Edit]) -> bool {
    let Ok(old) = disk.read(file) else { return false };
    let Some(new) = joined(edits).and_then(|edits| edits.apply(&old).ok()) else { return false };
    let parses = |text: Arc<str>| syntax::parse(text).error.is_none();
    !file.file_name().ends_with(".nix") || parses(new.into()) || !parses(old)
}

/// Edits of one file as one change; `None` when they overlap.
fn joined(edits: &[Edit]) -> Option<FileEdits> {
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        let is_there = |other: &&mut Edit| other.span == edit.span && edit.span.is_empty();
        match joined.iter_mut().find(is_there) {
            // What several add in one place stands one after the other.
            Some(other) if other.text != edit.text => other.text.push_str(&edit.text),
            Some(_) => {}
            None => joined.push(edit.clone()),
        }
    }
    FileEdits::new(joined).ok()
}
