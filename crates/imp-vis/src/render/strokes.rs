//! The strokes of a picture: pieces of routes, each drawn once however many edges take it.

use std::collections::BTreeMap;

use super::picture::{CAME, CYCLE, HUB, KINDS, Picture, WENT, kind_bit};
use crate::graph::EdgeKind;
use crate::layout::legs;
use crate::layout::pack::Point;
use crate::layout::route::{Piece, route};

/// A piece of a route from left to right: a line when both ends are level, else an S.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub from: Point,
    pub to: Point,
    /// Where the control points are, from the left.
    pub bend: f64,
    pub count: u32,
    any: u32,
    all: u32,
}

/// All strokes of a picture, by place.
pub(super) fn strokes(picture: &Picture<'_>) -> Vec<Stroke> {
    let own_lane = legs::own_lanes(&picture.plan);
    let mut strokes: BTreeMap<[u64; 4], Stroke> = BTreeMap::new();
    for leg in &picture.legs.legs {
        let pieces = route(&picture.plan, &picture.packed, &own_lane, leg.from, leg.to);
        for Piece { from, to, bend } in pieces {
            let key = [from.0, from.1, to.0, to.1].map(f64::to_bits);
            let none = Stroke { from, to, bend, count: 0, any: 0, all: u32::MAX };
            let stroke = strokes.entry(key).or_insert(none);
            stroke.count += leg.count;
            stroke.any |= leg.any;
            stroke.all &= leg.all;
        }
    }
    strokes.into_values().collect()
}

impl Stroke {
    /// How wide it is drawn, in CSS pixels.
    pub(super) fn width(&self) -> f64 {
        f64::min(3.6, 1.1 + 0.35 * f64::from(self.count).log2())
    }

    /// What sets it apart, as a class.
    pub(super) fn class(&self) -> &'static str {
        match () {
            () if self.all & CAME != 0 => "came",
            () if self.all & WENT != 0 => "went",
            () if self.all & CYCLE != 0 => "bad",
            () if self.all & HUB != 0 => "hub",
            () => "",
        }
    }

    /// What some of its edges are and not all, as classes: each is drawn over it, thinner. Where some came and some
    /// went, it changed.
    pub(super) fn marks(&self) -> impl Iterator<Item = &'static str> {
        let some = self.any & !self.all;
        let change = match (some & CAME != 0, some & WENT != 0) {
            (true, true) => Some("changed"),
            (true, false) => Some("came"),
            (false, true) => Some("went"),
            (false, false) => None,
        };
        (some & CYCLE != 0).then_some("bad").into_iter().chain(change)
    }

    /// The dashes of a kind when all of its edges are of this kind.
    pub(super) fn dashes(&self) -> Option<&'static str> {
        let only = EdgeKind::ALL.iter().find(|&&kind| kind_bit(kind) == self.all & KINDS)?;
        dashes(*only)
    }
}

/// How edges of a kind are dashed: lengths of line and gap.
pub(super) fn dashes(kind: EdgeKind) -> Option<&'static str> {
    match kind {
        EdgeKind::Reference => None,
        EdgeKind::Import => Some("9 4"),
        EdgeKind::Merge => Some("18 4"),
        EdgeKind::Sink => Some("8 3 2 3"),
        EdgeKind::Input => Some("3 2"),
        EdgeKind::Follows => Some("5 6"),
        EdgeKind::Member => Some("1.5 3"),
        EdgeKind::Possible => Some("2 7"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart_without_colour() {
        let mut all: Vec<_> = EdgeKind::ALL.iter().map(|&kind| dashes(kind)).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), EdgeKind::ALL.len());
    }
}
