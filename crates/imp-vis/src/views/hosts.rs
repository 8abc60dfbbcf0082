//! The view `hosts`: each host with its bases, sinks, modules and users, and what those need.

use imp_model::wire::model::ModelData;

use super::View;
use super::files;
use super::parts::Parts;
use super::registry::{self, Bases};
use super::texts::{Lead, Texts};
use super::tree::{self, Tree};
use crate::graph::{Direction, EdgeKind, Flag, Graph, Node, NodeKind};

pub(super) const VIEW: View = View {
    name: "hosts",
    summary: "hosts with their bases, sinks, modules and users",
    graph,
    orphans: |_, graph| graph.alone(),
};

/// The outputs that are machines.
const MACHINES: [&str; 3] =
    ["outputs.nixosConfigurations.", "outputs.darwinConfigurations.", HOMES];
const HOMES: &str = "outputs.homeConfigurations.";

/// Whether an output is a machine, or a user's home on one, by its id.
fn is_machine(id: &str) -> bool {
    MACHINES.iter().any(|start| id.starts_with(start))
}

/// Whether there is any host in a flake without a registry.
pub(super) fn has_any(data: &ModelData) -> bool {
    !data.written_hosts.is_empty()
        || data.outputs.iter().any(|output| {
            is_machine(&tree::output_id(&output.name))
                || output
                    .names
                    .iter()
                    .any(|name| is_machine(&registry::named_output(output, name).id))
        })
}

fn graph(data: &ModelData) -> Graph {
    let tree = Tree::new(data);
    let parts =
        if super::has_names(data) { registry::parts(&tree, Bases::Whole) } else { plain(&tree) };
    let graph = parts.graph();
    let is_machine = |node: &Node| node.kind == NodeKind::Host || is_machine(&node.id);
    let machines = (0..graph.nodes().len()).filter(|&at| is_machine(&graph.nodes()[at]));
    let mut is_part = vec![false; graph.nodes().len()];
    for machine in machines {
        graph.near(machine, None, Direction::Out).into_iter().for_each(|at| is_part[at] = true);
    }
    graph.only(|at| is_part[at])
}

/// The files of a flake without names of its own, and the machines that `flake.nix` makes of them.
fn plain(tree: &Tree<'_>) -> Parts {
    let mut parts = files::parts(tree);
    for output in &tree.data.outputs {
        parts.node(machine(registry::output(output)));
        let names = output.names.iter().map(|name| registry::named_output(output, name));
        names.for_each(|node| parts.node(machine(node)));
    }
    for host in tree.written_hosts() {
        let id = tree::written_id(host);
        let (note, place) = ("It is written there, and not known to be an output.", &host.place);
        let node = Node::new(id, NodeKind::Host).flagged(Flag::Unknown, note);
        parts.node(node.at(place.file.as_str(), Some(place.line)));
    }
    registry::inputs(tree.data).for_each(|input| parts.node(registry::input(input)));
    registry::asked_inputs(tree.data).for_each(|node| parts.node(node));
    let texts = Texts::new(tree, true).with_written_hosts(tree);
    for text in texts.iter() {
        for (lead, place) in texts.leads(tree, text) {
            match lead {
                Lead::File(file) => parts.edge(&text.id, file, EdgeKind::Import, Some(place)),
                Lead::Member(file) => parts.edge(&text.id, file, EdgeKind::Member, Some(place)),
                Lead::Possible(file) => {
                    parts.edge(&text.id, file, EdgeKind::Possible, Some(place));
                }
                Lead::Missing(file) => {
                    parts.node(files::missing(&file));
                    parts.edge(&text.id, &file, EdgeKind::Import, Some(place));
                }
            }
        }
    }
    registry::edges::add_references_of(tree, &texts, &mut parts);
    parts
}

/// The node of an output, which may be a machine.
fn machine(node: Node) -> Node {
    let is_host = is_machine(&node.id) && !node.id.starts_with(HOMES);
    let kind = if is_host { NodeKind::Host } else { NodeKind::Output };
    Node { kind, ..node }
}
