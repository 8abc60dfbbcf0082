//! What packing gives: where everything is, in CSS pixels.

use std::collections::BTreeMap;

use super::BOX;
use crate::layout::Slot;

/// A point: from the left, from the top, in CSS pixels.
pub type Point = (f64, f64);

/// Where a box is, and where edges touch it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// The left edge.
    pub x: f64,
    /// The upper edge.
    pub y: f64,
    /// The width.
    pub w: f64,
    /// The height.
    pub h: f64,
    /// How far below `y` edges come in on the left.
    pub left: f64,
    /// How far below `y` edges go out on the right.
    pub right: f64,
    /// How far below `y` edges come to it when a box stands on its left in the same row.
    pub enter: Option<f64>,
    /// How far below `y` edges leave it when a box stands on its right in the same row.
    pub leave: Option<f64>,
    /// Where its column begins and ends.
    pub column: (f64, f64),
}

/// How far from its corner an edge touches the upper or lower border of a box.
pub(crate) const CORNER: f64 = 10.0;

/// Where the head of an edge stands on a box, and whether it points right, left, down or up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// Its tip.
    pub tip: Point,
    /// The direction: 1 or -1 to the right or left, 0.
    pub dx: f64,
    /// The direction: 1 or -1 down or up, 0.
    pub dy: f64,
}

impl Place {
    /// Whether edges to the inner boxes of its row touch it above and below: between boxes they would look as if they
    /// joined those. A frame has its ports at the sides.
    pub(crate) fn is_small(&self) -> bool {
        self.h == BOX
    }

    /// The head of the edges that come in from the left or, against the order, from the right.
    pub fn head(&self, is_right: bool) -> Head {
        let Self { x, y, w, h, .. } = *self;
        match (is_right, self.is_small()) {
            (false, true) if self.enter.is_some() => {
                Head { tip: (x + CORNER, y), dx: 0.0, dy: 1.0 }
            }
            (true, true) if self.leave.is_some() => {
                Head { tip: (x + w - CORNER, y + h), dx: 0.0, dy: -1.0 }
            }
            (false, _) => Head { tip: (x, y + self.left), dx: 1.0, dy: 0.0 },
            (true, _) => Head { tip: (x + w, y + self.right), dx: -1.0, dy: 0.0 },
        }
    }
}

/// Where a lane passes a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LanePlace {
    /// Its height.
    pub y: f64,
    /// Where the column begins and ends.
    pub column: (f64, f64),
}

/// A band: columns side by side. A cluster with many columns has several, one below the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Its number in the cluster, from the top.
    pub index: usize,
    /// Where its last column ends.
    pub right: f64,
    /// The height at which edges to later bands run back.
    pub gap: f64,
}

/// The coordinates of all that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed {
    /// By item; `None` for what is hidden or in a closed cluster. The root's is the whole picture.
    pub places: Vec<Option<Place>>,
    /// Lanes in use, by cluster, layer and slot. A layer without boxes has none.
    pub lanes: BTreeMap<(usize, usize, Slot), LanePlace>,
    /// The band of each layer that shows a box, by cluster and layer.
    pub bands: BTreeMap<(usize, usize), Band>,
    /// Where the columns of each open cluster begin and where all of them end.
    pub inner: Vec<(f64, f64)>,
}
