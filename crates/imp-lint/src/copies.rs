//! Inputs of inputs that `flake.lock` locks by themselves although the flake has them.
//!
//! The names of nodes say nothing: everything is reached through the inputs of the root. An input that follows
//! something, or that is dropped with `follows = ""`, is meant so, and so is what a comment speaks of.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use imp_model::eval::Known;
use imp_model::model::{Lock, LockNode, LockRef, Model};

use crate::circles::{InputPath, Ways};
use crate::commented::Commented;
use crate::follows::Locked;
use crate::repository::{asked, comparable_source, repository, revision};

/// An input of an input that is locked by itself although the flake has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCopy {
    /// The inputs from the flake to it.
    pub path: Vec<String>,
    /// The input of the flake that it could follow.
    pub target: String,
    /// What it is locked to.
    pub locked: String,
    /// What the flake's own is locked to.
    pub target_locked: String,
    /// The repository of what brings it.
    pub parent_source: Option<String>,
}

/// Every input of inputs that is locked by itself although the flake has it, nearest first. What is below such a
/// one goes when that follows. Together they close no circle.
pub fn own_copies(model: &Model) -> Vec<OwnCopy> {
    let Some(locked) = Locked::read(model) else { return Vec::new() };
    let commented = Commented::read(model, &locked.declared);
    let entries = Entries::read(&locked);
    let copies = entries.all.iter().enumerate().filter_map(|(at, entry)| {
        let target = entry.target?;
        let path = entries.path(at);
        let is_said = locked.says_nothing_of(target) || is_left(&locked, &commented, &path);
        (!is_said).then(|| own_copy(locked.lock, entry, path, target))
    });
    without_circles(&locked, copies.collect())
}

/// Whether nothing can be said of the input at a path: a declaration says something already, so that only the lock is
/// old, or a comment does.
pub(crate) fn is_left(locked: &Locked<'_>, commented: &Commented<'_>, path: &[String]) -> bool {
    let declared = locked.declared.get(&path[0]);
    locked.says_nothing_of(&path[0])
        || commented.is_about(path)
        || declared.is_some_and(|input| is_overridden(&input.definition, &path[1..]))
}

fn own_copy(lock: &Lock, entry: &Entry<'_>, path: InputPath, target: &str) -> OwnCopy {
    let target_node = lock.input(target).unwrap_or(entry.node);
    OwnCopy {
        path,
        target: target.to_owned(),
        locked: lock.nodes[entry.node].described(),
        target_locked: lock.nodes[target_node].described(),
        parent_source: lock.nodes.get(entry.parent_node).and_then(repository),
    }
}

/// Those that can follow all at once.
fn without_circles(locked: &Locked<'_>, mut copies: Vec<OwnCopy>) -> Vec<OwnCopy> {
    let mut ways = Ways::declared(&locked.declared);
    ways.add_locked(locked.lock);
    for copy in &copies {
        ways.add(&copy.path, &copy.target);
    }
    loop {
        let circles = ways.circles();
        let closes =
            |copy: &OwnCopy| circles.iter().flatten().any(|member| member.starts_with(&copy.path));
        let (closing, others): (Vec<_>, Vec<_>) = copies.into_iter().partition(closes);
        copies = others;
        if closing.is_empty() {
            return copies;
        }
        for copy in closing {
            ways.remove(&copy.path);
        }
    }
}

/// An input that is locked by itself.
pub(crate) struct Entry<'l> {
    /// What brings it, among the entries; `None` for the flake.
    parent: Option<usize>,
    parent_node: &'l str,
    /// The input of the flake through which it comes; `None` for such a one.
    first: Option<&'l str>,
    name: &'l str,
    /// What it is locked to.
    pub(crate) node: &'l str,
    /// The input of the flake that it could follow.
    pub(crate) target: Option<&'l str>,
}

/// The inputs that are locked by themselves, nearest first, without what is below one that could follow an input of the
/// flake.
pub(crate) struct Entries<'l> {
    pub(crate) all: Vec<Entry<'l>>,
    own: Own<'l>,
    /// What inputs of the flake are declared to follow.
    followed: BTreeSet<InputPath>,
}

impl<'l> Entries<'l> {
    pub(crate) fn read(locked: &Locked<'l>) -> Self {
        let lock = locked.lock;
        let followed = Ways::declared(&locked.declared).followed_by_flake();
        let mut entries = Self { all: Vec::new(), own: Own::read(lock), followed };
        let mut work: VecDeque<(&str, Option<usize>)> = VecDeque::from([(&*lock.root, None)]);
        let mut seen = BTreeSet::new();
        while let Some((at, parent)) = work.pop_front() {
            let Some(node) = lock.nodes.get(at).filter(|_| seen.insert(at)) else { continue };
            for (name, reference) in &node.inputs {
                let LockRef::Node(node) = reference else { continue };
                let place = entries.all.len();
                let first = parent.map(|parent: usize| {
                    let parent = &entries.all[parent];
                    parent.first.unwrap_or(parent.name)
                });
                let entry = Entry { parent, parent_node: at, first, name, node, target: None };
                entries.all.push(entry);
                let target = entries.target(lock, place);
                entries.all[place].target = target;
                if target.is_none() {
                    work.push_back((node, Some(place)));
                }
            }
        }
        entries
    }

    /// The inputs from the flake to an entry.
    pub(crate) fn path(&self, at: usize) -> InputPath {
        let above = std::iter::successors(Some(at), |at| self.all[*at].parent);
        let mut path: InputPath = above.map(|at| self.all[at].name.to_owned()).collect();
        path.reverse();
        path
    }

    /// Whether an entry is an input of the flake, or what one of those follows.
    pub(crate) fn is_flakes(&self, at: usize) -> bool {
        self.own.nodes.contains(self.all[at].node) || self.followed.contains(&self.path(at))
    }

    /// The input of the flake that an entry could follow.
    fn target(&self, lock: &'l Lock, at: usize) -> Option<&'l str> {
        let entry = &self.all[at];
        let target = self.own.like(entry.name, lock.nodes.get(entry.node)?, entry.first?)?;
        (!self.is_flakes(at)).then_some(target)
    }
}

/// The inputs of the flake, as they are locked.
struct Own<'l> {
    nodes: BTreeSet<&'l str>,
    by_source: BTreeMap<String, Vec<(&'l str, &'l LockNode)>>,
}

impl<'l> Own<'l> {
    fn read(lock: &'l Lock) -> Self {
        let mut own = Self { nodes: BTreeSet::new(), by_source: BTreeMap::new() };
        for (name, reference) in
            lock.nodes.get(&lock.root).into_iter().flat_map(|root| &root.inputs)
        {
            let Some(node) = lock.resolve(reference) else { continue };
            own.nodes.insert(node);
            let node = &lock.nodes[node];
            if let Some(source) = comparable_source(node) {
                own.by_source.entry(source).or_default().push((name, node));
            }
        }
        own
    }

    /// The one that has the same source as a node of this name below the input `first`: who asks for the same before who
    /// has the same name.
    fn like(&self, name: &str, node: &LockNode, first: &str) -> Option<&'l str> {
        let can_stand = |(input, other): &&(&'l str, &LockNode)| {
            // A source without outputs can't stand for a flake, and a revision that was asked for is meant.
            *input != first
                && (other.is_flake || !node.is_flake)
                && revision(other) == revision(node)
        };
        let others = self.by_source.get(&comparable_source(node)?)?.iter().filter(can_stand);
        let others: Vec<(&str, &LockNode)> = others.copied().collect();
        // One that Nix looks up in its registry, by this name.
        let id = |node: &LockNode| node.original.get("id").cloned();
        let asks_same = |other: &LockNode| asked(other) == asked(node) && id(other) == id(node);
        let same: Vec<&str> =
            others.iter().filter(|(_, other)| asks_same(other)).map(|(input, _)| *input).collect();
        if let [one] = same.as_slice() {
            return Some(one);
        }
        let mut inputs = same.iter().copied().chain(others.iter().map(|(input, _)| *input));
        inputs.find(|input| *input == name)
    }
}

/// Whether a declaration says something of the input at `path` already, so that only the lock is old.
fn is_overridden(definition: &Known, path: &[String]) -> bool {
    let mut at = definition;
    for name in path {
        match at.get("inputs").and_then(|inputs| inputs.get(name)) {
            None => return false,
            Some(input) if input.get("follows").is_some() => return true,
            Some(input) => at = input,
        }
    }
    matches!(at, Known::Attrs(attrs) if attrs.keys().any(|name| name != "inputs"))
}
