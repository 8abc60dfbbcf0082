//! What holds for every format, and small pictures of the textual ones.

use super::*;
use crate::graph::{Edge, EdgeKind, Flag, Node, NodeKind};

const EVIL: &str = "</script><img src=x onerror=alert(1)>\"'&\\\n]];--><!--";

fn graph(edges: &[(&str, &str)]) -> Graph {
    let edge = |&(from, to): &(&str, &str)| {
        Edge::new(from, to, EdgeKind::Import).at(format!("{from}.nix"), 7)
    };
    let ids = edges.iter().flat_map(|&(from, to)| [from, to]);
    let nodes = ids.map(|id| Node::new(id, NodeKind::Module)).collect();
    Graph::new(nodes, edges.iter().map(edge).collect())
}

fn text(graph: &Graph, options: &Options) -> String {
    super::text::render(graph, options)
}

#[test]
fn no_name_leaves_its_quotes() {
    let mut node = Node::new(EVIL, NodeKind::Host);
    node.path = Some(EVIL.to_owned());
    node.note = Some(EVIL.to_owned());
    node.cluster = format!("a.{EVIL}");
    let mut other = Node::new(format!("b.{EVIL}"), NodeKind::Host);
    other.cluster.clone_from(&node.cluster);
    let edge = Edge::new(EVIL, format!("b.{EVIL}"), EdgeKind::Import).at(EVIL, 1);
    let graph = Graph::new(vec![node, other], vec![edge]);
    let options = Options { title: EVIL.to_owned(), ..Options::default() };
    for renderer in ALL {
        let out = (renderer.render)(&graph, &options).text;
        // In DOT and in text the name is shown as it is, within quotes or on its line.
        if !matches!(renderer.name, "dot" | "text") {
            assert!(
                !out.contains("<img") && !out.contains("</script><"),
                "{}:\n{out}",
                renderer.name
            );
        }
        let inside = out.replace("\\\\", "").replace("\\\"", "");
        if renderer.name == "dot" {
            assert!(inside.lines().all(|line| line.matches('"').count() % 2 == 0), "{inside}");
        }
        if renderer.name == "text" {
            assert_eq!(out.lines().count(), 2, "{out}");
        }
    }
}

#[test]
fn formats_have_names_and_extensions_of_their_own() {
    let names: std::collections::BTreeSet<&str> =
        ALL.iter().map(|renderer| renderer.name).collect();
    assert_eq!(names.len(), ALL.len());
    assert!(renderer("svg").is_some_and(|svg| svg.extension == "svg") && renderer("pdf").is_none());
}

#[test]
fn empty_graphs_are_drawn() {
    for renderer in ALL {
        let out = (renderer.render)(&Graph::default(), &Options::default()).text;
        assert!(!out.contains("NaN") && !out.contains("inf"), "{}: {out}", renderer.name);
    }
}

#[test]
fn a_page_says_what_it_lacks() {
    let page = |note: &str| {
        let options = Options { note: Some(note.to_owned()), ..Options::default() };
        html::render(&Graph::default(), &options)
    };
    let text = page("no `a.<b>` is set; `imp-vis files` needs none");
    let expect = "<p id=\"note\">no <code>a.&lt;b&gt;</code> is set; <code>imp-vis files</code> needs none</p>";
    assert!(text.contains(expect), "{text}");
    assert!(!html::render(&Graph::default(), &Options::default()).contains("<p id=\"note\""));
}

#[test]
fn text_is_a_tree() {
    let graph = graph(&[
        ("a", "b"),
        ("a", "c"),
        ("b", "d"),
        ("c", "b"),
        ("d", "e"),
        ("x", "y"),
        ("y", "x"),
    ]);
    let expect = "\
a
├─ b
│  └─ d
│     └─ e
└─ c
   └─ b (*)
x
└─ y
   └─ x (cycle)
";
    assert_eq!(text(&graph, &Options::default()), expect);
}

#[test]
fn text_goes_up_and_begins_where_told() {
    let graph = graph(&[("a", "b"), ("b", "c"), ("x", "b")]);
    let from = |id: &str| vec![id.to_owned()];
    let options = Options { invert: true, from: from("c"), ..Options::default() };
    assert_eq!(text(&graph, &options), "c\n└─ b\n   ├─ a\n   └─ x\n");
    let options = Options { from: from("b"), ..Options::default() };
    assert_eq!(text(&graph, &options), "b\n└─ c\n");
    let why = super::text::why(&graph, 0, 2).expect("there is a way");
    assert_eq!(why, "a\n└─ b (import, a.nix:7)\n   └─ c (import, b.nix:7)\n");
}

#[test]
fn text_says_what_came_and_went() {
    let new = graph(&[("a", "b")]).since(&graph(&[("a", "c")]));
    assert_eq!(text(&new, &Options::default()), "a\n├─ + b\n└─ - c\n");
}

#[test]
fn mermaid_closes_clusters_until_it_is_small() {
    let small = mermaid::render(
        &graph(&[("m.a", "m.b"), ("m.b", "n.c"), ("n.c", "n.d")]),
        &Options::default(),
    );
    assert_eq!(small.notes, Vec::<String>::new());
    assert!(
        small.text.contains("subgraph n5[\"m\"]") && small.text.contains("n0 --> n1"),
        "{}",
        small.text
    );

    let edges: Vec<(String, String)> = (0..900)
        .map(|at| (format!("m.a{}.x{}", at % 30, at / 30), format!("m.b{}.y{at}", at % 7)))
        .collect();
    let edges: Vec<(&str, &str)> =
        edges.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let large = mermaid::render(&graph(&edges), &Options::default());
    assert!(large.text.len() <= 50_000 && large.text.matches("-->").count() <= 500);
    assert!(
        large.notes[0].ends_with("clusters are closed, to stay within what Mermaid draws")
            && large.text.contains("%% ")
    );
}

#[test]
fn what_is_wrong_with_a_node_shows() {
    let node = |id, flag| Node::new(id, NodeKind::Input).flagged(flag, "Locked twice.");
    let graph = Graph::new(vec![node("a", Flag::Duplicate), node("b", Flag::Broken)], Vec::new());
    let options = Options::default();
    assert_eq!(text(&graph, &options), "a (duplicate)\nb (broken)\n");
    let drawn = |name: &str| {
        let renderer = renderer(name).expect("it is a format");
        (renderer.render)(&graph, &options).text
    };
    // In a comparison red is for what went.
    assert_eq!(drawn("dot").matches("color=\"#8e24aa\"").count(), 2);
    assert!(drawn("dot").contains("label=\"b (broken)\""));
    assert_eq!(drawn("mermaid").matches("stroke:#8e24aa").count(), 2);
    assert!(drawn("mermaid").contains("[\"a #40;duplicate#41;\"]"));
    assert!(drawn("svg").contains(".n.duplicate rect{stroke:#d42a2a}"));
}

#[test]
fn what_changes_on_a_shared_way_shows() {
    let edges = |kinds: &[EdgeKind]| {
        let edges = kinds.iter().map(|&kind| Edge::new("a", "b", kind));
        let nodes = ["a", "b"].map(|id| Node::new(id, NodeKind::Module));
        Graph::new(nodes.to_vec(), edges.collect())
    };
    let one = edges(&[EdgeKind::Import]);
    let two = edges(&[EdgeKind::Import, EdgeKind::Reference]);
    let drawn = |graph: &Graph| svg::render(graph, &Options::default());
    let count = |text: &str, class: &str| text.matches(&format!("<path class=\"{class}\"")).count();
    let came = drawn(&two.since(&one));
    assert_eq!(["e", "e came", "e went"].map(|class| count(&came, class)), [1, 1, 0], "{came}");
    let went = drawn(&one.since(&two));
    assert_eq!(["e", "e came", "e went"].map(|class| count(&went, class)), [1, 0, 1], "{went}");
    let both = drawn(&two.since(&edges(&[EdgeKind::Import, EdgeKind::Merge])));
    let classes = ["e", "e came", "e went", "e changed"].map(|class| count(&both, class));
    assert_eq!(classes, [1, 0, 0, 1], "where some came and some went, it changed: {both}");
    assert_eq!(count(&drawn(&two), "e"), 1);
}
