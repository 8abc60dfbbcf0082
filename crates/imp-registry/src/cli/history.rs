//! The registry at another revision, and what became of its names since.

use std::collections::{BTreeMap, BTreeSet};

use imp_cli::Failure;
use imp_cli::git::{Git, TreeFile};
use imp_model::eval::Known;
use imp_model::facts::{Reader, ReferenceRoot, Role, Wanted};
use imp_model::model::{Lookup, Node, NodeKind, Registry, RegistryBuilder};
use imp_model::source::{Files, TreePath};

use super::Loaded;
use super::then::FilesThen;
use crate::migrate::{Learnt, learn};
use crate::moves::Moves;
use crate::name_map::NameMap;

/// The registry at a revision.
pub(super) struct History<'a> {
    pub(super) commit: String,
    git: Git<'a>,
    loaded: &'a Loaded,
    /// Every file of the flake then.
    files: Vec<TreeFile>,
    /// The names then.
    pub(super) registry: Registry,
    pub(super) learnt: Learnt,
}

impl<'a> History<'a> {
    /// Reads the registry at `revision` and learns what became of it; `None` without git.
    pub(super) fn read(loaded: &'a Loaded, revision: &str) -> Result<Option<Self>, Failure> {
        let disk = &loaded.project.disk;
        let (Some(repository), Some(new)) = (disk.repository(), &loaded.model.registry) else {
            return Ok(None);
        };
        let git = Git::new(repository, disk.root());
        let commit = git.commit(revision)?;
        let files = git.files(&commit, &TreePath::root())?;
        let registry = registry_then(loaded, new, &FilesThen::new(&git, &files));
        let changed: BTreeSet<TreePath> = git.changed(&commit)?.into_iter().collect();
        let mut history = Self { commit, git, loaded, files, registry, learnt: Learnt::default() };
        history.learnt = history.learn(new, &changed)?;
        Ok(Some(history))
    }

    /// Whether the configuration had a name then, and not the disk.
    pub(super) fn was_given(&self, path: &[&str]) -> bool {
        let Lookup::Found(id) = self.registry.lookup(path) else { return false };
        matches!(self.registry.node(id).kind, NodeKind::Value | NodeKind::Level)
    }

    /// Whether the flake had a file or a directory then.
    pub(super) fn had(&self, path: &TreePath) -> bool {
        self.files.iter().any(|file| file.path.starts_with(path))
    }

    /// What a name is now, by what is learnt and what is `given`; `None` where nobody can say.
    fn now(&self, given: &NameMap, map: &NameMap, name: &[&str]) -> Option<Vec<String>> {
        let owned = || name.iter().map(|part| (*part).to_owned()).collect();
        let renamed = given.get(name).or_else(|| map.get(name));
        let stays = || self.learnt.why_unresolved(name).is_none().then(owned);
        renamed.or_else(stays)
    }

    /// The names that are others now, old and new, without those that only go along with the directory that they are
    /// in.
    pub(super) fn renamed(&self, given: &NameMap) -> Vec<(Vec<String>, Vec<String>)> {
        let map = self.learnt.map();
        let nodes = self.registry.nodes().into_iter().map(|id| self.registry.parts(id));
        let renamed = nodes.filter_map(|name| {
            let now = self.now(given, &map, &name)?;
            let (last, above) = name.split_last()?;
            let owned = || above.iter().map(|part| (*part).to_owned()).collect();
            let above = self.now(given, &map, above).unwrap_or_else(owned);
            let goes_along =
                now.split_last().is_some_and(|(new, rest)| new == last && rest == above);
            let name = name.into_iter().map(str::to_owned).collect();
            (!goes_along).then_some((name, now))
        });
        renamed.collect()
    }

    /// Where what had the old names went, the innermost first.
    pub(super) fn moves(&self, names: &[(Vec<String>, Vec<String>)]) -> Moves {
        let path = |registry: &Registry, name: &[String]| match registry.lookup(name) {
            Lookup::Found(id) => registry.node(id).path.clone(),
            _ => None,
        };
        let new = self.loaded.model.registry.as_ref();
        let moves = names
            .iter()
            .filter_map(|(old, now)| Some((path(&self.registry, old)?, path(new?, now)?)));
        let mut moves: Vec<(TreePath, TreePath)> = moves.collect();
        moves.sort_by_key(|(from, _)| std::cmp::Reverse(from.as_str().len()));
        Moves::new(moves)
    }

    /// Where modules and directories are now, from and to, by what is learnt and what is `given`.
    pub(super) fn moved(&self, given: &NameMap) -> Vec<(TreePath, TreePath)> {
        let Some(new) = &self.loaded.model.registry else { return Vec::new() };
        let map = self.learnt.map();
        let mut moved = Vec::new();
        for id in self.registry.nodes() {
            let now = self.now(given, &map, &self.registry.parts(id));
            let Some(Lookup::Found(now)) = now.map(|now| new.lookup(&now)) else { continue };
            let (then, now_node) = (self.registry.node(id), new.node(now));
            let is_module = |node: &Node| node.kind == NodeKind::Module;
            if is_module(then) != is_module(now_node) {
                continue;
            }
            let file = |registry: &Registry, id| registry.files(id).into_iter().next();
            if is_module(then) {
                // `a.nix` may be `a/default.nix` now.
                moved.extend(file(&self.registry, id).zip(file(new, now)));
            }
            moved.extend(then.path.clone().zip(now_node.path.clone()));
            moved.extend(then.fragments.clone().zip(now_node.fragments.clone()));
        }
        moved.retain(|(from, to)| from != to);
        moved.dedup();
        moved
    }

    /// Whether a file of the registry is gone since a revision, without which nothing can have been renamed. Cheap
    /// beside [`History::read`].
    pub(super) fn is_needed(loaded: &Loaded, revision: &str) -> Result<bool, Failure> {
        let disk = &loaded.project.disk;
        let (Some(repository), Some(new)) = (disk.repository(), &loaded.model.registry) else {
            return Ok(false);
        };
        let git = Git::new(repository, disk.root());
        let changed = git.changed(&git.commit(revision)?)?;
        let mut own = changed.iter().filter(|path| path.starts_with(new.directory()));
        Ok(own.any(|path| !disk.is_on_disk(path)))
    }

    /// Compares the modules whose files are not the same in both.
    fn learn(&self, new: &Registry, changed: &BTreeSet<TreePath>) -> Result<Learnt, Failure> {
        let files = |registry: &Registry| registry.files(Registry::ROOT);
        let (old_files, new_files): (BTreeSet<_>, BTreeSet<_>) =
            (files(&self.registry).into_iter().collect(), files(new).into_iter().collect());
        let differs = |path: &&TreePath, other: &BTreeSet<TreePath>| {
            changed.contains(*path) || !other.contains(*path)
        };
        let old: Vec<&TreePath> =
            old_files.iter().filter(|path| differs(path, &new_files)).collect();
        let old_texts = self.texts(&old)?;
        let disk = &self.loaded.project.disk;
        let new_text = |path: &TreePath| {
            let text = disk.read(path).ok().filter(|_| differs(&path, &old_files))?;
            Some(text.to_string())
        };
        let old_text = |path: &TreePath| old_texts.get(path).cloned();
        let kept_text = |path: &TreePath| disk.read(path).ok().map(|text| text.to_string());
        Ok(learn(&self.registry, new, &old_text, &new_text, &kept_text))
    }

    /// The texts of files then.
    fn texts(&self, paths: &[&TreePath]) -> Result<BTreeMap<TreePath, String>, Failure> {
        let found: Vec<&TreeFile> = paths
            .iter()
            .filter_map(|path| {
                let at = self.files.binary_search_by(|file| file.path.cmp(path)).ok()?;
                Some(&self.files[at])
            })
            .collect();
        let blobs: Vec<&str> = found.iter().map(|file| file.blob.as_str()).collect();
        let contents = self.git.contents(&blobs)?;
        let text = |(file, bytes): (&TreeFile, Vec<u8>)| {
            (file.path.clone(), String::from_utf8_lossy(&bytes).into_owned())
        };
        Ok(found.into_iter().zip(contents).map(text).collect())
    }

    /// Where a file was then.
    fn path_then(&self, path: &TreePath) -> TreePath {
        let Some(new) = &self.loaded.model.registry else { return path.clone() };
        let files = |registry: &Registry, name: &[String]| match registry.lookup(name) {
            Lookup::Found(id) => registry.files(id),
            _ => Vec::new(),
        };
        let moved = self.learnt.renames.iter().find_map(|(old, (now, _))| {
            let (old, now) = (files(&self.registry, old), files(new, now));
            let at = now.iter().position(|file| file == path).filter(|_| old.len() == now.len())?;
            old.get(at).cloned()
        });
        moved.unwrap_or_else(|| path.clone())
    }

    /// The names of the registry that a file referred to then, in order; `None` when it was not there.
    pub(super) fn names_then(&self, path: &TreePath) -> Result<Option<Vec<Vec<String>>>, Failure> {
        let then = self.path_then(path);
        let Some(text) = self.texts(&[&then])?.remove(&then) else { return Ok(None) };
        let model = &self.loaded.model;
        let argument = model.configuration.text("registry.name", "registry")?;
        let reader = Reader::new(&self.loaded.project.disk, Wanted::NAMES, argument);
        let Some(Ok(mut facts)) = reader.read(&then, text.as_bytes(), Role::Visited) else {
            return Ok(Some(Vec::new()));
        };
        model.given.settle(&mut facts);
        model.registry_output.settle(&mut facts);
        Ok(Some(names(&facts)))
    }
}

/// The registry then, where the flake said then that it is and with the names that it gave; where that can't be read,
/// as it says now.
fn registry_then(loaded: &Loaded, new: &Registry, files: &FilesThen<'_>) -> Registry {
    let then = files.configuration();
    let of_then = then.as_ref().and_then(|then| then.path("registry.src").ok().flatten());
    let directory = of_then.unwrap_or_else(|| new.directory().clone());
    let configuration = then.as_ref().unwrap_or(&loaded.model.configuration);
    let modules = configuration.value("registry.modules");
    let modules = modules.unwrap_or_default().unwrap_or(&Known::Null);
    RegistryBuilder::new(&directory).all(files).finish(Some(modules))
}

/// The names of the registry that a file refers to, in order.
pub(super) fn names(facts: &imp_model::facts::FileFacts) -> Vec<Vec<String>> {
    let own = facts.references.iter().filter(|other| other.root == ReferenceRoot::Registry);
    let own = own.map(|other| other.path.iter().map(|part| part.name.clone()).collect());
    let host = facts.host.iter().flat_map(|host| &host.names).filter_map(|name| match name.field {
        "bases" | "modules" => Some(name.text.split('.').map(str::to_owned).collect()),
        "user" => Some(vec!["users".to_owned(), name.text.clone()]),
        _ => None,
    });
    own.chain(host).collect()
}
