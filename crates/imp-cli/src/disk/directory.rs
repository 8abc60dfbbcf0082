//! Opening a directory and going through its entries, in as few calls as the system allows: of a scan that is most
//! of the time.

use std::ffi::CStr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::reading::End;

/// A directory that is open, for as long as anybody needs it.
#[derive(Clone, Debug)]
pub(crate) struct OpenDirectory {
    directory: Arc<OwnedFd>,
    /// How the end of its files shows.
    pub(super) end: End,
}

impl OpenDirectory {
    fn open(path: &Path) -> Result<Self, Errno> {
        let directory = open_at(CWD, path)?;
        let end = End::of_files_in(&directory);
        Ok(Self { directory: Arc::new(directory), end })
    }

    /// Opens the directory at a path below it that has no links. Only if no other file system is on the way, so that
    /// nobody needs to ask which one it is.
    #[cfg(target_os = "linux")]
    pub(super) fn directory(&self, path: &str) -> Option<Self> {
        use rustix::fs::{ResolveFlags, openat2};
        let path = if path.is_empty() { "." } else { path };
        let flags = ResolveFlags::NO_XDEV;
        let directory = openat2(&self.directory, path, FLAGS, Mode::empty(), flags).ok()?;
        Some(Self { directory: Arc::new(directory), end: self.end })
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn directory(&self, _: &str) -> Option<Self> {
        None
    }

    /// Whether anything is at a path below it, a link not followed.
    ///
    /// # Errors
    /// When nothing is, or the system does not say.
    pub(super) fn has(&self, path: &[u8]) -> std::io::Result<()> {
        rustix::fs::statat(&self.directory, path, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(())
    }
}

impl AsFd for OpenDirectory {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.directory.as_fd()
    }
}

/// The root of a tree, held open; nothing if it can't be opened, which shows again when it is listed.
pub(super) struct RootDirectory(Option<OpenDirectory>);

impl RootDirectory {
    pub(super) fn open(root: &Path) -> Self {
        Self(OpenDirectory::open(root).ok())
    }

    /// Opens the directory at a path without links, `root` joined with `real`.
    pub(super) fn directory(&self, root: &Path, real: &str) -> Result<OpenDirectory, Errno> {
        let from_root = self.0.as_ref().and_then(|open| open.directory(real));
        from_root.map_or_else(|| OpenDirectory::open(&root.join(real)), Ok)
    }
}

const FLAGS: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW);

fn open_at(directory: impl AsFd, path: impl rustix::path::Arg) -> Result<OwnedFd, Errno> {
    rustix::fs::openat(directory, path, FLAGS, Mode::empty())
}

/// Calls `visit` with the name and the type of every entry but `.` and `..`.
pub(super) fn for_each_entry(
    directory: &OpenDirectory,
    mut visit: impl FnMut(&CStr, FileType),
) -> Result<(), Errno> {
    let mut entry = |name: &CStr, file_type| {
        if !matches!(name.to_bytes(), b"." | b"..") {
            visit(name, file_type);
        }
    };
    #[cfg(target_os = "linux")]
    {
        let mut buffer = [std::mem::MaybeUninit::uninit(); LISTING];
        let mut entries = rustix::fs::RawDir::new(directory.as_fd(), &mut buffer);
        let mut room = LISTING;
        while let Some(found) = entries.next() {
            let found = found?;
            entry(found.file_name(), found.file_type());
            room = room.saturating_sub(length_of_entry(found.file_name()));
            if entries.is_buffer_empty() {
                // There was room for one more entry, whatever its name.
                if directory.end == End::Short && room >= LONGEST_ENTRY {
                    break;
                }
                room = LISTING;
            }
        }
    }
    #[cfg(not(target_os = "linux"))]
    for found in rustix::fs::Dir::read_from(directory.as_fd())? {
        let found = found?;
        entry(found.file_name(), found.file_type());
    }
    Ok(())
}

/// How much is listed in one call, in bytes.
#[cfg(target_os = "linux")]
const LISTING: usize = 16 << 10;

/// The longest entry of a listing, in bytes: a name has up to 255.
#[cfg(target_os = "linux")]
const LONGEST_ENTRY: usize = 280;

/// How long an entry is in a listing, in bytes: a head of 19, the name with its end, and what rounds it up to 8.
#[cfg(target_os = "linux")]
fn length_of_entry(name: &CStr) -> usize {
    (19 + name.to_bytes_with_nul().len()).next_multiple_of(8)
}
