//! Draws graphs that people can read.
//!
//! The stages, each a function from value to value: [`views`] (from the tree of a flake to a graph),
//! [`graph`] (nodes, edges and the questions to ask of them), [`layout`] (a plan of orders, packed into
//! coordinates), [`render`] (one file a format). [`cli`] turns arguments into these calls. Nothing here
//! touches disk, environment, clock or processes, and the same graph gives the same bytes.

pub mod cli;
pub mod document;
pub mod graph;
pub mod layout;
pub mod render;
pub mod views;
