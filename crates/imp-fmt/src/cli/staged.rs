//! `--staged`: what is in git's index, formatted and put back; the working tree follows where it may.

use std::collections::{BTreeMap, BTreeSet};

use imp_cli::args::Format;
use imp_cli::disk::OpenFile;
use imp_cli::git::{Git, StagedFile};
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};
use imp_model::finding::Finding;
use imp_model::source::{EntryKind, ReadError, TreePath};
use imp_model::text::Place;

use super::follow::{Change, follow};
use super::report::{Found, Mode, difference, failure};
use super::{FormatArgs, Loaded, Options, no_such};
use crate::engine::{Engine, Job, Verdict};
use crate::findings;
use crate::selection::Chain;

pub(super) fn staged(
    options: &Options,
    arguments: &FormatArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let root = Root::find(options.common.root.as_deref())?;
    let loaded = Loaded::open(options, arguments, root, streams)?;
    let engine = loaded.engine(arguments)?;
    let disk = &loaded.project.disk;
    let repository = disk.repository().ok_or_else(|| {
        Failure::new("`--staged` needs a git repository").help("leave it out to format the files")
    })?;
    let git = Git::in_hook(repository, disk.root());
    let wanted = arguments
        .paths
        .iter()
        .map(|path| loaded.project.root.tree_path(path))
        .collect::<Result<Vec<_>, _>>()?;
    let (mut files, mut odd) = git.staged()?;
    for (path, argument) in wanted.iter().zip(&arguments.paths) {
        let is_there =
            !disk.is_absent(path) || files.iter().any(|file| file.path.starts_with(path));
        if !is_there {
            return Err(no_such(argument));
        }
    }
    let is_wanted =
        |path: &TreePath| wanted.is_empty() || wanted.iter().any(|wanted| path.starts_with(wanted));
    files.retain(|file| is_wanted(&file.path));
    odd.retain(|path| is_wanted(path) && engine.selection.takes(path));
    let mode = match (arguments.check, arguments.diff) {
        (_, true) => Mode::Diff,
        (true, _) => Mode::Check,
        _ => Mode::Write,
    };
    let keeps_texts = options.report.format() != Format::Human;
    let (mut found, changes) = look(&engine, &git, files, &wanted, keeps_texts, streams)?;
    let bad_name = ReadError::Unreadable(EntryKind::BadName);
    found.findings.extend(odd.iter().map(|path| findings::unreadable(path, &bad_name)));
    for change in &changes {
        let path = &change.file.path;
        found.changed.push(path.clone());
        if mode != Mode::Write {
            found.findings.push(findings::unformatted(path, &change.old, &change.new));
        }
        if mode == Mode::Diff {
            let (shown, plain) = difference(path, &change.old, &change.new, streams);
            found.diff.push_str(&shown);
            found.plain_diff.push_str(&plain);
        }
    }
    let has_places = !changes.is_empty() || !found.findings.is_empty();
    let unstaged = if has_places { git.unstaged()? } else { BTreeSet::new() };
    for finding in &mut found.findings {
        tell_of_index(finding, &unstaged);
    }
    if mode == Mode::Write {
        let restaged: Vec<(StagedFile, Vec<u8>)> =
            changes.iter().map(|change| (change.file.clone(), change.new.clone())).collect();
        git.restage(&restaged)?;
        let failures =
            follow(&engine, &changes, &unstaged, streams).unwrap_or_else(|failure| vec![failure]);
        if let Some(failure) = failure(failures, "formatted in the index", &found.changed) {
            return Err(failure);
        }
    }
    Ok(found.report(options, mode, loaded.settings.fail_on_change, streams))
}

/// Says that a place is one of the staged text, where the working tree has another one.
fn tell_of_index(finding: &mut Finding, unstaged: &BTreeSet<TreePath>) {
    let differs = |place: &Place| unstaged.contains(&place.file);
    // This one is about the working tree.
    if finding.code != "filtered-file" && finding.place.as_ref().is_some_and(differs) {
        let said = "the lines are those of what is staged; the working tree has other ones";
        finding.notes.push(said.to_owned());
    }
}

/// Formats the contents of the index; of the files that are `named`, those that are excluded as well.
fn look(
    engine: &Engine<'_>,
    git: &Git<'_>,
    files: Vec<StagedFile>,
    named: &[TreePath],
    keeps_texts: bool,
    streams: &Streams,
) -> Result<(Found, Vec<Change>), Failure> {
    let chain = |path: &TreePath| {
        if !named.contains(path) {
            return engine.selection.chain(&path.parent()?, path.file_name());
        }
        let chain = engine.selection.chain_of_named(path);
        if chain.is_none() && !engine.selection.force_exclude {
            streams.note(&format!("no formatter for `{path}`"));
        }
        chain
    };
    let files: Vec<_> = files
        .into_iter()
        .filter_map(|file| {
            let chain = chain(&file.path)?;
            Some((file, chain))
        })
        .collect();
    let blobs: Vec<&str> = files.iter().map(|(file, _)| file.blob.as_str()).collect();
    let contents = git.contents(&blobs)?;
    let filters = git.filtered(files.iter().map(|(file, _)| &file.path))?;
    let (mut jobs, mut unfiltered_jobs) = (Vec::new(), Vec::new());
    let mut by_path = BTreeMap::new();
    let mut found = Found { is_staged: true, ..Found::default() };
    for ((file, chain), bytes) in files.into_iter().zip(contents) {
        if let Some(filter) = filters.get(&file.path)
            && let Some(job) = unfiltered(engine, &file, chain.clone(), &bytes)
        {
            if git.unstaged()?.contains(&file.path) {
                streams.note(&format!(
                    "`{}` is passed over: it has changes that are not staged, and git's index has it in the form of \
                     `filter={filter}`",
                    file.path
                ));
            } else {
                unfiltered_jobs.push((job, filter));
            }
            continue;
        }
        if bytes.contains(&0) {
            // Encrypted, or put elsewhere by a filter of git.
            streams.note(&format!("`{}` is no text in git's index, and stays", file.path));
            continue;
        }
        jobs.push(Job { path: file.path.clone(), bytes, chain });
        by_path.insert(file.path.clone(), file);
    }
    look_unfiltered(engine, unfiltered_jobs, &mut found, streams)?;
    let verdicts = engine.run(&jobs, streams)?;
    found.files += jobs.len();
    let mut changes = Vec::new();
    for (job, verdict) in jobs.into_iter().zip(verdicts) {
        let text = String::from_utf8_lossy(&job.bytes);
        match verdict {
            Verdict::Same => {}
            Verdict::Failed(finding) => {
                found.texts.insert(job.path, text.into());
                found.findings.push(*finding);
            }
            Verdict::Changed(new) => {
                if keeps_texts {
                    found.texts.insert(job.path.clone(), text.into());
                }
                changes.extend(by_path.remove(&job.path).map(|file| Change {
                    file,
                    old: job.bytes,
                    new,
                }));
            }
        }
    }
    Ok((found, changes))
}

/// The file as it is in the working tree, if that is not what a filter of git left in the index.
fn unfiltered(engine: &Engine<'_>, file: &StagedFile, chain: Chain, staged: &[u8]) -> Option<Job> {
    let mut buffer = Vec::new();
    let read = |file: &OpenFile<'_>| Some(file.read(&mut buffer).ok()?.0.to_vec());
    let bytes = engine.disk.with_file(&file.path, read).ok().flatten().unwrap_or_default();
    (bytes != staged).then(|| Job { path: file.path.clone(), bytes, chain })
}

/// Looks at files in the working tree in place of the index. Nothing is written: only the filter, which is not run, knows what
/// a formatted file is in the index.
fn look_unfiltered(
    engine: &Engine<'_>,
    files: Vec<(Job, &String)>,
    found: &mut Found,
    streams: &Streams,
) -> Result<(), Failure> {
    let (jobs, filters): (Vec<Job>, Vec<&String>) = files.into_iter().unzip();
    let verdicts = engine.run(&jobs, streams)?;
    found.files += jobs.len();
    for ((job, filter), verdict) in jobs.into_iter().zip(filters).zip(verdicts) {
        let finding = match verdict {
            Verdict::Changed(new) => findings::filtered(&job.path, filter, &job.bytes, &new),
            Verdict::Failed(finding) => *finding,
            Verdict::Same => continue,
        };
        found.texts.insert(job.path, String::from_utf8_lossy(&job.bytes).into());
        found.findings.push(finding);
    }
    Ok(())
}
