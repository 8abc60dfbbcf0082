//! Bands: where a cluster has many columns, they go on below, like lines of text.

use super::Size;
use super::columns::Column;

/// The room between bands; edges to later bands run back in its middle.
pub(super) const BAND_GAP: f64 = 32.0;
/// About how much room is between two columns.
const CHANNEL: f64 = 44.0;
/// Columns that are together less wide than this stay side by side.
const MIN_WRAP: f64 = 900.0;
const MAX_BANDS: u32 = 6;
/// How much wider than high the columns of a cluster should be.
const WRAP_ASPECT: f64 = 1.3;

/// Breaks the columns into bands, one below the other, where that makes the cluster much less long.
/// Gives about the size of all.
pub(super) fn wrap(columns: &mut [Column], is_root: bool) -> Size {
    let mut total = 0.0;
    for column in columns.iter() {
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
        let size = break_columns(columns, limit);
        let favour = if limit < total {
            1.0
        } else if is_root {
            0.4
        } else {
            0.85
        };
        let score = size.score(WRAP_ASPECT) * favour;
        if score < best {
            (best, best_limit) = (score, limit);
        }
    }
    break_columns(columns, best_limit)
}

/// Breaks the columns into bands at most `limit` wide; gives about the size of all.
fn break_columns(columns: &mut [Column], limit: f64) -> Size {
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
    Size { w: widest, h: above + h }
}
