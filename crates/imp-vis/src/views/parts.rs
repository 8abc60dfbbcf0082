//! Nodes and edges while a view collects them.

use std::collections::{BTreeMap, HashSet};

use imp_model::wire::findings::Place;

use crate::graph::{Edge, EdgeKind, Flag, Graph, Node, NodeKind};

/// What a view has collected.
#[derive(Debug, Default)]
pub(super) struct Parts {
    nodes: BTreeMap<String, Node>,
    edges: Vec<Edge>,
    /// How many of them are only possible.
    possible: usize,
    /// What edges lead to, once there are too many possible ones.
    reached: Option<HashSet<String>>,
}

/// So many possible edges are drawn. Where thousands of paths may lead to thousands of files, one to each says as much.
const MAX_POSSIBLE: usize = 20_000;

impl Parts {
    /// Adds a node, unless one of its id is there.
    pub(super) fn node(&mut self, node: Node) {
        self.nodes.entry(node.id.clone()).or_insert(node);
    }

    /// Adds a node for a name that leads nowhere.
    pub(super) fn broken(&mut self, id: &str, kind: NodeKind, note: &str) {
        self.node(Node::new(id, kind).flagged(Flag::Broken, note));
    }

    /// Says about a node that a part of it is only known to Nix.
    pub(super) fn unknown(&mut self, id: &str, note: &str) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.flags.insert(Flag::Unknown);
            node.note.get_or_insert_with(|| note.to_owned());
        }
    }

    /// What edges lead to so far.
    pub(super) fn targets(&self) -> HashSet<String> {
        self.edges.iter().map(|edge| edge.to.clone()).collect()
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.nodes.contains_key(id)
    }

    /// Adds an edge, unless it would lead from a node to itself.
    pub(super) fn edge(&mut self, from: &str, to: &str, kind: EdgeKind, place: Option<&Place>) {
        self.edge_at(from, to, kind, place.map(|place| (place.file.clone(), place.line)));
    }

    /// The same with a file and a line in it.
    pub(super) fn edge_at(
        &mut self,
        from: &str,
        to: &str,
        kind: EdgeKind,
        place: Option<(String, u32)>,
    ) {
        if from == to {
            return;
        }
        let edge = Edge::new(from, to, kind);
        self.edges.push(match place {
            Some((path, line)) => edge.at(path, line),
            None => edge,
        });
    }

    /// Adds an edge from a node to itself: it needs itself, and so can't be had.
    pub(super) fn circle(&mut self, node: &str, kind: EdgeKind, place: &Place) {
        self.edges.push(Edge::new(node, node, kind).at(place.file.clone(), place.line));
    }

    /// Adds edges for a path of which only a part is known, to all that it may lead to.
    pub(super) fn possible(&mut self, from: &str, to: impl Iterator<Item = String>, place: &Place) {
        self.unknown_path(from);
        self.perhaps(from, to, place);
    }

    /// Says about a node that it uses a path of which only a part is known.
    pub(super) fn unknown_path(&mut self, id: &str) {
        self.unknown(id, "It uses a path that only Nix knows.");
    }

    /// Adds edges to all that something may lead to.
    pub(super) fn perhaps(&mut self, from: &str, to: impl Iterator<Item = String>, place: &Place) {
        for to in to {
            self.possible += 1;
            if self.possible <= MAX_POSSIBLE || self.is_first(&to) {
                self.edge(from, &to, EdgeKind::Possible, Some(place));
            }
        }
    }

    /// Whether no edge leads to a node yet.
    fn is_first(&mut self, to: &str) -> bool {
        let edges = &self.edges;
        let reached =
            self.reached.get_or_insert_with(|| edges.iter().map(|edge| edge.to.clone()).collect());
        reached.insert(to.to_owned())
    }

    /// The graph. What is certain is not possible besides.
    pub(super) fn graph(mut self) -> Graph {
        let certain = self.edges.iter().filter(|edge| edge.kind.is_certain());
        let certain: HashSet<(String, String)> =
            certain.map(|edge| (edge.from.clone(), edge.to.clone())).collect();
        self.edges.retain(|edge| {
            edge.kind.is_certain() || !certain.contains(&(edge.from.clone(), edge.to.clone()))
        });
        Graph::new(self.nodes.into_values().collect(), self.edges)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_limit_one_edge_leads_to_each() {
        let place = Place {
            file: "a.nix".into(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 2,
            start_byte: 0,
            end_byte: 1,
        };
        let mut parts = Parts::default();
        parts.perhaps("a", (0..MAX_POSSIBLE).map(|_| "b".to_owned()), &place);
        parts.perhaps("a", ["b", "c", "c"].into_iter().map(str::to_owned), &place);
        let graph = parts.graph();
        let counts: Vec<(&str, usize)> =
            graph.edges().iter().map(|edge| (edge.to.as_str(), edge.count as usize)).collect();
        assert_eq!(counts, [("b", MAX_POSSIBLE), ("c", 1)]);
    }
}
