//! The working tree after `--staged`: it gets the change of the index, where the lines are the same there.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use imp_cli::carry::{carry, unlike};
use imp_cli::disk::{Identity, OpenFile, Replacer};
use imp_cli::git::StagedFile;
use imp_cli::{Failure, Streams};
use imp_model::source::{TreePath, shell_word};

use crate::engine::{Engine, Job, Verdict};
use crate::lines::has_only_crlf;

/// A file of the index that is not formatted.
pub(super) struct Change {
    pub(super) file: StagedFile,
    pub(super) old: Vec<u8>,
    pub(super) new: Vec<u8>,
}

/// A file of the working tree whose content in the index has changed.
struct Follower<'c> {
    path: &'c TreePath,
    /// The change of the index, with the line ends that the working tree has.
    old: Vec<u8>,
    new: Vec<u8>,
    /// Its bytes in the working tree, and what the system said about them.
    present: Vec<u8>,
    identity: Identity,
    /// Whether git says that nothing is unstaged. It may still have other bytes: git converts and filters.
    is_as_staged: bool,
}

/// What becomes of a file in the working tree.
enum Followed {
    /// It gets these bytes. Lines with changes of their own stay as they are: those that are not formatted by that.
    Becomes(Vec<u8>, Vec<RangeInclusive<usize>>),
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

/// Makes the changes of the index in the working tree as well; `unstaged` are the files that differ there. Gives what
/// could not be written.
///
/// # Errors
/// When a program can't be run that formats the files.
pub(super) fn follow(
    engine: &Engine<'_>,
    changes: &[Change],
    unstaged: &BTreeSet<TreePath>,
    streams: &Streams,
) -> Result<Vec<Failure>, Failure> {
    let follower = |change| Follower::read(engine, change, unstaged, streams);
    let followers: Vec<Follower<'_>> = changes.iter().filter_map(follower).collect();
    let mut failures = Vec::new();
    for (follower, followed) in followers.iter().zip(followed(engine, &followers, streams)?) {
        match followed {
            Followed::Becomes(bytes, kept) => match follower.write(engine, &bytes) {
                Ok(()) => note_kept(follower.path, &kept, streams),
                Err(failure) => failures.push(failure),
            },
            Followed::Stays(stays) => note_stays(follower.path, &stays, streams),
        }
    }
    Ok(failures)
}

impl<'c> Follower<'c> {
    /// Reads the file. `None` when it is gone from the working tree or is a link there now, which is a change that is
    /// not staged, and when it can't be read, which is said.
    fn read(
        engine: &Engine<'_>,
        change: &'c Change,
        unstaged: &BTreeSet<TreePath>,
        streams: &Streams,
    ) -> Option<Self> {
        let path = &change.file.path;
        let is_file = engine.disk.kind_on_disk(path).map(|kind| kind.is_file());
        if is_file == Some(false) || engine.disk.is_absent(path) {
            return None;
        }
        let mut buffer = Vec::new();
        let read = |file: &OpenFile<'_>| {
            let (bytes, identity) = file.read(&mut buffer).ok()?;
            Some((bytes.to_vec(), identity))
        };
        let Some((present, identity)) = engine.disk.with_file(path, read).ok().flatten() else {
            note_stays(path, &Stays::Unreadable, streams);
            return None;
        };
        // Git may keep other line ends in the working tree than in the index.
        let is_crlf = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(has_only_crlf);
        let (old, new) = if is_crlf(&present) && !is_crlf(&change.old) {
            (with_crlf(&change.old), with_crlf(&change.new))
        } else {
            (change.old.clone(), change.new.clone())
        };
        let is_as_staged = !unstaged.contains(path);
        Some(Self { path, old, new, present, identity, is_as_staged })
    }

    /// Whether there is nothing in the working tree but what is staged.
    fn has_no_other_change(&self) -> bool {
        self.present == self.old || self.present == self.new
    }

    fn write(&self, engine: &Engine<'_>, bytes: &[u8]) -> Result<(), Failure> {
        if bytes == self.present {
            return Ok(());
        }
        let replacer = Replacer::new(engine.disk);
        let write = |file: &OpenFile<'_>| file.replace(&self.identity, bytes, &replacer).map(drop);
        engine.disk.with_file(self.path, write).unwrap_or_else(|error| {
            Err(Failure::new(format!("can't write `{}`: {error}", self.path)))
        })
    }
}

/// What becomes of the files. Programs run on all of them at once.
fn followed(
    engine: &Engine<'_>,
    followers: &[Follower<'_>],
    streams: &Streams,
) -> Result<Vec<Followed>, Failure> {
    let differing: Vec<&Follower<'_>> =
        followers.iter().filter(|follower| !follower.has_no_other_change()).collect();
    let carried: Vec<Vec<u8>> = differing.iter().map(|each| each.carried()).collect();
    let present = differing.iter().map(|each| (each.path, each.present.clone()));
    let wanted = formatted(engine, present, streams)?;
    let pairs = differing.iter().zip(&carried).map(|(each, carried)| (each.path, carried.clone()));
    let reached = formatted(engine, pairs, streams)?;

    let mut judged = carried.into_iter().zip(wanted).zip(reached);
    let judge = |follower: &Follower<'_>| {
        if follower.has_no_other_change() {
            return Followed::Becomes(follower.new.clone(), Vec::new());
        }
        match judged.next() {
            Some(((_, Some(wanted)), _)) if follower.is_as_staged => {
                Followed::Becomes(wanted, Vec::new())
            }
            // Lines alone don't know what they mean. The change counts only if it is one of the layout.
            Some(((carried, Some(wanted)), Some(reached))) if reached == wanted => {
                let kept = unlike(&carried, &wanted);
                Followed::Becomes(carried, kept)
            }
            Some(((_, Some(_)), _)) => Followed::Stays(Stays::Unclear),
            _ => Followed::Stays(Stays::Unformattable),
        }
    };
    Ok(followers.iter().map(judge).collect())
}

impl Follower<'_> {
    /// The working tree with the change of the lines that are the same there.
    fn carried(&self) -> Vec<u8> {
        if self.is_as_staged {
            return self.present.clone();
        }
        carry(&self.old, &self.new, &self.present)
    }
}

/// Texts of files formatted; `None` for what can't be.
fn formatted<'p>(
    engine: &Engine<'_>,
    texts: impl Iterator<Item = (&'p TreePath, Vec<u8>)>,
    streams: &Streams,
) -> Result<Vec<Option<Vec<u8>>>, Failure> {
    let job = |(path, bytes): (&TreePath, Vec<u8>)| {
        let chain = engine.selection.chain_of_named(path).unwrap_or_default();
        Job { path: path.clone(), bytes, chain }
    };
    let jobs: Vec<Job> = texts.map(job).collect();
    let verdicts = engine.run(&jobs, streams)?;
    let text = |(job, verdict): (Job, Verdict)| match verdict {
        Verdict::Changed(bytes) => Some(bytes),
        Verdict::Same => Some(job.bytes),
        Verdict::Failed(_) => None,
    };
    Ok(jobs.into_iter().zip(verdicts).map(text).collect())
}

fn note_stays(path: &TreePath, stays: &Stays, streams: &Streams) {
    let (reason, then) = match stays {
        Stays::Unreadable => ("it can't be read there", "says why"),
        Stays::Unformattable => ("it can't be formatted there", "says why"),
        Stays::Unclear => (
            "changes that are not staged can't be told from those of the layout there",
            "formats it there too",
        ),
    };
    streams.note(&format!(
        "`{path}` is formatted in the index, and stays as it is in the working tree: {reason}; \
         `imp-fmt {}` {then}",
        shell_word(path.as_str())
    ));
}

fn note_kept(path: &TreePath, kept: &[RangeInclusive<usize>], streams: &Streams) {
    let shown = |lines: &RangeInclusive<usize>| match (lines.start(), lines.end()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    };
    let all = kept.iter().map(shown).collect::<Vec<_>>().join(", ");
    let (lines, stay, them) = match kept {
        [] => return,
        [one] if one.start() == one.end() => ("line", "stays as it is", "it"),
        _ => ("lines", "stay as they are", "them"),
    };
    streams.note(&format!(
        "`{path}` differs from what is staged at {lines} {all}, which {stay} in the working tree; `imp-fmt {}` formats \
         {them}",
        shell_word(path.as_str())
    ));
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
