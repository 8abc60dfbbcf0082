//! The list of the rules.

mod broken_path;
mod broken_reference;
mod config_in_extra_args;
mod deprecated_update_input;
mod duplicate_in_lock;
mod dynamic_input;
mod git_crypt;
mod hidden_declaration;
mod home_manager_two_ways;
mod import_cycle;
mod import_nixpkgs_in_packages;
mod incomplete_host;
mod input_as_argument;
mod input_conflict;
mod missing_follows;
mod missing_lock;
mod name_collision;
mod node_as_module;
mod orphan_module;
mod overlay_not_applied;
mod package_not_per_system;
mod plaintext_secret;
mod secret_in_store;
mod sink_strategy_conflict;
mod stale_flake;
mod stale_follows;
mod stale_lock;
mod syntax_error;
mod unadoptable_flake;
mod undeclared_input;
mod unencrypted_secret_file;
mod unknown_allow;
mod unknown_host_field;
mod unknown_imp_method;
mod unknown_input_field;
mod unknown_output;
mod unknown_sink;
mod unlocked_auto_upgrade;
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
pub use overlay_not_applied::is_overlay_used;
pub use stale_flake::stale_flake;
pub use stale_follows::stale_follows;
pub(crate) use syntax_error::weigh as weigh_syntax_errors;

/// Every rule, in byte order of the names.
pub const ALL: &[&Rule] = &[
    &broken_path::RULE,
    &broken_reference::RULE,
    &config_in_extra_args::RULE,
    &deprecated_update_input::RULE,
    &duplicate_in_lock::RULE,
    &dynamic_input::RULE,
    &git_crypt::RULE,
    &hidden_declaration::RULE,
    &home_manager_two_ways::RULE,
    &import_cycle::RULE,
    &import_nixpkgs_in_packages::RULE,
    &incomplete_host::RULE,
    &input_as_argument::RULE,
    &input_conflict::RULE,
    &missing_follows::RULE,
    &missing_lock::RULE,
    &name_collision::RULE,
    &node_as_module::RULE,
    &orphan_module::RULE,
    &overlay_not_applied::RULE,
    &package_not_per_system::RULE,
    &plaintext_secret::RULE,
    &secret_in_store::RULE,
    &sink_strategy_conflict::RULE,
    &stale_flake::RULE,
    &stale_follows::RULE,
    &stale_lock::RULE,
    &syntax_error::RULE,
    &unadoptable_flake::RULE,
    &undeclared_input::RULE,
    &unencrypted_secret_file::RULE,
    &unknown_allow::RULE,
    &unknown_host_field::RULE,
    &unknown_imp_method::RULE,
    &unknown_input_field::RULE,
    &unknown_output::RULE,
    &unknown_sink::RULE,
    &unlocked_auto_upgrade::RULE,
    &unreadable_file::RULE,
    &unresolved_name::RULE,
    &untracked_file::RULE,
    &untracked_lock::RULE,
    &unused_input::RULE,
    &unused_sink::RULE,
    &wrong_arguments::RULE,
];
