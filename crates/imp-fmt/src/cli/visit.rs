//! One file of the tree: known to be formatted, or read, formatted, and dealt with.

use std::cell::Cell;

use imp_cli::cache::{Cache, Key};
use imp_cli::disk::{Identity, OpenFile, Replacer, now};
use imp_cli::scan::pool;
use imp_cli::{Failure, Streams};
use imp_model::finding::Finding;
use imp_model::source::{ReadError, TreePath};

use super::report::{Mode, difference};
use crate::engine::{self, Engine, Verdict};
use crate::findings;
use crate::selection::Chain;

/// What there is to say about a file.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was formatted; what the system said about the new file.
    Written(Identity, Chain),
    /// It is not formatted: the finding, the difference, and the text where it is needed.
    Unformatted(Box<Finding>, (String, String), Option<String>),
    /// It can't be formatted.
    Failed(Box<Finding>, Option<String>),
    /// It can't be written.
    Unwritten(Failure),
    /// Other programs format it.
    Pending(Vec<u8>, Chain),
}

/// A file that was formatted: what the system said about the new one before it took its name.
pub(super) struct Written {
    pub(super) path: TreePath,
    pub(super) identity: Identity,
    pub(super) chain: Chain,
}

thread_local! {
    /// What files are read into. Taken out while in use.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The longest buffer that is kept for the next file, in bytes.
const KEEP: usize = 1 << 20;

/// How many files a thread asks the system about at a time.
const WRITTEN_PER_TASK: usize = 128;

/// What is done with each file.
pub(super) struct Visit<'a> {
    pub(super) engine: &'a Engine<'a>,
    pub(super) cache: &'a Cache,
    pub(super) mode: Mode,
    /// Whether the report needs the texts.
    pub(super) keeps_texts: bool,
    pub(super) streams: &'a Streams,
    replacer: Replacer,
    started: std::time::SystemTime,
    /// The key of the most frequent chain.
    plain: Option<Key>,
}

impl<'a> Visit<'a> {
    pub(super) fn new(
        engine: &'a Engine<'a>,
        cache: &'a Cache,
        mode: Mode,
        keeps_texts: bool,
        streams: &'a Streams,
    ) -> Self {
        let plain = engine.key(&Chain { programs: Vec::new(), nix: true });
        let replacer = Replacer::new(engine.disk);
        if mode == Mode::Write {
            replacer.remove_left();
        }
        Self { engine, cache, mode, keeps_texts, streams, replacer, started: now(), plain }
    }

    /// What a fact about a file depends on.
    fn key(&self, path: impl FnOnce() -> TreePath, chain: &Chain) -> Option<Key> {
        if chain.programs.is_empty() {
            return self.plain;
        }
        self.engine.key_at(chain, &path())
    }

    /// Looks at a file. `None` when it is formatted.
    pub(super) fn file(&self, file: &OpenFile<'_>, chain: Chain) -> Option<Outcome> {
        let key = self.key(|| file.path(), &chain).filter(|_| self.cache.is_kept());
        if let Some(key) = key
            && !self.cache.is_empty()
            && let Ok(identity) = file.identity()
            && self.cache.contains(of_identity(key, &identity))
        {
            return None;
        }
        let mut buffer = BUFFER.take();
        let outcome = match file.read(&mut buffer) {
            Ok((bytes, identity)) => self.read(file, chain, key, bytes, &identity),
            Err(error) => Some(unreadable(file, &error)),
        };
        if buffer.len() <= KEEP {
            BUFFER.set(buffer);
        }
        outcome
    }

    fn read(
        &self,
        file: &OpenFile<'_>,
        chain: Chain,
        key: Option<Key>,
        bytes: &[u8],
        identity: &Identity,
    ) -> Option<Outcome> {
        if let Some(key) = key
            && !self.cache.is_empty()
            && self.cache.contains(of_bytes(key, bytes))
        {
            self.remember(key, None, identity);
            return None;
        }
        if !chain.programs.is_empty() {
            return Some(Outcome::Pending(bytes.to_vec(), chain));
        }
        let verdict = engine::nix(&file.path(), bytes);
        self.settle(file, chain, bytes, identity, verdict)
    }

    /// Deals with a file that other programs have formatted.
    pub(super) fn formatted(
        &self,
        file: &OpenFile<'_>,
        chain: Chain,
        old: &[u8],
        verdict: Verdict,
    ) -> Option<Outcome> {
        let mut buffer = Vec::new();
        match file.read(&mut buffer) {
            Ok((bytes, identity)) if bytes == old => {
                self.settle(file, chain, old, &identity, verdict)
            }
            Ok(_) if self.mode == Mode::Write && matches!(verdict, Verdict::Changed(_)) => {
                let message = format!("`{}` was changed since it was read", file.path());
                Some(Outcome::Unwritten(Failure::new(message).help("run it again")))
            }
            // What was found out holds for the bytes, and not for this file any more.
            Ok(_) => self.settle_text(file, old, verdict),
            Err(error) => Some(unreadable(file, &error)),
        }
    }

    fn settle(
        &self,
        file: &OpenFile<'_>,
        chain: Chain,
        old: &[u8],
        identity: &Identity,
        verdict: Verdict,
    ) -> Option<Outcome> {
        let key = self.key(|| file.path(), &chain).filter(|_| self.cache.is_kept());
        match verdict {
            Verdict::Same => {
                if let Some(key) = key {
                    self.remember(key, Some(old), identity);
                }
                None
            }
            Verdict::Changed(new) if self.mode == Mode::Write => {
                Some(match file.replace(identity, &new, &self.replacer) {
                    Ok(identity) => {
                        self.cache.add(key.map(|key| of_bytes(key, &new)));
                        Outcome::Written(identity, chain)
                    }
                    // Another run at the same time has done it.
                    Err(_) if holds(file, &new) => return None,
                    Err(failure) => Outcome::Unwritten(failure),
                })
            }
            verdict => self.settle_text(file, old, verdict),
        }
    }

    /// What there is to say about a text that stays as it is.
    fn settle_text(&self, file: &OpenFile<'_>, old: &[u8], verdict: Verdict) -> Option<Outcome> {
        let text = || Some(String::from_utf8_lossy(old).into_owned());
        match verdict {
            Verdict::Same => None,
            Verdict::Failed(finding) => Some(Outcome::Failed(finding, text())),
            Verdict::Changed(new) => {
                let path = file.path();
                let diff = match self.mode {
                    Mode::Diff => difference(&path, old, &new, self.streams),
                    _ => Default::default(),
                };
                let text = text().filter(|_| self.keeps_texts);
                let finding = Box::new(findings::unformatted(&path, old, &new));
                Some(Outcome::Unformatted(finding, diff, text))
            }
        }
    }

    /// Remembers that a file is formatted.
    fn remember(&self, key: Key, bytes: Option<&[u8]>, identity: &Identity) {
        let identity = identity.is_settled(self.started).then(|| of_identity(key, identity));
        self.cache.add(bytes.map(|bytes| of_bytes(key, bytes)).into_iter().chain(identity));
    }

    /// Remembers the files that were written, which have their last identity only now.
    pub(super) fn remember_written(&self, written: &[Written]) {
        if !self.cache.is_kept() {
            return;
        }
        let now = now();
        let key = |file: &Written| {
            let identity = self.engine.disk.identity(&file.path)?;
            let is_known = identity.is_renamed(&file.identity) && identity.is_settled(now);
            self.key(|| file.path.clone(), &file.chain)
                .filter(|_| is_known)
                .map(|key| of_identity(key, &identity))
        };
        pool().scope(|scope| {
            for part in written.chunks(WRITTEN_PER_TASK) {
                // Asked for before the cache is locked.
                scope.spawn(move |_| {
                    self.cache.add(part.iter().filter_map(key).collect::<Vec<_>>());
                });
            }
        });
    }
}

/// Whether these are the bytes of the file by now.
fn holds(file: &OpenFile<'_>, bytes: &[u8]) -> bool {
    file.read(&mut Vec::new()).is_ok_and(|(present, _)| present == bytes)
}

fn unreadable(file: &OpenFile<'_>, error: &ReadError) -> Outcome {
    Outcome::Failed(Box::new(findings::unreadable(&file.path(), error)), None)
}

/// The fact that these bytes are formatted.
fn of_bytes(key: Key, bytes: &[u8]) -> Key {
    Key::new(&[b"bytes", &key.bytes(), bytes])
}

/// The fact that what has this identity is formatted.
fn of_identity(key: Key, identity: &Identity) -> Key {
    Key::new(&[b"identity", &key.bytes(), &identity.bytes()])
}
