//! The paths that git tracks, sorted, to be asked directory by directory without allocating.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::ErrorKind;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use gix_index::entry::stat::Options as StatOptions;
use gix_index::entry::{Flags, Mode, Stage, Stat};
use gix_index::fs::Metadata;

use super::Repository;
use super::config::Config;
use crate::Failure;
use crate::failure::from_here;

/// What git tracks at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tracked {
    /// A file or a symbolic link.
    File,
    /// A submodule: what is below is another repository's.
    Submodule,
    /// A directory outside of the sparse checkout: all of it is tracked, none of it is listed.
    SparseDirectory,
}

/// The tracked paths below one directory, relative to it, in byte order.
#[derive(Debug, Default)]
pub(crate) struct Index {
    text: Vec<u8>,
    items: Vec<Item>,
    /// Those of them that are submodules in the sparse checkout, if there is one.
    expected_submodules: Vec<Item>,
    /// Those of them that are outside of it: most are not on disk.
    outside: Vec<Outside>,
    /// The directory itself lies in a submodule or outside of the sparse checkout.
    pub(crate) covers_all: bool,
}

#[derive(Clone, Copy, Debug)]
struct Item {
    start: usize,
    end: usize,
    tracked: Tracked,
}

/// What is outside of the sparse checkout.
#[derive(Clone, Copy, Debug)]
struct Outside {
    item: Item,
    is_regular: bool,
}

impl Index {
    /// Reads the index of a repository. `prefix` is the directory to keep, relative to the working
    /// tree, empty or ended with `/`. Without an index file nothing is tracked.
    ///
    /// # Errors
    /// When there is an index that can't be read; the failure names the file.
    pub(crate) fn read(repository: &Repository, prefix: &str) -> Result<Self, Failure> {
        let state = state(repository)?;
        Ok(state.map_or_else(Self::default, |state| Self::new(state, prefix.as_bytes())))
    }

    fn new(state: gix_index::State, prefix: &[u8]) -> Self {
        let mut index = Self::default();
        let (entries, text) = state.into_entries();
        index.items.reserve(entries.len());
        // Git keeps its entries in this order, but for what follows the name of a sparse directory.
        let mut is_sorted = true;
        for entry in &entries {
            let path: &[u8] = entry.path_in(&text);
            if entry.flags.contains(Flags::REMOVE) {
                continue;
            }
            let tracked = match entry.mode {
                Mode::COMMIT => Tracked::Submodule,
                Mode::DIR => Tracked::SparseDirectory,
                _ => Tracked::File,
            };
            is_sorted &= tracked != Tracked::SparseDirectory;
            // A sparse directory is written with a slash at its end.
            let length = path.strip_suffix(b"/").map_or(path.len(), <[u8]>::len);
            if let Some(below) = path[..length].strip_prefix(prefix) {
                // `path` is a part of `text`: this is where `below` lies in it.
                let start = path.as_ptr() as usize - text.as_ptr() as usize + length - below.len();
                let item = Item { start, end: start + below.len(), tracked };
                index.items.push(item);
                if entry.flags.contains(Flags::SKIP_WORKTREE) {
                    let is_regular = matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE);
                    index.outside.push(Outside { item, is_regular });
                } else if tracked == Tracked::Submodule {
                    index.expected_submodules.push(item);
                }
            } else if tracked != Tracked::File && is_parent(&path[..length], prefix) {
                index.covers_all = true;
            }
        }
        index.text = text;
        let Self { text, items, outside, .. } = &mut index;
        if !is_sorted {
            let path = |item: &Item| &text[item.start..item.end];
            items.sort_by(|a, b| path(a).cmp(path(b)));
            outside.sort_by(|a, b| path(&a.item).cmp(path(&b.item)));
        }
        index
    }

    /// All items.
    pub(crate) fn all(&self) -> Range<usize> {
        0..self.items.len()
    }

    /// The submodules, in order.
    pub(crate) fn submodules(&self) -> impl Iterator<Item = &[u8]> {
        let items = self.items.iter().filter(|item| item.tracked == Tracked::Submodule);
        items.map(|item| &self.text[item.start..item.end])
    }

    /// Those of which there is a directory, checked out or not, unless somebody removed it.
    pub(crate) fn expected_submodules(&self) -> impl Iterator<Item = &[u8]> {
        self.expected_submodules.iter().map(|item| &self.text[item.start..item.end])
    }

    /// What is outside of the sparse checkout below a directory, which is empty or ended with `/`: the paths from there
    /// on, in order, and whether each is a regular file. Some may be on disk all the same.
    pub(crate) fn outside_below(&self, directory: &[u8]) -> impl Iterator<Item = (&[u8], bool)> {
        let first = self.outside.partition_point(|outside| self.path(&outside.item) < directory);
        let below = move |outside: &'_ Outside| {
            let below = self.path(&outside.item).strip_prefix(directory)?;
            Some((below, outside.is_regular))
        };
        self.outside[first..].iter().map_while(below)
    }

    /// Whether anything is outside of the sparse checkout.
    pub(crate) fn has_outside(&self) -> bool {
        !self.outside.is_empty()
    }

    /// Whether something at a path, above or below it is outside of the sparse checkout.
    pub(crate) fn is_outside(&self, path: &[u8]) -> bool {
        let is_item = |path: &[u8]| {
            self.outside.binary_search_by(|outside| self.path(&outside.item).cmp(path)).is_ok()
        };
        let mut above = (0..path.len()).filter(|at| path[*at] == b'/').map(|at| &path[..at]);
        self.has_outside()
            && (is_item(path)
                || self.outside_below(&[path, b"/"].concat()).next().is_some()
                || above.any(is_item))
    }

    fn path(&self, item: &Item) -> &[u8] {
        &self.text[item.start..item.end]
    }

    /// What is tracked under exactly this name in the directory whose items are `range` and whose
    /// path, with `/` at the end, is `at` bytes long. Looks first at `next`, which becomes the item after the one
    /// that was found: names that are asked for in order are found at once.
    pub(crate) fn find(
        &self,
        range: &Range<usize>,
        at: usize,
        name: &[u8],
        next: &mut usize,
    ) -> Option<Tracked> {
        let is_it =
            |found: &usize| range.contains(found) && self.rest(&self.items[*found], at) == name;
        let search = || {
            let items = &self.items[range.clone()];
            range.start + items.partition_point(|item| self.rest(item, at) < name)
        };
        let found = Some(*next).filter(is_it).or_else(|| Some(search()).filter(is_it))?;
        *next = found + 1;
        Some(self.items[found].tracked)
    }

    /// The tracked paths below the directory `name` of such a directory; looks first at `next`, too, which becomes the
    /// first item below it.
    pub(crate) fn paths_below<'i>(
        &'i self,
        range: &Range<usize>,
        at: usize,
        name: &'i [u8],
        next: &mut usize,
    ) -> impl Iterator<Item = &'i [u8]> {
        let is_below = move |item: &Item| {
            let below = self.rest(item, at).strip_prefix(name);
            below.is_some_and(|below| below.starts_with(b"/"))
        };
        let is_first = |found: usize| {
            let before = found.checked_sub(1).filter(|before| range.contains(before));
            range.contains(&found)
                && is_below(&self.items[found])
                && !before.is_some_and(|before| is_below(&self.items[before]))
        };
        let first = if is_first(*next) { *next } else { self.start_below(range, at, name) };
        let below = &self.items[first..range.end];
        if below.first().is_some_and(is_below) {
            *next = first;
        }
        below
            .iter()
            .take_while(move |item| is_below(item))
            .map(|item| &self.text[item.start..item.end])
    }

    /// The items below the directory `name` of such a directory.
    pub(crate) fn below(&self, range: &Range<usize>, at: usize, name: &[u8]) -> Range<usize> {
        let from = self.start_below(range, at, name);
        // `0` is the byte after `/`.
        let is_below = |item: &Item| compare(self.rest(item, at), name, b'0').is_lt();
        // Few directories hold much: the end is looked for near the start, then twice as far, and so on.
        let items = &self.items[from..range.end];
        let mut near = 4;
        while items.get(near).is_some_and(is_below) {
            near *= 2;
        }
        from..from + items[..near.min(items.len())].partition_point(is_below)
    }

    /// Where the items below a directory begin, or would.
    fn start_below(&self, range: &Range<usize>, at: usize, name: &[u8]) -> usize {
        let items = &self.items[range.clone()];
        range.start + items.partition_point(|item| compare(self.rest(item, at), name, b'/').is_lt())
    }

    fn rest(&self, item: &Item, at: usize) -> &[u8] {
        &self.text[item.start + at..item.end]
    }
}

/// The paths that `git add -N` has put into the index of a repository: what is in them is not there yet.
///
/// # Errors
/// As [`Index::read`].
pub(super) fn intended(repository: &Repository) -> Result<BTreeSet<Vec<u8>>, Failure> {
    let Some(state) = state(repository)? else { return Ok(BTreeSet::new()) };
    let entries = state.entries().iter();
    let intended = entries.filter(|entry| entry.flags.contains(Flags::INTENT_TO_ADD));
    Ok(intended.map(|entry| entry.path(&state).to_vec()).collect())
}

/// The paths of an index that may be something else in the working tree. What the times and the size don't tell, as of
/// a file that was written just before the index, the bytes do: as they are on disk, for git would look at them through
/// the filters of a stranger's repository.
///
/// # Errors
/// As [`Index::read`].
pub(super) fn touched(repository: &Repository, index: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let Some(state) = state_at(repository, index)? else { return Ok(Vec::new()) };
    let times =
        StatOptions { trust_ctime: false, check_stat: true, use_nsec: true, use_stdev: false };
    let is_touched = |entry: &&gix_index::Entry| {
        let is_looked_at = !entry.flags.intersects(Flags::ASSUME_VALID | Flags::SKIP_WORKTREE)
            && !matches!(entry.mode, Mode::COMMIT | Mode::DIR);
        let is_there =
            entry.stage() == Stage::Unconflicted && !entry.flags.contains(Flags::INTENT_TO_ADD);
        let path = repository.work_tree.join(OsStr::from_bytes(entry.path(&state)));
        let on_disk = Metadata::from_path_no_follow(&path);
        let is_alike = |on_disk: &Metadata| {
            let is_of_kind = match entry.mode {
                Mode::SYMLINK => on_disk.is_symlink(),
                mode => {
                    on_disk.is_file() && on_disk.is_executable() == (mode == Mode::FILE_EXECUTABLE)
                }
            };
            let is_certain = !entry.stat.is_racy(state.timestamp(), times);
            is_of_kind
                && Stat::from_fs(on_disk).is_ok_and(|stat| {
                    (is_certain && entry.stat.matches(&stat, times))
                        || (entry.stat.size == stat.size && has_content(&path, entry))
                })
        };
        is_looked_at && !(is_there && on_disk.is_ok_and(|on_disk| is_alike(&on_disk)))
    };
    Ok(state.entries().iter().filter(is_touched).map(|entry| entry.path(&state).to_vec()).collect())
}

/// Whether the bytes of a regular file are the content that the index has.
fn has_content(path: &Path, entry: &gix_index::Entry) -> bool {
    let is_file = matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE);
    let Some(bytes) = is_file.then(|| std::fs::read(path).ok()).flatten() else { return false };
    let mut hasher = gix_index::hash::hasher(entry.id.kind());
    hasher.update(format!("blob {}\0", bytes.len()).as_bytes());
    hasher.update(&bytes);
    hasher.try_finalize().is_ok_and(|id| id == entry.id)
}

/// The index file of a repository, if there is one.
fn state(repository: &Repository) -> Result<Option<gix_index::State>, Failure> {
    state_at(repository, &repository.git_dir.join("index"))
}

fn state_at(repository: &Repository, path: &Path) -> Result<Option<gix_index::State>, Failure> {
    let broken = || Failure::new(format!("can't read the git index `{}`", from_here(path)));
    match path.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(broken().because(&error)),
        Ok(metadata) if !metadata.is_file() => {
            return Err(broken().because(&std::io::Error::other("it is not a regular file")));
        }
        Ok(_) => {}
    }
    if let Err(error) = File::open(path) {
        let name = from_here(path);
        let help = format!("give yourself the right to read it, with `chmod u+r {name}`");
        return Err(broken().because(&error).help(help));
    }
    // One thread: starting more costs as much as they save on 100,000 entries. Git does not check
    // the sum when it reads either.
    let options = gix_index::decode::Options { thread_limit: Some(1), ..Default::default() };
    let hash = match Config::read(&repository.common_dir).is_sha256() {
        true => gix_index::hash::Kind::Sha256,
        false => gix_index::hash::Kind::Sha1,
    };
    let file = gix_index::File::at(path, hash, true, options).map_err(|error| {
        broken().because(&error).help(
            "see what `git status` says; `git reset` writes the index anew, without what is staged",
        )
    })?;
    Ok(Some(file.into_parts().0))
}

/// Compares `path` with `name` followed by `then`.
fn compare(path: &[u8], name: &[u8], then: u8) -> Ordering {
    let common = path.len().min(name.len());
    path[..common].cmp(&name[..common]).then_with(|| match path.get(name.len()) {
        None => Ordering::Less,
        Some(next) if *next == then && path.len() > name.len() + 1 => Ordering::Greater,
        Some(next) => next.cmp(&then),
    })
}

fn is_parent(path: &[u8], below: &[u8]) -> bool {
    below.strip_prefix(path).is_some_and(|rest| rest.first() == Some(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(paths: &[&str]) -> Index {
        let mut index = Index::default();
        for path in paths {
            let start = index.text.len();
            index.text.extend_from_slice(path.as_bytes());
            index.items.push(Item { start, end: index.text.len(), tracked: Tracked::File });
        }
        index
    }

    #[test]
    fn a_directory_is_not_mixed_up_with_names_that_start_alike() {
        // Byte order: `-` and `.` sort before `/`.
        let index = index(&["a-b/x.nix", "a.nix", "a/b/c.nix", "a/b.nix", "a0", "ab/d.nix"]);
        let mut sorted = index.items.clone();
        sorted.sort_by_key(|item| index.text[item.start..item.end].to_vec());
        let index = Index { items: sorted, ..index };
        let all = index.all();
        let a = index.below(&all, 0, b"a");
        assert_eq!(a.len(), 2);
        let find = |range, at, name: &[u8], mut next| index.find(range, at, name, &mut next);
        for next in 0..7 {
            assert_eq!(find(&a, 2, b"b.nix", next), Some(Tracked::File));
            assert_eq!(find(&a, 2, b"b", next), None);
            assert_eq!(find(&all, 0, b"a0", next), Some(Tracked::File));
            let below = |name| index.paths_below(&all, 0, name, &mut next.clone()).count();
            assert_eq!([&b"a"[..], b"ab", b"a.nix", b"zz"].map(below), [2, 1, 0, 0]);
        }
        assert_eq!(index.below(&a, 2, b"b").len(), 1);
        assert_eq!(index.below(&all, 0, b"zz").len(), 0);
        assert_eq!(index.below(&all, 0, b"a.nix").len(), 0);
    }

    #[test]
    fn a_broken_index_is_a_failure_that_names_the_file_and_a_missing_one_is_empty() {
        let temp = tempfile::tempdir().unwrap();
        let repository = Repository {
            work_tree: temp.path().into(),
            git_dir: temp.path().into(),
            common_dir: temp.path().into(),
        };
        assert_eq!(Index::read(&repository, "").unwrap().all(), 0..0);
        for bytes in [&b""[..], b"DIRC", b"DIRC\0\0\0\x02\xff\xff\xff\xff", b"what is this?"] {
            std::fs::write(temp.path().join("index"), bytes).unwrap();
            let error = Index::read(&repository, "").unwrap_err().to_string();
            assert!(error.contains("index`: "), "{error}");
        }
        std::fs::remove_file(temp.path().join("index")).unwrap();
        std::fs::create_dir(temp.path().join("index")).unwrap();
        assert!(Index::read(&repository, "").is_err());
    }
}
