//! Mermaid, for Markdown: a flowchart that closes clusters until it is small enough to be drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::{Options, Rendered, Renderer, remarks};
use crate::graph::{Changes, EdgeKind, Flag, Graph, Status};
use crate::layout::Item;
use crate::layout::legs::shown_as;
use crate::layout::plan::{Opening, Plan};

pub(super) const RENDERER: Renderer = Renderer { name: "mermaid", extension: "mmd", render };

/// Mermaid refuses more edges (`maxEdges`)…
const MAX_EDGES: usize = 500;
/// … and more text (`maxTextSize`).
const MAX_TEXT: usize = 50_000;
/// The border of what is broken, or there more than once. Red is for what went.
const BAD: &str = "#8e24aa";

/// The graph as a flowchart. Says in a note and in a comment how it was made smaller.
pub fn render(graph: &Graph, options: &Options) -> Rendered {
    let plan = &Plan::new(graph);
    let levels = options.collapse.unwrap_or(usize::MAX);
    let (text, is_small) = chart(graph, plan, &plan.open, options);
    if !is_small {
        let note = format!(
            "left out: more than {MAX_EDGES} edges or {MAX_TEXT} characters even with all clusters closed"
        );
        let text = "  too_large[\"too large for Mermaid: try --focus or another format\"]\n";
        return finished(text, vec![note]);
    }
    let opening = Opening { boxes: usize::MAX, levels, with_inputs: true };
    let mut last = text;
    let open = opening.open(graph, plan, |open| {
        let (text, is_small) = chart(graph, plan, open, options);
        if is_small {
            last = text;
        }
        is_small
    });
    let is_closed = |at: usize| !open[at] && plan.clusters[at].level() <= levels;
    let closed = (0..open.len()).filter(|&at| is_closed(at)).count();
    let note = |clusters: &str| format!("{clusters} closed, to stay within what Mermaid draws");
    let notes = match closed {
        0 => Vec::new(),
        1 => vec![note("1 cluster is")],
        _ => vec![note(&format!("{closed} clusters are"))],
    };
    finished(&last, notes)
}

/// All edges between two boxes.
#[derive(Default)]
struct Arrow {
    count: u32,
    /// What became of them.
    changes: Changes,
    kinds: BTreeSet<EdgeKind>,
}

impl Arrow {
    /// What stands at it: the kinds of its edges unless all are `usual`, how many there are, and what changed.
    fn label(&self, usual: Option<EdgeKind>) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.name()).collect();
        let is_usual = self.kinds.iter().all(|&kind| Some(kind) == usual);
        let kinds = if is_usual { String::new() } else { kinds.join(" + ") };
        let count = match self.count {
            1 => String::new(),
            count => format!("{count}{}", self.changes.suffix()),
        };
        [kinds, count].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The kind of most edges of a graph.
fn usual(graph: &Graph) -> Option<EdgeKind> {
    let count = |kind: EdgeKind| graph.edges().iter().filter(|edge| edge.kind == kind).count();
    let kinds = EdgeKind::ALL.iter().rev().copied();
    kinds.filter(|&kind| count(kind) > 0).max_by_key(|&kind| count(kind))
}

fn finished(text: &str, notes: Vec<String>) -> Rendered {
    let comments: String = notes.iter().map(|note| format!("  %% {note}\n")).collect();
    Rendered { text: format!("flowchart LR\n{comments}{text}"), notes }
}

/// The chart with these clusters open, and whether Mermaid draws it.
fn chart(graph: &Graph, plan: &Plan, open: &[bool], options: &Options) -> (String, bool) {
    let nodes = plan.codes.nodes;
    let mut edges: BTreeMap<(Item, Item), Arrow> = BTreeMap::new();
    for (at, edge) in graph.edges().iter().enumerate() {
        let (from, to) = graph.ends(at);
        let (from, to) = (shown_as(plan, open, from), shown_as(plan, open, to));
        if from != to || from < nodes {
            let arrow = edges.entry((from, to)).or_default();
            arrow.count += edge.count;
            arrow.changes.add(edge.status, edge.count);
            arrow.kinds.insert(edge.kind);
        }
    }
    let mut text = match plain(&options.title).trim() {
        "" => String::new(),
        title => format!("  accTitle: {title}\n"),
    };
    let usual = usual(graph);
    let mut kinds = edges.values().flat_map(|arrow| &arrow.kinds);
    if let Some(usual) = usual.filter(|usual| kinds.any(|kind| kind != usual)) {
        text += &format!("  accDescr: Arrows without a word are of the kind {}\n", usual.name());
    }
    let changes = closed_changes(graph, plan, open);
    let texts = Texts { remarks: &remarks(graph), changes: &changes };
    cluster(plan, open, texts, 0, 1, &mut text);
    let mut styles = String::new();
    for (index, (&(from, to), arrow)) in edges.iter().enumerate() {
        let label = match arrow.label(usual) {
            label if label.is_empty() => label,
            label => format!("|\"{}\"|", quoted(&label)),
        };
        let is_certain = arrow.kinds.iter().any(|kind| kind.is_certain());
        let line = if is_certain { "-->" } else { "-.->" };
        text += &format!("  n{from} {line}{label} n{to}\n");
        if let Some(colour) = colour(arrow.changes.status()) {
            styles += &format!("  linkStyle {index} stroke:{colour}\n");
        }
    }
    text += &styles;
    for (item, node) in graph.nodes().iter().enumerate() {
        let is_bad = |flag: &Flag| matches!(flag, Flag::Broken | Flag::Duplicate);
        let bad = node.flags.iter().any(is_bad).then_some(BAD);
        if let Some(colour) = colour(node.status).or(bad)
            && shown_as(plan, open, item) == item
        {
            let is_broken = node.flags.contains(&Flag::Broken);
            let dashes = if is_broken { ",stroke-dasharray:6 3" } else { "" };
            text += &format!("  style n{item} stroke:{colour},stroke-width:2px{dashes}\n");
        }
    }
    let is_small = edges.len() <= MAX_EDGES && text.len() <= MAX_TEXT;
    (text, is_small)
}

/// What came and went in each cluster that is drawn closed.
fn closed_changes(graph: &Graph, plan: &Plan, open: &[bool]) -> Vec<Changes> {
    let mut changes = vec![Changes::default(); plan.clusters.len()];
    let nodes = plan.codes.nodes;
    for (item, node) in graph.nodes().iter().enumerate() {
        if let Some(cluster) = shown_as(plan, open, item).checked_sub(nodes) {
            changes[cluster].add(node.status, 1);
        }
    }
    changes
}

/// What stands behind names: of each node, and of each cluster that is drawn closed.
#[derive(Clone, Copy)]
struct Texts<'a> {
    remarks: &'a [String],
    changes: &'a [Changes],
}

fn cluster(
    plan: &Plan,
    open: &[bool],
    texts: Texts<'_>,
    at: usize,
    depth: usize,
    out: &mut String,
) {
    let indent = "  ".repeat(depth);
    let layers = plan.clusters[at].layers.iter().flatten();
    let items = layers.filter_map(|&slot| usize::try_from(slot).ok());
    for item in items.chain(plan.clusters[at].loose.iter().copied()) {
        match item.checked_sub(plan.codes.nodes) {
            None => {
                let text = format!("{}{}", plan.labels[item], texts.remarks[item]);
                *out += &format!("{indent}n{item}[\"{}\"]\n", quoted(&text));
            }
            Some(inner) if open[inner] => {
                *out += &format!(
                    "{indent}subgraph n{item}[\"{}\"]\n",
                    quoted(&plan.clusters[inner].name)
                );
                cluster(plan, open, texts, inner, depth + 1, out);
                *out += &format!("{indent}end\n");
            }
            Some(inner) => {
                let cluster = &plan.clusters[inner];
                *out += &format!(
                    "{indent}n{item}[[\"{} ({}{})\"]]\n",
                    quoted(&cluster.name),
                    cluster.size,
                    quoted(&texts.changes[inner].suffix())
                );
                if let Some(colour) = colour(texts.changes[inner].status()) {
                    *out += &format!("{indent}style n{item} stroke:{colour},stroke-width:2px\n");
                }
            }
        }
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

/// Text between double quotes: what is not a letter, a digit or one of a few signs becomes an entity, so
/// that neither Mermaid nor the HTML that it makes sees more than text. So does `:`, which makes icons.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() => out.push(c),
            '.' | '-' | '_' | '/' | ' ' | '+' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out += &format!("#{};", c as u32),
        }
    }
    out
}

/// Text without quotes, on one line: anything unusual becomes a space.
fn plain(text: &str) -> String {
    let keep = |c: char| if c.is_alphanumeric() || "._-/".contains(c) { c } else { ' ' };
    text.chars().map(keep).collect()
}
