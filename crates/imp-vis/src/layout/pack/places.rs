//! What packing gives: where everything is, in CSS pixels.

use std::collections::BTreeMap;

use crate::layout::Slot;

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
