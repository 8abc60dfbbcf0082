//! The inputs of a model, which the tree gives or, with `--from`, a document in its place.

use std::collections::BTreeMap;
use std::path::Path;

use imp_cli::Failure;
use imp_cli::document;
use imp_model::eval::Known;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::{ReadError, TreePath};
use imp_model::wire::findings;
use imp_model::wire::inputs::{self, InputsData, WireInput};
use imp_model::wire::model::{self, ModelData};
use imp_model::wire::{Document, read_document, schema};

use crate::plan::weigh_doubts;
use crate::{Flake, RULES, settings};

/// Inputs, and what was found on the way to them.
pub(super) struct Given {
    pub(super) data: InputsData,
    pub(super) findings: Vec<findings::Finding>,
}

impl Given {
    /// The findings as values of the model.
    pub(super) fn findings(&self) -> Result<Vec<Finding>, Failure> {
        let read = |other: &findings::Finding| {
            let rule = imp_lint::rule(&other.code);
            rule.and_then(|rule| other.to_finding(rule.name)).ok_or_else(|| {
                Failure::new(format!("the document has a finding that can't be: {}", other.message))
            })
        };
        self.findings.iter().map(read).collect()
    }
}

/// The inputs that an `imp.inputs/1` or `imp.model/1` document tells.
pub(super) fn inputs(from: &Path) -> Result<Given, Failure> {
    let text = document::read_document(from)?;
    let refused = |error| document::refused(from, &error);
    let schemas = [inputs::SCHEMA, model::SCHEMA];
    if schema(&text, &schemas).map_err(refused)? == inputs::SCHEMA {
        let read = read_document::<InputsData>(&text, &[inputs::SCHEMA]).map_err(refused)?;
        return Ok(Given { data: read.data, findings: read.findings });
    }
    let read = read_document::<ModelData>(&text, &[model::SCHEMA]).map_err(refused)?;
    let Document { data: told, mut findings, .. } = read;
    let model = to_model(from, &told)?;
    let is_generated = is_generated(&model)?;
    findings.retain(|finding| is_generated && is_about_inputs(&told, finding));
    let mut given = Given { data: inputs_of(&model)?, findings };
    let mut found = given.findings()?;
    weigh_doubts(&mut found, &model);
    given.findings = found.iter().map(findings::Finding::from).collect();
    Ok(given)
}

/// The model that an `imp.model/1` document tells, with what its findings say can't be read.
pub(super) fn model(from: &Path) -> Result<Model, Failure> {
    let document = document::read_model(from)?;
    let mut model = to_model(from, &document.data)?;
    let code = "unreadable-file";
    let told = document.findings.iter().filter(|finding| finding.code == code);
    let found = told.filter_map(|finding| finding.to_finding(code));
    let errors = found.filter(|finding| finding.severity == Severity::Error);
    model.unreadable = errors.filter_map(|finding| unreadable(&finding)).collect();
    Ok(model)
}

/// What can't be read, and why, as a finding says it.
fn unreadable(finding: &Finding) -> Option<(TreePath, ReadError)> {
    let path = finding.place.as_ref()?.file.clone();
    let (_, words) = finding.message.split_once(&format!("`{path}` can't be read: "))?;
    Some((path, ReadError::Io(words.to_owned())))
}

fn to_model(from: &Path, told: &ModelData) -> Result<Model, Failure> {
    told.to_model()
        .map_err(|error| Failure::new(format!("can't use {}: {error}", document::name(from))))
}

/// Whether a finding about the whole flake is one that says how certain the inputs are. A file that Nix rejects
/// matters when it declares inputs.
fn is_about_inputs(told: &ModelData, finding: &findings::Finding) -> bool {
    let declares = |file: &str| {
        let mut unread = told.unread.iter();
        unread.any(|unread| unread.declaration == "__inputs" && unread.place.file == file)
    };
    // `inputs` does not look for declarations where nothing reads any.
    let is_elsewhere =
        |file: &str| told.files.iter().any(|other| other.path == file && other.role == "elsewhere");
    let is_in = |holds: &dyn Fn(&str) -> bool| {
        finding.place.as_ref().is_some_and(|place| holds(&place.file))
    };
    // A slip of the word is only named in the way out.
    let is_named = || {
        let texts = [Some(&finding.message), finding.help.as_ref()];
        texts.into_iter().flatten().any(|text| text.contains("`__inputs`"))
    };
    RULES.contains(&finding.code.as_str())
        && (finding.code != "syntax-error" || is_in(&declares))
        && (finding.code != "hidden-declaration" || (is_named() && !is_in(&is_elsewhere)))
}

/// Whether imp writes `flake.nix`, so that declarations matter.
pub(super) fn is_generated(model: &Model) -> Result<bool, Failure> {
    Ok(model.configuration.writes_flake()?)
}

/// The inputs of a model, and what `flake.nix` needs beside them where imp writes it.
pub(super) fn inputs_of(model: &Model) -> Result<InputsData, Failure> {
    if !is_generated(model)? {
        let inputs = flake_nix_inputs(model)?;
        return Ok(InputsData {
            header: None,
            description: None,
            outputs_file: None,
            nix_config: BTreeMap::new(),
            inputs,
        });
    }
    let Flake { header, description, outputs_file, nix_config, .. } = settings(model)?;
    Ok(InputsData {
        header: Some(header),
        description: Some(description),
        outputs_file: Some(outputs_file),
        nix_config: inputs::definition(&Known::Attrs(nix_config)),
        inputs: inputs::declared(model),
    })
}

/// The inputs of a `flake.nix` that imp does not write.
fn flake_nix_inputs(model: &Model) -> Result<Vec<WireInput>, Failure> {
    if let Some(inputs) = inputs::present(model) {
        return Ok(inputs);
    }
    let Some(unread) = model.flake.unread_inputs().first() else {
        return Err(Failure::new("there is no `flake.nix` that can be read"));
    };
    let reason = &unread.reason;
    let failure = Failure::new(format!("the inputs of `flake.nix` can't be read because {reason}"));
    Err(match &unread.place {
        Some(place) => failure.at(place.clone()),
        None => failure,
    })
}
