//! From nodes and edges in any order to a graph in its one order.

use std::collections::HashSet;

use super::{Edge, Flag, Graph, Node, NodeKind, Status};

impl Graph {
    /// The graph of these nodes and edges.
    ///
    /// Nodes of one id become one: the flags of all, the rest from the least of them. Edges between the
    /// same ends and of the same kind become one: the references of all, counts added. An end that is
    /// not among the nodes is added, flagged [`Flag::Broken`].
    pub fn new(nodes: Vec<Node>, edges: Vec<Edge>) -> Self {
        let nodes = merge_nodes(with_missing(nodes, &edges));
        let edges = merge_edges(edges);
        let index = |id: &str| {
            let found = nodes.binary_search_by(|node| node.id.as_str().cmp(id));
            found.expect("every end of an edge was added to the nodes")
        };
        let ends: Vec<(usize, usize)> =
            edges.iter().map(|edge| (index(&edge.from), index(&edge.to))).collect();
        let out_starts = starts(nodes.len(), ends.iter().map(|&(from, _)| from));
        let in_starts = starts(nodes.len(), ends.iter().map(|&(_, to)| to));
        let mut in_edges: Vec<usize> = (0..edges.len()).collect();
        in_edges.sort_by_key(|&edge| (ends[edge].1, edge));
        Self { nodes, edges, ends, out_starts, in_edges, in_starts, circles: None }
    }
}

fn with_missing(mut nodes: Vec<Node>, edges: &[Edge]) -> Vec<Node> {
    let mut known: HashSet<String> = nodes.iter().map(|node| node.id.clone()).collect();
    for edge in edges {
        for end in [&edge.from, &edge.to] {
            if known.insert(end.clone()) {
                let mut node = Node::new(end.clone(), NodeKind::Other);
                node.flags.insert(Flag::Broken);
                nodes.push(node);
            }
        }
    }
    nodes
}

fn merge_nodes(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort();
    let mut merged: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        match merged.last_mut() {
            Some(last) if last.id == node.id => last.flags.extend(node.flags),
            _ => merged.push(node),
        }
    }
    merged
}

fn merge_edges(mut edges: Vec<Edge>) -> Vec<Edge> {
    edges.sort();
    let mut merged: Vec<Edge> = Vec::with_capacity(edges.len());
    for mut edge in edges {
        edge.count = edge.count.max(1);
        match merged.last_mut() {
            Some(last)
                if (&last.from, &last.to, last.kind) == (&edge.from, &edge.to, edge.kind) =>
            {
                last.references.append(&mut edge.references);
                last.count = last.count.saturating_add(edge.count);
                if last.status != edge.status {
                    last.status = Status::Changed;
                }
            }
            _ => merged.push(edge),
        }
    }
    for edge in &mut merged {
        edge.references.sort();
        edge.references.dedup();
    }
    merged
}

/// Where each node's run begins when edges are sorted by this end; one longer than `nodes`.
fn starts(nodes: usize, ends: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut starts = vec![0; nodes + 1];
    for end in ends {
        starts[end + 1] += 1;
    }
    for at in 0..nodes {
        starts[at + 1] += starts[at];
    }
    starts
}
