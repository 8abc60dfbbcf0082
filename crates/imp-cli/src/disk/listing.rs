//! Listing one directory, with what each entry is once links are followed.

use std::os::fd::{AsFd, BorrowedFd};

use imp_model::source::{DirEntry, EntryKind, ReadError, TreePath};
use rustix::fs::{AtFlags, FileType};
use rustix::io::Errno;

use super::directory::{OpenDirectory, for_each_entry};
use super::links::Target;
use super::reading::{read_in, words};
use super::sparse::not_checked_out;
use super::submodules::{is_at_or_below, missing_entry};
use super::{Disk, Links, Scope, Status, is_version_control, join};

/// A directory that was found: how it was reached, where it is, and what git tracks there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its path as the user sees it.
    pub(crate) path: TreePath,
    /// Its path without links, where that is another one.
    real: Option<String>,
    scope: Scope,
    /// The directories, without links, that hold the links on the way here.
    links_from: Vec<String>,
    /// The directory above, if it is open.
    above: Option<OpenDirectory>,
}

impl Place {
    fn real(&self) -> &str {
        self.real.as_deref().unwrap_or(self.path.as_str())
    }

    /// What git tracks there, and where it is without links.
    pub(super) fn scope_and_real(&self) -> (&Scope, &str) {
        (&self.scope, self.real())
    }

    /// Where it is, without links.
    pub(crate) fn real_path(&self) -> String {
        self.real().to_owned()
    }
}

/// An open directory with what is in it.
pub(crate) struct Listing {
    pub(super) directory: OpenDirectory,
    /// Its entries, in byte order of their names.
    pub(crate) entries: Vec<DirEntry>,
}

impl Listing {
    /// The bytes of an entry that is a regular file and no link.
    pub(crate) fn read<'b>(
        &self,
        name: &str,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b [u8], ReadError> {
        read_in(&self.directory, name, buffer, self.directory.end)
    }
}

/// From how many directories deep on the one above is not kept open: files that are open are few.
const DEEP: usize = 64;

impl Disk {
    /// The root as a place.
    pub(crate) fn root_place(&self) -> Place {
        Place {
            path: TreePath::root(),
            real: None,
            scope: self.root_scope(),
            links_from: Vec::new(),
            above: None,
        }
    }

    /// Finds a directory.
    ///
    /// # Errors
    /// [`ReadError::NotFound`] also for what git ignores.
    pub(crate) fn place(&self, directory: &TreePath) -> Result<Place, ReadError> {
        self.place_of(directory, directory)
    }

    /// Finds a directory on the way to what is `asked` for.
    ///
    /// # Errors
    /// As [`Disk::place`].
    pub(super) fn place_of(
        &self,
        directory: &TreePath,
        asked: &TreePath,
    ) -> Result<Place, ReadError> {
        let mut place = self.root_place();
        for name in directory.components() {
            let (entry, real) = self.entry(&place, name)?;
            place = match entry.kind {
                EntryKind::Directory => self.enter(&place, name, entry.is_link.then_some(real)),
                // It may be entered by name once; listings don't offer it.
                EntryKind::LinkCycle => match self.follow(&place, name) {
                    Ok(target) => self.enter(&place, name, Some(target.path)),
                    Err(error) => return Err(error),
                },
                EntryKind::MissingSubmodule | EntryKind::NotCheckedOut => {
                    return Err(self.missing_submodule(&place.path.child(name), &real, asked));
                }
                EntryKind::File => return Err(ReadError::NotDirectory),
                kind => return Err(ReadError::Unreadable(kind)),
            };
        }
        Ok(place)
    }

    /// The directory `name`, which is no link, of a place that is open: it is opened from there, without going
    /// through all directories above.
    pub(crate) fn enter_open(&self, place: &Place, open: &Listing, name: &str) -> Place {
        let is_deep = place.path.depth() >= DEEP;
        let above = (!is_deep).then(|| open.directory.clone());
        Place { above, ..self.enter(place, name, None) }
    }

    /// The directory `name` of a place; `real` is where it is, if it is a link.
    pub(crate) fn enter(&self, place: &Place, name: &str, real: Option<String>) -> Place {
        let path = place.path.child(name);
        match real {
            None => Place {
                scope: self.scope_below(&place.scope, place.real(), name.as_bytes()),
                real: place.real.as_deref().map(|real| join(real, name)),
                links_from: place.links_from.clone(),
                above: None,
                path,
            },
            Some(real) => {
                let scope = self.scope_at(&real);
                let mut links_from = place.links_from.clone();
                links_from.push(place.real_path());
                Place { path, real: Some(real), scope, links_from, above: None }
            }
        }
    }

    /// Where the link `name` of a place leads.
    pub(crate) fn follow(&self, place: &Place, name: &str) -> Result<Target, ReadError> {
        let is_visible = |path: &str| self.is_visible(path, false) != Status::Invisible;
        let gone = |path: &str| {
            let submodule = self.gone_with_submodule(path).map(ReadError::MissingSubmodule);
            let is_outside = || self.is_outside_checkout(path);
            submodule.or_else(|| is_outside().then(|| self.outside_checkout(path, "")))
        };
        Links::new(&self.root, &is_visible).not_checked_out(&gone).resolve(place.real(), name)
    }

    /// One entry of a place, and where it is without links.
    pub(super) fn entry(&self, place: &Place, name: &str) -> Result<(DirEntry, String), ReadError> {
        let real = join(place.real(), name);
        let found = match self.root.join(&real).symlink_metadata() {
            Ok(metadata) => {
                let mode = std::os::unix::fs::MetadataExt::mode(&metadata);
                let file_type = FileType::from_raw_mode(mode);
                self.classify((place, None), name.as_bytes(), file_type, &mut 0)
            }
            Err(error) => match error.kind() {
                std::io::ErrorKind::NotFound => None,
                std::io::ErrorKind::NotADirectory => return Err(ReadError::NotDirectory),
                _ => return Err(ReadError::Io(error.to_string())),
            },
        };
        let gone = || self.submodules_from(&real).next().map(|_| missing_entry(name));
        let outside = || self.is_outside_checkout(&real).then(|| not_checked_out(name));
        let entry = found.or_else(gone).or_else(outside).ok_or(ReadError::NotFound)?;
        let leads_on = matches!(
            entry.kind,
            EntryKind::File | EntryKind::Directory | EntryKind::MissingSubmodule
        );
        let real = if entry.is_link && leads_on { self.follow(place, name)?.path } else { real };
        Ok((entry, real))
    }

    /// Opens a directory and lists what is visible in it and `wanted`, which is asked with the name on disk
    /// and whether it is a regular file.
    pub(crate) fn open_directory(
        &self,
        place: &Place,
        wanted: impl Fn(&[u8], bool) -> bool,
    ) -> Result<Listing, ReadError> {
        if let Scope::Unknown(reason) = &place.scope {
            return Err(ReadError::Io(reason.to_string()));
        }
        if matches!(place.scope, Scope::Sparse) {
            return Err(self.outside_checkout(place.real(), place.path.as_str()));
        }
        let name = place.path.file_name();
        let above = place.above.as_ref().and_then(|above| above.directory(name));
        let opened = match above {
            Some(directory) => Ok(directory),
            None => self.root_directory.directory(&self.root, place.real()),
        };
        let directory = opened.map_err(|error| match error {
            Errno::NOENT => ReadError::NotFound,
            Errno::NOTDIR => ReadError::NotDirectory,
            error => failed(error),
        })?;
        let (mut names, mut found) = (Vec::with_capacity(512), Vec::with_capacity(32));
        for_each_entry(&directory, |name, file_type| {
            let file_type = match file_type {
                // Some file systems don't say in the listing.
                FileType::Unknown => type_of(directory.as_fd(), name),
                known => known,
            };
            let name = name.to_bytes();
            if wanted(name, file_type == FileType::RegularFile) {
                found.push((names.len()..names.len() + name.len(), file_type));
                names.extend_from_slice(name);
            }
        })
        .map_err(failed)?;
        found.sort_unstable_by(|a, b| names[a.0.clone()].cmp(&names[b.0.clone()]));
        let mut entries = Vec::with_capacity(found.len());
        let mut next = place.scope.first();
        for (name, file_type) in found {
            let from = (place, Some(&directory));
            entries.extend(self.classify(from, &names[name], file_type, &mut next));
        }
        self.add_missing_submodules(place.real(), &wanted, &mut entries);
        self.add_not_checked_out(place, &wanted, &mut entries);
        Ok(Listing { directory, entries })
    }

    /// What an entry of a place is, which may be open; `None` when Nix will not see it, now or after `git add`.
    /// For entries in order, `next` remembers where in the index to look.
    fn classify(
        &self,
        (place, open): (&Place, Option<&OpenDirectory>),
        name: &[u8],
        file_type: FileType,
        next: &mut usize,
    ) -> Option<DirEntry> {
        if is_version_control(name) {
            return None;
        }
        let is_link = file_type == FileType::Symlink;
        let is_directory = file_type == FileType::Directory;
        let from = (place.real(), open);
        let status = self.status(&place.scope, from, name, is_directory, next);
        if status == Status::Invisible {
            return None;
        }
        let mut is_untracked = status == Status::Untracked;
        let (name, kind) = match std::str::from_utf8(name) {
            Err(_) => (String::from_utf8_lossy(name).into_owned(), EntryKind::BadName),
            Ok(name) if is_link => {
                let kind = match self.follow(place, name) {
                    Ok(target) => self.target_kind(place, &target, &mut is_untracked),
                    Err(ReadError::Unreadable(kind)) => kind,
                    Err(ReadError::MissingSubmodule(_)) => EntryKind::MissingSubmodule,
                    Err(ReadError::OutsideCheckout { .. }) => EntryKind::NotCheckedOut,
                    Err(_) => EntryKind::DanglingLink,
                };
                (name.to_owned(), kind)
            }
            Ok(name) if is_directory => {
                let is_missing = self.is_missing_submodule(status, &join(place.real(), name));
                let kind =
                    if is_missing { EntryKind::MissingSubmodule } else { EntryKind::Directory };
                (name.to_owned(), kind)
            }
            Ok(name) if file_type == FileType::RegularFile => (name.to_owned(), EntryKind::File),
            Ok(name) => (name.to_owned(), EntryKind::Special),
        };
        Some(DirEntry { name, kind, is_link, is_untracked })
    }

    fn target_kind(&self, place: &Place, target: &Target, is_untracked: &mut bool) -> EntryKind {
        let is_directory = target.metadata.is_dir();
        let status = self.is_visible(&target.path, is_directory);
        match status {
            Status::Invisible => return EntryKind::DanglingLink,
            Status::Untracked => *is_untracked = true,
            Status::Tracked | Status::Foreign => {}
        }
        if is_directory && self.is_missing_submodule(status, &target.path) {
            return EntryKind::MissingSubmodule;
        }
        if is_directory {
            // A directory that holds one of the links on the way here would lead here again.
            let mut from = place.links_from.iter().map(String::as_str).chain([place.real()]);
            if from.any(|from| is_at_or_below(from, &target.path)) {
                EntryKind::LinkCycle
            } else {
                EntryKind::Directory
            }
        } else if target.metadata.is_file() {
            EntryKind::File
        } else {
            EntryKind::Special
        }
    }
}

fn failed(error: Errno) -> ReadError {
    ReadError::Io(words(error))
}

fn type_of(directory: BorrowedFd<'_>, name: &std::ffi::CStr) -> FileType {
    rustix::fs::statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)
        .map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode))
}
