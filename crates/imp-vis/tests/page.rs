//! The page in headless Chromium: what it shows for an address, and a run that uses it as a person does.
//! Skipped, and counted so, where Chromium or node is not installed.
#![expect(clippy::disallowed_methods, reason = "the page runs in a browser")]

mod common;
#[path = "page/coordinates.rs"]
mod coordinates;
#[path = "common/views.rs"]
mod views;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use imp_vis::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use imp_vis::render::{self, Options};
use libtest_mimic::{Arguments, Completion, Trial};

/// A test: its name, the programs that it needs, and what it does.
type Test = (&'static str, &'static [&'static str], fn());

const TESTS: [Test; 5] = [
    (
        "the_page_computes_the_same_coordinates",
        &["node"],
        coordinates::the_page_computes_the_same_coordinates,
    ),
    ("the_address_decides_what_is_shown", &["chromium"], the_address_decides_what_is_shown),
    ("names_stay_text", &["chromium"], names_stay_text),
    ("a_person_finds_their_way", &["chromium", "node"], a_person_finds_their_way),
    (
        "thousands_of_boxes_are_used_like_few",
        &["chromium", "node"],
        thousands_of_boxes_are_used_like_few,
    ),
];

fn main() -> ExitCode {
    let is_there = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let trial = |(name, needs, run): Test| {
        let lacks = needs.iter().find(|program| !is_there(program));
        let lacks = lacks.map(|program| format!("{program} is not installed"));
        Trial::ignorable_test(name, move || match lacks {
            Some(lacks) => Ok(Completion::ignored_with(lacks)),
            None => {
                run();
                Ok(Completion::Completed)
            }
        })
    };
    let trials = TESTS.into_iter().map(trial).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn write(name: &str, graph: &Graph) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, render::html::render(graph, &Options::default()))
        .expect("the folder is there");
    file
}

/// The page's elements after its script ran, for an address that ends in `#hash`.
fn dump(file: &Path, hash: &str) -> String {
    let profile = tempfile::tempdir().expect("a folder");
    let output = Command::new("chromium")
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1500,950",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}#{hash}", file.display()))
        .output()
        .expect("chromium starts");
    let dom = String::from_utf8(output.stdout).expect("the page is UTF-8");
    assert!(
        dom.contains("data-ready="),
        "the script did not run to its end:\n{}",
        &dom[dom.len().saturating_sub(400)..]
    );
    dom
}

fn count(dom: &str, text: &str) -> usize {
    dom.matches(text).count()
}

fn the_address_decides_what_is_shown() {
    let graph = common::flake(145, 300, 7);
    let file = write("page-address.html", &graph);

    let dom = dump(&file, "");
    let boxes = count(&dom, "data-as=\"box\"");
    assert!((40..=120).contains(&boxes), "{boxes} boxes: many, and few enough to be read");
    assert!(dom.contains("aria-label=\"host hosts.atlas, uses"), "boxes have names");
    assert!(dom.contains("cluster inputs, 18 nodes, closed"), "inputs are closed at first");

    let dom = dump(&file, "n=hosts.atlas");
    assert!(dom.contains(">Why it is here<") && dom.contains(">Used by ("), "the panel is open");
    assert!(
        dom.contains("class=\"n host hot pin\"") || dom.contains("class=\"n host hot on pin\""),
        "the node is marked"
    );

    let near = graph.near(
        graph.find("modules.home.base").expect("it is there"),
        Some(1),
        imp_vis::graph::Direction::Both,
    );
    let dom = dump(&file, "f=modules.home.base&d=1");
    assert_eq!(
        count(&dom, "data-as=\"box\""),
        near.len(),
        "focus shows the node and its neighbours"
    );

    assert_eq!(count(&dump(&file, "o=*"), "data-as=\"box\""), 145, "all clusters open");
    assert_eq!(count(&dump(&file, "v=list"), "<th scope=\"row\">"), 145, "the list has every node");
    assert!(dump(&file, "t=dark").contains("data-theme=\"dark\""));
    assert_eq!(
        count(&dump(&file, "k=module,input,feature,user,output"), "data-as=\"box\""),
        8,
        "only hosts"
    );
}

fn names_stay_text() {
    let evil = "</script><img src=x onerror=document.title=1>";
    let nodes = vec![
        Node::new(format!("hosts.{evil}"), NodeKind::Host),
        Node::new("hosts.b", NodeKind::Host),
    ];
    let edges = vec![Edge::new(format!("hosts.{evil}"), "hosts.b", EdgeKind::Import).at(evil, 3)];
    let file = write("page-names.html", &Graph::new(nodes, edges));
    let dom = dump(&file, "n=hosts.b");
    assert_eq!(count(&dom, "<img"), 0, "no element came from a name");
    assert!(
        dom.contains("&lt;/script&gt;&lt;img") || dom.contains("&lt;img src=x"),
        "the name is shown"
    );
    assert!(dom.contains("<title>flake</title>"), "no code ran");
}

fn a_person_finds_their_way() {
    let file = write("page-person.html", &common::flake(500, 1_050, 7));
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/drive.mjs");
    let output =
        Command::new("node").arg(driver).arg(format!("file://{}", file.display())).output();
    let output = output.expect("node starts");
    let seen: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it reports JSON");
    let is = |path: &str, value: serde_json::Value| {
        assert_eq!(seen.pointer(path), Some(&value), "{path} of {seen:#}");
    };
    is("/errors", serde_json::json!([]));
    is("/requests", 1.into());
    is("/hover/muted", true.into());
    is("/click/selected", "hosts.atlas".into());
    is("/click/panel", true.into());
    is("/escaped/hash", "".into());
    is("/hits", 2.into());
    is("/found/selected", "modules.home.base".into());
    is("/all/boxes", 500.into());
    is("/rows", 500.into());
    is("/saved/broken", false.into());
    is("/saved/boxes", 500.into());
    let number = |path: &str| seen.pointer(path).and_then(serde_json::Value::as_u64).unwrap_or(0);
    let near = |path: &str, value: f64, by: f64| {
        let seen_value = seen.pointer(path).and_then(serde_json::Value::as_f64).unwrap_or(f64::NAN);
        assert!((seen_value - value).abs() <= by, "{path} is {seen_value} and not {value}");
    };
    near("/moves/drag", 90.0, 0.5);
    near("/moves/wheel", 1.54, 0.02);
    near("/moves/pinch", 1.5, 0.1);
    // The header of a cluster that is closed stays under the pointer.
    near("/anchor", 0.0, 6.0);
    assert!((2..20).contains(&number("/path/nodes")), "a path shows its nodes: {seen:#}");
    assert!(number("/focus/nodes") < 30, "focus shows few: {seen:#}");
    assert!(number("/opened/boxes") > number("/start/boxes"), "a click opens a cluster: {seen:#}");
    assert!(number("/closed/boxes") < 10, "all clusters closed: {seen:#}");
    assert!(number("/address/nodes") < 60, "the address focuses: {seen:#}");
}

fn thousands_of_boxes_are_used_like_few() {
    let file = write("page-many.html", &common::flake(2_000, 4_600, 7));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/many.mjs");
    let output =
        Command::new("node").arg(script).arg(format!("file://{}", file.display())).output();
    let output = output.expect("node starts");
    let seen: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it reports JSON");
    let is = |path: &str, value: serde_json::Value| {
        assert_eq!(seen.pointer(path), Some(&value), "{path} of {seen:#}");
    };
    is("/errors", serde_json::json!([]));
    is("/all/boxes", 2_000.into());
    is("/empty", 2_000.into());
    is("/hovered", "modules.home.base".into());
    is("/clicked/selected", "modules.home.base".into());
    is("/saved", 2_000.into());
    is("/stillEmpty", 2_000.into());
    let label = seen["focused"].as_str().unwrap_or_default();
    assert!(label.starts_with("module modules.home.base, uses "), "{seen:#}");
    assert!(seen["moved"].is_string(), "arrows move between painted boxes: {seen:#}");
    assert!(seen["entered"]["selected"].is_string(), "Enter pins a painted box: {seen:#}");
}
