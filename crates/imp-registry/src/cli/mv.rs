//! `imp-registry mv`: renames in the registry.

use std::collections::BTreeSet;

use imp_cli::args::Format;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::{FileFacts, ReferenceRoot};
use imp_model::finding::{self, Severity};
use imp_model::model::{Model, dotted};
use imp_model::wire;
use imp_model::wire::rename::RenameData;

use super::args::MvArgs;
use super::changes::{self, Changes};
use super::{Loaded, Options, settle};
use super::{links, outside};
use crate::moves;
use crate::name::parse;
use crate::name_map::NameMap;
use crate::plan::{Done, Plan, WANTED, plan};
use crate::uncertain;
use crate::whole::{self, Renamed};

pub(super) fn mv(
    options: &Options,
    arguments: &MvArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let writes = !arguments.output.dry_run && !arguments.output.edits;
    if writes {
        settle(options, streams)?;
    }
    let loaded = Loaded::new(options, WANTED)?;
    let model = &loaded.model;
    let Some(registry) = &model.registry else {
        return Err(Failure::new("this flake has no registry, so there is nothing to rename")
            .help("set `imp.registry.src` in what the flake gives to `mkFlake`"));
    };
    let (old, new) = (parse(registry, &arguments.old)?, parse(registry, &arguments.new)?);
    let moves = moves::plan(registry, &old, &new)?;
    let map = NameMap::of_move(registry, &old, &new);
    let files = &loaded.project.disk;
    let names = {
        let (map, moves) = (&map, moves.clone());
        move |_: &FileFacts, root: &ReferenceRoot, path: &[&str]| {
            map.target(model, &moves, root, path)
        }
    };
    let last: BTreeSet<String> = old.last().cloned().into_iter().collect();
    let mut plan = plan(model, files, moves, &Done::default(), &names, &last);
    links::write_once(&mut plan, files);
    plan.findings.extend(uncertain::places(model, files, &old, &new));
    plan.findings.extend(uncertain::paths(model, &plan.moves));
    let renamed = Renamed {
        names: vec![(old.clone(), new.clone())],
        before: NameMap::new([(new.clone(), old.clone())]),
        becomes: &|name| names(name.file, &ReferenceRoot::Registry, &name.path),
    };
    let mut whole = whole::places(model, files, &renamed);
    // What gets a directory and can't be followed is already said.
    whole.retain(|finding| plan.findings.iter().all(|other| other.place != finding.place));
    plan.findings.extend(whole);
    plan.findings.extend(outside::places(&loaded, &plan)?);
    finding::sort(&mut plan.findings);
    let is_certain = plan.findings.iter().all(|finding| finding.severity != Severity::Error);
    let changes = Changes::from(&plan);
    links::check(&changes.moves, files, model)?;
    changes.check_submodules(files)?;
    let writes = is_certain && !arguments.output.dry_run && !arguments.output.edits;
    if writes {
        changes.write(&loaded.project.disk, streams)?;
    }
    if arguments.output.edits && is_certain {
        let findings = plan.findings.iter().map(Into::into).collect();
        streams.out(&changes::document(&plan, findings));
        return Ok(Exit::Clean);
    }
    let data = RenameData {
        old: dotted(&old),
        new: dotted(&new),
        written: writes,
        references: plan.references() as u64,
        paths: plan.paths() as u64,
        changes: changes::data(&plan),
    };
    if writes {
        plan.move_findings();
    }
    let exit = loaded.report(options, streams, &plan.findings, &wire::to_json(data));
    if options.report.format() == Format::Human {
        if arguments.output.dry_run && is_certain {
            streams.out(&changes.diff(files, streams.out_paint()));
        } else {
            streams.lines(summary(&plan, &dotted(&old), &dotted(&new), writes));
        }
    }
    if is_certain {
        note_outside(model, &plan, &old, &new, streams);
    }
    Ok(exit)
}

/// Says what else is called differently afterwards: hosts, which are outputs, and users.
fn note_outside(model: &Model, plan: &Plan, old: &[String], new: &[String], streams: &Streams) {
    for (old, new) in outside::hosts(model, plan) {
        streams.note(&format!(
            "the output `nixosConfigurations.{old}` is `nixosConfigurations.{new}` afterwards"
        ));
    }
    if let ([users, old], [_, new]) = (old, new)
        && users == "users"
        && model.hosts().any(|(_, host)| {
            host.names.iter().any(|name| name.field == "user" && name.text == *old)
        })
    {
        streams.note(&format!("hosts with the user `{old}` have the user `{new}` afterwards"));
    }
}

fn summary(plan: &Plan, old: &str, new: &str, written: bool) -> Vec<String> {
    if !written {
        let message =
            format!("`{old}` is not renamed: not every place can be rewritten with certainty");
        return vec![message];
    }
    let mut lines = vec![format!("renamed {old} to {new}")];
    lines.extend(plan.moves.iter().map(|(from, to)| format!("  {from} → {to}")));
    let count =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let (references, paths) = (count(plan.references(), "reference"), count(plan.paths(), "path"));
    let files = count(plan.files.len(), "file");
    lines.push(format!("  {references} and {paths} rewritten in {files}"));
    lines
}
