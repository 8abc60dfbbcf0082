//! A graph laid out: what a renderer of pictures needs.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Options;
use crate::graph::{Changes, EdgeKind, Graph, NodeKind, Status};
use crate::layout::Item;
use crate::layout::legs::{self, Legs, Line};
use crate::layout::pack::{self, MAX_LABEL, Packed, View};
use crate::layout::plan::{Opening, Plan};

/// A graph with its plan, and the coordinates of what is open at first.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// Its plan; `plan.open` says what is open.
    pub plan: Plan,
    /// The text of each item as it is drawn, cut to fit.
    pub texts: Vec<String>,
    /// The group of nodes in a circle that each node belongs to, where the group is small enough that to mark
    /// it says something.
    pub cycle: Vec<Option<usize>>,
    /// Whether each node is in a larger circle. Of those only the edges against the order are marked, which
    /// would break the circle if they went.
    is_large: Vec<bool>,
    /// The legs of all edges.
    pub legs: Legs,
    /// The coordinates, in CSS pixels.
    pub packed: Packed,
}

/// What a window of 1440 by 900 leaves for the picture, in CSS pixels.
const WINDOW: (f64, f64) = (1160.0, 700.0);
/// Text is still read at this scale, and not below it.
const READABLE: f64 = 0.45;

/// Circles of more nodes than this are not marked as a whole. `model.js` has the same.
const MAX_MARKED: usize = 24;

/// The bits of the kinds of edges. `model.js` has the same five.
pub(super) const KINDS: u32 = CAME - 1;
/// The bit of a line whose edge is new.
pub(super) const CAME: u32 = 1 << EdgeKind::ALL.len();
/// The bit of a line whose edge is gone.
pub(super) const WENT: u32 = CAME << 1;
/// The bit of a line within a cycle.
pub(super) const CYCLE: u32 = CAME << 2;
/// The bit of a line that enters a hub.
pub(super) const HUB: u32 = CAME << 3;

impl<'a> Picture<'a> {
    /// Lays out a graph.
    pub fn new(graph: &'a Graph, options: &Options) -> Self {
        let plan = Plan::new(graph);
        let texts = texts(graph, &plan);
        let mut cycle = vec![None; graph.nodes().len()];
        let mut is_large = vec![false; graph.nodes().len()];
        for (at, group) in graph.cycles().iter().enumerate() {
            if group.len() > MAX_MARKED {
                group.iter().for_each(|&node| is_large[node] = true);
                continue;
            }
            group.iter().for_each(|&node| cycle[node] = Some(at));
        }
        let (legs, packed) = (Legs::default(), Packed::default());
        let mut picture = Self { graph, plan, texts, cycle, is_large, legs, packed };
        match options.collapse {
            Some(depth) => picture.open_levels(depth),
            None => picture.open_readable(options.boxes),
        }
        picture
    }

    /// Opens so many levels of clusters.
    fn open_levels(&mut self, depth: usize) {
        let open: Vec<bool> =
            self.plan.clusters.iter().map(|cluster| cluster.level() <= depth).collect();
        self.pack(&open, &vec![true; self.graph.nodes().len()]);
    }

    /// Opens clusters until there are about `boxes` boxes, and none that would make the text too small to be read when
    /// all of the picture is in a window. A single cluster is opened however large it is.
    fn open_readable(&mut self, boxes: usize) {
        let plan = self.plan.clone();
        let shown = vec![true; self.graph.nodes().len()];
        let opening = Opening { boxes, levels: usize::MAX, with_inputs: false };
        let open = opening.open(self.graph, &plan, |open| {
            self.pack(open, &shown);
            let all = self.packed.places[plan.codes.nodes].unwrap_or_default();
            plan.clusters.len() == 2 || f64::min(WINDOW.0 / all.w, WINDOW.1 / all.h) >= READABLE
        });
        self.pack(&open, &shown);
    }

    /// Lays out what is shown, with these clusters open.
    pub fn pack(&mut self, open: &[bool], shown: &[bool]) {
        self.plan.open = open.to_vec();
        let widths: Vec<usize> = self.texts.iter().map(|text| pack::width(text)).collect();
        let lines = self.lines().filter(|line| shown[line.from] && shown[line.to]);
        let mut lines: Vec<Line> = lines.collect();
        let hubs = legs::hubs(&self.plan, open, &lines);
        for line in &mut lines {
            if hubs.contains(&legs::shown_as(&self.plan, open, line.to)) {
                line.bits |= HUB;
            }
        }
        self.legs = legs::legs(&self.plan, open, lines.into_iter());
        self.packed = pack::pack(&self.plan, View { open, shown, widths: &widths }, &self.legs);
    }

    /// Every edge between two nodes as a line to draw.
    fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        let ends = (0..self.graph.edges().len()).map(|edge| (edge, self.graph.ends(edge)));
        ends.filter(|(_, (from, to))| from != to).map(|(edge, (from, to))| {
            let edge = &self.graph.edges()[edge];
            let status = match edge.status {
                Status::Stayed | Status::Changed => 0,
                Status::Came => CAME,
                Status::Went => WENT,
            };
            let is_circle = edge.kind.is_certain() && self.closes_circle(from, to);
            let circle = if is_circle { CYCLE } else { 0 };
            Line { from, to, count: edge.count, bits: kind_bit(edge.kind) | status | circle }
        })
    }

    /// Whether an edge is marked as a part of a circle.
    fn closes_circle(&self, from: usize, to: usize) -> bool {
        if self.is_large[from] && self.is_large[to] {
            let (a, b) = self.plan.meet(from, to);
            return self.plan.layer[a] > self.plan.layer[b];
        }
        self.cycle[from].is_some() && self.cycle[from] == self.cycle[to]
    }

    /// Whether an item is a cluster, and open.
    pub fn is_open(&self, item: Item) -> bool {
        item.checked_sub(self.plan.codes.nodes).is_some_and(|cluster| self.plan.open[cluster])
    }

    /// The kind that most of the nodes directly or indirectly in a cluster have.
    pub(super) fn main_kind(&self, cluster: Item) -> NodeKind {
        let mut counts: BTreeMap<NodeKind, usize> = BTreeMap::new();
        for (node, data) in self.graph.nodes().iter().enumerate() {
            let mut at = node;
            while self.plan.depth[at] > self.plan.depth[cluster] {
                at = self.plan.codes.nodes + self.plan.home[at];
            }
            if at == cluster {
                *counts.entry(data.kind).or_default() += 1;
            }
        }
        let main = counts.into_iter().max_by_key(|&(kind, count)| (count, Reverse(kind)));
        main.map_or(NodeKind::Other, |(kind, _)| kind)
    }
}

/// The bit of a kind of edge: its place in [`EdgeKind::ALL`].
pub(super) fn kind_bit(kind: EdgeKind) -> u32 {
    1 << EdgeKind::ALL.iter().position(|&other| other == kind).unwrap_or(0)
}

/// The text of each item: a node's label, a cluster's name and how many nodes are in it.
fn texts(graph: &Graph, plan: &Plan) -> Vec<String> {
    let nodes = plan.labels.iter().map(|label| cut(label, MAX_LABEL));
    let changes = changes(graph, plan);
    let clusters = plan.clusters.iter().zip(&changes).map(|(cluster, changes)| {
        let count = format!("{}{changes}", cluster.size);
        format!("{}  {count}", cut(&cluster.name, MAX_LABEL - 2 - count.len()))
    });
    nodes.chain(clusters).collect()
}

/// How many nodes of each cluster came, went and changed: ` +2 -1 ~3`, empty for none.
fn changes(graph: &Graph, plan: &Plan) -> Vec<String> {
    let mut counts = vec![Changes::default(); plan.clusters.len()];
    for (node, data) in graph.nodes().iter().enumerate() {
        let mut at = node;
        while plan.depth[at] > 0 {
            at = plan.codes.nodes + plan.home[at];
            counts[at - plan.codes.nodes].add(data.status, 1);
        }
    }
    counts.into_iter().map(Changes::signs).collect()
}

/// A text of at most `max` columns, the middle left out. The page does the same (`cut` in `model.js`).
pub(super) fn cut(text: &str, max: usize) -> String {
    if pack::width(text) <= max {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let fits = |count: usize| {
        let (head, tail) = (count - count / 2, count / 2);
        let kept: String = chars[..head].iter().chain(['…'].iter()).collect();
        kept + &chars[chars.len() - tail..].iter().collect::<String>()
    };
    let mut count = max.min(chars.len()) - 1;
    while count > 0 && pack::width(&fits(count)) > max {
        count -= 1;
    }
    fits(count)
}
