//! The view `hosts`: each host with its bases, sinks, modules and users, and what those need.

use imp_model::wire::model::ModelData;

use super::View;
use super::registry::{self, Bases};
use super::tree::Tree;
use crate::graph::{Direction, Graph, Node, NodeKind};

pub(super) const VIEW: View =
    View { name: "hosts", summary: "hosts with their bases, sinks, modules and users", graph };

/// The outputs that are machines.
const MACHINES: [&str; 3] = [
    "outputs.nixosConfigurations.",
    "outputs.darwinConfigurations.",
    "outputs.homeConfigurations.",
];

fn graph(data: &ModelData) -> Graph {
    let graph = registry::parts(&Tree::new(data), Bases::Whole).graph();
    let is_machine = |node: &Node| {
        node.kind == NodeKind::Host || MACHINES.iter().any(|start| node.id.starts_with(start))
    };
    let machines = (0..graph.nodes().len()).filter(|&at| is_machine(&graph.nodes()[at]));
    let mut is_part = vec![false; graph.nodes().len()];
    for machine in machines {
        graph.near(machine, None, Direction::Out).into_iter().for_each(|at| is_part[at] = true);
    }
    graph.only(|at| is_part[at])
}
