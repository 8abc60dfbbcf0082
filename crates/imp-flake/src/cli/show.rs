//! `imp-flake show`: what is in a flake, as text or as an `imp.overview/1` document.

mod text;

use imp_cli::args::Format;
use imp_cli::disk::seconds_since_epoch;
use imp_cli::project::Project;
use imp_cli::report::{self, Report};
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};
use imp_model::finding::{Finding, Severity};
use imp_model::model::{FlakeState, FoundConfig, Model};
use imp_model::source::{Files, ReadError, TreePath};
use imp_model::wire;
use imp_model::wire::overview::SCHEMA;

use super::{Options, TOOL};
use crate::show::{WANTED, overview};

pub(super) fn show(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let format = options.report.answer_format("`show`")?;
    let root = Root::find(options.common.root.as_deref())?;
    // What the flake says about imp is needed only in a flake that uses it, and that one can be read.
    let (project, failure) = Project::open_any(root, &options.common)?;
    let model = project.model(WANTED)?;
    if matches!((&model.flake, &project.found), (FlakeState::Missing, FoundConfig::NoFlake)) {
        return Err(Failure::new("there is no `flake.nix`")
            .help("run it inside a flake, or name one with `--root DIR`"));
    }
    let files: &dyn Files = &project.disk;
    let data = overview(&model, files, seconds_since_epoch())?;
    let mut findings = broken(&model);
    if let Some(failure) = failure.filter(|_| findings.is_empty()) {
        streams.note(&failure.to_string());
    }
    findings.extend(unreadable(&model, files));
    match format {
        Format::Human => {
            let nothing = wire::to_json(());
            let report = Report { tool: TOOL, findings: &findings, files, data: &nothing };
            streams.err(&report.render(Format::Human, streams.err_paint()));
            streams.out(&text::render(&data));
        }
        _ => streams.out(&wire::write_document(&wire::Document {
            schema: SCHEMA.into(),
            tool: TOOL.into(),
            data,
            findings: findings.iter().map(wire::findings::Finding::from).collect(),
        })),
    }
    Ok(report::exit(&findings, options.report.fail_on))
}

/// What the overview misses because it can't be read. A directory that a configuration names and that is not there holds
/// nothing: the flake that is shown may be another one than it is of.
fn unreadable(model: &Model, files: &dyn Files) -> Vec<Finding> {
    let check = imp_lint::rule("unreadable-file").and_then(|rule| rule.check);
    let mut found = check.map(|check| check(model)).unwrap_or_default();
    let is_gone = |file: &TreePath| {
        model.unreadable.iter().any(|(path, error)| path == file && *error == ReadError::NotFound)
    };
    found.retain(|finding| !finding.place.as_ref().is_some_and(|place| is_gone(&place.file)));
    imp_lint::said(found.clone(), &model.configuration, files).unwrap_or(found)
}

/// The finding about a `flake.nix` that Nix rejects.
fn broken(model: &Model) -> Vec<Finding> {
    let flake = model.flake.present().map(|flake| &flake.path);
    let files = model.files.iter().filter(|file| Some(&file.path) == flake);
    let rejected = files.filter_map(|file| file.rejected.as_ref());
    let finding = rejected.map(|rejected| {
        Finding::new("syntax-error", Severity::Error, &*rejected.message).at(rejected.place.clone())
    });
    finding.collect()
}
