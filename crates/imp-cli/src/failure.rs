//! What a program could not get past: usage, I/O, an unreadable document.
//!
//! A failure is not a finding. It ends the program with status 2 and goes to standard error: as text,
//! or as an `imp.failure/1` document when JSON was asked for.

use std::fmt;
use std::path::{Path, PathBuf};

use imp_model::text::Place;
use serde::Serialize;

use crate::escape::{brief, one_line, printable};
use crate::report::snippet::{Mark, Shown, show};
use crate::streams::{Paint, Style};

/// A path as seen from the working directory, where that is below the same directory of the machine: what a message
/// says does not depend on where the tree lies.
pub(crate) fn from_here(path: &Path) -> String {
    let relative = || {
        let here = std::env::current_dir().ok()?;
        let common = here.ancestors().find(|above| path.starts_with(above))?;
        // Only the root of the machine is above that.
        common.parent()?;
        let up = here.strip_prefix(common).ok()?.components().map(|_| Path::new(".."));
        let down = path.strip_prefix(common).ok()?;
        // Joined with nothing, a path gets a slash at its end.
        let down = (!down.as_os_str().is_empty()).then_some(down);
        Some(up.chain(down).collect::<PathBuf>())
    };
    let shown = relative().unwrap_or_else(|| path.to_path_buf());
    if shown.as_os_str().is_empty() { ".".to_owned() } else { shown.display().to_string() }
}

/// An error that a program could not get past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    message: String,
    causes: Vec<String>,
    help: Option<String>,
    place: Option<Box<Place>>,
    /// The text that the place is in, where it is to be shown.
    text: Option<String>,
}

impl Failure {
    /// A failure with a message that makes sense in one line: lower-case, names in backticks, no period.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), causes: Vec::new(), help: None, place: None, text: None }
    }

    /// Where it is, if it is about a place in a file.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_deref()
    }

    /// The way out, where one is known.
    pub fn way_out(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Adds what was the matter below: the error and everything in its source chain.
    #[must_use]
    pub fn because(mut self, error: &dyn std::error::Error) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            let text = error.to_string();
            // Many errors repeat their source in their own text.
            if !self.causes.last().is_some_and(|last| last.ends_with(&text)) {
                self.causes.push(text);
            }
            next = error.source();
        }
        self
    }

    /// Sets the way out, with the exact command or code.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where in the tree it stands.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(Box::new(place));
        self
    }

    /// Shows the line of the place, which is one of this text.
    #[must_use]
    pub fn in_text(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self
    }

    /// The failure as people read it on standard error, each line ended.
    pub(crate) fn to_text(&self, paint: Paint) -> String {
        let mut text = format!(
            "{}{} {}\n",
            paint.with(Style::Error, "error"),
            paint.with(Style::Bold, ":"),
            paint.with(Style::Bold, &one_line(&brief(&self.to_string())))
        );
        if let Some(place) = &self.place {
            let at = place.to_string();
            text.push_str(&format!(" {} {}\n", paint.with(Style::Frame, "-->"), one_line(&at)));
            if let Some(source) = &self.text {
                let mark = Mark { place, message: "", sign: '^', style: Style::Error };
                let gutter = place.start.line.to_string().len();
                text.push_str(&show(&Shown { text: source, marks: &[mark], gutter, paint }));
            }
        }
        if let Some(help) = &self.help {
            let help = printable(help).replace('\n', "\n         ");
            text.push_str(&format!(" {} help: {help}\n", paint.with(Style::Frame, "=")));
        }
        text
    }

    /// The failure as an `imp.failure/1` document: one line, ended.
    pub(crate) fn to_json(&self, tool: &str) -> String {
        let document = Document {
            schema: "imp.failure/1",
            tool,
            error: ErrorObject {
                message: self.to_string(),
                help: self.help.as_deref(),
                file: self.place.as_ref().map(|place| place.file.to_string()),
                line: self.place.as_ref().map(|place| place.start.line),
                column: self.place.as_ref().map(|place| place.start.column),
            },
        };
        // Strings and numbers always have a JSON form.
        serde_json::to_string(&document).unwrap_or_default() + "\n"
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for cause in &self.causes {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: &'a str,
    error: ErrorObject<'a>,
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::source::TreePath;

    fn failure() -> Failure {
        let error = std::io::Error::other("the disk is full");
        Failure::new("can't write `a\u{1b}[2J.nix`")
            .because(&error)
            .help("free some space")
            .at(Place::start_of(&TreePath::new("a.nix").unwrap()))
    }

    #[test]
    fn text_names_the_cause_and_the_way_out_and_escapes_control_characters() {
        assert_eq!(
            failure().to_text(Paint::Plain),
            "error: can't write `a\\u{1b}[2J.nix`: the disk is full\n --> a.nix:1:1\n = help: free some space\n"
        );
    }

    #[test]
    fn json_is_one_line_with_absent_parts_left_out() {
        assert_eq!(
            Failure::new("no").to_json("imp-x"),
            "{\"schema\":\"imp.failure/1\",\"tool\":\"imp-x\",\"error\":{\"message\":\"no\"}}\n"
        );
        assert!(
            failure().to_json("imp-x").ends_with("\"file\":\"a.nix\",\"line\":1,\"column\":1}}\n")
        );
    }
}
