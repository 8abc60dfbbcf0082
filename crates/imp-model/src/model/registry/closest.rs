//! Which names a broken one may have meant.

use std::collections::HashMap;

use super::{Lookup, NodeId, Registry};
use crate::model::names::nearby;

/// How many names that end alike are looked at.
const MAX_ALIKE: usize = 200;

/// The names of a registry by their last part. Built once, asked for every broken name.
pub struct NameIndex<'r> {
    registry: &'r Registry,
    by_last: HashMap<&'r str, Vec<NodeId>>,
}

impl<'r> NameIndex<'r> {
    /// The index of a registry.
    pub fn new(registry: &'r Registry) -> Self {
        let mut by_last: HashMap<&str, Vec<NodeId>> = HashMap::new();
        for id in registry.nodes() {
            by_last.entry(registry.node(id).name.as_str()).or_default().push(id);
        }
        Self { registry, by_last }
    }

    /// The nodes whose name ends in this part, in order.
    pub fn ending_in(&self, last: &str) -> &[NodeId] {
        self.by_last.get(last).map_or(&[], Vec::as_slice)
    }

    /// The nodes nearest to a name that is not there, the best first; at most three.
    ///
    /// Near is a part spelt almost alike where the name breaks off, and a name that ends alike elsewhere:
    /// a module that was moved keeps its last part.
    pub fn closest<S: AsRef<str>>(&self, parts: &[S]) -> Vec<NodeId> {
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        let registry = self.registry;
        let mut found: Vec<(usize, NodeId)> = Vec::new();
        match registry.lookup(&parts) {
            Lookup::Missing { at, level } => {
                let siblings = registry.children(level);
                let names = siblings.map(|id| registry.node(id).name.as_str());
                for (distance, name) in nearby(parts[at], names) {
                    let mut corrected = parts.clone();
                    corrected[at] = name;
                    if let Lookup::Found(id) = registry.lookup(&corrected) {
                        found.push((distance, id));
                    } else if let Some(id) = registry.child(level, name) {
                        found.push((distance + 4, id));
                    }
                }
            }
            Lookup::BelowModule { module, .. } => found.push((0, module)),
            Lookup::Found(_) | Lookup::Unknown(_) | Lookup::Collision { .. } => {}
        }
        // `registry."a.b"` instead of `registry.a.b`.
        let dotted = parts.join(".");
        if let Lookup::Found(id) = registry.lookup(&registry.split(&dotted)) {
            found.push((0, id));
        }
        if let Some(last) = parts.last() {
            for id in self.ending_in(last).iter().take(MAX_ALIKE) {
                let other = registry.parts(*id);
                let shared = common(&parts, &other);
                found.push((parts.len() + other.len() - 2 * shared + 1, *id));
            }
        }
        // A name that ends alike comes before one that is spelt almost alike.
        let ends_alike = |id| parts.last().is_some_and(|last| registry.node(id).name == *last);
        let ranked =
            |(far, id): (usize, NodeId)| (far > 0 && !ends_alike(id), far, registry.name(id), id);
        let mut found: Vec<_> = found.into_iter().map(ranked).collect();
        found.sort();
        let mut ids: Vec<NodeId> = Vec::new();
        for (.., id) in found {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.truncate(3);
        ids
    }
}

/// How many parts two names have in common, in the same order.
fn common(a: &[&str], b: &[&str]) -> usize {
    let mut last = vec![0; b.len() + 1];
    for part in a {
        let mut row = vec![0; b.len() + 1];
        for (at, other) in b.iter().enumerate() {
            row[at + 1] = if part == other { last[at] + 1 } else { row[at].max(last[at + 1]) };
        }
        last = row;
    }
    last[b.len()]
}
