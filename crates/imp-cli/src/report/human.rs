//! Findings as people read them, in the manner of rustc.
//!
//! ```text
//! error[input-conflict]: the input `nixpkgs` is declared in two ways
//!  --> nix/a.nix:2:5
//!   |
//! 2 |     nixpkgs.url = "x";
//!   |     ^^^^^^^^^^^ this declaration
//!   |
//!  ::: nix/b.nix:7:3
//!   |
//! 7 |   nixpkgs.url = "y";
//!   |   ----------- and this one
//!   |
//!   = help: move it to `coreInputs`
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use imp_model::finding::{Finding, Severity};
use imp_model::source::{Files, TreePath};
use imp_model::text::{Place, Span};

use super::Report;
use super::snippet::{Mark, Shown, show};
use crate::escape::{brief, one_line, printable};
use crate::scan::in_parallel;
use crate::streams::{Paint, Style};

pub(super) fn render(report: &Report<'_>, paint: Paint) -> String {
    let hidden = hidden(report.findings);
    let parts = |findings: &[Finding]| {
        let (files, hidden) = (report.files, &hidden);
        let mut renderer = Renderer { files, hidden, paint, texts: BTreeMap::new() };
        let parts: Vec<String> = findings.iter().map(|finding| renderer.finding(finding)).collect();
        parts.join("\n")
    };
    let chunks: Vec<&[Finding]> = report.findings.chunks(MANY).collect();
    let mut out = match chunks.as_slice() {
        [one] => parts(one),
        chunks => in_parallel(chunks, |chunk| parts(chunk)).join("\n"),
    };
    if !out.is_empty() {
        // A blank line before what comes next, such as the counts.
        out.push('\n');
    }
    out
}

/// How many findings one thread renders at a time.
const MANY: usize = 200;

struct Renderer<'a> {
    files: &'a dyn Files,
    /// What is never shown, by file.
    hidden: &'a BTreeMap<&'a TreePath, Vec<Span>>,
    paint: Paint,
    /// The texts that were asked for, secrets masked; `None` for what can't be read.
    texts: BTreeMap<TreePath, Option<Arc<str>>>,
}

/// The places of a finding in one file.
struct Group<'a> {
    first: &'a Place,
    marks: Vec<Mark<'a>>,
}

impl Renderer<'_> {
    fn finding(&mut self, finding: &Finding) -> String {
        let paint = self.paint;
        let style = match finding.severity {
            Severity::Error => Style::Error,
            Severity::Warning => Style::Warning,
            Severity::Note => Style::Note,
        };
        let head = format!("{}[{}]", finding.severity.name(), one_line(finding.code));
        let message = format!(": {}", one_line(&brief(&finding.message)));
        let mut out =
            format!("{}{}\n", paint.with(style, &head), paint.with(Style::Bold, &message));

        let groups = groups(finding, style);
        let widest =
            groups.iter().flat_map(|group| &group.marks).map(|mark| mark.place.start.line).max();
        let gutter = widest.map_or(1, |line| line.to_string().len());
        let bar = format!("{} {}\n", " ".repeat(gutter), paint.with(Style::Frame, "|"));
        for (position, group) in groups.iter().enumerate() {
            let arrow = if position == 0 { "-->" } else { ":::" };
            let place = group.first.to_string();
            let indent = " ".repeat(gutter);
            out.push_str(&format!(
                "{indent}{} {}\n",
                paint.with(Style::Frame, arrow),
                one_line(&place)
            ));
            let Some(text) = self.text(&group.first.file) else {
                out.push_str(&self.without_text(group, &indent));
                continue;
            };
            out.push_str(&bar);
            out.push_str(&show(&Shown { text: &text, marks: &group.marks, gutter, paint }));
            let is_last = position + 1 == groups.len();
            if !is_last
                || finding.help.is_some()
                || !finding.notes.is_empty()
                || finding.fix.is_some()
            {
                out.push_str(&bar);
            }
        }
        let mut more = |word: &str, text: &str| {
            let start = format!("{} {} ", " ".repeat(gutter), paint.with(Style::Frame, "="));
            let indent = " ".repeat(gutter + 3 + word.len() + 2);
            let text = printable(text).trim_end().replace('\n', &format!("\n{indent}"));
            out.push_str(&format!("{start}{}: {text}\n", paint.with(Style::Bold, word)));
        };
        for note in &finding.notes {
            more("note", note);
        }
        if let Some(help) = &finding.help {
            more("help", help);
        }
        if let Some(fix) = &finding.fix {
            more("fix", &fix.message);
        }
        out
    }

    /// What is said about places whose text can't be read.
    fn without_text(&self, group: &Group<'_>, indent: &str) -> String {
        let said = group.marks.iter().filter(|mark| !mark.message.is_empty());
        said.map(|mark| {
            let message = brief(mark.message);
            let message = one_line(&message);
            let start = mark.place.start;
            let bar = self.paint.with(Style::Frame, "=");
            format!("{indent} {bar} {}:{}: {message}\n", start.line, start.column)
        })
        .collect()
    }

    fn text(&mut self, file: &TreePath) -> Option<Arc<str>> {
        let (files, hidden) = (self.files, self.hidden);
        let read = || {
            let text = files.read(file).ok()?;
            Some(hidden.get(file).map_or_else(|| text.clone(), |spans| masked(&text, spans)))
        };
        self.texts.entry(file.clone()).or_insert_with(read).clone()
    }
}

/// What findings hide, by file.
pub(super) fn hidden(findings: &[Finding]) -> BTreeMap<&TreePath, Vec<Span>> {
    let mut hidden: BTreeMap<&TreePath, Vec<Span>> = BTreeMap::new();
    for finding in findings {
        if let (Some(place), Some(span)) = (&finding.place, finding.hidden) {
            hidden.entry(&place.file).or_default().push(span);
        }
    }
    hidden
}

/// A text with a `*` for every byte that is hidden, so that the places still fit: a secret is not shown to those who
/// read the log.
pub(super) fn masked(text: &str, hidden: &[Span]) -> Arc<str> {
    let mut bytes = text.as_bytes().to_vec();
    for span in hidden {
        let range = span.start as usize..bytes.len().min(span.end as usize);
        for byte in bytes.get_mut(range).into_iter().flatten() {
            *byte = if matches!(*byte, b'\n' | b'\r') { *byte } else { b'*' };
        }
    }
    String::from_utf8_lossy(&bytes).into()
}

/// The places by file: the file of the first place first, then in the order of the labels.
fn groups(finding: &Finding, style: Style) -> Vec<Group<'_>> {
    let first = finding.place.iter().map(|place| Mark {
        place,
        message: finding.label.as_deref().unwrap_or_default(),
        sign: '^',
        style,
    });
    let labels = finding.labels.iter().map(|label| Mark {
        place: &label.place,
        message: &label.message,
        sign: '-',
        style: Style::Frame,
    });
    let mut groups: Vec<Group<'_>> = Vec::new();
    for mark in first.chain(labels) {
        match groups.iter_mut().find(|group| group.first.file == mark.place.file) {
            Some(group) => group.marks.push(mark),
            None => groups.push(Group { first: mark.place, marks: vec![mark] }),
        }
    }
    groups
}
