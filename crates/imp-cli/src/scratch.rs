//! A copy of a working tree in a temporary directory, for programs that write where they like.
//!
//! In it are the files that git tracks or would track, and the files of the directories above the root
//! that belong to the same repository, where formatters look for their configuration. What git ignores
//! directly at the root, such as `node_modules`, is linked, unless files are to be written in it. Very
//! large files that are not to be written are left out. The copy goes when it is dropped; what a run leaves
//! behind that is killed, as by Ctrl-C, is removed by the next one that needs a temporary directory.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use imp_model::source::TreePath;
use tempfile::TempDir;

use crate::Failure;
use crate::disk::{Disk, OpenFile};
use crate::process::is_running;

/// What the names of temporary directories begin with; the number of the process and a random word follow.
const PREFIX: &str = "imp-scratch-";

/// A larger file above the root is no configuration.
const MAX_ABOVE: u64 = 1 << 20;

/// A larger file is nothing that a formatter of others reads. A link to it would let a program write into the tree.
const MAX_BESIDE: u64 = 16 << 20;

/// A copy of a tree.
#[derive(Debug)]
pub struct Scratch {
    root: PathBuf,
    /// The root of the tree that it is a copy of.
    original: PathBuf,
    /// Removed with everything in it when it is dropped.
    _temporary: TempDir,
}

impl Scratch {
    /// Copies the tree of `disk`, for writing the files `written`, wherever in it they are.
    ///
    /// # Errors
    /// When the temporary directory can't be written. Files that can't be read are left out.
    pub fn of<'p>(
        disk: &Disk,
        written: impl Iterator<Item = &'p TreePath>,
    ) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::new("can't copy the tree").because(&error);
        let temporary = temporary_folder().map_err(failed)?;
        let top = temporary.path().canonicalize().map_err(failed)?.join("tree");
        let above = disk.repository().map_or(disk.root(), |repository| &repository.work_tree);
        let below = disk.root().strip_prefix(above).unwrap_or(Path::new(""));
        // Joining nothing would leave a slash at the end.
        let root = top.join(below).components().collect();
        let original = disk.root().to_path_buf();
        let scratch = Self { root, original, _temporary: temporary };
        fs::create_dir_all(&scratch.root).map_err(failed)?;
        for directory in below.ancestors().skip(1) {
            copy_files(&above.join(directory), &top.join(directory)).map_err(failed)?;
        }
        let written: BTreeSet<&TreePath> = written.collect();
        let copy = |file: &OpenFile<'_>| {
            let tree_path = file.path();
            let is_large = file.identity().is_ok_and(|identity| identity.size() > MAX_BESIDE);
            if is_large && !written.contains(&tree_path) {
                return None;
            }
            let mut buffer = Vec::new();
            let (bytes, identity) = file.read(&mut buffer).ok()?;
            let path = scratch.path(&tree_path);
            let result = write(&path, bytes, identity.mode());
            result.err()
        };
        let walked = disk.walk_files(&TreePath::root(), |_, _| true, copy);
        if let Some((_, error)) = walked.results.into_iter().next() {
            return Err(failed(error));
        }
        for directory in written.into_iter().filter_map(TreePath::parent) {
            scratch.make_real(disk.root(), &directory).map_err(failed)?;
        }
        scratch.link_ignored(disk.root()).map_err(failed)?;
        Ok(scratch)
    }

    /// The root of the copy.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Gives a file of the copy these bytes, whatever is there, and the mode that it has in the tree.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn put(&self, path: &TreePath, bytes: &[u8]) -> Result<(), Failure> {
        if self.get(path).is_some_and(|present| present == bytes) {
            return Ok(());
        }
        let original = self.original.join(path.as_str()).metadata();
        let mode = original.map_or(0o644, |metadata| metadata.permissions().mode() & 0o777);
        write(&self.path(path), bytes, mode).map_err(|error| {
            Failure::new(format!("can't write a copy of `{path}`")).because(&error)
        })
    }

    /// The bytes of a file of the copy; `None` when it is gone, or no regular file any more.
    pub fn get(&self, path: &TreePath) -> Option<Vec<u8>> {
        let path = self.path(path);
        path.symlink_metadata().ok().filter(fs::Metadata::is_file)?;
        fs::read(path).ok()
    }

    fn path(&self, path: &TreePath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// Makes a directory of the copy, so that nothing above a file that is written is a link into the tree. One
    /// that was not copied gets the files directly in it, among which may be configuration.
    fn make_real(&self, root: &Path, directory: &TreePath) -> std::io::Result<()> {
        let parts: Vec<&str> = directory.components().collect();
        for end in 1..=parts.len() {
            let below: PathBuf = parts[..end].iter().collect();
            let (from, to) = (root.join(&below), self.root.join(&below));
            match (to.is_dir(), from.is_dir()) {
                (true, _) => {}
                (false, true) => copy_files(&from, &to)?,
                (false, false) => fs::create_dir(&to)?,
            }
        }
        Ok(())
    }

    /// Links what is at the root and was not copied.
    fn link_ignored(&self, root: &Path) -> std::io::Result<()> {
        for entry in fs::read_dir(root)? {
            let entry = entry?;
            let place = self.root.join(entry.file_name());
            if matches!(entry.file_name().as_encoded_bytes(), b".git" | b".jj") {
                // Some programs take it for the mark of the root.
                fs::create_dir_all(place)?;
            } else if place.symlink_metadata().is_err() && !is_very_large(&entry.metadata()?) {
                symlink(entry.path(), place)?;
            }
        }
        Ok(())
    }
}

/// A new temporary directory, which goes when it is dropped.
pub(crate) fn temporary_folder() -> std::io::Result<TempDir> {
    remove_left(&std::env::temp_dir());
    let prefix = format!("{PREFIX}{}-", std::process::id());
    tempfile::Builder::new().prefix(&prefix).tempdir()
}

/// Removes the directories of programs that are not running any more. Those of other users can't be removed, and stay.
fn remove_left(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let process = rest.and_then(|rest| rest.split_once('-')?.0.parse().ok());
        if process.is_some_and(|process| !is_running(process))
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
        {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

fn is_very_large(metadata: &fs::Metadata) -> bool {
    metadata.is_file() && metadata.len() > MAX_BESIDE
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> std::io::Result<()> {
    // What is there may be a link into the tree.
    let create = || OpenOptions::new().write(true).create_new(true).open(path);
    let made = create().or_else(|error| {
        match error.kind() {
            ErrorKind::NotFound => fs::create_dir_all(path.parent().unwrap_or(path))?,
            ErrorKind::AlreadyExists => fs::remove_file(path)?,
            _ => return Err(error),
        }
        create()
    });
    let mut file = made?;
    file.write_all(bytes)?;
    file.set_permissions(Permissions::from_mode(mode | 0o600))
}

/// Copies the regular files directly in a directory.
fn copy_files(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if metadata.is_file() && metadata.len() <= MAX_ABOVE {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_large_file_is_copied_where_it_is_to_be_written() {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join("d")).unwrap();
        for name in ["d/large", "d/other", "other"] {
            let file = fs::File::create(temp.path().join(name)).unwrap();
            file.set_len(MAX_BESIDE + 1).unwrap();
        }
        fs::write(temp.path().join("d/small"), "small").unwrap();
        let disk = Disk::without_git(temp.path());
        let path = |name: &str| TreePath::new(name).unwrap();
        let scratch = Scratch::of(&disk, [path("d/large")].iter()).unwrap();
        let has = |name: &str| scratch.get(&path(name)).is_some();
        assert!(has("d/large") && has("d/small") && !has("d/other"));
        assert!(scratch.root().join("other").symlink_metadata().is_err());
    }
}
