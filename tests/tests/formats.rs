//! What imp-vis is asked to draw it draws alike in every format: the same nodes, and the same edges.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tests::programs;
use tests::sandbox::Sandbox;

const PARTS: [&[&str]; 13] = [
    &[],
    &["outputs"],
    &["inputs", "--depth", "1"],
    &["--depth", "1"],
    &["files", "--depth", "2", "--direction", "out"],
    &["hosts", "--focus", "hosts.workstation", "--direction", "out"],
    &["--focus", "inputs.nixpkgs", "--depth", "2", "--direction", "in"],
    &["--focus", "modules.nixos.features", "--depth", "3", "--direction", "both"],
    &["--include", "modules.**", "--include", "nix/registry/hosts/**", "--exclude", "**.ssh"],
    &["--collapse", "0"],
    &["outputs", "--collapse", "1"],
    &["files", "--collapse", "2", "--exclude", "flake.nix"],
    &["hosts", "--focus", "hosts.workstation", "--depth", "2", "--collapse", "1"],
];

type Edges = BTreeSet<(String, String)>;

/// What a format says that there is.
#[derive(Debug, PartialEq)]
struct Drawn {
    nodes: BTreeSet<String>,
    edges: Edges,
}

#[test]
fn every_format_draws_the_same_part() {
    let sandbox = Sandbox::new().unwrap();
    tests::tree::copy(&tests::folder().join("../nix/templates/full"), sandbox.root()).unwrap();
    for part in PARTS {
        let vis = |format: &str, more: &[&str]| {
            let mut command = sandbox.command(programs::ours("imp-vis").unwrap());
            let output = command.args(part).args(["--format", format]).args(more).output().unwrap();
            assert!(output.status.success(), "{part:?}: {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        let is_closed = part.contains(&"--collapse");
        // Pictures open what there is room for, unless they are told.
        let more: &[&str] = if is_closed { &[] } else { &["--collapse", "99"] };
        let document: Value = serde_json::from_str(&vis("json", &[])).unwrap();
        let (json, ids) = json(&document);
        assert!(!json.nodes.is_empty(), "{part:?} draws nothing");
        let is_up = part.contains(&"in") && ids.iter().any(|id| part.contains(&id.as_str()));
        assert_eq!(text(&vis("text", &[]), is_up), json, "text: {part:?}");
        assert_eq!(dot(&vis("dot", &[])), json, "dot: {part:?}");
        assert_eq!(graphml(&vis("graphml", &[])), json, "graphml: {part:?}");
        let mermaid = mermaid(&vis("mermaid", more));
        let counts = |drawn: &Drawn| (drawn.nodes.len(), drawn.edges.len());
        assert_eq!(counts(&mermaid), counts(&json), "mermaid: {part:?}");
        if !is_closed {
            assert_eq!(mermaid, numbers(&json, &ids), "mermaid: {part:?}");
        }
        let boxes = boxes(&vis("svg", more));
        let plain = |id: &String| id.strip_suffix(".*").unwrap_or(id).to_owned();
        assert_eq!(boxes, json.nodes.iter().map(plain).collect(), "svg: {part:?}");
        let (page, closed) = page(&vis("html", more));
        if is_closed {
            assert!(closed.is_subset(&boxes), "html: {part:?}: {closed:?}");
        } else {
            assert_eq!(page, json, "html: {part:?}");
            assert_eq!(closed, BTreeSet::new(), "html: {part:?}");
        }
    }
}

fn strings(value: &Value, field: &str) -> String {
    value[field].as_str().expect("a string").to_owned()
}

fn json(document: &Value) -> (Drawn, Vec<String>) {
    let all = |part: &str| document["data"][part].as_array().cloned().unwrap_or_default();
    let ids: Vec<String> = all("nodes").iter().map(|node| strings(node, "id")).collect();
    let edges =
        all("edges").iter().map(|edge| (strings(edge, "from"), strings(edge, "to"))).collect();
    (Drawn { nodes: ids.iter().cloned().collect(), edges }, ids)
}

/// The trees, without what stands behind names.
fn text(text: &str, is_up: bool) -> Drawn {
    let (mut nodes, mut edges) = (BTreeSet::new(), Edges::new());
    let mut above: Vec<String> = Vec::new();
    for line in text.lines() {
        let name = line.trim_start_matches(['│', '├', '└', '─', ' ']);
        let depth = (line.chars().count() - name.chars().count()) / 3;
        let name = name.split(' ').next().unwrap_or_default().to_owned();
        above.truncate(depth);
        if let Some(above) = above.last().cloned() {
            edges.insert(if is_up { (name.clone(), above) } else { (above, name.clone()) });
        }
        nodes.insert(name.clone());
        above.push(name);
    }
    Drawn { nodes, edges }
}

fn dot(text: &str) -> Drawn {
    let (mut nodes, mut edges) = (BTreeSet::new(), Edges::new());
    let plain = |id: &str| id.trim_matches('"').replace('\0', "\"");
    for line in text.replace("\\\"", "\0").lines().map(str::trim) {
        let Some((name, _)) = line.split_once("\" [") else { continue };
        match name.split_once("\" -> \"") {
            Some((from, to)) => drop(edges.insert((plain(from), plain(to)))),
            None => drop(nodes.insert(plain(name))),
        }
    }
    Drawn { nodes, edges }
}

fn graphml(text: &str) -> Drawn {
    let document = roxmltree::Document::parse(text).unwrap();
    let all = |name: &'static str| {
        document.descendants().filter(move |node| node.has_tag_name((GRAPHML, name)))
    };
    let label = |node: roxmltree::Node<'_, '_>| {
        let mut data = node.children().filter(|data| data.attribute("key") == Some("node-label"));
        data.next().and_then(|data| data.text()).expect("a label").to_owned()
    };
    let names: BTreeMap<&str, String> =
        all("node").map(|node| (node.attribute("id").expect("an id"), label(node))).collect();
    let end =
        |edge: roxmltree::Node<'_, '_>, name| names[edge.attribute(name).expect("an end")].clone();
    Drawn {
        nodes: names.values().cloned().collect(),
        edges: all("edge").map(|edge| (end(edge, "source"), end(edge, "target"))).collect(),
    }
}

const GRAPHML: &str = "http://graphml.graphdrawing.org/xmlns";

/// The boxes and arrows of Mermaid: by number.
fn mermaid(text: &str) -> Drawn {
    let (mut nodes, mut edges) = (BTreeSet::new(), Edges::new());
    for line in text.lines().map(str::trim) {
        let words: Vec<&str> = line.split(' ').collect();
        let is_box = |word: &str| word.starts_with('n') && word.contains("[\"");
        match &words[..] {
            [from, arrow, .., to] if arrow.starts_with('-') => {
                edges.insert(((*from).to_owned(), (*to).to_owned()));
            }
            [first, ..] if is_box(first) => {
                nodes.insert(first.split('[').next().unwrap_or_default().to_owned());
            }
            _ => {}
        }
    }
    Drawn { nodes, edges }
}

/// The same of a document, whose nodes Mermaid numbers.
fn numbers(json: &Drawn, ids: &[String]) -> Drawn {
    let number = |id: &String| format!("n{}", ids.iter().position(|other| other == id).unwrap());
    let edges = json.edges.iter().map(|(from, to)| (number(from), number(to))).collect();
    Drawn { nodes: ids.iter().map(number).collect(), edges }
}

/// The nodes and the closed clusters of a picture, by their titles.
fn boxes(text: &str) -> BTreeSet<String> {
    let document = roxmltree::Document::parse(text).unwrap();
    let is_box = |node: &roxmltree::Node<'_, '_>| {
        node.attribute("class").is_some_and(|class| class.split(' ').next() == Some("n"))
    };
    let title = |node: roxmltree::Node<'_, '_>| {
        let title = node.first_element_child().and_then(|title| title.text()).unwrap_or_default();
        let name = title.split(" · ").next().unwrap_or_default();
        match name.split_once(' ') {
            Some((_, id)) => id.to_owned(),
            None => name.to_owned(),
        }
    };
    document.descendants().filter(is_box).map(title).collect()
}

/// What a page knows, and the paths of the clusters that it shows closed.
fn page(html: &str) -> (Drawn, BTreeSet<String>) {
    let (_, data) = html.split_once("type=\"application/json\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    let rows = |name: &str| data[name].as_array().cloned().unwrap_or_default();
    let ids: Vec<String> =
        rows("nodes").iter().map(|row| row[0].as_str().unwrap().to_owned()).collect();
    let end = |row: &Value, at: usize| ids[row[at].as_u64().unwrap() as usize].clone();
    let edges = rows("edges").iter().map(|row| (end(row, 0), end(row, 1))).collect();
    let closed: Vec<String> = rows("clusters")
        .iter()
        .filter(|cluster| cluster["open"] == false)
        .map(|cluster| strings(cluster, "path"))
        .collect();
    let is_inner =
        |path: &String| closed.iter().any(|outer| path.starts_with(&format!("{outer}.")));
    let outer = closed.iter().filter(|path| !is_inner(path)).cloned().collect();
    (Drawn { nodes: ids.into_iter().collect(), edges }, outer)
}
