//! The working tree, or the part of it that was named: formatted in place, checked, or shown as a difference.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use imp_cli::args::Format;
use imp_cli::cache::Cache;
use imp_cli::disk::{Disk, OpenFile, Unseen, Walked};
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::{EntryKind, Files, ReadError, TreePath, git_add, shell_word};

use super::report::{Found, Mode, failure};
use super::visit::{Outcome, Visit, Written};
use super::{FormatArgs, Loaded, Options, TOOL, no_such};
use crate::engine::{Engine, Job, Verdict};
use crate::findings;
use crate::selection::Chain;

pub(super) fn tree(
    options: &Options,
    arguments: &FormatArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let named_root = options.common.root.as_deref();
    let root = match arguments.paths[..] {
        [] => Root::find(named_root)?,
        _ => Root::find_or_here(named_root)?,
    };
    let loaded = Loaded::open(options, arguments, root, streams)?;
    let engine = loaded.engine(arguments)?;
    let disk = &loaded.project.disk;
    let keeps_cache = !arguments.no_cache && !arguments.ci;
    let cache = if keeps_cache { Cache::open(TOOL, disk.root()) } else { Cache::none() };
    let mode = match (arguments.check, arguments.diff, arguments.edits) {
        (_, _, true) => Mode::Edits,
        (_, true, _) => Mode::Diff,
        (true, _, _) => Mode::Check,
        _ => Mode::Write,
    };
    let is_human = options.report.format() == Format::Human;
    let keeps_texts = !is_human || mode == Mode::Edits;
    let visit = Visit::new(&engine, &cache, mode, keeps_texts, streams);
    let wanted = Wanted::new(&loaded, &engine, arguments, streams)?;
    if engine.lacks_any() {
        // Before anything is written.
        wanted.require_programs(disk, &engine, streams)?;
    }
    let mut walked = wanted.walk(disk, &visit, streams);
    let finished = finish(&engine, &visit, &mut walked.results, streams);
    visit.remember_written(&written(&walked.results));
    let (mut found, mut failures) = found(&engine, walked, mode, is_human, streams);
    found.left_alone = wanted.left_alone(&engine, &found.changed);
    cache.save();
    failures.extend(finished.err());
    let written = if mode == Mode::Write { &found.changed[..] } else { &[] };
    if let Some(failure) = failure(failures, "formatted", written) {
        return Err(failure);
    }
    if mode == Mode::Edits {
        return Ok(found.edits(options, streams));
    }
    Ok(found.report(options, mode, loaded.settings.fail_on_change, streams))
}

const BAD_NAME: ReadError = ReadError::Unreadable(EntryKind::BadName);

/// Which files to look at.
struct Wanted {
    directories: Vec<TreePath>,
    /// The files that were named, each by where it is once links are followed.
    files: BTreeMap<TreePath, Named>,
}

/// A file that was named.
struct Named {
    path: TreePath,
    /// As seen from the working directory.
    argument: PathBuf,
}

impl Wanted {
    fn new(
        loaded: &Loaded,
        engine: &Engine<'_>,
        arguments: &FormatArgs,
        streams: &Streams,
    ) -> Result<Self, Failure> {
        let mut wanted = Self { directories: Vec::new(), files: BTreeMap::new() };
        if arguments.paths.is_empty() {
            wanted.directories.push(TreePath::root());
        }
        for argument in &arguments.paths {
            let path = match loaded.project.root.tree_path(argument) {
                // Hooks name what was changed in the whole repository.
                Err(_) if arguments.force_exclude => continue,
                path => path?,
            };
            check_named(&path, argument)?;
            if loaded.project.disk.is_directory_on_disk(&path) {
                match loaded.project.disk.named_directory(&path) {
                    Ok(path) => {
                        if engine.selection.leaves_out(&path) && !arguments.force_exclude {
                            streams.note(&nothing_in(
                                argument,
                                "it is excluded; name the files in it",
                            ));
                        }
                        wanted.directories.push(path);
                    }
                    Err(unseen) => streams.note(&passed_over(argument, &unseen)),
                }
            } else if loaded.project.disk.is_absent(&path) {
                return Err(no_such(argument));
            } else {
                let real = |file: &OpenFile<'_>| (file.path(), file.path() == path);
                let real = loaded.project.disk.with_file(&path, real);
                let (target, is_itself) = real.unwrap_or_else(|_| (path.clone(), true));
                let named = Named { path, argument: argument.clone() };
                // Two names of one file are one: its own, if that is among them.
                match wanted.files.entry(target) {
                    Entry::Occupied(mut known) if is_itself => drop(known.insert(named)),
                    known => drop(known.or_insert(named)),
                }
            }
        }
        wanted.directories.sort();
        // What is inside of another one is walked with it.
        let all = wanted.directories.clone();
        wanted
            .directories
            .retain(|path| !all.iter().any(|other| other != path && path.starts_with(other)));
        wanted.directories.dedup();
        Ok(wanted)
    }

    /// Refuses to begin when a program is missing that some file needs.
    fn require_programs(
        &self,
        disk: &Disk,
        engine: &Engine<'_>,
        streams: &Streams,
    ) -> Result<(), Failure> {
        let named =
            self.files.values().filter_map(|named| engine.selection.chain_of_named(&named.path));
        let mut chains: Vec<Chain> = named.collect();
        for directory in &self.directories {
            let lacking = |directory: &TreePath, name: &str| {
                engine.selection.chain(directory, name).is_some_and(|chain| engine.lacks(&chain))
            };
            let found = disk.walk_files(directory, lacking, |file| {
                let path = file.path();
                engine.selection.chain(&path.parent()?, path.file_name())
            });
            chains.extend(found.results.into_iter().map(|(_, chain)| chain));
        }
        engine.require(chains.iter(), streams)
    }

    /// Looks at the files, each once.
    fn walk(&self, disk: &Disk, visit: &Visit<'_>, streams: &Streams) -> Walked<Outcome> {
        let selection = &visit.engine.selection;
        let mut all = Walked::default();
        for directory in &self.directories {
            let is_wanted = |directory: &TreePath, name: &str| {
                selection.chain(directory, name).is_some()
                    && (self.files.is_empty() || !self.files.contains_key(&directory.child(name)))
            };
            all.append(disk.walk_files(directory, is_wanted, |file| {
                let path = file.path();
                let parent = path.parent()?;
                visit.file(file, selection.chain(&parent, path.file_name())?)
            }));
        }
        for Named { path, .. } in self.files.values() {
            let Some(chain) = selection.chain_of_named(path) else {
                if !selection.force_exclude {
                    streams.note(&format!("no formatter for `{path}`"));
                }
                continue;
            };
            all.count += 1;
            match disk.with_file(path, |file| Some((file.path(), visit.file(file, chain)?))) {
                Ok(result) => all.results.extend(result),
                Err(error) => all.unreadable.push((path.clone(), error)),
            }
        }
        all.results.sort_by(|a, b| a.0.cmp(&b.0));
        all.unreadable.sort_by(|a, b| a.0.cmp(&b.0));
        all.untracked.sort();
        all
    }

    /// The arguments among files that are not formatted which a run without arguments would leave alone.
    fn left_alone(&self, engine: &Engine<'_>, changed: &[TreePath]) -> Vec<String> {
        let is_left = |path: &TreePath| {
            let directory = path.parent().unwrap_or_else(TreePath::root);
            !engine.selection.takes(path)
                || engine.disk.kind(path).is_err()
                || engine.disk.named_directory(&directory).is_err()
        };
        let named = changed.iter().filter_map(|path| Some((path, self.files.get(path)?)));
        let named = named.filter(|(path, _)| is_left(path)).map(|(_, named)| named);
        named.map(|named| shell_word(&named.argument.to_string_lossy())).collect()
    }
}

/// Why nothing is formatted in a directory.
fn passed_over(argument: &Path, unseen: &Unseen) -> String {
    let reason = match unseen {
        Unseen::Repository(path) => {
            format!("`{path}` is a git repository of its own; run imp-fmt in there")
        }
        Unseen::Submodule(path) => format!("`{path}` is a submodule; run imp-fmt in there"),
        Unseen::Empty => "there is no file in it".to_owned(),
        Unseen::Ignored => "git ignores it; name the files in it".to_owned(),
        Unseen::Unreadable(error) => error.to_string(),
    };
    nothing_in(argument, &reason)
}

fn nothing_in(argument: &Path, reason: &str) -> String {
    format!("nothing in `{}` is formatted: {reason}", argument.display())
}

/// Refuses what belongs to version control.
fn check_named(path: &TreePath, argument: &Path) -> Result<(), Failure> {
    if path.components().any(|part| matches!(part, ".git" | ".jj")) {
        let name = argument.display();
        return Err(Failure::new(format!("`{name}` belongs to version control")));
    }
    Ok(())
}

/// Formats what other programs format.
fn finish(
    engine: &Engine<'_>,
    visit: &Visit<'_>,
    results: &mut Vec<(TreePath, Outcome)>,
    streams: &Streams,
) -> Result<(), Failure> {
    let mut jobs = Vec::new();
    results.retain_mut(|(path, outcome)| {
        let Outcome::Pending(bytes, chain) = outcome else { return true };
        let (bytes, chain) = (std::mem::take(bytes), std::mem::take(chain));
        jobs.push(Job { path: path.clone(), bytes, chain });
        false
    });
    if !jobs.is_empty() {
        let verdicts = engine.run(&jobs, streams)?;
        for (job, verdict) in jobs.into_iter().zip(verdicts) {
            let outcome = settle(engine.disk, visit, &job, verdict);
            results.extend(outcome.map(|outcome| (job.path, outcome)));
        }
        results.sort_by(|a, b| a.0.cmp(&b.0));
    }
    Ok(())
}

/// What was written.
fn written(results: &[(TreePath, Outcome)]) -> Vec<Written> {
    let written = results.iter().filter_map(|(path, outcome)| match outcome {
        Outcome::Written(identity, chain) => {
            Some(Written { path: path.clone(), identity: *identity, chain: chain.clone() })
        }
        _ => None,
    });
    written.collect()
}

fn settle(disk: &Disk, visit: &Visit<'_>, job: &Job, verdict: Verdict) -> Option<Outcome> {
    let work = |file: &OpenFile<'_>| visit.formatted(file, job.chain.clone(), &job.bytes, verdict);
    disk.with_file(&job.path, work).unwrap_or_else(|error| {
        Some(Outcome::Failed(Box::new(findings::unreadable(&job.path, &error)), None))
    })
}

/// The results as what is reported, and what could not be written.
fn found(
    engine: &Engine<'_>,
    walked: Walked<Outcome>,
    mode: Mode,
    is_human: bool,
    streams: &Streams,
) -> (Found, Vec<Failure>) {
    let mut found = Found { files: walked.count, ..Found::default() };
    let mut failures = Vec::new();
    let mut texts = BTreeMap::new();
    for (path, outcome) in walked.results {
        match outcome {
            Outcome::Written(..) => found.changed.push(path),
            Outcome::Unformatted(finding, (shown, plain), text) => {
                found.findings.push(*finding);
                found.diff.push_str(&shown);
                found.plain_diff.push_str(&plain);
                texts.extend(text.map(|text| (path.clone(), text.into())));
                found.changed.push(path);
            }
            Outcome::Failed(finding, text) => {
                texts.extend(text.map(|text| (path, text.into())));
                found.findings.push(*finding);
            }
            Outcome::Unwritten(failure) => failures.push(failure),
            Outcome::Pending(..) => {}
        }
    }
    let is_gone = |error: &ReadError| *error == ReadError::NotFound;
    for (path, error) in walked.unreadable.iter().filter(|(_, error)| !is_gone(error)) {
        if engine.disk.is_directory_on_disk(path) {
            if !engine.selection.leaves_out(path) {
                found.findings.push(findings::unreadable_directory(path, error));
            }
        } else if *error != BAD_NAME || !engine.selection.leaves_out(path) {
            // What has a name that is no text may be a directory.
            found.findings.push(findings::unreadable(path, error));
        }
    }
    found.texts = texts;
    if mode == Mode::Check && is_human && !walked.untracked.is_empty() {
        streams.note(&format!(
            "git does not track all of these files, so Nix does not see them: run `{}`",
            git_add(&walked.untracked)
        ));
    }
    (found, failures)
}
