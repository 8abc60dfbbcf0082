//! What `flake.lock` says of inputs that could follow others, and of those that follow nothing.
//!
//! The names of nodes say nothing: everything is reached through the inputs of the root. An input that follows
//! something, or that is dropped with `follows = ""`, is meant so, and so is what a comment speaks of.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use imp_model::eval::Known;
use imp_model::model::{Lock, LockNode, LockRef, Model, attribute, quoted};
use imp_model::text::Place;

use crate::address::has_moved;
use crate::commented::commented;
use crate::inputs::{self, Declared, declared};

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
    /// Where what brings it comes from.
    pub parent_source: Option<String>,
}

/// An override of an input that is not there, or that leads to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleFollows {
    /// The inputs from the flake to the one that is overridden, which is the last.
    pub path: Vec<String>,
    /// The input that it follows and that is not there, see [`missing_part`]; `None` where it is not there itself.
    pub missing_target: Option<String>,
    /// Where the last of the path stands, if that is known.
    pub place: Option<Place>,
}

/// The inputs that `flake.lock` has from elsewhere than they are declared: only locking again tells what they bring.
pub(crate) fn moved<'d>(
    lock: &Lock,
    declared: &'d BTreeMap<String, Declared>,
) -> BTreeSet<&'d str> {
    let is_moved = |(name, input): &(&String, &Declared)| {
        let node = lock.input(name).and_then(|node| lock.nodes.get(node));
        let is_own = input.definition.get("follows").is_none();
        is_own && node.is_some_and(|node| has_moved(&input.definition, node))
    };
    declared.iter().filter(is_moved).map(|(name, _)| name.as_str()).collect()
}

/// Every input of inputs that is locked by itself although the flake has it, nearest first. What is below such a
/// one goes when that follows.
pub fn own_copies(model: &Model) -> Vec<OwnCopy> {
    let Some(Ok(lock)) = &model.lock else { return Vec::new() };
    let declared = declared(model);
    let commented = commented(model, &declared);
    let moved = moved(lock, &declared);
    let mut copies = Vec::new();
    let mut work: VecDeque<(&str, Vec<String>)> =
        VecDeque::from([(lock.root.as_str(), Vec::new())]);
    let mut seen = BTreeSet::new();
    while let Some((at, path)) = work.pop_front() {
        if !seen.insert(at) {
            continue;
        }
        let Some(node) = lock.nodes.get(at) else { continue };
        for (name, reference) in &node.inputs {
            let LockRef::Node(own) = reference else { continue };
            let mut path = path.clone();
            path.push(name.clone());
            match target(lock, own, &path) {
                Some(target) if path.len() > 1 => {
                    let first = path[0].as_str();
                    let is_new = |definition: &Known| !is_overridden(definition, &path[1..]);
                    if !commented.contains(first)
                        && !moved.contains(first)
                        && !moved.contains(target)
                        && declared.get(first).is_none_or(|input| is_new(&input.definition))
                    {
                        copies.push(OwnCopy {
                            locked: lock.nodes[own].described(),
                            target_locked: lock.nodes[lock.input(target).unwrap_or(own)]
                                .described(),
                            parent_source: node.source(),
                            target: target.to_owned(),
                            path,
                        });
                    }
                }
                _ => work.push_back((own, path)),
            }
        }
    }
    copies
}

/// The input of the flake that has the same source as this node, and is not the node: the one of the same name,
/// else the only one that asks for the same.
fn target<'a>(lock: &'a Lock, own: &str, path: &[String]) -> Option<&'a str> {
    let (first, name) = (path.first()?, path.last()?);
    let node = lock.nodes.get(own)?;
    let source = comparable_source(node)?;
    let is_other = |input: &&String| {
        let other = lock.input(input).filter(|other| *other != own);
        let Some(other) = other.and_then(|other| lock.nodes.get(other)) else { return false };
        let is_same = comparable_source(other).as_ref() == Some(&source);
        // A source without outputs can't stand for a flake.
        let can_stand = other.is_flake || !node.is_flake;
        // A revision that was asked for is meant.
        *input != first && is_same && can_stand && revision(other) == revision(node)
    };
    let root = lock.nodes.get(&lock.root)?;
    let others: Vec<&String> = root.inputs.keys().filter(is_other).collect();
    if let Some(same) = others.iter().find(|other| *other == &name) {
        return Some(same);
    }
    let asks_same = |input: &&&String| {
        lock.input(input).is_some_and(|other| lock.nodes[other].original == node.original)
    };
    let same: Vec<&&String> = others.iter().filter(asks_same).collect();
    match same.as_slice() {
        [one] => Some(one.as_str()),
        _ => None,
    }
}

/// The one revision that is asked for, also in the place of a branch.
fn revision(node: &LockNode) -> Option<&str> {
    let is_hash = |text: &&String| text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let branch = node.original.get("ref").filter(is_hash);
    node.original.get("rev").or(branch).map(String::as_str)
}

/// A source as it can be compared: hosts don't tell cases apart, and nixpkgs comes by several ways.
pub(crate) fn comparable_source(node: &LockNode) -> Option<String> {
    let source = node.source()?.to_lowercase();
    if source.starts_with("path:.") {
        return None;
    }
    let is_nixpkgs =
        ["flakehub.com/f/pinned/nixos/nixpkgs/", "channels.nixos.org/", "releases.nixos.org/"];
    if is_nixpkgs.iter().any(|part| source.contains(part)) {
        return Some("github:nixos/nixpkgs".into());
    }
    let directory = node.locked.get("dir").map(|dir| format!("?dir={dir}")).unwrap_or_default();
    Some(source.trim_end_matches(".git").to_owned() + &directory)
}

/// Whether a declaration says something of the input at `path` already, so that only the lock is old.
pub(crate) fn is_overridden(definition: &Known, path: &[String]) -> bool {
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

/// Every override of an input that is not there, or that follows an input which the flake does not have.
pub fn stale(model: &Model) -> Vec<(StaleFollows, Declared)> {
    let Some(Ok(lock)) = &model.lock else { return Vec::new() };
    let all = declared(model);
    let implicit: BTreeSet<String> = inputs::implicit(model).collect();
    let is_input = |name: &str| all.contains_key(name) || implicit.contains(name);
    let mut found = Vec::new();
    let moved = moved(lock, &all);
    for (input, declared) in &all {
        let root = lock.nodes.get(&lock.root).filter(|_| !moved.contains(input.as_str()));
        let mut work = vec![(vec![input.clone()], root, &declared.definition)];
        while let Some((path, parent, definition)) = work.pop() {
            let node = parent.and_then(|parent| own_flake(lock, parent, path.last()?));
            let Some(Known::Attrs(overrides)) = definition.get("inputs") else { continue };
            for (name, attr) in overrides {
                let path = [path.as_slice(), std::slice::from_ref(name)].concat();
                let follows = attr.value.get("follows").and_then(Known::as_str);
                let missing_target = match node {
                    Some(node) if !node.inputs.contains_key(name) => None,
                    _ => match follows.and_then(|path| missing_part(model, &is_input, path)) {
                        None => {
                            work.push((path, node, &attr.value));
                            continue;
                        }
                        missing => missing,
                    },
                };
                found.push((
                    StaleFollows { path, missing_target, place: attr.place.clone() },
                    declared.clone(),
                ));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    found
}

/// How far a `follows` leads to an input that is not there: `gone`, or through an input whose own ones `flake.lock` has,
/// `hyprland/gone`. `None` where it is there, or may be, and for a drop.
pub(crate) fn missing_part(
    model: &Model,
    is_input: &dyn Fn(&str) -> bool,
    follows: &str,
) -> Option<String> {
    let mut parts = follows.split('/').filter(|part| !part.is_empty());
    let mut at = parts.next()?;
    if !is_input(at) {
        return Some(at.to_owned());
    }
    let Some(Ok(lock)) = &model.lock else { return None };
    if moved(lock, &declared(model)).contains(at) {
        return None;
    }
    let (mut path, mut node) = (at.to_owned(), lock.nodes.get(&lock.root)?);
    for part in parts {
        node = own_flake(lock, node, at)?;
        path = format!("{path}/{part}");
        if !node.inputs.contains_key(part) {
            return Some(path);
        }
        at = part;
    }
    None
}

/// The node of an input that is a flake and follows nothing.
fn own_flake<'l>(lock: &'l Lock, parent: &LockNode, input: &str) -> Option<&'l LockNode> {
    match parent.inputs.get(input)? {
        LockRef::Node(node) => lock.nodes.get(node).filter(|node| node.is_flake),
        LockRef::Follows(_) => None,
    }
}

/// Every circle of inputs that follow each other, as the paths from the flake: `["a", "nixpkgs"]`, `["b", "nixpkgs"]`.
/// Each once, from its first path in byte order.
pub fn circles(declared: &BTreeMap<String, Declared>) -> Vec<Vec<Vec<String>>> {
    let mut follows = BTreeMap::new();
    for (name, declared) in declared {
        add_follows(&mut follows, std::slice::from_ref(name), &declared.definition);
    }
    let mut found: Vec<Vec<Vec<String>>> = Vec::new();
    for start in follows.keys() {
        let mut way = vec![start.clone()];
        while let Some(next) = followed(&follows, &way[way.len() - 1]) {
            if let Some(at) = way.iter().position(|other| *other == next) {
                let is_first = at == 0 && way.iter().min() == way.first();
                found.extend(is_first.then_some(way));
                break;
            }
            // What grows at every step never comes to an end either, but then some target does not have it.
            if way.len() > MAX_STEPS {
                break;
            }
            way.push(next);
        }
    }
    found
}

/// How many inputs may follow each other.
const MAX_STEPS: usize = 64;

/// Notes what a definition, and those of the inputs below, follow.
fn add_follows(
    follows: &mut BTreeMap<Vec<String>, Vec<String>>,
    path: &[String],
    definition: &Known,
) {
    if let Some(target) = definition.get("follows").and_then(Known::as_str) {
        let target = target.split('/').filter(|part| !part.is_empty()).map(str::to_owned);
        follows.insert(path.to_vec(), target.collect());
    }
    let Some(Known::Attrs(inputs)) = definition.get("inputs") else { return };
    for (name, attr) in inputs {
        let below = [path, std::slice::from_ref(name)].concat();
        add_follows(follows, &below, &attr.value);
    }
}

/// Where a path leads by one `follows`: that of the path or of what is nearest above it.
fn followed(follows: &BTreeMap<Vec<String>, Vec<String>>, path: &[String]) -> Option<Vec<String>> {
    let above = (1..=path.len()).rev().map(|length| path.split_at(length));
    let mut targets = above.filter_map(|(above, rest)| Some((follows.get(above)?, rest)));
    let (target, rest) = targets.next().filter(|(target, _)| !target.is_empty())?;
    Some([target, rest].concat())
}

/// Whether every Nix that knows flakes reads an override at `path` as it is meant. Before 2.30 one of an input of an
/// input of an input makes the one in between a flake of the registry; who has such overrides has a later one.
pub fn is_understood(path: &[String], declared: &BTreeMap<String, Declared>) -> bool {
    let is_deep = |definition: &Known| {
        let Some(Known::Attrs(overrides)) = definition.get("inputs") else { return false };
        let only_has_inputs = |value: &Known| match value {
            Known::Attrs(attrs) => attrs.keys().all(|name| name == "inputs"),
            _ => false,
        };
        overrides.values().any(|attr| only_has_inputs(&attr.value))
    };
    path.len() < 3 || declared.values().any(|input| is_deep(&input.definition))
}

/// The attribute path of an override below the input of the flake, as Nix writes it: `inputs`, `a`, `follows`.
pub fn override_path(path: &[String]) -> Vec<String> {
    let below = path.iter().skip(1).flat_map(|name| ["inputs".to_owned(), attribute(name)]);
    below.chain(["follows".to_owned()]).collect()
}

/// The line that makes the input at `path` follow another.
pub(crate) fn line(path: &[String], target: &str) -> String {
    let first = path.first().map(|name| attribute(name)).unwrap_or_default();
    format!("{first}.{} = {};", override_path(path).join("."), quoted(target))
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::wire::plain;

    fn circles_of(inputs: &str) -> Vec<String> {
        let Known::Attrs(inputs) = plain::from_json(inputs).unwrap() else { panic!("a set") };
        let declared = |definition: Known| Declared { definition, places: Vec::new() };
        let inputs = inputs.into_iter().map(|(name, attr)| (name, declared(attr.value)));
        let circle = |circle: &Vec<Vec<String>>| {
            circle.iter().map(|path| path.join("/")).collect::<Vec<_>>().join(" ")
        };
        circles(&inputs.collect()).iter().map(circle).collect()
    }

    #[test]
    fn inputs_that_follow_each_other_are_found_once() {
        assert_eq!(circles_of(r#"{"a": {"follows": "b"}, "b": {"follows": "a"}}"#), ["a b"]);
        assert_eq!(circles_of(r#"{"a": {"follows": "a"}, "c": {"follows": "a"}}"#), ["a"]);
        let overrides = r#"{
            "a": {"inputs": {"n": {"follows": "b/n"}}},
            "b": {"inputs": {"n": {"follows": "c"}}},
            "c": {"follows": "a/n"}
        }"#;
        assert_eq!(circles_of(overrides), ["a/n b/n c"]);
    }

    #[test]
    fn ways_that_end_are_no_circles() {
        let inputs = r#"{
            "a": {"inputs": {"n": {"follows": "b/n"}, "dropped": {"follows": ""}}},
            "b": {"inputs": {"n": {"follows": "c"}}},
            "c": {"url": "github:o/c"},
            "grows": {"follows": "grows/grows"}
        }"#;
        assert_eq!(circles_of(inputs), [] as [&str; 0]);
    }
}
