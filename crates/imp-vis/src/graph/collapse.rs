//! Clusters as single nodes, for formats that can't open and close them.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::Changes;
use super::{Edge, Graph, Node, NodeKind, Status, parts};

impl Graph {
    /// The graph with `levels` levels of clusters; each cluster below them is one node, its id the path of
    /// the cluster, with `.*` behind it where a node has that id, its kind that of most nodes in it. A cluster that holds
    /// nothing but another is one with it. A node that would be alone in one stays itself. Edges
    /// inside such a cluster are left out, edges between the same ends and of the same kind become one, with
    /// their counts added.
    #[must_use]
    pub fn collapsed(&self, levels: usize) -> Self {
        let mut closed: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let clusters = parts(&node.cluster);
            if clusters.len() > levels {
                closed.entry(clusters[..=levels].join(".")).or_default().push(at);
            }
        }
        let closed = closed.into_values().filter(|members| members.len() > 1);
        let mut ids: Vec<String> = self.nodes.iter().map(|node| node.id.clone()).collect();
        let mut is_open = vec![true; self.nodes.len()];
        let mut nodes = Vec::new();
        let closed: Vec<Vec<usize>> = closed.collect();
        closed.iter().flatten().for_each(|&member| is_open[member] = false);
        for members in closed {
            let inside: Vec<&Node> = members.iter().map(|&at| &self.nodes[at]).collect();
            let mut node = closed_node(shared_cluster(&inside), &inside);
            if self.find(&node.id).is_some_and(|at| is_open[at]) {
                node.id += ".*";
            }
            members.into_iter().for_each(|member| ids[member].clone_from(&node.id));
            nodes.push(node);
        }
        for (edge, &(from, to)) in self.edges.iter().zip(&self.ends) {
            // What is not drawn any more is said of what holds it.
            if edge.status != Status::Stayed
                && !is_open[from]
                && ids[from] == ids[to]
                && let Some(node) = nodes.iter_mut().find(|node| node.id == ids[from])
                && node.status == Status::Stayed
            {
                node.status = Status::Changed;
                node.note = Some("Edges in it came or went.".to_owned());
            }
        }
        let open = self.nodes.iter().zip(&is_open).filter(|&(_, &is_open)| is_open);
        nodes.extend(open.map(|(node, _)| node.clone()));
        let ends = self.edges.iter().zip(&self.ends);
        let edges =
            ends.filter(|&(_, &(from, to))| ids[from] != ids[to] || from == to && is_open[from]);
        let edges = edges.map(|(edge, &(from, to))| Edge {
            from: ids[from].clone(),
            to: ids[to].clone(),
            ..edge.clone()
        });
        let graph = Self::new(nodes, edges.collect());
        let circles = self.circles_of(&ids, &graph);
        graph.with_cycles(circles)
    }

    /// The cycles of this graph, in another one where each node is the one of the id in `ids`. Edges between closed
    /// clusters alone can make circles that no node is in.
    fn circles_of(&self, ids: &[String], closed: &Self) -> Vec<Vec<usize>> {
        let groups = self.cycles().into_iter().map(|group| {
            let found: BTreeSet<usize> =
                group.into_iter().filter_map(|node| closed.find(&ids[node])).collect();
            found.into_iter().collect()
        });
        let groups: BTreeSet<Vec<usize>> = groups.collect();
        let mut groups: Vec<Vec<usize>> = groups.into_iter().collect();
        groups.sort_by_key(|group| (usize::MAX - group.len(), group[0]));
        groups
    }
}

/// The path of the innermost cluster that holds all of these.
fn shared_cluster(members: &[&Node]) -> String {
    let mut shared = parts(&members[0].cluster);
    for member in members {
        let own = parts(&member.cluster);
        let count = shared.iter().zip(own).take_while(|(part, own)| *part == own).count();
        shared.truncate(count);
    }
    shared.join(".")
}

fn closed_node(id: String, members: &[&Node]) -> Node {
    let count = |kind: NodeKind| members.iter().filter(|node| node.kind == kind).count();
    let kinds = NodeKind::ALL.iter().rev().copied();
    let mut node = Node::new(id, kinds.max_by_key(|&kind| count(kind)).unwrap_or(NodeKind::Other));
    node.flags = members.iter().flat_map(|node| &node.flags).copied().collect();
    node.flags.remove(&super::Flag::Orphan);
    let changes = Changes::of(members.iter().map(|node| node.status));
    node.label = format!("{} ({}{})", node.label, members.len(), changes.suffix());
    node.status = changes.status();
    node.note = (node.status == Status::Changed).then(|| format!("In it {}.", changes.words()));
    node
}
