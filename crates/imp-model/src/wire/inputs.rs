//! `imp.inputs/1`: the inputs of a flake, and everything that `flake.nix` needs beside them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings::Place;
use super::model::{self, ModelData};
use super::{Document, DocumentError, read_document};
use crate::eval::Known;
use crate::model::config::{DEFAULT_HEADER, DEFAULT_OUTPUTS_FILE};

/// The schema of the document.
pub const SCHEMA: &str = "imp.inputs/1";

/// The data of the document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct InputsData {
    /// Comments at the top of `flake.nix`.
    pub header: String,
    /// `description` of the flake, empty for none.
    pub description: String,
    /// The file of the outputs, relative to `flake.nix`.
    pub outputs_file: String,
    /// The inputs in byte order of their names.
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
}

/// Reads an `imp.inputs/1` document, or what an `imp.model/1` document says of the inputs.
///
/// # Errors
/// As [`read_document`].
pub fn read(text: &str) -> Result<Document<InputsData>, DocumentError> {
    match read_document(text, &[SCHEMA]) {
        Err(DocumentError::OtherSchema { found: Some(found), .. }) if found == model::SCHEMA => {
            let document = read_document::<ModelData>(text, &[model::SCHEMA])?;
            let Document { schema, tool, data, findings } = document;
            Ok(Document { schema, tool, data: InputsData::from(data), findings })
        }
        Err(DocumentError::OtherSchema { found, .. }) => {
            let wanted = [SCHEMA, model::SCHEMA].join("` or `");
            Err(DocumentError::OtherSchema { wanted, found })
        }
        other => other,
    }
}

impl From<ModelData> for InputsData {
    fn from(data: ModelData) -> Self {
        let text = |name: &str, default: &str| {
            let setting = data.configuration.get(name).and_then(|setting| setting.value.as_str());
            setting.unwrap_or(default).to_owned()
        };
        Self {
            header: text("flakeFile.header", DEFAULT_HEADER),
            description: text("flakeFile.description", ""),
            outputs_file: text("flakeFile.outputsFile", DEFAULT_OUTPUTS_FILE),
            inputs: data.inputs,
        }
    }
}

/// A definition as it goes over the wire.
pub fn definition(known: &Known) -> BTreeMap<String, Value> {
    match super::plain::to_value(known) {
        Value::Object(entries) => entries.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}

impl WireInput {
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
