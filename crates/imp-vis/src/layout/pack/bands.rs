//! Bands: where a cluster has many columns, they go on below, like lines of text.

use super::Size;

/// The room between bands; edges to later bands run back in its middle.
pub(super) const BAND_GAP: f64 = 32.0;
/// About how much room is between two columns.
const CHANNEL: f64 = 44.0;
/// Columns that are together less wide than this stay side by side.
const MIN_WRAP: f64 = 900.0;
const MAX_BANDS: u32 = 6;
/// How much wider than high the columns of a cluster should be.
const WRAP_ASPECT: f64 = 1.3;

/// How columns are broken into bands.
pub(super) struct Bands {
    /// The band of each column, from 0.
    pub of: Vec<usize>,
    /// About the size of all.
    pub size: Size,
}

/// Breaks columns of these sizes into bands, one below the other, where that makes the cluster much less long.
pub(super) fn wrap(columns: &[Size], is_root: bool) -> Bands {
    let mut total = 0.0;
    for column in columns {
        total += column.w + CHANNEL;
    }
    if total < MIN_WRAP {
        return break_columns(columns, f64::INFINITY);
    }
    let (mut best, mut best_limit) = (f64::INFINITY, 0.0);
    // Bands are never quite full: the second half of the tries gives each more room.
    for attempt in 1..=MAX_BANDS * 2 {
        let (count, room) =
            if attempt > MAX_BANDS { (attempt - MAX_BANDS, 1.4) } else { (attempt, 1.1) };
        let limit = total / f64::from(count) * room;
        let favour = if limit < total {
            1.0
        } else if is_root {
            0.4
        } else {
            0.85
        };
        let score = break_columns(columns, limit).size.score(WRAP_ASPECT) * favour;
        if score < best {
            (best, best_limit) = (score, limit);
        }
    }
    break_columns(columns, best_limit)
}

/// Breaks the columns into bands at most `limit` wide.
fn break_columns(columns: &[Size], limit: f64) -> Bands {
    let (mut band, mut w, mut h, mut widest, mut above) = (0, 0.0, 0.0, 0.0, 0.0);
    let mut of = Vec::with_capacity(columns.len());
    for column in columns {
        if w > 0.0 && w + column.w > limit {
            band += 1;
            above += h + BAND_GAP;
            (w, h) = (0.0, 0.0);
        }
        w += column.w + CHANNEL;
        h = f64::max(h, column.h);
        widest = f64::max(widest, w);
        of.push(band);
    }
    Bands { of, size: Size { w: widest, h: above + h } }
}
