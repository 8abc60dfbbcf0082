//! What was found out before, and need not be found out again: a set of 128-bit keys on disk.
//!
//! A key stands for a fact, such as "these bytes are formatted"; who makes the keys hashes everything into them that
//! the fact depends on ([`Key`]). There is a file for each tree below the user's cache directory. It is replaced as a
//! whole, carries a sum, and is taken for empty when anything about it is wrong, so it can't do worse than to be of
//! no use. Trees that nobody has asked about for the longest time go first when there is too much.

use std::fs;
use std::hash::Hasher;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rustc_hash::{FxHashSet, FxHasher};
use sha2::{Digest, Sha256};

/// What a file begins with; another shape gets another one.
const MAGIC: &[u8; 16] = b"imp.cache/2\n\0\0\0\0";
/// The most keys of one tree; the oldest go.
const MAX_KEYS: usize = 1 << 20;
/// The most bytes of all trees; the files that were written longest ago go.
const MAX_BYTES: u64 = 64 << 20;

/// The first half of the SHA-256 of what a fact depends on: nobody can make two facts that have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u128);

impl Key {
    /// The key of several parts. No two lists of parts are mixed up.
    pub fn new(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let hash: [u8; 32] = hasher.finalize().into();
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        Self(u128::from_le_bytes(half))
    }

    /// Its bytes, to be a part of another key.
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }
}

/// The keys that are known of one tree.
#[derive(Debug, Default)]
pub struct Cache {
    /// `None` where nothing is kept.
    file: Option<PathBuf>,
    known: FxHashSet<Key>,
    fresh: Mutex<Vec<Key>>,
}

impl Cache {
    /// The cache of a program for the tree at `root`. Without a cache directory, or when the file is damaged, it
    /// is empty.
    pub fn open(tool: &str, root: &Path) -> Self {
        let Some(directory) = directory().map(|directory| directory.join("imp").join(tool)) else {
            return Self::default();
        };
        let Key(name) = Key::new(&[root.as_os_str().as_encoded_bytes()]);
        let file = directory.join(format!("{name:032x}"));
        let order = read(&file).unwrap_or_default();
        Self { known: order.into_iter().collect(), file: Some(file), fresh: Mutex::default() }
    }

    /// A cache that knows nothing and keeps nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether anything is kept.
    pub fn is_kept(&self) -> bool {
        self.file.is_some()
    }

    /// Whether nothing is known from earlier runs.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether the key was added in an earlier run.
    pub fn contains(&self, key: Key) -> bool {
        self.known.contains(&key)
    }

    /// Adds keys. From any thread.
    pub fn add(&self, keys: impl IntoIterator<Item = Key>) {
        if self.is_kept() {
            self.fresh.lock().unwrap_or_else(PoisonError::into_inner).extend(keys);
        }
    }

    /// Keeps what was added, together with what other runs have kept meanwhile. What can't be written is not
    /// kept: a cache is no reason to fail.
    pub fn save(self) {
        let (Some(file), mut fresh) =
            (&self.file, self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner))
        else {
            return;
        };
        fresh.retain(|key| !self.known.contains(key));
        if !fresh.is_empty() {
            drop(write(file, fresh));
        }
    }
}

fn write(file: &Path, fresh: Vec<Key>) -> std::io::Result<()> {
    let directory = file.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(directory)?;
    let mut keys = read(file).unwrap_or_default();
    let mut seen: FxHashSet<Key> = keys.iter().copied().collect();
    keys.extend(fresh.into_iter().filter(|key| seen.insert(*key)));
    let first = keys.len().saturating_sub(MAX_KEYS);
    let mut bytes = Vec::with_capacity(MAGIC.len() + 8 + keys.len() * 16);
    bytes.extend(MAGIC);
    let body: Vec<u8> = keys[first..].iter().flat_map(|key| key.bytes()).collect();
    bytes.extend(sum(&body).to_le_bytes());
    bytes.extend(body);
    let mut temporary = tempfile::Builder::new().prefix(".new-").tempfile_in(directory)?;
    temporary.write_all(&bytes)?;
    if file.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        // Only a file can take the name of a file.
        fs::remove_dir_all(file)?;
    }
    temporary.persist(file).map_err(|error| error.error)?;
    shrink(directory, file)
}

/// The keys in a file, the oldest first; `None` when there is none that can be trusted.
fn read(file: &Path) -> Option<Vec<Key>> {
    let most = MAGIC.len() + 8 + MAX_KEYS * 16;
    let metadata = file.symlink_metadata().ok()?;
    if !metadata.is_file() || metadata.len() > most as u64 {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    let (head, rest) = bytes.split_at_checked(MAGIC.len())?;
    let (expected, body) = rest.split_at_checked(8)?;
    if head != MAGIC || expected != sum(body).to_le_bytes() || body.len() % 16 != 0 {
        return None;
    }
    let key = |bytes: &[u8]| Some(Key(u128::from_le_bytes(bytes.try_into().ok()?)));
    body.chunks_exact(16).map(key).collect()
}

fn sum(body: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_usize(body.len());
    hasher.write(body);
    hasher.finish()
}

/// Removes the files that were written longest ago, and what killed runs left behind, as long as there is too much.
fn shrink(directory: &Path, keep: &Path) -> std::io::Result<()> {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(directory)?.filter_map(Result::ok) {
        let Ok(metadata) = entry.metadata() else { continue };
        let (true, Ok(modified)) = (metadata.is_file(), metadata.modified()) else { continue };
        let is_left = entry.file_name().as_encoded_bytes().starts_with(b".new-");
        if is_left && modified.elapsed().is_ok_and(|age| age.as_secs() > 3600) {
            drop(fs::remove_file(entry.path()));
        } else {
            files.push((modified, metadata.len(), entry.path()));
        }
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files.into_iter().filter(|(_, _, path)| path != keep) {
        if total <= MAX_BYTES {
            break;
        }
        if fs::remove_file(path).is_ok() {
            total -= size;
        }
    }
    Ok(())
}

/// The user's cache directory: `XDG_CACHE_HOME`, else what the system has.
fn directory() -> Option<PathBuf> {
    let absolute =
        |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let in_home = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(in_home)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(file: &Path) -> Cache {
        let order = read(file).unwrap_or_default();
        Cache {
            known: order.into_iter().collect(),
            file: Some(file.into()),
            fresh: Mutex::default(),
        }
    }

    fn key(name: &str) -> Key {
        Key::new(&[name.as_bytes()])
    }

    #[test]
    fn parts_are_not_mixed_up() {
        let expected = Sha256::digest([&3_u64.to_le_bytes()[..], b"abc"].concat());
        assert_eq!(key("abc").bytes(), expected[..16]);
        assert_ne!(Key::new(&[b"ab", b"c"]), Key::new(&[b"a", b"bc"]));
        assert_ne!(Key::new(&[b"", b""]), Key::new(&[b""]));
        assert_eq!(key("a"), key("a"));
    }

    #[test]
    fn two_runs_at_once_keep_what_both_found() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("x/tree");
        let (first, second) = (cache(&file), cache(&file));
        first.add([key("a")]);
        second.add([key("b")]);
        first.save();
        second.save();
        let both = cache(&file);
        assert!(both.contains(key("a")) && both.contains(key("b")) && !both.contains(key("c")));
    }

    #[test]
    fn a_damaged_file_is_empty_and_is_put_right() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("tree");
        let first = cache(&file);
        first.add((0..50).map(|n| key(&n.to_string())));
        first.save();
        let good = fs::read(&file).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&file, &bad).unwrap();
            assert!(!cache(&file).contains(key("0")), "byte {at}");
            fs::write(&file, &good[..at]).unwrap();
            assert!(!cache(&file).contains(key("0")), "cut after {at} bytes");
        }
        let again = cache(&file);
        again.add([key("0")]);
        again.save();
        assert!(cache(&file).contains(key("0")));
    }

    #[test]
    fn a_directory_in_the_place_of_the_file_goes() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("tree");
        fs::create_dir_all(file.join("x")).unwrap();
        let first = cache(&file);
        first.add([key("a")]);
        first.save();
        assert!(cache(&file).contains(key("a")));
    }

    #[test]
    fn the_oldest_trees_go_when_there_is_too_much() {
        let temp = tempfile::tempdir().unwrap();
        let old = temp.path().join("old");
        fs::create_dir(temp.path().join("no file")).unwrap();
        fs::File::create(&old).unwrap().set_len(MAX_BYTES).unwrap();
        let file = temp.path().join("tree");
        let fresh = cache(&file);
        fresh.add([key("a")]);
        fresh.save();
        assert!(!old.exists() && file.exists());
    }
}
