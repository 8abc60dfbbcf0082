//! Bands: where a cluster has many columns, they go on below, like lines of text.

use super::columns::Column;

/// The room between bands; edges to later bands run back in its middle.
pub(super) const BAND_GAP: f64 = 32.0;
/// About how much room is between two columns.
const CHANNEL: f64 = 44.0;
/// Columns that are together less wide than this stay side by side.
const MIN_WRAP: f64 = 900.0;
const MAX_BANDS: u32 = 6;
/// How much wider than high the columns of a cluster should be.
const WRAP_ASPECT: f64 = 1.1;

/// Breaks the columns into bands, one below the other, where that makes the cluster much less long.
pub(super) fn wrap(columns: &mut [Column], is_root: bool) {
    let mut total = 0.0;
    for column in columns.iter() {
        total += column.w + CHANNEL;
    }
    if total < MIN_WRAP {
        return;
    }
    let (mut best, mut best_limit) = (f64::INFINITY, 0.0);
    // Bands are never quite full: the second half of the tries gives each more room.
    for attempt in 1..=MAX_BANDS * 2 {
        let (count, room) =
            if attempt > MAX_BANDS { (attempt - MAX_BANDS, 1.4) } else { (attempt, 1.1) };
        let limit = total / f64::from(count) * room;
        let (w, h) = break_columns(columns, limit);
        let favour = if limit < total {
            1.0
        } else if is_root {
            0.4
        } else {
            0.85
        };
        let score = f64::max(w / WRAP_ASPECT, h) * favour;
        if score < best {
            (best, best_limit) = (score, limit);
        }
    }
    break_columns(columns, best_limit);
}

/// Breaks the columns into bands at most `limit` wide; gives the size of all.
fn break_columns(columns: &mut [Column], limit: f64) -> (f64, f64) {
    let (mut band, mut w, mut h, mut widest, mut above) = (0, 0.0, 0.0, 0.0, 0.0);
    for column in columns {
        if w > 0.0 && w + column.w > limit {
            band += 1;
            above += h + BAND_GAP;
            (w, h) = (0.0, 0.0);
        }
        w += column.w + CHANNEL;
        h = f64::max(h, column.h);
        widest = f64::max(widest, w);
        column.band = band;
    }
    (widest, above + h)
}
