//! Text and where things are in it: byte ranges, lines and columns, edits.
//!
//! Everything here is a value. Byte offsets count from 0 in UTF-8; lines and columns count from 1, and
//! columns are Unicode scalar values, so that an editor and a person agree on them.

mod edit;
mod hash;
mod place;
mod span;

pub use edit::{Edit, EditConflict, FileEdits};
pub use hash::sha256;
pub use place::{Place, Position, position_at};
pub(crate) use place::{Positions, position_after};
pub use span::Span;
