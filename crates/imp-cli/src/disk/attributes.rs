//! The extended attributes of a file, among them who may read it beside its mode, for the one that takes its place.

use std::ffi::CString;
use std::fs::File;
use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::fs::{Mode, OFlags, XattrFlags};
use rustix::io::Errno;

/// The list of those who may use the file. Where there is one, the bits for the group in the mode are the most that it
/// gives to anybody, and not what the group may do.
const ACCESS_LIST: &[u8] = b"system.posix_acl_access";

/// How long the names of all attributes, or the value of one, may be: what Linux allows.
const MAX_LENGTH: usize = 64 << 10;

/// The extended attributes of a file.
pub(super) struct Attributes {
    all: Vec<(CString, Vec<u8>)>,
}

impl Attributes {
    /// Those of the file `name` in an open directory.
    pub(super) fn of(directory: BorrowedFd<'_>, name: &str) -> Result<Self, Errno> {
        let none = Self { all: Vec::new() };
        // Most files have none, which one call tells where the system has this way to the file.
        let path = format!("/proc/self/fd/{}/{name}", directory.as_raw_fd());
        if matches!(rustix::fs::llistxattr(path, &mut [0; 512]), Ok(0) | Err(Errno::NOTSUP)) {
            return Ok(none);
        }
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = rustix::fs::openat(directory, name, flags, Mode::empty())?;
        let mut names = vec![0; MAX_LENGTH];
        let length = match rustix::fs::flistxattr(&file, &mut names) {
            Err(Errno::NOTSUP) => return Ok(none),
            length => length?,
        };
        let mut all = Vec::new();
        for name in names[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            let name = CString::new(name).map_err(|_| Errno::INVAL)?;
            let mut value = vec![0; MAX_LENGTH];
            // What may not be read can't be kept.
            if let Ok(length) = rustix::fs::fgetxattr(&file, &name, &mut value) {
                value.truncate(length);
                all.push((name, value));
            }
        }
        Ok(Self { all })
    }

    /// Whether the mode does not say all about who may use the file.
    pub(super) fn has_access_list(&self) -> bool {
        self.all.iter().any(|(name, _)| name.as_bytes() == ACCESS_LIST)
    }

    /// Takes from a new file, which is empty, the list of those who may use it that its directory gave it.
    pub(super) fn take_from(file: &File) -> Result<(), Errno> {
        let mut names = [0; 512];
        let length = rustix::fs::flistxattr(file, &mut names).unwrap_or(0);
        match names[..length].split(|byte| *byte == 0).any(|name| name == ACCESS_LIST) {
            true => rustix::fs::fremovexattr(file, ACCESS_LIST),
            false => Ok(()),
        }
    }

    /// Gives them to another file. Those that only the system may give are left out; without the list of those who
    /// may use it, the file stays closed to its group.
    pub(super) fn give_to(&self, file: &File) {
        for (name, value) in &self.all {
            let _ = rustix::fs::fsetxattr(file, name, value, XattrFlags::empty());
        }
    }
}
