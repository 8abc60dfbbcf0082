//! Columns: the layers of a cluster side by side, each row as near as can be to what it is joined to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::bands::{self, BAND_GAP};
use super::rows::{ABOVE, BELOW, Row};
use super::{Band, GAP_Y, Packer, Size, channel, isotonic, weight};
use crate::layout::{Item, Slot};

/// How often rows follow their neighbours: to the right, to the left, and so on.
const PASSES: usize = 6;
/// How high columns may be, in parts of the side of a frame that their area would fill.
const GOALS: [f64; 5] = [0.5, 0.7, 1.0, 1.4, 2.0];
/// How strongly a row is drawn to its place in the tight stack, besides what its edges weigh.
const REST: f64 = 0.4;

struct Column {
    layer: usize,
    band: usize,
    rows: Vec<Row>,
    w: f64,
    /// The height without lanes.
    h: f64,
    /// Towards the column on the left: own row, own offset in it, the other's row and offset, weight.
    left: Vec<Pull>,
    right: Vec<Pull>,
}

#[derive(Clone, Copy)]
struct Pull {
    row: usize,
    offset: f64,
    other: usize,
    other_offset: f64,
    weight: f64,
}

impl Pull {
    /// The same from the other row.
    fn turned(self) -> Self {
        let Self { row, offset, other, other_offset, weight } = self;
        Self { row: other, offset: other_offset, other: row, other_offset: offset, weight }
    }
}

/// A place that a leg passes.
struct Stop {
    layer: usize,
    slot: Slot,
    column: usize,
    row: usize,
    leaving: f64,
}

fn sizes(columns: &[Column]) -> Vec<Size> {
    columns.iter().map(|column| Size { w: column.w, h: column.h }).collect()
}

impl Packer<'_> {
    /// How high the columns of a cluster may be, so that it gets about the shape that it should have.
    pub(super) fn best_goal(&mut self, at: usize, area: f64, tallest: f64) -> f64 {
        let (mut best, mut found) = (f64::INFINITY, 0.0);
        for factor in GOALS {
            let goal = f64::max(tallest, f64::sqrt(area / self.aspect(at)) * factor);
            let sizes = sizes(&self.layers(at, goal));
            let score = bands::wrap(&sizes, at == 0).size.score(self.aspect(at));
            if score < best {
                (best, found) = (score, goal);
            }
        }
        found
    }

    /// Places the layers of a cluster from `x` and `top`.
    pub(super) fn columns(&mut self, at: usize, goal: f64, x: f64, top: f64) -> Size {
        let mut columns = self.layers(at, goal);
        let bands = bands::wrap(&sizes(&columns), at == 0);
        for (column, band) in columns.iter_mut().zip(bands.of) {
            column.band = band;
        }
        self.add_lanes(at, &mut columns, goal);
        self.join(at, &mut columns);
        for column in &mut columns {
            stack(column);
        }
        for pass in 0..PASSES {
            for step in 0..columns.len() {
                let index = if pass.is_multiple_of(2) { step } else { columns.len() - 1 - step };
                settle(&mut columns, index, pass);
            }
        }
        let mut size = Size { w: 0.0, h: 0.0 };
        let mut first = 0;
        while first < columns.len() {
            let band = columns[first].band;
            let end =
                first + columns[first..].iter().take_while(|column| column.band == band).count();
            if band > 0 {
                size.h += BAND_GAP;
            }
            let placed = self.band(at, &mut columns[first..end], x, top + size.h);
            size.w = f64::max(size.w, placed.w);
            size.h += placed.h;
            first = end;
        }
        size
    }

    /// Places the columns of one band.
    fn band(&mut self, at: usize, columns: &mut [Column], x: f64, top: f64) -> Size {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for row in columns.iter().flat_map(|column| &column.rows) {
            least = f64::min(least, row.y);
            most = f64::max(most, row.y + row.h);
        }
        let mut right = x;
        for (index, column) in columns.iter_mut().enumerate() {
            if index > 0 {
                right += channel(column.left.len());
            }
            for row in &mut column.rows {
                row.y += top - least;
                self.put(at, column.layer, row, (right, right + column.w));
            }
            right += column.w;
        }
        let gap = top + (most - least) + BAND_GAP / 2.0;
        for column in columns.iter() {
            let band = Band { index: column.band, right, gap };
            self.packed.bands.insert((at, column.layer), band);
        }
        Size { w: right - x, h: most - least }
    }

    /// The layers that show a box, as columns of rows, without lanes.
    fn layers(&mut self, at: usize, goal: f64) -> Vec<Column> {
        let mut columns = Vec::new();
        for (layer, slots) in self.plan.clusters[at].layers.iter().enumerate() {
            let is_shown = |&slot: &Slot| slot >= 0 && self.is_shown(slot as Item);
            let slots: Vec<Slot> = slots.iter().copied().filter(is_shown).collect();
            if !slots.is_empty() {
                let rows = self.rows(&slots, goal);
                let w = rows.iter().map(|row| row.w).fold(0.0, f64::max);
                let mut h = 0.0;
                for row in &rows {
                    h += row.h + GAP_Y;
                }
                columns.push(Column {
                    layer,
                    band: 0,
                    rows,
                    w,
                    h,
                    left: Vec::new(),
                    right: Vec::new(),
                });
            }
        }
        columns
    }

    /// Adds the lanes in use. An edge from or to a port needs none in bands where its item is not.
    fn add_lanes(&mut self, at: usize, columns: &mut [Column], goal: f64) {
        let codes = self.plan.codes;
        let bands: BTreeMap<usize, usize> =
            columns.iter().map(|column| (column.layer, column.band)).collect();
        let mut used = BTreeSet::new();
        for run in &mut self.legs[at] {
            let end = |item: Item| self.plan.layer[item].and_then(|layer| bands.get(&layer));
            let only = if run.from == codes.entry {
                end(run.to)
            } else if run.to == codes.exit {
                end(run.from)
            } else {
                None
            };
            run.lanes.retain(|(layer, _)| {
                bands.get(layer).is_some_and(|band| only.is_none_or(|only| only == band))
            });
            used.extend(run.lanes.iter().copied());
        }
        for column in columns {
            let slots = self.plan.clusters[at].layers[column.layer].iter().copied();
            let is_shown = |&slot: &Slot| {
                if slot < 0 {
                    used.contains(&(column.layer, slot))
                } else {
                    self.is_shown(slot as Item)
                }
            };
            let slots: Vec<Slot> = slots.filter(is_shown).collect();
            column.rows = self.rows(&slots, goal);
        }
    }

    /// Notes which rows of neighbouring columns legs join.
    fn join(&self, at: usize, columns: &mut [Column]) {
        let mut rows: BTreeMap<(usize, Slot), (usize, usize)> = BTreeMap::new();
        for (index, column) in columns.iter().enumerate() {
            for (row_at, row) in column.rows.iter().enumerate() {
                rows.extend(row.slots.iter().map(|&slot| ((column.layer, slot), (index, row_at))));
            }
        }
        let codes = self.plan.codes;
        let mut known = HashMap::new();
        for run in &self.legs[at] {
            let end = |item: Item| {
                let layer = if item == codes.entry || item == codes.exit {
                    None
                } else {
                    self.plan.layer[item]
                };
                layer.map(|layer| (layer, item as Slot))
            };
            let stops =
                end(run.from).into_iter().chain(run.lanes.iter().copied()).chain(end(run.to));
            let mut last: Option<Stop> = None;
            for (layer, slot) in stops {
                let Some(&(column, row)) = rows.get(&(layer, slot)) else { continue };
                let (entering, leaving) = self.offsets(&columns[column].rows[row], slot);
                let weight = weight(run.count);
                // What lies together in the last of too many layers pulls nothing.
                if let Some(from) = last
                    && from.column != column
                    && columns[from.column].band == columns[column].band
                {
                    // Legs that share a lane share a pull.
                    let key = ((from.layer, from.slot), (layer, slot));
                    let (left, right) = *known.entry(key).or_insert_with(|| {
                        let pull = Pull {
                            row,
                            offset: entering,
                            other: from.row,
                            other_offset: from.leaving,
                            weight: 0.0,
                        };
                        columns[column].left.push(pull);
                        columns[from.column].right.push(pull.turned());
                        (columns[column].left.len() - 1, columns[from.column].right.len() - 1)
                    });
                    columns[column].left[left].weight += weight;
                    columns[from.column].right[right].weight += weight;
                }
                last = Some(Stop { layer, slot, column, row, leaving });
            }
        }
    }

    /// How far below its row's upper edge an edge enters and leaves a slot.
    fn offsets(&self, row: &Row, slot: Slot) -> (f64, f64) {
        if slot < 0 {
            return (0.0, 0.0);
        }
        let place = self.place(slot as Item);
        let is_first = row.slots[0] == slot;
        let is_last = row.slots[row.slots.len() - 1] == slot;
        (
            if is_first { place.left } else { -ABOVE },
            if is_last { place.right } else { row.h + BELOW },
        )
    }
}

/// Rows one below the other, their middle at 0.
fn stack(column: &mut Column) {
    let mut y = 0.0;
    for index in 0..column.rows.len() {
        if index > 0 {
            y += column.rows[index - 1].gap(&column.rows[index]);
        }
        column.rows[index].y = y;
        y += column.rows[index].h;
    }
    for row in &mut column.rows {
        row.y -= y / 2.0;
        row.tight = row.y;
    }
}

/// Moves the rows of a column toward their neighbours: first those on one side, later those on both.
fn settle(columns: &mut [Column], index: usize, pass: usize) {
    let column = &columns[index];
    let len = column.rows.len();
    let (mut sums, mut weights) = (vec![0.0; len], vec![0.0; len]);
    let mut pull = |pulls: &[Pull], rows: &[Row]| {
        for pull in pulls {
            sums[pull.row] += pull.weight * (rows[pull.other].y + pull.other_offset - pull.offset);
            weights[pull.row] += pull.weight;
        }
    };
    if index > 0 && columns[index - 1].band == column.band && (pass >= 2 || pass.is_multiple_of(2))
    {
        pull(&column.left, &columns[index - 1].rows);
    }
    let has_next = columns.get(index + 1).is_some_and(|next| next.band == column.band);
    if has_next && (pass >= 2 || !pass.is_multiple_of(2)) {
        pull(&column.right, &columns[index + 1].rows);
    }
    // Shifted by what is above, "below the last row" becomes "not less than the last value".
    let mut shift = 0.0;
    let (mut wanted, mut shifts) = (Vec::with_capacity(len), Vec::with_capacity(len));
    for at in 0..len {
        if at > 0 {
            shift += column.rows[at - 1].h + column.rows[at - 1].gap(&column.rows[at]);
        }
        let rest = weights[at] * REST + 0.1;
        weights[at] += rest;
        wanted.push((sums[at] + column.rows[at].tight * rest) / weights[at] - shift);
        shifts.push(shift);
    }
    isotonic::regress(&mut wanted, &weights);
    for at in 0..len {
        columns[index].rows[at].y = wanted[at] + shifts[at];
    }
}
