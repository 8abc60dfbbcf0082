//! Sorts each layer so that few edges cross.
//!
//! Sweeps to the right and to the left move each slot to the weighted middle of what it is linked to;
//! then neighbours swap where that helps. The best order met is kept.

use super::lanes::Slots;

const SWEEPS: usize = 10;
/// Two hubs side by side are left alone: comparing all their links would take too long.
const MAX_PAIRS: usize = 4_096;
/// Swapping looks at every pair of neighbours; beyond so many links it is not worth the time.
const MAX_LINKS_TO_SWAP: usize = 20_000;

/// Sorts the layers of `slots`.
pub(super) fn sort(slots: &mut Slots) {
    let mut links = Links::new(slots);
    let mut layers = std::mem::take(&mut slots.layers);
    links.number(&layers);
    let mut best = (links.crossings(&layers), layers.clone());
    for sweep in 0..SWEEPS {
        if best.0 == 0 {
            break;
        }
        let to_right = sweep % 2 == 0;
        for step in 1..layers.len() {
            let at = if to_right { step } else { layers.len() - 1 - step };
            links.sort_layer(&mut layers[at], to_right);
        }
        if slots.links.len() <= MAX_LINKS_TO_SWAP {
            for layer in &mut layers {
                links.swap_neighbours(layer);
            }
        }
        let crossings = links.crossings(&layers);
        if crossings < best.0 {
            best = (crossings, layers.clone());
        }
    }
    slots.layers = best.1;
}

/// The links of every slot, and the place of every slot in its layer.
struct Links {
    left: Vec<Vec<(usize, u64)>>,
    right: Vec<Vec<(usize, u64)>>,
    place: Vec<usize>,
}

impl Links {
    fn new(slots: &Slots) -> Self {
        let len = slots.slots.len();
        let mut links =
            Self { left: vec![Vec::new(); len], right: vec![Vec::new(); len], place: vec![0; len] };
        for &(from, to, weight) in &slots.links {
            // A hub of a hundred edges must not outweigh everything near it.
            let weight = weight.min(8);
            links.right[from].push((to, weight));
            links.left[to].push((from, weight));
        }
        links
    }

    fn number(&mut self, layers: &[Vec<usize>]) {
        for layer in layers {
            self.number_layer(layer);
        }
    }

    fn number_layer(&mut self, layer: &[usize]) {
        for (place, &slot) in layer.iter().enumerate() {
            self.place[slot] = place;
        }
    }

    /// Sorts a layer by the middles of the links to its left or right; slots without keep their place.
    fn sort_layer(&mut self, layer: &mut [usize], to_left: bool) {
        let side = if to_left { &self.left } else { &self.right };
        let middle = |slot: usize| {
            let links = &side[slot];
            let weight: u64 = links.iter().map(|link| link.1).sum();
            let sum: u64 = links.iter().map(|&(other, w)| self.place[other] as u64 * w).sum();
            (weight > 0).then(|| sum as f64 / weight as f64)
        };
        let mut free: Vec<usize> = Vec::new();
        let mut sorted: Vec<(f64, usize, usize)> = Vec::new();
        for (place, &slot) in layer.iter().enumerate() {
            if let Some(middle) = middle(slot) {
                free.push(place);
                sorted.push((middle, place, slot));
            }
        }
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (place, (_, _, slot)) in free.into_iter().zip(sorted) {
            layer[place] = slot;
        }
        self.number_layer(layer);
    }

    /// Swaps neighbours in a layer as long as edges cross less, at most a few rounds.
    fn swap_neighbours(&mut self, layer: &mut [usize]) {
        for _ in 0..4 {
            let mut is_better = false;
            for at in 1..layer.len() {
                let (upper, lower) = (layer[at - 1], layer[at]);
                let both = |a, b| self.between(&self.left, a, b) + self.between(&self.right, a, b);
                if both(lower, upper) < both(upper, lower) {
                    layer.swap(at - 1, at);
                    (self.place[upper], self.place[lower]) = (at, at - 1);
                    is_better = true;
                }
            }
            if !is_better {
                break;
            }
        }
    }

    /// The weight of crossings between the links of two neighbours on one side.
    fn between(&self, side: &[Vec<(usize, u64)>], upper: usize, lower: usize) -> u64 {
        if side[upper].len() * side[lower].len() > MAX_PAIRS {
            return 0;
        }
        let mut sum = 0;
        for &(a, weight) in &side[upper] {
            for &(b, other) in &side[lower] {
                if self.place[a] > self.place[b] {
                    sum += weight * other;
                }
            }
        }
        sum
    }

    /// The weight of all crossings, with a sum tree over the places of the next layer.
    fn crossings(&self, layers: &[Vec<usize>]) -> u64 {
        let mut sum = 0;
        for pair in layers.windows(2) {
            let mut tree = vec![0; pair[1].len() + 1];
            let mut total = 0;
            for &slot in &pair[0] {
                for &(to, weight) in &self.right[slot] {
                    let (mut at, mut not_below) = (self.place[to] + 1, 0);
                    while at > 0 {
                        not_below += tree[at];
                        at &= at - 1;
                    }
                    sum += weight * (total - not_below);
                }
                for &(to, weight) in &self.right[slot] {
                    total += weight;
                    let mut at = self.place[to] + 1;
                    while at < tree.len() {
                        tree[at] += weight;
                        at += at & at.wrapping_neg();
                    }
                }
            }
        }
        sum
    }
}
