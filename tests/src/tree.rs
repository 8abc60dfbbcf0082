//! A directory as a value: what is in it, so that before and after can be compared.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// One thing in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A directory.
    Directory,
    /// A file: its bytes, whether it may be executed, and when it was last written.
    File {
        /// What is in it.
        bytes: Vec<u8>,
        /// Whether its owner may execute it.
        executable: bool,
        /// When it was last written.
        modified: SystemTime,
    },
    /// A symbolic link, with what it points to.
    Link(PathBuf),
    /// A FIFO, a socket or a device.
    Special,
}

impl Entry {
    /// Whether both are the same thing to a reader, whenever they were written.
    pub fn same_content(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::File { bytes, executable, .. },
                Self::File { bytes: other_bytes, executable: other_executable, .. },
            ) => bytes == other_bytes && executable == other_executable,
            _ => self == other,
        }
    }
}

/// Everything below a directory by its path from there, without a `.git` at its top.
pub type Tree = BTreeMap<PathBuf, Entry>;

/// Reads everything below `root`; links are not followed.
pub fn read(root: &Path) -> io::Result<Tree> {
    let mut tree = Tree::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(folder) = pending.pop() {
        for item in fs::read_dir(root.join(&folder))? {
            let item = item?;
            let path = folder.join(item.file_name());
            if path == Path::new(".git") {
                continue;
            }
            let kind = item.file_type()?;
            let entry = if kind.is_dir() {
                pending.push(path.clone());
                Entry::Directory
            } else if kind.is_symlink() {
                Entry::Link(fs::read_link(item.path())?)
            } else if kind.is_file() {
                let metadata = item.metadata()?;
                Entry::File {
                    bytes: fs::read(item.path())?,
                    executable: metadata.permissions().mode() & 0o100 != 0,
                    modified: metadata.modified()?,
                }
            } else {
                Entry::Special
            };
            tree.insert(path, entry);
        }
    }
    Ok(tree)
}

/// Copies what is below `from` into the directory `to`; links stay links, modes are kept.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for (path, entry) in read(from)? {
        let target = to.join(&path);
        match entry {
            Entry::Directory => fs::create_dir_all(&target)?,
            Entry::Link(points_to) => std::os::unix::fs::symlink(points_to, &target)?,
            Entry::File { .. } => drop(fs::copy(from.join(&path), &target)?),
            Entry::Special => {
                return Err(io::Error::other(format!("special file {}", path.display())));
            }
        }
    }
    Ok(())
}

/// Gives every file below `root` one old time stamp, so that any later write shows.
pub fn make_old(root: &Path) -> io::Result<()> {
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(978_307_200);
    for (path, entry) in read(root)? {
        if matches!(entry, Entry::File { .. }) {
            File::open(root.join(path))?.set_modified(old)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_the_same_and_a_write_shows_in_the_time() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(from.path().join("a")).unwrap();
        fs::write(from.path().join("a/b.nix"), "{ }").unwrap();
        std::os::unix::fs::symlink("nowhere", from.path().join("link")).unwrap();
        copy(from.path(), to.path()).unwrap();
        make_old(from.path()).unwrap();
        make_old(to.path()).unwrap();
        let before = read(to.path()).unwrap();
        assert_eq!(before, read(from.path()).unwrap());
        assert_eq!(before[Path::new("link")], Entry::Link("nowhere".into()));
        fs::write(to.path().join("a/b.nix"), "{ }").unwrap();
        let after = read(to.path()).unwrap();
        assert_ne!(after, before);
        assert!(after[Path::new("a/b.nix")].same_content(&before[Path::new("a/b.nix")]));
    }
}
