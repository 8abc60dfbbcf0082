//! The two kinds of trees that are scanned: a working tree, listed and read through open directories, and
//! anything else that is [`Files`].

use std::cell::Cell;

use imp_model::source::{DirEntry, Files, ReadError, TreePath};

use super::Coverage;
use crate::disk::{Disk, Listing, Place};

/// What the walk asks of a tree.
pub(super) trait Tree: Sync {
    /// A directory that was found.
    type Place: Send + Sync;
    /// A directory that is open.
    type Open: Send + Sync;

    /// Its files, by their paths.
    fn files(&self) -> &dyn Files;
    /// Finds a directory by its path.
    fn find(&self, path: &TreePath) -> Result<Self::Place, ReadError>;
    /// The path of a directory.
    fn path<'a>(&self, place: &'a Self::Place) -> &'a TreePath;
    /// Opens it; the entries are in byte order. Entries that the coverage never sees may be left out.
    fn open(
        &self,
        place: &Self::Place,
        coverage: Coverage,
    ) -> Result<(Self::Open, Vec<DirEntry>), ReadError>;
    /// A directory in it.
    fn enter(
        &self,
        place: &Self::Place,
        open: &Self::Open,
        entry: &DirEntry,
    ) -> Result<Self::Place, ReadError>;
    /// Where a link in it leads, without further links.
    fn target(&self, place: &Self::Place, entry: &DirEntry) -> Option<TreePath>;
    /// Why an entry in it that is neither file nor directory can't be read.
    fn trouble(&self, _place: &Self::Place, entry: &DirEntry) -> ReadError {
        ReadError::Unreadable(entry.kind)
    }
    /// Hands the bytes of a file in it to `work`.
    fn read<R>(
        &self,
        place: &Self::Place,
        open: &Self::Open,
        entry: &DirEntry,
        work: impl FnOnce(Result<&[u8], ReadError>) -> R,
    ) -> R;
}

thread_local! {
    /// What files are read into. Taken out while in use, for a thread that waits in the work on one file
    /// may start on another.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The longest buffer that is kept for the next file, in bytes.
const KEEP: usize = 1 << 20;

impl Tree for Disk {
    type Place = Place;
    type Open = Listing;

    fn files(&self) -> &dyn Files {
        self
    }

    fn find(&self, path: &TreePath) -> Result<Place, ReadError> {
        self.place(path)
    }

    fn path<'a>(&self, place: &'a Place) -> &'a TreePath {
        &place.path
    }

    fn open(
        &self,
        place: &Place,
        coverage: Coverage,
    ) -> Result<(Listing, Vec<DirEntry>), ReadError> {
        let is_wanted = |name: &[u8], is_file: bool| {
            (coverage != Coverage::Visited || !name.starts_with(b"_"))
                && (!is_file || name.ends_with(b".nix"))
        };
        let mut listing = self.open_directory(place, is_wanted)?;
        let entries = std::mem::take(&mut listing.entries);
        Ok((listing, entries))
    }

    fn enter(&self, place: &Place, open: &Listing, entry: &DirEntry) -> Result<Place, ReadError> {
        if !entry.is_link {
            return Ok(self.enter_open(place, open, &entry.name));
        }
        let real = self.follow(place, &entry.name)?.path;
        Ok(Disk::enter(self, place, &entry.name, Some(real)))
    }

    fn target(&self, place: &Place, entry: &DirEntry) -> Option<TreePath> {
        TreePath::new(&self.follow(place, &entry.name).ok()?.path)
    }

    fn trouble(&self, place: &Place, entry: &DirEntry) -> ReadError {
        Disk::trouble(self, place, entry)
    }

    fn read<R>(
        &self,
        place: &Place,
        open: &Listing,
        entry: &DirEntry,
        work: impl FnOnce(Result<&[u8], ReadError>) -> R,
    ) -> R {
        let mut buffer = BUFFER.take();
        let bytes = if entry.is_link {
            let target = self.follow(place, &entry.name);
            target.and_then(|target| self.read_real_into(&target.path, &mut buffer))
        } else {
            open.read(&entry.name, &mut buffer)
        };
        let result = work(bytes);
        if buffer.len() <= KEEP {
            BUFFER.set(buffer);
        }
        result
    }
}

/// Any [`Files`] as a tree.
pub(super) struct AnyFiles<'a>(pub(super) &'a dyn Files);

impl Tree for AnyFiles<'_> {
    type Place = TreePath;
    type Open = ();

    fn files(&self) -> &dyn Files {
        self.0
    }

    fn find(&self, path: &TreePath) -> Result<TreePath, ReadError> {
        Ok(path.clone())
    }

    fn path<'a>(&self, place: &'a TreePath) -> &'a TreePath {
        place
    }

    fn open(&self, place: &TreePath, _: Coverage) -> Result<((), Vec<DirEntry>), ReadError> {
        Ok(((), self.0.list(place)?))
    }

    fn enter(&self, place: &TreePath, (): &(), entry: &DirEntry) -> Result<TreePath, ReadError> {
        Ok(place.child(&entry.name))
    }

    fn target(&self, _place: &TreePath, _entry: &DirEntry) -> Option<TreePath> {
        None
    }

    fn read<R>(
        &self,
        place: &TreePath,
        (): &(),
        entry: &DirEntry,
        work: impl FnOnce(Result<&[u8], ReadError>) -> R,
    ) -> R {
        match self.0.read(&place.child(&entry.name)) {
            Ok(text) => work(Ok(text.as_bytes())),
            Err(error) => work(Err(error)),
        }
    }
}
