//! The graph that Nix makes of a registry has the shape of the one that imp-vis makes, and says the same of names and
//! of references that are written out.

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use serde_json::Value;
use tests::nix::{Nix, quoted};
use tests::sandbox::Sandbox;
use tests::{Done, lacking, programs, tree, trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, vec![trial("registry", registry)]).exit_code()
}

fn registry() -> Result<Done, String> {
    let nix = match Nix::find() {
        Ok(nix) => nix,
        Err(message) => return lacking(&message),
    };
    let sandbox = Sandbox::new()?;
    let root = sandbox.root();
    tree::copy(&tests::folder().join("fixtures/graph"), root).map_err(|error| error.to_string())?;
    let registry = root.join("registry");
    let library = quoted(&tests::folder().join("../nix/lib"));
    let theirs = nix.eval(&format!(
        "let imp = import {library}; in imp.analyze.registryGraph {{ root = {root}; registry = imp.registry {registry}; }}",
        root = quoted(root),
        registry = quoted(&registry),
    ))?;
    let ours = vis(&sandbox, &["registry", "--format", "json"])?;
    same("nodes", &known(&ours, "nodes"), &known(&theirs, "nodes"))?;
    same("edges", &known(&ours, "edges"), &known(&theirs, "edges"))?;
    // Read again, it is a graph like any other.
    let file = root.join("graph.json");
    fs::write(&file, theirs.to_string()).map_err(|error| error.to_string())?;
    let again = vis(&sandbox, &["--from", "graph.json", "--format", "json"])?;
    same("nodes, read again", &known(&again, "nodes"), &known(&theirs, "nodes"))?;
    same("edges, read again", &known(&again, "edges"), &known(&theirs, "edges"))?;
    Ok(Done::Passed)
}

fn vis(sandbox: &Sandbox, arguments: &[&str]) -> Result<Value, String> {
    let output = sandbox.command(programs::ours("imp-vis")?).args(arguments).output();
    let output = output.map_err(|error| error.to_string())?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).map_err(|error| format!("imp-vis: {error}\n{stderr}"))
}

/// The nodes of the registry that are there, or the edges between them, without what only imp-vis remarks on.
fn known(document: &Value, part: &str) -> Vec<Value> {
    let all = |part: &str| document["data"][part].as_array().cloned().unwrap_or_default();
    let is_broken = |node: &Value| {
        node["flags"].as_array().is_some_and(|flags| flags.contains(&"broken".into()))
    };
    let is_module = |node: &Value| {
        !matches!(node["kind"].as_str(), Some("flake" | "output" | "input" | "file"))
    };
    let nodes: Vec<Value> =
        all("nodes").into_iter().filter(|node| !is_broken(node) && is_module(node)).collect();
    if part == "nodes" {
        let plain = |mut node: Value| {
            let node_fields = node.as_object_mut().expect("a node is an object");
            node_fields.retain(|name, _| name != "flags" && name != "note");
            node
        };
        return nodes.into_iter().map(plain).collect();
    }
    let ids: BTreeSet<&str> = nodes.iter().filter_map(|node| node["id"].as_str()).collect();
    let is_known = |end: &Value| end.as_str().is_some_and(|id| ids.contains(id));
    all("edges")
        .into_iter()
        .filter(|edge| is_known(&edge["from"]) && is_known(&edge["to"]))
        .collect()
}

fn same(what: &str, ours: &[Value], theirs: &[Value]) -> Result<(), String> {
    if ours.is_empty() {
        return Err(format!("there are no {what}"));
    }
    if ours == theirs {
        return Ok(());
    }
    Err(format!("{what}\nimp-vis: {ours:#?}\nnix: {theirs:#?}"))
}
