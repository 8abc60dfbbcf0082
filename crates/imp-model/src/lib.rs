//! Reads a Nix flake repository into one model, without evaluating Nix.
//!
//! The stages, each a function from value to value plus findings: [`source`] (text by path), [`syntax`]
//! (one file's expressions), [`facts`] (what one file says), [`model`] (the whole tree). [`eval`] answers
//! what an expression is, or why that can't be known; [`wire`] writes and reads documents. Nothing here
//! touches disk, environment, clock or processes: what a stage needs from outside comes through
//! [`source::Files`].

pub mod eval;
pub mod facts;
pub mod finding;
pub mod model;
pub mod source;
pub mod syntax;
pub mod text;
pub mod wire;
