//! Rows: what stands at one height in a column.
//!
//! A layer that is not too tall has a row for each box. A tall one gets sub-columns: rows of several
//! boxes, lanes above and below them.

use super::{BOX, GAP_X, GAP_Y, Packer, Size};
use crate::layout::{Item, Slot};

/// The room between rows of several boxes; edges of the inner boxes run there.
pub(super) const GAP_MANY: f64 = 18.0;
/// How far above its row an edge to an inner box runs: there is room for an arrow head.
pub(super) const ABOVE: f64 = 9.0;
/// How far below its row an edge from an inner box runs.
pub(super) const BELOW: f64 = 5.0;
/// The room between two lanes, and between a lane and a box.
const GAP_LANE: f64 = 6.0;
const GAP_LANE_BOX: f64 = 10.0;
const GAP_LANE_MANY: f64 = 14.0;
/// How much more than their area rows are given, until they are low enough.
const FILLS: [f64; 5] = [1.0, 1.25, 1.5, 2.0, 3.0];
/// Boxes wider than this don't make others as wide.
const MAX_SAME: f64 = 150.0;

/// One row of a column, from its upper edge `y`. A lane is a row without height.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub slots: Vec<Slot>,
    pub y: f64,
    /// Where it is when the rows of its column are as close as can be.
    pub tight: f64,
    pub w: f64,
    pub h: f64,
}

impl Row {
    fn is_lane(&self) -> bool {
        self.slots[0] < 0
    }

    /// The room that must be between this row and the one below.
    pub(super) fn gap(&self, below: &Self) -> f64 {
        let is_many = self.slots.len() > 1 || below.slots.len() > 1;
        match (self.is_lane(), below.is_lane()) {
            (true, true) => GAP_LANE,
            (true, false) | (false, true) if is_many => GAP_LANE_MANY,
            (true, false) | (false, true) => GAP_LANE_BOX,
            (false, false) if is_many => GAP_MANY,
            (false, false) => GAP_Y,
        }
    }
}

/// The size of rows of boxes, one below the other.
pub(super) fn size(rows: &[Row]) -> Size {
    let mut size = Size { w: 0.0, h: 0.0 };
    for (index, row) in rows.iter().enumerate() {
        size.h += row.h + if index > 0 { GAP_MANY } else { 0.0 };
        size.w = f64::max(size.w, row.w);
    }
    size
}

impl Packer<'_> {
    /// The rows of a layer, `slots` being what is shown of it.
    pub(super) fn rows(&mut self, slots: &[Slot], goal: f64) -> Vec<Row> {
        let items: Vec<Item> =
            slots.iter().filter(|&&slot| slot >= 0).map(|&slot| slot as usize).collect();
        self.same_width(&items);
        let (mut stack, mut area, mut widest) = (0.0, 0.0, 0.0);
        for &item in &items {
            let place = self.place(item);
            stack += place.h + GAP_Y;
            area += (place.w + GAP_X) * (place.h + GAP_MANY);
            widest = f64::max(widest, place.w);
        }
        if items.len() < 2 || stack <= goal * 1.25 {
            return slots.iter().map(|&slot| self.row(slot)).collect();
        }
        let mut seen = 0;
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for &slot in slots {
            if slot >= 0 {
                seen += 1;
            } else if seen * 2 < items.len() {
                above.push(self.row(slot));
            } else {
                below.push(self.row(slot));
            }
        }
        above.extend(self.fill_to(&items, widest, area, goal));
        above.append(&mut below);
        above
    }

    fn row(&self, slot: Slot) -> Row {
        let (w, h) = if slot < 0 {
            (0.0, 0.0)
        } else {
            let place = self.place(slot as usize);
            (place.w, place.h)
        };
        Row { slots: vec![slot], y: 0.0, tight: 0.0, w, h }
    }

    /// Rows that are together about as high as `goal` or less, where that is possible.
    fn fill_to(&self, items: &[Item], widest: f64, area: f64, goal: f64) -> Vec<Row> {
        let mut rows = Vec::new();
        for factor in FILLS {
            rows = self.fill(items, f64::max(widest, area / goal * factor));
            if size(&rows).h <= goal * 1.1 {
                break;
            }
        }
        rows
    }

    /// Boxes one after the other on rows at most `limit` wide; small boxes and open clusters apart.
    pub(super) fn fill(&self, items: &[Item], limit: f64) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut was_small = false;
        for &item in items {
            let place = self.place(item);
            let is_small = place.h == BOX;
            match rows.last_mut() {
                Some(row) if row.w + GAP_X + place.w <= limit && is_small == was_small => {
                    row.slots.push(item as Slot);
                    row.w += GAP_X + place.w;
                    row.h = f64::max(row.h, place.h);
                }
                _ => rows.push(self.row(item as Slot)),
            }
            was_small = is_small;
        }
        rows
    }

    /// Makes the small boxes of a column equally wide, so that rows become a grid. Few have long names; those
    /// stand out alone.
    pub(super) fn same_width(&mut self, items: &[Item]) {
        let mut widest = 0.0;
        for &item in items {
            let place = self.place(item);
            if place.h == BOX && place.w <= MAX_SAME {
                widest = f64::max(widest, place.w);
            }
        }
        for &item in items {
            let place = self.packed.places[item].as_mut().expect("it has a size");
            if place.h == BOX {
                place.w = f64::max(place.w, widest);
            }
        }
    }
}
