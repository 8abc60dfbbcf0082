//! `flake.lock`, version 7: what is locked, and what pulls it in.

use std::collections::{BTreeMap, VecDeque};

/// A lock file.
#[derive(Clone, Debug, PartialEq)]
pub struct Lock {
    /// The name of the node that is the flake itself.
    pub root: String,
    /// Every node by its name. The names are Nix' own and say nothing: the root's `nixpkgs` may be
    /// `nixpkgs_2`.
    pub nodes: BTreeMap<String, LockNode>,
}

/// A locked flake or source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LockNode {
    /// Its inputs.
    pub inputs: BTreeMap<String, LockRef>,
    /// The line of `flake.lock`, from 1, on which each input stands.
    pub lines: BTreeMap<String, u32>,
    /// Attributes of what is locked: `type`, `owner`, `repo`, `rev`, `narHash`, `lastModified`, …, as text.
    pub locked: BTreeMap<String, String>,
    /// Attributes of what was asked for.
    pub original: BTreeMap<String, String>,
    /// Whether it is a flake, not only a source.
    pub is_flake: bool,
}

/// What an input of a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockRef {
    /// A node of its own.
    Node(String),
    /// The input reached by this path from the root; empty for one that is dropped.
    Follows(Vec<String>),
}

impl LockNode {
    /// Where it comes from, without the revision: `github:owner/repo`; `None` for what has no address that
    /// means the same everywhere.
    pub fn source(&self) -> Option<String> {
        let get = |name: &str| self.locked.get(name).map(String::as_str);
        match (get("type"), get("owner"), get("repo"), get("url"), get("path")) {
            (Some(kind), Some(owner), Some(repo), ..) => Some(format!("{kind}:{owner}/{repo}")),
            (_, _, _, Some(url), _) => Some(url.to_owned()),
            (_, _, _, _, Some(path)) => Some(format!("path:{path}")),
            _ => None,
        }
    }

    /// The source and the revision: `github:owner/repo at 0123456789ab`.
    pub fn described(&self) -> String {
        let kind = self.locked.get("type").map_or("an unknown source", String::as_str);
        let source = self.source().unwrap_or_else(|| kind.to_owned());
        match self.locked.get("rev") {
            Some(rev) => format!("{source} at {}", rev.chars().take(12).collect::<String>()),
            None => source,
        }
    }
}

/// How deep `follows` may lead from one to the next.
const MAX_FOLLOWS: usize = 64;

impl Lock {
    /// The node that an input of a node stands for; `None` when it is dropped, missing, or follows in a
    /// circle.
    pub fn resolve<'a>(&'a self, reference: &'a LockRef) -> Option<&'a str> {
        self.resolve_within(reference, MAX_FOLLOWS)
    }

    fn resolve_within<'a>(&'a self, reference: &'a LockRef, depth: usize) -> Option<&'a str> {
        match reference {
            LockRef::Node(name) => self.nodes.contains_key(name).then_some(name),
            LockRef::Follows(path) if path.is_empty() => None,
            LockRef::Follows(path) => {
                let mut node = self.root.as_str();
                for input in path {
                    let reference = self.nodes.get(node)?.inputs.get(input)?;
                    node = self.resolve_within(reference, depth.checked_sub(1)?)?;
                }
                Some(node)
            }
        }
    }

    /// The node of one of the flake's own inputs.
    pub fn input(&self, name: &str) -> Option<&str> {
        self.resolve(self.nodes.get(&self.root)?.inputs.get(name)?)
    }

    /// The ways from the root to every node.
    pub fn ways(&self) -> Ways<'_> {
        let root = self.root.as_str();
        let mut ways = Ways { root, depth: 0, entries: BTreeMap::new() };
        let mut work = VecDeque::from([(root, 0)]);
        while let Some((at, depth)) = work.pop_front() {
            ways.depth = depth;
            let inputs = self.nodes.get(at).into_iter().flat_map(|node| &node.inputs);
            for (name, reference) in inputs {
                let LockRef::Node(target) = reference else { continue };
                let entries = ways.entries.entry(target).or_default();
                if entries.is_empty() && target != root {
                    work.push_back((target, depth + 1));
                }
                entries.push((at, name));
            }
        }
        ways
    }

    /// Every input path from the root whose entry follows the input `name` of the root, in order.
    pub fn followers(&self, name: &str) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let ways = self.ways();
        let target = [name.to_owned()];
        for (at, node) in &self.nodes {
            for (input, reference) in &node.inputs {
                if matches!(reference, LockRef::Follows(path) if path[..] == target) {
                    found.extend(ways.to(at).map(|mut path| {
                        path.push(input.clone());
                        path
                    }));
                }
            }
        }
        found.sort();
        found
    }
}

/// The ways from the root of a lock to every node, each node on a way passed once.
#[derive(Debug)]
pub struct Ways<'l> {
    root: &'l str,
    depth: usize,
    /// By node, whose input of which name it is; the first one is that of the shortest way.
    entries: BTreeMap<&'l str, Vec<(&'l str, &'l str)>>,
}

impl<'l> Ways<'l> {
    /// How many inputs the shortest way to the farthest node has.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Every input path that leads to `node` by its own entry, not by `follows`; shortest first.
    pub fn to<'w>(&'w self, node: &str) -> impl Iterator<Item = Vec<String>> + use<'w, 'l> {
        let entries = self.entries.get(node).into_iter().flatten();
        entries.map(|(above, name)| self.by(above, name))
    }

    fn by(&self, above: &'l str, name: &'l str) -> Vec<String> {
        let mut path = vec![name.to_owned()];
        let mut at = above;
        while at != self.root {
            let (above, name) = self.entries[at][0];
            path.push(name.to_owned());
            at = above;
        }
        path.reverse();
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let node = |inputs: &[(&str, LockRef)]| LockNode {
            inputs: inputs.iter().map(|(name, to)| (name.to_string(), to.clone())).collect(),
            is_flake: true,
            ..LockNode::default()
        };
        let own = |name: &str| LockRef::Node(name.into());
        let follows =
            |path: &[&str]| LockRef::Follows(path.iter().map(ToString::to_string).collect());
        Lock {
            root: "root".into(),
            nodes: BTreeMap::from([
                (
                    "root".into(),
                    node(&[
                        ("nixpkgs", own("nixpkgs_2")),
                        ("hm", own("hm")),
                        ("a", follows(&["b"])),
                        ("b", follows(&["a"])),
                    ]),
                ),
                (
                    "hm".into(),
                    node(&[
                        ("nixpkgs", follows(&["nixpkgs"])),
                        ("fmt", own("fmt")),
                        ("no", follows(&[])),
                    ]),
                ),
                ("fmt".into(), node(&[("nixpkgs", own("nixpkgs"))])),
                ("nixpkgs".into(), node(&[])),
                ("nixpkgs_2".into(), node(&[])),
            ]),
        }
    }

    #[test]
    fn inputs_are_found_through_the_root_and_not_by_node_names() {
        let lock = lock();
        assert_eq!(lock.input("nixpkgs"), Some("nixpkgs_2"));
        assert_eq!(lock.resolve(&lock.nodes["hm"].inputs["nixpkgs"]), Some("nixpkgs_2"));
        assert_eq!(lock.resolve(&lock.nodes["hm"].inputs["no"]), None);
        assert_eq!(lock.input("a"), None);
        let ways: Vec<_> = lock.ways().to("nixpkgs").collect();
        assert_eq!(ways, [["hm", "fmt", "nixpkgs"]]);
        assert_eq!(lock.followers("nixpkgs"), [["hm", "nixpkgs"]]);
    }

    #[test]
    fn the_ways_to_every_node_are_found_in_one_walk() {
        let depth = 1000;
        let node = |at: usize| {
            let next = (at < depth).then(|| ("x".into(), LockRef::Node(format!("n{}", at + 1))));
            (
                format!("n{at}"),
                LockNode { inputs: next.into_iter().collect(), ..LockNode::default() },
            )
        };
        let lock = Lock { root: "n0".into(), nodes: (0..=depth).map(node).collect() };
        let ways = lock.ways();
        let lengths =
            (1..=depth).map(|at| ways.to(&format!("n{at}")).map(|way| way.len()).sum::<usize>());
        assert!(lengths.eq(1..=depth));
        assert_eq!(ways.depth(), depth);
    }
}
