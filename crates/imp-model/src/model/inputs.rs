//! The inputs of a flake: core and collected, alike declarations made one, unlike ones found.

use rustc_hash::FxHashMap;

use crate::eval::Known;
use crate::facts::{Input, Role};
use crate::text::Place;

use super::Model;

/// Where an input is declared, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// What it is declared to be.
    pub definition: Known,
    /// Where, at first.
    pub place: Place,
    /// Where else the same is declared, in order.
    pub also: Vec<Place>,
    /// Whether in `coreInputs`.
    pub is_core: bool,
}

/// An input that `flake.nix` gets.
#[derive(Clone, Debug, PartialEq)]
pub struct CollectedInput {
    /// Its name.
    pub name: String,
    /// What it is.
    pub definition: Known,
    /// Whether it is a core input.
    pub is_core: bool,
    /// Where it is declared, in order, the core declaration first.
    pub places: Vec<Place>,
}

impl Declaration {
    /// Everywhere where it is declared, in order, the core declaration first.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(&self.also)
    }
}

/// An input with unlike declarations.
#[derive(Clone, Debug, PartialEq)]
pub struct InputConflict {
    /// Its name.
    pub name: String,
    /// One declaration for each definition, in order of place, the core declaration first.
    pub declarations: Vec<Declaration>,
}

/// All inputs of a flake.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CollectedInputs {
    /// In byte order of their names. An input with unlike declarations is not here.
    pub inputs: Vec<CollectedInput>,
    /// In byte order of their names.
    pub conflicts: Vec<InputConflict>,
}

impl CollectedInputs {
    /// Whether an input is declared, and alike wherever it is.
    pub fn declares(&self, name: &str) -> bool {
        self.inputs.binary_search_by(|input| input.name.as_str().cmp(name)).is_ok()
    }

    /// The unlike declarations of an input, if it has some.
    pub fn conflict(&self, name: &str) -> Option<&InputConflict> {
        let found = self.conflicts.binary_search_by(|other| other.name.as_str().cmp(name));
        found.ok().map(|found| &self.conflicts[found])
    }
}

impl Model {
    /// The core inputs and all that files declare, as far as they can be read.
    pub fn collected_inputs(&self) -> &CollectedInputs {
        self.collected.get_or_init(|| {
            let core = self.configuration.core_inputs();
            let files = self.files.iter().filter(|file| file.role == Role::Visited);
            collect(&core.inputs, files.flat_map(|file| &file.inputs))
        })
    }
}

/// Puts declarations together by name.
fn collect<'a>(core: &'a [Input], collected: impl Iterator<Item = &'a Input>) -> CollectedInputs {
    let mut by_name: FxHashMap<&str, Vec<(bool, &Input)>> = FxHashMap::default();
    let core = core.iter().map(|input| (true, input));
    for (is_core, input) in core.chain(collected.map(|input| (false, input))) {
        by_name.entry(&input.name).or_default().push((is_core, input));
    }
    let mut by_name: Vec<_> = by_name.into_iter().collect();
    by_name.sort_unstable_by_key(|(name, _)| *name);
    let mut result = CollectedInputs::default();
    for (name, mut declared) in by_name {
        declared.sort_by(|a, b| (!a.0, &a.1.place).cmp(&(!b.0, &b.1.place)));
        // A file that imports another's declaration declares it at the same place.
        declared.dedup_by(|a, b| a.1.place == b.1.place && a == b);
        let (is_core, first) = declared[0];
        if declared.iter().all(|(_, other)| other.definition == first.definition) {
            result.inputs.push(CollectedInput {
                name: name.to_owned(),
                definition: first.definition.clone(),
                is_core,
                places: declared.iter().map(|(_, input)| input.place.clone()).collect(),
            });
            continue;
        }
        let mut unlike: Vec<Declaration> = Vec::new();
        for (is_core, input) in declared {
            let place = input.place.clone();
            match unlike.iter_mut().find(|other| other.definition == input.definition) {
                Some(same) => same.also.push(place),
                None => {
                    let definition = input.definition.clone();
                    unlike.push(Declaration { definition, place, also: Vec::new(), is_core });
                }
            }
        }
        result.conflicts.push(InputConflict { name: name.to_owned(), declarations: unlike });
    }
    result
}
