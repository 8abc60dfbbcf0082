//! One file: replaced as a whole, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Failure;

/// Whether the text must be on the disk before the new file takes the place of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sync {
    Now,
    Later,
}

/// A word for the names of temporary files that no other writer has.
pub(super) fn token() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The temporary file beside `path`. Its name starts with a dot and does not end in `.nix`, so nothing takes
/// it for a module if it should be left behind.
pub(super) fn temporary(path: &Path, token: &str) -> PathBuf {
    path.with_file_name(format!(".imp-{token}.tmp"))
}

/// The name of a temporary file that no other writer has.
pub(crate) fn temporary_name() -> String {
    format!(".imp-{}.tmp", token())
}

/// Gives a file its bytes, through a temporary file beside it. The mode of a file that is there stays.
pub(super) fn replace(path: &Path, text: &[u8], token: &str, sync: Sync) -> Result<(), Failure> {
    let temporary = temporary(path, token);
    let result =
        write_new(&temporary, path, text, sync).and_then(|()| fs::rename(&temporary, path));
    result.map_err(|error| {
        // If it can't be removed either, the first error says why.
        drop(fs::remove_file(&temporary));
        Failure::new(format!("can't write `{}`", path.display())).because(&error)
    })
}

fn write_new(temporary: &Path, path: &Path, text: &[u8], sync: Sync) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(temporary)?;
    file.write_all(text)?;
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_file() => file.set_permissions(metadata.permissions())?,
        Ok(_) => return Err(std::io::Error::other("it is not a regular file")),
        Err(_) => {}
    }
    match sync {
        Sync::Now => file.sync_all(),
        Sync::Later => Ok(()),
    }
}

/// Makes the directories above `path` that are missing; gives them, the outermost first.
pub(super) fn make_parents(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let missing: Vec<PathBuf> = path
        .ancestors()
        .skip(1)
        .take_while(|directory| directory.symlink_metadata().is_err())
        .map(Path::to_path_buf)
        .collect();
    let mut made = Vec::new();
    for directory in missing.into_iter().rev() {
        if let Err(error) = fs::create_dir(&directory) {
            for directory in made.iter().rev() {
                drop(fs::remove_dir(directory));
            }
            let message = format!("can't make the directory `{}`", directory.display());
            return Err(Failure::new(message).because(&error));
        }
        made.push(directory);
    }
    Ok(made)
}

/// Puts the entries of the directories of these files on the disk. Some file systems can't; then it stays
/// with what they promise.
pub(super) fn sync_directories(files: impl Iterator<Item = PathBuf>) {
    let mut directories: Vec<PathBuf> =
        files.filter_map(|file| Some(file.parent()?.to_path_buf())).collect();
    directories.sort();
    directories.dedup();
    for directory in directories {
        if let Ok(directory) = File::open(directory) {
            drop(directory.sync_all());
        }
    }
}
