//! `imp.graph/1`: a graph as a document and back.

use imp_model::wire::graph::{EdgeData, GraphData, NodeData, PlaceData};

use crate::graph::{Edge, EdgeKind, Flag, Graph, Node, NodeKind, Reference, Status};

/// The data of a graph that shows `view`.
pub fn data(view: &str, graph: &Graph) -> GraphData {
    let ids = |nodes: &[usize]| nodes.iter().map(|&at| graph.nodes()[at].id.clone()).collect();
    GraphData {
        view: view.to_owned(),
        nodes: graph.nodes().iter().map(node_data).collect(),
        edges: graph.edges().iter().map(edge_data).collect(),
        cycles: graph.cycles().iter().map(|cycle| ids(cycle)).collect(),
        orphans: ids(&graph.orphans()),
    }
}

/// The graph that a document holds.
///
/// # Errors
/// In words, when a kind, a flag or a status is none.
pub fn graph(data: &GraphData) -> Result<Graph, String> {
    let nodes: Result<_, String> = data.nodes.iter().map(node).collect();
    let edges: Result<_, String> = data.edges.iter().map(edge).collect();
    Ok(Graph::new(nodes?, edges?))
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
        assert_eq!(data.cycles, [["m"]]);
        assert_eq!(super::graph(&data).unwrap(), graph);
    }

    #[test]
    fn what_is_no_kind_is_said() {
        let node = NodeData { id: "x".into(), kind: "thing".into(), ..NodeData::default() };
        let data = GraphData { nodes: vec![node], ..GraphData::default() };
        assert_eq!(graph(&data).unwrap_err(), "`thing` is no kind of a node");
    }
}
