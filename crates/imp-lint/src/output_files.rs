//! The files of the outputs tree, the modules of flake-parts, and what they are given.

use imp_model::facts::{FileFacts, Role};
use imp_model::model::Model;
use imp_model::source::{TreePath, attribute_name};

/// Where a file of the outputs tree stands.
pub(crate) struct OutputFile<'m> {
    /// The file.
    pub facts: &'m FileFacts,
    /// Whether it is below `perSystem`.
    pub per_system: bool,
}

/// The arguments that every file of the tree gets.
const EVERYWHERE: [&str; 6] = ["config", "exports", "imp", "inputs", "lib", "self"];

/// The arguments that only files below `perSystem` get.
pub(crate) const PER_SYSTEM: [&str; 4] = ["inputs'", "pkgs", "self'", "system"];

/// The visited files of `imp.src`; none where the configuration can't be read.
pub(crate) fn all(model: &Model) -> Vec<OutputFile<'_>> {
    let Ok(Some(src)) = model.configuration.path("src") else { return Vec::new() };
    let Ok(directory) = model.configuration.text("perSystemDir", "perSystem") else {
        return Vec::new();
    };
    let file = |facts: &'_ FileFacts| {
        let below = facts.path.strip_prefix(&src)?;
        let first = below.split('/').next()?;
        let name = attribute_name(first, !first.ends_with(".nix")).unwrap_or(first);
        Some(name == directory && below.contains('/'))
    };
    let visited = model.files.iter().filter(|file| file.role == Role::Visited);
    visited.filter_map(|facts| Some(OutputFile { facts, per_system: file(facts)? })).collect()
}

/// The modules of flake-parts that are files of the flake, outside of `imp.src`.
pub(crate) fn modules_of_parts(model: &Model) -> Vec<&FileFacts> {
    let modules = model.flake.present().map(|flake| &flake.outputs.modules);
    let src = model.configuration.path("src").ok().flatten();
    let is_output = |path: &TreePath| src.as_ref().is_some_and(|src| path.starts_with(src));
    let is_module = |file: &&FileFacts| {
        modules.is_some_and(|modules| modules.contains(&file.path)) && !is_output(&file.path)
    };
    model.files.iter().filter(is_module).collect()
}

/// Whether modules of flake-parts may get more arguments than it gives them itself.
pub(crate) fn have_more_arguments(model: &Model) -> bool {
    let says = |text: &str| MORE_ARGUMENTS.iter().any(|word| text.contains(word));
    model.files.iter().any(|file| file.text.as_deref().is_none_or(says))
}

/// What gives modules more arguments.
const MORE_ARGUMENTS: [&str; 2] = ["_module.args", "specialArgs"];

/// Whether every file gets an argument of this name, also from `imp.args`; true where that can't be known.
pub(crate) fn is_given(model: &Model, name: &str) -> bool {
    let configuration = &model.configuration;
    let registry = configuration.text("registry.name", "registry");
    let own = match configuration.value("args") {
        Ok(args) => args.is_some_and(|args| args.get(name).is_some()),
        Err(_) => true,
    };
    own || EVERYWHERE.contains(&name)
        || name == "systems"
        || registry.is_ok_and(|known| known == name)
}
