//! What the page knows: the graph and its plan as compact JSON.
//!
//! Rows instead of objects, and what is zero at the end of a row is left out: 5,000 nodes stay well below
//! a megabyte. `assets/model.js` reads it.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Options, Picture};
use crate::graph::{Edge, EdgeKind, Flag, Node, NodeKind, Status};
use crate::layout::Slot;

/// The document in the page.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    /// Where the source is read.
    source: Option<&'a str>,
    kinds: Vec<&'static str>,
    #[serde(rename = "edgeKinds")]
    edge_kinds: Vec<&'static str>,
    /// The dashes of each kind of edge.
    dashes: Vec<Option<&'static str>>,
    flags: Vec<&'static str>,
    statuses: Vec<&'static str>,
    /// Which kinds say why something is there.
    roots: Vec<bool>,
    /// `[id, kind, label, path, line, flags, status, note, depth]`; no label where it is what follows the id's last dot.
    nodes: Vec<Vec<Value>>,
    /// `[from, to, kind, references, count, status]`; references are lines, after a path where it is not
    /// that of the node before.
    edges: Vec<Vec<Value>>,
    clusters: Vec<ClusterRow<'a>>,
    cycles: Vec<Vec<usize>>,
    orphans: Vec<usize>,
}

#[derive(Serialize)]
struct ClusterRow<'a> {
    name: &'a str,
    path: &'a str,
    layers: &'a [Vec<Slot>],
    loose: &'a [usize],
    open: bool,
}

/// The JSON for a picture, safe between `<script>` and `</script>`.
pub(super) fn json(picture: &Picture<'_>, options: &Options) -> String {
    let graph = picture.graph;
    let clusters = picture.plan.clusters.iter().zip(&picture.plan.open);
    let page = Page {
        title: &options.title,
        source: options.source_url.as_deref(),
        kinds: NodeKind::ALL.iter().map(|kind| kind.name()).collect(),
        edge_kinds: EdgeKind::ALL.iter().map(|kind| kind.name()).collect(),
        dashes: EdgeKind::ALL.iter().map(|&kind| super::strokes::dashes(kind)).collect(),
        flags: Flag::ALL.iter().map(|flag| flag.name()).collect(),
        statuses: Status::ALL.iter().map(|status| status.name()).collect(),
        roots: NodeKind::ALL.iter().map(|kind| kind.is_root()).collect(),
        nodes: graph
            .nodes()
            .iter()
            .zip(&picture.plan.labels)
            .map(|(one, label)| node(one, label))
            .collect(),
        edges: (0..graph.edges().len())
            .map(|at| {
                let (from, to) = graph.ends(at);
                edge(&graph.edges()[at], from, to, graph.nodes()[from].path.as_deref())
            })
            .collect(),
        clusters: clusters
            .map(|(cluster, &open)| ClusterRow {
                name: &cluster.name,
                path: &cluster.path,
                layers: &cluster.layers,
                loose: &cluster.loose,
                open,
            })
            .collect(),
        cycles: graph.cycles(),
        orphans: graph.orphans(),
    };
    let text = serde_json::to_string(&page).expect("rows and strings are JSON");
    // Only strings hold `<`, and there an escape means the same.
    text.replace('<', "\\u003c")
}

fn node(node: &Node, label: &str) -> Vec<Value> {
    let last = node.id.rsplit('.').next().unwrap_or_default();
    let text = |text: &Option<String>| text.as_ref().map_or(json!(0), |text| json!(text));
    let flags: usize = node.flags.iter().map(|flag| 1 << index(Flag::ALL, flag)).sum();
    short(vec![
        json!(node.id),
        json!(index(NodeKind::ALL, &node.kind)),
        if label == last { json!(0) } else { json!(label) },
        text(&node.path),
        json!(node.line.unwrap_or(0)),
        json!(flags),
        json!(index(Status::ALL, &node.status)),
        text(&node.note),
        json!(node.depth.unwrap_or(0)),
    ])
}

fn edge(edge: &Edge, from: usize, to: usize, path: Option<&str>) -> Vec<Value> {
    let mut references = Vec::new();
    let mut last = path;
    for reference in &edge.references {
        if last != Some(&reference.path) {
            references.push(json!(reference.path));
            last = Some(&reference.path);
        }
        references.push(json!(reference.line));
    }
    let references = if references.is_empty() { json!(0) } else { json!(references) };
    let count = if edge.count == 1 { 0 } else { edge.count };
    short(vec![
        json!(from),
        json!(to),
        json!(index(EdgeKind::ALL, &edge.kind)),
        references,
        json!(count),
        json!(index(Status::ALL, &edge.status)),
    ])
}

/// A row without the zeros at its end.
fn short(mut row: Vec<Value>) -> Vec<Value> {
    while row.last() == Some(&json!(0)) {
        row.pop();
    }
    row
}

fn index<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).unwrap_or(0)
}
