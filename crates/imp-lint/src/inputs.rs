//! Which inputs the flake has, where that is certain, and how they are declared.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::eval::Known;
use imp_model::finding::Finding;
use imp_model::model::Model;
use imp_model::model::config::CORE_INPUTS;
use imp_model::text::Place;

/// An input of the flake: how it is declared, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// What it is declared to be.
    pub definition: Known,
    /// Where its name stands, in order.
    pub places: Vec<Place>,
}

impl Declared {
    /// A finding about the input, at its declaration.
    pub(crate) fn at(&self, finding: Finding) -> Finding {
        match self.places.first() {
            Some(place) => finding.at(place.clone()),
            None => finding,
        }
    }
}

/// The inputs of the flake as files declare them, or else as `flake.nix` has them.
pub fn declared(model: &Model) -> BTreeMap<String, Declared> {
    let mut declared = BTreeMap::new();
    // `self` is no input: what stands there is how Nix fetches the flake.
    let known = model.flake.known_inputs().into_iter().flatten();
    for input in known.filter(|input| input.name != "self") {
        let definition = input.definition.clone();
        declared
            .insert(input.name.clone(), Declared { definition, places: vec![input.place.clone()] });
    }
    for input in &model.collected_inputs().inputs {
        let (definition, places) = (input.definition.clone(), input.places.clone());
        declared.insert(input.name.clone(), Declared { definition, places });
    }
    declared
}

/// The names of all inputs, those included that `outputs` asks for and `flake.nix` does not declare: Nix looks them up
/// in its registry. `None` where some can't be read.
pub(crate) fn names(model: &Model) -> Option<BTreeSet<String>> {
    let mut names: BTreeSet<String> = declared(model).into_keys().collect();
    let is_written = model.configuration.writes_flake().ok()?;
    if model.flake.known_inputs().is_none() && !is_written {
        return None;
    }
    names.extend(implicit(model));
    let conflicts = &model.collected_inputs().conflicts;
    names.extend(conflicts.iter().map(|conflict| conflict.name.clone()));
    let unread = model.files.iter().flat_map(|file| &file.unread);
    let unread = unread.filter(|unread| unread.declaration == "__inputs" && unread.is_declared);
    let core = model.configuration.core_inputs().unread;
    for unread in unread.chain(core.iter().filter(|unread| unread.declaration == CORE_INPUTS)) {
        names.insert(unread.name.clone()?);
    }
    Some(names)
}

/// What `outputs` of `flake.nix` asks for by name.
pub(crate) fn implicit(model: &Model) -> impl Iterator<Item = String> + '_ {
    let flake = model.files.iter().filter(|file| file.path.as_str() == "flake.nix");
    let arguments = flake.flat_map(|file| &file.arguments);
    arguments.filter(|argument| argument.name != "self").map(|argument| argument.name.clone())
}
