//! What `imp-vis` takes for a picture of about 5,000 nodes and 20,000 edges, beside `imp-registry scan`; and
//! how the page does in headless Chromium with software drawing.

use std::path::Path;

use serde_json::Value;
use xshell::{Shell, cmd};

use super::measure::{self, Subject};
use super::{Request, times, tree};
use crate::Outcome;
use crate::workspace::Workspace;

/// How many modules the generated tree has, and how many more there are that each refer to many of them.
const MODULES: usize = 4_300;
const FEATURES: usize = 400;
const REFERENCES: usize = 29;
/// The largest page that is wanted, in bytes.
const MAX_PAGE: usize = 1_500_000;

/// Builds, generates, measures, prints.
pub(super) fn run(shell: &Shell, workspace: &Workspace, request: &Request) -> Outcome {
    shell.change_dir(&workspace.root);
    cmd!(shell, "cargo build --release --quiet --package imp-vis --package imp-registry").run()?;
    let release = workspace.target.join("release");
    let (vis, registry) = (release.join("imp-vis"), release.join("imp-registry"));
    let folder = tempfile::tempdir()?;
    tree::write(folder.path(), MODULES, request.seed)?;
    shell.change_dir(folder.path());
    let graph = || -> Result<Value, Box<dyn std::error::Error>> {
        Ok(serde_json::from_str(&cmd!(shell, "{vis} --json").quiet().ignore_stderr().read()?)?)
    };
    add_features(folder.path(), &graph()?)?;
    let graph = graph()?;
    let count = |list: &str| graph["data"][list].as_array().map_or(0, Vec::len);
    println!("\na picture of {} nodes and {} edges", count("nodes"), count("edges"));

    let subjects = [
        Subject::new("imp-registry scan", &registry, &["scan"]),
        Subject::new("imp-vis (html)", &vis, &[]),
        Subject::new("imp-vis --format svg", &vis, &["--format", "svg"]),
    ];
    let runs = if request.runs == 0 { 11 } else { request.runs };
    let samples = measure::turn_by_turn(&subjects, folder.path(), runs)?;
    for (subject, sample) in subjects.iter().zip(&samples) {
        let ratio = sample.median() / samples[0].median();
        println!("    {:24} {}, {ratio:.2} of the scan", subject.name, times(sample));
    }
    let page = folder.path().join("page.html");
    cmd!(shell, "{vis} -o {page}").quiet().ignore_stderr().run()?;
    let size = std::fs::metadata(&page)?.len() as usize;
    println!("    page: {size} bytes, at most {MAX_PAGE} are wanted");
    browse(shell, &workspace.root, &page)
}

/// Adds modules with many references, one after the other over all modules of the graph.
fn add_features(root: &Path, graph: &Value) -> std::io::Result<()> {
    let nodes = graph["data"]["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    let modules = nodes.iter().filter(|node| node["kind"] == "module" && node["path"].is_string());
    let names: Vec<&str> = modules.filter_map(|node| node["id"].as_str()).collect();
    let mut names = names.iter().cycle();
    let folder = root.join("nix/registry/features");
    std::fs::create_dir_all(&folder)?;
    for feature in 0..FEATURES {
        let used = names.by_ref().take(REFERENCES).map(|name| format!("    registry.{name}\n"));
        let used: String = used.collect();
        let text = format!("{{ registry, ... }}:\n{{\n  imports = [\n{used}  ];\n}}\n");
        std::fs::write(folder.join(format!("feature{feature}.nix")), text)?;
    }
    Ok(())
}

/// What the page says of itself in a browser; nothing where there is none.
fn browse(shell: &Shell, root: &Path, page: &Path) -> Outcome {
    let script = root.join("crates/imp-vis/tests/page/measure.mjs");
    let is_there = |program: &str| {
        cmd!(shell, "{program} --version").quiet().ignore_stdout().ignore_stderr().run().is_ok()
    };
    if !is_there("node") || !is_there("chromium") {
        println!("    not measured in a browser: node or chromium is not installed");
        return Ok(());
    }
    let address = format!("file://{}", page.display());
    let seen: Value =
        serde_json::from_str(&cmd!(shell, "node {script} {address}").quiet().read()?)?;
    println!("    ready after {} ms; frames in ms, the slowest and the mean:", seen["ready"]);
    for (name, moves) in seen.as_object().into_iter().flatten() {
        if let (Value::Object(pan), Value::Object(zoom)) = (&moves["pan"], &moves["zoom"]) {
            println!(
                "      {name:24} moving {} and {}, zooming {} and {}",
                pan["worst"], pan["mean"], zoom["worst"], zoom["mean"]
            );
        }
    }
    if seen["errors"].as_array().is_none_or(|errors| !errors.is_empty()) {
        return Err(format!("the page has errors: {}", seen["errors"]).into());
    }
    Ok(())
}
