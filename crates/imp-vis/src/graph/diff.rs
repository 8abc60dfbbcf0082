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

    /// What follows a number of things: `, +2 −1 ~3`; nothing where all stayed.
    pub(crate) fn suffix(self) -> String {
        let counts = self.each(["+", "−", "~"], |sign, count| format!("{sign}{count}"));
        if counts.is_empty() { String::new() } else { format!(", {}", counts.join(" ")) }
    }

    /// The same in a picture: ` +2 -1 ~3`.
    pub(crate) fn signs(self) -> String {
        self.each(["+", "-", "~"], |sign, count| format!(" {sign}{count}")).concat()
    }

    /// The same in words: `2 came and 1 went`.
    pub(crate) fn words(self) -> String {
        self.each(["came", "went", "changed"], |word, count| format!("{count} {word}"))
            .join(" and ")
    }

    /// What came, went and changed, where that is anything.
    fn each(self, names: [&str; 3], text: impl Fn(&str, u32) -> String) -> Vec<String> {
        let counts = names.into_iter().zip([self.came, self.went, self.changed]);
        counts.filter(|(_, count)| *count > 0).map(|(name, count)| text(name, count)).collect()
    }
}

impl Graph {
    /// This graph and the one `before` it in one: what is only here came, what is only there went.
    /// What is in both is taken from here, and changed where it is locked at something else. What is only a name that
    /// leads nowhere is not there.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let mut nodes = self.nodes.clone();
        for node in &mut nodes {
            let then = before.find(&node.id).map(|at| &before.nodes[at]);
            node.status = match then.map(|then| (is_there(then), is_there(node))) {
                None | Some((false, true)) => Status::Came,
                Some((true, false)) => Status::Went,
                Some(_) if then.is_some_and(|then| then.locked != node.locked) => Status::Changed,
                Some(_) => Status::Stayed,
            };
            if let (Status::Changed, Some(then)) = (node.status, then) {
                let then = then.locked.as_deref().map(|then| format!("at {}", short(then)));
                let then = then.unwrap_or_else(|| "not locked".to_owned());
                let note = node.note.get_or_insert_default();
                *note = format!("{note} Before, it was {then}.").trim_start().to_owned();
            }
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

/// The beginning of a revision or a hash, as people write it.
fn short(locked: &str) -> &str {
    let end = locked.find("-").map_or(7, |dash| dash + 8);
    locked.get(..end).unwrap_or(locked)
}

/// Whether it is more than a name that leads nowhere.
fn is_there(node: &Node) -> bool {
    !node.flags.contains(&Flag::Broken)
}

fn status(was_there: bool) -> Status {
    if was_there { Status::Stayed } else { Status::Came }
}
