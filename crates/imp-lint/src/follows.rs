//! What follows what: overrides that lead nowhere, and how one is written.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::eval::Known;
use imp_model::model::{Lock, LockNode, LockRef, Model, attribute, quoted};
use imp_model::text::Place;

use crate::address::has_moved;
use crate::inputs::{self, Declared, declared};

/// An override of an input that is not there, or that leads to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleFollows {
    /// The inputs from the flake to the one that is overridden, which is the last.
    pub path: Vec<String>,
    /// The input that it follows and that is not there, as far as it leads there; `None` where it is not there itself.
    pub missing_target: Option<String>,
    /// Where the last of the path stands, if that is known.
    pub place: Option<Place>,
}

/// `flake.lock` beside the inputs as they are declared.
pub(crate) struct Locked<'m> {
    pub(crate) lock: &'m Lock,
    pub(crate) declared: BTreeMap<String, Declared>,
    /// The inputs that the lock has unlike they are declared.
    unlike: BTreeSet<String>,
}

impl<'m> Locked<'m> {
    /// `None` without a lock that can be read.
    pub(crate) fn read(model: &'m Model) -> Option<Self> {
        let Some(Ok(lock)) = &model.lock else { return None };
        let declared = declared(model);
        let names = inputs::names(model);
        let is_unlike = |(name, locked): &(&String, &LockRef)| match declared.get(*name) {
            Some(input) => is_unlike(lock, locked, &input.definition),
            None => names.as_ref().is_some_and(|names| !names.contains(*name)),
        };
        let root = &lock.nodes.get(&lock.root)?.inputs;
        let unlike = root.iter().filter(is_unlike).map(|(name, _)| name.clone()).collect();
        Some(Self { lock, declared, unlike })
    }

    /// Whether only locking again tells what an input of the flake is and brings.
    pub(crate) fn says_nothing_of(&self, input: &str) -> bool {
        self.unlike.contains(input)
    }
}

/// Whether an input of the flake is declared to be something else than what is locked.
fn is_unlike(lock: &Lock, locked: &LockRef, definition: &Known) -> bool {
    let follows = definition.get("follows");
    match (follows.map(Known::as_str), locked) {
        (Some(None), _) => false,
        (Some(Some(path)), LockRef::Follows(locked)) => !is_same_path(path, locked),
        (None, LockRef::Node(node)) => lock.nodes.get(node).is_some_and(|node| {
            node.is_flake != is_flake(definition) || has_moved(definition, node)
        }),
        _ => true,
    }
}

/// Whether an input is declared to be a flake.
pub(crate) fn is_flake(definition: &Known) -> bool {
    definition.get("flake") != Some(&Known::Bool(false))
}

/// Whether a `follows` is what is locked.
pub(crate) fn is_same_path(path: &str, locked: &[String]) -> bool {
    path.split('/').filter(|part| !part.is_empty()).eq(locked.iter().map(String::as_str))
}

/// Every override of an input that is not there, or that follows an input which the flake does not have.
pub fn stale(model: &Model) -> Vec<(StaleFollows, Declared)> {
    let Some(locked) = Locked::read(model) else { return Vec::new() };
    let lock = locked.lock;
    let targets = Targets::read(model);
    let mut found = Vec::new();
    for (input, declared) in &locked.declared {
        let root = lock.nodes.get(&lock.root).filter(|_| !locked.says_nothing_of(input));
        let mut work = vec![(vec![input.clone()], root, &declared.definition)];
        while let Some((path, parent, definition)) = work.pop() {
            let node = parent.and_then(|parent| own_flake(lock, parent, path.last()?));
            let Some(Known::Attrs(overrides)) = definition.get("inputs") else { continue };
            for (name, attr) in overrides {
                let path = [path.as_slice(), std::slice::from_ref(name)].concat();
                let follows = attr.value.get("follows").and_then(Known::as_str);
                let missing_target = match node {
                    Some(node) if !node.inputs.contains_key(name) => None,
                    _ => match follows.and_then(|path| targets.missing_part(path)) {
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

/// What can be followed.
pub(crate) struct Targets<'m> {
    names: BTreeSet<String>,
    locked: Option<Locked<'m>>,
}

impl<'m> Targets<'m> {
    pub(crate) fn read(model: &'m Model) -> Self {
        let names = declared(model).into_keys().chain(inputs::implicit(model)).collect();
        Self { names, locked: Locked::read(model) }
    }

    /// How far a `follows` leads to an input that is not there: `gone`, or through an input whose own ones `flake.lock`
    /// has, `hyprland/gone`. `None` where it is there, or may be, and for a drop.
    pub(crate) fn missing_part(&self, follows: &str) -> Option<String> {
        let mut parts = follows.split('/').filter(|part| !part.is_empty());
        let mut at = parts.next()?;
        if !self.names.contains(at) {
            return Some(at.to_owned());
        }
        let locked = self.locked.as_ref().filter(|locked| !locked.says_nothing_of(at))?;
        let lock = locked.lock;
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
}

/// The node of an input that is a flake and follows nothing.
fn own_flake<'l>(lock: &'l Lock, parent: &LockNode, input: &str) -> Option<&'l LockNode> {
    match parent.inputs.get(input)? {
        LockRef::Node(node) => lock.nodes.get(node).filter(|node| node.is_flake),
        LockRef::Follows(_) => None,
    }
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
