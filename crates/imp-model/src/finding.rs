//! Findings: what the programs have to say about the user's files, as data.
//!
//! A finding is not a failure. It is made where the problem is seen, carries everything that a person
//! needs to mend it, and is rendered at the edge: as text, JSON, SARIF or GitHub annotations.

use crate::source::TreePath;
use crate::text::{Edit, Place, Span};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never changes the exit status.
    Note,
    /// Probably wrong; the exit status changes only with `--fail-on warning`.
    Warning,
    /// Wrong; the program exits with 1.
    Error,
}

impl Severity {
    /// The word for it in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place that a finding is about, with what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What stands there, in a few words.
    pub message: String,
}

/// A change that certainly mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub message: String,
    /// What to replace, by file. The edits of one file must not overlap.
    pub edits: Vec<(TreePath, Edit)>,
}

/// Something that the programs found in the user's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is, in kebab-case, named after the pattern: `input-conflict`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// One line that makes sense alone: lower-case, names in backticks, no final period.
    pub message: String,
    /// The place to look at first; `None` where the finding is about the tree as a whole.
    pub place: Option<Place>,
    /// What stands at `place`, in a few words.
    pub label: Option<String>,
    /// Bytes of the file of `place` that are never shown: a secret.
    pub hidden: Option<Span>,
    /// Second places: the other half of a conflict, the earlier definition.
    pub labels: Vec<Label>,
    /// More about the cause, one thought each.
    pub notes: Vec<String>,
    /// The way out, with the exact command or code.
    pub help: Option<String>,
    /// A change that certainly mends it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding without a place; the other parts are added with the methods below.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            place: None,
            label: None,
            hidden: None,
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Shorthand for an error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// Shorthand for a warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// Sets the first place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what stands at the first place.
    #[must_use]
    pub fn labelled(mut self, message: impl Into<String>) -> Self {
        self.label = Some(message.into());
        self
    }

    /// Says which bytes of the file are never shown.
    #[must_use]
    pub fn hiding(mut self, hidden: Span) -> Self {
        self.hidden = Some(hidden);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn label(mut self, place: Place, message: impl Into<String>) -> Self {
        self.labels.push(Label { place, message: message.into() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Sets the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Sorts findings as people read them: by place, those without one first, then by code and message.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
}
