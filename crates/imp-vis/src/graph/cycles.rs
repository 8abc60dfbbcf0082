//! Cycles and orphans.

use super::{Flag, Graph};

impl Graph {
    /// The groups of nodes that need each other in a circle, each by id, the largest first. A node that
    /// needs itself is a group of one. What is only possible closes no circle. Closed clusters
    /// are in the circles of what they hold.
    pub fn cycles(&self) -> Vec<Vec<usize>> {
        if let Some(circles) = &self.circles {
            return circles.clone();
        }
        let is_certain = |&edge: &usize| self.edges[edge].kind.is_certain();
        let next =
            |node: usize| self.edges_out(node).filter(is_certain).map(|edge| self.ends[edge].1);
        let mut groups = components(self.nodes.len(), next);
        groups.retain(|group| group.len() > 1 || next(group[0]).any(|to| to == group[0]));
        groups.sort_by_key(|group| (usize::MAX - group.len(), group[0]));
        groups
    }

    /// The graph with these cycles, where edges alone do not say them: between closed clusters.
    #[must_use]
    pub fn with_cycles(mut self, cycles: Vec<Vec<usize>>) -> Self {
        self.circles = None;
        self.circles = (cycles != self.cycles()).then_some(cycles);
        self
    }

    /// Nodes that nothing has to do with: those flagged [`Flag::Orphan`].
    pub fn orphans(&self) -> Vec<usize> {
        let orphan = |&node: &usize| self.nodes[node].flags.contains(&Flag::Orphan);
        (0..self.nodes.len()).filter(orphan).collect()
    }

    /// The graph with these nodes flagged as orphans. To be asked of a whole view: in a part of it, a node may only
    /// seem to be one.
    #[must_use]
    pub fn with_orphans(mut self, orphans: &[usize]) -> Self {
        for &node in orphans {
            self.nodes[node].flags.insert(Flag::Orphan);
        }
        self
    }

    /// The nodes that have no edge, but for what a flake is for, which needs nobody.
    pub fn alone(&self) -> Vec<usize> {
        let has_edges =
            |node: usize| !self.edges_out(node).is_empty() || !self.edges_in(node).is_empty();
        let nodes = 0..self.nodes.len();
        nodes.filter(|&node| !has_edges(node) && !self.nodes[node].kind.is_root()).collect()
    }
}

/// The strongly connected components of the graph `0..len` whose arcs `next` gives, each sorted.
/// Tarjan's algorithm with its own stack, so that a long chain can't overflow the thread's.
pub(crate) fn components<I: Iterator<Item = usize>>(
    len: usize,
    next: impl Fn(usize) -> I,
) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let (mut number, mut low) = (vec![UNSEEN; len], vec![0; len]);
    let (mut is_open, mut open) = (vec![false; len], Vec::new());
    let (mut groups, mut count) = (Vec::new(), 0);
    for root in 0..len {
        if number[root] != UNSEEN {
            continue;
        }
        let mut calls = vec![(root, next(root))];
        let mut enter = Some(root);
        while let Some((node, arcs)) = calls.last_mut() {
            let node = *node;
            if enter.take().is_some() {
                (number[node], low[node], is_open[node]) = (count, count, true);
                open.push(node);
                count += 1;
            }
            match arcs.next() {
                Some(to) if number[to] == UNSEEN => {
                    calls.push((to, next(to)));
                    enter = Some(to);
                }
                Some(to) if is_open[to] => low[node] = low[node].min(number[to]),
                Some(_) => {}
                None => {
                    calls.pop();
                    if let Some(&(caller, _)) = calls.last() {
                        low[caller] = low[caller].min(low[node]);
                    }
                    if low[node] == number[node] {
                        let start = open.iter().rposition(|&member| member == node).unwrap_or(0);
                        let mut group = open.split_off(start);
                        group.iter().for_each(|&member| is_open[member] = false);
                        group.sort_unstable();
                        groups.push(group);
                    }
                }
            }
        }
    }
    groups
}
