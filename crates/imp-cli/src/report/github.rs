//! Findings as workflow commands of GitHub Actions, one line each.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use imp_model::finding::{Finding, Severity};

use super::Report;
use crate::escape::{brief, printable};

pub(super) fn render(report: &Report<'_>) -> String {
    report.findings.iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&place.file.to_string())));
        properties.push(format!("line={}", place.start.line));
        properties.push(format!("endLine={}", place.end.line));
        properties.push(format!("col={}", place.start.column));
        // GitHub wants the last column, and drops columns that are not on one line.
        if place.end.line == place.start.line && place.end.column > place.start.column {
            properties.push(format!("endColumn={}", place.end.column - 1));
        }
    }
    properties.push(format!("title={}", property(finding.code)));
    let mut text = brief(&finding.message).into_owned();
    // What the message leaves to its own place says nothing more, unless others stand against it.
    if let (Some(place), Some(label), false) =
        (&finding.place, &finding.label, finding.labels.is_empty())
    {
        text.push_str(&format!("\n{place}: {}", brief(label)));
    }
    for label in &finding.labels {
        text.push_str(&format!("\n{}: {}", label.place, brief(&label.message)));
    }
    for note in &finding.notes {
        text.push_str(&format!("\nnote: {note}"));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    format!("::{command} {}::{}\n", properties.join(","), data(&text))
}

/// The text after the second `::`.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between `=` and `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
