//! The view `outputs`: from the flake to kinds of outputs, to outputs, to what they use.

use std::collections::BTreeSet;

use imp_model::model::attribute;
use imp_model::wire::model::ModelData;

use super::View;
use super::registry::{self, Bases};
use super::tree::{self, FLAKE, FLAKE_FILE, Tree};
use crate::graph::{Edge, EdgeKind, Graph, Node, NodeKind, Reference};

pub(super) const VIEW: View = View {
    name: "outputs",
    summary: "the flake, kinds of outputs, outputs, and what they use",
    graph,
    orphans: |_, graph| graph.alone(),
};

/// The cluster of the kinds of outputs.
const KINDS: &str = "kinds";

fn graph(data: &ModelData) -> Graph {
    let tree = Tree::new(data);
    let all = registry::parts(&tree, Bases::Whole).graph();
    let (mut nodes, mut edges) = used(&all);
    nodes.push(Node::new(FLAKE, NodeKind::Flake).at(FLAKE_FILE, None));
    let mut kinds = BTreeSet::new();
    for output in &data.outputs {
        let Some(kind) = output.parts.first() else { continue };
        let kind_id = tree::output_id(&attribute(kind));
        nodes.push(Node::new(kind_id.as_str(), NodeKind::Output));
        kinds.insert(kind_id.clone());
        let path = output.place.as_ref().map(|place| (&place.file, place.line));
        let path = path.or_else(|| Some((output.files.first()?, 1)));
        let place = path.map(|(path, line)| Reference { path: path.clone(), line });
        edges.push(edge(FLAKE, &kind_id, EdgeKind::Member, place.clone()));
        if output.parts.len() > 1 {
            let id = tree::output_id(&output.name);
            edges.push(edge(&kind_id, &id, EdgeKind::Member, place));
        }
        for name in &output.names {
            let node = registry::named_output(output, name);
            let place = node.path.clone();
            let place = place.map(|path| Reference { path, line: node.line.unwrap_or(1) });
            edges.push(edge(&kind_id, &node.id, EdgeKind::Member, place));
        }
    }
    // Kinds stand before what they hold.
    for node in nodes.iter_mut().filter(|node| kinds.contains(&node.id)) {
        node.cluster = KINDS.to_owned();
    }
    let mut graph = Graph::new(nodes, edges);
    if graph.nodes().len() == 1 {
        graph =
            Graph::new(vec![Node::new(FLAKE, NodeKind::Flake).at(FLAKE_FILE, None)], Vec::new());
    }
    graph
}

fn edge(from: &str, to: &str, kind: EdgeKind, place: Option<Reference>) -> Edge {
    let mut edge = Edge::new(from, to, kind);
    edge.references.extend(place);
    edge
}

/// The outputs, and what they use; of an output that is a host, what the host uses.
fn used(all: &Graph) -> (Vec<Node>, Vec<Edge>) {
    let nodes = all.nodes();
    let mut is_kept: Vec<bool> = nodes.iter().map(|node| node.kind == NodeKind::Output).collect();
    let mut edges = Vec::new();
    for start in (0..nodes.len()).filter(|&at| nodes[at].kind == NodeKind::Output) {
        let mut work = vec![start];
        while let Some(at) = work.pop() {
            for edge in all.edges_out(at) {
                let to = all.ends(edge).1;
                edges.push(all.edges()[edge].clone());
                if !std::mem::replace(&mut is_kept[to], true) && nodes[to].kind == NodeKind::Host {
                    work.push(to);
                }
            }
        }
    }
    edges.dedup();
    let kept = nodes.iter().zip(&is_kept).filter(|(_, is_kept)| **is_kept);
    (kept.map(|(node, _)| node.clone()).collect(), edges)
}
