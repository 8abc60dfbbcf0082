//! Findings as an `imp.findings/1` document.

use std::collections::BTreeMap;

use imp_model::finding::Finding;
use imp_model::source::{Files, TreePath};
use imp_model::text::sha256;
use imp_model::wire::{Document, findings, write_document};

use super::Report;

pub(super) fn render(report: &Report<'_>) -> String {
    write_document(&Document {
        schema: findings::SCHEMA.into(),
        tool: report.tool.into(),
        data: report.data,
        findings: hashed(report.findings, report.files),
    })
}

/// Findings as documents have them, each fix with the hashes of the texts that it is for.
pub fn hashed(found: &[Finding], files: &dyn Files) -> Vec<findings::Finding> {
    let mut findings: Vec<findings::Finding> = found.iter().map(findings::Finding::from).collect();
    // A fix says which text it is for, so that it is never applied to another one.
    let mut hashes: BTreeMap<String, Option<String>> = BTreeMap::new();
    for edit in
        findings.iter_mut().filter_map(|found| found.fix.as_mut()).flat_map(|fix| &mut fix.edits)
    {
        let hash = hashes.entry(edit.file.clone()).or_insert_with(|| {
            let text = files.read(&TreePath::new(&edit.file)?).ok()?;
            Some(sha256(&text))
        });
        edit.hash = hash.clone();
    }
    findings
}
