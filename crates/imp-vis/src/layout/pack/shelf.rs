//! The shelf: rows for items that no edge joins to others in their cluster.

use super::rows::{self, GAP_MANY, Row};
use super::{GAP_X, GAP_Y, Packer, Size};
use crate::layout::Item;

/// How wide shelves are tried, in parts of the root of their area.
const WIDTHS: [f64; 9] = [0.5, 0.7, 0.9, 1.1, 1.3, 1.6, 2.0, 2.5, 3.0];
/// The room between columns and a shelf beside them.
const BESIDE: f64 = 40.0;

/// A shelf that could be put up.
struct Shelf {
    rows: Vec<Row>,
    /// How far right of the columns' left edge it is, and how far below their upper one.
    left: f64,
    above: f64,
    /// The size of columns and shelf together.
    size: Size,
}

impl Packer<'_> {
    /// Puts the loose items that are shown below the columns, in the root also beside them, whichever gives the
    /// better shape. Gives the size of columns and shelf. (In other clusters edges run at the side.)
    pub(super) fn shelf(&mut self, at: usize, layered: Size, x: f64, y: f64) -> Size {
        let loose = self.plan.clusters[at].loose.iter().copied();
        let loose: Vec<Item> = loose.filter(|&item| self.is_shown(item)).collect();
        if loose.is_empty() {
            return layered;
        }
        self.same_width(&loose);
        let Shelf { rows, left, above, size } = self.best_shelf(at, layered, &loose);
        let mut top = y + above;
        for mut row in rows {
            row.y = top;
            top += row.h + GAP_MANY;
            self.put(at, 0, &row, (x + left, x + size.w));
        }
        size
    }

    fn best_shelf(&self, at: usize, layered: Size, loose: &[Item]) -> Shelf {
        let (mut area, mut widest) = (0.0, 0.0);
        for &item in loose {
            let place = self.place(item);
            area += (place.w + GAP_X) * (place.h + GAP_MANY);
            widest = f64::max(widest, place.w);
        }
        let sides: &[bool] = if at == 0 && layered.h > 0.0 { &[false, true] } else { &[false] };
        let mut best: Option<Shelf> = None;
        for &is_beside in sides {
            for factor in WIDTHS {
                let rows = self.fill(loose, f64::max(widest, f64::sqrt(area) * factor));
                let Size { w, h } = rows::size(&rows);
                let is_top = is_beside || layered.h == 0.0;
                let left = if is_beside { layered.w + BESIDE } else { 0.0 };
                let above = if is_top { 0.0 } else { layered.h + GAP_Y * 2.0 };
                let size =
                    Size { w: f64::max(layered.w, left + w), h: f64::max(layered.h, above + h) };
                let score = size.score(self.aspect(at));
                if best.as_ref().is_none_or(|best| score < best.size.score(self.aspect(at))) {
                    best = Some(Shelf { rows, left, above, size });
                }
            }
        }
        best.expect("there are widths to try")
    }
}
