//! Draws graphs that people can read.
//!
//! The stages, each a function from value to value: [`graph`] (nodes, edges and the questions to ask of
//! them), [`layout`] (a plan of orders, packed into coordinates), [`render`] (one file a format). Nothing
//! here touches disk, environment, clock or processes, and the same graph gives the same bytes.

pub mod graph;
pub mod layout;
pub mod render;
