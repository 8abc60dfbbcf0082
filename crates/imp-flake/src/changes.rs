//! Which inputs came, went and changed.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::eval::Known;
use imp_model::facts::Input;
use imp_model::model::CollectedInput;
use imp_model::text::Place;

/// A difference between the inputs of `flake.nix` and those that are declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The input.
    pub name: String,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Where it is declared; for one that went, where `flake.nix` has it.
    pub places: Vec<Place>,
}

/// What happened to an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is declared and not yet in `flake.nix`.
    Added,
    /// It is in `flake.nix` and no longer declared.
    Removed,
    /// It is declared unlike `flake.nix` has it.
    Changed,
}

impl ChangeKind {
    /// The word for it in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// The changes from what `flake.nix` has to what it will have, in byte order of the names.
pub fn changes(before: &[Input], after: &[CollectedInput]) -> Vec<Change> {
    let had: BTreeMap<&str, &Known> =
        before.iter().map(|input| (input.name.as_str(), &input.definition)).collect();
    let mut changes = Vec::new();
    for input in after {
        let kind = match had.get(input.name.as_str()) {
            None => ChangeKind::Added,
            Some(definition) if **definition != input.definition => ChangeKind::Changed,
            Some(_) => continue,
        };
        changes.push(Change { name: input.name.clone(), kind, places: input.places.clone() });
    }
    let has: BTreeSet<&str> = after.iter().map(|input| input.name.as_str()).collect();
    for input in before {
        if !has.contains(&*input.name) {
            let places = vec![input.place.clone()];
            changes.push(Change { name: input.name.clone(), kind: ChangeKind::Removed, places });
        }
    }
    changes.sort_by(|a, b| a.name.cmp(&b.name));
    changes
}
