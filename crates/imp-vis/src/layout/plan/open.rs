//! Which clusters are open at first.

use super::{Cluster, Plan};
use crate::graph::{Graph, NodeKind, Status};
use crate::layout::Item;

/// Opens clusters from the outside in, those in which something came or went first, then those with
/// hosts and outputs, small ones before large ones, while there are at most `boxes` boxes. Clusters of inputs stay closed, and so do those that
/// would not fit.
pub(super) fn first(graph: &Graph, plan: &Plan, boxes: usize) -> Vec<bool> {
    let count = |at: usize| items(&plan.clusters[at]).count();
    let has_changes = changed(graph, plan);
    let mut open = vec![false; plan.clusters.len()];
    open[0] = true;
    let mut shown = count(0);
    let mut level = vec![0];
    while !level.is_empty() {
        let inside = level.iter().flat_map(|&at: &usize| items(&plan.clusters[at]));
        let clusters = inside.filter_map(|item| item.checked_sub(plan.codes.nodes));
        let mut clusters: Vec<usize> = clusters.collect();
        clusters.sort_by_cached_key(|&at| {
            (!has_changes[at], !has_roots(graph, plan, at), count(at), at)
        });
        level.clear();
        for at in clusters {
            let more = count(at) - 1;
            let may_open = shown + more <= boxes || plan.clusters.len() == 2;
            if may_open && !has_only_inputs(graph, plan, at) {
                open[at] = true;
                shown += more;
                level.push(at);
            }
        }
    }
    open
}

/// The clusters that hold something that came or went, however deep, or an end of an edge that did.
fn changed(graph: &Graph, plan: &Plan) -> Vec<bool> {
    let mut changed = vec![false; plan.clusters.len()];
    let nodes = graph.nodes().iter().enumerate();
    let nodes = nodes.filter(|(_, node)| node.status != Status::Stayed).map(|(at, _)| at);
    let edges = graph.edges().iter().enumerate();
    let edges = edges.filter(|(_, edge)| edge.status != Status::Stayed);
    let ends = edges.flat_map(|(at, _)| <[usize; 2]>::from(graph.ends(at)));
    for item in nodes.chain(ends) {
        let mut at = plan.home[item];
        while !std::mem::replace(&mut changed[at], true) {
            at = plan.home[at + plan.codes.nodes];
        }
    }
    changed
}

/// What is directly in a cluster.
fn items(cluster: &Cluster) -> impl Iterator<Item = Item> + '_ {
    let slots = cluster.layers.iter().flatten();
    let layered = slots.filter_map(|&slot| usize::try_from(slot).ok());
    layered.chain(cluster.loose.iter().copied())
}

fn kinds<'a>(graph: &'a Graph, plan: &'a Plan, at: usize) -> impl Iterator<Item = NodeKind> + 'a {
    let nodes = items(&plan.clusters[at]).filter_map(|item| graph.nodes().get(item));
    nodes.map(|node| node.kind)
}

fn has_roots(graph: &Graph, plan: &Plan, at: usize) -> bool {
    kinds(graph, plan, at).any(NodeKind::is_root)
}

/// Whether a cluster holds nodes, and all are inputs; unless the graph is about nothing else but
/// the flake that has them.
fn has_only_inputs(graph: &Graph, plan: &Plan, at: usize) -> bool {
    let is_input = |kind| kind == NodeKind::Input;
    kinds(graph, plan, at).next().is_some()
        && kinds(graph, plan, at).all(is_input)
        && graph.nodes().iter().any(|node| !is_input(node.kind) && node.kind != NodeKind::Flake)
}
