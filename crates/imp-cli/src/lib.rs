//! The edge that the imp programs share.
//!
//! What touches the outside is here and nowhere else: arguments ([`args`], [`run()`]), streams and exit
//! status, the working tree as Nix will see it ([`disk`], [`git`]), the parallel [`scan`], writing
//! ([`write`]), and findings as text, JSON, SARIF or GitHub annotations ([`report`]). A program hands
//! values in and gets values back; nothing here knows what a flake means.

pub mod args;
mod asked;
pub mod browser;
pub mod cache;
pub mod carry;
pub mod configuration;
pub mod diff;
pub mod disk;
pub mod document;
mod escape;
mod exit;
mod explain;
mod failure;
pub mod git;
mod other_files;
mod own_flake;
pub mod process;
pub mod project;
pub mod report;
pub mod revision;
pub mod root;
mod run;
pub mod scan;
pub mod scratch;
mod streams;
pub mod texts;
pub mod toml;
pub mod unread_modules;
mod version;
pub mod write;

pub use escape::{brief_name, one_line};
pub use exit::Exit;
pub use explain::{Explanation, explain};
pub use failure::Failure;
pub use run::{guarded, on_stack, run};
pub use streams::{ColorChoice, Paint, Progress, Streams, Style};
pub use version::version;
