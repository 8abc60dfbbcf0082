//! From a graph to coordinates, in two steps.
//!
//! [`plan`] looks at the whole graph once and fixes orders: which cluster holds what, which layer a thing
//! is in, which place in the layer. [`legs`], [`pack`] and [`route`] turn orders and what is open and
//! shown right now into coordinates. They are small because they exist twice: the page has the same
//! functions in `assets/`, in files of the same names, and a test holds both to the same numbers.
//!
//! Everything flows left to right. An edge leaves a box on its right, leaves each cluster that does not
//! hold its target through one port in the cluster's right border, and comes in from the left; between
//! boxes of a cluster it runs in lanes that are kept free. An edge against the order (each cycle has at
//! least one) takes the same roads the other way.

pub mod legs;
pub mod pack;
pub mod plan;
pub mod route;

/// Something that is drawn, as a number: nodes by index, then clusters, then the three [`Codes`].
pub type Item = usize;

/// A place in a layer: an item, or `-1 - item` for the lane to that item.
pub type Slot = isize;

/// How items are numbered, given the numbers of nodes and clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codes {
    /// How many nodes there are; cluster `c` is the item `nodes + c`.
    pub nodes: usize,
    /// The left port of whatever cluster is looked at.
    pub entry: Item,
    /// The right port of whatever cluster is looked at.
    pub exit: Item,
    /// The lane that edges take whose target has none of its own.
    pub bus: Item,
}

impl Codes {
    /// The numbers for so many nodes and clusters.
    pub fn new(nodes: usize, clusters: usize) -> Self {
        let entry = nodes + clusters;
        Self { nodes, entry, exit: entry + 1, bus: entry + 2 }
    }
}

/// The lane to an item.
pub fn lane(item: Item) -> Slot {
    -1 - item as Slot
}
