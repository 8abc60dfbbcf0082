//! Packing: orders, and what is open and shown, become coordinates. Nothing can overlap.
//!
//! From the inside out each cluster gets a size: a column for each layer (`rows`), heights that follow
//! the neighbours (`columns`), a `shelf` for loose items. Where things can stand in more than one way, a few are
//! tried and the one is taken whose shape is closest to that of a window. What is hidden takes no room. The page's
//! copy is `pack` in `assets/pack.js`; it does the same operations in the same order, so both give the
//! same numbers to the last bit. All lengths are CSS pixels.

mod bands;
mod columns;
mod isotonic;
mod places;
mod rows;
mod shelf;

use super::legs::{self, Legs};
use super::plan::Plan;
use super::{Item, Slot};
pub(crate) use places::CORNER;
pub use places::{Band, Head, LanePlace, Packed, Place, Point};
use rows::Row;

/// The width of a character of the monospace font.
pub const CHAR: f64 = 7.25;
/// The height of a box.
pub const BOX: f64 = 24.0;
/// The height of a cluster's header.
pub const HEADER: f64 = 32.0;
/// The room between a cluster's border and what is in it.
pub const PAD: f64 = 12.0;
/// The room between boxes in a row, and between rows.
pub const GAP_X: f64 = 16.0;
pub(crate) const GAP_Y: f64 = 10.0;
/// The room on both sides of a box's text.
pub const TEXT_PAD: f64 = 10.0;
/// Labels are cut to so many characters.
pub const MAX_LABEL: usize = 30;
/// How much wider than high the whole should be.
const ROOT_ASPECT: f64 = 1.55;
/// How much wider than high other clusters are tried to be: low ones stack well, high ones stand well side by side.
const ASPECTS: [f64; 5] = [0.35, 0.6, 0.9, 1.3, 2.0];

/// What to pack.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Which clusters are open.
    pub open: &'a [bool],
    /// Which nodes are shown.
    pub shown: &'a [bool],
    /// How many characters wide the text of each item is, at most [`MAX_LABEL`]; see [`width`].
    pub widths: &'a [usize],
}

/// How many columns of a monospace font a text takes: two for what East Asian fonts draw wide.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if c as u32 >= 0x1100 { 2 } else { 1 }).sum()
}

/// Packs what is shown, with clusters of the shape that fits a window best. `legs` are those of the edges that
/// are shown.
pub fn pack(plan: &Plan, view: View<'_>, legs: &Legs) -> Packed {
    let score = |packed: &Packed| {
        let Place { w, h, .. } = packed.places[plan.codes.nodes].unwrap_or_default();
        Size { w, h }.score(ROOT_ASPECT)
    };
    let tries = ASPECTS.map(|shape| packed(plan, view, legs, shape));
    let best = tries.into_iter().reduce(|a, b| if score(&b) < score(&a) { b } else { a });
    best.expect("there are shapes to try")
}

/// The same with clusters that are about `shape` times as wide as high.
fn packed(plan: &Plan, view: View<'_>, legs: &Legs, shape: f64) -> Packed {
    let own_lane = legs::own_lanes(plan);
    let mut packer = Packer {
        plan,
        view,
        shape,
        legs: plan.clusters.iter().map(|_| Vec::new()).collect(),
        has_shown: has_shown(plan, view.shown),
        packed: Packed {
            places: vec![None; plan.codes.entry],
            inner: vec![(0.0, 0.0); plan.clusters.len()],
            ..Packed::default()
        },
    };
    for leg in &legs.legs {
        let lanes = legs::lanes(plan, &own_lane, leg.from, leg.to);
        packer.legs[leg.cluster].push(Run { from: leg.from, to: leg.to, count: leg.count, lanes });
    }
    packer.cluster(0);
    packer.make_absolute();
    packer.packed
}

/// Whether anything in each cluster is shown.
fn has_shown(plan: &Plan, shown: &[bool]) -> Vec<bool> {
    let mut has = vec![false; plan.clusters.len()];
    for (node, _) in shown.iter().enumerate().filter(|&(_, &shown)| shown) {
        has[plan.home[node]] = true;
    }
    for cluster in (1..has.len()).rev() {
        if has[cluster] {
            has[plan.home[plan.codes.nodes + cluster]] = true;
        }
    }
    has
}

/// A leg with its lanes.
struct Run {
    from: Item,
    to: Item,
    count: u32,
    lanes: Vec<(usize, Slot)>,
}

struct Packer<'a> {
    plan: &'a Plan,
    view: View<'a>,
    /// How much wider than high clusters should be, but for the root.
    shape: f64,
    /// By cluster.
    legs: Vec<Vec<Run>>,
    has_shown: Vec<bool>,
    packed: Packed,
}

impl Packer<'_> {
    /// How much wider than high a cluster should be.
    fn aspect(&self, at: usize) -> f64 {
        if at == 0 { ROOT_ASPECT } else { self.shape }
    }

    fn is_shown(&self, item: Item) -> bool {
        match item.checked_sub(self.plan.codes.nodes) {
            None => self.view.shown[item],
            Some(cluster) => self.has_shown[cluster],
        }
    }

    /// Packs an open cluster with everything in it, relative to its own corner.
    fn cluster(&mut self, at: usize) {
        let (is_root, plan) = (at == 0, self.plan);
        let mut area = 0.0;
        let mut tallest = 0.0;
        let cluster = &plan.clusters[at];
        let slots = cluster.layers.iter().flatten().copied();
        for slot in slots.chain(cluster.loose.iter().map(|&item| item as Slot)) {
            if slot >= 0 && self.is_shown(slot as usize) {
                let place = self.size(slot as usize);
                area += (place.w + GAP_X) * (place.h + GAP_Y);
                tallest = f64::max(tallest, place.h);
            }
        }
        let top = if is_root { 0.0 } else { HEADER };
        let (before, after) = (self.side(at, true), self.side(at, false));
        let goal = self.best_goal(at, area, tallest);
        let layered = self.columns(at, goal, before, top);
        let inner = self.shelf(at, layered, before, top);
        self.packed.inner[at] = (before, before + inner.w);
        let name = self.view.widths[plan.codes.nodes + at] as f64 * CHAR + 44.0;
        let pad = if is_root { 0.0 } else { PAD };
        let w = f64::max(before + inner.w + after, if is_root { 0.0 } else { name });
        let h = top + inner.h + pad;
        let (left, right) = self.ports(at, h);
        let place = Place { w, h, left, right, ..Place::default() };
        self.packed.places[plan.codes.nodes + at] = Some(place);
    }

    /// Gives an item its size, packing what is in it when it is an open cluster.
    fn size(&mut self, item: Item) -> Place {
        let is_open = item >= self.plan.codes.nodes && self.view.open[item - self.plan.codes.nodes];
        if is_open {
            self.cluster(item - self.plan.codes.nodes);
        } else {
            let w = self.view.widths[item] as f64 * CHAR + TEXT_PAD * 2.0;
            let middle = BOX / 2.0;
            let place = Place { w, h: BOX, left: middle, right: middle, ..Place::default() };
            self.packed.places[item] = Some(place);
        }
        self.place(item)
    }

    /// The room between a border of a cluster and its columns: more where many edges cross it.
    fn side(&self, at: usize, is_left: bool) -> f64 {
        let codes = self.plan.codes;
        let crosses =
            |run: &&Run| if is_left { run.from == codes.entry } else { run.to == codes.exit };
        let legs = self.legs[at].iter().filter(crosses).count();
        if legs == 0 { if at == 0 { 0.0 } else { PAD } } else { channel(legs) - 8.0 }
    }

    /// Notes where the boxes and the lane of a row are.
    fn put(&mut self, at: usize, layer: usize, row: &Row, column: (f64, f64)) {
        let mut x = column.0;
        for (index, &slot) in row.slots.iter().enumerate() {
            if slot < 0 {
                let lane = LanePlace { y: row.y, column };
                self.packed.lanes.insert((at, layer, slot), lane);
                continue;
            }
            let place = self.packed.places[slot as usize].as_mut().expect("it has a size");
            (place.x, place.y, place.column) = (x, row.y, column);
            place.enter = (index > 0).then_some(-rows::ABOVE);
            place.leave = (index + 1 < row.slots.len()).then_some(row.h + rows::BELOW);
            x += place.w + GAP_X;
        }
    }

    /// The heights of both ports of a cluster: the middle of what they lead to.
    fn ports(&self, at: usize, h: f64) -> (f64, f64) {
        let codes = self.plan.codes;
        let (mut left, mut right) = ((0.0, 0.0), (0.0, 0.0));
        for run in &self.legs[at] {
            let weight = weight(run.count);
            if run.from == codes.entry {
                let y = self.first_height(at, run);
                left = (left.0 + y * weight, left.1 + weight);
            } else if run.to == codes.exit {
                let y = self.last_height(at, run);
                right = (right.0 + y * weight, right.1 + weight);
            }
        }
        let height = |(sum, weight): (f64, f64)| {
            let middle = if weight > 0.0 { sum / weight } else { h / 2.0 };
            f64::max(BOX / 2.0, f64::min(h - BOX / 2.0, middle))
        };
        (height(left), height(right))
    }

    /// Where a leg from the left port first touches a column: a lane's height or the box's.
    fn first_height(&self, at: usize, run: &Run) -> f64 {
        let lanes = run.lanes.iter();
        let lane =
            lanes.filter_map(|&(layer, slot)| self.packed.lanes.get(&(at, layer, slot))).next();
        let place = self.place(run.to);
        lane.map_or(place.y + place.enter.unwrap_or(place.left), |lane| lane.y)
    }

    fn last_height(&self, at: usize, run: &Run) -> f64 {
        let lanes = run.lanes.iter().rev();
        let lane =
            lanes.filter_map(|&(layer, slot)| self.packed.lanes.get(&(at, layer, slot))).next();
        let place = self.place(run.from);
        lane.map_or(place.y + place.leave.unwrap_or(place.right), |lane| lane.y)
    }

    fn place(&self, item: Item) -> Place {
        self.packed.places[item].expect("what is shown has a place")
    }

    /// From coordinates in each cluster to coordinates in the picture.
    fn make_absolute(&mut self) {
        let nodes = self.plan.codes.nodes;
        let count = self.packed.places.len();
        for item in (nodes + 1..count).chain(0..nodes) {
            let home = self.packed.places[nodes + self.plan.home[item]].unwrap_or_default();
            if let Some(place) = &mut self.packed.places[item] {
                place.x += home.x;
                place.y += home.y;
                place.column = (place.column.0 + home.x, place.column.1 + home.x);
            }
        }
        for (&(cluster, _), band) in &mut self.packed.bands {
            let home = self.packed.places[nodes + cluster].unwrap_or_default();
            band.right += home.x;
            band.gap += home.y;
        }
        for (cluster, inner) in self.packed.inner.iter_mut().enumerate() {
            let home = self.packed.places[nodes + cluster].unwrap_or_default();
            *inner = (inner.0 + home.x, inner.1 + home.x);
        }
        for (&(cluster, _, _), lane) in &mut self.packed.lanes {
            let home = self.packed.places[nodes + cluster].unwrap_or_default();
            lane.y += home.y;
            lane.column = (lane.column.0 + home.x, lane.column.1 + home.x);
        }
    }
}

/// A width and a height.
#[derive(Clone, Copy)]
struct Size {
    w: f64,
    h: f64,
}

impl Size {
    /// How far it is from fitting a frame of this shape: the height of the least frame that holds it.
    fn score(self, aspect: f64) -> f64 {
        f64::max(self.w / aspect, self.h)
    }
}

/// The room for so many legs between two columns.
fn channel(legs: usize) -> f64 {
    28.0 + f64::min(56.0, 5.0 * f64::sqrt(legs as f64))
}

/// How much a leg counts where heights are balanced.
fn weight(count: u32) -> f64 {
    f64::min(4.0, f64::from(count))
}
