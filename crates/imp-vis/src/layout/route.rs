//! Routes: the pieces that a leg is drawn of, from coordinates that are there already.
//!
//! Between two points of one height an edge is straight, else an S with level ends. Lanes and rows are
//! only left in the channels between columns, so an edge never runs over a box. Where boxes stand in a row, the
//! inner ones are entered from above and left below, so that nothing between two boxes looks like an edge from one
//! to the other. Where columns go on in a band below, edges turn and run back between the bands. The page's copy
//! is `route` in `assets/route.js`.

use super::Item;
use super::legs;
use super::pack::{Band, CORNER, GAP_X, Packed, Point};
use super::plan::Plan;

/// A piece of a route: a cubic curve whose two control points are both at `bend`, level with its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// Where both control points are, from the left.
    pub bend: f64,
}

/// How far from a frame an edge turns into the gap between its row and the next.
const TURN: f64 = GAP_X - 3.0;
/// How far edges swing out where they turn round to another band.
const SWING: f64 = 18.0;

/// The pieces of a leg from its left to its right end; `own_lane` is from [`legs::own_lanes`]. Empty
/// when an end is not shown.
pub fn route(plan: &Plan, packed: &Packed, own_lane: &[bool], from: Item, to: Item) -> Vec<Piece> {
    let codes = plan.codes;
    let home = plan.home[if from == codes.entry { to } else { from }];
    let Some(border) = packed.places[codes.nodes + home] else { return Vec::new() };
    let inner = packed.inner[home];
    let band =
        |layer: Option<usize>| layer.and_then(|layer| packed.bands.get(&(home, layer))).copied();
    let mut pen = Pen { pieces: Vec::new(), at: (border.x, border.y + border.left), band: None };
    if from != codes.entry {
        let Some(place) = packed.places[from] else { return Vec::new() };
        pen.at = (place.x + place.w, place.y + place.right);
        pen.band = band(plan.layer[from]);
        if let Some(leave) = place.leave {
            if place.is_small() {
                let x = place.x + place.w - CORNER;
                pen.at = (x, place.y + place.h);
                pen.bend((place.x + place.w, place.y + leave), x);
            } else {
                pen.go((place.x + place.w + TURN, place.y + leave));
            }
        }
        pen.go((place.column.1, pen.at.1));
    }
    // An edge from or to a port stays in the band of its item.
    let only = if from == codes.entry {
        band(plan.layer[to])
    } else if to == codes.exit {
        band(plan.layer[from])
    } else {
        None
    };
    for (layer, slot) in legs::lanes(plan, own_lane, from, to) {
        let next = band(Some(layer));
        let is_elsewhere =
            only.is_some_and(|only| next.is_none_or(|next| next.index != only.index));
        if let Some(lane) = packed.lanes.get(&(home, layer, slot))
            && !is_elsewhere
        {
            pen.turn(inner.0, lane.y, next);
            pen.go((lane.column.0, lane.y));
            pen.go((lane.column.1, lane.y));
        }
    }
    if to == codes.exit {
        pen.go((inner.1, pen.at.1));
        pen.go((border.x + border.w, border.y + border.right));
    } else {
        let Some(place) = packed.places[to] else { return Vec::new() };
        let y = place.y + place.enter.unwrap_or(place.left);
        pen.turn(inner.0, y, band(plan.layer[to]));
        pen.go((place.column.0, y));
        match place.enter {
            Some(_) if place.is_small() => {
                pen.go((place.x, y));
                pen.bend((place.x + CORNER, place.y), place.x + CORNER);
            }
            enter => {
                if let Some(enter) = enter {
                    pen.go((place.x - TURN, place.y + enter));
                }
                pen.go((place.x, place.y + place.left));
            }
        }
    }
    pen.pieces
}

struct Pen {
    pieces: Vec<Piece>,
    at: Point,
    band: Option<Band>,
}

impl Pen {
    fn go(&mut self, to: Point) {
        self.bend(to, (self.at.0 + to.0) / 2.0);
    }

    fn bend(&mut self, to: Point, bend: f64) {
        if self.at != to {
            self.pieces.push(Piece { from: self.at, to, bend });
            self.at = to;
        }
    }

    /// Goes to the beginning of another band, at this height.
    fn turn(&mut self, left: f64, y: f64, to: Option<Band>) {
        if let (Some(old), Some(new)) = (self.band, to)
            && old.index != new.index
        {
            self.go((old.right, self.at.1));
            self.bend((old.right, old.gap), old.right + SWING);
            self.go((left, old.gap));
            self.bend((left, y), left - SWING);
        }
        self.band = to;
    }
}
