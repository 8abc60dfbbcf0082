//! What is found of the outputs of a flake, as plain data.

use std::collections::{BTreeMap, BTreeSet};

use super::{Machine, NamedFile};
use crate::eval::Written;
use crate::model::RegistryOutput;
use crate::source::TreePath;
use crate::text::Place;

/// What a flake has as its outputs.
#[derive(Clone, Debug, Default)]
pub struct FlakeOutputs {
    /// Kinds of outputs by their names: `packages`, `nixosConfigurations`.
    pub kinds: BTreeMap<String, OutputKind>,
    /// What the flake itself says that the output `registry` is.
    pub registry: RegistryOutput,
    /// Why there may be more kinds.
    pub unknown: Vec<UnknownPart>,
    /// The functions of other flakes that make all or a part of the outputs, in order of appearance.
    pub made_by: Vec<String>,
    /// Modules of other flakes that are given to flake-parts and may add outputs.
    pub foreign_modules: Vec<(String, Option<Place>)>,
    /// The text of `flake.nix`, and of what it imports, that no output is made of.
    pub unused: Vec<Place>,
    /// The systems of outputs that are there once for each, in order of names.
    pub systems: Vec<String>,
    /// The files that flake-parts gets as modules, in order.
    pub modules: BTreeSet<TreePath>,
    /// What modules set in `perSystem` that is no output: options of other modules, and what is misspelt.
    pub per_system_options: BTreeMap<String, Place>,
}

/// Why a flake may have more outputs than are listed.
#[derive(Clone, Debug, Default)]
pub struct MoreOutputs {
    /// What can't be read.
    pub unknown: Vec<UnknownPart>,
    /// Modules of other flakes that are given to flake-parts and may add outputs.
    pub foreign_modules: Vec<(String, Option<Place>)>,
}

/// The outputs of one kind.
#[derive(Clone, Debug)]
pub struct OutputKind {
    /// Whether they are there once for each system.
    pub per_system: bool,
    /// Where the kind is named first.
    pub place: Place,
    /// What it is made of, that of the names left out.
    pub text: OutputText,
    /// What paths with `${…}` lead to in all the text of the kind, where that is one output.
    pub known_paths: Vec<KnownPath>,
    /// Their names, where the kind has names.
    pub names: BTreeMap<String, NamedOutput>,
    /// Why there may be more names.
    pub unknown: Vec<UnknownPart>,
    /// The machines in it that only a tool of its own reads, as far as they are known.
    pub nodes: BTreeMap<String, Place>,
    /// What stands where Nix looks for the names of systems, and is none.
    pub no_systems: BTreeMap<String, Place>,
}

/// An output with a name.
#[derive(Clone, Debug)]
pub struct NamedOutput {
    /// Where it is named.
    pub place: Place,
    /// Where its value is written, if it is where it is named.
    pub body: Option<Place>,
    /// What is known of it, if it is a configuration of a machine or a home.
    pub machine: Option<Machine>,
    /// What it is made of.
    pub text: OutputText,
    /// What paths with `${…}` lead to in that text, where it is an output by itself.
    pub known_paths: Vec<KnownPath>,
    /// How its value is written, if it is an overlay.
    pub overlay: Option<Written>,
}

/// The text that outputs are made of, without what all outputs share.
#[derive(Clone, Debug, Default)]
pub struct OutputText {
    /// All that they may use.
    pub own: Vec<Place>,
    /// What they surely use.
    pub definition: Vec<Place>,
    /// What paths with `${…}` in that lead to, where that is not known of all text.
    pub named: Vec<NamedFile>,
    /// Whether they may use whatever other outputs are made of.
    pub is_open: bool,
}

/// A path with `${…}` of which is known what it leads to in one output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownPath {
    /// The path, without what `+` puts behind it.
    pub place: Place,
    /// All that it leads to.
    pub targets: Vec<TreePath>,
}

impl OutputKind {
    /// Whether each name is an output: it is there for all systems, and no name is unknown.
    pub fn is_listed_by_name(&self) -> bool {
        !self.per_system && self.unknown.is_empty() && !self.names.is_empty()
    }
}

/// Something that can't be read without evaluation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnknownPart {
    /// Why, as the second half of "… can't be read because …".
    pub reason: String,
    /// Where.
    pub place: Option<Place>,
    /// The paths that are named there.
    pub paths: Vec<TreePath>,
}

/// An output, or all of one kind.
#[derive(Clone, Debug)]
pub struct ListedOutput<'o> {
    /// Its attribute path, without the system: `["packages"]`, `["nixosConfigurations", "server"]`.
    pub path: Vec<String>,
    /// Whether it is there once for each system.
    pub per_system: bool,
    /// Where it is named.
    pub place: &'o Place,
    /// The output itself, or all of its kind.
    pub named: Vec<&'o NamedOutput>,
    /// The text that it is made of.
    pub text: Vec<&'o OutputText>,
    /// What paths with `${…}` lead to in it, where that is known.
    pub known_paths: &'o [KnownPath],
}

impl<'o> ListedOutput<'o> {
    /// All text that it may use.
    pub fn own(&self) -> impl Iterator<Item = &'o Place> {
        self.text.iter().flat_map(|text| &text.own)
    }
}

impl FlakeOutputs {
    /// Why there may be more: first more kinds, then more names of each.
    pub fn more(&self) -> MoreOutputs {
        let kinds = self.kinds.values().flat_map(|kind| &kind.unknown);
        // What imp's own module makes is read from files.
        let is_imp = |module: &str| module.split('.').any(|part| part == "imp");
        let foreign = self.foreign_modules.iter().filter(|(module, _)| !is_imp(module));
        MoreOutputs {
            unknown: self.unknown.iter().chain(kinds).cloned().collect(),
            foreign_modules: foreign.cloned().collect(),
        }
    }

    /// The outputs one by one, in order; those of a kind as one where they are there once for each system, and
    /// where not all of their names are known.
    pub fn listed(&self) -> Vec<ListedOutput<'_>> {
        let mut found = Vec::new();
        for (name, kind) in &self.kinds {
            let path = vec![name.clone()];
            if !kind.is_listed_by_name() {
                let (per_system, place) = (kind.per_system, &kind.place);
                let named: Vec<&NamedOutput> = kind.names.values().collect();
                let text = named.iter().map(|named| &named.text).chain([&kind.text]).collect();
                let known_paths = kind.known_paths.as_slice();
                found.push(ListedOutput { path, per_system, place, named, text, known_paths });
                continue;
            }
            found.extend(kind.names.iter().map(|(name, named)| ListedOutput {
                path: vec![path[0].clone(), name.clone()],
                per_system: false,
                place: &named.place,
                named: vec![named],
                text: vec![&kind.text, &named.text],
                known_paths: &named.known_paths,
            }));
        }
        found
    }
}

/// What a file is that is an output: a value, or a function of what it is made of.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// The names in it, if it is a set.
    pub names: Vec<String>,
    /// Why there may be more.
    pub unknown: Vec<UnknownPart>,
    /// What is known of it, if it is a machine or a home.
    pub machine: Machine,
}
