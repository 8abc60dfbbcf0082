//! The list of the rules.

mod broken_path;
mod broken_reference;
mod duplicate_in_lock;
mod dynamic_input;
mod hidden_declaration;
mod import_cycle;
mod incomplete_host;
mod input_as_argument;
mod input_conflict;
mod missing_follows;
mod missing_lock;
mod name_collision;
mod node_as_module;
mod orphan_module;
mod sink_strategy_conflict;
mod stale_flake;
mod stale_follows;
mod stale_lock;
mod syntax_error;
mod undeclared_input;
mod unknown_host_field;
mod unknown_imp_method;
mod unknown_input_field;
mod unknown_output;
mod unknown_sink;
mod unreadable_file;
mod unresolved_name;
mod untracked_file;
mod untracked_lock;
mod unused_input;
mod unused_sink;
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
    &import_cycle::RULE,
    &incomplete_host::RULE,
    &input_as_argument::RULE,
    &input_conflict::RULE,
    &missing_follows::RULE,
    &missing_lock::RULE,
    &name_collision::RULE,
    &node_as_module::RULE,
    &orphan_module::RULE,
    &sink_strategy_conflict::RULE,
    &stale_flake::RULE,
    &stale_follows::RULE,
    &stale_lock::RULE,
    &syntax_error::RULE,
    &undeclared_input::RULE,
    &unknown_host_field::RULE,
    &unknown_imp_method::RULE,
    &unknown_input_field::RULE,
    &unknown_output::RULE,
    &unknown_sink::RULE,
    &unreadable_file::RULE,
    &unresolved_name::RULE,
    &untracked_file::RULE,
    &untracked_lock::RULE,
    &unused_input::RULE,
    &unused_sink::RULE,
    &wrong_arguments::RULE,
];
