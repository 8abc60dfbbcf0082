//! Edges cut into legs at the borders of clusters.
//!
//! A leg joins two things in one cluster: items, or an item and a port of the cluster. Many edges share a
//! leg, so there are few of them however many edges there are. The page's copy is `legs` in
//! `assets/legs.js`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::plan::Plan;
use super::{Item, Slot, lane};

/// An edge as far as its drawing is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The node that it leaves.
    pub from: usize,
    /// The node that it enters.
    pub to: usize,
    /// How many edges it stands for.
    pub count: u32,
    /// Whatever tells lines apart, as bits; legs keep what any and what all of their lines have.
    pub bits: u32,
}

/// A part of one or many edges. It always goes from left to right in its cluster, whichever way its
/// edges point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The left end: an item, or the left port ([`super::Codes::entry`]).
    pub from: Item,
    /// The right end: an item, or the right port ([`super::Codes::exit`]).
    pub to: Item,
    /// The cluster that it runs in.
    pub cluster: usize,
    /// How many edges take it.
    pub count: u32,
    /// The bits that any of them has.
    pub any: u32,
    /// The bits that all of them have.
    pub all: u32,
}

/// The legs of one edge from its source to its target, as left and right ends, and whether each is
/// walked from right to left.
pub type Way = Vec<(Item, Item, bool)>;

/// What is drawn for some edges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Legs {
    /// By left end, then right end.
    pub legs: Vec<Leg>,
    /// Boxes that an edge enters: from the left (`false`) or, against the order, from the right.
    pub heads: Vec<(Item, bool)>,
    /// How many edges are drawn; those inside a closed cluster are not.
    pub edges: u32,
}

/// The box that stands for a node: itself, or the outermost closed cluster around it.
pub fn shown_as(plan: &Plan, open: &[bool], node: usize) -> Item {
    let (mut item, mut at) = (node, node);
    while plan.depth[at] > 0 {
        at = plan.codes.nodes + plan.home[at];
        if !open[at - plan.codes.nodes] {
            item = at;
        }
    }
    item
}

/// The way of an edge between two boxes; empty when they are the same.
pub fn way(plan: &Plan, from: Item, to: Item) -> Way {
    if from == to {
        return Vec::new();
    }
    let (a, b) = plan.meet(from, to);
    let is_back = plan.layer[a] > plan.layer[b];
    let side = |item: Item, is_right: bool| {
        if is_right { (item, plan.codes.exit, is_back) } else { (plan.codes.entry, item, is_back) }
    };
    let mut way = Vec::new();
    let mut item = from;
    while item != a {
        way.push(side(item, !is_back));
        item = plan.codes.nodes + plan.home[item];
    }
    way.push(if is_back { (b, a, true) } else { (a, b, false) });
    let middle = way.len();
    item = to;
    while item != b {
        way.push(side(item, is_back));
        item = plan.codes.nodes + plan.home[item];
    }
    way[middle..].reverse();
    way
}

/// A box that so many others lead to is a hub.
const MANY_USERS: usize = 12;
/// There are at least so many boxes to a hub, but for the first one.
const BOXES_A_HUB: usize = 20;

/// The boxes that many others lead to: of those the few that most lead to, so that they stand out.
pub fn hubs(plan: &Plan, open: &[bool], lines: &[Line]) -> BTreeSet<Item> {
    let ends = |line: &Line| (shown_as(plan, open, line.to), shown_as(plan, open, line.from));
    let mut ways: Vec<(Item, Item)> =
        lines.iter().map(ends).filter(|(to, from)| to != from).collect();
    ways.sort_unstable();
    ways.dedup();
    let boxes: BTreeSet<Item> = ways.iter().flat_map(|&(to, from)| [to, from]).collect();
    let mut users: BTreeMap<Item, usize> = BTreeMap::new();
    for (to, _) in ways {
        *users.entry(to).or_default() += 1;
    }
    let mut counts: Vec<usize> = users.values().copied().collect();
    counts.sort_unstable_by_key(|&count| Reverse(count));
    let next = counts.get(usize::max(1, boxes.len() / BOXES_A_HUB)).copied().unwrap_or_default();
    users.retain(|_, count| *count >= MANY_USERS && *count > next);
    users.into_keys().collect()
}

/// The legs of all lines that are not inside a closed cluster.
pub fn legs(plan: &Plan, open: &[bool], lines: impl Iterator<Item = Line>) -> Legs {
    let mut legs: BTreeMap<(Item, Item), Leg> = BTreeMap::new();
    let mut heads = BTreeMap::new();
    let mut edges = 0;
    for line in lines {
        let (from, to) = (shown_as(plan, open, line.from), shown_as(plan, open, line.to));
        let way = way(plan, from, to);
        if let Some(&(_, _, is_back)) = way.last() {
            heads.insert((to, is_back), ());
            edges += line.count;
        }
        for (from, to, _) in way {
            let inner = if from == plan.codes.entry { to } else { from };
            let cluster = plan.home[inner];
            let none = Leg { from, to, cluster, count: 0, any: 0, all: u32::MAX };
            let leg = legs.entry((from, to)).or_insert(none);
            leg.count += line.count;
            leg.any |= line.bits;
            leg.all &= line.bits;
        }
    }
    Legs { legs: legs.into_values().collect(), heads: heads.into_keys().collect(), edges }
}

/// The layers that a leg passes through, each with the lane that it takes there.
pub fn lanes(plan: &Plan, own_lane: &[bool], from: Item, to: Item) -> Vec<(usize, Slot)> {
    let codes = plan.codes;
    let home = plan.home[if from == codes.entry { to } else { from }];
    let low = if from == codes.entry { None } else { Some(plan.layer[from]) };
    let high = if to == codes.exit { None } else { Some(plan.layer[to]) };
    let first = match low {
        None => 0,
        Some(None) => return Vec::new(),
        Some(Some(layer)) => layer + 1,
    };
    let end = match high {
        None => plan.clusters[home].layers.len(),
        Some(None) => return Vec::new(),
        Some(Some(layer)) => layer,
    };
    let target = if low.is_none() {
        codes.entry
    } else if high.is_none() || own_lane[to] {
        to
    } else {
        codes.bus
    };
    (first..end).map(|layer| (layer, lane(target))).collect()
}

/// Which items have lanes of their own.
pub fn own_lanes(plan: &Plan) -> Vec<bool> {
    let mut own = vec![false; plan.codes.bus + 1];
    for slot in plan.clusters.iter().flat_map(|cluster| cluster.layers.iter().flatten()) {
        if *slot < 0 {
            own[(-1 - slot) as usize] = true;
        }
    }
    own
}
