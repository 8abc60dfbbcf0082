//! What is in a flake: hosts, users, outputs and how they are put together.
//!
//! In go the model of any flake, read with [`WANTED`], and its files; out comes an [`OverviewData`]. A part is
//! one file here. What can't be known without evaluation is said with its place, never left out.

mod home;
mod hosts;
mod imp;
mod inputs;
mod layout;
mod lock;
mod outputs;
mod overlays;
mod reach;
mod repository;

use imp_model::eval::Evaluator;
use imp_model::facts::{FileFacts, Setting, SettingKind, Wanted};
use imp_model::model::config::ConfigError;
use imp_model::model::{FlakeOutputs, Model};
use imp_model::source::{Files, TreePath};
use imp_model::syntax;
use imp_model::wire::overview::OverviewData;

/// The facts that an overview needs.
pub const WANTED: Wanted = Wanted { settings: true, ..Wanted::ALL };

/// The overview of a flake. `now` is the time in seconds since 1970, for the age of what is locked.
///
/// # Errors
/// [`ConfigError`] when the flake uses imp and its configuration does not say readably what it has.
pub fn overview(model: &Model, files: &dyn Files, now: i64) -> Result<OverviewData, ConfigError> {
    let flake = Flake::read(model, files);
    let mut data = OverviewData {
        description: flake.description(),
        systems: flake.outputs.systems.clone(),
        lock: lock::age(model, now),
        ..OverviewData::default()
    };
    outputs::read(&flake, &mut data)?;
    hosts::read(&flake, &mut data)?;
    layout::read(&flake, &mut data);
    home::read(&flake, &mut data);
    overlays::read(&flake, &mut data);
    repository::read(&flake, &mut data);
    imp::read(&flake, &mut data)?;
    Ok(data)
}

/// A flake while it is looked at.
struct Flake<'a> {
    model: &'a Model,
    files: &'a dyn Files,
    outputs: FlakeOutputs,
    /// Its inputs and where they come from.
    inputs: Vec<inputs::Source>,
    /// The directories of other flakes below it.
    others: Vec<TreePath>,
    /// Whether they are known: `flake.nix` or `flake.lock` can be read.
    has_inputs: bool,
    /// Whether a file says what `imp.src` or the registry is.
    uses_imp: bool,
}

impl<'a> Flake<'a> {
    fn read(model: &'a Model, files: &'a dyn Files) -> Self {
        let flakes = model.nix_files.iter().map(|(path, _)| path);
        let flakes = flakes.filter(|path| path.file_name() == "flake.nix");
        let others = flakes.filter_map(TreePath::parent).filter(|directory| !directory.is_root());
        let present = model.flake.present();
        // What a flake that Nix rejects does not say may be in what is wrong with it.
        let has_inputs = model.flake.known_inputs().is_some()
            && present.is_none_or(|flake| !model.is_rejected(&flake.path));
        let outputs = present.map(|flake| flake.outputs.clone());
        let is_set = |name: &str| model.configuration.origin(name).is_some();
        Self {
            model,
            files,
            outputs: outputs.unwrap_or_default(),
            has_inputs: has_inputs || matches!(model.lock, Some(Ok(_))),
            inputs: inputs::sources(model),
            others: others.collect(),
            uses_imp: ["src", "registry.src"].into_iter().any(is_set),
        }
    }

    /// The description, as far as it is text.
    fn description(&self) -> Option<String> {
        let flake = self.model.flake.present()?;
        let mut evaluator = Evaluator::new(self.files);
        let value = evaluator.file(&flake.path, syntax::parse(flake.text.clone())).ok()?;
        let slot = evaluator.attr(&value, "description").ok()??;
        let known = evaluator.known_data(slot.value).ok()?;
        known.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether a path belongs to this flake and not to another one below it.
    fn owns(&self, path: &TreePath) -> bool {
        !self.others.iter().any(|other| path.starts_with(other))
    }

    /// The files with facts that belong to this flake.
    fn own_files(&self) -> impl Iterator<Item = &'a FileFacts> {
        self.model.files.iter().filter(|file| self.owns(&file.path))
    }

    /// The settings of one kind whose path begins so, in order of place.
    fn settings(&self, kind: SettingKind, start: &[&str]) -> Vec<&'a Setting> {
        let all = self.own_files().flat_map(|file| &file.settings);
        all.filter(|setting| setting.kind == kind && begins(setting, start)).collect()
    }
}

/// Whether the path of a setting begins so.
fn begins(setting: &Setting, start: &[&str]) -> bool {
    setting.path.len() >= start.len() && setting.path.iter().zip(start).all(|(a, b)| a == b)
}
