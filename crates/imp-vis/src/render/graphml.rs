//! GraphML, for yEd, Gephi and the like: nodes and edges with their data, without clusters.

use super::{Options, Renderer, escape};
use crate::graph::{Graph, Node};

pub(super) const RENDERER: Renderer = Renderer {
    name: "graphml",
    extension: "graphml",
    render: |graph, options| render(graph, options).into(),
};

/// The keys of the data: who has it, its name, its type.
const KEYS: [(&str, &str, &str); 12] = [
    ("node", "label", "string"),
    ("node", "kind", "string"),
    ("node", "cluster", "string"),
    ("node", "path", "string"),
    ("node", "line", "int"),
    ("node", "status", "string"),
    ("node", "flags", "string"),
    ("edge", "kind", "string"),
    ("edge", "count", "int"),
    ("edge", "path", "string"),
    ("edge", "line", "int"),
    ("edge", "status", "string"),
];

/// The graph in GraphML.
pub fn render(graph: &Graph, options: &Options) -> String {
    let graph = &*options.flattened(graph);
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                   <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
        .to_owned();
    for (of, name, kind) in KEYS {
        out += &format!(
            "<key id=\"{of}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"
        );
    }
    out += &format!("<graph id=\"{}\" edgedefault=\"directed\">\n", escape::xml(&options.title));
    for (at, node) in graph.nodes().iter().enumerate() {
        out += &format!("<node id=\"n{at}\">");
        for (name, value) in [
            ("label", Some(node.id.clone())),
            ("kind", Some(node.kind.name().to_owned())),
            ("cluster", Some(node.cluster.clone())),
            ("path", node.path.clone()),
            ("line", node.line.map(|line| line.to_string())),
            ("status", Some(node.status.name().to_owned())),
            ("flags", Some(flags(node))),
        ] {
            out += &data("node", name, &value.unwrap_or_default());
        }
        out += "</node>\n";
    }
    for (at, edge) in graph.edges().iter().enumerate() {
        let (from, to) = graph.ends(at);
        out += &format!("<edge source=\"n{from}\" target=\"n{to}\">");
        out += &data("edge", "kind", edge.kind.name());
        out += &data("edge", "count", &edge.count.to_string());
        if let Some(place) = edge.references.first() {
            out += &data("edge", "path", &place.path);
            out += &data("edge", "line", &place.line.to_string());
        }
        out += &data("edge", "status", edge.status.name());
        out += "</edge>\n";
    }
    out + "</graph>\n</graphml>\n"
}

/// What is to be noticed about a node, with commas between.
fn flags(node: &Node) -> String {
    node.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(",")
}

/// One datum; nothing for an empty one.
fn data(of: &str, name: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    format!("<data key=\"{of}-{name}\">{}</data>", escape::xml(value))
}
