//! What `flake.nix` should be, and what stands in the way.
//!
//! In goes the model; out come the text, the changes against the present `flake.nix`, and the findings.
//! Checking, writing and rendering are three uses of one [`Plan`].

use std::collections::BTreeSet;

use imp_model::eval::{Known, KnownAttrs};
use imp_model::facts::{FileFacts, Input};
use imp_model::finding::{Finding, Severity};
use imp_model::model::config::{
    ConfigError, Configuration, DEFAULT_HEADER, DEFAULT_OUTPUTS_FILE, setting_problem,
};
use imp_model::model::{CollectedInput, CollectedInputs, FlakeFile, Model, UnreadInput};
use imp_model::source::TreePath;
use imp_model::text::Place;

use crate::changes::{Change, ChangeKind, changes};
use crate::generated::{core_lines, is_generated};
use crate::render::{self, Flake, RenderError, render};

/// What `flake.nix` should be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where `flake.nix` is.
    pub path: TreePath,
    /// Everything that is in it.
    pub flake: Flake,
    /// The inputs with the places that declare them, in byte order of the names.
    pub inputs: Vec<CollectedInput>,
    /// Inputs that stay as they are in `flake.nix` because their declarations can't be read.
    pub kept: Vec<String>,
    /// Against the present `flake.nix`.
    pub changes: Vec<Change>,
    /// What was found on the way. One of severity error means that some input is not certain.
    pub findings: Vec<Finding>,
}

/// Why there is no plan.
#[derive(Clone, Debug)]
pub enum PlanError {
    /// The configuration can't be used.
    Config(ConfigError),
    /// The present inputs are to be kept and can't be read.
    PresentUnreadable(String),
}

impl From<ConfigError> for PlanError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

/// The rules that say whether the inputs are certain.
pub const RULES: [&str; 6] = [
    "dynamic-input",
    "hidden-declaration",
    "input-conflict",
    "syntax-error",
    "unreadable-file",
    "untracked-file",
];

impl Plan {
    /// Plans `flake.nix`. With `keep_going`, inputs whose declarations can't be read stay as they are.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn new(model: &Model, keep_going: bool) -> Result<Self, PlanError> {
        let collected = model.collected_inputs();
        let mut findings: Vec<Finding> = RULES
            .iter()
            .filter_map(|name| imp_lint::rule(name)?.check)
            .flat_map(|check| check(model))
            .filter(|finding| may_cost_an_input(finding, model))
            .collect();
        let mut inputs = collected.inputs.clone();
        let mut kept = Vec::new();
        let present = model.flake.present();
        weigh_doubts(&mut findings, model);
        imp_model::finding::sort(&mut findings);
        if keep_going && has_errors(&findings) {
            let before = present_inputs(present)?;
            kept = keep(model, collected, before, &mut inputs);
        }
        let mut changes = match present.map(FlakeFile::all_inputs) {
            Some(Ok(before)) => changes(before, &inputs),
            _ => changes(&[], &inputs),
        };
        // What can't be read is not gone, unless it is written so.
        if has_errors(&findings) {
            let doubts = Doubts::new(model);
            changes.retain(|change| {
                change.kind != ChangeKind::Removed || !doubts.may_declare(&change.name)
            });
        }
        let group = |is_core: bool| {
            let of_group = inputs.iter().filter(move |input| input.is_core == is_core);
            of_group.map(|input| (input.name.clone(), input.definition.clone())).collect()
        };
        let flake = Flake { core: group(true), collected: group(false), ..settings(model)? };
        let path = flake_path(model)?;
        Ok(Self { path, flake, inputs, kept, changes, findings })
    }

    /// Whether some input is not certain, so that nothing should be written.
    pub fn is_blocked(&self) -> bool {
        has_errors(&self.findings)
    }

    /// Whether imp wrote the present file, so that writing it anew loses nothing.
    pub fn owns(&self, file: &FlakeFile) -> bool {
        is_generated(file, &self.flake)
    }

    /// The text of `flake.nix`.
    ///
    /// # Errors
    /// [`RenderError`].
    pub fn text(&self) -> Result<String, RenderError> {
        render(&self.flake)
    }
}

/// What the configuration says of `flake.nix`: all of it but the inputs.
///
/// # Errors
/// [`ConfigError`] when it can't be read, or names no file of the flake for the outputs.
pub fn settings(model: &Model) -> Result<Flake, ConfigError> {
    let configuration = &model.configuration;
    Ok(Flake {
        header: header(configuration)?,
        description: configuration.text("flakeFile.description", "")?.to_owned(),
        nix_config: nix_config(configuration)?,
        outputs_file: outputs_file(model)?,
        core: Vec::new(),
        collected: Vec::new(),
    })
}

/// The comment over `flake.nix`.
fn header(configuration: &Configuration) -> Result<String, ConfigError> {
    let name = "flakeFile.header";
    let header = configuration.text(name, DEFAULT_HEADER)?;
    match render::header(header) {
        Ok(_) => Ok(header.to_owned()),
        Err(error) => Err(ConfigError {
            message: error.to_string(),
            help: Some("start every line of the header with `#`".to_owned()),
            place: configuration.place(name).cloned(),
        }),
    }
}

/// The settings of Nix, if Nix would take them.
fn nix_config(configuration: &Configuration) -> Result<KnownAttrs, ConfigError> {
    let name = "flakeFile.nixConfig";
    let Some(Known::Attrs(settings)) = configuration.value(name)? else {
        return Ok(KnownAttrs::new());
    };
    match setting_problem(settings) {
        None => Ok(settings.clone()),
        Some((attr, problem)) => Err(ConfigError {
            message: match (&attr.place, configuration.origin(name)) {
                (None, Some(origin)) => {
                    format!("`imp.{name}` can't be used because {problem}, says {origin}")
                }
                _ => format!("`imp.{name}` can't be used because {problem}"),
            },
            help: Some("leave the setting out, or write what Nix takes there".to_owned()),
            place: attr.place.clone().or_else(|| configuration.place(name).cloned()),
        }),
    }
}

/// Where `flake.nix` is.
///
/// # Errors
/// [`ConfigError`] when the configuration says so in a way that can't be read.
pub fn flake_path(model: &Model) -> Result<TreePath, ConfigError> {
    let path = model.configuration.path("flakeFile.path")?;
    Ok(path.unwrap_or_else(|| TreePath::root().child("flake.nix")))
}

/// Whether a finding says how certain the inputs are. Of a file that Nix rejects only `lint` speaks, if all that it
/// declares is known.
fn may_cost_an_input(finding: &Finding, model: &Model) -> bool {
    let is_unread = |file: &FileFacts| {
        finding.place.as_ref().is_some_and(|place| place.file == file.path)
            && file.unread.iter().any(|unread| unread.declaration == "__inputs")
    };
    finding.code != "syntax-error"
        || finding.severity == Severity::Error
        || model.files.iter().any(is_unread)
}

fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(blocks)
}

/// Whether a finding of a plan says that some input is not certain.
fn blocks(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// The file of the outputs, which is below the directory of `flake.nix`.
fn outputs_file(model: &Model) -> Result<String, ConfigError> {
    let name = "flakeFile.outputsFile";
    let file = model.configuration.text(name, DEFAULT_OUTPUTS_FILE)?;
    match is_outputs_file(&flake_path(model)?, file) {
        true => Ok(file.to_owned()),
        false => Err(ConfigError {
            message: format!("`imp.{name}` is `{file}`, which is not a file of the flake"),
            help: Some("name a file or directory below `flake.nix`, such as `./nix/flake`".into()),
            place: match model.configuration.origin(name) {
                Some(imp_model::model::config::Origin::Flake(place)) => Some(place.clone()),
                _ => None,
            },
        }),
    }
}

/// Whether `file`, as seen from `flake.nix`, is another file or directory below it.
pub fn is_outputs_file(flake: &TreePath, file: &str) -> bool {
    let directory = flake.parent().unwrap_or_else(TreePath::root);
    let inside = directory.join(file).filter(|path| path.starts_with(&directory));
    inside.is_some_and(|path| path != directory && path != *flake)
}

fn present_inputs(present: Option<&FlakeFile>) -> Result<&[Input], PlanError> {
    match present.filter(|file| !file.text.trim().is_empty()).map(FlakeFile::all_inputs) {
        None => Ok(&[]),
        Some(Ok(inputs)) => Ok(inputs),
        Some(Err(UnreadInput { reason, place, .. })) => {
            let at = place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
            Err(PlanError::PresentUnreadable(format!("{reason}{at}")))
        }
    }
}

/// The inputs that something which can't be read may declare, or that are declared unlike.
struct Doubts {
    /// Whether that may be any input.
    is_any: bool,
    names: BTreeSet<String>,
}

impl Doubts {
    fn new(model: &Model) -> Self {
        let core = model.configuration.core_inputs().unread;
        let unread = || model.files.iter().flat_map(|file| &file.unread).chain(&core);
        let conflicts = model.collected_inputs().conflicts.iter();
        let names = unread().filter_map(|unread| unread.name.as_ref());
        Self {
            is_any: !model.unreadable.is_empty() || unread().any(|unread| unread.name.is_none()),
            names: names.chain(conflicts.map(|conflict| &conflict.name)).cloned().collect(),
        }
    }

    fn may_declare(&self, name: &str) -> bool {
        self.is_any || self.names.contains(name)
    }
}

/// Makes errors of doubts that would cost an input: what is in `flake.nix` and declared by nothing may be declared in
/// a file that imports what can't be read.
pub(crate) fn weigh_doubts(findings: &mut [Finding], model: &Model) {
    let collected = model.collected_inputs();
    let before = model.flake.inputs().unwrap_or_default().iter();
    let gone: Vec<String> = before
        .filter(|input| !collected.declares(&input.name))
        .map(|input| format!("`{}`", input.name))
        .collect();
    if gone.is_empty() {
        return;
    }
    let unread = model.files.iter().flat_map(|file| &file.unread);
    let doubts: BTreeSet<&Place> = unread
        .filter(|unread| unread.declaration == "__inputs")
        .filter(|unread| unread.may_declare && !unread.is_declared)
        .map(|unread| &unread.place)
        .collect();
    for finding in findings.iter_mut().filter(|finding| finding.code == "dynamic-input") {
        if finding.place.as_ref().is_some_and(|place| doubts.contains(place)) {
            finding.severity = Severity::Error;
            finding
                .notes
                .push(format!("`flake.nix` has {}, which it may declare", gone.join(", ")));
            finding.help.get_or_insert_with(|| {
                "mend what it imports, or remove from `flake.nix` what nothing declares".to_owned()
            });
        }
    }
}

/// Adds the present definition of every input whose declaration is uncertain. Where a whole file can't be
/// read, that is every present input which nothing declares.
fn keep(
    model: &Model,
    collected: &CollectedInputs,
    before: &[Input],
    inputs: &mut Vec<CollectedInput>,
) -> Vec<String> {
    let unread_core = model.configuration.core_inputs().unread;
    let is_any_core = unread_core.iter().any(|unread| unread.name.is_none());
    let unread_core: BTreeSet<&str> =
        unread_core.iter().filter_map(|unread| unread.name.as_deref()).collect();
    let text = model.flake.present().map(|file| &*file.text).unwrap_or_default();
    let stands_in_core = core_lines(text);
    let is_core = |input: &Input| match collected.conflict(&input.name) {
        Some(conflict) => conflict.declarations[0].is_core,
        None => unread_core.contains(&*input.name) || is_any_core && stands_in_core(&input.place),
    };
    let doubts = Doubts::new(model);
    let mut kept = Vec::new();
    for input in before {
        if collected.declares(&input.name) || !doubts.may_declare(&input.name) {
            continue;
        }
        kept.push(input.name.clone());
        inputs.push(CollectedInput {
            name: input.name.clone(),
            definition: input.definition.clone(),
            is_core: is_core(input),
            places: vec![input.place.clone()],
        });
    }
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    kept
}
