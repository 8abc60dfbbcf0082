//! The view `inputs`: what `flake.lock` locks, what pulls it in, and what is there more than once.

use std::collections::{BTreeMap, VecDeque};

use imp_model::model::dotted;
use imp_model::wire::inputs::WireInput;
use imp_model::wire::model::{LockData, LockInputData, LockNodeData, ModelData};

use super::View;
use super::parts::Parts;
use super::registry;
use super::tree::{FLAKE, FLAKE_FILE, Tree};
use crate::graph::{EdgeKind, Flag, Graph, Node, NodeKind};

pub(super) const VIEW: View = View {
    name: "inputs",
    summary: "inputs from flake.lock: depth, follows, and what is there twice",
    graph,
    orphans: |_, graph| graph.alone(),
};

const LOCK_FILE: &str = "flake.lock";
/// How deep `follows` may lead from one to the next.
const MAX_FOLLOWS: usize = 64;
/// How many inputs are looked up for one `follows`.
const MAX_STEPS: usize = 1_000;
/// An input that is deeper is not called by all names on the way to it.
const MAX_NAMES: usize = 32;
/// So many are named that are locked from the same source.
const MAX_OTHERS: usize = 8;

fn graph(data: &ModelData) -> Graph {
    let mut parts = Parts::default();
    parts.node(Node::new(FLAKE, NodeKind::Flake).at(FLAKE_FILE, None));
    match &data.lock {
        Some(lock) => Inputs::new(data, lock).add(&mut parts),
        None => declared(data, &mut parts),
    }
    parts.graph()
}

/// Without a lock: the inputs that are declared.
fn declared(data: &ModelData, parts: &mut Parts) {
    let tree = Tree::new(data);
    let all = registry::parts(&tree, registry::Bases::Whole).graph();
    let is_declared =
        |node: &Node| node.kind == NodeKind::Input && !node.flags.contains(&Flag::Broken);
    let inputs = all.only(|at| is_declared(&all.nodes()[at]));
    for input in inputs.nodes() {
        let place = input.path.clone().zip(input.line);
        parts.node(Node { depth: Some(1), ..input.clone() });
        parts.edge_at(FLAKE, &input.id, EdgeKind::Input, place);
    }
    for edge in inputs.edges() {
        let place = edge.references.first().map(|one| (one.path.clone(), one.line));
        parts.edge_at(&edge.from, &edge.to, edge.kind, place);
    }
}

struct Inputs<'m> {
    lock: &'m LockData,
    /// The shortest way to each node of the lock.
    ways: BTreeMap<&'m str, Way<'m>>,
    /// The inputs of the flake as they are declared.
    declared: BTreeMap<&'m str, &'m WireInput>,
}

/// How inputs lead from the flake to a node of the lock.
struct Way<'m> {
    /// The names of the inputs on it. Of one that is too long the first, an ellipsis, and what the lock calls the node.
    names: Vec<&'m str>,
    /// How many inputs there are on it.
    depth: usize,
    /// The node before, and what that calls this one.
    from: (&'m str, &'m str),
}

impl<'m> Way<'m> {
    fn to_root(root: &'m str) -> Self {
        Self { names: Vec::new(), depth: 0, from: (root, "") }
    }

    fn then(&self, above: &'m str, input: &'m str, node: &'m str) -> Self {
        let depth = self.depth + 1;
        let names = if depth <= MAX_NAMES {
            self.names.iter().copied().chain([input]).collect()
        } else {
            vec![self.names[0], "…", node]
        };
        Self { names, depth, from: (above, input) }
    }

    fn id(&self) -> String {
        if self.depth == 0 { FLAKE.to_owned() } else { id(&self.names) }
    }
}

impl<'m> Inputs<'m> {
    fn new(data: &'m ModelData, lock: &'m LockData) -> Self {
        let root = lock.root.as_str();
        let mut ways = BTreeMap::from([(root, Way::to_root(root))]);
        let mut work = VecDeque::from([root]);
        while let Some(at) = work.pop_front() {
            for (name, input) in lock.nodes.get(at).into_iter().flat_map(|node| &node.inputs) {
                let LockInputData::Node(node) = input else { continue };
                if lock.nodes.contains_key(node) && !ways.contains_key(node.as_str()) {
                    ways.insert(node, ways[at].then(at, name, node));
                    work.push_back(node);
                }
            }
        }
        let mut declared = BTreeMap::new();
        for input in registry::inputs(data) {
            declared.entry(input.name.as_str()).or_insert(input);
        }
        Self { lock, ways, declared }
    }

    fn add(&self, parts: &mut Parts) {
        let twice = self.duplicates();
        for (name, way) in self.ways.iter().filter(|(_, way)| way.depth > 0) {
            parts.node(self.node(name, way, twice.get(name)));
        }
        for (name, way) in &self.ways {
            let node = &self.lock.nodes[*name];
            for (input, target) in &node.inputs {
                self.edge(parts, (name, way), (input, target));
            }
        }
    }

    fn node(&self, name: &str, way: &Way<'_>, others: Option<&String>) -> Node {
        let locked = &self.lock.nodes[name];
        let mut node = Node::new(way.id(), NodeKind::Input);
        (node.cluster, node.label) = frame(&way.names);
        node.depth = u32::try_from(way.depth).ok();
        let get = |name: &str| locked.locked.get(name).cloned();
        node.locked = get("rev").or_else(|| get("narHash"));
        let (above, input) = way.from;
        let depth = if way.depth == 1 {
            "An input of the flake".to_owned()
        } else {
            format!("Depth {}: pulled in by {}", way.depth, dotted(&self.ways[above].names))
        };
        let (place, line) = self.place(above, input);
        node = node.at(place, line);
        let source = source(locked).map(|source| format!(", {source}")).unwrap_or_default();
        let rev = locked.locked.get("rev").map(|rev| format!(" at {}", short(rev)));
        let text = format!("{depth}{source}{}.", rev.unwrap_or_default());
        match others {
            Some(others) => {
                node.flagged(Flag::Duplicate, format!("{text} Locked again as {others}."))
            }
            None => {
                node.note = Some(text);
                node
            }
        }
    }

    /// Nodes that are locked from one source, with the ids of the others.
    fn duplicates(&self) -> BTreeMap<&str, String> {
        let mut by_source: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for name in self.ways.keys().filter(|name| **name != self.lock.root) {
            if let Some(source) = source(&self.lock.nodes[*name]) {
                by_source.entry(source).or_default().push(name);
            }
        }
        let mut found = BTreeMap::new();
        for group in by_source.into_values().filter(|group| group.len() > 1) {
            for name in &group {
                let others = group.iter().filter(|other| *other != name).take(MAX_OTHERS);
                let mut others: Vec<String> = others.map(|other| self.ways[other].id()).collect();
                if group.len() - 1 > MAX_OTHERS {
                    others.push(format!("{} more", group.len() - 1 - MAX_OTHERS));
                }
                found.insert(*name, others.join(", "));
            }
        }
        found
    }

    fn edge(
        &self,
        parts: &mut Parts,
        (name, way): (&'m str, &Way<'m>),
        (input, target): (&'m str, &'m LockInputData),
    ) {
        let (file, line) = self.place(name, input);
        let place = Some((file, line.unwrap_or(1)));
        let (kind, to) = match target {
            // It was dropped on purpose.
            LockInputData::Follows(follows) if follows.is_empty() => return,
            LockInputData::Node(node) => (EdgeKind::Input, Some(node.as_str())),
            LockInputData::Follows(_) => {
                let mut steps = MAX_STEPS;
                (EdgeKind::Follows, self.resolve(target, MAX_FOLLOWS, &mut steps))
            }
        };
        let to = to.and_then(|node| self.ways.get(node));
        if let Some(to) = to {
            return parts.edge_at(&way.id(), &to.id(), kind, place);
        }
        let own = way.then(name, input, input);
        let mut missing = Node::new(own.id(), NodeKind::Input);
        (missing.cluster, missing.label) = frame(&own.names);
        parts.node(missing.flagged(Flag::Broken, "What it follows is not in `flake.lock`."));
        parts.edge_at(&way.id(), &own.id(), kind, place);
    }

    /// The node that an input leads to; `steps` is how often that may be looked up.
    fn resolve(
        &self,
        input: &'m LockInputData,
        depth: usize,
        steps: &mut usize,
    ) -> Option<&'m str> {
        *steps = steps.checked_sub(1)?;
        match input {
            LockInputData::Node(name) => Some(name),
            LockInputData::Follows(path) => {
                let mut node = self.lock.root.as_str();
                for name in path {
                    let next = self.lock.nodes.get(node)?.inputs.get(name)?;
                    node = self.resolve(next, depth.checked_sub(1)?, steps)?;
                }
                Some(node)
            }
        }
    }

    /// Where an input of a node stands: in a file that sets it for the flake, else in the lock.
    fn place(&self, node: &str, input: &str) -> (String, Option<u32>) {
        let way = self.ways[node].names.iter().copied().chain([input]).collect::<Vec<_>>();
        let declared = self.declared.get(way[0]).and_then(|declared| {
            let first = declared.places.first().filter(|_| node == self.lock.root);
            declared.override_at(&way[1..]).or(first)
        });
        match declared {
            Some(place) => (place.file.clone(), Some(place.line)),
            None => (LOCK_FILE.to_owned(), self.lock.nodes[node].lines.get(input).copied()),
        }
    }
}

/// Cluster and label of an input: what an input of the flake pulls in stands in a frame of that name, however
/// deep.
fn frame(path: &[&str]) -> (String, String) {
    match path {
        [first, rest @ ..] if !rest.is_empty() => (dotted([first]), rest.join(".")),
        _ => (String::new(), path.concat()),
    }
}

fn id(path: &[&str]) -> String {
    dotted(std::iter::once("inputs").chain(path.iter().copied()))
}

/// What a node is locked from, whatever the revision: `github:owner/repo`, or the address.
fn source(node: &LockNodeData) -> Option<String> {
    let get = |name: &str| node.locked.get(name).map(String::as_str);
    let kind = get("type")?;
    match (get("owner"), get("repo"), get("url").or(get("path"))) {
        (Some(owner), Some(repo), _) => {
            Some(format!("{kind}:{}/{}", owner.to_lowercase(), repo.to_lowercase()))
        }
        (_, _, Some(url)) => Some(format!("{kind}:{url}")),
        _ => None,
    }
}

fn short(rev: &str) -> String {
    rev.chars().take(7).collect()
}
