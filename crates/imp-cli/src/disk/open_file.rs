//! One file seen from its open directory: identified, read, and replaced as a whole.
//!
//! Everything goes through the directory, which stays the same directory whatever is renamed around it.
//! [`Identity`] is what the system says about a file; a file whose identity has not changed has the
//! bytes that it had.

use std::ffi::CString;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use imp_model::source::{EntryKind, ReadError, TreePath};
use rustix::fs::{AtFlags, FileType, Gid, Mode, OFlags, RenameFlags, Stat, Uid};
use rustix::io::Errno;

use super::Replacer;
use super::attributes::Attributes;
use super::reading::{MAX_FILE, words};
use crate::Failure;
use crate::write::temporary_name;

/// What the system says about a file: where it is on its disk, its size, and when it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, u64),
    changed: (i64, u64),
    mode: u32,
    owner: (u32, u32),
}

/// How coarse the clock of a file system may be that counts parts of a second, and one that does not.
const FINE: Duration = Duration::from_millis(20);
const COARSE: Duration = Duration::from_secs(2);

impl Identity {
    // The types of the fields differ from system to system.
    #[expect(
        clippy::unnecessary_cast,
        clippy::cast_sign_loss,
        reason = "the fields have other types on other systems"
    )]
    fn new(stat: &Stat) -> Self {
        Self {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            size: stat.st_size as u64,
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as u64),
            changed: (stat.st_ctime as i64, stat.st_ctime_nsec as u64),
            mode: stat.st_mode as u32 & 0o7777,
            owner: (stat.st_uid, stat.st_gid),
        }
    }

    /// What tells the file's bytes from others, as bytes.
    pub fn bytes(&self) -> [u8; 56] {
        let (modified, changed) = (self.modified, self.changed);
        let words = [
            self.device,
            self.inode,
            self.size,
            modified.0.cast_unsigned(),
            modified.1,
            changed.0.cast_unsigned(),
            changed.1,
        ];
        let mut bytes = [0; 56];
        for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// Whether a later change would show: the file was last changed long enough before `now` that the
    /// clock of its file system has moved on.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let is_coarse = self.changed.1 == 0 && self.modified.1 == 0;
        let margin = if is_coarse { COARSE } else { FINE };
        let Ok(now) = now.duration_since(SystemTime::UNIX_EPOCH) else { return false };
        let before = |(seconds, nanoseconds): (i64, u64)| {
            let at = Duration::from_nanos(nanoseconds)
                + Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
            at + margin < now
        };
        before(self.changed) && before(self.modified)
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Who may do what with the file: the permission bits.
    pub fn mode(&self) -> u32 {
        self.mode
    }

    /// Whether this is `earlier`, renamed or not, with the same bytes.
    pub fn is_renamed(&self, earlier: &Self) -> bool {
        (self.device, self.inode, self.size, self.modified)
            == (earlier.device, earlier.inode, earlier.size, earlier.modified)
    }
}

/// A regular file in an open directory.
#[derive(Clone, Copy, Debug)]
pub struct OpenFile<'a> {
    pub(super) directory: BorrowedFd<'a>,
    pub(super) name: &'a str,
    pub(super) parent: &'a TreePath,
    /// Whether git does not track it yet.
    pub is_untracked: bool,
}

impl OpenFile<'_> {
    /// Its path below the root.
    pub fn path(&self) -> TreePath {
        self.parent.child(self.name)
    }

    /// What the system says about it now.
    ///
    /// # Errors
    /// When it is gone, or no regular file.
    pub fn identity(&self) -> Result<Identity, ReadError> {
        let stat = rustix::fs::statat(self.directory, self.name, AtFlags::SYMLINK_NOFOLLOW);
        regular(&stat.map_err(read_error)?)
    }

    /// Its bytes, in a buffer that is used again, and what the system said just before they were read.
    ///
    /// # Errors
    /// When it can't be read, is no regular file, or is too large for a source text.
    pub fn read<'b>(&self, buffer: &'b mut Vec<u8>) -> Result<(&'b [u8], Identity), ReadError> {
        let flags =
            OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = rustix::fs::openat(self.directory, self.name, flags, Mode::empty());
        let file = file.map_err(read_error)?;
        let identity = regular(&rustix::fs::fstat(&file).map_err(read_error)?)?;
        if identity.size > MAX_FILE as u64 {
            return Err(ReadError::TooLarge(identity.size));
        }
        let length = read_known(file, identity.size as usize, buffer)?;
        Ok((&buffer[..length], identity))
    }

    /// Gives the file other bytes, at once: a reader sees the old ones or the new ones. Mode and owner stay.
    /// Does not wait for the disk. Gives the identity of the new file, from before it got its name.
    ///
    /// # Errors
    /// When the file is not any more what `seen` says, or the system says no. It is then as it was.
    pub fn replace(
        &self,
        seen: &Identity,
        bytes: &[u8],
        replacer: &Replacer,
    ) -> Result<Identity, Failure> {
        let result = match replacer.folder() {
            Some(folder) if self.is_still(seen) => {
                self.exchange(folder, replacer, seen, bytes).or_else(|_| {
                    // The disk is full, or another one, nobody may write the folder, or the system exchanges no names.
                    replacer.empty();
                    self.replace_beside(seen, bytes)
                })
            }
            _ => self.replace_beside(seen, bytes),
        };
        let path = || self.path();
        match result {
            Ok(Some(identity)) => Ok(identity),
            Ok(None) => Err(Failure::new(format!("`{}` was changed since it was read", path()))
                .help("run it again")),
            Err(error) => Err(Failure::new(format!("can't write `{}`", path())).because(&error)),
        }
    }

    fn is_still(&self, seen: &Identity) -> bool {
        self.identity().ok() == Some(*seen)
    }

    /// Makes the new file in `folder` and lets the two change names. The old one stays in the folder: file systems that
    /// make files where others have just gone look for a place for long. `None` when another file had the name
    /// by now, which has it again.
    fn exchange(
        &self,
        folder: BorrowedFd<'_>,
        replacer: &Replacer,
        seen: &Identity,
        bytes: &[u8],
    ) -> Result<Option<Identity>, std::io::Error> {
        let temporary = temporary_name();
        let exchange = || {
            let flags = RenameFlags::EXCHANGE;
            rustix::fs::renameat_with(folder, &temporary, self.directory, self.name, flags)
        };
        // What can't be removed now goes with the folder.
        let discard = || rustix::fs::unlinkat(folder, &temporary, AtFlags::empty()).unwrap_or(());
        let identity =
            self.write_new(folder, &temporary, seen, bytes).inspect_err(|_| discard())?;
        exchange().inspect_err(|_| discard())?;
        let old = rustix::fs::statat(folder, &temporary, AtFlags::SYMLINK_NOFOLLOW);
        if old.is_ok_and(|old| regular(&old).is_ok_and(|old| old.is_renamed(seen))) {
            replacer.keep(temporary);
            return Ok(Some(identity));
        }
        exchange()?;
        discard();
        Ok(None)
    }

    /// Makes the new file beside the old one, and gives it the name; `None` when another file has it by now.
    fn replace_beside(
        &self,
        seen: &Identity,
        bytes: &[u8],
    ) -> Result<Option<Identity>, std::io::Error> {
        if !self.is_still(seen) {
            return Ok(None);
        }
        let temporary = temporary_name();
        let written = self.write_new(self.directory, &temporary, seen, bytes);
        let renamed = written.and_then(|identity| {
            rustix::fs::renameat(self.directory, &temporary, self.directory, self.name)?;
            Ok(Some(identity))
        });
        if renamed.is_err() {
            // If it can't be removed either, the first error says why.
            let _ = rustix::fs::unlinkat(self.directory, &temporary, AtFlags::empty());
        }
        renamed
    }

    /// Writes a new file with the mode, the owner and the extended attributes of this one.
    fn write_new(
        &self,
        folder: BorrowedFd<'_>,
        name: &str,
        seen: &Identity,
        bytes: &[u8],
    ) -> Result<Identity, std::io::Error> {
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        // Nobody may read it meanwhile who could not read the old one.
        let mut mode = Mode::from_raw_mode(seen.mode);
        let attributes = Attributes::of(self.directory, self.name)?;
        if attributes.has_access_list() {
            mode &= !Mode::RWXG;
        }
        let file = rustix::fs::openat(folder, name, flags, mode)?;
        let mut file = File::from(file);
        Attributes::take_from(&file)?;
        file.write_all(bytes)?;
        let now = Identity::new(&rustix::fs::fstat(&file)?);
        if now.owner != seen.owner {
            let (owner, group) = (Uid::from_raw(seen.owner.0), Gid::from_raw(seen.owner.1));
            // Only root may give files away; for the others it is their own file from now on.
            let _ = rustix::fs::fchown(&file, Some(owner), Some(group));
        }
        if now.mode != mode.as_raw_mode() || now.owner != seen.owner {
            rustix::fs::fchmod(&file, mode)?;
        }
        attributes.give_to(&file);
        Ok(now)
    }
}

/// An open directory, which was named and not walked to.
#[derive(Debug)]
pub(super) struct OpenParent {
    pub(super) directory: OwnedFd,
    pub(super) path: TreePath,
    pub(super) name: String,
}

impl OpenParent {
    /// Opens the directory of the file at `real`, a path below the root that holds no link.
    pub(super) fn open(root: &Path, real: &str) -> Result<Self, ReadError> {
        let path = TreePath::new(real).ok_or(ReadError::NotFound)?;
        let parent = path.parent().ok_or(ReadError::IsDirectory)?;
        let on_disk = CString::new(root.join(parent.as_str()).as_os_str().as_bytes())
            .map_err(|_| ReadError::NotFound)?;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let directory = rustix::fs::open(on_disk, flags, Mode::empty()).map_err(read_error)?;
        Ok(Self { directory, name: path.file_name().to_owned(), path: parent })
    }
}

/// What the system says about a file at a path, links not followed; `None` when nothing is there.
pub(super) fn identity_at(path: &Path) -> Option<Identity> {
    rustix::fs::lstat(path).ok().and_then(|stat| regular(&stat).ok())
}

fn regular(stat: &Stat) -> Result<Identity, ReadError> {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Ok(Identity::new(stat)),
        FileType::Directory => Err(ReadError::IsDirectory),
        _ => Err(ReadError::Unreadable(EntryKind::Special)),
    }
}

fn read_error(error: Errno) -> ReadError {
    match error {
        Errno::NOENT => ReadError::NotFound,
        error => ReadError::Io(words(error)),
    }
}

/// Reads a file that should be `size` bytes long, into the start of `buffer`; gives the length.
fn read_known(file: OwnedFd, size: usize, buffer: &mut Vec<u8>) -> Result<usize, ReadError> {
    let mut file = File::from(file);
    let mut length = 0;
    if buffer.len() <= size {
        buffer.resize(size + 1, 0);
    }
    loop {
        match file.read(&mut buffer[length..]) {
            Ok(0) => return Ok(length),
            Ok(more) => {
                length += more;
                // The end comes where it was promised: asking for it would be another call.
                if length == size {
                    return Ok(length);
                }
                if length == buffer.len() {
                    if length > MAX_FILE {
                        return Err(ReadError::TooLarge(length as u64));
                    }
                    buffer.resize(length * 2, 0);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ReadError::Io(error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::disk::Disk;

    fn replaced(root: &Path, between: impl FnOnce()) -> Result<Identity, Failure> {
        let disk = Disk::without_git(root);
        let replacer = Replacer::new(&disk);
        let path = TreePath::new("a.nix").unwrap();
        let replace = |file: &OpenFile<'_>| {
            let (_, seen) = file.read(&mut Vec::new()).unwrap();
            between();
            file.replace(&seen, b"new", &replacer)
        };
        disk.with_file(&path, replace).unwrap()
    }

    fn names(root: &Path) -> Vec<String> {
        let entries = fs::read_dir(root).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn who_has_the_old_file_keeps_its_bytes() {
        let root = tempfile::tempdir().unwrap();
        let (file, other) = (root.path().join("a.nix"), root.path().join("b.nix"));
        fs::write(&file, "old").unwrap();
        fs::hard_link(&file, &other).unwrap();
        replaced(root.path(), || ()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(fs::read_to_string(&other).unwrap(), "old");
        assert_eq!(names(root.path()), ["a.nix", "b.nix"]);
    }

    /// Version 2; the owner, user 1234, the group, the mask, others: kind, rights, and who.
    fn access_list() -> Vec<u8> {
        let mut list = 2u32.to_le_bytes().to_vec();
        for (kind, rights, who) in [
            (1u16, 6u16, u32::MAX),
            (2, 6, 1234),
            (4, 0, u32::MAX),
            (16, 6, u32::MAX),
            (32, 0, u32::MAX),
        ] {
            list.extend(
                [&kind.to_le_bytes()[..], &rights.to_le_bytes(), &who.to_le_bytes()].concat(),
            );
        }
        list
    }

    #[test]
    fn what_a_directory_gives_to_new_files_is_not_given_to_an_old_one() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.nix");
        fs::write(&file, "old").unwrap();
        let flags = rustix::fs::XattrFlags::empty();
        const LIST: &str = "system.posix_acl_default";
        // Not every file system has such lists.
        let has_list = rustix::fs::setxattr(root.path(), LIST, &access_list(), flags).is_ok();
        let disk = Disk::without_git(root.path());
        let path = TreePath::new("a.nix").unwrap();
        for mode in [0o644, 0o664, 0o600] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            replaced(root.path(), || ()).unwrap();
            disk.with_file(&path, |file| {
                let (_, seen) = file.read(&mut Vec::new()).unwrap();
                file.replace_beside(&seen, b"beside").unwrap().unwrap();
            })
            .unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), "beside");
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode);
            let names = rustix::fs::listxattr(&file, &mut [0; 512]).unwrap_or(0);
            assert!(!has_list || names == 0, "{mode:o}");
        }
    }

    #[test]
    fn who_may_use_the_file_stays() {
        use std::os::unix::fs::PermissionsExt;
        const LIST: &str = "system.posix_acl_access";
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.nix");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let list = access_list();
        let flags = rustix::fs::XattrFlags::empty();
        // Not every file system has such lists.
        let has_list = rustix::fs::setxattr(&file, LIST, &list, flags).is_ok();
        let has_note = rustix::fs::setxattr(&file, "user.note", b"mine", flags).is_ok();
        let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        let before = mode();
        replaced(root.path(), || ()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(mode(), before);
        let mut value = [0; 64];
        if has_list {
            let length = rustix::fs::getxattr(&file, LIST, &mut value).unwrap();
            assert_eq!(value[..length], list);
        }
        if has_note {
            let length = rustix::fs::getxattr(&file, "user.note", &mut value).unwrap();
            assert_eq!(value[..length], *b"mine");
        }
    }

    #[test]
    fn old_files_make_room_when_a_new_one_needs_it() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.nix");
        fs::write(&file, "old").unwrap();
        let disk = Disk::without_git(root.path());
        let replacer = Replacer::new(&disk);
        let path = TreePath::new("a.nix").unwrap();
        let replace = |file: &OpenFile<'_>| {
            let (_, seen) = file.read(&mut Vec::new()).unwrap();
            file.replace(&seen, b"new", &replacer).unwrap();
        };
        disk.with_file(&path, replace).unwrap();
        let folder = root.path().join(&names(root.path())[0]);
        assert_eq!(names(&folder).len(), 1, "the old file is kept");
        replacer.empty();
        assert_eq!(names(&folder), [""; 0]);
        drop(replacer);
        assert_eq!(names(root.path()), ["a.nix"]);
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn a_file_that_another_program_wrote_meanwhile_stays() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.nix");
        fs::write(&file, "old").unwrap();
        let failure = replaced(root.path(), || fs::write(&file, "other").unwrap()).unwrap_err();
        assert!(failure.to_string().contains("was changed since it was read"), "{failure}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "other");
        assert_eq!(names(root.path()), ["a.nix"]);
    }

    #[test]
    fn a_file_that_took_the_name_at_the_last_moment_gets_it_back() {
        let root = tempfile::tempdir().unwrap();
        let (file, other) = (root.path().join("a.nix"), root.path().join("other"));
        fs::write(&file, "old").unwrap();
        fs::write(&other, "another").unwrap();
        let disk = Disk::without_git(root.path());
        let replacer = Replacer::new(&disk);
        let exchanged = disk.with_file(&TreePath::new("a.nix").unwrap(), |file| {
            let (_, seen) = file.read(&mut Vec::new()).unwrap();
            fs::rename(&other, root.path().join("a.nix")).unwrap();
            file.exchange(replacer.folder().unwrap(), &replacer, &seen, b"new").unwrap()
        });
        drop(replacer);
        assert_eq!(exchanged.unwrap(), None);
        assert_eq!(fs::read_to_string(&file).unwrap(), "another");
        assert_eq!(names(root.path()), ["a.nix"]);
    }
}
