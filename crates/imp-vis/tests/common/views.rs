//! Ways to look at a picture.

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
