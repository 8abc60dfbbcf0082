//! Documents: what goes over pipes and into files as JSON, and back.
//!
//! The types here are the wire; the types of the other modules are not.

mod document;
pub mod edits;
pub mod findings;
pub mod flake;
pub mod fmt;
pub mod graph;
pub mod inputs;
pub mod lock;
pub mod model;
pub mod names;
pub mod overview;
pub mod plain;
pub mod rename;

pub use document::{Document, DocumentError, read_document, schema, write_document};

/// Any data as the untyped JSON that reports carry.
///
/// # Panics
/// When the data has a map whose keys are no strings, which no type of the wire has.
pub fn to_json(data: impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(data).expect("the types of the wire have a JSON form")
}
