//! Which clusters are open at first.

use super::{Cluster, Plan};
use crate::graph::{Graph, NodeKind, Status};
use crate::layout::Item;

/// How much is opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// About how many boxes there are then.
    pub boxes: usize,
    /// How many levels of clusters are opened.
    pub levels: usize,
    /// Whether clusters of inputs are opened, too; otherwise only in a graph about nothing else.
    pub with_inputs: bool,
}

/// How often it is tried whether more can be open.
const MAX_TRIES: usize = 40;

impl Opening {
    /// Opens clusters while `fits` says yes of what is open then: those in which something came or went, however deep,
    /// then the others; of these those outside before those inside, those with hosts and outputs first, and small ones
    /// before large ones. What doesn't fit stays closed, and the rest is tried all the same.
    pub fn open(
        self,
        graph: &Graph,
        plan: &Plan,
        mut fits: impl FnMut(&[bool]) -> bool,
    ) -> Vec<bool> {
        let mut state = State {
            open: vec![false; plan.clusters.len()],
            counts: plan.clusters.iter().map(|cluster| items(cluster).count()).collect(),
            boxes: 0,
            tries: MAX_TRIES,
        };
        state.open[0] = true;
        state.boxes = state.counts[0];
        let changed = changed(graph, plan);
        let rank = |at: usize| {
            let depth = plan.depth[plan.codes.nodes + at];
            let is_last = has_only_inputs(graph, plan, at);
            let key = (!has_roots(graph, plan, at), state.counts[at], at);
            ((!changed[at], is_last, depth), key)
        };
        let ranks: Vec<_> = (0..plan.clusters.len()).map(rank).collect();
        let may_open = |at: usize| {
            plan.clusters[at].level() <= self.levels
                && (self.with_inputs || !has_only_inputs(graph, plan, at))
        };
        let below = |at: usize| inside(plan, at).filter(|&inner| may_open(inner));
        let mut waiting: Vec<usize> = below(0).collect();
        while let Some(first) = waiting.iter().map(|&at| ranks[at].0).min() {
            let (mut batch, rest): (Vec<usize>, Vec<usize>) =
                waiting.into_iter().partition(|&at| ranks[at].0 == first);
            batch.sort_unstable_by_key(|&at| ranks[at].1);
            let is_only = plan.clusters.len() == 2;
            state.open_batch(&batch, if is_only { usize::MAX } else { self.boxes }, &mut fits);
            waiting = rest;
            waiting.extend(batch.into_iter().filter(|&at| state.open[at]).flat_map(below));
        }
        state.open
    }
}

/// What is open so far.
struct State {
    open: Vec<bool>,
    /// How many things are directly in each cluster.
    counts: Vec<usize>,
    boxes: usize,
    tries: usize,
}

impl State {
    /// Opens all of a batch, else what fits of its first and of its second half.
    fn open_batch(
        &mut self,
        batch: &[usize],
        boxes: usize,
        fits: &mut impl FnMut(&[bool]) -> bool,
    ) {
        let mut opened = Vec::new();
        for &at in batch {
            let more = self.counts[at] - 1;
            if self.boxes + more <= boxes {
                self.open[at] = true;
                self.boxes += more;
                opened.push(at);
            }
        }
        if opened.is_empty() || self.tries == 0 {
            self.close(&opened);
            return;
        }
        self.tries -= 1;
        if !fits(&self.open) {
            self.close(&opened);
            if let (first, second @ [_, ..]) = opened.split_at(opened.len() / 2)
                && !first.is_empty()
            {
                self.open_batch(first, boxes, fits);
                self.open_batch(second, boxes, fits);
            }
        }
    }

    fn close(&mut self, opened: &[usize]) {
        for &at in opened {
            self.open[at] = false;
            self.boxes -= self.counts[at] - 1;
        }
    }
}

/// The clusters directly in a cluster.
fn inside(plan: &Plan, at: usize) -> impl Iterator<Item = usize> + '_ {
    items(&plan.clusters[at]).filter_map(|item| item.checked_sub(plan.codes.nodes))
}

/// The clusters that hold something that came or went, however deep, or an end of an edge that did.
fn changed(graph: &Graph, plan: &Plan) -> Vec<bool> {
    let mut changed = vec![false; plan.clusters.len()];
    let nodes = graph.nodes().iter().enumerate();
    let nodes = nodes.filter(|(_, node)| node.status != Status::Stayed).map(|(at, _)| at);
    let edges = graph.edges().iter().enumerate();
    let edges = edges.filter(|(_, edge)| edge.status != Status::Stayed);
    let ends = edges.flat_map(|(at, _)| <[usize; 2]>::from(graph.ends(at)));
    for item in nodes.chain(ends) {
        let mut at = plan.home[item];
        while !std::mem::replace(&mut changed[at], true) {
            at = plan.home[at + plan.codes.nodes];
        }
    }
    changed
}

/// What is directly in a cluster.
fn items(cluster: &Cluster) -> impl Iterator<Item = Item> + '_ {
    let slots = cluster.layers.iter().flatten();
    let layered = slots.filter_map(|&slot| usize::try_from(slot).ok());
    layered.chain(cluster.loose.iter().copied())
}

fn kinds<'a>(graph: &'a Graph, plan: &'a Plan, at: usize) -> impl Iterator<Item = NodeKind> + 'a {
    let nodes = items(&plan.clusters[at]).filter_map(|item| graph.nodes().get(item));
    nodes.map(|node| node.kind)
}

fn has_roots(graph: &Graph, plan: &Plan, at: usize) -> bool {
    kinds(graph, plan, at).any(NodeKind::is_root)
}

/// Whether a cluster holds nodes, and all are inputs; unless the graph is about nothing else but
/// the flake that has them.
fn has_only_inputs(graph: &Graph, plan: &Plan, at: usize) -> bool {
    let is_input = |kind| kind == NodeKind::Input;
    kinds(graph, plan, at).next().is_some()
        && kinds(graph, plan, at).all(is_input)
        && graph.nodes().iter().any(|node| !is_input(node.kind) && node.kind != NodeKind::Flake)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Edge, EdgeKind, Node};

    /// The paths of the clusters that are open, but for the root.
    fn opened(graph: &Graph, boxes: usize, fits: impl FnMut(&[bool]) -> bool) -> Vec<String> {
        let plan = Plan::new(graph);
        let opening = Opening { boxes, levels: usize::MAX, with_inputs: false };
        let open = opening.open(graph, &plan, fits);
        let clusters = plan.clusters.iter().zip(open).skip(1);
        clusters.filter(|(_, open)| *open).map(|(cluster, _)| cluster.path.clone()).collect()
    }

    fn modules(sizes: &[(&str, usize)]) -> Vec<Node> {
        let nodes = sizes.iter().flat_map(|&(cluster, size)| {
            (0..size).map(move |at| Node::new(format!("{cluster}.m{at}"), NodeKind::Module))
        });
        nodes.collect()
    }

    #[test]
    fn what_does_not_fit_leaves_its_room_to_others() {
        let graph = Graph::new(modules(&[("a", 9), ("b", 3), ("c", 4), ("d", 90)]), Vec::new());
        assert_eq!(opened(&graph, 20, |_| true), ["a", "b", "c"]);
        let plan = Plan::new(&graph);
        let b = plan.clusters.iter().position(|cluster| cluster.path == "b").unwrap();
        assert_eq!(opened(&graph, 20, |open| !open[b]), ["a", "c"]);
    }

    #[test]
    fn what_changed_is_opened_first_however_deep() {
        let before = modules(&[("a", 5), ("b.x.y", 4), ("b.x.z", 4), ("b.w", 4)]);
        let mut after = before.clone();
        after.push(Node::new("b.x.y.new", NodeKind::Module));
        let graph = Graph::new(after, Vec::new()).since(&Graph::new(before, Vec::new()));
        assert_eq!(opened(&graph, 8, |_| true), ["b", "b.x", "b.x.y"]);
    }

    #[test]
    fn inputs_stay_closed_beside_others() {
        let inputs = (0..3).map(|at| Node::new(format!("inputs.i{at}"), NodeKind::Input));
        let nodes = modules(&[("m", 3)]).into_iter().chain(inputs.clone()).collect();
        assert_eq!(opened(&Graph::new(nodes, Vec::new()), 99, |_| true), ["m"]);
        let edges = vec![Edge::new("inputs.i0", "inputs.i1", EdgeKind::Follows)];
        assert_eq!(opened(&Graph::new(inputs.collect(), edges), 99, |_| true), ["inputs"]);
    }
}
