//! The configuration of a flake: what `--config` gives, what the flake itself says, and how that is shown.

use std::collections::BTreeMap;
use std::path::Path;

use imp_model::model::config::{
    self, ConfigError, Configuration, Kind, OPTIONS, OptionSpec, Origin,
};
use imp_model::model::{FoundConfig, find_config};
use imp_model::source::{Files, TreePath};
use imp_model::{eval::Known, wire};

use crate::Failure;
use crate::args::{CommonArgs, Format};
use crate::disk::Disk;
use crate::document::read_document;
use crate::own_flake::OwnFlake;

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let mut failure = Failure::new(error.message);
        if let Some(help) = error.help {
            failure = failure.help(help);
        }
        match error.place {
            Some(place) => failure.at(place),
            None => failure,
        }
    }
}

/// The configuration with what the flake says.
pub(crate) struct FromFlake {
    pub(crate) configuration: Configuration,
    pub(crate) found: Result<FoundConfig, ConfigError>,
}

/// What `--config` says.
#[derive(Default)]
pub(crate) struct Given {
    configuration: Configuration,
    /// Which flake it is for, where nobody names another one.
    pub(crate) own: OwnFlake,
}

impl Given {
    pub(crate) fn read(common: &CommonArgs) -> Result<Self, Failure> {
        let mut given = Self::default();
        if let Some(file) = &common.config {
            given.own = read_config_file(file, &mut given.configuration)?;
        }
        if common.root.is_some() || common.directory.is_some() {
            given.own = OwnFlake::default();
        }
        Ok(given)
    }

    pub(crate) fn and_flake(&self, files: &dyn Files) -> FromFlake {
        let mut configuration = self.configuration.clone();
        let found = find_config(files, &mut configuration);
        FromFlake { configuration, found }
    }
}

/// Why the flake says nothing where it imports what is not there, or what git keeps from Nix.
pub(crate) fn missing_import(disk: &Disk, path: &TreePath, error: ConfigError) -> Failure {
    let is_ignored = disk.is_ignored(path) || disk.is_ignored(&path.child("default.nix"));
    if !is_ignored || disk.kind_on_disk(path).is_none() {
        return error.into();
    }
    let message = format!(
        "the configuration can't be read because git ignores `{path}`, which `flake.nix` imports, \
         so that Nix does not see it"
    );
    let help = format!("take it out of `.gitignore`, or run `git add --force {path}`");
    ConfigError { message, help: Some(help), place: error.place }.into()
}

fn read_config_file(file: &Path, configuration: &mut Configuration) -> Result<OwnFlake, Failure> {
    let text = read_document(file)?;
    let name = file.display().to_string();
    let mut data: Known = wire::plain::from_json(&text).map_err(|error| {
        Failure::new(format!("`{name}` is no configuration: {error}"))
            .help("give a JSON object with the options of `imp = { … }`")
    })?;
    if !matches!(data, Known::Attrs(_)) {
        return Err(Failure::new(format!("`{name}` is no configuration: it is no JSON object"))
            .help("give a JSON object with the options of `imp = { … }`"));
    }
    if data.get("imp").is_some() {
        return Err(Failure::new(format!("`{name}` has the options in a set `imp`"))
            .help("leave `imp` out: give what stands in `imp = { … }`"));
    }
    let own = OwnFlake::take(&mut data)
        .map_err(|wrong| Failure::new(format!("`{name}` is no configuration: {wrong}")))?;
    let origin = Origin::ConfigFile(name);
    if let Known::Attrs(options) = &mut data
        && let Some(parts) = options.remove("formatterParts")
    {
        configuration.formatter_parts = Some((parts.value, origin.clone()));
    }
    configuration.set_all(&data, &origin)?;
    Ok(own)
}

/// What applies: for people `imp.src = "nix/outputs"  # nix/flake/default.nix:7:5`, else an `imp.config/1`
/// document. Options that nobody sets have their defaults, except those that only Nix needs.
pub fn print_config(tool: &str, configuration: &Configuration, format: Format) -> String {
    let settings: BTreeMap<&str, wire::flake::Setting> = OPTIONS
        .iter()
        .filter_map(|option| Some((option.name, setting(option, configuration)?)))
        .collect();
    if format == Format::Json {
        return wire::write_document(&wire::Document {
            schema: "imp.config/1".into(),
            tool: tool.into(),
            data: settings,
            findings: Vec::new(),
        });
    }
    let lines = settings.into_iter().map(|(name, setting)| {
        let value = match (&setting.unread, setting.value.is_null()) {
            (Some(reason), true) => format!("(unreadable because {reason})"),
            (Some(reason), false) => format!("{}  # not all, because {reason}", setting.value),
            (None, _) if kind(name) == Some(Kind::NixOnly) => "(only Nix knows)".to_owned(),
            (None, _) => setting.value.to_string(),
        };
        format!("imp.{name} = {value}  # {}\n", setting.origin)
    });
    lines.collect()
}

fn kind(name: &str) -> Option<Kind> {
    config::option(name).map(|option| option.kind)
}

/// What an option is set to, or its default; `None` where only Nix knows that.
fn setting(option: &OptionSpec, configuration: &Configuration) -> Option<wire::flake::Setting> {
    let Some(setting) = configuration.setting(option.name) else {
        let value = wire::plain::from_json(option.default).ok()?;
        let value = wire::plain::to_value(&value);
        return Some(wire::flake::Setting {
            value,
            origin: "default".into(),
            unread: None,
            place: None,
        });
    };
    let parts = setting.unread.iter().map(|unread| {
        format!("`{}` can't be read: {}", unread.name.as_deref().unwrap_or_default(), unread.reason)
    });
    let parts: Vec<String> = parts.collect();
    Some(match &setting.value {
        Ok(value) => wire::flake::Setting {
            value: wire::plain::to_value(value),
            origin: setting.origin.to_string(),
            unread: (!parts.is_empty()).then(|| parts.join("; ")),
            place: None,
        },
        Err(unread) => wire::flake::Setting {
            value: wire::plain::NULL,
            origin: setting.origin.to_string(),
            unread: Some(unread.reason.clone()),
            place: None,
        },
    })
}
