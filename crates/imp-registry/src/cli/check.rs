//! `imp-registry check`: every reference by name that leads nowhere.

use imp_cli::args::Format;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::{FileFacts, Role, Wanted};
use imp_model::finding::{self, Finding, Severity};
use imp_model::model::Model;
use imp_model::source::{Files, TreePath};
use imp_model::syntax;
use imp_model::wire;
use imp_model::wire::names::CheckData;

use super::args::CheckArgs;
use super::{Loaded, Options, fixes};

/// The rules that say whether names can be trusted.
const RULES: [&str; 5] =
    ["broken-reference", "name-collision", "syntax-error", "unreadable-file", "untracked-file"];

pub(super) fn check(
    options: &Options,
    arguments: &CheckArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let loaded = Loaded::new(options, Wanted::NAMES)?;
    let model = &loaded.model;
    let root = &loaded.project.root;
    let wanted: Vec<TreePath> =
        arguments.paths.iter().map(|path| root.tree_path(path)).collect::<Result<_, _>>()?;
    let has_names = loaded.has_names(streams);
    let mut findings = if has_names {
        limited(findings(model, &loaded.project.disk)?, &wanted)
    } else {
        Vec::new()
    };
    fixes::add(&loaded, &mut findings);
    let counts = Counts::of(model, &wanted);
    let data = CheckData {
        registry: model.registry.as_ref().map(|registry| registry.directory().to_string()),
        references: counts.certain,
        unknown: counts.unknown.iter().map(Into::into).collect(),
    };
    let exit = loaded.report(options, streams, &findings, &wire::to_json(data));
    if options.report.format() == Format::Human && has_names {
        if findings.is_empty() {
            let (count, names) = (counts.certain, if counts.certain == 1 { "" } else { "s" });
            streams.out(&format!("{count} reference{names}, none broken\n"));
        }
        if options.common.verbose {
            for place in &counts.unknown {
                streams.note(&format!(
                    "{place}: the rest of this name is only known when Nix evaluates"
                ));
            }
        }
    }
    Ok(exit)
}

/// Everything that there is to say about the names of a model.
fn findings(model: &Model, files: &dyn Files) -> Result<Vec<Finding>, Failure> {
    // Asked for once, so that a configuration which can't be read is a failure and not silence.
    model.checked_directories()?;
    let rules = RULES.iter().filter_map(|name| imp_lint::rule(name)?.check);
    let mut findings: Vec<Finding> = rules.flat_map(|check| check(model)).collect();
    let elsewhere = |finding: &Finding| {
        let file = finding.place.as_ref().map(|place| &place.file);
        finding.code == "syntax-error"
            && model
                .files
                .iter()
                .any(|facts| Some(&facts.path) == file && facts.role == Role::Elsewhere)
    };
    findings.retain(|finding| !elsewhere(finding));
    let argument = model.configuration.text("registry.name", "registry")?;
    for finding in findings.iter_mut().filter(|finding| finding.code == "syntax-error") {
        let file = finding.place.as_ref().map(|place| &place.file);
        let text = file.and_then(|file| files.read(file).ok());
        // What such a file refers to can't be checked; saying that nothing is broken would be a guess.
        if text.is_some_and(|text| !syntax::occurrences(&text, argument).is_empty()) {
            finding.severity = Severity::Error;
            finding.notes.push("its references can't be checked".to_owned());
        }
    }
    finding::sort(&mut findings);
    Ok(findings)
}

/// The findings in the files that were asked for, and those about no file.
fn limited(mut findings: Vec<Finding>, wanted: &[TreePath]) -> Vec<Finding> {
    findings.retain(|finding| {
        finding.place.as_ref().is_none_or(|place| {
            let labels = finding.labels.iter().map(|label| &label.place.file);
            let mut files = labels.chain([&place.file]);
            wanted.is_empty() || files.any(|file| is_wanted(file, wanted))
        })
    });
    findings
}

fn is_wanted(file: &TreePath, wanted: &[TreePath]) -> bool {
    wanted.is_empty() || wanted.iter().any(|path| file.starts_with(path))
}

/// How many names there are to check.
struct Counts {
    certain: u64,
    unknown: Vec<imp_model::text::Place>,
}

impl Counts {
    fn of(model: &Model, wanted: &[TreePath]) -> Self {
        let mut counts = Self { certain: 0, unknown: Vec::new() };
        let files = model.files.iter().filter(|file: &&FileFacts| is_wanted(&file.path, wanted));
        for name in files.flat_map(|file| model.uses(file)) {
            counts.certain += 1;
            if name.is_partial {
                counts.unknown.push(name.place.clone());
            }
        }
        counts
    }
}
