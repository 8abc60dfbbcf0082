//! The plan: orders only, no sizes and no coordinates.
//!
//! Clusters are planned from the outside in, because an edge's way out of a cluster depends on which side
//! of it the other end is. Each one by itself: `cycles` turns as few edges round as it can, `layers`
//! puts what remains into layers, `lanes` adds places for edges that pass through a layer, and
//! `order` sorts each layer so that few edges cross.

mod cycles;
mod lanes;
mod layers;
mod open;
mod order;
mod tree;

use std::collections::BTreeMap;

pub use open::Opening;

use super::{Codes, Item, Slot, lane};
use crate::graph::{self, Edge, Graph};
use tree::Tree;

/// A cluster and the order of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// What stands in its header: the last parts of its path.
    pub name: String,
    /// The whole dotted path; empty for the root.
    pub path: String,
    /// How many nodes are in it, however deep.
    pub size: usize,
    /// The layers from left to right, each from top to bottom.
    pub layers: Vec<Vec<Slot>>,
    /// Items that no edge joins to others in this cluster.
    pub loose: Vec<Item>,
}

impl Cluster {
    /// How many names there are in its path; 0 for the root. Chains of clusters that are drawn as one count all.
    pub fn level(&self) -> usize {
        graph::parts(&self.path).len()
    }
}

/// The plan of a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How items are numbered.
    pub codes: Codes,
    /// The clusters, each before those in it; the first is the root, which holds everything.
    pub clusters: Vec<Cluster>,
    /// The cluster that holds each item (by index in `clusters`); the root is in itself.
    pub home: Vec<usize>,
    /// How many clusters are around each item; 0 for the root alone.
    pub depth: Vec<usize>,
    /// The layer of each item in its home; `None` for loose ones.
    pub layer: Vec<Option<usize>>,
    /// Which clusters are open.
    pub open: Vec<bool>,
    /// What stands in each node's box: its label, after the names of clusters that held only it.
    pub labels: Vec<String>,
}

impl Plan {
    /// The plan of a graph, with nothing but the root open.
    pub fn new(graph: &Graph) -> Self {
        let tree = Tree::new(graph);
        let codes = Codes::new(graph.nodes().len(), tree.clusters.len());
        let mut plan = Self {
            codes,
            clusters: Vec::with_capacity(tree.clusters.len()),
            home: tree.home.clone(),
            depth: depths(&tree.home, codes.nodes),
            layer: vec![None; codes.entry],
            open: (0..tree.clusters.len()).map(|at| at == 0).collect(),
            labels: tree.labels.clone(),
        };
        let lifted = plan.lift(graph);
        let mut sides = Sides { entry: vec![0; codes.entry], exit: vec![0; codes.entry] };
        for (at, cluster) in tree.clusters.iter().enumerate() {
            let edges = &lifted[at];
            let planned = plan.cluster(&tree, at, edges, &sides);
            plan.clusters.push(Cluster {
                name: cluster.name.clone(),
                path: cluster.path.clone(),
                size: cluster.size,
                layers: planned.0,
                loose: planned.1,
            });
            for edge in edges {
                plan.leave(at, edge, &mut sides);
            }
        }
        plan
    }

    /// Every edge as one between two items of the lowest cluster that holds both ends, by cluster.
    fn lift(&self, graph: &Graph) -> Vec<Vec<Lifted>> {
        let mut lifted = vec![Vec::new(); self.codes.entry - self.codes.nodes];
        for edge in 0..graph.edges().len() {
            let (from, to) = graph.ends(edge);
            if from != to {
                let (a, b) = self.meet(from, to);
                let Edge { count, kind, .. } = graph.edges()[edge];
                let order = if kind.is_certain() { count } else { 0 };
                lifted[self.home[a]].push(Lifted { from, to, a, b, count, order });
            }
        }
        lifted
    }

    /// The items around `from` and `to` (or these themselves) that lie in the same cluster.
    pub fn meet(&self, from: Item, to: Item) -> (Item, Item) {
        let (mut a, mut b) = (from, to);
        while self.home[a] != self.home[b] {
            if self.depth[a] >= self.depth[b] {
                a = self.codes.nodes + self.home[a];
            } else {
                b = self.codes.nodes + self.home[b];
            }
        }
        (a, b)
    }

    /// Plans one cluster: its layers and its loose items. Notes the layer of each item.
    fn cluster(
        &mut self,
        tree: &Tree,
        at: usize,
        edges: &[Lifted],
        sides: &Sides,
    ) -> (Vec<Vec<Slot>>, Vec<Item>) {
        let items = &tree.clusters[at].items;
        let local: BTreeMap<Item, usize> = items.iter().copied().zip(0..).collect();
        let mut weights: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for edge in edges {
            *weights.entry((local[&edge.a], local[&edge.b])).or_default() += u64::from(edge.order);
        }
        let arcs = cycles::without(items.len(), &weights);
        let layer = layers::assign(items.len(), &arcs);
        let entry: Vec<u64> = items.iter().map(|&item| sides.entry[item]).collect();
        let exit: Vec<u64> = items.iter().map(|&item| sides.exit[item]).collect();
        let mut slots = lanes::add(&layer, &arcs, &entry, &exit);
        order::sort(&mut slots);

        for (item, layer) in items.iter().zip(&layer) {
            self.layer[*item] = *layer;
        }
        let code = |slot: &lanes::Slot| match *slot {
            lanes::Slot::Item(item) => items[item] as Slot,
            lanes::Slot::LaneTo(item) => lane(items[item]),
            lanes::Slot::Entry => lane(self.codes.entry),
            lanes::Slot::Exit => lane(self.codes.exit),
            lanes::Slot::Bus => lane(self.codes.bus),
        };
        let layers = slots.layers.iter();
        let layers = layers.map(|layer| layer.iter().map(|&at| code(&slots.slots[at])).collect());
        let mut loose: Vec<usize> =
            (0..items.len()).filter(|&item| layer[item].is_none()).collect();
        loose.sort_by_key(|&item| {
            let is_alone = entry[item] + exit[item] == 0;
            let size = tree.size(items[item]);
            (items[item] >= self.codes.nodes, is_alone, usize::MAX - size, item)
        });
        (layers.collect(), loose.into_iter().map(|item| items[item]).collect())
    }

    /// Notes on which side an edge leaves each cluster below its common one.
    fn leave(&self, common: usize, edge: &Lifted, sides: &mut Sides) {
        let is_back = self.layer[edge.a] > self.layer[edge.b];
        for (end, is_source) in [(edge.from, true), (edge.to, false)] {
            let mut item = end;
            while self.home[item] != common {
                let side = if is_source == is_back { &mut sides.entry } else { &mut sides.exit };
                side[item] += u64::from(edge.count);
                item = self.codes.nodes + self.home[item];
            }
        }
    }
}

/// An edge of the graph, and the items of one cluster that it joins.
#[derive(Clone, Copy, Debug)]
struct Lifted {
    from: Item,
    to: Item,
    a: Item,
    b: Item,
    count: u32,
    /// How much it counts for the order. What is only possible takes what order the rest gives.
    order: u32,
}

/// How many edges come to each item through the left and the right border of its home.
struct Sides {
    entry: Vec<u64>,
    exit: Vec<u64>,
}

/// How many clusters are around each item.
fn depths(home: &[usize], nodes: usize) -> Vec<usize> {
    let mut depth = vec![0; home.len()];
    // A cluster stands before those in it, so that its own depth is known when they are met.
    for item in (nodes + 1..home.len()).chain(0..nodes) {
        depth[item] = depth[nodes + home[item]] + 1;
    }
    depth
}
