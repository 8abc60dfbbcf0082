//! Ways through the graph: the shortest from one node to another, and why a node is there.

use std::collections::VecDeque;

use super::Graph;

impl Graph {
    /// The shortest way from `from` to `to`, both included; of several the one whose nodes come first.
    /// `None` when there is none.
    pub fn path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        self.path_from_any(&[from], to)
    }

    /// Why a node is there: the shortest way to it from a host or an output. `None` when no way leads
    /// to it; the node alone when it is a host or an output itself that nothing needs.
    pub fn why(&self, node: usize) -> Option<Vec<usize>> {
        let is_root = |at: &usize| *at != node && self.nodes[*at].kind.is_root();
        let roots: Vec<usize> = (0..self.nodes.len()).filter(is_root).collect();
        let way = self.path_from_any(&roots, node);
        way.or_else(|| self.nodes[node].kind.is_root().then(|| vec![node]))
    }

    /// Breadth first, from all of `from` at once.
    fn path_from_any(&self, from: &[usize], to: usize) -> Option<Vec<usize>> {
        let mut before = vec![None; self.nodes.len()];
        let mut queue: VecDeque<usize> = from.iter().copied().collect();
        for &start in from {
            before[start] = Some(start);
        }
        while let Some(node) = queue.pop_front() {
            if node == to {
                return Some(walk_back(&before, to));
            }
            for edge in self.edges_out(node) {
                let next = self.ends[edge].1;
                if before[next].is_none() {
                    before[next] = Some(node);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}

fn walk_back(before: &[Option<usize>], to: usize) -> Vec<usize> {
    let mut way = vec![to];
    let mut at = to;
    while let Some(previous) = before[at].filter(|&previous| previous != at) {
        way.push(previous);
        at = previous;
    }
    way.reverse();
    way
}
