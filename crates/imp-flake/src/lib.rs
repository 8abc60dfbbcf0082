//! Collects flake inputs from the files that need them and writes `flake.nix`.
//!
//! The model goes in; a [`Plan`] of what `flake.nix` should be comes out, and checking, writing and
//! rendering are uses of it. [`cli`] turns arguments into these calls and their results into reports.

pub mod adopt;
mod changes;
pub mod cli;
mod follows;
mod generated;
pub mod init;
mod lost;
mod plan;
mod render;
pub mod show;
mod why;

pub use changes::{Change, ChangeKind, changes};
pub use follows::add_fixes;
pub use plan::{Plan, PlanError, RULES, flake_path, is_outputs_file, settings};
pub use render::{Flake, RenderError, render};
pub use why::{Copy, Locked, Why, unreadable, why};
