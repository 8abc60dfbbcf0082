//! `imp.graph/1`: a graph as a document and back.

use std::collections::BTreeSet;

use imp_model::wire::graph::{EdgeData, GraphData, NodeData, PlaceData};

use crate::graph::{Edge, EdgeKind, Flag, Graph, Node, NodeKind, Reference, Status};

/// The data of a graph that shows `view`.
pub fn data(view: &str, graph: &Graph) -> GraphData {
    let ids = |nodes: &[usize]| nodes.iter().map(|&at| graph.nodes()[at].id.clone()).collect();
    GraphData {
        view: view.to_owned(),
        nodes: graph.nodes().iter().map(node_data).collect(),
        edges: graph.edges().iter().map(edge_data).collect(),
        cycles: Some(graph.cycles().iter().map(|cycle| ids(cycle)).collect()),
        orphans: ids(&graph.orphans()),
    }
}

/// The graph that a document holds.
///
/// # Errors
/// In words, when a kind, a flag or a status is none, two nodes have one id, or a cycle has a node that is not there.
pub fn graph(data: &GraphData) -> Result<Graph, String> {
    let mut ids = BTreeSet::new();
    if let Some(node) = data.nodes.iter().find(|node| !ids.insert(&node.id)) {
        return Err(format!("two nodes have the id `{}`", node.id));
    }
    let nodes: Result<_, String> = data.nodes.iter().map(node).collect();
    let edges: Result<_, String> = data.edges.iter().map(edge).collect();
    let graph = Graph::new(nodes?, edges?);
    let index =
        |id: &String| graph.find(id).ok_or_else(|| format!("a cycle has `{id}`, which is no node"));
    let cycle = |ids: &Vec<String>| ids.iter().map(index).collect::<Result<Vec<usize>, String>>();
    let cycles = data.cycles.as_ref().map(|cycles| cycles.iter().map(cycle).collect());
    Ok(match cycles.transpose()? {
        Some(cycles) => graph.with_cycles(cycles),
        None => graph,
    })
}

fn node_data(node: &Node) -> NodeData {
    NodeData {
        id: node.id.clone(),
        cluster: node.cluster.clone(),
        label: node.label.clone(),
        kind: node.kind.name().to_owned(),
        path: node.path.clone(),
        line: node.line,
        flags: node.flags.iter().map(|flag| flag.name().to_owned()).collect(),
        note: node.note.clone(),
        depth: node.depth,
        locked: node.locked.clone(),
        status: status_data(node.status),
    }
}

fn node(data: &NodeData) -> Result<Node, String> {
    let flags = data.flags.iter().map(|flag| known("flag", flag, Flag::from_name));
    Ok(Node {
        label: data.label.clone(),
        cluster: data.cluster.clone(),
        path: data.path.clone(),
        line: data.line,
        flags: flags.collect::<Result<_, String>>()?,
        note: data.note.clone(),
        depth: data.depth,
        locked: data.locked.clone(),
        status: status(data.status.as_deref())?,
        ..Node::new(data.id.as_str(), known("kind of a node", &data.kind, NodeKind::from_name)?)
    })
}

fn edge_data(edge: &Edge) -> EdgeData {
    let mut places = edge
        .references
        .iter()
        .map(|reference| PlaceData { path: reference.path.clone(), line: reference.line });
    let first = places.next();
    EdgeData {
        from: edge.from.clone(),
        to: edge.to.clone(),
        kind: edge.kind.name().to_owned(),
        line: first.as_ref().map(|place| place.line),
        path: first.map(|place| place.path),
        also: places.collect(),
        count: Some(edge.count).filter(|&count| count != 1),
        status: status_data(edge.status),
    }
}

fn edge(data: &EdgeData) -> Result<Edge, String> {
    let first = data.path.clone().map(|path| (path, data.line.unwrap_or(1)));
    let also = data.also.iter().map(|place| (place.path.clone(), place.line));
    let references = first.into_iter().chain(also).map(|(path, line)| Reference { path, line });
    Ok(Edge {
        references: references.collect(),
        count: data.count.unwrap_or(1),
        status: status(data.status.as_deref())?,
        ..Edge::new(
            data.from.as_str(),
            data.to.as_str(),
            known("kind of an edge", &data.kind, EdgeKind::from_name)?,
        )
    })
}

fn status_data(status: Status) -> Option<String> {
    (status != Status::Stayed).then(|| status.name().to_owned())
}

fn status(name: Option<&str>) -> Result<Status, String> {
    name.map_or(Ok(Status::Stayed), |name| known("status", name, Status::from_name))
}

fn known<T>(what: &str, name: &str, from_name: fn(&str) -> Option<T>) -> Result<T, String> {
    from_name(name).ok_or_else(|| format!("`{name}` is no {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_comes_back_as_it_was() {
        let nodes = vec![
            Node::new("hosts.\"a.b\"", NodeKind::Host).at("a.nix", Some(3)),
            Node::new("m", NodeKind::Module).flagged(Flag::Unknown, "Only Nix knows."),
        ];
        let edges = vec![
            Edge::new("hosts.\"a.b\"", "m", EdgeKind::Merge).at("a.nix", 4).at("b.nix", 1),
            Edge::new("m", "gone", EdgeKind::Import),
            Edge::new("m", "m", EdgeKind::Import),
        ];
        let old = Graph::new(nodes.clone(), Vec::new());
        let graph = Graph::new(nodes, edges).since(&old);
        let data = data("registry", &graph);
        assert_eq!(data.cycles.as_deref(), Some(&[vec!["m".to_owned()]][..]));
        assert_eq!(super::graph(&data).unwrap(), graph);
    }

    #[test]
    fn cycles_of_closed_clusters_are_read_and_not_sought() {
        let node = |id: &str| Node::new(id, NodeKind::File);
        let edge = |from: &str, to: &str| Edge::new(from, to, EdgeKind::Import);
        let nodes = ["a.x", "a.y", "b.x", "b.y"].map(node).to_vec();
        let none = Graph::new(nodes.clone(), vec![edge("a.x", "b.x"), edge("b.y", "a.y")]);
        let closed = none.collapsed(0);
        let back = |graph: &Graph| super::graph(&data("files", graph)).unwrap();
        assert_eq!((closed.nodes().len(), back(&closed).cycles()), (2, Vec::new()));
        let mut without = data("files", &closed);
        without.cycles = None;
        assert_eq!(super::graph(&without).unwrap().cycles(), [[0, 1]]);

        let inner = Graph::new(nodes, vec![edge("a.x", "a.y"), edge("a.y", "a.x")]).collapsed(0);
        assert_eq!(back(&inner), inner);
        assert_eq!(back(&inner).cycles(), [[0]]);
        assert_eq!(inner.only(|node| node == 0).cycles(), [[0]], "a part of it knows them, too");
    }

    #[test]
    fn what_is_no_kind_is_said() {
        let node = NodeData { id: "x".into(), kind: "thing".into(), ..NodeData::default() };
        let data = GraphData { nodes: vec![node], ..GraphData::default() };
        assert_eq!(graph(&data).unwrap_err(), "`thing` is no kind of a node");
    }
}
