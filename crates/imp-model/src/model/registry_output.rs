//! The output `registry` of the flake: imp's module puts the registry there, and what the flake itself calls so wins.
//!
//! Source: `nix/modules/expose.nix` and `nix/modules/outputs.nix`.

use std::collections::BTreeSet;

use super::config::{ConfigError, Origin};
use super::{FlakeState, Model, Registry};
use crate::eval::Known;
use crate::facts::{FileFacts, ReferencePart, ReferenceRoot, Role};

/// The name of the output.
pub(super) const NAME: &str = "registry";

/// What the output `registry` is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RegistryOutput {
    /// The registry.
    #[default]
    Registry,
    /// The registry, but for these names, which are the flake's own.
    Beside(BTreeSet<String>),
    /// Something of the flake's own, or nothing.
    Other,
}

impl RegistryOutput {
    /// Takes the names that are the flake's own from those that a file has of the registry.
    pub fn settle(&self, facts: &mut FileFacts) {
        for reference in facts.references.iter_mut().filter(|reference| reference.is_output) {
            if self.is_own(reference.path.first().map(|part| &*part.name)) {
                reference.is_output = false;
                reference.root = ReferenceRoot::Flake;
                reference.path.insert(0, ReferencePart { name: NAME.to_owned(), span: None });
            }
        }
        facts.possible.retain(|other| {
            !other.is_output || !self.is_own(other.path.first().map(|part| &*part.name))
        });
        facts.aliases.retain(|alias| {
            !alias.is_output || !self.is_own(alias.path.first().map(|part| &**part))
        });
    }

    fn is_own(&self, name: Option<&str>) -> bool {
        match self {
            Self::Registry => false,
            Self::Beside(names) => name.is_some_and(|name| names.contains(name)),
            Self::Other => true,
        }
    }
}

impl Model {
    /// Settles which names are names of the registry: those of functions with unusual arguments, and those that start
    /// from the output `registry`, see [`Model::settle_registry_output`].
    ///
    /// # Errors
    /// [`ConfigError`] as there.
    pub fn settle_references(&mut self) -> Result<(), ConfigError> {
        self.settle_helpers();
        self.settle_registry_output()
    }

    /// Settles which names that start from the output `registry` are names of the registry. Needs what
    /// [`FlakeState::with_outputs`] reads where [`asks_for_output`] says so of a file.
    ///
    /// # Errors
    /// [`ConfigError`] when the configuration does not say readably whether the registry is an output.
    pub fn settle_registry_output(&mut self) -> Result<(), ConfigError> {
        if !self.files.iter().any(asks_for_output) {
            return Ok(());
        }
        let output = self.find_registry_output()?;
        self.files.iter_mut().for_each(|file| output.settle(file));
        self.registry_output = output;
        Ok(())
    }

    fn find_registry_output(&self) -> Result<RegistryOutput, ConfigError> {
        // Without imp's module there is only what the flake puts there.
        let has_module =
            !matches!(self.configuration.origin("registry.src"), Some(Origin::ImpToml));
        if self.registry.is_none() || !has_module || !self.exposes_registry()? {
            return Ok(RegistryOutput::Other);
        }
        let per_system = self.configuration.text("perSystemDir", "perSystem")?;
        let is_in_tree = self.output_tree()?.is_some_and(|tree| {
            let mut entries = tree.children(Registry::ROOT).map(|id| &tree.node(id).name);
            entries.any(|name| name == NAME && name != per_system)
        });
        let mut visited = self.files.iter().filter(|file| file.role == Role::Visited);
        let mut is_declared =
            || visited.any(|file| file.outputs.iter().any(|output| output.path[0] == NAME));
        if is_in_tree || self.is_on("outputs.enable", true)? && is_declared() {
            return Ok(RegistryOutput::Other);
        }
        let FlakeState::Present(flake) = &self.flake else { return Ok(RegistryOutput::Registry) };
        let own = flake.outputs.registry.clone();
        let is_merged = flake.outputs.made_by.iter().any(|function| function.ends_with("mkFlake"));
        let is_registry = own == RegistryOutput::Registry || is_merged;
        Ok(if is_registry { own } else { RegistryOutput::Other })
    }

    fn exposes_registry(&self) -> Result<bool, ConfigError> {
        Ok(match self.configuration.value("expose")? {
            Some(Known::List(names)) => names.iter().any(|name| name.as_str() == Some(NAME)),
            _ => true,
        })
    }
}

/// Whether a file has names that start from the output `registry`.
pub fn asks_for_output(facts: &FileFacts) -> bool {
    facts.references.iter().chain(&facts.possible).any(|reference| reference.is_output)
}
