//! Ways to look at a picture.

use imp_vis::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use imp_vis::render::Picture;

use crate::common::Dice;

/// What is open and shown: as at first, everything, and two that look random.
pub(crate) fn views(picture: &Picture<'_>) -> Vec<(Vec<bool>, Vec<bool>)> {
    let (clusters, nodes) = (picture.plan.clusters.len(), picture.graph.nodes().len());
    let mut views = vec![
        (picture.plan.open.clone(), vec![true; nodes]),
        (vec![true; clusters], vec![true; nodes]),
    ];
    for seed in [3, 4] {
        let mut dice = Dice::new(seed);
        let open = (0..clusters).map(|at| at == 0 || dice.below(3) > 0).collect();
        views.push((open, (0..nodes).map(|_| dice.below(4) > 0).collect()));
    }
    views
}

/// Nodes of which each needs the next, and all the last.
pub(crate) fn chain(nodes: usize) -> Graph {
    let id = |at: usize| format!("files.n{at:05}");
    let edge = |from: usize, to: usize| Edge::new(id(from), id(to), EdgeKind::Import);
    let steps = (1..nodes).map(|at| edge(at - 1, at));
    let trunk = (0..nodes - 1).map(|at| edge(at, nodes - 1));
    let all = (0..nodes).map(|at| Node::new(id(at), NodeKind::File)).collect();
    Graph::new(all, steps.chain(trunk).collect())
}
