//! Findings for people and for machines: one renderer a file.
//!
//! In go the findings in the order in which they are to be shown, and the texts they are about; out comes
//! text. The format never changes the exit status.

mod github;
mod human;
mod json;
mod lines;
mod sarif;
pub(crate) mod snippet;

pub use json::hashed;
pub use lines::{source_lines, texts_of_lines};

use imp_model::finding::{Finding, Severity};
use imp_model::source::Files;
use serde_json::Value;

use crate::args::{FailOn, Format};
use crate::{Exit, Paint, Streams};

/// What a document says beside its findings; an object.
pub type Data = Value;

/// What is reported.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The program that speaks.
    pub tool: &'a str,
    /// What it found, in the order in which it is shown.
    pub findings: &'a [Finding],
    /// Where the source lines are read; what can't be read is not shown.
    pub files: &'a dyn Files,
    /// What the JSON document says beside the findings; an object.
    pub data: &'a Data,
}

impl Report<'_> {
    /// The report as text, each line ended; empty when there is nothing to say and the format allows it.
    pub fn render(&self, format: Format, paint: Paint) -> String {
        match format {
            Format::Human => human::render(self, paint),
            Format::Json => json::render(self),
            Format::Sarif => sarif::render(self),
            Format::Github => github::render(self),
        }
    }

    /// Writes the report to standard output, and for people a line that counts to standard error. Gives the
    /// exit status.
    pub fn print(&self, format: Format, fail_on: FailOn, streams: &Streams) -> Exit {
        streams.out(&self.render(format, streams.out_paint()));
        if format == Format::Human
            && let Some(summary) = summary(self.findings)
        {
            streams.note(&summary);
        }
        exit(self.findings, fail_on)
    }
}

/// The exit status that findings give.
pub fn exit(findings: &[Finding], fail_on: FailOn) -> Exit {
    let least = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
    };
    if findings.iter().any(|finding| finding.severity >= least) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

/// How many errors and warnings there are: `2 errors, 1 warning`; `None` when there are neither.
pub fn summary(findings: &[Finding]) -> Option<String> {
    let count = |severity: Severity| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {}{plural}", severity.name()))
    };
    let parts: Vec<String> =
        [Severity::Error, Severity::Warning].into_iter().filter_map(count).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests;
