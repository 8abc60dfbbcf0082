//! Two graphs as one that says what came, went and stayed.

use std::collections::HashSet;

use super::{Edge, EdgeKind, Graph, Status};

impl Graph {
    /// This graph and the one `before` it in one: what is only here came, what is only there went.
    /// What is in both is taken from here.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let mut nodes = self.nodes.clone();
        for node in &mut nodes {
            node.status = status(before.find(&node.id).is_some());
        }
        let went = before.nodes.iter().filter(|node| self.find(&node.id).is_none()).cloned();
        nodes.extend(went.map(|mut node| {
            node.status = Status::Went;
            node
        }));

        let (old, new) = (before.keys(), self.keys());
        let mut edges = self.edges.clone();
        for edge in &mut edges {
            edge.status = status(old.contains(&key(edge)));
        }
        let went = before.edges.iter().filter(|edge| !new.contains(&key(edge))).cloned();
        edges.extend(went.map(|mut edge| {
            edge.status = Status::Went;
            edge
        }));
        Self::new(nodes, edges)
    }

    fn keys(&self) -> HashSet<(&str, &str, EdgeKind)> {
        self.edges.iter().map(key).collect()
    }
}

fn key(edge: &Edge) -> (&str, &str, EdgeKind) {
    (&edge.from, &edge.to, edge.kind)
}

fn status(was_there: bool) -> Status {
    if was_there { Status::Stayed } else { Status::Came }
}
