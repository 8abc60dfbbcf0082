//! Inputs that follow each other: where each leads, and what never comes to an end.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::eval::Known;
use imp_model::model::{Lock, LockRef};

use crate::inputs::Declared;

/// The inputs from the flake to one: `["a", "nixpkgs"]`.
pub(crate) type InputPath = Vec<String>;

/// How many inputs may follow each other, and how deep they are looked at.
const MAX_STEPS: usize = 64;

/// What each input follows.
#[derive(Default)]
pub(crate) struct Ways(BTreeMap<InputPath, InputPath>);

impl Ways {
    /// As it is declared.
    pub(crate) fn declared(declared: &BTreeMap<String, Declared>) -> Self {
        let mut ways = Self::default();
        for (name, declared) in declared {
            ways.add_declared(std::slice::from_ref(name), &declared.definition);
        }
        ways
    }

    fn add_declared(&mut self, path: &[String], definition: &Known) {
        if let Some(target) = definition.get("follows").and_then(Known::as_str) {
            let target = target.split('/').filter(|part| !part.is_empty()).map(str::to_owned);
            self.0.insert(path.to_vec(), target.collect());
        }
        let Some(Known::Attrs(inputs)) = definition.get("inputs") else { return };
        for (name, attr) in inputs {
            let below = [path, std::slice::from_ref(name)].concat();
            self.add_declared(&below, &attr.value);
        }
    }

    /// Also what inputs of inputs follow by their own flakes, as `flake.lock` has it.
    pub(crate) fn add_locked(&mut self, lock: &Lock) {
        let mut work = vec![(lock.root.as_str(), InputPath::new())];
        let mut seen = BTreeSet::new();
        while let Some((at, path)) = work.pop() {
            let is_new = path.len() < MAX_STEPS && seen.insert(at);
            let Some(node) = lock.nodes.get(at).filter(|_| is_new) else { continue };
            for (name, reference) in &node.inputs {
                let below = [path.as_slice(), std::slice::from_ref(name)].concat();
                match reference {
                    LockRef::Node(node) => work.push((node, below)),
                    LockRef::Follows(_) if path.is_empty() => {}
                    LockRef::Follows(target) => {
                        self.0.entry(below).or_insert_with(|| target.clone());
                    }
                }
            }
        }
    }

    pub(crate) fn add(&mut self, path: &[String], target: &str) {
        self.0.insert(path.to_vec(), vec![target.to_owned()]);
    }

    pub(crate) fn remove(&mut self, path: &[String]) {
        self.0.remove(path);
    }

    /// Where a path leads by one `follows`: that of the path or of what is nearest above it.
    fn next(&self, path: &[String]) -> Option<InputPath> {
        let above = (1..=path.len()).rev().map(|length| path.split_at(length));
        let mut targets = above.filter_map(|(above, rest)| Some((self.0.get(above)?, rest)));
        let (target, rest) = targets.next().filter(|(target, _)| !target.is_empty())?;
        Some([target, rest].concat())
    }

    /// Every path that one leads to, which comes first, and the place of the one to which the last leads back.
    fn walk(&self, start: &[String]) -> (Vec<InputPath>, Option<usize>) {
        let mut way = vec![start.to_vec()];
        while let Some(next) = self.next(&way[way.len() - 1]) {
            if let Some(at) = way.iter().position(|other| *other == next) {
                return (way, Some(at));
            }
            // What grows at every step never comes to an end either, but then some target does not have it.
            if way.len() > MAX_STEPS {
                break;
            }
            way.push(next);
        }
        (way, None)
    }

    /// Every path that inputs of the flake itself lead to by what they follow.
    pub(crate) fn followed_by_flake(&self) -> BTreeSet<InputPath> {
        let own = self.0.keys().filter(|path| path.len() == 1);
        own.flat_map(|path| self.walk(path).0.split_off(1)).collect()
    }

    /// Every circle, each once and from its first path in byte order.
    pub(crate) fn circles(&self) -> BTreeSet<Vec<InputPath>> {
        let circle = |start: &InputPath| {
            let (mut way, back_to) = self.walk(start);
            let mut circle = way.split_off(back_to?);
            let first = (0..circle.len()).min_by_key(|at| &circle[*at])?;
            circle.rotate_left(first);
            Some(circle)
        };
        self.0.keys().filter_map(circle).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::wire::plain;

    fn circles_of(inputs: &str) -> Vec<String> {
        let Known::Attrs(inputs) = plain::from_json(inputs).unwrap() else { panic!("a set") };
        let declared = |definition: Known| Declared { definition, places: Vec::new() };
        let inputs = inputs.into_iter().map(|(name, attr)| (name, declared(attr.value)));
        let circle = |circle: &Vec<InputPath>| {
            circle.iter().map(|path| path.join("/")).collect::<Vec<_>>().join(" ")
        };
        Ways::declared(&inputs.collect()).circles().iter().map(circle).collect()
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
        let through_another = r#"{
            "a": {"inputs": {"b": {"follows": "s"}}},
            "s": {"inputs": {"n": {"follows": "x"}}},
            "x": {"follows": "a/b/n"}
        }"#;
        assert_eq!(circles_of(through_another), ["a/b/n s/n x"]);
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
