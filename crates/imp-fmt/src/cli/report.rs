//! What a run found, reported.

use std::collections::BTreeMap;
use std::sync::Arc;

use imp_cli::args::Format;
use imp_cli::report::{Report, hashed};
use imp_cli::{Exit, Failure, Paint, Streams, Style};
use imp_model::finding::Finding;
use imp_model::source::{DirEntry, Files, ReadError, TreePath};
use imp_model::text::FileEdits;
use imp_model::wire::edits::{ChangedFile, EditsData};
use imp_model::wire::{self, fmt::FmtData};

use super::{Options, TOOL};

/// What is done with files that are not formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Write,
    Check,
    Diff,
    Edits,
}

/// What a run found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether this is about git's index and not about the working tree.
    pub(super) is_staged: bool,
    /// How many files there were.
    pub(super) files: usize,
    /// The files that were not formatted, in order.
    pub(super) changed: Vec<TreePath>,
    /// Those of them that were named and that a run without arguments leaves alone, as words for a shell.
    pub(super) left_alone: Vec<String>,
    /// In order.
    pub(super) findings: Vec<Finding>,
    /// The texts that findings are about.
    pub(super) texts: BTreeMap<TreePath, Arc<str>>,
    /// The differences for a person, and for a program.
    pub(super) diff: String,
    pub(super) plain_diff: String,
}

impl Found {
    /// Prints it, and gives the exit status.
    pub(super) fn report(
        mut self,
        options: &Options,
        mode: Mode,
        fail_on_change: bool,
        streams: &Streams,
    ) -> Exit {
        imp_model::finding::sort(&mut self.findings);
        let format = options.report.format();
        let is_change = |finding: &Finding| finding.code == "unformatted-file";
        if format == Format::Human {
            // People get a list, or the difference.
            self.findings.retain(|finding| !is_change(finding));
        }
        let data = wire::to_json(FmtData {
            files: self.files as u64,
            changed: self.changed.iter().map(ToString::to_string).collect(),
            written: mode == Mode::Write,
            diff: std::mem::take(&mut self.plain_diff),
        });
        let report = Report {
            tool: TOOL,
            findings: &self.findings,
            files: &Texts(&self.texts),
            data: &data,
        };
        let exit = report.print(format, options.report.fail_on, streams);
        if format == Format::Human {
            self.list(mode, streams);
        }
        let fails = mode != Mode::Write || fail_on_change;
        if fails && !self.changed.is_empty() { Exit::Findings } else { exit }
    }

    /// Prints the changes as a document that other programs apply, and gives the exit status. What can't be formatted
    /// is a finding in it.
    pub(super) fn edits(mut self, options: &Options, streams: &Streams) -> Exit {
        imp_model::finding::sort(&mut self.findings);
        let files = Texts(&self.texts);
        let (mut changed, mut findings) = (Vec::new(), Vec::new());
        for finding in self.findings {
            let fix = finding.fix.iter().flat_map(|fix| &fix.edits).next();
            let change = fix.and_then(|(path, edit)| {
                let text = files.read(path).ok()?;
                let edits = FileEdits::new(vec![edit.clone()]).ok()?;
                Some(ChangedFile::new(path, &text, &edits))
            });
            match change {
                Some(change) => changed.push(change),
                None => findings.push(finding),
            }
        }
        streams.out(&wire::write_document(&wire::Document {
            schema: wire::edits::SCHEMA.into(),
            tool: TOOL.into(),
            data: EditsData { moves: Vec::new(), files: changed },
            findings: hashed(&findings, &files),
        }));
        imp_cli::report::exit(&findings, options.report.fail_on)
    }

    fn list(&self, mode: Mode, streams: &Streams) {
        let paint = streams.out_paint();
        for path in self.changed.iter().filter(|_| mode != Mode::Diff) {
            let path = imp_cli::one_line(path.as_str()).into_owned();
            streams.out(&match mode {
                Mode::Write => format!("formatted {path}\n"),
                _ => format!("{}\n", paint.with(Style::Bold, &path)),
            });
        }
        streams.out(&self.diff);
        if mode != Mode::Write && !self.changed.is_empty() {
            let count = self.changed.len();
            let are = if count == 1 { "file is" } else { "files are" };
            let option = if self.is_staged { " --staged" } else { "" };
            let all = format!("`imp-fmt{option}`");
            let named = format!("`imp-fmt {}`", self.left_alone.join(" "));
            let run = match self.left_alone.len() {
                0 => all,
                left if left == count => named,
                _ => format!("{all} and {named}"),
            };
            streams.note(&format!("{count} {are} not formatted; run {run}"));
        }
    }
}

/// How many failures are told in full.
const MAX_FAILURES: usize = 20;

/// The failures of a run as one, which names the files that are `done` all the same; `None` where there are none.
pub(super) fn failure(failures: Vec<Failure>, done: &str, files: &[TreePath]) -> Option<Failure> {
    let count = failures.len();
    let said: Vec<String> = failures.iter().take(MAX_FAILURES).map(ToString::to_string).collect();
    let failure = match failures.into_iter().next()? {
        one if count == 1 => one,
        _ => {
            let more = match count.saturating_sub(MAX_FAILURES) {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            Failure::new(format!("{count} files are not written: {}{more}", said.join("; ")))
        }
    };
    if files.is_empty() {
        return Some(failure);
    }
    let files: Vec<_> = files.iter().map(|path| imp_cli::one_line(path.as_str())).collect();
    let are = if files.len() == 1 { "this file is" } else { "these files are" };
    Some(failure.help(format!("mend it, and run it again; {are} {done}:\n{}", files.join("\n"))))
}

/// The texts of the files that are spoken about.
struct Texts<'a>(&'a BTreeMap<TreePath, Arc<str>>);

impl Files for Texts<'_> {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::NotFound)
    }

    fn list(&self, _: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        Err(ReadError::NotFound)
    }
}

/// The difference of one file, for a person and for a program; nothing where a side is no text.
pub(super) fn difference(
    path: &TreePath,
    old: &[u8],
    new: &[u8],
    streams: &Streams,
) -> (String, String) {
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else {
        return (imp_cli::diff::binary(path), String::new());
    };
    let file = imp_cli::diff::FileDiff { path, old: Some(old), new: Some(new) };
    let show = |paint| imp_cli::diff::unified(&[file], paint);
    (show(streams.out_paint()), show(Paint::Plain))
}
