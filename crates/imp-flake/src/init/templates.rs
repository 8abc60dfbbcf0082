//! The templates: what each is for, and what there is to choose in it.
//!
//! Their files are those in `nix/templates`, which `nix flake init` gives out as they are. Choices take files and
//! lines away from them.

use super::{ChoiceError, Choices};

/// Every file of every template, with its path below `nix/templates`, in order.
const EMBEDDED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// A flake to begin with.
#[derive(Debug)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in one line.
    pub summary: &'static str,
    /// What the machine in it is called that `--host` names.
    pub host: Option<&'static str>,
    /// What the user in it is called.
    pub user: Option<&'static str>,
    /// What makes the home a part of the machine.
    pub(super) home_as_module: Without,
    /// What makes the home one of its own.
    pub(super) home_alone: Without,
    /// Its secrets.
    pub(super) secrets: Option<Secrets>,
}

/// What goes when something is not chosen.
#[derive(Debug)]
pub(super) struct Without {
    /// Files, and everything below directories.
    pub(super) files: &'static [&'static str],
    /// Every line of a Nix file in which one of these stands.
    pub(super) lines: &'static [&'static str],
}

/// Where the secrets of a template are.
#[derive(Debug)]
pub(super) struct Secrets {
    /// The module.
    pub(super) module: &'static str,
    /// How the machines name it.
    pub(super) name: &'static str,
    /// The way from the module to the root.
    pub(super) root: &'static str,
}

const NOTHING: Without = Without { files: &[], lines: &[] };
const HOMES: Without = Without { files: &["nix/outputs/homeConfigurations"], lines: &[] };

/// All of them, in the order in which they are offered.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "minimal",
        summary: "the smallest flake whose outputs are files",
        host: None,
        user: None,
        home_as_module: NOTHING,
        home_alone: NOTHING,
        secrets: None,
    },
    Template {
        name: "single-host",
        summary: "one machine and the home on it",
        host: Some("laptop"),
        user: Some("alice"),
        home_as_module: Without {
            files: &["nix/modules/home-manager.nix"],
            lines: &["../../modules/home-manager.nix"],
        },
        home_alone: HOMES,
        secrets: Some(Secrets {
            module: "nix/modules/secrets.nix",
            name: "../../modules/secrets.nix",
            root: "../..",
        }),
    },
    Template {
        name: "hosts-and-modules",
        summary: "several machines, the modules that they share, and a home",
        host: Some("laptop"),
        user: Some("alice"),
        home_as_module: Without {
            files: &["nix/registry/modules/nixos/home-manager.nix"],
            lines: &["registry.modules.nixos.home-manager"],
        },
        home_alone: HOMES,
        secrets: Some(Secrets {
            module: "nix/registry/modules/nixos/secrets.nix",
            name: "registry.modules.nixos.secrets",
            root: "../../../..",
        }),
    },
    Template {
        name: "flake-parts",
        summary: "modules of flake-parts beside machines that declare themselves",
        host: Some("laptop"),
        user: Some("alice"),
        home_as_module: Without { files: &[], lines: &["user = \"alice\";"] },
        home_alone: HOMES,
        secrets: Some(Secrets {
            module: "nix/registry/modules/nixos/features/secrets.nix",
            name: "\"modules.nixos.features.secrets\"",
            root: "../../../../..",
        }),
    },
    Template {
        name: "full",
        summary: "machines, users, packages and overlays, named by where they are",
        host: Some("workstation"),
        user: Some("alice"),
        home_as_module: Without { files: &[], lines: &["user = \"alice\";", "hmSinks = "] },
        home_alone: HOMES,
        secrets: Some(Secrets {
            module: "nix/registry/modules/nixos/features/secrets.nix",
            name: "registry.modules.nixos.features.secrets",
            root: "../../../../..",
        }),
    },
    Template {
        name: "dev",
        summary: "packages, shells, checks and fragments",
        host: None,
        user: None,
        home_as_module: NOTHING,
        home_alone: NOTHING,
        secrets: None,
    },
];

/// The template of this name.
pub fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

impl Template {
    /// Its files, relative to the root of the flake.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        below(self.name)
    }

    /// Whether it has a file, or a directory, of this name.
    pub fn has(&self, path: &str) -> bool {
        self.files().any(|(file, _)| is_below(file, path))
    }

    /// Whether there is to choose what is chosen.
    ///
    /// # Errors
    /// When there is not.
    pub fn takes(&self, choices: &Choices) -> Result<(), ChoiceError> {
        let asked = [
            ("host", choices.host.is_some() && self.host.is_none()),
            ("user", choices.user.is_some() && self.user.is_none()),
            ("home-manager", choices.home_manager.is_some() && self.user.is_none()),
            ("secrets", choices.secrets.is_some() && self.secrets.is_none()),
        ];
        match asked.into_iter().find(|(_, is_wrong)| *is_wrong) {
            None => Ok(()),
            Some((flag, _)) => Err(ChoiceError {
                message: format!(
                    "the template `{}` has no machine, so `--{flag}` says nothing",
                    self.name
                ),
                help: "leave it out, or take the template `single-host`".to_owned(),
            }),
        }
    }

    /// Whether it has secrets to choose.
    pub fn has_secrets(&self) -> bool {
        self.secrets.is_some()
    }
}

/// The files below a directory of templates.
pub(super) fn below(directory: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    EMBEDDED.iter().filter_map(move |(path, text)| {
        Some((path.strip_prefix(directory)?.strip_prefix('/')?, *text))
    })
}

/// Whether a path is this file, or one below this directory.
pub(super) fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
