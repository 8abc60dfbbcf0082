//! Which clusters are open at first.

use super::tree::Tree;
use crate::graph::{Graph, NodeKind};

/// Opens clusters from the outside in, those with hosts and outputs first and small ones before large
/// ones, while there are at most `boxes` boxes. Clusters of inputs stay closed, and so do those that
/// would not fit.
pub(super) fn first(graph: &Graph, tree: &Tree, boxes: usize) -> Vec<bool> {
    let mut open = vec![false; tree.clusters.len()];
    open[0] = true;
    let mut shown = tree.clusters[0].items.len();
    let mut level = vec![0];
    while !level.is_empty() {
        let inside = |&cluster: &usize| tree.clusters[cluster].items.iter();
        let clusters =
            level.iter().flat_map(inside).filter_map(|item| item.checked_sub(tree.nodes));
        let mut clusters: Vec<usize> = clusters.collect();
        clusters
            .sort_by_key(|&at| (!has_roots(graph, tree, at), tree.clusters[at].items.len(), at));
        level.clear();
        for at in clusters {
            let more = tree.clusters[at].items.len() - 1;
            let may_open = shown + more <= boxes || tree.clusters.len() == 2;
            if may_open && !has_only_inputs(graph, tree, at) {
                open[at] = true;
                shown += more;
                level.push(at);
            }
        }
    }
    open
}

fn kinds<'a>(graph: &'a Graph, tree: &'a Tree, at: usize) -> impl Iterator<Item = NodeKind> + 'a {
    let nodes = tree.clusters[at].items.iter().filter(|&&item| item < tree.nodes);
    nodes.map(|&node| graph.nodes()[node].kind)
}

fn has_roots(graph: &Graph, tree: &Tree, at: usize) -> bool {
    kinds(graph, tree, at).any(NodeKind::is_root)
}

/// Whether a cluster holds nodes, and all are inputs; unless the graph is about nothing else.
fn has_only_inputs(graph: &Graph, tree: &Tree, at: usize) -> bool {
    let is_input = |kind| kind == NodeKind::Input;
    kinds(graph, tree, at).next().is_some()
        && kinds(graph, tree, at).all(is_input)
        && graph.nodes().iter().any(|node| !is_input(node.kind))
}
