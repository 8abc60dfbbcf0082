//! One file: replaced as a whole, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

use imp_model::text::sha256;

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

/// What a file held whose place is taken, until it was looked at. The name tells the text that should be in it and the
/// one that took its place: what an editor saved in between is neither.
fn aside(path: &Path, token: &str, old: &str, new: Option<&str>) -> PathBuf {
    let (old, new) = (digest(old), digest(new.unwrap_or(old)));
    path.with_file_name(format!(".imp-{token}.{old}.{new}.old"))
}

/// A word for a text that no other text has.
fn digest(text: &str) -> String {
    sha256(text)[..32].to_owned()
}

/// Removes the temporary files that programs left in a directory when they were killed. What can't be removed
/// is in nobody's way. Gives those that stay because an editor may have saved what is in them.
pub(super) fn remove_stale(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut kept = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let Some((process, known)) = name.to_str().and_then(stale) else { continue };
        if is_running(process) {
            continue;
        }
        let is_known =
            || fs::read_to_string(entry.path()).is_ok_and(|text| known.contains(&&*digest(&text)));
        match known.is_empty() || is_known() {
            true => drop(fs::remove_file(entry.path())),
            false => kept.push(entry.path()),
        }
    }
    kept.sort();
    kept
}

/// Which process made a temporary file of this name, and the digests of the texts that may be lost with it, if not any.
fn stale(name: &str) -> Option<(u32, Vec<&str>)> {
    let name = name.strip_prefix(".imp-")?;
    if let Some(token) = name.strip_suffix(".tmp") {
        return Some((process_of(token)?, Vec::new()));
    }
    let (token, digests) = name.strip_suffix(".old")?.split_once('.')?;
    Some((process_of(token)?, digests.split('.').collect()))
}

/// Which process a token is of.
fn process_of(token: &str) -> Option<u32> {
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
    fs::rename(temporary(path, token), path).map_err(|error| unwritten(path, token, &error))
}

/// Writes the temporary file that [`put`] gives its place.
pub(super) fn stage(path: &Path, text: &[u8], token: &str, sync: Sync) -> Result<(), Failure> {
    let temporary = temporary(path, token);
    write_new(&temporary, path, text, sync).map_err(|error| unwritten(path, token, &error))
}

/// Gives a temporary file with the text `new` the place of a file with the text `old`, or of none. An editor may save at
/// any moment, so the two change names, and what turns out to be something else has its name again.
///
/// # Errors
/// When something else is there, or the system says no. All is then as it was.
pub(super) fn put(path: &Path, token: &str, old: Option<&str>, new: &str) -> Result<(), Failure> {
    let staged = temporary(path, token);
    let failed = |error: std::io::Error| unwritten(path, token, &error);
    let Some(old) = old else {
        return match rename(&staged, path, RenameFlags::NOREPLACE) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                drop(fs::remove_file(&staged));
                Err(changed(path))
            }
            result => result.map(drop).map_err(failed),
        };
    };
    let aside = aside(path, token, old, Some(new));
    fs::rename(&staged, &aside).map_err(failed)?;
    let renamed = rename(&aside, path, RenameFlags::EXCHANGE).map_err(|error| {
        drop(fs::remove_file(&aside));
        failed(error)
    })?;
    if renamed == Renamed::Plainly {
        return Ok(());
    }
    if !holds(&aside, Some(old)) {
        rename(&aside, path, RenameFlags::EXCHANGE).map_err(failed)?;
        drop(fs::remove_file(&aside));
        return Err(changed(path));
    }
    fs::remove_file(&aside).map_err(failed)
}

/// Removes a file with the text `old`, with the same care.
///
/// # Errors
/// As [`put`].
pub(super) fn remove(path: &Path, token: &str, old: &str) -> Result<(), Failure> {
    let aside = aside(path, token, old, None);
    let failed = |error: std::io::Error| {
        Failure::new(format!("can't remove `{}`", from_here(path))).because(&error)
    };
    fs::rename(path, &aside).map_err(failed)?;
    if !holds(&aside, Some(old)) {
        rename(&aside, path, RenameFlags::NOREPLACE).map_err(failed)?;
        return Err(changed(path));
    }
    fs::remove_file(&aside).map_err(failed)
}

/// Gives what an editor saved its place again, where a program was killed after it had [`put`] its own there, or had
/// meant to [`remove`] it, and before it looked. What it left beside otherwise goes.
pub(super) fn give_back(path: &Path, token: &str, old: &str, new: Option<&str>) {
    let aside = aside(path, token, old, new);
    if holds(&aside, Some(old)) || holds(&aside, new) {
        drop(fs::remove_file(&aside));
    } else if aside.is_file() && holds(path, new) {
        // If it can't be, it stays under the name that it has.
        drop(fs::rename(&aside, path));
    }
}

/// How a file was renamed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Renamed {
    AsAsked,
    /// The file system knows nothing else.
    Plainly,
}

fn rename(from: &Path, to: &Path, flags: RenameFlags) -> std::io::Result<Renamed> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, flags) {
        Ok(()) => Ok(Renamed::AsAsked),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            fs::rename(from, to).map(|()| Renamed::Plainly)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a file has a text, or there is none.
fn holds(path: &Path, text: Option<&str>) -> bool {
    match (fs::read(path), text) {
        (Ok(bytes), Some(text)) => bytes == text.as_bytes(),
        (Err(error), None) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// What is said of a file that somebody else wrote meanwhile.
pub(super) fn changed(path: &Path) -> Failure {
    Failure::new(format!("`{}` was changed since it was read", from_here(path)))
        .help("run it again")
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
///
/// # Errors
/// When the system says no; the failure names the file whose place each is to take.
pub(super) fn sync_files(files: &[(PathBuf, PathBuf)]) -> Result<(), Failure> {
    let sync = |(file, path): &(PathBuf, PathBuf)| {
        File::open(file).and_then(|file| file.sync_all()).map_err(|error| {
            Failure::new(format!("can't write `{}`", from_here(path))).because(&error)
        })
    };
    let share = files.len().div_ceil(SYNC_THREADS).max(1);
    std::thread::scope(|scope| {
        let start = |files| scope.spawn(move || <[_]>::iter(files).try_for_each(sync));
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
        assert!(remove_stale(temp.path()).is_empty());
        assert!(stale.iter().all(|name| !temp.path().join(name).exists()));
        assert!(others.iter().all(|name| temp.path().join(name).exists()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_an_editor_saved_before_a_process_was_killed_is_not_removed() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("a");
        let left = aside(&path, "2000000000-0-0", "old", Some("new"));
        for text in ["old", "new"] {
            fs::write(&left, text).unwrap();
            assert!(remove_stale(temp.path()).is_empty());
            assert!(!left.exists());
        }
        fs::write(&left, "saved").unwrap();
        assert_eq!(remove_stale(temp.path()), std::slice::from_ref(&left));
        assert_eq!(fs::read_to_string(&left).unwrap(), "saved");
    }

    #[test]
    fn what_an_editor_saved_in_between_stays_and_nothing_is_left_beside_it() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("a");
        let names = || fs::read_dir(temp.path()).unwrap().count();
        let text = || fs::read_to_string(&path).unwrap();

        for old in [Some("old"), None] {
            fs::write(&path, "saved").unwrap();
            stage(&path, b"new", "0-0", Sync::Later).unwrap();
            let failure = put(&path, "0-0", old, "new").unwrap_err().to_string();
            assert!(failure.ends_with("was changed since it was read"), "{failure}");
            assert_eq!((text().as_str(), names()), ("saved", 1));
        }
        let failure = remove(&path, "0-0", "old").unwrap_err().to_string();
        assert!(failure.ends_with("was changed since it was read"), "{failure}");
        assert_eq!((text().as_str(), names()), ("saved", 1));

        stage(&path, b"new", "0-0", Sync::Later).unwrap();
        put(&path, "0-0", Some("saved"), "new").unwrap();
        assert_eq!((text().as_str(), names()), ("new", 1));
        remove(&path, "0-0", "new").unwrap();
        assert_eq!(names(), 0);
        stage(&path, b"new", "0-0", Sync::Later).unwrap();
        put(&path, "0-0", None, "new").unwrap();
        assert_eq!((text().as_str(), names()), ("new", 1));
    }

    #[test]
    fn what_an_editor_saved_just_before_a_kill_has_its_place_again() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("a");
        let texts = |new: Option<&str>, beside: &str| {
            fs::write(aside(&path, "0-0", "old", new), beside).unwrap();
            match new {
                Some(new) => fs::write(&path, new).unwrap(),
                None => drop(fs::remove_file(&path)),
            }
            give_back(&path, "0-0", "old", new);
            fs::read_to_string(&path).ok()
        };
        assert_eq!(texts(Some("new"), "saved").as_deref(), Some("saved"));
        assert_eq!(texts(None, "saved").as_deref(), Some("saved"));
        assert_eq!(texts(Some("new"), "old").as_deref(), Some("new"));
        assert_eq!(texts(None, "old"), None);
    }
}
