//! A document is as good as the tree: `imp-registry scan | imp-registry X --from -` says what `imp-registry X` says,
//! and so does `imp-flake`.
//!
//! On the trees of all cases of the program, broken ones too, and on the example.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tests::sandbox::Sandbox;
use tests::{programs, tree};

/// What `imp-registry` is asked of every tree, human text where it has no source lines.
const QUESTIONS: [&[&str]; 7] = [
    &["list"],
    &["list", "--json"],
    &["refs"],
    &["refs", "--json"],
    &["orphans", "--json"],
    &["check", "--json"],
    &["check", "--json", "--fail-on", "warning"],
];

/// The trees that are asked: directories with a flake.
fn trees(tool: &str) -> Vec<PathBuf> {
    let cases = tests::folder().join("cases").join(tool);
    let cases = fs::read_dir(&cases).expect("cases are there");
    let mut found: Vec<PathBuf> =
        cases.map(|case| case.expect("an entry").path().join("in")).collect();
    found.push(tests::folder().join("../nix/templates/full"));
    found.retain(|tree| tree.join("flake.nix").is_file());
    // Of a run that was interrupted only the tree knows.
    found.retain(|tree| !tree.join(".imp-journal.json").exists());
    found.sort();
    found
}

/// The Nix files and the directories that hold some, but for the root.
fn asked_paths(root: &Path) -> Vec<String> {
    let tree = tree::read(root).expect("a tree");
    let mut paths: Vec<String> = Vec::new();
    for path in tree.keys().filter(|path| path.extension().is_some_and(|end| end == "nix")) {
        for path in path.ancestors().filter(|path| *path != Path::new("")) {
            paths.push(path.to_str().expect("text").to_owned());
        }
    }
    paths.sort();
    paths.dedup();
    paths
}

/// The names of all inputs that a tree declares, and one that it does not.
fn asked_inputs(sandbox: &Sandbox) -> Vec<String> {
    let program = programs::ours("imp-flake").expect("it is built");
    let inputs = sandbox.command(&program).arg("inputs").output().expect("it runs");
    let document: serde_json::Value = serde_json::from_slice(&inputs.stdout).unwrap_or_default();
    let inputs = document["data"]["inputs"].as_array().cloned().unwrap_or_default();
    let names = inputs.iter().filter_map(|input| input["name"].as_str().map(str::to_owned));
    let mut names: Vec<String> = names.chain(["no-such-input".to_owned()]).collect();
    names.dedup();
    names
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Asks a program everything of every tree and of a document of it; gives how many trees and questions there were.
fn agree(tool: &str, questions: fn(&Sandbox) -> Vec<Vec<String>>) -> (usize, usize) {
    let program = programs::ours(tool).expect("it is built");
    let scanner = programs::ours("imp-registry").expect("it is built");
    let (mut asked, mut trees_asked) = (0, 0);
    for from in trees(tool) {
        let sandbox = Sandbox::new().expect("a sandbox");
        tree::copy(&from, sandbox.root()).expect("a copy");
        let scanned = sandbox.command(&scanner).arg("scan").output().expect("it runs");
        if !scanned.status.success() {
            continue;
        }
        trees_asked += 1;
        // Beside the tree, so that the tree stays what was scanned.
        let document = sandbox.root().with_file_name("model.json");
        fs::write(&document, &scanned.stdout).expect("a file");
        let run = |arguments: &[String], more: &[&Path]| -> String {
            let mut command = sandbox.command(&program);
            let output: Output = command.args(arguments).args(more).output().expect("it runs");
            let text = [&*output.stdout, &*output.stderr].concat();
            format!("{}\n{}", output.status, String::from_utf8_lossy(&text))
        };
        for question in questions(&sandbox) {
            let of_document = run(&question, &[Path::new("--from"), &document]);
            let what = format!("{}: {}", from.display(), question.join(" "));
            assert_eq!(of_document, run(&question, &[]), "{what}");
            asked += 1;
        }
    }
    (trees_asked, asked)
}

#[test]
fn a_document_says_what_the_tree_says() {
    let (trees, asked) = agree("imp-registry", |sandbox| {
        let paths = asked_paths(sandbox.root());
        let about_paths = paths.iter().map(|path| words(&["why", path]));
        QUESTIONS.iter().map(|question| words(question)).chain(about_paths).collect()
    });
    assert!(trees >= 15, "only {trees} trees can be scanned");
    assert!(asked > 150, "only {asked} questions");
}

#[test]
fn a_document_has_the_inputs_that_the_tree_has() {
    let (trees, asked) = agree("imp-flake", |sandbox| {
        let names = asked_inputs(sandbox);
        let about_names =
            names.iter().flat_map(|name| [words(&["why", name]), words(&["why", name, "--json"])]);
        about_names.chain([words(&["inputs", "--json"])]).collect()
    });
    assert!(trees >= 50, "only {trees} trees can be scanned");
    assert!(asked > 300, "only {asked} questions");
}
