//! `flake.lock`, version 7, as Nix writes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::model::{Lock, LockNode, LockRef};
use crate::text::{Position, position_at};

#[derive(Deserialize)]
struct LockFile<'t> {
    root: String,
    #[serde(borrow)]
    nodes: BTreeMap<String, Node<'t>>,
}

#[derive(Deserialize)]
struct Node<'t> {
    /// As they stand in the text, so that their lines are known.
    #[serde(borrow, default)]
    inputs: BTreeMap<String, &'t RawValue>,
    #[serde(default)]
    locked: BTreeMap<String, Value>,
    #[serde(default)]
    original: BTreeMap<String, Value>,
    #[serde(default = "is_flake")]
    flake: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Ref {
    Node(String),
    Follows(Vec<String>),
}

fn is_flake() -> bool {
    true
}

/// How deep inputs may have inputs. Every way to a node can be shown, so their lengths add up.
const MAX_DEPTH: usize = 100;

/// The lock that a text holds.
///
/// # Errors
/// In words: not JSON, not the shape of a lock, another version, an input without what it is locked to, or inputs that
/// are nested too deep.
pub fn read(text: &str) -> Result<Lock, String> {
    let version: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match version.get("version").and_then(Value::as_u64) {
        Some(7) => {}
        Some(other) => return Err(format!("it has version {other}; imp reads version 7")),
        None => return Err("it has no version, so it is no lock file".into()),
    }
    let file: LockFile<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if !file.nodes.contains_key(&file.root) {
        return Err(format!("its root `{}` is not among its nodes", file.root));
    }
    let line_ends: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
    let lock_node = |node| lock_node(text, &line_ends, node);
    let nodes = file.nodes.into_iter().map(|(name, node)| Ok((name, lock_node(node)?)));
    let lock = Lock { root: file.root, nodes: nodes.collect::<Result<_, String>>()? };
    check_nodes(&lock)?;
    if lock.ways().depth() > MAX_DEPTH {
        return Err(format!("its inputs have inputs more than {MAX_DEPTH} deep"));
    }
    Ok(lock)
}

/// Refuses what Nix refuses of the nodes that inputs lead to; it does not look at others.
fn check_nodes(lock: &Lock) -> Result<(), String> {
    let mut work = vec![lock.root.as_str()];
    let mut seen = BTreeSet::new();
    while let Some(at) = work.pop() {
        let Some(node) = lock.nodes.get(at).filter(|_| seen.insert(at)) else { continue };
        for (name, reference) in &node.inputs {
            let LockRef::Node(target) = reference else { continue };
            let wrong = match lock.nodes.get(target) {
                None => "which is not there",
                Some(_) if *target == lock.root => "which is the flake itself",
                Some(node) if node.locked.is_empty() => "which has no `locked`",
                Some(_) => "",
            };
            if !wrong.is_empty() {
                let line = node.lines.get(name).copied().unwrap_or(1);
                return Err(format!(
                    "the input `{name}` is the node `{target}`, {wrong}, at line {line}"
                ));
            }
            work.push(target);
        }
    }
    Ok(())
}

fn lock_node(text: &str, line_ends: &[usize], node: Node<'_>) -> Result<LockNode, String> {
    let mut found = LockNode {
        locked: texts(node.locked),
        original: texts(node.original),
        is_flake: node.flake,
        ..LockNode::default()
    };
    for (name, raw) in node.inputs {
        // The raw value is a part of the text, so that the distance of their starts is its offset.
        let offset = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        let reference = serde_json::from_str(raw.get()).map_err(|_| {
            let Position { line, column } = position_at(text, offset);
            format!("the input `{name}` is no name and no path at line {line} column {column}")
        })?;
        let reference = match reference {
            Ref::Node(node) => LockRef::Node(node),
            Ref::Follows(path) => LockRef::Follows(path),
        };
        let line = line_ends.partition_point(|&end| end < offset) + 1;
        found.lines.insert(name.clone(), line as u32);
        found.inputs.insert(name, reference);
    }
    Ok(found)
}

fn texts(attrs: BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    attrs.into_iter().map(|(name, value)| (name, text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{
      "nodes": {
        "nixpkgs": {
          "locked": { "lastModified": 1, "narHash": "sha256-x", "owner": "nixos", "repo": "nixpkgs", "rev": "abc", "type": "github" },
          "original": { "owner": "nixos", "repo": "nixpkgs", "type": "github" }
        },
        "src": { "flake": false, "locked": { "type": "path", "path": "/x" } },
        "root": { "inputs": { "nixpkgs": "nixpkgs", "src": "src", "other": ["nixpkgs"] } }
      },
      "root": "root",
      "version": 7
    }"#;

    #[test]
    fn a_lock_is_read() {
        let lock = read(LOCK).unwrap();
        assert_eq!(lock.nodes["nixpkgs"].locked["lastModified"], "1");
        assert_eq!(lock.nodes["root"].inputs["other"], LockRef::Follows(vec!["nixpkgs".into()]));
        assert_eq!(lock.nodes["root"].lines["other"], 8);
        assert!(!lock.nodes["src"].is_flake && lock.nodes["nixpkgs"].is_flake);
    }

    #[test]
    fn what_is_no_lock_says_why() {
        assert_eq!(
            read(&LOCK.replace("\"version\": 7", "\"version\": 5")).unwrap_err(),
            "it has version 5; imp reads version 7"
        );
        assert!(read("{}").unwrap_err().contains("no version"));
        assert!(read("<<<<<<< HEAD").is_err());
        assert!(
            read(&LOCK.replace("\"root\": \"root\"", "\"root\": \"x\""))
                .unwrap_err()
                .contains("not among")
        );
    }

    #[test]
    fn every_input_that_the_root_leads_to_is_locked() {
        let wrong = |from: &str, to: &str| read(&LOCK.replace(from, to)).unwrap_err();
        let input = r#""src": "src""#;
        assert_eq!(
            wrong(input, r#""src": "gone""#),
            "the input `src` is the node `gone`, which is not there, at line 8"
        );
        assert!(wrong(input, r#""src": "root""#).contains("the flake itself"));
        assert!(
            wrong(r#""locked": { "type": "path", "path": "/x" }"#, r#""x": 1"#)
                .contains("`locked`")
        );
        // Nix does not look at what nothing leads to.
        let unused = r#""unused": { "inputs": { "a": "gone" } }, "root": {"#;
        assert!(read(&LOCK.replace(r#""root": {"#, unused)).is_ok());
    }
}
