//! `imp-registry check`: every reference by name that leads nowhere.

use std::collections::BTreeSet;

use imp_cli::args::Format;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::{FileFacts, Role, Wanted};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::{Files, TreePath};
use imp_model::syntax;
use imp_model::text::Place;
use imp_model::wire;
use imp_model::wire::names::CheckData;

use super::args::CheckArgs;
use super::source::Source;
use super::{Options, fixes, has_names};

/// The rules that say whether names can be trusted.
const RULES: [&str; 7] = [
    "broken-reference",
    "name-collision",
    "syntax-error",
    "undeclared-input",
    "unknown-sink",
    "unreadable-file",
    "untracked-file",
];

/// What these rules ask for: beside the names, the inputs and sinks that strings of hosts may name.
const WANTED: Wanted = Wanted { inputs: true, exports: true, ..Wanted::NAMES };

pub(super) fn check(
    options: &Options,
    arguments: &CheckArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let source = Source::read(options, WANTED)?;
    let model = source.model();
    let wanted = arguments.paths.iter().map(|path| match &source {
        Source::Tree(loaded) => loaded.project.root.existing_path(path),
        Source::Document(_) => source.path(path),
    });
    let wanted: Vec<TreePath> = wanted.collect::<Result<_, _>>()?;
    let has_names = has_names(model, streams);
    let found = match &source {
        _ if !has_names => Vec::new(),
        Source::Tree(loaded) => {
            let mut found = findings(model, &loaded.project.disk, &RULES)?;
            fixes::add(loaded, &mut found);
            found
        }
        Source::Document(read) => read.findings(&RULES)?,
    };
    let findings = limited(relevant(model, found), &wanted);
    let counts = Counts::of(model, &wanted);
    let data = CheckData {
        registry: model.registry.as_ref().map(|registry| registry.directory().to_string()),
        references: counts.certain,
        unknown: counts.unknown.iter().map(Into::into).collect(),
    };
    let exit = source.report(options, streams, &findings, &wire::to_json(data));
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

/// What these rules say of a model, as far as the configuration and comments let them, in order.
pub(super) fn findings(
    model: &Model,
    files: &dyn Files,
    rules: &[&str],
) -> Result<Vec<Finding>, Failure> {
    // Asked for once, so that a configuration which can't be read is a failure and not silence.
    model.checked_directories()?;
    let rules = rules.iter().filter_map(|name| imp_lint::rule(name)?.check);
    let argument = model.configuration.text("registry.name", "registry")?;
    let hides_names = |finding: &&mut Finding| {
        let file = finding.place.as_ref().map(|place| &place.file);
        let text = || file.and_then(|file| files.read(file).ok());
        finding.code == "syntax-error"
            && !is_elsewhere(model, finding)
            && text().is_some_and(|text| !syntax::occurrences(&text, argument).is_empty())
    };
    let mut findings: Vec<Finding> = rules.flat_map(|check| check(model)).collect();
    // What such a file refers to can't be checked; saying that nothing is broken would be a guess.
    for finding in findings.iter_mut().filter(hides_names) {
        finding.severity = Severity::Error;
        finding.notes.push("its references can't be checked".to_owned());
    }
    Ok(imp_lint::said(findings, &model.configuration, files)?)
}

/// Whether a finding is in a file that is not read for declarations.
fn is_elsewhere(model: &Model, finding: &Finding) -> bool {
    let file = finding.place.as_ref().map(|place| &place.file);
    let mut files = model.files.iter();
    files.any(|facts| Some(&facts.path) == file && facts.role == Role::Elsewhere)
}

/// The findings that say something about names: not that a file elsewhere can't be read, and of inputs and sinks
/// only those that strings of hosts name. Expressions with them are no names in the registry.
fn relevant(model: &Model, mut findings: Vec<Finding>) -> Vec<Finding> {
    let names = model.files.iter().flat_map(|file| &file.host).flat_map(|host| &host.names);
    let named: BTreeSet<&Place> = names.map(|name| &name.place).collect();
    findings.retain(|finding| match finding.code {
        "syntax-error" => !is_elsewhere(model, finding),
        "undeclared-input" | "unknown-sink" => {
            finding.place.as_ref().is_some_and(|place| named.contains(place))
        }
        _ => true,
    });
    findings
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
    unknown: Vec<Place>,
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
