//! `imp.inputs/1`: the inputs of a flake, and everything that `flake.nix` needs beside them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings::Place;
use crate::eval::{Known, KnownAttrs};
use crate::facts::Input;
use crate::model::Model;
use crate::model::config::setting_problem;
use crate::text;

/// The schema of the document.
pub const SCHEMA: &str = "imp.inputs/1";

/// The data of the document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct InputsData {
    /// Comments at the top of `flake.nix`; null where imp does not write it.
    pub header: Option<String>,
    /// `description` of the flake, empty for none; null where imp does not write `flake.nix`.
    pub description: Option<String>,
    /// The file of the outputs, relative to `flake.nix`; null where imp does not write that.
    pub outputs_file: Option<String>,
    /// `nixConfig` of the flake: setting to value; left out for none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub nix_config: BTreeMap<String, Value>,
    /// The inputs in byte order of their names; of an input with unlike declarations one for each definition.
    pub inputs: Vec<WireInput>,
}

/// An input.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WireInput {
    /// Its name.
    pub name: String,
    /// What it is, as `nix eval --json` shows it.
    pub definition: BTreeMap<String, Value>,
    /// Whether it is a core input.
    pub core: bool,
    /// Where it is declared.
    pub places: Vec<Place>,
    /// Where its own `follows` and the inputs of it are set, at the first of its places; left out for none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideData>,
    /// Whether it is declared unlike elsewhere, so that nobody knows what it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conflict: bool,
}

/// An input of an input that is set where the latter is declared.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideData {
    /// The inputs that lead to it, from the declared one; empty for that itself.
    pub path: Vec<String>,
    /// Where its `follows` stands, else its name.
    pub place: Place,
}

/// The inputs that a flake declares, in byte order of their names.
pub fn declared(model: &Model) -> Vec<WireInput> {
    let collected = model.collected_inputs();
    let alike = collected.inputs.iter().map(|input| WireInput {
        name: input.name.clone(),
        definition: definition(&input.definition),
        core: input.is_core,
        places: input.places.iter().map(Into::into).collect(),
        overrides: overrides(&input.definition),
        conflict: false,
    });
    let unlike = collected.conflicts.iter().flat_map(|conflict| {
        conflict.declarations.iter().map(|declaration| WireInput {
            name: conflict.name.clone(),
            definition: definition(&declaration.definition),
            core: declaration.is_core,
            places: declaration.places().map(Into::into).collect(),
            overrides: overrides(&declaration.definition),
            conflict: true,
        })
    });
    let mut inputs: Vec<WireInput> = alike.chain(unlike).collect();
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    inputs
}

/// The inputs that `flake.nix` has, in byte order of their names; `None` where they can't be read.
pub fn present(model: &Model) -> Option<Vec<WireInput>> {
    let input = |input: &Input| WireInput {
        name: input.name.clone(),
        definition: definition(&input.definition),
        core: false,
        places: vec![(&input.place).into()],
        overrides: overrides(&input.definition),
        conflict: false,
    };
    Some(model.flake.inputs()?.iter().map(input).collect())
}

/// A definition as it goes over the wire.
pub fn definition(known: &Known) -> BTreeMap<String, Value> {
    match super::plain::to_value(known) {
        Value::Object(entries) => entries.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}

/// The places in a definition, in order of the inputs that lead to them.
fn overrides(definition: &Known) -> Vec<OverrideData> {
    let mut found = Vec::new();
    add_overrides(definition, None, &mut Vec::new(), &mut found);
    found
}

fn add_overrides<'d>(
    definition: &'d Known,
    name: Option<&text::Place>,
    path: &mut Vec<&'d str>,
    found: &mut Vec<OverrideData>,
) {
    let Known::Attrs(attrs) = definition else { return };
    let follows = attrs.get("follows").and_then(|attr| attr.place.as_ref());
    // What only leads to inputs further down sets nothing itself.
    let name = name.filter(|_| attrs.keys().any(|name| name != "inputs"));
    if let Some(place) = follows.or(name) {
        let path = path.iter().map(|&name| name.to_owned()).collect();
        found.push(OverrideData { path, place: place.into() });
    }
    let Some(Known::Attrs(inputs)) = definition.get("inputs") else { return };
    for (name, attr) in inputs {
        path.push(name);
        add_overrides(&attr.value, attr.place.as_ref(), path, found);
        path.pop();
    }
}

/// Settings of Nix from over the wire.
///
/// # Errors
/// In words, when they hold what no flake can.
pub fn settings(nix_config: &BTreeMap<String, Value>) -> Result<KnownAttrs, String> {
    let Known::Attrs(settings) = super::plain::known_object(nix_config)? else {
        return Ok(KnownAttrs::new());
    };
    match setting_problem(&settings) {
        None => Ok(settings),
        Some((_, problem)) => Err(format!("`nix_config` can't be written because {problem}")),
    }
}

impl WireInput {
    /// Where the input that `path` leads to from this one is set; `None` where nothing sets it.
    pub fn override_at(&self, path: &[&str]) -> Option<&Place> {
        let set = self.overrides.iter().find(|set| set.path == path)?;
        Some(&set.place)
    }

    /// What it is declared to be.
    ///
    /// # Errors
    /// In words, when it holds what no input can.
    pub fn known(&self) -> Result<Known, String> {
        let known = super::plain::known_object(&self.definition)?;
        match crate::facts::definition_problem(&self.name, &known) {
            None => Ok(known),
            Some(problem) => Err(format!("the input `{}` can't be written: {problem}", self.name)),
        }
    }
}
