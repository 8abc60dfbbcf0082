//! The graph: what every view builds and every renderer draws.
//!
//! In go nodes and edges in any order; out comes one value whose order depends only on what is in it:
//! nodes by id, edges by ends and kind. An edge whose end is not there is not lost: its end becomes a
//! node that is flagged as broken.

mod build;
mod collapse;
mod cycles;
mod diff;
mod kinds;
mod paths;
mod select;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use imp_model::model::parse_dotted;

pub(crate) use cycles::components;
pub(crate) use diff::Changes;
pub use kinds::{EdgeKind, Flag, NodeKind, Status};
pub use select::{BadPattern, Direction, Filter};

/// Something that has a name: a box in the picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// What it is called everywhere, unique in the graph: `modules.nixos.base`.
    pub id: String,
    /// What stands in the box: usually the last part of the id.
    pub label: String,
    /// The clusters that hold it, outermost first, with dots between; empty for none. A part that holds
    /// a dot stands in double quotes, as in Nix: `hosts."example.org"`.
    pub cluster: String,
    /// What it is.
    pub kind: NodeKind,
    /// The file that declares it, relative to the root of the flake, with `/` between components.
    pub path: Option<String>,
    /// The line in `path`, from 1.
    pub line: Option<u32>,
    /// What is to be noticed about it.
    pub flags: BTreeSet<Flag>,
    /// A sentence for people who ask about this node.
    pub note: Option<String>,
    /// How many inputs lead to an input by the shortest way, itself included: 1 for one of the flake.
    pub depth: Option<u32>,
    /// What an input is locked at: its revision, else its hash.
    pub locked: Option<String>,
    /// Whether it came or went, where two trees are compared.
    pub status: Status,
}

impl Node {
    /// A node named `id`; label and cluster are the last part of the id, without quotes, and the parts before it.
    pub fn new(id: impl Into<String>, kind: NodeKind) -> Self {
        let id = id.into();
        let parts = parts(&id);
        let last = parts.last().copied().unwrap_or_default();
        let label = parse_dotted(last).map_or_else(|| last.to_owned(), |parts| parts.concat());
        let before = id.len() - last.len();
        let cluster = id[..before].strip_suffix('.').unwrap_or_default().to_owned();
        Self {
            id,
            label,
            cluster,
            kind,
            path: None,
            line: None,
            flags: BTreeSet::new(),
            note: None,
            depth: None,
            locked: None,
            status: Status::Stayed,
        }
    }

    /// The same, declared in a file; `line` is from 1.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>, line: Option<u32>) -> Self {
        (self.path, self.line) = (Some(path.into()), line);
        self
    }

    /// The same with something to notice, and a sentence about it.
    #[must_use]
    pub fn flagged(mut self, flag: Flag, note: impl Into<String>) -> Self {
        self.flags.insert(flag);
        self.note = Some(note.into());
        self
    }
}

/// A place that causes an edge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The file, relative to the root of the flake, with `/` between components.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// One node needs another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The id of the node that needs the other.
    pub from: String,
    /// The id of the node that is needed.
    pub to: String,
    /// In what way.
    pub kind: EdgeKind,
    /// The places that cause it, sorted.
    pub references: Vec<Reference>,
    /// How many edges this one stands for; at least 1. Edges between the same ends and of the same kind
    /// become one.
    pub count: u32,
    /// Whether it came or went, where two trees are compared.
    pub status: Status,
}

impl Edge {
    /// One edge without places.
    pub fn new(from: impl Into<String>, to: impl Into<String>, kind: EdgeKind) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            kind,
            references: Vec::new(),
            count: 1,
            status: Status::Stayed,
        }
    }

    /// Adds a place that causes it; `line` is from 1.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>, line: u32) -> Self {
        self.references.push(Reference { path: path.into(), line });
        self
    }
}

/// Nodes and edges in their one order. Made by [`Graph::new`] and not changed afterwards; a query that
/// leaves something out gives a new graph.
///
/// Nodes and edges are spoken of by index into [`Graph::nodes`] and [`Graph::edges`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// Both ends of every edge, as indices of nodes.
    ends: Vec<(usize, usize)>,
    /// Where the edges out of each node begin in `edges`; one longer than `nodes`.
    out_starts: Vec<usize>,
    /// Edges sorted by target, and where those of each node begin.
    in_edges: Vec<usize>,
    in_starts: Vec<usize>,
    /// The cycles, where they can't be found in the edges: those of the graph before clusters were closed.
    circles: Option<Vec<Vec<usize>>>,
}

impl Graph {
    /// All nodes, by id.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// All edges, by the node they leave, then the one they enter, then kind.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The nodes that an edge leaves and enters.
    pub fn ends(&self, edge: usize) -> (usize, usize) {
        self.ends[edge]
    }

    /// The edges that leave a node: what it depends on.
    pub fn edges_out(&self, node: usize) -> Range<usize> {
        self.out_starts[node]..self.out_starts[node + 1]
    }

    /// The edges that enter a node: what uses it.
    pub fn edges_in(&self, node: usize) -> &[usize] {
        &self.in_edges[self.in_starts[node]..self.in_starts[node + 1]]
    }

    /// The node of this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok()
    }

    /// Whether anything came or went: whether this is the picture of a comparison.
    pub fn is_diff(&self) -> bool {
        let changed = |status: Status| status != Status::Stayed;
        self.nodes.iter().any(|node| changed(node.status))
            || self.edges.iter().any(|edge| changed(edge.status))
    }
}

/// The parts of a dotted name; dots between double quotes do not separate, and in quotes a backslash takes
/// the meaning from what follows.
pub fn parts(name: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, byte) in name.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'.' if !quoted => {
                parts.push(&name[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&name[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}
