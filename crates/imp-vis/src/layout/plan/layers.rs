//! Puts the items of a cluster into layers, so that every arc goes to a higher one, as long as there are not too many.

use super::cycles::Arc;

/// The layer of each item, from 0; `None` for items without arcs. The arcs must have no cycle.
///
/// The layer is the longest way that leads there. Then what has more arcs out than in moves close to
/// what it needs, which makes long edges shorter.
pub(super) fn assign(len: usize, arcs: &[Arc]) -> Vec<Option<usize>> {
    let (mut out, mut into) = (vec![Vec::new(); len], vec![Vec::new(); len]);
    for arc in arcs {
        out[arc.low].push(arc);
        into[arc.high].push(arc);
    }
    let mut layer = vec![0; len];
    let mut open: Vec<usize> = into.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..len).filter(|&item| open[item] == 0).collect();
    let mut at = 0;
    while at < ready.len() {
        let item = ready[at];
        at += 1;
        for arc in &out[item] {
            layer[arc.high] = layer[arc.high].max(layer[item] + 1);
            open[arc.high] -= 1;
            if open[arc.high] == 0 {
                ready.push(arc.high);
            }
        }
    }
    for &item in ready.iter().rev() {
        let room = out[item].iter().map(|arc| layer[arc.high] - 1).min();
        let weight = |arcs: &[&Arc]| arcs.iter().map(|arc| arc.weight.min(4)).sum::<u64>();
        if let Some(room) = room
            && weight(&out[item]) > weight(&into[item])
        {
            layer[item] = room;
        }
    }
    let is_joined = |item: usize| !out[item].is_empty() || !into[item].is_empty();
    let layer: Vec<Option<usize>> =
        (0..len).map(|item| is_joined(item).then_some(layer[item])).collect();
    without_gaps(layer)
}

/// What would lie in a higher layer lies together in the last: nobody follows so long a chain, and the lanes beside it
/// would be as many as there are nodes times layers.
const MAX_LAYERS: usize = 256;

/// Layers numbered anew, so that none is empty.
fn without_gaps(layer: Vec<Option<usize>>) -> Vec<Option<usize>> {
    let mut used: Vec<usize> = layer.iter().flatten().copied().collect();
    used.sort_unstable();
    used.dedup();
    let place = |layer: usize| Some(used.binary_search(&layer).ok()?.min(MAX_LAYERS - 1));
    layer.into_iter().map(|layer| layer.and_then(place)).collect()
}
