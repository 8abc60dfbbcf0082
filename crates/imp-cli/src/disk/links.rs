//! Following symbolic links by hand, below one root.
//!
//! Nix evaluates a copy of the tree: a link that is absolute, or that steps out of it on its way,
//! leads nowhere there, even if it comes back to a file of the tree here. Of a flake below the top of its git
//! repository Nix copies the whole repository; imp reads only what is below the root, and refuses such a link, too.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::Path;

use imp_model::source::{EntryKind, ReadError};

use super::{is_version_control, join, split};

/// How many links one path may go through, as in Linux.
const MAX_HOPS: usize = 40;

/// Follows links below a root.
pub(crate) struct Links<'a> {
    root: &'a Path,
    /// Whether a link on the way, by its path below the root, is there for Nix.
    is_visible: &'a dyn Fn(&str) -> bool,
    /// Why a path, at which nothing is, may be gone: with a submodule, or outside of a sparse checkout.
    gone: &'a dyn Fn(&str) -> Option<ReadError>,
}

/// What a path leads to: no link.
#[derive(Debug)]
pub(crate) struct Target {
    /// The path below the root, without links; empty for the root.
    pub(crate) path: String,
    /// What the system says about it.
    pub(crate) metadata: Metadata,
}

impl<'a> Links<'a> {
    pub(crate) fn new(root: &'a Path, is_visible: &'a dyn Fn(&str) -> bool) -> Self {
        Self { root, is_visible, gone: &|_| None }
    }

    /// The same, which tells what leads to what is not checked out from what leads nowhere.
    pub(crate) fn not_checked_out(self, gone: &'a dyn Fn(&str) -> Option<ReadError>) -> Self {
        Self { gone, ..self }
    }

    /// Where `path` leads, seen from `directory`, which holds no link.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`] with the reason when a link on the way can't be followed,
    /// [`ReadError::NotFound`] when there was no link to blame, and why it is gone when it is not checked out.
    pub(crate) fn resolve(&self, directory: &str, path: &str) -> Result<Target, ReadError> {
        let mut real = directory.to_owned();
        let mut todo: Vec<String> = path.split('/').rev().map(str::to_owned).collect();
        // How many components of the path were left when the last link was met: while there are at
        // least as many, the components are the link's.
        let mut inside_link: Option<usize> = None;
        let mut hops = 0;
        let mut found = None;
        while let Some(name) = todo.pop() {
            let missing = match inside_link {
                Some(left) if todo.len() >= left => ReadError::Unreadable(EntryKind::DanglingLink),
                _ => ReadError::NotFound,
            };
            match &*name {
                "" | "." => continue,
                ".." => {
                    let outside = ReadError::Unreadable(EntryKind::Outside);
                    real = split(&real).ok_or(outside)?.0.to_owned();
                    found = None;
                    continue;
                }
                name if is_version_control(name.as_bytes()) => return Err(missing),
                _ => {}
            }
            let candidate = join(&real, &name);
            let on_disk = self.root.join(&candidate);
            let metadata = match on_disk.symlink_metadata() {
                Ok(metadata) => metadata,
                Err(error) => {
                    return Err(match error.kind() {
                        ErrorKind::NotFound | ErrorKind::NotADirectory => {
                            (self.gone)(&candidate).unwrap_or(missing)
                        }
                        _ => ReadError::Io(error.to_string()),
                    });
                }
            };
            if !metadata.is_symlink() {
                real = candidate;
                found = Some(metadata);
                continue;
            }
            hops += 1;
            if hops > MAX_HOPS {
                return Err(ReadError::Unreadable(EntryKind::LinkCycle));
            }
            if !(self.is_visible)(&candidate) {
                return Err(missing);
            }
            let target = on_disk.read_link().map_err(|error| ReadError::Io(error.to_string()))?;
            let target = target.to_str().ok_or(ReadError::Unreadable(EntryKind::BadName))?;
            if target.starts_with('/') {
                return Err(ReadError::Unreadable(EntryKind::Outside));
            }
            if inside_link.is_none_or(|left| todo.len() < left) {
                inside_link = Some(todo.len());
            }
            todo.extend(target.split('/').rev().map(str::to_owned));
        }
        let metadata = match found {
            Some(metadata) => metadata,
            None => self
                .root
                .join(&real)
                .symlink_metadata()
                .map_err(|error| ReadError::Io(error.to_string()))?,
        };
        Ok(Target { path: real, metadata })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_lead_where_nix_would_follow_them() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("root");
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/x.nix"), "1").unwrap();
        fs::write(temp.path().join("out.nix"), "1").unwrap();
        for (target, link) in [
            ("b/x.nix", "a/plain"),
            ("../a/b", "a/dir"),
            ("gone", "a/dangling"),
            ("self", "a/self"),
            ("../../out.nix", "a/out"),
            ("../../root/a/b/x.nix", "a/out-and-back"),
            ("/etc/passwd", "a/absolute"),
            ("plain", "a/twice"),
            ("..", "a/up"),
            ("hidden/x", "a/through-hidden"),
            ("b", "a/hidden"),
            ("../.git/config", "a/git"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        let visible = |path: &str| path != "a/hidden";
        let links = Links::new(&root, &visible);
        let resolve = |path: &str| links.resolve("a", path).map(|target| target.path);
        assert_eq!(resolve("plain").unwrap(), "a/b/x.nix");
        assert_eq!(resolve("twice").unwrap(), "a/b/x.nix");
        assert_eq!(resolve("dir/x.nix").unwrap(), "a/b/x.nix");
        assert_eq!(resolve("up").unwrap(), "");
        for (path, kind) in [
            ("dangling", EntryKind::DanglingLink),
            ("self", EntryKind::LinkCycle),
            ("out", EntryKind::Outside),
            ("out-and-back", EntryKind::Outside),
            ("absolute", EntryKind::Outside),
            ("through-hidden", EntryKind::DanglingLink),
            ("git", EntryKind::DanglingLink),
        ] {
            assert_eq!(resolve(path).unwrap_err(), ReadError::Unreadable(kind), "{path}");
        }
        assert_eq!(resolve("dir/gone.nix").unwrap_err(), ReadError::NotFound);
        assert_eq!(resolve("plain/x").unwrap_err(), ReadError::NotFound);
    }
}
