//! Reading a file that is known to be a regular one, into a buffer that is used again.

use std::os::fd::{AsFd, OwnedFd};

use imp_model::source::{EntryKind, ReadError};
use rustix::fs::{CWD, Mode, OFlags};
use rustix::io::Errno;

use super::Disk;

/// The longest source text, in bytes.
pub(crate) const MAX_FILE: usize = 64 << 20;

/// How much is read at first: longer than most sources.
const FIRST_READ: usize = 64 << 10;

impl Disk {
    /// The text of the file at a path below the root that holds no link.
    pub(super) fn read_real(&self, real: &str) -> Result<String, ReadError> {
        let path = self.root.join(real);
        let mut buffer = Vec::new();
        let file = open(CWD, &path)?;
        let length = read_all(file, &mut buffer, End::Empty)?;
        buffer.truncate(length);
        String::from_utf8(buffer)
            .map_err(|error| ReadError::NotUtf8(error.utf8_error().valid_up_to()))
    }

    /// The bytes of the file at a path below the root that holds no link, in a buffer that is used again.
    pub(crate) fn read_real_into<'b>(
        &self,
        real: &str,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b [u8], ReadError> {
        let file = open(CWD, self.root.join(real))?;
        bytes(file, buffer, End::Empty)
    }
}

/// How a read says that the end of a file is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It gives nothing.
    Empty,
    /// It gives less than was asked for.
    Short,
}

impl End {
    /// What holds for the regular files of a directory. Linux only promises an empty read; the file systems that
    /// sources lie on give all there is at once, and not to ask twice is a tenth of the calls of a scan.
    pub(super) fn of_files_in(directory: impl AsFd) -> Self {
        /// ext2 to ext4, xfs, btrfs, tmpfs, overlayfs, f2fs, ZFS, bcachefs, as `statfs` knows them.
        const WHOLE: [rustix::fs::FsWord; 8] = [
            0xef53,
            0x5846_5342,
            0x9123_683e,
            0x0102_1994,
            0x794c_7630,
            0xf2f5_2010,
            0x2fc1_2fc1,
            0xca45_1a4e,
        ];
        let is_whole = |stat: rustix::fs::StatFs| WHOLE.contains(&stat.f_type);
        match rustix::fs::fstatfs(directory).is_ok_and(is_whole) {
            true if cfg!(target_os = "linux") => Self::Short,
            _ => Self::Empty,
        }
    }
}

/// The bytes of the regular file `name` of an open directory, in a buffer that is used again.
pub(super) fn read_in<'b>(
    directory: impl AsFd,
    name: &str,
    buffer: &'b mut Vec<u8>,
    end: End,
) -> Result<&'b [u8], ReadError> {
    // The listing said that it is a regular file: asking again would cost a tenth of the whole scan.
    bytes(open_unchecked(directory, name)?, buffer, end)
}

fn bytes(file: OwnedFd, buffer: &mut Vec<u8>, end: End) -> Result<&[u8], ReadError> {
    let length = read_all(file, buffer, end)?;
    Ok(&buffer[..length])
}

/// Opens a file and makes sure that it is a regular one.
fn open(directory: impl AsFd, path: impl rustix::path::Arg) -> Result<OwnedFd, ReadError> {
    let file = open_unchecked(directory, path)?;
    let stat = rustix::fs::fstat(&file).map_err(|error| ReadError::Io(words(error)))?;
    match rustix::fs::FileType::from_raw_mode(stat.st_mode) {
        rustix::fs::FileType::RegularFile => Ok(file),
        rustix::fs::FileType::Directory => Err(ReadError::IsDirectory),
        _ => Err(ReadError::Unreadable(EntryKind::Special)),
    }
}

fn open_unchecked(
    directory: impl AsFd,
    path: impl rustix::path::Arg,
) -> Result<OwnedFd, ReadError> {
    // Whoever swaps the file for a FIFO or a link meanwhile gains nothing: opening does not wait, and the
    // last component is not followed.
    let flags =
        OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    rustix::fs::openat(directory, path, flags, Mode::empty()).map_err(|error| match error {
        Errno::NOENT => ReadError::NotFound,
        error => ReadError::Io(words(error)),
    })
}

/// Reads to the end, into the start of `buffer`; gives the length. The buffer only ever grows.
fn read_all(file: OwnedFd, buffer: &mut Vec<u8>, end: End) -> Result<usize, ReadError> {
    let mut length = 0;
    loop {
        if length == buffer.len() {
            if length > MAX_FILE {
                let size = rustix::fs::fstat(&file).map_or(0, |stat| stat.st_size as u64);
                return Err(ReadError::TooLarge(size.max(length as u64)));
            }
            buffer.resize((length * 2).clamp(FIRST_READ, MAX_FILE + 1), 0);
        }
        match rustix::io::read(&file, &mut buffer[length..]) {
            Ok(0) => return Ok(length),
            Ok(more) => {
                length += more;
                if end == End::Short && length < buffer.len() {
                    return Ok(length);
                }
            }
            Err(Errno::INTR) => {}
            Err(Errno::ISDIR) => return Err(ReadError::IsDirectory),
            Err(error) => return Err(ReadError::Io(words(error))),
        }
    }
}

/// What the system calls an error.
pub(super) fn words(error: Errno) -> String {
    std::io::Error::from(error).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn sizes_around_the_buffer_and_above_the_limit() {
        let temp = tempfile::tempdir().unwrap();
        let disk = Disk::open(temp.path()).unwrap();
        let mut buffer = Vec::new();
        for size in [0, 1, FIRST_READ - 1, FIRST_READ, FIRST_READ + 1, 3 * FIRST_READ] {
            fs::write(temp.path().join("x"), "a".repeat(size)).unwrap();
            assert_eq!(disk.read_real_into("x", &mut buffer).unwrap().len(), size);
            let directory = fs::File::open(temp.path()).unwrap();
            let read = read_in(&directory, "x", &mut buffer, End::of_files_in(&directory));
            assert_eq!(read.unwrap().len(), size);
        }
        fs::write(temp.path().join("x"), "short").unwrap();
        assert_eq!(disk.read_real_into("x", &mut buffer).unwrap(), b"short");
        let file = fs::File::create(temp.path().join("big")).unwrap();
        file.set_len(MAX_FILE as u64 + 1).unwrap();
        assert_eq!(disk.read_real("big"), Err(ReadError::TooLarge(MAX_FILE as u64 + 1)));
    }

    #[test]
    fn what_is_no_text_says_where() {
        let temp = tempfile::tempdir().unwrap();
        let disk = Disk::open(temp.path()).unwrap();
        fs::write(temp.path().join("x"), b"ab\xffcd").unwrap();
        assert_eq!(disk.read_real("x"), Err(ReadError::NotUtf8(2)));
        fs::create_dir(temp.path().join("d")).unwrap();
        assert_eq!(disk.read_real("d"), Err(ReadError::IsDirectory));
        assert_eq!(disk.read_real("gone"), Err(ReadError::NotFound));
    }
}
