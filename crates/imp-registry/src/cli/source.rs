//! What is asked: the tree, or an `imp.model/1` document with `--from`.

use std::path::Path;

use imp_cli::args::Format;
use imp_cli::document::{self, read_model};
use imp_cli::report::{self, Data, Report, texts_of_lines};
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::finding::Finding;
use imp_model::model::Model;
use imp_model::source::{Files, MemoryFiles, TreePath};
use imp_model::wire::{Document, findings, write_document};

use super::{Loaded, Options, TOOL};

/// What is asked.
pub(super) enum Source {
    /// The files of a flake.
    Tree(Box<Loaded>),
    /// What a document says of them.
    Document(Box<Read>),
}

/// A document that was read.
pub(super) struct Read {
    model: Model,
    findings: Vec<findings::Finding>,
    /// The source lines that findings show, and no other text of the flake.
    lines: MemoryFiles,
}

impl Source {
    /// Reads the document of `--from`, or else the tree.
    pub(super) fn read(options: &Options, wanted: Wanted) -> Result<Self, Failure> {
        match &options.common.from {
            None => Ok(Self::Tree(Box::new(Loaded::new(options, wanted)?))),
            Some(from) => Ok(Self::Document(Box::new(Read::new(from)?))),
        }
    }

    pub(super) fn model(&self) -> &Model {
        match self {
            Self::Tree(loaded) => &loaded.model,
            Self::Document(read) => &read.model,
        }
    }

    /// A file or directory that a person named: in a document, below the root.
    pub(super) fn path(&self, path: &Path) -> Result<TreePath, Failure> {
        match self {
            Self::Tree(loaded) => loaded.project.root.tree_path(path),
            Self::Document(_) => path.to_str().and_then(TreePath::new).ok_or_else(|| {
                Failure::new(format!("`{}` is no path in the document", path.display()))
                    .help("name it from the root of the flake")
            }),
        }
    }

    /// Prints findings with the data of the command, and gives the exit status.
    pub(super) fn report(
        &self,
        options: &Options,
        streams: &Streams,
        findings: &[Finding],
        data: &Data,
    ) -> Exit {
        let (format, fail_on) = (options.report.format(), options.report.fail_on);
        match self {
            // The fixes of a document know the texts that they are for, and the document is all there is.
            Self::Document(read) if format == Format::Json => {
                let kept = |other: &&findings::Finding| {
                    let code = imp_lint::rule(&other.code).map_or("", |rule| rule.name);
                    other.to_finding(code).is_some_and(|other| findings.contains(&other))
                };
                streams.out(&write_document(&Document {
                    schema: findings::SCHEMA.into(),
                    tool: TOOL.into(),
                    data,
                    findings: read.findings.iter().filter(kept).cloned().collect(),
                }));
                report::exit(findings, fail_on)
            }
            _ => {
                let none = MemoryFiles::default();
                let files: &dyn Files = match self {
                    // Other formats look for more than the lines that are shown.
                    Self::Document(_) if format != Format::Human => &none,
                    _ => self.files(),
                };
                Report { tool: TOOL, findings, files, data }.print(format, fail_on, streams)
            }
        }
    }

    /// Where the lines are that findings show.
    fn files(&self) -> &dyn Files {
        match self {
            Self::Tree(loaded) => &loaded.project.disk,
            Self::Document(read) => &read.lines,
        }
    }

    /// Prints an answer: lines for people, with findings about what it misses beside them, else a document with both.
    pub(super) fn answer(
        &self,
        options: &Options,
        streams: &Streams,
        findings: &[Finding],
        lines: &[String],
        data: &Data,
    ) -> Exit {
        match options.report.format() {
            Format::Human => {
                let report = Report { tool: TOOL, findings, files: self.files(), data };
                streams.err(&report.render(Format::Human, streams.err_paint()));
                streams.lines(lines);
                report::exit(findings, options.report.fail_on)
            }
            _ => self.report(options, streams, findings, data),
        }
    }
}

impl Read {
    fn new(from: &Path) -> Result<Self, Failure> {
        let document = read_model(from)?;
        let model = document.data.to_model().map_err(|error| {
            Failure::new(format!("can't use {}: {error}", document::name(from)))
        })?;
        let lines = texts_of_lines(&document.data.lines);
        Ok(Self { model, findings: document.findings, lines })
    }

    /// The findings of the document that one of these rules has, in order.
    pub(super) fn findings(&self, rules: &[&str]) -> Result<Vec<Finding>, Failure> {
        let known = self.findings.iter().filter_map(|other| {
            let code = rules.iter().find(|rule| **rule == other.code)?;
            let code = imp_lint::rule(code)?.name;
            Some((other, other.to_finding(code)))
        });
        let read = |(other, found): (&findings::Finding, Option<Finding>)| {
            found.ok_or_else(|| {
                Failure::new(format!("the document has a finding that can't be: {}", other.message))
            })
        };
        known.map(read).collect()
    }
}
