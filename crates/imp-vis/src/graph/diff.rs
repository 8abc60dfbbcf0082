//! Two graphs as one that says what came, went and stayed.

use std::collections::HashSet;

use super::{Edge, EdgeKind, Flag, Graph, Node, Status};

/// How many of several things came, went and stayed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) came: u32,
    pub(crate) went: u32,
    changed: u32,
    stayed: u32,
}

impl Changes {
    /// Counts them.
    pub(crate) fn of(all: impl Iterator<Item = Status>) -> Self {
        let mut changes = Self::default();
        all.for_each(|status| changes.add(status, 1));
        changes
    }

    /// Counts so many more.
    pub(crate) fn add(&mut self, status: Status, count: u32) {
        *match status {
            Status::Stayed => &mut self.stayed,
            Status::Came => &mut self.came,
            Status::Went => &mut self.went,
            Status::Changed => &mut self.changed,
        } += count;
    }

    /// What became of all together.
    pub(crate) fn status(self) -> Status {
        match (self.came, self.went, self.changed, self.stayed) {
            (0, 0, 0, _) => Status::Stayed,
            (_, 0, 0, 0) => Status::Came,
            (0, _, 0, 0) => Status::Went,
            _ => Status::Changed,
        }
    }

    /// What follows a number of things: `, +2 −1`; nothing where all stayed.
    pub(crate) fn suffix(self) -> String {
        let signed =
            [('+', self.came), ('−', self.went)].into_iter().filter(|(_, count)| *count > 0);
        let counts: Vec<String> = signed.map(|(sign, count)| format!("{sign}{count}")).collect();
        if counts.is_empty() { String::new() } else { format!(", {}", counts.join(" ")) }
    }
}

impl Graph {
    /// This graph and the one `before` it in one: what is only here came, what is only there went.
    /// What is in both is taken from here. What is only a name that leads nowhere is not there.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let mut nodes = self.nodes.clone();
        for node in &mut nodes {
            node.status = match before.find(&node.id).map(|at| is_there(&before.nodes[at])) {
                None => Status::Came,
                Some(was_there) => match (was_there, is_there(node)) {
                    (true, false) => Status::Went,
                    (false, true) => Status::Came,
                    _ => Status::Stayed,
                },
            };
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

/// Whether it is more than a name that leads nowhere.
fn is_there(node: &Node) -> bool {
    !node.flags.contains(&Flag::Broken)
}

fn status(was_there: bool) -> Status {
    if was_there { Status::Stayed } else { Status::Came }
}
