//! Findings as they stand in documents, and their fixes as they are read back.

mod flat;

use serde::{Deserialize, Serialize};

use crate::finding;
use crate::source::TreePath;
use crate::text::{self, Edit, Span};

/// The schema of a document whose point is its findings.
pub const SCHEMA: &str = "imp.findings/1";

/// One finding. What it does not have is left out; lists may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "flat::Finding")]
pub struct Finding {
    /// What it is, in kebab-case.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// One line that makes sense alone.
    pub message: String,
    /// The place to look at first: `file`, `line`, … beside the other fields.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Second places.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// More about the cause.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The way out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// A change that certainly mends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A range in a file. Lines and columns count from 1, columns in Unicode scalar values; bytes from 0. The end is
/// the place after the last character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The file, relative to the root.
    pub file: String,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column of the end.
    pub end_column: u32,
    /// The first byte.
    pub start_byte: u32,
    /// The byte after the last.
    pub end_byte: u32,
}

/// A second place and what it has to do with the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "flat::Label")]
pub struct Label {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there.
    pub message: String,
}

/// A change that certainly mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// What it does, in the imperative.
    pub message: String,
    /// What to replace.
    pub edits: Vec<FileEdit>,
}

/// One replacement in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEdit {
    /// The file, relative to the root.
    pub file: String,
    /// The SHA-256 of the text that the edit is for, in hexadecimal digits; without it, nothing is applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The first byte to replace, in the text before any edit.
    pub start_byte: u32,
    /// The byte after the last.
    pub end_byte: u32,
    /// What stands there afterwards.
    pub text: String,
}

impl FileEdit {
    /// The edit as a value of the model; `None` when the file lies outside of the root or the range ends
    /// before it starts.
    pub fn to_edit(&self) -> Option<(TreePath, Edit)> {
        let file = TreePath::new(&self.file)?;
        let span = Span { start: self.start_byte, end: self.end_byte };
        (span.start <= span.end).then(|| (file, Edit { span, text: self.text.clone() }))
    }
}

impl From<&(TreePath, Edit)> for FileEdit {
    fn from((file, edit): &(TreePath, Edit)) -> Self {
        Self {
            file: file.to_string(),
            hash: None,
            start_byte: edit.span.start,
            end_byte: edit.span.end,
            text: edit.text.clone(),
        }
    }
}

impl Place {
    /// The place as a value of the model; `None` when the file lies outside of the root or the range ends before it
    /// starts.
    pub fn to_place(&self) -> Option<text::Place> {
        (self.start_byte <= self.end_byte).then_some(())?;
        Some(text::Place {
            file: TreePath::new(&self.file)?,
            span: Span { start: self.start_byte, end: self.end_byte },
            start: text::Position { line: self.line, column: self.column },
            end: text::Position { line: self.end_line, column: self.end_column },
        })
    }
}

impl Finding {
    /// The finding as a value of the model, whose code is `code`; `None` when a place in it can't be.
    pub fn to_finding(&self, code: &'static str) -> Option<finding::Finding> {
        let severity = match self.severity.as_str() {
            "error" => finding::Severity::Error,
            "warning" => finding::Severity::Warning,
            "note" => finding::Severity::Note,
            _ => return None,
        };
        let mut found = finding::Finding::new(code, severity, self.message.clone());
        found.place = match &self.place {
            Some(place) => Some(place.to_place()?),
            None => None,
        };
        found.label = self.label.clone();
        for label in &self.labels {
            found = found.label(label.place.to_place()?, label.message.clone());
        }
        found.notes = self.notes.clone();
        found.help = self.help.clone();
        if let Some(fix) = &self.fix {
            let edits = fix.edits.iter().map(FileEdit::to_edit).collect::<Option<_>>()?;
            found = found.fix(finding::Fix { message: fix.message.clone(), edits });
        }
        Some(found)
    }
}

impl From<&text::Place> for Place {
    fn from(place: &text::Place) -> Self {
        Self {
            file: place.file.to_string(),
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
            start_byte: place.span.start,
            end_byte: place.span.end,
        }
    }
}

impl From<&finding::Finding> for Finding {
    fn from(finding: &finding::Finding) -> Self {
        let label = |label: &finding::Label| Label {
            place: Place::from(&label.place),
            message: label.message.clone(),
        };
        let fix = |fix: &finding::Fix| Fix {
            message: fix.message.clone(),
            edits: fix.edits.iter().map(FileEdit::from).collect(),
        };
        Self {
            code: finding.code.into(),
            severity: finding.severity.name().into(),
            message: finding.message.clone(),
            place: finding.place.as_ref().map(Place::from),
            label: finding.label.clone(),
            labels: finding.labels.iter().map(label).collect(),
            notes: finding.notes.clone(),
            help: finding.help.clone(),
            fix: finding.fix.as_ref().map(fix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_goes_out_flat_and_comes_back() {
        let file = TreePath::new("a.nix").unwrap();
        let place = |start, end| text::Place::new(&file, "é = 1;\nb = 2;\n", Span::new(start, end));
        let edit = Edit { span: Span::new(8, 9), text: "c".into() };
        let finding = finding::Finding::error("input-conflict", "`b` is defined twice")
            .at(place(8, 9))
            .label(place(0, 2), "first here")
            .fix(finding::Fix {
                message: "rename it".into(),
                edits: vec![(file.clone(), edit.clone())],
            });
        let wire = Finding::from(&finding);
        let text = serde_json::to_string(&wire).unwrap();
        assert_eq!(
            text,
            concat!(
                r#"{"code":"input-conflict","severity":"error","message":"`b` is defined twice","file":"a.nix","#,
                r#""line":2,"column":1,"end_line":2,"end_column":2,"start_byte":8,"end_byte":9,"#,
                r#""labels":[{"file":"a.nix","line":1,"column":1,"end_line":1,"end_column":2,"start_byte":0,"#,
                r#""end_byte":2,"message":"first here"}],"notes":[],"fix":{"message":"rename it","#,
                r#""edits":[{"file":"a.nix","start_byte":8,"end_byte":9,"text":"c"}]}}"#
            )
        );
        assert_eq!(serde_json::from_str::<Finding>(&text).unwrap(), wire);
        assert_eq!(wire.fix.unwrap().edits[0].to_edit(), Some((file, edit)));
    }

    #[test]
    fn fields_that_nobody_knows_and_half_a_place_are_refused() {
        let read = |more: &str| {
            let text = format!(r#"{{"code":"x","severity":"note","message":"m"{more}}}"#);
            serde_json::from_str::<Finding>(&text).map_err(|error| error.to_string())
        };
        assert!(read("").unwrap().place.is_none());
        for (more, expected) in [
            (r#","more":1"#, "unknown field `more`"),
            (r#","file":"a.nix","line":1"#, "`column` is missing"),
            (r#","labels":[{"message":"x","more":1}]"#, "unknown field `more`"),
            (r#","labels":[{"message":"x"}]"#, "missing field `file`"),
            (r#","fix":{"message":"x","edits":[],"more":1}"#, "unknown field `more`"),
        ] {
            let error = read(more).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn an_edit_that_leads_elsewhere_is_none() {
        let edit = |file: &str, start_byte, end_byte| {
            let (file, text) = (file.into(), String::new());
            FileEdit { file, hash: None, start_byte, end_byte, text }.to_edit()
        };
        assert!(edit("../x", 0, 1).is_none());
        assert!(edit("/etc/passwd", 0, 1).is_none());
        assert!(edit("x", 2, 1).is_none());
    }
}
