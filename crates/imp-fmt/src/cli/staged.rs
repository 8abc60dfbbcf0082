//! `--staged`: what is in git's index, formatted and put back; the working tree follows where it may.

use std::collections::{BTreeMap, BTreeSet};

use imp_cli::args::Format;
use imp_cli::carry::{Carried, carry};
use imp_cli::disk::{OpenFile, Replacer};
use imp_cli::git::{Git, StagedFile};
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::{TreePath, shell_word};

use super::report::{Found, Mode, difference};
use super::{FormatArgs, Loaded, Options};
use crate::engine::{Engine, Job, Verdict};
use crate::findings;
use crate::lines::has_only_crlf;
use crate::selection::Chain;

/// A file of the index that is not formatted.
struct Change {
    file: StagedFile,
    old: Vec<u8>,
    new: Vec<u8>,
}

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
    let mut files = git.staged()?;
    for (path, argument) in wanted.iter().zip(&arguments.paths) {
        let is_there =
            disk.is_on_disk(path) || files.iter().any(|file| file.path.starts_with(path));
        if !is_there {
            return Err(Failure::new(format!("there is no `{}`", argument.display())));
        }
    }
    files.retain(|file| wanted.is_empty() || wanted.iter().any(|path| file.path.starts_with(path)));
    let mode = match (arguments.check, arguments.diff) {
        (_, true) => Mode::Diff,
        (true, _) => Mode::Check,
        _ => Mode::Write,
    };
    let keeps_texts = options.report.format() != Format::Human;
    let (mut found, changes) = look(&engine, &git, files, &wanted, keeps_texts, streams)?;
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
    if mode == Mode::Write {
        let restaged: Vec<(StagedFile, Vec<u8>)> =
            changes.iter().map(|change| (change.file.clone(), change.new.clone())).collect();
        let unstaged: BTreeSet<TreePath> =
            if changes.is_empty() { BTreeSet::new() } else { git.unstaged()? };
        git.restage(&restaged)?;
        for change in &changes {
            follow(&engine, change, !unstaged.contains(&change.file.path), streams)?;
        }
    }
    Ok(found.report(options, mode, loaded.settings.fail_on_change, streams))
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
        if chain.is_none() {
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
    let mut jobs = Vec::new();
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
                look_unfiltered(engine, job, filter, &mut found, streams)?;
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

/// Looks at the working tree in place of the index. Nothing is written: only the filter, which is not run, knows what
/// the formatted file is in the index.
fn look_unfiltered(
    engine: &Engine<'_>,
    job: Job,
    filter: &str,
    found: &mut Found,
    streams: &Streams,
) -> Result<(), Failure> {
    let finding = match engine.run(std::slice::from_ref(&job), streams)?.pop() {
        Some(Verdict::Changed(new)) => findings::filtered(&job.path, filter, &job.bytes, &new),
        Some(Verdict::Failed(finding)) => *finding,
        Some(Verdict::Same) | None => return Ok(()),
    };
    found.files += 1;
    found.texts.insert(job.path, String::from_utf8_lossy(&job.bytes).into());
    found.findings.push(finding);
    Ok(())
}

/// What becomes of a file in the working tree.
enum Followed {
    /// It gets these bytes; the lines that have changes of their own stay as they are.
    Merged(Carried),
    /// It stays as it is.
    Stays(Stays),
}

/// Why a file in the working tree stays as it is.
enum Stays {
    Unreadable,
    /// It has a syntax error there, or a program fails on it.
    Unformattable,
    /// The lines of the layout can't be told from those of other changes.
    Unclear,
}

/// Makes the change of the index in the working tree as well, where the lines are the same there.
fn follow(
    engine: &Engine<'_>,
    change: &Change,
    is_as_staged: bool,
    streams: &Streams,
) -> Result<(), Failure> {
    let path = &change.file.path;
    let work = |file: &OpenFile<'_>| -> Result<(), Failure> {
        let mut buffer = Vec::new();
        let Ok((present, identity)) = file.read(&mut buffer) else {
            note_stays(path, &Stays::Unreadable, streams);
            return Ok(());
        };
        match followed(engine, change, is_as_staged, present, streams)? {
            Followed::Merged(Carried { bytes, kept }) => {
                if bytes != present {
                    file.replace(&identity, &bytes, &Replacer::new(engine.disk))?;
                }
                note_kept(path, &kept, streams);
            }
            Followed::Stays(stays) => note_stays(path, &stays, streams),
        }
        Ok(())
    };
    // A file that is gone from the working tree, or is a link there now, is a change that is not staged.
    match engine.disk.kind_on_disk(path) {
        Some(kind) if kind.is_file() => engine.disk.with_file(path, work).unwrap_or(Ok(())),
        _ => Ok(()),
    }
}

fn note_stays(path: &TreePath, stays: &Stays, streams: &Streams) {
    let (reason, then) = match stays {
        Stays::Unreadable => ("it can't be read there", "says why"),
        Stays::Unformattable => ("it can't be formatted there", "says why"),
        Stays::Unclear => ("it differs there in what goes with the layout", "formats it there too"),
    };
    streams.note(&format!(
        "`{path}` is formatted in the index, and stays as it is in the working tree: {reason}; \
         `imp-fmt {}` {then}",
        shell_word(path.as_str())
    ));
}

fn note_kept(path: &TreePath, kept: &[usize], streams: &Streams) {
    let lines: Vec<String> = kept.iter().map(ToString::to_string).collect();
    let (lines, stay, them) = match kept {
        [] => return,
        [line] => (format!("line {line}"), "stays as it is", "it"),
        _ => (format!("lines {}", lines.join(", ")), "stay as they are", "them"),
    };
    streams.note(&format!(
        "`{path}` differs from what is staged at {lines}, which {stay} in the working tree; `imp-fmt {}` formats {them}",
        shell_word(path.as_str())
    ));
}

/// What the file in the working tree becomes. It may be what was staged and still have other bytes: git converts and
/// filters.
fn followed(
    engine: &Engine<'_>,
    change: &Change,
    is_as_staged: bool,
    present: &[u8],
    streams: &Streams,
) -> Result<Followed, Failure> {
    // Git may keep other line ends in the working tree than in the index.
    let is_crlf = std::str::from_utf8(present).is_ok_and(has_only_crlf)
        && !std::str::from_utf8(&change.old).is_ok_and(has_only_crlf);
    let (old, new) = if is_crlf {
        (with_crlf(&change.old), with_crlf(&change.new))
    } else {
        (change.old.clone(), change.new.clone())
    };
    if present == old || present == new {
        return Ok(Followed::Merged(Carried { bytes: new, kept: Vec::new() }));
    }
    let canonical = |bytes: &[u8]| -> Result<Option<Vec<u8>>, Failure> {
        let chain = engine.selection.chain_of_named(&change.file.path).unwrap_or_default();
        let job = Job { path: change.file.path.clone(), bytes: bytes.to_vec(), chain };
        Ok(match engine.run(&[job], streams)?.pop() {
            Some(Verdict::Changed(bytes)) => Some(bytes),
            Some(Verdict::Same) => Some(bytes.to_vec()),
            _ => None,
        })
    };
    let Some(wanted) = canonical(present)? else {
        return Ok(Followed::Stays(Stays::Unformattable));
    };
    if is_as_staged {
        return Ok(Followed::Merged(Carried { bytes: wanted, kept: Vec::new() }));
    }
    let mut carried = carry(&old, &new, present);
    // Lines alone don't know what they mean. The change counts only if it is one of the layout.
    if canonical(&carried.bytes)?.is_none_or(|formatted| formatted != wanted) {
        return Ok(Followed::Stays(Stays::Unclear));
    }
    if carried.bytes == wanted {
        carried.kept.clear();
    }
    Ok(Followed::Merged(carried))
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 16);
    for byte in bytes {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}
