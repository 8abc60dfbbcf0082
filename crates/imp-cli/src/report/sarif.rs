//! Findings as SARIF 2.1.0, the way code scanning takes it.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::{BTreeMap, BTreeSet};

use imp_model::finding::{Finding, Fix};
use imp_model::source::TreePath;
use imp_model::text::{Edit, Place};
use serde_json::{Value, json};

use super::Report;

pub(super) fn render(report: &Report<'_>) -> String {
    let codes: BTreeSet<&str> = report.findings.iter().map(|finding| finding.code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> =
        report.findings.iter().map(|finding| result(report, &codes, finding)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool,
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(report: &Report<'_>, codes: &[&str], finding: &Finding) -> Value {
    let mut text = finding.message.clone();
    for more in finding
        .notes
        .iter()
        .map(|note| ("note", note))
        .chain(finding.help.iter().map(|help| ("help", help)))
    {
        text.push_str(&format!("\n{}: {}", more.0, more.1));
    }
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or(0),
        "level": finding.severity.name(),
        "message": { "text": text },
        // A result without a place belongs to the flake as a whole.
        "locations": finding.place.iter().map(|place| location(place, None, finding.label.as_deref())).collect::<Vec<_>>(),
    });
    if !finding.labels.is_empty() {
        let labels = finding.labels.iter().enumerate();
        let related: Vec<Value> = labels
            .map(|(id, label)| location(&label.place, Some(id + 1), Some(&label.message)))
            .collect();
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([fix_object(report, fix)]);
    }
    result
}

fn location(place: &Place, id: Option<usize>, message: Option<&str>) -> Value {
    let mut location = json!({
        "physicalLocation": { "artifactLocation": artifact(&place.file), "region": region(place) },
    });
    if let Some(id) = id {
        location["id"] = id.into();
    }
    if let Some(message) = message {
        location["message"] = json!({ "text": message });
    }
    location
}

fn fix_object(report: &Report<'_>, fix: &Fix) -> Value {
    let mut by_file: BTreeMap<&TreePath, Vec<&Edit>> = BTreeMap::new();
    for (file, edit) in &fix.edits {
        by_file.entry(file).or_default().push(edit);
    }
    let changes: Vec<Value> = by_file
        .into_iter()
        .map(|(file, mut edits)| {
            edits.sort();
            let text = report.files.read(file).ok();
            let replacement = |edit: &&Edit| {
                let deleted = match &text {
                    Some(text) => region(&Place::new(file, text, edit.span)),
                    None => json!({ "byteOffset": edit.span.start, "byteLength": edit.span.len() }),
                };
                json!({ "deletedRegion": deleted, "insertedContent": { "text": edit.text } })
            };
            let replacements: Vec<Value> = edits.iter().map(replacement).collect();
            json!({ "artifactLocation": artifact(file), "replacements": replacements })
        })
        .collect();
    json!({ "description": { "text": fix.message }, "artifactChanges": changes })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn artifact(file: &TreePath) -> Value {
    json!({ "uri": uri(file) })
}

/// The path as a relative URI reference: all but the unreserved characters of RFC 3986 is encoded, so that
/// a colon in the first component is not taken for a scheme.
fn uri(file: &TreePath) -> String {
    let mut uri = String::new();
    for byte in file.to_string().bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}
