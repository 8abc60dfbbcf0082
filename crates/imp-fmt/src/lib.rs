//! One formatter for the whole tree.
//!
//! Nix is formatted in process, in the official style ([`format_nix`]); other languages by the programs
//! that the configuration names ([`settings`], [`selection`]). Bytes go in, a verdict comes out
//! ([`engine`]); what is written, listed or shown is up to [`cli`].

pub mod cli;
pub mod engine;
pub mod findings;
mod limits;
mod lines;
mod nix;
pub mod parts;
pub mod programs;
pub mod selection;
pub mod settings;
mod stand_ins;

pub use lines::has_only_crlf;
pub use nix::{Unformattable, format_nix};
