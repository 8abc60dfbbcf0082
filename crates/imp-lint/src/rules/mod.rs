//! The list of the rules.

mod broken_path;
mod broken_reference;
mod dynamic_input;
mod hidden_declaration;
mod input_conflict;
mod name_collision;
mod orphan_module;
mod stale_flake;
mod syntax_error;
mod unreadable_file;
mod unresolved_name;
mod untracked_file;

use crate::Rule;

pub use broken_path::missing_outputs;
pub use broken_reference::broken_reference;
pub use stale_flake::stale_flake;

/// Every rule, in byte order of the names.
pub const ALL: &[&Rule] = &[
    &broken_path::RULE,
    &broken_reference::RULE,
    &dynamic_input::RULE,
    &hidden_declaration::RULE,
    &input_conflict::RULE,
    &name_collision::RULE,
    &orphan_module::RULE,
    &stale_flake::RULE,
    &syntax_error::RULE,
    &unreadable_file::RULE,
    &unresolved_name::RULE,
    &untracked_file::RULE,
];
