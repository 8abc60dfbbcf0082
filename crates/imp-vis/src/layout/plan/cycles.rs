//! Turns as few edges round as it can, so that the rest has no cycle.
//!
//! Only edges inside a strongly connected group can need it. In a group: what needs nothing more goes to
//! the end, what nothing needs goes to the front, else the one with the most edges out over edges in goes
//! to the front; what then points to the front is turned (Eades, Lin and Smyth, 1993, with weights).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::graph::components;

/// An edge between items of one cluster that goes from a lower to a higher layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arc {
    pub low: usize,
    pub high: usize,
    pub weight: u64,
}

/// The arcs of the weighted graph `0..len` with cycles broken, sorted. An edge that is turned adds to
/// the one that goes the other way already, where there is one.
pub(super) fn without(len: usize, weights: &BTreeMap<(usize, usize), u64>) -> Vec<Arc> {
    let mut next = vec![Vec::new(); len];
    for &(from, to) in weights.keys() {
        next[from].push(to);
    }
    let groups = components(len, |item| next[item].iter().copied());
    let mut rank = vec![(0, 0); len];
    for (group_at, group) in groups.iter().enumerate() {
        for (place, item) in sequence(group, weights, &next).into_iter().enumerate() {
            rank[item] = (group_at, place);
        }
    }
    let mut arcs: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for (&(from, to), &weight) in weights {
        let is_turned = rank[from].0 == rank[to].0 && rank[from].1 > rank[to].1;
        let ends = if is_turned { (to, from) } else { (from, to) };
        *arcs.entry(ends).or_default() += weight;
    }
    arcs.into_iter().map(|((low, high), weight)| Arc { low, high, weight }).collect()
}

/// The members of a group in the order in which few edges point back.
fn sequence(
    group: &[usize],
    weights: &BTreeMap<(usize, usize), u64>,
    next: &[Vec<usize>],
) -> Vec<usize> {
    if group.len() == 1 {
        return group.to_vec();
    }
    let member: BTreeMap<usize, usize> = group.iter().copied().zip(0..).collect();
    let mut joined: Vec<Vec<(usize, i64, i64)>> = vec![Vec::new(); group.len()];
    let (mut out, mut into) = (vec![0; group.len()], vec![0; group.len()]);
    for (at, &from) in group.iter().enumerate() {
        for to in next[from].iter().filter_map(|to| member.get(to).copied()) {
            let weight = weights[&(from, group[to])] as i64;
            out[at] += weight;
            into[to] += weight;
            joined[at].push((to, 0, weight));
            joined[to].push((at, weight, 0));
        }
    }
    // The set's first is the next to go: sinks, sources, then by how much more goes out than comes in.
    let key = |at: usize, out: &[i64], into: &[i64]| {
        let class = if out[at] == 0 {
            0
        } else if into[at] == 0 {
            1
        } else {
            2
        };
        (class, Reverse(out[at] - into[at]), at)
    };
    let mut waiting: BTreeSet<_> = (0..group.len()).map(|at| key(at, &out, &into)).collect();
    let mut is_done = vec![false; group.len()];
    let (mut front, mut back) = (Vec::new(), Vec::new());
    while let Some((class, _, at)) = waiting.pop_first() {
        is_done[at] = true;
        if class == 0 {
            back.push(group[at]);
        } else {
            front.push(group[at]);
        }
        for &(other, out_less, into_less) in &joined[at] {
            if !is_done[other] {
                waiting.remove(&key(other, &out, &into));
                out[other] -= out_less;
                into[other] -= into_less;
                waiting.insert(key(other, &out, &into));
            }
        }
    }
    front.extend(back.into_iter().rev());
    front
}
