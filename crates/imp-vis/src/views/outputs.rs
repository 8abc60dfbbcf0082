//! The view `outputs`: from the flake to kinds of outputs, to outputs, to what they use.

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

fn graph(data: &ModelData) -> Graph {
    let all = registry::parts(&Tree::new(data), Bases::Whole).graph();
    let (mut nodes, mut edges) = used(&all);
    nodes.push(Node::new(FLAKE, NodeKind::Flake).at(FLAKE_FILE, None));
    for output in &data.outputs {
        let Some(kind) = output.parts.first() else { continue };
        let kind_id = tree::output_id(&attribute(kind));
        let mut kind_node = Node::new(kind_id.as_str(), NodeKind::Output);
        kind_node.cluster = "outputs".into();
        nodes.push(kind_node);
        let path = output.place.as_ref().map(|place| (&place.file, place.line));
        let path = path.or_else(|| Some((output.files.first()?, 1)));
        let place = path.map(|(path, line)| Reference { path: path.clone(), line });
        let mut link = |from: &str, to: &str| {
            let mut edge = Edge::new(from, to, EdgeKind::Member);
            edge.references.extend(place.clone());
            edges.push(edge);
        };
        link(FLAKE, &kind_id);
        if output.parts.len() > 1 {
            link(&kind_id, &tree::output_id(&output.name));
        }
    }
    let mut graph = Graph::new(nodes, edges);
    if graph.nodes().len() == 1 {
        graph =
            Graph::new(vec![Node::new(FLAKE, NodeKind::Flake).at(FLAKE_FILE, None)], Vec::new());
    }
    graph
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
