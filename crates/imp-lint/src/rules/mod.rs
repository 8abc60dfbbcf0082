//! The list of the rules.

mod broken_path;
mod broken_reference;
mod duplicate_in_lock;
mod dynamic_input;
mod hidden_declaration;
mod input_as_argument;
mod input_conflict;
mod missing_follows;
mod missing_lock;
mod name_collision;
mod orphan_module;
mod stale_flake;
mod stale_follows;
mod stale_lock;
mod syntax_error;
mod undeclared_input;
mod unknown_input_field;
mod unreadable_file;
mod unresolved_name;
mod untracked_file;
mod untracked_lock;
mod unused_input;
mod wrong_arguments;

use crate::Rule;

pub use broken_path::missing_outputs;
pub use broken_reference::broken_reference;
pub use missing_follows::missing_follows;
pub use stale_flake::stale_flake;
pub use stale_follows::stale_follows;

/// Every rule, in byte order of the names.
pub const ALL: &[&Rule] = &[
    &broken_path::RULE,
    &broken_reference::RULE,
    &duplicate_in_lock::RULE,
    &dynamic_input::RULE,
    &hidden_declaration::RULE,
    &input_as_argument::RULE,
    &input_conflict::RULE,
    &missing_follows::RULE,
    &missing_lock::RULE,
    &name_collision::RULE,
    &orphan_module::RULE,
    &stale_flake::RULE,
    &stale_follows::RULE,
    &stale_lock::RULE,
    &syntax_error::RULE,
    &undeclared_input::RULE,
    &unknown_input_field::RULE,
    &unreadable_file::RULE,
    &unresolved_name::RULE,
    &untracked_file::RULE,
    &untracked_lock::RULE,
    &unused_input::RULE,
    &wrong_arguments::RULE,
];
