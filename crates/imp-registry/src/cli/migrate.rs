//! `imp-registry migrate`: rewrites references after files were moved on disk.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use imp_cli::args::Format;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::{FileFacts, ReferenceRoot};
use imp_model::finding::{self, Finding};
use imp_model::model::{Lookup, Model, NameIndex, NameUse, Registry, dotted};
use imp_model::source::TreePath;
use imp_model::text::Place;
use imp_model::wire;
use imp_model::wire::rename::{MigrateData, RenamedName, UnresolvedName};

use super::args::MigrateArgs;
use super::changes::{self, Changes};
use super::history::{self, History};
use super::{Loaded, Options, has_names, settle};
use super::{left_behind, links};
use crate::migrate::{By, Learnt, unique_names};
use crate::moves::Moves;
use crate::name::{parse, unknown_name};
use crate::name_map::{NameMap, prefix};
use crate::plan::{Done, Plan, UNRESOLVED, WANTED, plan};
use crate::rewrite::Target;
use crate::uncertain;
use crate::whole::{self, Renamed};

pub(super) fn migrate(
    options: &Options,
    arguments: &MigrateArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    if arguments.write {
        settle(options, streams)?;
    }
    let loaded = Loaded::new(options, WANTED)?;
    has_names(&loaded.model, streams);
    let Some(registry) = &loaded.model.registry else {
        return without_registry(&loaded, options, arguments, streams);
    };
    let history = match History::read(&loaded, &arguments.since) {
        Ok(None) if arguments.since != "HEAD" => {
            return Err(Failure::new(
                "this flake is in no git repository, so nothing can be compared",
            ));
        }
        Ok(history) => history,
        // Without a commit there is nothing to compare with; a revision that somebody named must be there.
        Err(failure) if arguments.since == "HEAD" => {
            streams.note(&format!("going by names that are unique, because {failure}"));
            None
        }
        Err(failure) => return Err(failure),
    };
    let unique = if history.is_none() { unique_names(&loaded.model) } else { Learnt::default() };
    let given = given(registry, &arguments.rename)?;
    note_unused(&loaded.model, &given, streams);
    let learnt = history.as_ref().map_or(&unique, |history| &history.learnt);
    let map = learnt.map();
    let migration = Migration {
        loaded: &loaded,
        registry,
        history: history.as_ref(),
        learnt,
        map: &map,
        given: &given,
        states: RefCell::default(),
    };
    let mut unresolved = migration.unresolved()?;
    let (done, gone) = match &history {
        Some(history) => left_behind::find(&loaded, history, &given),
        None => Default::default(),
    };
    let mut plan = migration.plan(&done);
    plan.findings.extend(gone);
    plan.findings.extend(migration.uncertain(&plan));
    links::write_once(&mut plan, &loaded.project.disk);
    let writes = arguments.write && !plan.files.is_empty();
    let changes = Changes::from(&plan);
    if writes {
        changes.write(&loaded.project.disk, streams)?;
        for place in unresolved.iter_mut().flat_map(|name| &mut name.places) {
            *place = plan.place_after(place);
        }
        plan.move_findings();
    }
    let mut findings: Vec<Finding> = unresolved.iter().map(Unresolved::finding).collect();
    findings.extend(plan.findings.iter().cloned());
    findings.extend(broken_elsewhere(&loaded.model)?);
    finding::sort(&mut findings);
    if arguments.edits {
        let wire = findings.iter().map(Into::into).collect();
        streams.out(&changes::document(&plan, wire));
        return Ok(imp_cli::report::exit(&findings, options.report.fail_on));
    }
    let renames = migration.used_renames(&plan);
    let data = MigrateData {
        since: history.as_ref().map(|history| history.commit.clone()),
        renames: renames.clone(),
        unresolved: unresolved.iter().map(Unresolved::data).collect(),
        written: writes,
        references: plan.references() as u64,
        paths: plan.paths() as u64,
        changes: changes::data(&plan),
    };
    let exit = loaded.report(options, streams, &findings, &wire::to_json(data));
    if options.report.format() == Format::Human {
        if !arguments.write {
            streams.out(&changes.diff(&loaded.project.disk, streams.out_paint()));
        }
        for rename in &renames {
            streams.note(&format!("{} → {} (by {})", rename.old, rename.new, rename.by));
        }
        streams.note(&summary(&plan, writes));
    }
    Ok(exit)
}

/// What is told of a flake that has no registry of its own.
fn without_registry(
    loaded: &Loaded,
    options: &Options,
    arguments: &MigrateArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let (findings, plan) = (broken_elsewhere(&loaded.model)?, Plan::default());
    if arguments.edits {
        let wire = findings.iter().map(Into::into).collect();
        streams.out(&changes::document(&plan, wire));
        return Ok(imp_cli::report::exit(&findings, options.report.fail_on));
    }
    let data = MigrateData {
        since: None,
        renames: Vec::new(),
        unresolved: Vec::new(),
        written: false,
        references: 0,
        paths: 0,
        changes: changes::data(&plan),
    };
    Ok(loaded.report(options, streams, &findings, &wire::to_json(data)))
}

/// The names that lead nowhere in a registry of another directory, whose files are not compared.
fn broken_elsewhere(model: &Model) -> Result<Vec<Finding>, Failure> {
    // What lies in the registry of the flake is compared with it.
    let is_compared = |name: &NameUse<'_>| {
        model
            .registry
            .as_ref()
            .is_some_and(|main| prefix(main, name.registry.directory()).is_some())
    };
    let broken = model.broken_uses()?;
    let elsewhere = broken.into_iter().filter(|broken| !is_compared(&broken.name));
    let finding = |name: NameUse<'_>| {
        let directory = name.registry.directory();
        let message = format!("`{}` is not in the registry of `{directory}`", dotted(&name.path));
        Finding::error(UNRESOLVED, message).at(name.place.clone()).help(
            "only the directory of `imp.registry.src` is compared with what it was; change this place by hand",
        )
    };
    Ok(elsewhere.map(|broken| finding(broken.name)).collect())
}

fn summary(plan: &Plan, written: bool) -> String {
    let count =
        |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let files = count(plan.files.len(), "file");
    let mut what = count(plan.references(), "reference");
    if plan.paths() > 0 {
        what += &format!(" and {}", count(plan.paths(), "path"));
    }
    match (plan.files.is_empty(), written) {
        (true, _) => "nothing to rewrite".into(),
        (_, true) => format!("rewrote {what} in {files}"),
        (_, false) => format!("{what} in {files} to rewrite; run it with `--write` to do it"),
    }
}

/// What `--rename OLD=NEW` says.
fn given(registry: &Registry, renames: &[String]) -> Result<NameMap, Failure> {
    let rename = |text: &String| {
        let (old, new) = text.split_once('=').ok_or_else(|| {
            Failure::new(format!("`--rename {text}` is no rename"))
                .help("write it as `--rename modules.home.git=modules.home.vcs`")
        })?;
        let (old, new) = (parse(registry, old)?, parse(registry, new)?);
        match registry.lookup(&new) {
            Lookup::Found(_) | Lookup::Unknown(_) => Ok((old, new)),
            _ => Err(unknown_name(registry, &new)),
        }
    };
    let mut given: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for text in renames {
        let (old, new) = rename(text)?;
        if let Some(other) = given.get(&old).filter(|other| **other != new) {
            let (name, other, new) = (dotted(&old), dotted(other), dotted(&new));
            return Err(Failure::new(format!(
                "`--rename` says both that `{name}` is `{other}` now and that it is `{new}`"
            ))
            .help("give one of the two"));
        }
        given.insert(old, new);
    }
    Ok(NameMap::new(given))
}

/// Says which names of `--rename` no file refers to, as a misspelt one would be.
fn note_unused(model: &Model, given: &NameMap, streams: &Streams) {
    for (old, _) in given.iter() {
        let uses = model.files.iter().flat_map(|file| model.uses(file));
        let mut paths = uses.map(|name| name.path);
        let is_meant = |path: &[&str]| {
            path.len() >= old.len() && path.iter().zip(old).all(|(part, other)| part == other)
        };
        if !paths.any(|path| is_meant(&path)) {
            streams.note(&format!(
                "nothing refers to `{}`, so `--rename` changes nothing",
                dotted(old)
            ));
        }
    }
}

struct Migration<'a> {
    loaded: &'a Loaded,
    registry: &'a Registry,
    history: Option<&'a History<'a>>,
    learnt: &'a Learnt,
    map: &'a NameMap,
    given: &'a NameMap,
    /// Whether the names in a file are those of then or those of now.
    states: RefCell<BTreeMap<TreePath, State>>,
}

/// Which names a file has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Then,
    Now,
    Mixed,
}

/// A name without a certain target and the places that have it.
struct Unresolved {
    name: String,
    reason: String,
    candidates: Vec<String>,
    places: Vec<Place>,
}

impl Migration<'_> {
    /// What a name in a file becomes.
    fn target(&self, file: &FileFacts, path: &[&str]) -> Target {
        if let Some(new) = self.given.get(path) {
            return Target::To(new);
        }
        let is_there = match self.registry.lookup(path) {
            Lookup::Found(id) => !self.registry.leaves(id).is_empty(),
            Lookup::Unknown(_) => true,
            _ => false,
        };
        if let Some((_, reason, _)) = self.learnt.why_unresolved(path)
            && (!is_there || self.state(file) == State::Then)
        {
            return Target::Unresolved(reason.to_owned());
        }
        if is_there && !self.was_there(path) {
            return Target::Same;
        }
        let Some(new) = self.map.get(path) else {
            let is_empty = matches!(self.registry.lookup(path), Lookup::Found(_));
            return if is_there || is_empty { Target::Same } else { self.never_there(path) };
        };
        match (is_there, self.state_if(is_there, file)) {
            (false, _) | (true, State::Then) => Target::To(new),
            (true, State::Now) => Target::Same,
            (true, State::Mixed) => Target::Unresolved(format!(
                "it was renamed to `{}` and now means another file, and this file has changed since, so that nobody \
                 can say which of them it means",
                dotted(&new)
            )),
        }
    }

    /// Whether a name led anywhere then; without a revision nobody knows.
    fn was_there(&self, path: &[&str]) -> bool {
        self.history.is_none_or(|history| {
            matches!(history.registry.lookup(path), Lookup::Found(_) | Lookup::Unknown(_))
        })
    }

    fn never_there(&self, path: &[&str]) -> Target {
        let then = match self.history {
            Some(history) if history.was_given(path) => {
                let reason = "`imp.registry.modules` had it then, and has it no more";
                return Target::Unresolved(reason.into());
            }
            Some(_) if self.was_there(path) => return Target::Same,
            Some(_) => {
                "and was not at that revision either; give an earlier one with `--since REV`"
            }
            None => "and no name ends like it",
        };
        match self.registry.lookup(path) {
            Lookup::Missing { .. } => {
                Target::Unresolved(format!("it is not in the registry, {then}"))
            }
            _ => Target::Unresolved("it leads past a module".into()),
        }
    }

    fn state_if(&self, is_asked: bool, file: &FileFacts) -> State {
        if is_asked { self.state(file) } else { State::Then }
    }

    /// Which names a file has: the same as then, or those that they became.
    fn state(&self, file: &FileFacts) -> State {
        if let Some(state) = self.states.borrow().get(&file.path) {
            return *state;
        }
        let then = self.history.and_then(|history| history.names_then(&file.path).ok().flatten());
        let now = history::names(file);
        let state = match then {
            // A file that is new was written with the names of now.
            None => State::Now,
            Some(then) if then == now => State::Then,
            Some(then) => {
                let became = then.iter().map(|name| {
                    let parts: Vec<&str> = name.iter().map(String::as_str).collect();
                    self.map.get(&parts).unwrap_or_else(|| name.clone())
                });
                if became.eq(now.iter().cloned()) { State::Now } else { State::Mixed }
            }
        };
        self.states.borrow_mut().insert(file.path.clone(), state);
        state
    }

    fn plan(&self, done: &Done) -> Plan {
        let names = |file: &FileFacts, root: &ReferenceRoot, path: &[&str]| match root {
            ReferenceRoot::Registry => match self.target(file, path) {
                // Listed by name, with all places.
                Target::Unresolved(_) => Target::Same,
                target => target,
            },
            ReferenceRoot::RegistryOf(directory) => self.own_target(file, directory, path),
            _ => Target::Same,
        };
        let last: BTreeSet<String> = self
            .map
            .iter()
            .chain(self.given.iter())
            .filter_map(|(old, _)| old.last().cloned())
            .collect();
        let disk = &self.loaded.project.disk;
        plan(&self.loaded.model, disk, Moves::default(), done, &names, &last)
    }

    /// The places that may have an old name where only Nix knows, and those that use a directory as a whole out of
    /// which, or into which, modules went; but for those of which the plan speaks.
    fn uncertain(&self, plan: &Plan) -> Vec<Finding> {
        let (model, disk) = (&self.loaded.model, &self.loaded.project.disk);
        let pairs = || self.map.iter().chain(self.given.iter());
        let Some(history) = self.history else {
            let names: Vec<Vec<String>> = pairs().map(|(old, _)| old.to_vec()).collect();
            return uncertain::places_of_old(model, disk, &names);
        };
        let renamed = Renamed {
            names: history.renamed(self.given),
            before: NameMap::new(pairs().map(|(old, new)| (new.to_vec(), old.to_vec()))),
            becomes: &|name| self.target(name.file, &name.path),
        };
        let names: Vec<Vec<String>> = renamed.names.iter().map(|(old, _)| old.clone()).collect();
        let mut found = uncertain::places_of_old(model, disk, &names);
        found.extend(uncertain::paths(model, &history.moves(&renamed.names)));
        let mut whole = whole::places(model, disk, &renamed);
        let is_said = |finding: &Finding| found.iter().any(|other| other.place == finding.place);
        whole.retain(|finding| !is_said(finding));
        found.extend(whole);
        found.retain(|finding| plan.findings.iter().all(|other| other.place != finding.place));
        found
    }

    /// What a name becomes in a registry that a file makes of a part of the flake's.
    fn own_target(&self, file: &FileFacts, directory: &TreePath, path: &[&str]) -> Target {
        let Some(above) = prefix(self.registry, directory) else { return Target::Same };
        let full: Vec<&str> =
            above.iter().map(String::as_str).chain(path.iter().copied()).collect();
        match self.target(file, &full) {
            Target::To(new) => match new.strip_prefix(above.as_slice()) {
                Some(rest) => Target::To(rest.to_vec()),
                // It has left the directory; `check` still says that it is broken.
                None => Target::Same,
            },
            _ => Target::Same,
        }
    }

    /// The names without a certain target, in order.
    fn unresolved(&self) -> Result<Vec<Unresolved>, Failure> {
        let model = &self.loaded.model;
        let directories = model.checked_directories()?;
        let mut found: BTreeMap<Vec<String>, Unresolved> = BTreeMap::new();
        let index = NameIndex::new(self.registry);
        for file in &model.files {
            if !directories.iter().any(|directory| file.path.starts_with(directory)) {
                continue;
            }
            for name in model.uses(file) {
                let is_main = std::ptr::eq(name.registry, self.registry);
                let Target::Unresolved(reason) = self.target(file, &name.path) else { continue };
                if !is_main || name.may_be_missing(&name.lookup()) {
                    continue;
                }
                let path = name.path.strip_suffix(&["__path"]).unwrap_or(&name.path);
                let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
                let shown = dotted(&path);
                let entry = found.entry(path).or_insert_with(|| Unresolved {
                    name: shown,
                    reason,
                    candidates: self.candidates(&index, &name.path),
                    places: Vec::new(),
                });
                entry.places.push(name.place.clone());
            }
        }
        Ok(found.into_values().collect())
    }

    fn candidates(&self, index: &NameIndex<'_>, path: &[&str]) -> Vec<String> {
        let learnt = self.learnt.why_unresolved(path).map(|(_, _, candidates)| candidates.to_vec());
        learnt.filter(|candidates| !candidates.is_empty()).unwrap_or_else(|| {
            let near = index.closest(path).into_iter();
            // A directory that nothing is left in is no name to go to.
            let near = near.filter(|id| !self.registry.leaves(*id).is_empty());
            let names = near.map(|id| self.registry.name(id));
            names.filter(|name| *name != dotted(path)).collect()
        })
    }

    /// The renames that something was rewritten for, or that were given.
    fn used_renames(&self, plan: &Plan) -> Vec<RenamedName> {
        let changed: BTreeSet<&TreePath> = plan.files.iter().map(|file| &file.path).collect();
        let mut used: BTreeMap<Vec<String>, (Vec<String>, By)> = BTreeMap::new();
        for file in self.loaded.model.files.iter().filter(|file| changed.contains(&file.path)) {
            for name in self.loaded.model.uses(file) {
                if let Target::To(new) = self.target(file, &name.path) {
                    let old: Vec<String> =
                        name.path.iter().map(|part| (*part).to_owned()).collect();
                    let by = match self.given.get(&name.path) {
                        Some(_) => By::Given,
                        None => self.by(&old),
                    };
                    used.insert(old, (new, by));
                }
            }
        }
        let renamed = |(old, (new, by)): (Vec<String>, (Vec<String>, By))| RenamedName {
            old: dotted(&old),
            new: dotted(&new),
            by: by.name().into(),
        };
        used.into_iter().map(renamed).collect()
    }

    fn by(&self, old: &[String]) -> By {
        let known =
            (1..=old.len()).rev().find_map(|length| self.learnt.renames.get(&old[..length]));
        known.map_or(By::Content, |(_, by)| *by)
    }
}

impl Unresolved {
    fn finding(&self) -> Finding {
        let message = format!("`{}` has no certain new name: {}", self.name, self.reason);
        let mut finding = Finding::error(UNRESOLVED, message);
        if let Some((first, rest)) = self.places.split_first() {
            finding = finding.at(first.clone());
            for place in rest {
                finding = finding.label(place.clone(), "here, too");
            }
        }
        let rename = |new: &String| format!("`--rename {}={new}`", self.name);
        match self.candidates.as_slice() {
            [] => {
                finding.help("say what it became with `--rename OLD=NEW`, or remove the reference")
            }
            candidates => {
                let all: Vec<String> = candidates.iter().map(rename).collect();
                finding.help(format!("say what it became, perhaps {}", all.join(" or ")))
            }
        }
    }

    fn data(&self) -> UnresolvedName {
        UnresolvedName {
            name: self.name.clone(),
            reason: self.reason.clone(),
            candidates: self.candidates.clone(),
            places: self.places.iter().map(Into::into).collect(),
        }
    }
}
