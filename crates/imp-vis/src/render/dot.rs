//! DOT, for Graphviz: every node and edge, clusters as subgraphs, wider lines for more edges.

use std::fmt::Write as _;

use super::{Options, Renderer, escape, remarks};
use crate::graph::{EdgeKind, Flag, Graph, Status};
use crate::layout::plan::{Cluster, Plan};

pub(super) const RENDERER: Renderer = Renderer {
    name: "dot",
    extension: "dot",
    render: |graph, options| render(graph, options).into(),
};

/// The border of what is broken, or there more than once. Red is for what went.
const BAD: &str = "#8e24aa";

/// The graph in DOT.
pub fn render(graph: &Graph, options: &Options) -> String {
    let graph = &*options.flattened(graph);
    let plan = Plan::new(graph);
    let mut out = format!(
        "digraph {} {{\n  rankdir=LR;\n  compound=true;\n  node [shape=box, style=\"rounded,filled\", \
         fillcolor=white, fontname=monospace];\n  edge [color=\"#8797ad\"];\n",
        quoted(&options.title)
    );
    cluster(graph, &plan, &remarks(graph), 0, 1, &mut out);
    for edge in graph.edges() {
        let count = if edge.count > 1 { format!(" ×{}", edge.count) } else { String::new() };
        let place = edge.references.first();
        let place = place.map(|place| format!(", {}:{}", place.path, place.line));
        let tooltip = format!("{}{count}{}", edge.kind.name(), place.unwrap_or_default());
        let mut attributes = vec![format!("tooltip={}", shown(&tooltip))];
        attributes.extend(style(edge.kind).map(str::to_owned));
        if edge.count > 1 {
            attributes.push(format!("penwidth={:.1}", 1.0 + f64::from(edge.count).log2() / 2.0));
            // No `label`: with clusters that stops Graphviz 2.43 ("trouble in init_rank").
            attributes.push(format!("xlabel=\"×{}\"", edge.count));
        }
        attributes.extend(colour(edge.status).map(|colour| format!("color=\"{colour}\"")));
        let (from, to) = (quoted(&edge.from), quoted(&edge.to));
        out += &format!("  {from} -> {to} [{}];\n", attributes.join(", "));
    }
    out.push_str("}\n");
    out
}

/// What is in a cluster: its nodes, and the clusters in it as subgraphs.
fn cluster(
    graph: &Graph,
    plan: &Plan,
    remarks: &[String],
    at: usize,
    depth: usize,
    out: &mut String,
) {
    let indent = "  ".repeat(depth);
    let Cluster { layers, loose, .. } = &plan.clusters[at];
    let slots = layers.iter().flatten().filter_map(|&slot| usize::try_from(slot).ok());
    let mut items: Vec<usize> = slots.chain(loose.iter().copied()).collect();
    items.sort_unstable();
    for item in items {
        if let Some(node) = graph.nodes().get(item) {
            let mut attributes = vec![
                format!("label={}", shown(&format!("{}{}", plan.labels[item], remarks[item]))),
                format!("tooltip={}", shown(&format!("{} {}", node.kind.name(), node.id))),
            ];
            let is_bad = |flag: &Flag| matches!(flag, Flag::Broken | Flag::Duplicate);
            let bad = node.flags.iter().any(is_bad).then_some(BAD);
            let colour = colour(node.status).or(bad);
            attributes.extend(colour.map(|colour| format!("color=\"{colour}\"")));
            if node.flags.contains(&Flag::Broken) {
                attributes.push("style=\"rounded,filled,dashed\"".to_owned());
            }
            out.push_str(&format!("{indent}{} [{}];\n", quoted(&node.id), attributes.join(", ")));
        } else {
            let inner = item - plan.codes.nodes;
            let (path, name) = (&plan.clusters[inner].path, &plan.clusters[inner].name);
            let id = quoted(&format!("cluster_{path}"));
            write!(out, "{indent}subgraph {id} {{\n{indent}  label={};\n", shown(name))
                .expect("a string takes all");
            cluster(graph, plan, remarks, inner, depth + 1, out);
            out.push_str(&format!("{indent}}}\n"));
        }
    }
}

/// The attributes that tell edges of a kind from others, without colour.
fn style(kind: EdgeKind) -> Option<&'static str> {
    match kind {
        EdgeKind::Reference => None,
        EdgeKind::Import => Some("style=dashed"),
        EdgeKind::Merge => Some("style=bold"),
        EdgeKind::Sink => Some("style=dashed, arrowhead=diamond"),
        EdgeKind::Input => Some("arrowhead=empty"),
        EdgeKind::Follows => Some("style=dashed, arrowhead=empty"),
        EdgeKind::Member => Some("style=dotted"),
        EdgeKind::Possible => Some("style=dotted, arrowhead=empty"),
    }
}

fn colour(status: Status) -> Option<&'static str> {
    match status {
        Status::Stayed => None,
        Status::Came => Some("#18883f"),
        Status::Went => Some("#d42a2a"),
        Status::Changed => Some("#b06a00"),
    }
}

/// A DOT string that is shown. Graphviz takes `&amp;` and the like in it for characters.
fn shown(text: &str) -> String {
    quoted(&text.replace('&', "&amp;"))
}

/// A DOT string. A backslash is doubled, so that `\n` and `\N` in a name stay what they are.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escape::line(text).replace('\\', "\\\\").replace('"', "\\\""))
}
