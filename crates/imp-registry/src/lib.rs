//! Names that can be trusted and changed.
//!
//! The model goes in; out come findings, answers, and [`plan::Plan`]s: moves and edits as values, which
//! checking, showing and writing are uses of. [`cli`] turns arguments into these calls.

mod after;
pub mod cli;
pub mod listed;
pub mod migrate;
pub mod moves;
mod name;
pub mod name_map;
pub mod overlay;
pub mod paths;
pub mod plan;
pub mod rewrite;
pub mod uncertain;
pub mod whole;
pub mod why;
