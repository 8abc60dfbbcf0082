//! The tree of clusters, from the dotted names of the nodes.
//!
//! A cluster of one thing only takes room: it is dissolved when the thing is a node, and becomes one
//! with it, both names in the header, when the thing is a cluster.

use std::collections::BTreeMap;

use crate::graph::{self, Graph, Node};
use crate::layout::Item;

/// A cluster and what is directly in it.
#[derive(Clone, Debug, Default)]
pub(super) struct TreeCluster {
    pub name: String,
    pub path: String,
    /// Nodes by id, then clusters by name.
    pub items: Vec<Item>,
    /// How many nodes are in it, however deep.
    pub size: usize,
}

/// The clusters, each before those in it, the first one the root.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub nodes: usize,
    pub clusters: Vec<TreeCluster>,
    /// The cluster that holds each item.
    pub home: Vec<usize>,
    /// What stands in each node's box: its label, after the names of dissolved clusters.
    pub labels: Vec<String>,
}

/// A cluster while the tree grows.
#[derive(Default)]
struct Branch<'a> {
    nodes: Vec<Item>,
    branches: BTreeMap<&'a str, Branch<'a>>,
}

impl Tree {
    pub(super) fn new(graph: &Graph) -> Self {
        let mut root = Branch::default();
        for (at, node) in graph.nodes().iter().enumerate() {
            let mut branch = &mut root;
            for part in graph::parts(&node.cluster).into_iter().take(MAX_DEPTH) {
                branch = branch.branches.entry(part).or_default();
            }
            branch.nodes.push(at);
        }
        let mut labels: Vec<String> = graph.nodes().iter().map(|node| node.label.clone()).collect();
        root.dissolve(&mut labels, graph);
        let mut tree = Self {
            labels,
            nodes: graph.nodes().len(),
            clusters: Vec::new(),
            home: vec![0; graph.nodes().len()],
        };
        tree.add(root, String::new(), String::new(), 0, graph);
        tree
    }

    /// How many nodes an item stands for.
    pub(super) fn size(&self, item: Item) -> usize {
        if item < self.nodes { 1 } else { self.clusters[item - self.nodes].size }
    }

    /// Adds a branch and those below it; gives its index.
    fn add(
        &mut self,
        mut branch: Branch<'_>,
        name: String,
        path: String,
        parent: usize,
        graph: &Graph,
    ) -> usize {
        let (mut name, mut path) = (name, path);
        let shown = join(branch.first().is_some_and(|node| is_path(&graph.nodes()[node])));
        while parent_can_splice(&branch, &path) {
            let (part, only) = branch.branches.pop_first().expect("there is one branch");
            name = shown(&name, part);
            path = joined(&path, part);
            branch = only;
        }
        let at = self.clusters.len();
        self.clusters.push(TreeCluster::default());
        self.home.push(parent);
        let mut cluster = TreeCluster { name, path, size: branch.nodes.len(), items: branch.nodes };
        for &node in &cluster.items {
            self.home[node] = at;
        }
        for (part, below) in branch.branches {
            let path = joined(&cluster.path, part);
            let inner = self.add(below, shown("", part), path, at, graph);
            cluster.items.push(self.nodes + inner);
            cluster.size += self.clusters[inner].size;
        }
        self.clusters[at] = cluster;
        at
    }
}

/// Names nest no deeper than this; what is deeper lies together in the last cluster.
const MAX_DEPTH: usize = 64;

/// Whether a branch, which is not the root, holds one branch and nothing else.
fn parent_can_splice(branch: &Branch<'_>, path: &str) -> bool {
    !path.is_empty() && branch.nodes.is_empty() && branch.branches.len() == 1
}

fn joined(path: &str, part: &str) -> String {
    if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") }
}

/// How two parts of a name are shown as one.
fn join(is_path: bool) -> fn(&str, &str) -> String {
    if is_path { as_path } else { joined }
}

/// Whether a node is a file, whose name people write with slashes.
fn is_path(node: &Node) -> bool {
    node.path.as_ref() == Some(&node.id)
}

/// What stands in the box of a node that is alone in a cluster: its label after the cluster's name, unless the label
/// is a whole path, or the name is the cluster's only and no part of the node's.
fn alone(cluster: &str, label: &str, node: &Node) -> String {
    if node.path.as_deref() == Some(label) {
        label.to_owned()
    } else if is_path(node) || node.id.contains(cluster) {
        join(is_path(node))(cluster, label)
    } else {
        node.id.clone()
    }
}

fn as_path(path: &str, part: &str) -> String {
    let plain = |part: &str| {
        let inner = part.strip_prefix('"').and_then(|part| part.strip_suffix('"'));
        inner.filter(|inner| !inner.contains('\\')).unwrap_or(part).to_owned()
    };
    if path.is_empty() { plain(part) } else { format!("{}/{}", plain(path), plain(part)) }
}

impl Branch<'_> {
    /// A node that is in it, however deep.
    fn first(&self) -> Option<Item> {
        let below = || self.branches.values().find_map(Self::first);
        self.nodes.first().copied().or_else(below)
    }

    /// Moves the node of every branch that holds nothing else up into the branch around it.
    fn dissolve(&mut self, labels: &mut [String], graph: &Graph) {
        let mut freed = Vec::new();
        self.branches.retain(|part, branch| {
            branch.dissolve(labels, graph);
            let is_single = branch.nodes.len() == 1 && branch.branches.is_empty();
            if is_single {
                let node = branch.nodes[0];
                labels[node] = alone(part, &labels[node], &graph.nodes()[node]);
                freed.append(&mut branch.nodes);
            }
            !is_single
        });
        self.nodes.append(&mut freed);
        self.nodes.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::NodeKind;

    #[test]
    fn files_are_named_as_paths() {
        let file = |path: &str, cluster: &str| {
            let mut node = Node::new(path, NodeKind::File).at(path, None);
            node.label = path.rsplit('/').next().unwrap_or(path).to_owned();
            node.cluster = cluster.to_owned();
            node
        };
        let nodes = vec![
            file("a/.config/x.nix", "a.\".config\""),
            file("a/.config/y.nix", "a.\".config\""),
            file("lib/z.nix", "lib"),
        ];
        let tree = Tree::new(&Graph::new(nodes, Vec::new()));
        assert_eq!(tree.labels, ["x.nix", "y.nix", "lib/z.nix"]);
        let cluster = tree.clusters.last().expect("there is one");
        assert_eq!((cluster.name.as_str(), cluster.path.as_str()), ("a/.config", "a.\".config\""));
    }

    #[test]
    fn a_lone_node_is_called_as_people_know_it() {
        let node = |id: &str, label: &str, cluster: &str, path: Option<&str>| {
            let mut node = Node::new(id, NodeKind::File);
            (node.label, node.cluster) = (label.to_owned(), cluster.to_owned());
            node.path = path.map(str::to_owned);
            node
        };
        let nodes = vec![
            node("files.lib.\"z.nix\"", "lib/z.nix", "files", Some("lib/z.nix")),
            node("inputs.tool.utils", "utils", "tool", None),
            node("outputs.overlays", "overlays", "kinds", Some("flake.nix")),
            node("outputs.packages.tool", "tool", "outputs.packages", Some("flake.nix")),
        ];
        let tree = Tree::new(&Graph::new(nodes, Vec::new()));
        let labels = ["lib/z.nix", "tool.utils", "outputs.overlays", "outputs.packages.tool"];
        assert_eq!(tree.labels, labels);
    }
}
