//! What the model asks of the place where the files are.
//!
//! The edge implements [`Files`] over a working tree, filtered to what Nix will see; tests and
//! documents use [`MemoryFiles`]. Paths never leave the root, links are followed by the
//! implementation, and a link that leads out of the root reads as [`EntryKind::Outside`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{TreePath, shell_word};

/// What a directory entry is once links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A link to nothing.
    DanglingLink,
    /// A link that leads back to itself or to a directory that holds it.
    LinkCycle,
    /// A link that leaves the root, below which imp reads. Nix does not follow it either, unless the root is in a
    /// larger git repository and the link stays in that.
    Outside,
    /// A FIFO, a socket or a device.
    Special,
    /// An entry whose name is not UTF-8; the name given is readable, not exact.
    BadName,
    /// A git submodule that is not checked out.
    MissingSubmodule,
    /// What git tracks outside of the sparse checkout: a file, or a directory with all that is in it.
    NotCheckedOut,
}

/// One entry of a directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirEntry {
    /// Its name, one component.
    pub name: String,
    /// What it is, links followed.
    pub kind: EntryKind,
    /// Whether the entry itself is a symbolic link.
    pub is_link: bool,
    /// Whether git does not track it yet, so that Nix does not see it.
    pub is_untracked: bool,
}

/// What is said of what git ignores.
pub const IGNORED: &str = "git ignores it, so Nix does not see it";

/// The command that checks out all of a repository, or of a submodule of it.
fn check_all_out(submodule: Option<&TreePath>) -> String {
    let within = submodule.map(|path| format!("-C {} ", shell_word(path.as_str())));
    format!("git {}sparse-checkout disable", within.unwrap_or_default())
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing is there, or nothing that Nix will see.
    NotFound,
    /// A directory where a file was asked for.
    IsDirectory,
    /// A file where a directory was asked for.
    NotDirectory,
    /// The text is not UTF-8; the first bad byte is at this offset.
    NotUtf8(usize),
    /// Longer than any source text; its size in bytes.
    TooLarge(u64),
    /// A link that can't be followed, or not a regular file.
    Unreadable(EntryKind),
    /// It is in this git submodule, which is not checked out, or leads there, or holds it and is gone with it.
    MissingSubmodule(TreePath),
    /// It is this or leads to it, which is outside of the sparse checkout of a submodule, or of the repository itself.
    OutsideCheckout {
        /// The path, without links on the way.
        path: TreePath,
        /// The submodule that it is in.
        submodule: Option<TreePath>,
    },
    /// The system said no: its own words.
    Io(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => write!(f, "there is no such file"),
            Self::IsDirectory => write!(f, "it is a directory"),
            Self::NotDirectory => write!(f, "it is not a directory"),
            Self::NotUtf8(at) => write!(f, "it is not UTF-8 text (byte {at})"),
            Self::TooLarge(size) => write!(f, "it is too large for a source file ({size} bytes)"),
            Self::Unreadable(kind) => f.write_str(match kind {
                EntryKind::DanglingLink => "it is a link to nothing",
                EntryKind::LinkCycle => "it is a link that leads back to itself",
                EntryKind::Outside => "it is a link out of the flake",
                EntryKind::BadName => "its name is not UTF-8",
                EntryKind::MissingSubmodule => "it is a git submodule that is not checked out",
                EntryKind::NotCheckedOut => {
                    "git has it, but it is not checked out (sparse checkout)"
                }
                EntryKind::File | EntryKind::Directory | EntryKind::Special => {
                    "it is not a regular file"
                }
            }),
            Self::MissingSubmodule(path) => {
                write!(f, "the git submodule `{path}` is not checked out")
            }
            Self::OutsideCheckout { path, submodule: None } => {
                write!(f, "git has `{path}`, but it is not checked out (sparse checkout)")
            }
            Self::OutsideCheckout { path, submodule: Some(submodule) } => {
                let of = format!("sparse checkout of `{submodule}`");
                write!(f, "git has `{path}`, but it is not checked out ({of})")
            }
            Self::Io(words) => f.write_str(words),
        }
    }
}

impl ReadError {
    /// Whether it would be there if all of the repository were checked out.
    pub fn is_not_checked_out(&self) -> bool {
        matches!(self, Self::OutsideCheckout { .. } | Self::Unreadable(EntryKind::NotCheckedOut))
    }

    /// The command after which it is there, where it is outside of a sparse checkout.
    pub fn check_out(&self) -> Option<String> {
        match self {
            Self::OutsideCheckout { submodule, .. } => Some(check_all_out(submodule.as_ref())),
            Self::Unreadable(EntryKind::NotCheckedOut) => Some(check_all_out(None)),
            _ => None,
        }
    }

    /// The same where only its words are left, at the end of a reason.
    pub fn check_out_of(reason: &str) -> Option<String> {
        let (_, of) = reason.strip_suffix(')')?.rsplit_once(" (sparse checkout")?;
        let submodule =
            of.strip_prefix(" of `").and_then(|of| TreePath::new(of.strip_suffix('`')?));
        Some(check_all_out(submodule.as_ref()))
    }

    /// Whether it would be there if a git submodule were checked out.
    pub fn is_missing_submodule(&self) -> bool {
        matches!(self, Self::MissingSubmodule(_) | Self::Unreadable(EntryKind::MissingSubmodule))
    }
}

impl std::error::Error for ReadError {}

/// The files of a flake, as Nix will see them.
pub trait Files: Sync {
    /// The text of a file.
    ///
    /// # Errors
    /// [`ReadError`], also for a file that git ignores: Nix does not see it.
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError>;

    /// The entries of a directory in byte order of their names, ignored ones left out.
    ///
    /// # Errors
    /// [`ReadError`] when the directory itself can't be read. Trouble with one entry is in its
    /// [`EntryKind`].
    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError>;

    /// What a path leads to that is itself a symbolic link, links followed; `None` for anything else. Nix takes the
    /// relative paths of a file behind a link from there.
    fn link_target(&self, _path: &TreePath) -> Option<TreePath> {
        None
    }

    /// What stands at a path, links followed.
    ///
    /// # Errors
    /// [`ReadError::NotFound`] when nothing does.
    fn kind(&self, path: &TreePath) -> Result<EntryKind, ReadError> {
        let Some(parent) = path.parent() else { return Ok(EntryKind::Directory) };
        let entries = self.list(&parent)?;
        let entry = entries.into_iter().find(|entry| entry.name == path.file_name());
        entry.map(|entry| entry.kind).ok_or(ReadError::NotFound)
    }

    /// Whether something is at a path that git ignores, so that it is not found.
    fn hides(&self, _path: &TreePath) -> bool {
        false
    }
}

/// Files that are in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    texts: BTreeMap<TreePath, Arc<str>>,
}

impl MemoryFiles {
    /// Files from pairs of path and text.
    ///
    /// # Panics
    /// When a path is absolute or leaves the root.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let texts = files.into_iter().map(|(path, text)| {
            (TreePath::new(path).expect("a path below the root"), Arc::from(text))
        });
        Self { texts: texts.collect() }
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        self.texts.get(path).cloned().ok_or_else(|| match self.list(path) {
            Ok(_) => ReadError::IsDirectory,
            Err(_) => ReadError::NotFound,
        })
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        if self.texts.contains_key(directory) {
            return Err(ReadError::NotDirectory);
        }
        let below = self.texts.keys().filter_map(|path| path.strip_prefix(directory));
        let entries: BTreeSet<DirEntry> = below
            .map(|rest| {
                let (name, kind) = match rest.split_once('/') {
                    Some((name, _)) => (name, EntryKind::Directory),
                    None => (rest, EntryKind::File),
                };
                DirEntry { name: name.into(), kind, is_link: false, is_untracked: false }
            })
            .collect();
        if entries.is_empty() && !directory.is_root() {
            return Err(ReadError::NotFound);
        }
        Ok(entries.into_iter().collect())
    }
}
