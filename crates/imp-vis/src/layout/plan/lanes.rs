//! Places in layers for edges that pass through.
//!
//! All edges to one target share its lane, so that a hub gets one trunk; so do all edges that come from
//! the left port of the cluster, and all that go to the right one. Where lanes would outnumber the
//! items, the longest are given up and their edges share one bus.

use std::collections::BTreeMap;

use super::cycles::Arc;

/// What stands at a place of a layer; items by local number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Item(usize),
    LaneTo(usize),
    Entry,
    Exit,
    Bus,
}

/// The slots of a cluster, by layer, and the links between neighbouring layers.
#[derive(Debug, Default)]
pub(super) struct Slots {
    pub slots: Vec<Slot>,
    /// Indices of `slots`, in order from top to bottom.
    pub layers: Vec<Vec<usize>>,
    /// From a slot to one in the next layer, with a weight; sorted.
    pub links: Vec<(usize, usize, u64)>,
}

/// The slots for items in these layers. `entry` and `exit` say how many edges come to each item through
/// the left and the right border of the cluster.
pub(super) fn add(layer: &[Option<usize>], arcs: &[Arc], entry: &[u64], exit: &[u64]) -> Slots {
    let count = layer.iter().flatten().max().map_or(0, |last| last + 1);
    let mut grow = Grow { layers: vec![Vec::new(); count], ..Grow::default() };
    for (item, layer) in layer.iter().enumerate() {
        if let Some(layer) = layer {
            grow.place(Slot::Item(item), *layer);
        }
    }
    let longest = longest_lane(layer, arcs);
    let mut lengths = vec![0; layer.len()];
    for (arc, length) in arcs.iter().zip(lane_lengths(layer, arcs)) {
        lengths[arc.high] = lengths[arc.high].max(length);
    }
    for arc in arcs {
        if let (Some(low), Some(high)) = (layer[arc.low], layer[arc.high])
            && low < high
        {
            let has_lane = lengths[arc.high] <= longest;
            let lane = if has_lane { Slot::LaneTo(arc.high) } else { Slot::Bus };
            let from = grow.place(Slot::Item(arc.low), low);
            grow.run(Some((from, low)), lane, Some((Slot::Item(arc.high), high)), arc.weight);
        }
    }
    for item in 0..layer.len() {
        if let Some(at) = layer[item] {
            if entry[item] > 0 {
                grow.run(None, Slot::Entry, Some((Slot::Item(item), at)), entry[item]);
            }
            if exit[item] > 0 {
                let from = grow.place(Slot::Item(item), at);
                grow.run(Some((from, at)), Slot::Exit, None, exit[item]);
            }
        }
    }
    let links = grow.links.into_iter().map(|((from, to), weight)| (from, to, weight)).collect();
    Slots { slots: grow.slots, layers: grow.layers, links }
}

/// How many layers each arc passes through.
fn lane_lengths<'a>(
    layer: &'a [Option<usize>],
    arcs: &'a [Arc],
) -> impl Iterator<Item = usize> + 'a {
    let at = |item: usize| layer[item].unwrap_or(0);
    arcs.iter().map(move |arc| (at(arc.high) - at(arc.low)).saturating_sub(1))
}

/// The length up to which lanes are kept, so that there are hardly more lanes than items.
fn longest_lane(layer: &[Option<usize>], arcs: &[Arc]) -> usize {
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for (arc, length) in arcs.iter().zip(lane_lengths(layer, arcs)) {
        let longest = lengths.entry(arc.high).or_default();
        *longest = length.max(*longest);
    }
    let mut lengths: Vec<usize> = lengths.into_values().collect();
    lengths.sort_unstable();
    let limit = layer.len() + 8;
    let mut sum = 0;
    let fit = lengths.iter().take_while(|&&length| {
        sum += length;
        sum <= limit
    });
    let fit = fit.count();
    if fit == lengths.len() { usize::MAX } else { lengths[fit].saturating_sub(1) }
}

#[derive(Default)]
struct Grow {
    slots: Vec<Slot>,
    layers: Vec<Vec<usize>>,
    known: BTreeMap<(usize, Slot), usize>,
    links: BTreeMap<(usize, usize), u64>,
}

impl Grow {
    /// The place of a slot in a layer, new or not.
    fn place(&mut self, slot: Slot, layer: usize) -> usize {
        *self.known.entry((layer, slot)).or_insert_with(|| {
            self.slots.push(slot);
            self.layers[layer].push(self.slots.len() - 1);
            self.slots.len() - 1
        })
    }

    /// Links two places along a lane. Without `from` it begins at the left border, without `to` it ends
    /// at the right one.
    fn run(
        &mut self,
        from: Option<(usize, usize)>,
        lane: Slot,
        to: Option<(Slot, usize)>,
        weight: u64,
    ) {
        let first = from.map_or(0, |(_, layer)| layer + 1);
        let end = to.map_or(self.layers.len(), |(_, layer)| layer);
        let mut last = from.map(|(place, _)| place);
        for layer in first..end {
            let place = self.place(lane, layer);
            self.link(last, place, weight);
            last = Some(place);
        }
        if let Some((slot, layer)) = to {
            let place = self.place(slot, layer);
            self.link(last, place, weight);
        }
    }

    fn link(&mut self, from: Option<usize>, to: usize, weight: u64) {
        if let Some(from) = from {
            *self.links.entry((from, to)).or_default() += weight;
        }
    }
}
