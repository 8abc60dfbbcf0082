//! One file: replaced as a whole, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Failure;
use crate::failure::from_here;

/// How many files go to the disk at a time.
const SYNC_THREADS: usize = 8;

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

/// Removes the temporary files that programs left in a directory when they were killed. What can't be removed
/// is in nobody's way.
pub(super) fn remove_stale(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let process = name.to_str().and_then(process_of);
        if process.is_some_and(|process| !is_running(process)) {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// Which process made a temporary file of this name.
fn process_of(name: &str) -> Option<u32> {
    let token = name.strip_prefix(".imp-")?.strip_suffix(".tmp")?;
    let (process, rest) = token.split_once('-')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    rest.split('-').all(is_number).then(|| process.parse().ok())?
}

/// True when in doubt, as where the system does not list its processes as files.
fn is_running(process: u32) -> bool {
    let listed = |name: &str| Path::new("/proc").join(name).exists();
    !listed("self") || listed(&process.to_string())
}

/// Gives a file its bytes, through a temporary file beside it. The mode of a file that is there stays.
pub(super) fn replace(path: &Path, text: &[u8], token: &str, sync: Sync) -> Result<(), Failure> {
    stage(path, text, token, sync)?;
    put(path, token)
}

/// Writes the temporary file that [`put`] gives its place.
pub(super) fn stage(path: &Path, text: &[u8], token: &str, sync: Sync) -> Result<(), Failure> {
    let temporary = temporary(path, token);
    write_new(&temporary, path, text, sync).map_err(|error| unwritten(path, token, &error))
}

/// Gives a temporary file its place.
pub(super) fn put(path: &Path, token: &str) -> Result<(), Failure> {
    fs::rename(temporary(path, token), path).map_err(|error| unwritten(path, token, &error))
}

fn unwritten(path: &Path, token: &str, error: &std::io::Error) -> Failure {
    // If it can't be removed either, the first error says why.
    drop(fs::remove_file(temporary(path, token)));
    let failure = Failure::new(format!("can't write `{}`", from_here(path))).because(error);
    match path.parent().filter(|_| error.kind() == std::io::ErrorKind::PermissionDenied) {
        Some(directory) => failure.help(format!(
            "a file is replaced as a whole: give yourself the right to write in its directory, with `chmod u+w {}`",
            from_here(directory)
        )),
        None => failure,
    }
}

/// Puts the bytes of files on the disk, several at a time: a disk takes many together almost as fast as one.
pub(super) fn sync_files(files: &[PathBuf]) -> Result<(), Failure> {
    let sync = |file: &PathBuf| {
        File::open(file).and_then(|file| file.sync_all()).map_err(|error| {
            Failure::new(format!("can't write `{}`", from_here(file))).because(&error)
        })
    };
    let share = files.len().div_ceil(SYNC_THREADS).max(1);
    std::thread::scope(|scope| {
        let start = |files| scope.spawn(move || <[PathBuf]>::iter(files).try_for_each(sync));
        let threads: Vec<_> = files.chunks(share).map(start).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
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
            let message = format!("can't make the directory `{}`", from_here(&directory));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let temp = tempfile::tempdir().unwrap();
        // The highest process number that Linux gives is 2^22.
        let stale = [".imp-2000000000-0-0.tmp", ".imp-2000000000-7.tmp"];
        let running = format!(".imp-{}-0.tmp", std::process::id());
        let others = [&*running, ".imp-journal.json", ".imp-x-0.tmp", ".imp-2000000000-a.tmp"];
        for name in stale.iter().chain(&others) {
            fs::write(temp.path().join(name), "").unwrap();
        }
        remove_stale(temp.path());
        assert!(stale.iter().all(|name| !temp.path().join(name).exists()));
        assert!(others.iter().all(|name| temp.path().join(name).exists()));
    }
}
