//! The page in headless Chromium: what it shows for an address, and a run that uses it as a person does.
//! Skipped, and counted so, where Chromium or node is not installed.
#![expect(clippy::disallowed_methods, reason = "the page runs in a browser")]

#[path = "page/address.rs"]
mod address;
mod common;
#[path = "page/coordinates.rs"]
mod coordinates;
#[path = "page/hubs.rs"]
mod hubs;
#[path = "page/path.rs"]
mod path;
#[path = "common/views.rs"]
mod views;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use imp_vis::graph::{Edge, EdgeKind, Flag, Graph, Node, NodeKind};
use imp_vis::render::{self, Options};
use libtest_mimic::{Arguments, Completion, Trial};

/// A test: its name, the programs that it needs, and what it does.
type Test = (&'static str, &'static [&'static str], fn());

const TESTS: [Test; 13] = [
    (
        "the_page_computes_the_same_coordinates",
        &["node"],
        coordinates::the_page_computes_the_same_coordinates,
    ),
    ("the_address_decides_what_is_shown", &["chromium"], the_address_decides_what_is_shown),
    (
        "the_address_keeps_every_state",
        &["chromium", "node"],
        address::the_address_keeps_every_state,
    ),
    (
        "a_cluster_and_a_node_of_one_name_are_told_apart",
        &["chromium", "node"],
        address::a_cluster_and_a_node_of_one_name_are_told_apart,
    ),
    (
        "a_path_says_why_and_leads_over_what_is_shown",
        &["chromium", "node"],
        path::a_path_says_why_and_leads_over_what_is_shown,
    ),
    (
        "a_host_that_nothing_uses_is_not_what_the_flake_is_for",
        &["chromium"],
        a_host_that_nothing_uses_is_not_what_the_flake_is_for,
    ),
    ("names_stay_text", &["chromium"], names_stay_text),
    ("edges_are_counted_and_placed", &["chromium"], edges_are_counted_and_placed),
    (
        "edges_into_hubs_are_faint_until_hovered",
        &["chromium", "node"],
        hubs::edges_into_hubs_are_faint_until_hovered,
    ),
    ("changes_are_seen", &["chromium", "node"], changes_are_seen),
    ("a_person_finds_their_way", &["chromium", "node"], a_person_finds_their_way),
    (
        "thousands_of_boxes_are_used_like_few",
        &["chromium", "node"],
        thousands_of_boxes_are_used_like_few,
    ),
    (
        "inputs_are_walked_with_the_keyboard",
        &["chromium", "node"],
        inputs_are_walked_with_the_keyboard,
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

/// What a script of `tests/page` saw of a page.
fn run(script: &str, page: &Path) -> serde_json::Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page").join(script);
    let output =
        Command::new("node").arg(script).arg(format!("file://{}", page.display())).output();
    let output = output.expect("node starts");
    serde_json::from_slice(&output.stdout).expect("it reports JSON")
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

    let edge = |from, to, kind| Edge::new(from, to, kind);
    let nodes = [("h", NodeKind::Host), ("a", NodeKind::Module), ("b", NodeKind::Module)];
    let edges = vec![edge("h", "a", EdgeKind::Import), edge("a", "b", EdgeKind::Possible)];
    let nodes = nodes.into_iter().map(|(id, kind)| Node::new(id, kind)).collect();
    let perhaps = write("page-perhaps.html", &Graph::new(nodes, edges));
    assert!(dump(&perhaps, "n=b").contains(" → possibly <"), "a step that is only possible");
    assert!(!dump(&perhaps, "n=a").contains("possibly <"), "a step that is certain");

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
    let dom = dump(&file, "p=hosts.atlas,hosts.borealis");
    assert!(dom.contains("No way leads from hosts.atlas to hosts.borealis, or back"), "{dom}");
    assert_eq!(count(&dom, "data-as=\"box\""), boxes, "and everything is shown");
    let dom = dump(&file, "p=hosts.atlas,hosts.gone");
    assert!(dom.contains("There is no hosts.gone in this picture"), "a name that is not there");
    assert!(dump(&file, "t=dark").contains("data-theme=\"dark\""));
    assert_eq!(
        count(&dump(&file, "k=module,input,feature,user,output"), "data-as=\"box\""),
        8,
        "only hosts"
    );
}

fn a_host_that_nothing_uses_is_not_what_the_flake_is_for() {
    let hosts = vec![
        Node::new("hosts.a", NodeKind::Host),
        Node::new("hosts.b", NodeKind::Host).flagged(Flag::Orphan, ""),
    ];
    let file = write("page-orphans.html", &Graph::new(hosts, Vec::new()));
    let says = |node: &str, text: &str| dump(&file, node).contains(text);
    assert!(says("n=hosts.a", ">It is what the flake is for.<"));
    assert!(says("n=hosts.b", ">Nothing uses it, as far as can be read without Nix.<"));
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

/// Of edges that stand for several, all are counted; a line is only said without its file where that is the node's own.
fn edges_are_counted_and_placed() {
    let twice = Edge::new("a.x", "b.y", EdgeKind::Import).at("x.nix", 3).at("z.nix", 4);
    let edges = vec![
        Edge { count: 2, ..twice },
        Edge::new("a.x", "a.z", EdgeKind::Reference).at("x.nix", 5),
        Edge::new("b.y", "b.y", EdgeKind::Import).at("y.nix", 6),
    ];
    let node = |id: &str, path: &str| Node::new(id, NodeKind::File).at(path, None);
    let nodes = vec![node("a.x", "x.nix"), node("a.z", "z.nix"), node("b.y", "y.nix")];
    let file = write("page-edges.html", &Graph::new(nodes, edges));
    let dom = dump(&file, "n=a.x");
    assert!(dom.contains(">3 of 3 nodes · 4 of 4 edges<"), "{dom}");
    assert!(
        dom.contains("<span>import</span><small>3</small>"),
        "the filter counts the same: {dom}"
    );
    assert_eq!((count(&dom, ">line 3<"), count(&dom, ">z.nix:4<")), (1, 1), "{dom}");
    let dom = dump(&file, "n=b.y");
    assert_eq!((count(&dom, ">x.nix:3<"), count(&dom, ">line 3<")), (1, 0), "{dom}");
    assert!(dump(&file, "e=import").contains(">3 of 3 nodes · 1 of 4 edges<"));
    assert!(dump(&file, "o=-").contains(">3 of 3 nodes (2 folded) · 4 of 4 edges (1 folded)<"));
}

/// What came, went and changed is said in words and drawn in colours, also over strokes that other edges share.
fn changes_are_seen() {
    let node = |id: &str| Node::new(id, NodeKind::Module);
    let edge = |from: &str, to: &str| Edge::new(from, to, EdgeKind::Import);
    let locked =
        |rev: &str| Node { locked: Some(rev.into()), ..Node::new("inputs.pkgs", NodeKind::Input) };
    let old = Graph::new(
        vec![node("m.a"), node("m.b"), node("m.c"), node("hub"), locked("1234567890")],
        vec![edge("m.a", "hub"), edge("m.b", "hub"), edge("m.c", "inputs.pkgs")],
    );
    let new = Graph::new(
        vec![node("m.a"), node("m.c"), node("m.d"), node("hub"), locked("abcdefabcd")],
        vec![
            edge("m.a", "hub"),
            edge("m.d", "hub"),
            edge("m.c", "inputs.pkgs"),
            edge("m.a", "inputs.pkgs"),
        ],
    );
    let seen = run("changes.mjs", &write("page-changes.html", &new.since(&old)));
    assert_eq!(seen["errors"], serde_json::json!([]), "{seen:#}");
    let labels = serde_json::json!({
        "m.a": "", "m.b": "went", "m.c": "", "m.d": "came", "hub": "", "inputs.pkgs": "changed",
    });
    assert_eq!(seen["labels"], labels, "{seen:#}");
    assert_eq!(
        seen["lists"],
        serde_json::json!(["1 came", "2 edges came", "1 went", "1 edge went", "1 changed"]),
    );
    assert_eq!(seen["note"], "Before, it was at 1234567.", "{seen:#}");
    // The strokes to the hub are of edges that came, went and stayed, those to the inputs of one that came and one
    // that stayed.
    assert_eq!(seen["marks"], serde_json::json!(["came", "changed"]), "{seen:#}");
    for (what, colour) in [("came", "green"), ("went", "red"), ("changed", "amber")] {
        let strokes = seen["pixels"][what].as_array().expect("a list");
        assert!(!strokes.is_empty(), "{what} is drawn: {seen:#}");
        for pixels in strokes {
            let pixels = pixels.as_array().expect("a list");
            assert!(pixels.contains(&colour.into()), "{what} is {colour}: {seen:#}");
        }
    }
}

fn a_person_finds_their_way() {
    let file = write("page-person.html", &common::flake(500, 1_050, 7));
    let seen = run("drive.mjs", &file);
    let is = |path: &str, value: serde_json::Value| {
        assert_eq!(seen.pointer(path), Some(&value), "{path} of {seen:#}");
    };
    is("/errors", serde_json::json!([]));
    is("/requests", 1.into());
    is("/hover/muted", true.into());
    is("/click/selected", "hosts.atlas".into());
    is("/click/panel", true.into());
    is("/covered", 0.into());
    is("/given", true.into());
    is("/escaped/hash", "".into());
    is("/hits", 2.into());
    is("/found/selected", "modules.home.base".into());
    is("/all/boxes", 500.into());
    is("/rows", 500.into());
    is("/saved/broken", false.into());
    is("/saved/boxes", 500.into());
    // On paper is the picture alone, in light colours also where the page is dark.
    is("/printed/boxes", 500.into());
    is("/printed/fill", "#ffffff".into());
    is("/printed/fits", true.into());
    is("/printed/shown", 1.into());
    is("/printed/theme", "dark".into());
    is("/printed/left", 0.into());
    // Another size of the window fits the picture again, unless somebody has moved it.
    let barred = seen["barred"].as_f64().expect("a number");
    assert!(barred <= 0.0, "the bar covers nothing of a focus: {seen:#}");
    // On a phone names can be read at once, no tool is out of sight, and nothing covers what is focused.
    let phone = serde_json::json!({
        "readable": true, "tools": true, "right": true, "search": true, "apart": true, "within": true,
    });
    is("/phone", phone);
    // The keyboard is where the eye is: at the box that was found, in its details, and back at the box.
    is("/reached", serde_json::json!(["modules.home.base", "modules.home.base"]));
    is("/inside", true.into());
    is("/unnamed/are", serde_json::json!([]));
    let cleared = seen["cleared"].as_f64().expect("a number");
    assert!(cleared >= 0.0, "the buttons cover nothing at first: {seen:#}");
    is("/resized/fitted", true.into());
    is("/resized/moved", false.into());
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
    assert!(number("/unnamed/of") > 100, "the tree for screen readers is read: {seen:#}");
    assert!(number("/focus/nodes") < 30, "focus shows few: {seen:#}");
    assert!(number("/opened/boxes") > number("/start/boxes"), "a click opens a cluster: {seen:#}");
    assert!(number("/closed/boxes") < 10, "all clusters closed: {seen:#}");
    assert!(number("/address/nodes") < 60, "the address focuses: {seen:#}");
}

fn thousands_of_boxes_are_used_like_few() {
    let file = write("page-many.html", &common::flake(2_000, 4_600, 7));
    let seen = run("many.mjs", &file);
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

/// The inputs of a flake: most follow its nixpkgs, one brings inputs of its own.
fn inputs() -> Graph {
    let input = |id: &str, depth| Node { depth: Some(depth), ..Node::new(id, NodeKind::Input) };
    let mut nodes = vec![Node::new("flake", NodeKind::Flake), input("inputs.nixpkgs", 1)];
    let mut edges = vec![Edge::new("flake", "inputs.nixpkgs", EdgeKind::Input)];
    for at in 0..12 {
        let id = format!("inputs.tool{at}");
        edges.push(Edge::new("flake", &id, EdgeKind::Input));
        edges.push(Edge::new(&id, "inputs.nixpkgs", EdgeKind::Follows));
        nodes.push(input(&id, 1));
    }
    let mut above = "inputs.tool3".to_owned();
    for (depth, name) in [(2, "utils"), (3, "systems")] {
        let id = format!("{above}.{name}");
        let deep = input(&id, depth).flagged(Flag::Duplicate, "Locked twice.");
        nodes.push(Node { cluster: "tool3".into(), ..deep });
        edges.push(Edge::new(&above, &id, EdgeKind::Input));
        above = id;
    }
    Graph::new(nodes, edges)
}

fn inputs_are_walked_with_the_keyboard() {
    let seen = run("keys.mjs", &write("page-inputs.html", &inputs()));
    assert_eq!(seen["errors"], serde_json::json!([]), "{seen:#}");
    assert_eq!(seen["depths"], "Depth1, of the flake132131", "a line for each depth: {seen:#}");
    let steps = seen["steps"].as_array().expect("a list");
    assert_eq!(steps[0]["to"], "flake", "nothing is left of the first box: {seen:#}");
    for step in &steps[1..] {
        assert_ne!(step["from"], step["to"], "an arrow moves: {step}");
        let number = |name: &str| step[name].as_f64().unwrap_or(f64::NAN);
        assert!(number("ahead") > 0.0, "it moves where it points: {step}");
        assert!(number("aside") <= number("ahead"), "and rather ahead than aside: {step}");
    }
    let at = &seen["pinned"]["at"];
    assert_eq!(seen["pinned"]["selected"], *at, "Enter pins what has the focus: {seen:#}");
    assert!(seen["near"].as_u64() < seen["start"]["nodes"].as_u64(), "F shows less: {seen:#}");
    assert_eq!(seen["unpinned"], serde_json::json!({ "selected": null, "focused": at }));
    assert_eq!(seen["left"], serde_json::json!({ "nodes": 16, "focused": at }));
    let cluster = "inputs";
    let folded = [(cluster, true), (cluster, false), (cluster, true), (cluster, false)];
    assert_eq!(seen["folded"], serde_json::json!(folded), "folding keeps the focus: {seen:#}");
    assert_eq!(seen["button"], serde_json::json!(["Close", true]), "{seen:#}");
    assert_eq!(seen["shallow"]["nodes"], 14, "depths can be hidden: {seen:#}");
}
