//! Building a registry from what a scan visits, or from a listing.

use std::collections::{BTreeMap, HashMap};

use super::{Clash, Node, NodeId, NodeKind, Registry};
use crate::eval::{Known, KnownAttrs};
use crate::model::dotted::dotted;
use crate::model::{VisitedTree, take_out_flake};
use crate::source::{
    EntryKind, Files, TreePath, Visit, attribute_name, is_fragment_directory, visit,
};
use crate::text::Place;

/// Attributes that make a set a module, and not a level of names. Source: `nix/lib/internal/registry-modules.nix`.
const MODULE_ATTRIBUTES: [&str; 11] = [
    "__functor",
    "__module",
    "__path",
    "_class",
    "_file",
    "_type",
    "config",
    "imports",
    "key",
    "options",
    "outPath",
];

/// How deep directories are followed; links may lead round and round.
const MAX_DEPTH: usize = 64;

/// A registry while it is built. Directories come before what they hold.
pub struct RegistryBuilder {
    root: TreePath,
    nodes: Vec<Node>,
    directories: HashMap<TreePath, NodeId>,
    clashes: Vec<Clash>,
}

/// A name of `imp.registry.modules`, in its parts.
struct Given {
    parts: Vec<String>,
    place: Option<Place>,
}

/// What an entry is, for who else may have its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Own,
    Fragments,
}

impl RegistryBuilder {
    /// An empty registry of this directory.
    pub fn new(root: &TreePath) -> Self {
        let node = node("", None, NodeKind::Directory, Some(root.clone()));
        let directories = HashMap::from([(root.clone(), Registry::ROOT)]);
        Self { root: root.clone(), nodes: vec![node], directories, clashes: Vec::new() }
    }

    /// Adds a directory that is a set of its entries.
    pub fn directory(&mut self, path: &TreePath) {
        if let Some(id) = self.entry(path, path, true, NodeKind::Directory) {
            self.directories.insert(path.clone(), id);
        }
    }

    /// Adds a file that is visited: a module by itself, or the `default.nix` of one.
    pub fn file(&mut self, path: &TreePath) {
        let parent = path.parent().unwrap_or_else(TreePath::root);
        if path.file_name() == "default.nix" && !self.directories.contains_key(&parent) {
            self.entry(&parent, &parent, true, NodeKind::Module);
        } else {
            self.entry(path, path, false, NodeKind::Module);
        }
    }

    /// Adds a directory that can't be read.
    pub fn unreadable(&mut self, path: &TreePath) {
        if *path == self.root {
            self.nodes[0].kind = NodeKind::Unreadable;
        } else {
            self.entry(path, path, true, NodeKind::Unreadable);
        }
    }

    /// Adds what a scan of the directory visits.
    pub fn visited(mut self, tree: &VisitedTree) -> Self {
        self.directories.reserve(tree.directories.len());
        self.nodes.reserve(tree.directories.len() + tree.unreadable.len() + tree.files.len());
        tree.directories.iter().for_each(|path| self.directory(path));
        tree.unreadable.iter().for_each(|path| self.unreadable(path));
        tree.files.iter().for_each(|path| self.file(path));
        self
    }

    /// Adds everything below the directory, as the conventions visit it.
    pub fn all(mut self, files: &dyn Files) -> Self {
        let root = self.root.clone();
        self.below(files, &root, MAX_DEPTH);
        self
    }

    fn below(&mut self, files: &dyn Files, path: &TreePath, depth: usize) {
        let (is_root, listed) = (*path == self.root, files.list(path));
        let (Ok(mut entries), Some(depth)) = (listed, depth.checked_sub(1)) else {
            return self.unreadable(path);
        };
        if is_root {
            take_out_flake(files, path, &mut entries);
        }
        match visit(entries, is_root) {
            Visit::Unit => self.file(&path.child("default.nix")),
            Visit::Entries(named) => {
                if !is_root {
                    self.directory(path);
                }
                for named in named {
                    let child = path.child(&named.entry.name);
                    match named.entry.kind {
                        EntryKind::Directory => self.below(files, &child, depth),
                        EntryKind::MissingSubmodule if !named.entry.is_link => {
                            self.unreadable(&child);
                        }
                        _ if named.entry.name.ends_with(".nix") => self.file(&child),
                        _ => self.unreadable(&child),
                    }
                }
            }
        }
    }

    /// Puts the names of `imp.registry.modules` over the tree. `None` when they can't be read.
    pub fn finish(mut self, modules: Option<&Known>) -> Registry {
        if let Some(Known::Attrs(modules)) = modules {
            let mut given = given(&[], modules);
            // What is longer comes later, so that nothing is put over what was put below it.
            given.sort_by_key(|given| given.parts.len());
            given.into_iter().for_each(|given| self.put(given));
        }
        self.named_only(modules.is_none())
    }

    /// Adds what a document says that a name is; `None` when what holds it has not been added before.
    pub fn named(
        &mut self,
        parts: &[String],
        kind: NodeKind,
        path: Option<TreePath>,
        fragments: Option<TreePath>,
        place: Option<Place>,
    ) -> Option<()> {
        let (last, above) = parts.split_last()?;
        let mut parent = Registry::ROOT;
        for part in above {
            parent = *self.nodes[parent.0 as usize].children.get(part)?;
        }
        let node = Node { fragments, place, ..node(last, Some(parent), kind, path) };
        self.add(parent, node);
        Some(())
    }

    /// Adds a clash that a document tells of.
    pub fn clash(&mut self, clash: Clash) {
        self.clashes.push(clash);
    }

    /// The registry of the names that were added, and nothing else.
    pub fn named_only(self, unknown_modules: bool) -> Registry {
        Registry { nodes: self.nodes, unknown_modules, clashes: self.clashes }
    }

    fn put(&mut self, given: Given) {
        let Given { parts, place } = given;
        let mut id = Registry::ROOT;
        for (at, part) in parts.iter().enumerate() {
            let is_last = at + 1 == parts.len();
            let present = self.nodes[id.0 as usize].children.get(part).copied();
            if let Some(child) = present
                && self.stands_in_the_way(child, is_last)
            {
                let (name, with) = (dotted(&parts), dotted(&parts[..=at]));
                let other = self.nodes[child.0 as usize].place.clone();
                return self.clashes.push(Clash { name, with, place, other });
            }
            let kind = if is_last { NodeKind::Value } else { NodeKind::Level };
            let is_level = |kind: &NodeKind| matches!(kind, NodeKind::Directory | NodeKind::Level);
            id = match present {
                // A value takes the place of what has its name.
                Some(child) if !is_last && is_level(&self.nodes[child.0 as usize].kind) => child,
                _ => self.add(id, node(part, Some(id), kind, None)),
            };
        }
        self.nodes[id.0 as usize].place = place;
    }

    /// Whether what is there would be lost without a word.
    fn stands_in_the_way(&self, id: NodeId, is_last: bool) -> bool {
        match self.nodes[id.0 as usize].kind {
            NodeKind::Value => true,
            NodeKind::Module => !is_last,
            _ => false,
        }
    }

    fn add(&mut self, parent: NodeId, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes[parent.0 as usize].children.insert(node.name.clone(), id);
        self.nodes.push(node);
        id
    }

    /// Adds an entry of a directory, unless the directory is not a part of this registry.
    fn entry(
        &mut self,
        path: &TreePath,
        entry: &TreePath,
        is_directory: bool,
        kind: NodeKind,
    ) -> Option<NodeId> {
        let parent = *self.directories.get(&path.parent()?)?;
        let name = attribute_name(entry.file_name(), is_directory)?;
        let is_fragment = is_directory && is_fragment_directory(entry.file_name());
        let this = if is_fragment { Entry::Fragments } else { Entry::Own };
        let Some(&present) = self.nodes[parent.0 as usize].children.get(name) else {
            return Some(self.add(parent, node(name, Some(parent), kind, Some(path.clone()))));
        };
        let old = self.nodes[present.0 as usize].clone();
        let old_path = old.path.clone().unwrap_or_else(TreePath::root);
        // Files end in `.nix`, so this is a directory, with `default.nix` or without.
        let was_fragment = is_fragment_directory(old_path.file_name());
        match (if was_fragment { Entry::Fragments } else { Entry::Own }, this) {
            // A file goes before the fragments that are added to it.
            (Entry::Own, Entry::Fragments) => {
                self.nodes[present.0 as usize].fragments = Some(path.clone());
                None
            }
            (Entry::Fragments, Entry::Own) => {
                let mut node = node(name, Some(parent), kind, Some(path.clone()));
                node.fragments = Some(old_path);
                Some(self.add(parent, node))
            }
            _ => {
                let first = match &old.kind {
                    NodeKind::Collision(first, _) => first.clone(),
                    _ => old_path,
                };
                let kind = NodeKind::Collision(first, path.clone());
                self.add(parent, node(name, Some(parent), kind, None));
                None
            }
        }
    }
}

/// The names in a set of modules. What has a dotted name is a module, whatever it looks like.
fn given(above: &[String], modules: &KnownAttrs) -> Vec<Given> {
    let is_module = |set: &KnownAttrs| MODULE_ATTRIBUTES.iter().any(|name| set.contains_key(*name));
    let mut all = Vec::new();
    for (name, attr) in modules {
        let parts: Vec<String> =
            above.iter().cloned().chain(name.split('.').map(str::to_owned)).collect();
        match &attr.value {
            Known::Attrs(below) if parts.len() == above.len() + 1 && !is_module(below) => {
                all.extend(given(&parts, below));
            }
            _ => all.push(Given { parts, place: attr.place.clone() }),
        }
    }
    all
}

fn node(name: &str, parent: Option<NodeId>, kind: NodeKind, path: Option<TreePath>) -> Node {
    Node {
        name: name.to_owned(),
        parent,
        kind,
        path,
        fragments: None,
        place: None,
        children: BTreeMap::new(),
    }
}
