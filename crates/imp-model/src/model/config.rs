//! The configuration: one list of options, and what each is set to by whom.

use std::collections::BTreeMap;

use super::names::closest;
use crate::eval::{Known, KnownAttr};
use crate::facts::{Input, Unread, definition_problem};
use crate::source::TreePath;
use crate::text::Place;

/// What an option holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A path below the root.
    Path,
    /// Several of them.
    Paths,
    /// Text.
    Text,
    /// `true` or `false`.
    Flag,
    /// Data of any shape.
    Data,
    /// A set of which only the attribute names matter; its values are Nix' own.
    Names,
    /// Nothing that the programs need.
    NixOnly,
}

/// An option of `imp = { … }`, of `--config` and of `imp.toml`.
#[derive(Debug)]
pub struct OptionSpec {
    /// Its name, dotted, without the leading `imp.`.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// Every option there is.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec { name: "args", kind: Kind::NixOnly },
    OptionSpec { name: "checks.enable", kind: Kind::Flag },
    OptionSpec { name: "exports.enable", kind: Kind::Flag },
    OptionSpec { name: "exports.enableDebug", kind: Kind::Flag },
    OptionSpec { name: "exports.sinkDefaults", kind: Kind::Data },
    OptionSpec { name: "exports.sources", kind: Kind::Paths },
    OptionSpec { name: "expose", kind: Kind::Data },
    OptionSpec { name: "flakeFile.coreInputs", kind: Kind::Data },
    OptionSpec { name: "flakeFile.description", kind: Kind::Text },
    OptionSpec { name: "flakeFile.enable", kind: Kind::Flag },
    OptionSpec { name: "flakeFile.header", kind: Kind::Text },
    OptionSpec { name: "flakeFile.outputsFile", kind: Kind::Text },
    OptionSpec { name: "flakeFile.path", kind: Kind::Path },
    OptionSpec { name: "fmt.enable", kind: Kind::Flag },
    OptionSpec { name: "fmt.excludes", kind: Kind::Data },
    OptionSpec { name: "fmt.formatters", kind: Kind::Data },
    OptionSpec { name: "fmt.settings", kind: Kind::Data },
    OptionSpec { name: "hosts.defaults", kind: Kind::NixOnly },
    OptionSpec { name: "hosts.enable", kind: Kind::Flag },
    OptionSpec { name: "hosts.sources", kind: Kind::Paths },
    OptionSpec { name: "lint.enable", kind: Kind::Flag },
    OptionSpec { name: "lint.rules", kind: Kind::Data },
    OptionSpec { name: "outputs.enable", kind: Kind::Flag },
    OptionSpec { name: "package", kind: Kind::NixOnly },
    OptionSpec { name: "perSystemDir", kind: Kind::Text },
    OptionSpec { name: "registry.migratePaths", kind: Kind::Paths },
    OptionSpec { name: "registry.modules", kind: Kind::Names },
    OptionSpec { name: "registry.name", kind: Kind::Text },
    OptionSpec { name: "registry.src", kind: Kind::Path },
    OptionSpec { name: "scan.src", kind: Kind::Paths },
    OptionSpec { name: "src", kind: Kind::Path },
];

/// Who set an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag(String),
    /// `--config FILE`.
    ConfigFile(String),
    /// The flake, at this place.
    Flake(Place),
    /// `imp.toml`.
    ImpToml,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::ConfigFile(file) => write!(f, "--config {file}"),
            Self::Flake(place) => write!(f, "{place}"),
            Self::ImpToml => write!(f, "imp.toml"),
        }
    }
}

/// What an option is set to.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The value, in the shape of the option's [`Kind`]; or why it can't be read.
    pub value: Result<Known, Box<Unread>>,
    /// Who says so.
    pub origin: Origin,
}

/// Why a configuration can't be used.
#[derive(Clone, Debug)]
pub struct ConfigError {
    /// What is wrong, in one line.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// Where.
    pub place: Option<Place>,
}

/// The options that are set.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    settings: BTreeMap<&'static str, Setting>,
}

/// The option of this name.
pub fn option(name: &str) -> Option<&'static OptionSpec> {
    OPTIONS.iter().find(|option| option.name == name)
}

/// An error about a name that is no option, with the closest that is.
pub fn unknown_option(name: &str, place: Option<Place>) -> ConfigError {
    let near = closest(name, OPTIONS.iter().map(|option| option.name));
    ConfigError {
        message: format!("there is no option `imp.{name}`"),
        help: near.first().map(|near| format!("did you mean `imp.{near}`?")),
        place,
    }
}

/// Why a value can't be read, when only the words are known.
pub(crate) fn unread(reason: &str) -> Unread {
    Unread {
        declaration: "imp",
        name: None,
        reason: reason.to_owned(),
        nix_fails: false,
        is_declared: true,
        place: Place::start_of(&TreePath::root().child("flake.nix")),
        cause: None,
    }
}

impl Configuration {
    /// Sets an option, unless it is set: the sources are asked in order of their precedence.
    pub fn set(&mut self, option: &'static OptionSpec, setting: Setting) {
        self.settings.entry(option.name).or_insert(setting);
    }

    /// Sets every option that a nested set names, as `--config` and `imp.toml` give them.
    ///
    /// # Errors
    /// A name that is no option, or a value of the wrong kind.
    pub fn set_all(&mut self, data: &Known, origin: &Origin) -> Result<(), ConfigError> {
        self.set_nested("", data, origin)
    }

    fn set_nested(&mut self, name: &str, data: &Known, origin: &Origin) -> Result<(), ConfigError> {
        if let Some(option) = option(name) {
            let value = checked(option, data.clone()).map_err(|message| ConfigError {
                message: format!("{message}, says {origin}"),
                help: None,
                place: None,
            })?;
            self.set(option, Setting { value: Ok(value), origin: origin.clone() });
            return Ok(());
        }
        match data {
            Known::Attrs(attrs) if is_group(name) => {
                for (part, attr) in attrs {
                    let name =
                        if name.is_empty() { part.clone() } else { format!("{name}.{part}") };
                    self.set_nested(&name, &attr.value, origin)?;
                }
                Ok(())
            }
            _ if is_group(name) => Err(ConfigError {
                message: format!(
                    "`imp.{name}` is a group of options and not a value, says {origin}"
                ),
                help: None,
                place: None,
            }),
            _ => Err(unknown_option(name, None)),
        }
    }

    /// What is set, in order of the names.
    pub fn settings(&self) -> impl Iterator<Item = (&'static str, &Setting)> {
        self.settings.iter().map(|(name, setting)| (*name, setting))
    }

    /// Who set an option, if anybody did.
    pub fn origin(&self, name: &str) -> Option<&Origin> {
        self.settings.get(name).map(|setting| &setting.origin)
    }

    /// The value of an option.
    ///
    /// # Errors
    /// [`ConfigError`] when it is set to something that can't be read without evaluation.
    pub fn value(&self, name: &str) -> Result<Option<&Known>, ConfigError> {
        debug_assert!(option(name).is_some(), "`{name}` is no option");
        match self.settings.get(name) {
            None => Ok(None),
            Some(Setting { value: Ok(value), .. }) => Ok(Some(value)),
            Some(Setting { value: Err(unread), .. }) => Err(ConfigError {
                message: format!("`imp.{name}` can't be read because {}", unread.reason),
                help: Some(format!(
                    "write its value out in {}, or give it with `--config FILE`",
                    unread.place.file
                )),
                place: Some(unread.cause.clone().unwrap_or_else(|| unread.place.clone())),
            }),
        }
    }

    /// An option that is text, or its default.
    ///
    /// # Errors
    /// As [`Configuration::value`].
    pub fn text<'a>(&'a self, name: &str, default: &'a str) -> Result<&'a str, ConfigError> {
        Ok(self.value(name)?.and_then(Known::as_str).unwrap_or(default))
    }

    /// An option that is a path.
    ///
    /// # Errors
    /// As [`Configuration::value`].
    pub fn path(&self, name: &str) -> Result<Option<TreePath>, ConfigError> {
        Ok(match self.value(name)? {
            Some(Known::Path(path)) => Some(path.clone()),
            _ => None,
        })
    }

    /// An option that is a list of paths; empty when it is not set.
    ///
    /// # Errors
    /// As [`Configuration::value`].
    pub fn paths(&self, name: &str) -> Result<Vec<TreePath>, ConfigError> {
        let Some(Known::List(items)) = self.value(name)? else { return Ok(Vec::new()) };
        let path = |item: &Known| match item {
            Known::Path(path) => Some(path.clone()),
            _ => None,
        };
        Ok(items.iter().filter_map(path).collect())
    }

    /// The directories in which declarations are read: `src`, `registry.src` and `scan.src`.
    ///
    /// # Errors
    /// As [`Configuration::value`].
    pub fn declaration_roots(&self) -> Result<Vec<TreePath>, ConfigError> {
        let mut roots: Vec<TreePath> =
            self.path("src")?.into_iter().chain(self.path("registry.src")?).collect();
        roots.extend(self.paths("scan.src")?);
        roots.sort();
        roots.dedup();
        Ok(roots)
    }

    /// `flakeFile.coreInputs`, each with the place where it is declared.
    ///
    /// # Errors
    /// As [`Configuration::value`], and when a definition is not what `flake.nix` can hold.
    pub fn core_inputs(&self) -> Result<Vec<Input>, ConfigError> {
        let name = "flakeFile.coreInputs";
        let Some(value) = self.value(name)? else { return Ok(Vec::new()) };
        let Known::Attrs(attrs) = value else {
            return Err(ConfigError {
                message: format!("`imp.{name}` is not a set of inputs"),
                help: Some("write `coreInputs = { nixpkgs.url = \"…\"; };`".into()),
                place: match self.origin(name) {
                    Some(Origin::Flake(place)) => Some(place.clone()),
                    _ => None,
                },
            });
        };
        let origin = match self.origin(name) {
            Some(Origin::Flake(place)) => place.clone(),
            Some(Origin::ConfigFile(file)) => {
                Place::start_of(&TreePath::new(file).unwrap_or_else(TreePath::root))
            }
            _ => Place::start_of(&TreePath::root()),
        };
        let input = |(name, attr): (&String, &KnownAttr)| {
            let place = attr.place.clone().unwrap_or_else(|| origin.clone());
            match definition_problem(&attr.value) {
                None => Ok(Input { name: name.clone(), definition: attr.value.clone(), place }),
                Some(problem) => Err(ConfigError {
                    message: format!("the core input `{name}` can't be written: {problem}"),
                    help: Some(format!("write `{name}.url = \"…\";`")),
                    place: Some(place),
                }),
            }
        };
        attrs.iter().map(input).collect()
    }
}

/// Whether some option's name begins with this group.
pub fn is_group(name: &str) -> bool {
    name.is_empty()
        || OPTIONS
            .iter()
            .any(|option| option.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

/// A value in the shape of an option's kind. Texts are paths where a path is wanted, so that JSON and TOML
/// can give them.
///
/// # Errors
/// What was expected, in words.
pub fn checked(option: &OptionSpec, value: Known) -> Result<Known, String> {
    let wrong = |wanted: &str| Err(format!("`imp.{}` is not {wanted}", option.name));
    let path = |value: Known| match value {
        Known::Path(path) => Ok(Known::Path(path)),
        Known::String(text) => match TreePath::new(&text) {
            Some(path) => Ok(Known::Path(path)),
            None => Err(format!("`imp.{}` leads out of the flake: `{text}`", option.name)),
        },
        _ => wrong("a path"),
    };
    match (option.kind, value) {
        // `null` is the default of the options that hold a path.
        (Kind::Path, Known::Null) => Ok(Known::Null),
        (Kind::Path, value) => path(value),
        (Kind::Paths, Known::List(items)) => {
            Ok(Known::List(items.into_iter().map(path).collect::<Result<_, _>>()?))
        }
        (Kind::Paths, value @ (Known::Path(_) | Known::String(_))) => {
            Ok(Known::List(vec![path(value)?]))
        }
        (Kind::Paths, _) => wrong("a list of paths"),
        (Kind::Text, value @ Known::String(_)) => Ok(value),
        (Kind::Text, _) => wrong("text"),
        (Kind::Flag, value @ Known::Bool(_)) => Ok(value),
        (Kind::Flag, _) => wrong("`true` or `false`"),
        (Kind::Names, value @ (Known::Attrs(_) | Known::List(_))) => Ok(value),
        (Kind::Names, _) => wrong("a set"),
        (Kind::Data | Kind::NixOnly, value) => Ok(value),
    }
}
