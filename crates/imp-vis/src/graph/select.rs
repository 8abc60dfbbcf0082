//! Parts of a graph: what is near a node, and what patterns let through.

use std::collections::VecDeque;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::{Graph, Node};

/// Which way to go from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To what uses it.
    In,
    /// To what it depends on.
    Out,
    /// Both ways, each kept: what uses its users, and what its dependencies need.
    Both,
}

/// A pattern that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// The pattern.
    pub pattern: String,
    /// What is wrong with it, in words.
    pub why: String,
}

impl std::fmt::Display for BadPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no pattern: {}", self.pattern, self.why)
    }
}

impl std::error::Error for BadPattern {}

/// Which nodes to keep, by glob patterns over ids and paths. In an id `.` separates as `/` does in a
/// path: `modules.*` is not `modules.nixos.base`, `modules.**` is.
#[derive(Clone, Debug)]
pub struct Filter {
    include: GlobSet,
    exclude: GlobSet,
}

impl Filter {
    /// A filter that keeps what matches one of `include` (everything, when there is none) and none of
    /// `exclude`.
    ///
    /// # Errors
    /// The first pattern that can't be read.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, BadPattern> {
        Ok(Self { include: globs(include)?, exclude: globs(exclude)? })
    }

    /// Whether a node is kept.
    pub fn keeps(&self, node: &Node) -> bool {
        let slashed = node.id.replace('.', "/");
        let matches = |globs: &GlobSet| {
            globs.is_match(&slashed) || node.path.as_ref().is_some_and(|path| globs.is_match(path))
        };
        (self.include.is_empty() || matches(&self.include)) && !matches(&self.exclude)
    }
}

/// Every pattern as it stands, for paths, and with dots as separators, for ids.
fn globs(patterns: &[String]) -> Result<GlobSet, BadPattern> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        for text in [pattern.clone(), pattern.replace('.', "/")] {
            let glob = globset::GlobBuilder::new(&text).literal_separator(true).build();
            let bad = |error: globset::Error| BadPattern {
                pattern: pattern.clone(),
                why: error.kind().to_string(),
            };
            let glob: Glob = glob.map_err(bad)?;
            set.add(glob);
        }
    }
    set.build().map_err(|error| BadPattern { pattern: patterns.join(" "), why: error.to_string() })
}

impl Graph {
    /// The nodes at most `depth` edges away from `node`, itself included, by id. `None` is any depth.
    pub fn near(&self, node: usize, depth: Option<u32>, direction: Direction) -> Vec<usize> {
        let mut is_near = vec![false; self.nodes.len()];
        if direction != Direction::In {
            self.mark(node, depth, &mut is_near, |at| {
                self.edges_out(at).map(|edge| self.ends[edge].1).collect()
            });
        }
        if direction != Direction::Out {
            self.mark(node, depth, &mut is_near, |at| {
                self.edges_in(at).iter().map(|&edge| self.ends[edge].0).collect()
            });
        }
        (0..self.nodes.len()).filter(|&at| is_near[at]).collect()
    }

    fn mark(
        &self,
        node: usize,
        depth: Option<u32>,
        is_near: &mut [bool],
        next: impl Fn(usize) -> Vec<usize>,
    ) {
        let mut seen = vec![false; self.nodes.len()];
        let mut queue = VecDeque::from([(node, 0)]);
        seen[node] = true;
        while let Some((at, distance)) = queue.pop_front() {
            is_near[at] = true;
            if depth.is_some_and(|depth| distance >= depth) {
                continue;
            }
            for to in next(at) {
                if !seen[to] {
                    seen[to] = true;
                    queue.push_back((to, distance + 1));
                }
            }
        }
    }

    /// The part of the graph near a node, as [`Graph::near`] finds it.
    #[must_use]
    pub fn focus(&self, node: usize, depth: Option<u32>, direction: Direction) -> Self {
        let near = self.near(node, depth, direction);
        self.only(|at| near.binary_search(&at).is_ok())
    }

    /// The part of the graph that a filter keeps.
    #[must_use]
    pub fn filtered(&self, filter: &Filter) -> Self {
        self.only(|at| filter.keeps(&self.nodes[at]))
    }

    /// The nodes for which `keep` holds, and the edges between them.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<bool> = (0..self.nodes.len()).map(keep).collect();
        let nodes = self.nodes.iter().zip(&kept).filter(|&(_, &kept)| kept);
        let edges = self.edges.iter().zip(&self.ends);
        let edges = edges.filter(|&(_, &(from, to))| kept[from] && kept[to]);
        let part = Self::new(
            nodes.map(|(node, _)| node.clone()).collect(),
            edges.map(|(e, _)| e.clone()).collect(),
        );
        let Some(circles) = &self.circles else { return part };
        let whole = circles.iter().filter(|circle| circle.iter().all(|&node| kept[node]));
        let index = |node: &usize| part.find(&self.nodes[*node].id);
        let whole = whole.map(|circle| circle.iter().filter_map(index).collect());
        let whole: Vec<Vec<usize>> = whole.collect();
        part.with_cycles(whole)
    }
}
