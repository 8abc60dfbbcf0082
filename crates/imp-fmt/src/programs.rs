//! Other people's formatters: found, told apart by version, and run on copies of files.
//!
//! A program gets a batch of files and rewrites them where they are; that is in a copy of the tree, so a
//! check writes nothing and a program that fails half-way leaves nothing half done. A batch that fails is split
//! until the files are known that the program does not take.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use imp_cli::cache::Key;
use imp_cli::disk::Disk;
use imp_cli::process::{Ended, find_program, run_program, version_of};
use imp_cli::scratch::Scratch;
use imp_cli::{Failure, Streams};
use imp_model::finding::Finding;
use imp_model::source::{EntryKind, Files, TreePath, shell_word};

use crate::findings::{self, Rejection};
use crate::parts::ONLY_NIX_KNOWS;
use crate::selection::Selection;
use crate::settings::Formatter;

/// The most files, and the most bytes of their names, that a program gets at once.
const MAX_FILES: usize = 512;
const MAX_NAMES: usize = 64 << 10;

/// A file that is longer is no configuration.
const MAX_CONFIGURATION: usize = 256 << 10;

/// The programs of a selection, each where it was found.
#[derive(Debug)]
pub struct Programs {
    found: Vec<Option<(PathBuf, Key)>>,
    /// The directory that relative commands are seen from.
    root: PathBuf,
    /// What may be a configuration in each directory and above.
    configurations: Mutex<BTreeMap<TreePath, Key>>,
}

/// A file on its way through the programs.
#[derive(Clone, Debug)]
pub struct Work {
    /// The file.
    pub path: TreePath,
    /// Its bytes so far.
    pub bytes: Vec<u8>,
    /// What a program said that did not take it.
    pub failed: Option<Finding>,
}

impl Programs {
    /// Looks for the programs.
    pub fn find(selection: &Selection, disk: &Disk) -> Self {
        let find = |formatter: &Formatter| {
            let program = find_program(&formatter.command, disk.root())?;
            let options = formatter.options.join("\0");
            let version = version_of(&program);
            let key = Key::new(&[formatter.name.as_bytes(), options.as_bytes(), &version]);
            Some((program, key))
        };
        Self {
            found: selection.formatters.iter().map(find).collect(),
            root: disk.root().to_path_buf(),
            configurations: Mutex::default(),
        }
    }

    /// What programs may read beside the files of a directory: what looks like a configuration there and above.
    pub fn configuration(&self, disk: &Disk, directory: &TreePath) -> Key {
        let known = || self.configurations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known().get(directory) {
            return *key;
        }
        let above = directory.parent().map(|above| self.configuration(disk, &above));
        let above = above.map(|key| key.bytes().to_vec()).unwrap_or_default();
        let key = Key::new(&[&above, &configuration(disk, directory)]);
        known().insert(directory.clone(), key);
        key
    }

    /// What the result of a program depends on beside the file; `None` when it is not installed.
    pub fn key(&self, program: usize) -> Option<Key> {
        self.found[program].as_ref().map(|(_, key)| *key)
    }

    /// Refuses programs that are not installed, or says that they are passed over.
    ///
    /// # Errors
    /// Names the program and the option that asks for it.
    pub fn require<'p>(
        &self,
        needed: impl Iterator<Item = &'p usize>,
        selection: &Selection,
        allow_missing: bool,
        streams: &Streams,
    ) -> Result<(), Failure> {
        let mut missing: Vec<usize> =
            needed.copied().filter(|program| self.found[*program].is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        for program in missing {
            let Formatter { name, command, .. } = &selection.formatters[program];
            let is_there = command.contains('/') && self.root.join(command).is_file();
            let (message, way_out) = if command == ONLY_NIX_KNOWS {
                let reason = "only Nix knows its command";
                (
                    format!("the formatter `{name}` can't be run: {reason}"),
                    "run `nix fmt`".to_owned(),
                )
            } else if is_there {
                let word = shell_word(command);
                (
                    format!("the formatter `{name}` can't be run: `{command}` is not executable"),
                    format!("run `chmod +x {word}`"),
                )
            } else {
                let reason = format!("there is no program `{command}`");
                (
                    format!("the formatter `{name}` is not installed: {reason}"),
                    "install it".to_owned(),
                )
            };
            if !allow_missing {
                return Err(Failure::new(message).help(format!(
                    "{way_out}, or format without it: `--allow-missing-formatter`, `--formatters {}`",
                    crate::selection::NIX
                )));
            }
            streams.note(&format!("{message}; it is left out"));
        }
        Ok(())
    }

    /// Runs one program on files, in batches. Gives how it rejected them, if it got all, took none, and said the
    /// same to each.
    ///
    /// # Errors
    /// When it can't be started, or the copy can't be written.
    pub fn run(
        &self,
        program: usize,
        formatter: &Formatter,
        scratch: &Scratch,
        files: &mut [Work],
    ) -> Result<Option<Rejection>, Failure> {
        let Some((program, _)) = &self.found[program] else { return Ok(None) };
        let rejections = BTreeSet::new();
        let mut run = Run { program, formatter, scratch, has_taken: false, rejections };
        let count = files.len();
        let mut rest: Vec<&mut Work> =
            files.iter_mut().filter(|work| work.failed.is_none()).collect();
        let has_all = rest.len() == count;
        while !rest.is_empty() {
            let mut length = 0;
            let fits = |work: &&&mut Work| {
                length += work.path.as_str().len() + 3;
                length <= MAX_NAMES
            };
            let count = rest.iter().take(MAX_FILES).take_while(fits).count().max(1);
            let later = rest.split_off(count);
            run.batch(&mut rest)?;
            rest = later;
        }
        let is_alike = has_all && !run.has_taken && run.rejections.len() == 1;
        Ok(run.rejections.pop_first().filter(|_| is_alike))
    }
}

/// Whether a file may be the configuration of a program.
fn is_configuration(name: &str) -> bool {
    const ENDS: [&str; 6] = [".toml", ".json", ".yaml", ".yml", ".ini", ".cfg"];
    const SCRIPTS: [&str; 6] = [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"];
    let ends = |all: &[&str]| all.iter().any(|end| name.ends_with(end));
    name.starts_with('.') || ends(&ENDS) || (name.contains("config") && ends(&SCRIPTS))
}

/// What looks like a configuration in a directory.
fn configuration(disk: &Disk, directory: &TreePath) -> Vec<u8> {
    let mut parts: BTreeMap<String, Key> = BTreeMap::new();
    for entry in disk.list(directory).unwrap_or_default() {
        let name = entry.name;
        if entry.kind == EntryKind::File
            && is_configuration(&name)
            && let Ok(text) = disk.read(&directory.child(&name))
            && text.len() <= MAX_CONFIGURATION
        {
            parts.insert(name, Key::new(&[text.as_bytes()]));
        }
    }
    let bytes = |(name, key): (String, Key)| [name.as_bytes(), b"\0", &key.bytes()].concat();
    parts.into_iter().flat_map(bytes).collect()
}

struct Run<'a> {
    program: &'a PathBuf,
    formatter: &'a Formatter,
    scratch: &'a Scratch,
    /// Whether it took any file so far, and how it rejected others.
    has_taken: bool,
    rejections: BTreeSet<Rejection>,
}

impl Run<'_> {
    /// Runs the program on a batch. If it does not take it, on its halves.
    fn batch(&mut self, files: &mut [&mut Work]) -> Result<(), Failure> {
        for work in files.iter() {
            self.scratch.put(&work.path, &work.bytes)?;
        }
        let ended = self.start(files)?;
        if !ended.is_success() {
            if let [work] = files {
                let (how, said) = (ended.how(), self.said(&ended));
                work.failed =
                    Some(findings::formatter_failed(&work.path, &self.formatter.name, &how, &said));
                let said = said.replace(work.path.as_str(), "…");
                self.rejections.insert(Rejection { how, said });
                return Ok(());
            }
            let (first, second) = files.split_at_mut(files.len() / 2);
            self.batch(first)?;
            return self.batch(second);
        }
        self.has_taken = true;
        for work in files.iter_mut() {
            match self.scratch.get(&work.path) {
                Some(bytes) => work.bytes = bytes,
                None => {
                    let (name, said) = (&self.formatter.name, self.said(&ended));
                    work.failed = Some(findings::formatter_failed(
                        &work.path,
                        name,
                        "failed: no file is left after it ran",
                        &said,
                    ));
                }
            }
        }
        Ok(())
    }

    fn start(&self, files: &[&mut Work]) -> Result<Ended, Failure> {
        let options = self.formatter.options.iter().map(OsString::from);
        let names = files.iter().map(|work| {
            let path = work.path.as_str();
            // It must not be taken for an option.
            if path.starts_with('-') { format!("./{path}") } else { path.to_owned() }.into()
        });
        let arguments: Vec<OsString> = options.chain(names).collect();
        run_program(self.program, &arguments, self.scratch.root()).map_err(|failure| {
            Failure::new(format!("the formatter `{}` can't be run", self.formatter.name))
                .because(&failure)
        })
    }

    /// What a program said, in terms of the tree and not of its copy.
    fn said(&self, ended: &Ended) -> String {
        let root = self.scratch.root().display().to_string();
        ended.said().replace(&format!("{root}/"), "").replace(&root, ".")
    }
}
