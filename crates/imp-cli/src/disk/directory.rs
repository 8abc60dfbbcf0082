//! Opening a directory and going through its entries, in as few calls as the system allows: of a scan that is most
//! of the time.

use std::ffi::CStr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::reading::End;

/// The root of a tree, held open.
pub(super) struct RootDirectory {
    /// Nothing if it can't be opened, which shows again when it is listed.
    open: Option<OwnedFd>,
    end: End,
}

impl RootDirectory {
    pub(super) fn open(root: &Path) -> Self {
        let open = open_at(CWD, root).ok();
        let end = open.as_ref().map_or(End::Empty, End::of_files_in);
        Self { open, end }
    }

    /// Opens the directory at a path without links, `root` joined with `real`, and says how its files end.
    pub(super) fn directory(&self, root: &Path, real: &str) -> Result<(OwnedFd, End), Errno> {
        if let Some(directory) = self.on_same_file_system(real) {
            return Ok((directory, self.end));
        }
        let directory = open_at(CWD, root.join(real))?;
        let end = End::of_files_in(&directory);
        Ok((directory, end))
    }

    /// Only if no other file system is on the way, so that nobody needs to ask which one it is.
    #[cfg(target_os = "linux")]
    fn on_same_file_system(&self, real: &str) -> Option<OwnedFd> {
        use rustix::fs::{ResolveFlags, openat2};
        let path = if real.is_empty() { "." } else { real };
        openat2(self.open.as_ref()?, path, FLAGS, Mode::empty(), ResolveFlags::NO_XDEV).ok()
    }

    #[cfg(not(target_os = "linux"))]
    fn on_same_file_system(&self, _: &str) -> Option<OwnedFd> {
        None
    }
}

const FLAGS: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW);

fn open_at(directory: impl AsFd, path: impl rustix::path::Arg) -> Result<OwnedFd, Errno> {
    rustix::fs::openat(directory, path, FLAGS, Mode::empty())
}

/// Calls `visit` with the name and the type of every entry but `.` and `..`.
pub(super) fn for_each_entry(
    directory: BorrowedFd<'_>,
    mut visit: impl FnMut(&CStr, FileType),
) -> Result<(), Errno> {
    let mut entry = |name: &CStr, file_type| {
        if !matches!(name.to_bytes(), b"." | b"..") {
            visit(name, file_type);
        }
    };
    #[cfg(target_os = "linux")]
    {
        let mut buffer = [std::mem::MaybeUninit::uninit(); 16 << 10];
        let mut entries = rustix::fs::RawDir::new(directory, &mut buffer);
        while let Some(found) = entries.next() {
            let found = found?;
            entry(found.file_name(), found.file_type());
        }
    }
    #[cfg(not(target_os = "linux"))]
    for found in rustix::fs::Dir::read_from(directory)? {
        let found = found?;
        entry(found.file_name(), found.file_type());
    }
    Ok(())
}
