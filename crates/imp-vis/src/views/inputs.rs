//! The view `inputs`: what `flake.lock` locks, what pulls it in, and what is there more than once.

use std::collections::{BTreeMap, VecDeque};

use imp_model::model::dotted;
use imp_model::wire::findings::Place;
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
    data: &'m ModelData,
    lock: &'m LockData,
    /// The shortest path of inputs to each node of the lock.
    paths: BTreeMap<&'m str, Vec<&'m str>>,
}

impl<'m> Inputs<'m> {
    fn new(data: &'m ModelData, lock: &'m LockData) -> Self {
        let mut paths = BTreeMap::from([(lock.root.as_str(), Vec::new())]);
        let mut work = VecDeque::from([lock.root.as_str()]);
        while let Some(at) = work.pop_front() {
            let path = paths[at].clone();
            for (name, input) in lock.nodes.get(at).into_iter().flat_map(|node| &node.inputs) {
                let LockInputData::Node(node) = input else { continue };
                if lock.nodes.contains_key(node) && !paths.contains_key(node.as_str()) {
                    paths.insert(node, path.iter().copied().chain([name.as_str()]).collect());
                    work.push_back(node);
                }
            }
        }
        Self { data, lock, paths }
    }

    fn add(&self, parts: &mut Parts) {
        let twice = self.duplicates();
        for (name, path) in &self.paths {
            if !path.is_empty() {
                parts.node(self.node(name, path, twice.get(name)));
            }
        }
        for (name, path) in &self.paths {
            let from = if path.is_empty() { FLAKE.to_owned() } else { id(path) };
            let node = &self.lock.nodes[*name];
            for (input, target) in &node.inputs {
                self.edge(parts, &from, path, node, (input, target));
            }
        }
    }

    fn node(&self, name: &str, path: &[&str], others: Option<&Vec<String>>) -> Node {
        let locked = &self.lock.nodes[name];
        let above = &path[..path.len() - 1];
        let mut node = Node::new(id(path), NodeKind::Input);
        (node.cluster, node.label) = frame(path);
        node.depth = u32::try_from(path.len()).ok();
        let depth = if above.is_empty() {
            "An input of the flake".to_owned()
        } else {
            format!("Depth {}: pulled in by {}", path.len(), dotted(above))
        };
        let (place, line) = self.declared(path, name);
        node = node.at(place, line);
        let source = source(locked).map(|source| format!(", {source}")).unwrap_or_default();
        let rev = locked.locked.get("rev").map(|rev| format!(" at {}", short(rev)));
        let text = format!("{depth}{source}{}.", rev.unwrap_or_default());
        match others {
            Some(others) => node
                .flagged(Flag::Duplicate, format!("{text} Locked again as {}.", others.join(", "))),
            None => {
                node.note = Some(text);
                node
            }
        }
    }

    /// Nodes that are locked from one source, with the ids of the others.
    fn duplicates(&self) -> BTreeMap<&str, Vec<String>> {
        let mut by_source: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for name in self.paths.keys().filter(|name| **name != self.lock.root) {
            if let Some(source) = source(&self.lock.nodes[*name]) {
                by_source.entry(source).or_default().push(name);
            }
        }
        let mut found = BTreeMap::new();
        for group in by_source.into_values().filter(|group| group.len() > 1) {
            for name in &group {
                let others = group.iter().filter(|other| *other != name);
                found.insert(*name, others.map(|other| id(&self.paths[other])).collect());
            }
        }
        found
    }

    fn edge(
        &self,
        parts: &mut Parts,
        from: &str,
        path: &[&str],
        node: &LockNodeData,
        (input, target): (&str, &LockInputData),
    ) {
        let own: Vec<&str> = path.iter().copied().chain([input]).collect();
        let mut place = (LOCK_FILE.to_owned(), node.lines.get(input).copied().unwrap_or(1));
        if let (true, (file, Some(line))) = (path.is_empty(), self.declaration(input)) {
            place = (file, line);
        }
        let (kind, to) = match target {
            LockInputData::Node(name) => (EdgeKind::Input, self.lock.nodes.get_key_value(name)),
            // It was dropped on purpose.
            LockInputData::Follows(follows) if follows.is_empty() => return,
            LockInputData::Follows(_) => (
                EdgeKind::Follows,
                self.resolve(target, MAX_FOLLOWS)
                    .and_then(|name| self.lock.nodes.get_key_value(name)),
            ),
        };
        match to {
            Some((name, _)) if *name == self.lock.root => {
                parts.edge_at(from, FLAKE, kind, Some(place));
            }
            Some((name, _)) => {
                parts.edge_at(from, &id(&self.paths[name.as_str()]), kind, Some(place));
            }
            None => {
                let mut missing = Node::new(id(&own), NodeKind::Input);
                (missing.cluster, missing.label) = frame(&own);
                parts
                    .node(missing.flagged(Flag::Broken, "What it follows is not in `flake.lock`."));
                parts.edge_at(from, &id(&own), kind, Some(place));
            }
        }
    }

    fn resolve(&self, input: &'m LockInputData, depth: usize) -> Option<&'m str> {
        match input {
            LockInputData::Node(name) => Some(name),
            LockInputData::Follows(path) => {
                let mut node = self.lock.root.as_str();
                for name in path {
                    let next = self.lock.nodes.get(node)?.inputs.get(name)?;
                    node = self.resolve(next, depth.checked_sub(1)?)?;
                }
                Some(node)
            }
        }
    }

    /// Where an input is declared: in a file of the flake, else in the lock.
    fn declared(&self, path: &[&str], name: &str) -> (String, Option<u32>) {
        if let (1, (file, Some(line))) = (path.len(), self.declaration(path[0])) {
            return (file, Some(line));
        }
        let above = self.lock.nodes.iter().find_map(|(_, node)| {
            let found = node
                .inputs
                .iter()
                .find(|(_, input)| matches!(input, LockInputData::Node(target) if target == name));
            node.lines.get(found?.0).copied()
        });
        (LOCK_FILE.to_owned(), above)
    }

    fn declaration(&self, input: &str) -> (String, Option<u32>) {
        let mut inputs = registry::inputs(self.data).filter(|other| other.name == input);
        let place: Option<&Place> = inputs.find_map(|other| other.places.first());
        place.map_or((String::new(), None), |place| (place.file.clone(), Some(place.line)))
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
