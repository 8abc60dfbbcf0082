//! Clusters as single nodes, for formats that can't open and close them.

use std::collections::BTreeMap;

use super::{Edge, Graph, Node, NodeKind, Status, parts};

impl Graph {
    /// The graph with `levels` levels of clusters; each cluster below them is one node, its id the path of
    /// the cluster, its kind that of most nodes in it. Edges inside such a cluster are left out, edges
    /// between the same ends and of the same kind become one, with their counts added.
    #[must_use]
    pub fn collapsed(&self, levels: usize) -> Self {
        let mut closed: BTreeMap<String, Vec<&Node>> = BTreeMap::new();
        let mut nodes = Vec::new();
        let mut ids = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let clusters = parts(&node.cluster);
            if clusters.len() > levels {
                let id = clusters[..=levels].join(".");
                closed.entry(id.clone()).or_default().push(node);
                ids.push(id);
            } else {
                nodes.push(node.clone());
                ids.push(node.id.clone());
            }
        }
        nodes.extend(closed.into_iter().map(|(id, members)| closed_node(id, &members)));
        let ends = self.edges.iter().zip(&self.ends);
        let edges = ends.filter(|&(_, &(from, to))| from == to || ids[from] != ids[to]);
        let edges = edges.map(|(edge, &(from, to))| Edge {
            from: ids[from].clone(),
            to: ids[to].clone(),
            ..edge.clone()
        });
        Self::new(nodes, edges.collect())
    }
}

fn closed_node(id: String, members: &[&Node]) -> Node {
    let count = |kind: NodeKind| members.iter().filter(|node| node.kind == kind).count();
    let kinds = NodeKind::ALL.iter().rev().copied();
    let mut node = Node::new(id, kinds.max_by_key(|&kind| count(kind)).unwrap_or(NodeKind::Other));
    node.label = format!("{} ({})", node.label, members.len());
    node.flags = members.iter().flat_map(|node| &node.flags).copied().collect();
    node.flags.remove(&super::Flag::Orphan);
    let status = members[0].status;
    let is_same = members.iter().all(|node| node.status == status);
    node.status = if is_same { status } else { Status::Stayed };
    node
}
