//! `imp-flake lint`: the rules, as far as the configuration, comments and a baseline let them speak.

use std::collections::BTreeSet;
use std::path::Path;

use imp_cli::args::Format;
use imp_cli::document::read_document;
use imp_cli::project::Project;
use imp_cli::report::{exit, hashed};
use imp_cli::root::Root;
use imp_cli::scan::in_parallel;
use imp_cli::{Exit, Failure, Streams};
use imp_lint::{Baseline, Settings, without_allowed};
use imp_model::facts::Wanted;
use imp_model::finding::{self, Finding, Severity};
use imp_model::source::TreePath;
use imp_model::wire;
use imp_model::wire::flake::LintData;

use super::args::LintArgs;
use super::check::{present_text, stale_flake, wanted_text};
use super::{Loaded, Options, TOOL, check_enabled, fixes, missing_outputs};
use crate::Plan;

/// How often what fixes leave behind is looked at again.
const MAX_ROUNDS: usize = 8;

pub(super) fn lint(
    options: &Options,
    arguments: &LintArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    check(options, arguments, &|_| true, streams)
}

/// The same for some of the rules.
pub(super) fn check(
    options: &Options,
    arguments: &LintArgs,
    is_asked: &dyn Fn(&str) -> bool,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let common = &options.common;
    let baseline = arguments.baseline.as_deref().map(read_baseline).transpose()?;
    let baseline = baseline.unwrap_or_default();
    // Without a configuration that can be read, the rules still have something to say, and to fix.
    let open = || Project::open_any(Root::find(common.root.as_deref())?, common);
    let (mut project, mut unread) = match arguments.fix {
        true => Project::open_any_to_write(common, streams)?,
        false => open()?,
    };
    // Otherwise nobody knows whether declarations count.
    unread = unread.or_else(|| project.configuration.writes_flake().err().map(Failure::from));
    let mut fixed: BTreeSet<TreePath> = BTreeSet::new();
    for round in 0.. {
        let wanted = project.named_paths(&arguments.paths)?;
        let model = project.model(Wanted::RULES)?;
        let loaded = Loaded { project, model };
        let mut data = LintData::default();
        let mut findings = findings(&loaded)?;
        if let Some(failure) = unread.as_ref().filter(|failure| !is_said(failure, &findings)) {
            return Err(failure.clone());
        }
        findings.retain(|finding| is_asked(finding.code) && is_wanted(finding, &wanted));
        let (findings, allowed) = without_allowed(findings, &loaded.texts());
        data.allowed = allowed;
        let count = findings.len();
        let findings = baseline.without_known(findings);
        data.in_baseline = (count - findings.len()) as u64;
        if arguments.fix && round < MAX_ROUNDS {
            let changed = fixes::apply(&loaded.project.disk, &findings)?;
            if !changed.is_empty() {
                fixed.extend(changed);
                (project, unread) = open()?;
                continue;
            }
        }
        if arguments.edits {
            let disk = &loaded.project.disk;
            streams.out(&wire::write_document(&wire::Document {
                schema: wire::edits::SCHEMA.into(),
                tool: TOOL.into(),
                data: fixes::data(disk, &findings),
                findings: hashed(&findings, disk),
            }));
            return Ok(exit(&findings, options.report.fail_on));
        }
        data.fixed = fixed.iter().map(ToString::to_string).collect();
        let status = loaded.report(options, streams, &findings, &wire::to_json(&data));
        if options.report.format() == Format::Human {
            streams.lines(data.fixed.iter().map(|file| format!("fixed {file}")));
            if !data.fixed.is_empty() && check_enabled(&loaded.project).is_ok() {
                streams.note("run `imp-flake write` for what is declared anew");
            }
        }
        return Ok(status);
    }
    unreachable!("the last round fixes nothing")
}

/// Whether a finding says why the configuration can't be read.
fn is_said(failure: &Failure, findings: &[Finding]) -> bool {
    let Some(place) = failure.place() else { return false };
    findings.iter().any(|finding| {
        let is_there = finding.place.as_ref().is_some_and(|other| other.file == place.file);
        let is_reason =
            matches!(finding.code, "broken-path" | "config-in-extra-args" | "syntax-error");
        is_there && is_reason && finding.severity == Severity::Error
    })
}

fn read_baseline(file: &Path) -> Result<Baseline, Failure> {
    let text = read_document(file)?;
    let document: wire::Document<imp_cli::report::Data> =
        wire::read_document(&text, &[wire::findings::SCHEMA]).map_err(|error| {
            Failure::new(format!("the baseline `{}` can't be read", file.display())).because(&error)
        })?;
    Ok(Baseline::new(&document.findings))
}

/// What the rules say, with the severities of the configuration, in order.
fn findings(loaded: &Loaded) -> Result<Vec<Finding>, Failure> {
    let model = &loaded.model;
    let settings = Settings::read(&model.configuration)?;
    let mut findings =
        imp_lint::check_all(model, &settings, |checks| in_parallel(checks, |check| check(model)));
    // Asked for once, so that a configuration which can't be read is a failure and not silence.
    model.checked_directories()?;
    model.orphans()?;
    if check_enabled(&loaded.project).is_ok() {
        findings.extend(about_flake(loaded)?);
    }
    let mut findings = settings.apply(findings);
    crate::add_fixes(model, &loaded.project.disk, &mut findings);
    let others = imp_lint::other_flakes(model)?;
    findings.retain(|finding| {
        let file = finding.place.as_ref().map(|place| &place.file);
        file.is_none_or(|file| !others.iter().any(|flake| file.starts_with(flake)))
    });
    finding::sort(&mut findings);
    Ok(findings)
}

/// What can be said of a `flake.nix` that imp writes.
fn about_flake(loaded: &Loaded) -> Result<Vec<Finding>, Failure> {
    let plan = Plan::new(&loaded.model, false)?;
    let present = present_text(loaded)?;
    let wanted = wanted_text(&plan, present)?;
    let mut findings: Vec<Finding> = missing_outputs(loaded, &plan).into_iter().collect();
    // What is not certain can't be compared.
    if !plan.is_blocked() && present != Some(wanted.as_str()) {
        findings.push(stale_flake(loaded, &plan, present, &wanted));
    }
    Ok(findings)
}

/// Whether a finding is in a file that was asked for, or in none.
fn is_wanted(finding: &Finding, wanted: &[TreePath]) -> bool {
    let Some(place) = finding.place.as_ref().filter(|_| !wanted.is_empty()) else { return true };
    let mut files = finding.labels.iter().map(|label| &label.place.file).chain([&place.file]);
    files.any(|file| wanted.iter().any(|path| file.starts_with(path)))
}
