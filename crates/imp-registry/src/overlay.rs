//! The tree as it will be: some files moved, some with other texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use imp_model::source::{DirEntry, EntryKind, Files, ReadError, TreePath};

use crate::moves::Moves;

/// Files after moves and edits.
pub struct Overlay<'a> {
    files: &'a dyn Files,
    moves: &'a Moves,
    /// New texts, by where the files are afterwards.
    texts: BTreeMap<TreePath, Arc<str>>,
}

impl<'a> Overlay<'a> {
    /// `files` after these moves.
    pub fn new(files: &'a dyn Files, moves: &'a Moves) -> Self {
        Self { files, moves, texts: BTreeMap::new() }
    }

    /// Gives a file, by where it is afterwards, another text.
    pub fn write(&mut self, path: TreePath, text: Arc<str>) {
        self.texts.insert(path, text);
    }

    /// Where a path is now; `None` when what is there now moves away.
    fn now(&self, path: &TreePath) -> Option<TreePath> {
        let now = self.moves.before(path);
        let moved_away = now == *path && self.moves.after(path) != *path;
        (!moved_away).then_some(now)
    }
}

impl Files for Overlay<'_> {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.files.read(&self.now(path).ok_or(ReadError::NotFound)?),
        }
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        let listed = match self.now(directory) {
            Some(now) => self.files.list(&now),
            None => Err(ReadError::NotFound),
        };
        let arrives = self.moves.iter().any(|(_, to)| to != directory && to.starts_with(directory));
        let mut entries: BTreeMap<String, DirEntry> = match listed {
            Ok(entries) => entries.into_iter().map(|entry| (entry.name.clone(), entry)).collect(),
            Err(_) if arrives => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        for (from, to) in self.moves.iter() {
            if let Some(rest) = from.strip_prefix(directory).filter(|rest| !rest.is_empty()) {
                let name = rest.split('/').next().unwrap_or(rest);
                let child = directory.child(name);
                // Git does not keep a directory that nothing is left in.
                if child == *from || self.list(&child).is_ok_and(|left| left.is_empty()) {
                    entries.remove(name);
                }
            }
            if let Some(rest) = to.strip_prefix(directory).filter(|rest| !rest.is_empty()) {
                let name = rest.split('/').next().unwrap_or(rest).to_owned();
                let kind = match directory.child(&name) == *to {
                    true => self.files.kind(from)?,
                    false => EntryKind::Directory,
                };
                let entry =
                    DirEntry { name: name.clone(), kind, is_link: false, is_untracked: false };
                entries.entry(name).or_insert(entry);
            }
        }
        Ok(entries.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::source::MemoryFiles;

    #[test]
    fn moved_files_are_where_they_go_and_emptied_directories_are_gone() {
        let path = |path: &str| TreePath::new(path).expect("a path");
        let files = MemoryFiles::new([("a/b/c.nix", "1"), ("d/e.nix", "2"), ("d/f.nix", "3")]);
        let moves = Moves::new(vec![
            (path("a/b/c.nix"), path("d/x/y.nix")),
            (path("d/f.nix"), path("g.nix")),
        ]);
        let mut overlay = Overlay::new(&files, &moves);
        overlay.write(path("g.nix"), "4".into());
        let list = |directory: &str| {
            let entries = overlay.list(&path(directory)).expect("a directory");
            entries.into_iter().map(|entry| entry.name).collect::<Vec<_>>()
        };
        assert_eq!(list(""), ["d", "g.nix"]);
        assert_eq!(list("d"), ["e.nix", "x"]);
        assert_eq!(list("d/x"), ["y.nix"]);
        let read = |file: &str| overlay.read(&path(file)).map(|text| text.to_string());
        assert_eq!(read("d/x/y.nix"), Ok("1".into()));
        assert_eq!(read("g.nix"), Ok("4".into()));
        assert_eq!(read("d/f.nix"), Err(ReadError::NotFound));
    }
}
