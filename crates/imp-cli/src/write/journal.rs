//! The journal: one file that says what is being done, there for as long as it is being done.
//!
//! It is whole when it ends with a newline. A part of one means that its writer was killed before it
//! touched anything else. Its lock says that the writer is alive.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use imp_model::source::TreePath;
use rustix::fs::FlockOperation;
use serde::{Deserialize, Serialize};

use super::file::{sync_directories, token};
use super::step::Step;
use crate::Failure;
use crate::failure::from_here;

const SCHEMA: &str = "imp.journal/1";

/// How long to wait for another writer: this often, this long.
const TRIES: usize = 50;
const WAIT: Duration = Duration::from_millis(20);

/// A journal that is locked by this program.
pub(super) struct Journal {
    path: PathBuf,
    token: String,
    /// Holds the lock until it is dropped.
    _file: File,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    schema: String,
    token: String,
    directory: String,
    steps: Vec<Step>,
}

impl Journal {
    /// Writes down what is going to be done in `directory`, which is relative to the journal's owner.
    pub(super) fn create(path: &Path, directory: &Path, steps: &[Step]) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| {
            let failure =
                Failure::new(format!("can't write `{}`", from_here(path))).because(&error);
            match error.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => failure.help(
                    "nothing was written; what is going to be done is written down there first, so the directory \
                     must be writable",
                ),
                _ => failure,
            }
        };
        for _ in 0..TRIES {
            let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    std::thread::sleep(WAIT);
                    continue;
                }
                Err(error) => return Err(failed(error)),
            };
            let is_locked =
                rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok();
            // Someone may have taken the empty file for one that was left behind.
            if !is_locked || !is_same(&file, path) {
                continue;
            }
            let token = token();
            let content = Content {
                schema: SCHEMA.into(),
                token: token.clone(),
                directory: directory.to_string_lossy().into_owned(),
                steps: steps.to_vec(),
            };
            let text =
                serde_json::to_string(&content).map_err(|error| failed(error.into()))? + "\n";
            if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
                drop(fs::remove_file(path));
                return Err(failed(error));
            }
            sync_directories([path.to_path_buf()].into_iter());
            return Ok(Self { path: path.to_path_buf(), token, _file: file });
        }
        Err(busy(path))
    }

    /// The journal that a killed program left, with its directory and its steps.
    pub(super) fn open(path: &Path) -> Result<Option<(Self, String, Vec<Step>)>, Failure> {
        for _ in 0..TRIES {
            let mut file = match File::open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(unreadable(path).because(&error)),
            };
            if rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
                std::thread::sleep(WAIT);
                continue;
            }
            if !is_same(&file, path) {
                continue;
            }
            let mut text = String::new();
            file.read_to_string(&mut text).map_err(|error| unreadable(path).because(&error))?;
            if !text.ends_with('\n') {
                fs::remove_file(path).map_err(|error| unreadable(path).because(&error))?;
                return Ok(None);
            }
            let content = read(path, &text)?;
            let journal = Self { path: path.to_path_buf(), token: content.token, _file: file };
            return Ok(Some((journal, content.directory, content.steps)));
        }
        Err(busy(path))
    }

    /// What a killed program left, without changing anything: the directory and the steps, or why they can't be read.
    /// Waits for a program that is writing.
    pub(super) fn left(path: &Path) -> Option<Result<(String, Vec<Step>), Failure>> {
        for _ in 0..TRIES {
            let mut file = File::open(path).ok()?;
            let mut text = String::new();
            // A part of one means that nothing else was touched.
            if file.read_to_string(&mut text).is_ok() && !text.ends_with('\n') {
                return None;
            }
            let is_free = rustix::fs::flock(&file, FlockOperation::NonBlockingLockShared).is_ok();
            if is_free && is_same(&file, path) {
                return Some(read(path, &text).map(|content| (content.directory, content.steps)));
            }
            std::thread::sleep(WAIT);
        }
        None
    }

    /// The word in the names of its temporary files.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Says that all is done.
    pub(super) fn remove(self) -> Result<(), Failure> {
        fs::remove_file(&self.path).map_err(|error| {
            Failure::new(format!("can't remove `{}`", from_here(&self.path))).because(&error)
        })
    }

    /// Leaves it for the next program.
    pub(super) fn keep(self) {}
}

fn read(path: &Path, text: &str) -> Result<Content, Failure> {
    let content: Content =
        serde_json::from_str(text).map_err(|error| unreadable(path).because(&error))?;
    check(path, &content)?;
    Ok(content)
}

/// Refuses a journal that this version did not write, or whose paths lead elsewhere: the file may have come
/// with a stranger's repository.
fn check(path: &Path, content: &Content) -> Result<(), Failure> {
    let is_inside =
        |path: &str| TreePath::new(path).is_some_and(|tree_path| tree_path.as_str() == path);
    let paths = content.steps.iter().flat_map(|step| match step {
        Step::Rename { from, to } => vec![from, to],
        Step::Write { path, .. } | Step::Remove { path, .. } => vec![path],
    });
    let is_token = content.token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if content.schema != SCHEMA
        || !is_token
        || !paths.chain([&content.directory]).all(|path| is_inside(path))
    {
        return Err(unreadable(path));
    }
    Ok(())
}

fn unreadable(path: &Path) -> Failure {
    Failure::new(format!("can't read the journal of an interrupted run, `{}`", from_here(path)))
        .help("see what it says, put the files right, and remove it")
}

fn busy(path: &Path) -> Failure {
    Failure::new("another imp program is writing in this tree")
        .help(format!("wait for it; it holds `{}`", from_here(path)))
}

/// Whether the open file still is the one at `path`.
fn is_same(file: &File, path: &Path) -> bool {
    let ids = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((file.metadata(), path.symlink_metadata()), (Ok(a), Ok(b)) if ids(&a) == ids(&b))
}
