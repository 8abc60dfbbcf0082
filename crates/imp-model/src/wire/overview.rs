//! `imp.overview/1`: what is in a flake, as `imp-flake show` tells it.
//!
//! What can't be known without evaluation is in the lists of [`Unread`]; a list beside one is never the whole.

use serde::{Deserialize, Serialize};

use super::findings::Place;
use crate::model::UnknownPart;
use crate::text;

/// The schema of the document.
pub const SCHEMA: &str = "imp.overview/1";

/// What is in a flake.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OverviewData {
    /// The `description` in `flake.nix`, where it can be read.
    pub description: Option<String>,
    /// How the repository is laid out.
    pub layout: Layout,
    /// The systems of the outputs that are there once for each, as far as they can be read.
    pub systems: Vec<String>,
    /// The outputs by kind, in order of kinds.
    pub outputs: Vec<OutputsOfKind>,
    /// Why there may be more kinds of outputs.
    pub outputs_unread: Vec<Unread>,
    /// Modules of other flakes that are given to flake-parts and may add outputs, in order of place.
    pub foreign_modules: Vec<ForeignModule>,
    /// The machines, in order of kinds and names. Homes of users are no machines.
    pub hosts: Vec<Host>,
    /// Why there may be more hosts.
    pub hosts_unread: Vec<Unread>,
    /// The users, in order of names.
    pub users: Vec<User>,
    /// Why there may be more users: homes that can't be read, and names that are expressions.
    pub users_unread: Vec<Unread>,
    /// How Home Manager is used.
    pub home_manager: HomeManager,
    /// The overlays among the outputs, in order of names.
    pub overlays: Vec<Overlay>,
    /// Where overlays are applied, the flake's own or others, in order.
    pub overlays_applied: Vec<Place>,
    /// The tools that keep secrets, in order of names.
    pub secrets: Vec<Evidence>,
    /// What runs checks elsewhere, in order of names.
    pub ci: Vec<Evidence>,
    /// The files for direnv, in order of paths.
    pub direnv: Vec<Direnv>,
    /// How old what `flake.lock` has locked is; null without a lock.
    pub lock: Option<LockAge>,
    /// What imp sees; null in a flake that does not use imp.
    pub imp: Option<ImpPart>,
}

/// How a repository is laid out.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// `directory-auto-wiring`, `flake-parts`, `hosts-and-modules`, `single-host`, `no-hosts`, or `unknown`.
    pub pattern: String,
    /// The frameworks among the inputs, in order of names.
    pub frameworks: Vec<Framework>,
    /// The directories that hold hosts by their names alone, in order of paths.
    pub host_directories: Vec<Directory>,
    /// The directories of which a framework makes homes of Home Manager, in order of paths.
    pub home_directories: Vec<Directory>,
    /// Other flakes in the repository, by their directories; nothing of them counts here.
    pub other_flakes: Vec<String>,
}

/// A framework that an input brings.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Its name.
    pub name: String,
    /// The input; null for imp where no input is it.
    pub input: Option<String>,
    /// Whether outputs are seen to be made by it.
    pub in_use: bool,
}

/// A directory and what is in it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// Its path, relative to the root.
    pub path: String,
    /// The names of its directories, and of its Nix files without `.nix`.
    pub entries: Vec<String>,
}

/// Something that can't be read without evaluation.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// What is in the way, as the second half of "… can't be read because …".
    pub reason: String,
    /// Where.
    pub place: Option<Place>,
    /// The files and directories that are named there.
    pub paths: Vec<String>,
}

/// A module of another flake.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignModule {
    /// How it is spelt: `inputs.treefmt-nix.flakeModule`.
    pub name: String,
    /// Where.
    pub place: Option<Place>,
}

impl From<&UnknownPart> for Unread {
    fn from(part: &UnknownPart) -> Self {
        Self {
            reason: part.reason.clone(),
            place: part.place.as_ref().map(Into::into),
            paths: part.paths.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&(String, Option<text::Place>)> for ForeignModule {
    fn from((name, place): &(String, Option<text::Place>)) -> Self {
        Self { name: name.clone(), place: place.as_ref().map(Into::into) }
    }
}

/// The outputs of one kind.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OutputsOfKind {
    /// `packages`, `nixosConfigurations`, …
    pub kind: String,
    /// Whether they are there once for each system.
    pub per_system: bool,
    /// Their names, as far as they can be read; null for a kind of which no names are read.
    pub names: Option<Vec<String>>,
    /// Why there may be more names.
    pub unread: Vec<Unread>,
    /// Where the kind is named first; null where it comes from the name of a file.
    pub place: Option<Place>,
}

/// A machine.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// `nixos`, `darwin`, `nix-on-droid` or `system-manager`; of machines that only another tool reads, the output.
    pub kind: String,
    /// Its system; null where that can't be read.
    pub system: Option<String>,
    /// Its users, as far as the files that it is made of name them.
    pub users: Vec<String>,
    /// Why there may be more users; empty where `users` is all.
    pub users_unread: Vec<Unread>,
    /// The files and directories that its definition names.
    pub files: Vec<String>,
    /// Whether it is certain to be an output. What is not is only written in some file as if it were one.
    pub certain: bool,
    /// Where it is named.
    pub place: Option<Place>,
}

/// Somebody who has a home.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The name.
    pub name: String,
    /// Whether a system declares the account.
    pub account: bool,
    /// How Home Manager sets the home up: `module`, `standalone`, `both`, `none`, or `unknown` where there are
    /// homes of users whose names only Nix knows.
    pub home_manager: String,
    /// Where the user is named.
    pub places: Vec<Place>,
}

/// How Home Manager is used.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HomeManager {
    /// The inputs that are Home Manager.
    pub inputs: Vec<String>,
    /// `module`, `standalone`, `both`, `none`, or `unknown` where no use is seen and there is an input, or the
    /// inputs can't be read.
    pub method: String,
    /// Where it is used as a module of a system.
    pub module: Vec<Place>,
    /// Where it is used by itself.
    pub standalone: Vec<Place>,
}

/// An overlay among the outputs.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Its name.
    pub name: String,
    /// Whether the flake applies it to its own packages: `yes`, `no`, or `unknown` where overlays are applied
    /// that can't be told apart.
    pub applied: String,
    /// Where it is applied, or may be.
    pub places: Vec<Place>,
}

/// Something and why it is taken to be there.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its name.
    pub name: String,
    /// The inputs, options and files that show it.
    pub shown_by: Vec<String>,
}

/// A file for direnv.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Direnv {
    /// The file, relative to the root.
    pub file: String,
    /// Whether it enters a shell of the flake.
    pub uses_flake: bool,
}

/// How old what is locked is. Only the inputs of the flake itself count, not those of its inputs.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockAge {
    /// Why `flake.lock` can't be read, if it can't.
    pub unread: Option<String>,
    /// The input that was changed last.
    pub newest: Option<LockedAt>,
    /// The input that was changed first.
    pub oldest: Option<LockedAt>,
}

/// When what an input is locked to was changed last.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockedAt {
    /// The input.
    pub input: String,
    /// Seconds since 1970, as `flake.lock` has them.
    pub last_modified: i64,
    /// The day, `YYYY-MM-DD`, in UTC.
    pub date: String,
    /// Whole days until now, which is `SOURCE_DATE_EPOCH` where that is set.
    pub days: i64,
}

/// What imp sees of a flake that uses it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ImpPart {
    /// The directory of the registry; null without one.
    pub registry: Option<String>,
    /// How many modules and values the registry names.
    pub names: u64,
    /// The sinks, in order of names.
    pub sinks: Vec<Sink>,
}

/// A sink.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sink {
    /// Its name.
    pub name: String,
    /// The files that export to it.
    pub contributors: Vec<String>,
    /// Where it is consumed.
    pub consumers: Vec<Place>,
}
