//! The files that a host is made of, as far as paths lead from one to the next.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::facts::{FileFacts, Role, Setting};
use imp_model::source::TreePath;
use imp_model::text::Place;

use super::Flake;

/// Files by their paths.
pub(super) struct Reach<'a> {
    files: BTreeMap<&'a TreePath, &'a FileFacts>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(flake: &Flake<'a>) -> Self {
        Self { files: flake.own_files().map(|file| (&file.path, file)).collect() }
    }

    /// What is said in a definition and in the files that are reached from these paths: first in the definition,
    /// then in the files, then in the files that those name, and so on.
    pub(super) fn settings(
        &self,
        body: Option<&Place>,
        starts: &[TreePath],
    ) -> Vec<Vec<&'a Setting>> {
        let mut levels = Vec::new();
        let in_body = body.and_then(|body| Some((body, self.files.get(&body.file)?)));
        levels.extend(in_body.map(|(body, file)| {
            let inside = |setting: &&Setting| {
                let span = setting.place.span;
                body.span.start <= span.start && span.end <= body.span.end
            };
            file.settings.iter().filter(inside).collect()
        }));
        let mut seen: BTreeSet<&TreePath> = BTreeSet::new();
        let mut level: Vec<&FileFacts> = starts.iter().filter_map(|path| self.file(path)).collect();
        while !level.is_empty() {
            level.retain(|file| seen.insert(&file.path));
            levels.push(level.iter().flat_map(|file| &file.settings).collect());
            let paths = level.iter().flat_map(|file| &file.paths).filter(|path| !path.is_partial);
            level = paths.filter_map(|path| self.file(path.target.as_ref()?)).collect();
        }
        levels
    }

    /// The files that Nix can come to from `flake.nix`, as far as paths show it: those that paths lead to, also the
    /// directories that they name, and those that imp collects.
    pub(super) fn of_flake(&self) -> BTreeSet<&'a TreePath> {
        let is_start =
            |file: &&&FileFacts| file.path.as_str() == "flake.nix" || file.role == Role::Visited;
        let mut work: Vec<&FileFacts> = self.files.values().filter(is_start).copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(file) = work.pop() {
            if !seen.insert(&file.path) {
                continue;
            }
            for path in &file.paths {
                let Some(target) = &path.target else { continue };
                match self.file(target).filter(|_| !path.is_partial) {
                    Some(file) => work.push(file),
                    None => work.extend(self.below(target)),
                }
            }
        }
        seen
    }

    fn below(&self, directory: &TreePath) -> impl Iterator<Item = &'a FileFacts> {
        self.files.values().copied().filter(move |file| file.path.starts_with(directory))
    }

    /// The Nix file at a path, also the `default.nix` of a directory.
    fn file(&self, path: &TreePath) -> Option<&'a FileFacts> {
        let file = self.files.get(path).or_else(|| self.files.get(&path.child("default.nix")))?;
        Some(*file).filter(|file| file.path.as_str() != "flake.nix")
    }
}
