//! Text: a tree as `cargo tree` prints it.
//!
//! What was shown with everything below it gets `(*)`, what is its own ancestor `(cycle)`, and what is
//! noticed of a node its name: `(broken)`, `(orphan)`, `(duplicate)`; what may be needed gets `(possible)`. Several edges
//! between the same two are a line with their number: `×3`. An input of an input says how deep it is. What would be too deep
//! gets `(further down)`, and a tree of its own below.
//!
//! In a comparison the sign before a name is that of the node: `+` came, `-` went, `~` changed. Of a reference whose node stayed,
//! `(reference came)` or `(reference went)` says it.

use std::collections::BTreeSet;

use imp_cli::{Style, one_line};

use super::{Options, Renderer};
use crate::graph::{EdgeKind, Flag, Graph, Status};

pub(super) const RENDERER: Renderer = Renderer {
    name: "text",
    extension: "txt",
    render: |graph, options| render(graph, options).into(),
};

/// The graph as trees, from the nodes in `options.from`, else from those that nothing needs.
pub fn render(graph: &Graph, options: &Options) -> String {
    let graph = &*options.flattened(graph);
    let mut cycle = vec![None; graph.nodes().len()];
    for (at, group) in graph.cycles().iter().enumerate() {
        group.iter().for_each(|&node| cycle[node] = Some(at));
    }
    let mut tree = Tree {
        graph,
        options,
        cycle,
        shown: BTreeSet::new(),
        later: BTreeSet::new(),
        out: String::new(),
    };
    for root in roots(graph, options) {
        tree.show(root);
        while let Some(node) = tree.later.pop_first() {
            tree.show(node);
        }
    }
    tree.out
}

/// The shortest way from one node to another, one step a line with the place that causes it. `None` when
/// there is no way.
pub fn why(graph: &Graph, from: usize, to: usize) -> Option<String> {
    let way = graph.path(from, to)?;
    let mut out = String::new();
    for (step, &node) in way.iter().enumerate() {
        let indent = "   ".repeat(step.saturating_sub(1));
        let branch = if step > 0 { "└─ " } else { "" };
        out += &format!("{indent}{branch}{}", one_line(&graph.nodes()[node].id));
        let edge = step
            .checked_sub(1)
            .and_then(|last| graph.edges_out(way[last]).find(|&edge| graph.ends(edge).1 == node));
        if let Some(edge) = edge.map(|edge| &graph.edges()[edge]) {
            out += &format!(" ({}", edge.kind.name());
            if let Some(reference) = edge.references.first() {
                out += &format!(", {}:{}", one_line(&reference.path), reference.line);
            }
            out.push(')');
        }
        out.push('\n');
    }
    Some(out)
}

/// Where the trees begin. Every node is in one: what is left, being in cycles, begins its own.
fn roots(graph: &Graph, options: &Options) -> Vec<usize> {
    if !options.from.is_empty() {
        return options.from.iter().filter_map(|id| graph.find(id)).collect();
    }
    let is_root = |&node: &usize| {
        if options.invert {
            graph.edges_out(node).is_empty()
        } else {
            graph.edges_in(node).is_empty()
        }
    };
    let mut roots: Vec<usize> = (0..graph.nodes().len()).filter(is_root).collect();
    let mut reached = BTreeSet::new();
    let mut open = roots.clone();
    for node in 0..graph.nodes().len() {
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(next(graph, options, at).into_iter().map(|below| below.node));
            }
        }
        if !reached.contains(&node) {
            roots.push(node);
            open.push(node);
        }
    }
    roots
}

/// The nodes below a node, each once, with the first edge that leads there and how many there are.
fn next(graph: &Graph, options: &Options, node: usize) -> Vec<Below> {
    let mut next: Vec<(usize, usize)> = if options.invert {
        graph.edges_in(node).iter().map(|&edge| (graph.ends(edge).0, edge)).collect()
    } else {
        graph.edges_out(node).map(|edge| (graph.ends(edge).1, edge)).collect()
    };
    next.sort_unstable();
    let groups = next.chunk_by(|a, b| a.0 == b.0);
    let below = groups.map(|group| {
        let edges = || group.iter().map(|&(_, edge)| &graph.edges()[edge]);
        Below {
            node: group[0].0,
            edge: group[0].1,
            count: edges().map(|edge| edge.count).sum(),
            came: edges().any(|edge| edge.status == Status::Came),
            went: edges().any(|edge| edge.status == Status::Went),
        }
    });
    below.collect()
}

/// A node below another.
#[derive(Clone, Copy)]
struct Below {
    node: usize,
    /// The first edge that leads there.
    edge: usize,
    /// How many edges lead there.
    count: u32,
    /// Whether one of them came.
    came: bool,
    /// Whether one of them went.
    went: bool,
}

struct Tree<'a> {
    graph: &'a Graph,
    options: &'a Options,
    /// The circle that each node is in.
    cycle: Vec<Option<usize>>,
    /// Nodes that were shown with everything below them.
    shown: BTreeSet<usize>,
    /// Nodes too deep in a tree, which begin one of their own after it.
    later: BTreeSet<usize>,
    out: String,
}

/// Trees are no deeper than this: the lines of a longer chain would be as long as the chain.
const MAX_LEVELS: usize = 64;

/// A node whose children are being shown.
struct Level {
    node: usize,
    children: std::vec::IntoIter<Below>,
}

impl Tree<'_> {
    /// Shows a tree. It keeps its own stack: a chain can be as long as the graph.
    fn show(&mut self, root: usize) {
        self.line(root, None, &[]);
        let mut levels = self.enter(root, 0).into_iter().collect::<Vec<Level>>();
        while let Some(level) = levels.last_mut() {
            let above = level.node;
            let Some(below) = level.children.next() else {
                levels.pop();
                continue;
            };
            let node = below.node;
            let is_above = levels.iter().any(|level| level.node == node);
            self.line(node, Some(below), &levels);
            if is_above {
                let is_cycle = self.cycle[node].is_some() && self.cycle[node] == self.cycle[above];
                self.mark(if is_cycle { " (cycle)" } else { " (*)" });
            } else if let Some(level) = self.enter(node, levels.len()) {
                levels.push(level);
            }
        }
    }

    /// The children to show below a node; `None` when it has none or they were shown before.
    fn enter(&mut self, node: usize, depth: usize) -> Option<Level> {
        let children = next(self.graph, self.options, node);
        if children.is_empty() {
            return None;
        }
        if self.shown.contains(&node) {
            self.mark(" (*)");
            return None;
        }
        if depth >= MAX_LEVELS {
            self.mark(" (further down)");
            self.later.insert(node);
            return None;
        }
        self.shown.insert(node);
        Some(Level { node, children: children.into_iter() })
    }

    fn line(&mut self, node: usize, below: Option<Below>, levels: &[Level]) {
        let Some((last, above)) = levels.split_last() else {
            self.name(node, None);
            return;
        };
        for level in above {
            self.out.push_str(if level.children.len() > 0 { "│  " } else { "   " });
        }
        self.out.push_str(if last.children.len() > 0 { "├─ " } else { "└─ " });
        self.name(node, below);
    }

    fn name(&mut self, node: usize, below: Option<Below>) {
        let node = &self.graph.nodes()[node];
        let edge = below.map(|below| &self.graph.edges()[below.edge]);
        let paint = self.options.paint;
        let name = one_line(&node.id);
        self.out += &match node.status {
            Status::Stayed => name.to_string(),
            Status::Came => paint.with(Style::Added, &format!("+ {name}")),
            Status::Went => paint.with(Style::Removed, &format!("- {name}")),
            Status::Changed => format!("~ {name}"),
        };
        self.out.push('\n');
        if node.status == Status::Changed {
            let counts = node.label.rsplit_once(" (").map_or("changed)", |(_, counts)| counts);
            self.mark(&format!(" ({}", one_line(counts)));
        }
        if below.is_some_and(|below| below.came) && node.status != Status::Came {
            self.mark(&paint.with(Style::Added, " (reference came)"));
        }
        if below.is_some_and(|below| below.went) && node.status != Status::Went {
            self.mark(&paint.with(Style::Removed, " (reference went)"));
        }
        if let Some(Below { count: count @ 2.., .. }) = below {
            self.mark(&format!(" ×{count}"));
        }
        if let Some(depth @ 2..) = node.depth {
            self.mark(&format!(" (depth {depth})"));
        }
        if edge.is_some_and(|edge| !edge.kind.is_certain()) {
            self.mark(&format!(" ({})", EdgeKind::Possible.name()));
        }
        for flag in [Flag::Broken, Flag::Orphan, Flag::Duplicate] {
            if node.flags.contains(&flag) {
                self.mark(&format!(" ({})", flag.name()));
            }
        }
    }

    /// Adds to the line that was just written.
    fn mark(&mut self, text: &str) {
        self.out.pop();
        self.out += text;
        self.out.push('\n');
    }
}
