//! Bytes in, verdicts out.
//!
//! Nix is formatted where it is read; files that other programs format come together in [`Engine::run`],
//! those with the same programs side by side, each program after the other on each file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use imp_cli::cache::Key;
use imp_cli::disk::Disk;
use imp_cli::scan::pool;
use imp_cli::scratch::Scratch;
use imp_cli::{Failure, Streams};
use imp_model::finding::Finding;
use imp_model::source::{ReadError, TreePath};

use crate::findings;
use crate::findings::Rejection;
use crate::lines::format_keeping_line_ends;
use crate::programs::{Programs, Work};
use crate::selection::{Chain, Selection};
use crate::settings::Settings;

/// What formatting a file gives.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It is formatted.
    Same,
    /// It is not; this is what it should be.
    Changed(Vec<u8>),
    /// It can't be formatted.
    Failed(Box<Finding>),
}

/// A file that is to be formatted.
#[derive(Clone, Debug)]
pub struct Job {
    /// The file.
    pub path: TreePath,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What formats it.
    pub chain: Chain,
}

/// Everything that formatting needs.
pub struct Engine<'a> {
    /// The tree.
    pub disk: &'a Disk,
    /// Which files are formatted by what.
    pub selection: Selection,
    programs: Programs,
    allow_missing: bool,
}

impl<'a> Engine<'a> {
    /// The engine for a tree with these settings; with `only`, for the formatters of these names.
    ///
    /// # Errors
    /// As for [`Selection::new`].
    pub fn new(disk: &'a Disk, settings: &Settings, only: &[String]) -> Result<Self, Failure> {
        let selection = Selection::new(settings, only)?;
        let programs = Programs::find(&selection, disk);
        Ok(Self { disk, selection, programs, allow_missing: settings.allow_missing })
    }

    /// Whether a file with this chain lacks a program that is not passed over.
    pub fn lacks(&self, chain: &Chain) -> bool {
        !self.allow_missing
            && chain.programs.iter().any(|program| self.programs.key(*program).is_none())
    }

    /// Refuses the chains whose programs are not installed.
    ///
    /// # Errors
    /// Names the first program.
    pub fn require<'c>(
        &self,
        chains: impl Iterator<Item = &'c Chain>,
        streams: &Streams,
    ) -> Result<(), Failure> {
        let needed = chains.flat_map(|chain| &chain.programs);
        self.programs.require(needed, &self.selection, self.allow_missing, streams)
    }

    /// Whether any program is not installed that is not passed over.
    pub fn lacks_any(&self) -> bool {
        let programs = (0..self.selection.formatters.len()).collect();
        self.lacks(&Chain { programs, nix: false })
    }

    /// What the result for a file depends on beside its bytes; `None` when a program is missing.
    pub fn key(&self, chain: &Chain) -> Option<Key> {
        let mut parts = Vec::with_capacity(chain.programs.len() + 1);
        for program in &chain.programs {
            parts.push(self.programs.key(*program)?.bytes().to_vec());
        }
        if chain.nix {
            let versions = concat!("nix ", env!("CARGO_PKG_VERSION"), " ");
            parts.push([versions.as_bytes(), nixfmt_rs::VERSION.as_bytes()].concat());
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        Some(Key::new(&parts))
    }

    /// The same with what other programs may read beside the file, and go by its name.
    pub fn key_at(&self, chain: &Chain, path: &TreePath) -> Option<Key> {
        let key = self.key(chain)?;
        let directory = path.parent().unwrap_or_else(TreePath::root);
        let configuration = self.programs.configuration(self.disk, &directory);
        let parts = [key.bytes(), configuration.bytes()].concat();
        Some(Key::new(&[b"path", &parts, path.as_str().as_bytes()]))
    }

    /// Formats files that need other programs; the results are in the order of the jobs.
    ///
    /// # Errors
    /// When a program is missing or can't be started, or the tree can't be copied.
    pub fn run(&self, jobs: &[Job], streams: &Streams) -> Result<Vec<Verdict>, Failure> {
        self.require(jobs.iter().map(|job| &job.chain), streams)?;
        let is_alone = |job: &Job| job.chain.programs.is_empty();
        let mut written = jobs.iter().filter(|job| !is_alone(job)).map(|job| &job.path).peekable();
        let scratch = match written.peek() {
            Some(_) => Some(Scratch::of(self.disk, written)?),
            None => None,
        };
        let mut groups: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
        for (position, job) in jobs.iter().enumerate() {
            groups.entry(&job.chain.programs).or_default().push(position);
        }
        // What a failure names must not depend on which thread was first.
        let verdicts: Mutex<BTreeMap<usize, Result<Verdict, Failure>>> = Mutex::default();
        let progress = streams.progress("formatting");
        pool().scope(|scope| {
            let (verdicts, scratch, progress) = (&verdicts, scratch.as_ref(), &progress);
            let work = move |programs: &[usize], positions: &[usize], given_up: &GivenUp| {
                let found = self.group(programs, (positions, jobs), scratch, given_up);
                let mut verdicts = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
                let given_up = match found {
                    Ok((found, given_up)) => {
                        verdicts.extend(positions.iter().copied().zip(found.into_iter().map(Ok)));
                        given_up
                    }
                    Err(failure) => {
                        verdicts.insert(positions[0], Err(failure));
                        GivenUp::new()
                    }
                };
                progress.tick(verdicts.len(), Some(jobs.len()));
                given_up
            };
            for (programs, positions) in &groups {
                scope.spawn(move |scope| {
                    let is_long = positions.len() > MANY && !programs.is_empty();
                    let (first, rest) = samples(positions, if is_long { FIRST } else { 0 });
                    let given_up = match is_long {
                        true => work(programs, &first, &GivenUp::new()),
                        false => GivenUp::new(),
                    };
                    let given_up = Arc::new(given_up);
                    for part in rest.chunks(rest.len().div_ceil(rayon_threads()).max(1)) {
                        let given_up = Arc::clone(&given_up);
                        let part = part.to_vec();
                        scope.spawn(move |_| drop(work(programs, &part, &given_up)));
                    }
                });
            }
        });
        verdicts.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }

    /// Files that the same programs format, but for those that were `given_up`. Gives also which reject all of them.
    fn group(
        &self,
        programs: &[usize],
        (positions, jobs): (&[usize], &[Job]),
        scratch: Option<&Scratch>,
        given_up: &GivenUp,
    ) -> Result<(Vec<Verdict>, GivenUp), Failure> {
        let work = |position: &usize| {
            let job = &jobs[*position];
            Work { path: job.path.clone(), bytes: job.bytes.clone(), failed: None }
        };
        let mut files: Vec<Work> = positions.iter().map(work).collect();
        let mut rejecting = GivenUp::new();
        for program in programs {
            let formatter = &self.selection.formatters[*program];
            if let Some(rejection) = given_up.get(program) {
                for work in files.iter_mut().filter(|work| work.failed.is_none()) {
                    let name = &formatter.name;
                    let finding = findings::formatter_given_up(&work.path, name, rejection, FIRST);
                    work.failed = Some(finding);
                }
            } else if let Some(scratch) = scratch {
                let rejection = self.programs.run(*program, formatter, scratch, &mut files)?;
                rejecting.extend(rejection.map(|rejection| (*program, rejection)));
            }
        }
        let verdict = |(work, position): (Work, &usize)| {
            let job = &jobs[*position];
            let bytes = match work.failed {
                Some(finding) => return Verdict::Failed(Box::new(finding)),
                None if job.chain.nix => match nix(&job.path, &work.bytes) {
                    Verdict::Same => work.bytes,
                    Verdict::Changed(bytes) => bytes,
                    Verdict::Failed(finding) => {
                        return Verdict::Failed(Box::new(self.on_disk(job, *finding, &work.bytes)));
                    }
                },
                None => work.bytes,
            };
            if bytes == job.bytes { Verdict::Same } else { Verdict::Changed(bytes) }
        };
        Ok((files.into_iter().zip(positions).map(verdict).collect(), rejecting))
    }

    /// What is wrong with what the programs made of a Nix file, in terms of the file on disk.
    fn on_disk(&self, job: &Job, finding: Finding, made: &[u8]) -> Finding {
        if made == job.bytes {
            return finding;
        }
        if let Verdict::Failed(own) = nix(&job.path, &job.bytes) {
            return *own;
        }
        let name = |program: &usize| format!("`{}`", self.selection.formatters[*program].name);
        let names: Vec<String> = job.chain.programs.iter().map(name).collect();
        findings::broken_by(&job.path, &names.join(", "), &finding, made)
    }
}

/// The programs that are not run any more, and how they rejected the files that were tried.
type GivenUp = BTreeMap<usize, Rejection>;

/// From how many files on some go first: a program that rejects all of those in the same words would be started
/// twice for each of the others.
const MANY: usize = 64;
const FIRST: usize = 16;

/// So many of these, from the first to the last and evenly spread: neighbours are often rejected for the same reason.
/// Gives also the others.
fn samples(positions: &[usize], count: usize) -> (Vec<usize>, Vec<usize>) {
    let last = positions.len().saturating_sub(1);
    let is_sample: BTreeSet<usize> =
        (0..count).map(|each| each * last / (count - 1).max(1)).collect();
    let (first, rest): (Vec<_>, Vec<_>) =
        positions.iter().enumerate().partition(|(at, _)| is_sample.contains(at));
    let bare = |some: Vec<(usize, &usize)>| some.into_iter().map(|(_, each)| *each).collect();
    (bare(first), bare(rest))
}

fn rayon_threads() -> usize {
    pool().current_num_threads()
}

/// Formats a Nix file.
pub fn nix(path: &TreePath, bytes: &[u8]) -> Verdict {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let error = ReadError::NotUtf8(error.valid_up_to());
            return Verdict::Failed(Box::new(findings::unreadable(path, &error)));
        }
    };
    match format_keeping_line_ends(text) {
        Ok(formatted) if formatted == text => Verdict::Same,
        Ok(formatted) => Verdict::Changed(formatted.into_bytes()),
        Err(error) => Verdict::Failed(Box::new(findings::unformattable(path, text, &error))),
    }
}
