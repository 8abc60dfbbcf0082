//! A document is as good as the tree: `imp-registry scan | imp-registry X --from -` says what `imp-registry X` says.
//!
//! On the trees of all cases of the program, broken ones too, and on the example.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tests::sandbox::Sandbox;
use tests::{programs, tree};

/// What is asked of every tree, human text where it has no source lines.
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
fn trees() -> Vec<PathBuf> {
    let cases = tests::folder().join("cases/imp-registry");
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

#[test]
fn a_document_says_what_the_tree_says() {
    let program = programs::ours("imp-registry").expect("it is built");
    let (mut asked, mut trees_asked) = (0, 0);
    for from in trees() {
        let sandbox = Sandbox::new().expect("a sandbox");
        tree::copy(&from, sandbox.root()).expect("a copy");
        let run = |arguments: &[&str]| -> Output {
            sandbox.command(&program).args(arguments).output().expect("it runs")
        };
        let scanned = run(&["scan"]);
        if !scanned.status.success() {
            continue;
        }
        trees_asked += 1;
        // Beside the tree, so that the tree stays what was scanned.
        let document = sandbox.root().with_file_name("model.json");
        fs::write(&document, &scanned.stdout).expect("a file");
        let document = document.to_str().expect("text").to_owned();
        let paths = asked_paths(sandbox.root());
        let about_paths = paths.iter().map(|path| vec!["why", path.as_str()]);
        for question in QUESTIONS.iter().map(|words| words.to_vec()).chain(about_paths) {
            let of_tree = run(&question);
            let of_document = run(&[&question[..], &["--from", &document]].concat());
            let shown = |output: &Output| {
                let text = String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat())
                    .into_owned();
                format!("{}\n{text}", output.status)
            };
            let what = format!("{}: {}", from.display(), question.join(" "));
            assert_eq!(shown(&of_document), shown(&of_tree), "{what}");
            asked += 1;
        }
    }
    assert!(trees_asked >= 15, "only {trees_asked} trees can be scanned");
    assert!(asked > 150, "only {asked} questions");
}
