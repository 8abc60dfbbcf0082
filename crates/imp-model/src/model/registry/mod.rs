//! The registry: a directory of modules as names.
//!
//! In go the files and directories that a scan visits, and the names that `imp.registry.modules` adds; out
//! comes a tree of nodes that names are looked up in. Rules: `docs/` on the registry, and
//! [`crate::source::visit`] for what is visited at all.

mod build;
mod closest;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use build::RegistryBuilder;
pub use closest::NameIndex;

use super::dotted::dotted;
use crate::source::TreePath;
use crate::text::Place;

/// A node of a [`Registry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// The names of one directory.
#[derive(Clone, Debug)]
pub struct Registry {
    nodes: Vec<Node>,
    /// Why names may be missing that Nix knows: `imp.registry.modules` can't be read.
    pub unknown_modules: bool,
    /// Names of `imp.registry.modules` that can't be put in, in the order in which Nix puts them in.
    pub clashes: Vec<Clash>,
}

/// A name of `imp.registry.modules` for which there is no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The name, dotted.
    pub name: String,
    /// The name above it of what is no level: a module or a file. The same name where it is given twice.
    pub with: String,
    /// Where the name is given.
    pub place: Option<Place>,
    /// Where the other one is given, if `imp.registry.modules` gives it.
    pub other: Option<Place>,
}

/// Something that has a name in the registry.
#[derive(Clone, Debug)]
pub struct Node {
    /// The last part of its name; empty for the registry itself.
    pub name: String,
    /// What holds it.
    pub parent: Option<NodeId>,
    /// What it is.
    pub kind: NodeKind,
    /// The file or directory; for a directory with `default.nix` the directory.
    pub path: Option<TreePath>,
    /// A directory `NAME.d` beside a file `NAME.nix`.
    pub fragments: Option<TreePath>,
    /// Where `imp.registry.modules` names it.
    pub place: Option<Place>,
    children: BTreeMap<String, NodeId>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A directory: a set of its entries, with `__path`.
    Directory,
    /// A level that only `imp.registry.modules` makes.
    Level,
    /// A file, or a directory with `default.nix`: a path.
    Module,
    /// A value that `imp.registry.modules` puts there; what is in it only Nix knows.
    Value,
    /// Two entries that claim the name.
    Collision(TreePath, TreePath),
    /// A directory that can't be read, so that nobody knows what is in it.
    Unreadable,
}

/// What looking up a name gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// It is there. For `__path`, the directory.
    Found(NodeId),
    /// It is inside something that only Nix knows.
    Unknown(NodeId),
    /// The part at `at` is not in `level`.
    Missing {
        /// Which part of the name.
        at: usize,
        /// Where it was looked for.
        level: NodeId,
    },
    /// The part at `at` and what follows lead into a module, which is a path.
    BelowModule {
        /// Which part of the name.
        at: usize,
        /// The module.
        module: NodeId,
    },
    /// The part before `at` is claimed by two entries.
    Collision {
        /// How many parts lead to it.
        at: usize,
        /// The node.
        node: NodeId,
    },
}

impl Registry {
    /// The registry itself.
    pub const ROOT: NodeId = NodeId(0);

    /// The directory that it names.
    pub fn directory(&self) -> &TreePath {
        self.nodes[0].path.as_ref().expect("the root of a registry is a directory")
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Every node but the registry itself, directories before what they hold, in byte order of names.
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut found = Vec::with_capacity(self.nodes.len());
        let mut work: Vec<NodeId> =
            self.node(Self::ROOT).children.values().rev().copied().collect();
        while let Some(id) = work.pop() {
            found.push(id);
            work.extend(self.node(id).children.values().rev());
        }
        found
    }

    /// The node of a name in a level.
    pub fn child(&self, level: NodeId, name: &str) -> Option<NodeId> {
        self.node(level).children.get(name).copied()
    }

    /// What a level holds, in byte order of names.
    pub fn children(&self, level: NodeId) -> impl Iterator<Item = NodeId> {
        self.node(level).children.values().copied()
    }

    /// Whether a node is a level of names.
    pub fn is_level(&self, id: NodeId) -> bool {
        matches!(self.node(id).kind, NodeKind::Directory | NodeKind::Level)
    }

    /// Every module and value at a node or below it, in order.
    pub fn leaves(&self, id: NodeId) -> Vec<NodeId> {
        let (mut found, mut work) = (Vec::new(), vec![id]);
        while let Some(id) = work.pop() {
            if !self.is_level(id) {
                found.push(id);
            }
            work.extend(self.node(id).children.values().rev());
        }
        found
    }

    /// The parts of a node's name.
    pub fn parts(&self, id: NodeId) -> Vec<&str> {
        let mut parts = Vec::new();
        let mut next = self.node(id);
        while let Some(parent) = next.parent {
            parts.push(next.name.as_str());
            next = self.node(parent);
        }
        parts.reverse();
        parts
    }

    /// A node's name as Nix writes it.
    pub fn name(&self, id: NodeId) -> String {
        dotted(self.parts(id))
    }

    /// Looks a name up, part by part.
    pub fn lookup<S: AsRef<str>>(&self, parts: &[S]) -> Lookup {
        let mut id = Self::ROOT;
        for (at, part) in parts.iter().enumerate() {
            let part = part.as_ref();
            match self.node(id).kind {
                NodeKind::Directory if part == "__path" => {
                    return match at + 1 == parts.len() {
                        true => Lookup::Found(id),
                        false => Lookup::BelowModule { at: at + 1, module: id },
                    };
                }
                NodeKind::Directory | NodeKind::Level => match self.child(id, part) {
                    Some(child) => id = child,
                    None => return Lookup::Missing { at, level: id },
                },
                NodeKind::Module => return Lookup::BelowModule { at, module: id },
                NodeKind::Collision(..) => return Lookup::Collision { at, node: id },
                NodeKind::Value | NodeKind::Unreadable => return Lookup::Unknown(id),
            }
        }
        match self.node(id).kind {
            NodeKind::Collision(..) => Lookup::Collision { at: parts.len(), node: id },
            _ => Lookup::Found(id),
        }
    }

    /// The parts of a dotted string, as `__host` has them: cut at every dot, or where a name itself holds dots
    /// and only so it is there, around them.
    pub fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let plain: Vec<&str> = text.split('.').collect();
        if !matches!(self.lookup(&plain), Lookup::Missing { .. } | Lookup::BelowModule { .. }) {
            return plain;
        }
        let mut parts = Vec::new();
        if self.split_at(Self::ROOT, text, &mut parts) { parts } else { plain }
    }

    fn split_at<'t>(&self, level: NodeId, text: &'t str, parts: &mut Vec<&'t str>) -> bool {
        let ends = text.match_indices('.').map(|(at, _)| at).chain([text.len()]);
        for end in ends {
            let Some(child) = self.child(level, &text[..end]) else { continue };
            parts.push(&text[..end]);
            if end == text.len() || self.split_at(child, &text[end + 1..], parts) {
                return true;
            }
            parts.pop();
        }
        false
    }
}
