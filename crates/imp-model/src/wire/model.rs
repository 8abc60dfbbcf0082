//! `imp.model/1`: the tree of a flake as far as it can be known without evaluation.
//!
//! Complete enough that who reads it never needs the tree: files, names, inputs, exports, hosts, references,
//! paths, outputs and the lock, each with its places.

mod from;
mod into;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings::Place;
use super::flake::Setting;
use super::inputs::WireInput;
use super::names::Name;
use super::overview::{ForeignModule, Unread};

/// The schema of the document.
pub const SCHEMA: &str = "imp.model/1";

/// The data of the document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ModelData {
    /// The name of the directory that the flake is in, by which people know it; absent where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The options that are set, by name without `imp.`.
    pub configuration: BTreeMap<String, Setting>,
    /// Every Nix file, in order.
    pub files: Vec<FileData>,
    /// What the conventions visit, one for each directory that is read for declarations, in order.
    pub trees: Vec<TreeData>,
    /// The registry; null in a flake without `imp.registry.src`.
    pub registry: Option<RegistryData>,
    /// Registries that files make with `imp.registry ./dir`, in order of their directories.
    pub own_registries: Vec<RegistryData>,
    /// Core inputs and those that files declare, in byte order of names; one for each unlike definition.
    pub inputs: Vec<WireInput>,
    /// The inputs that `flake.nix` has now; null where it can't be read.
    pub flake_inputs: Option<Vec<WireInput>>,
    /// What of them can't be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flake_unread: Vec<UnreadInputData>,
    /// The inputs that `outputs` of `flake.nix` asks for by name and that it does not declare, in order of place: Nix
    /// looks them up in its own registry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_inputs: Vec<AskedInput>,
    /// Values that files push to sinks, by sink, then by file.
    pub exports: Vec<ExportData>,
    /// Hosts that files declare, in order of the files.
    pub hosts: Vec<HostData>,
    /// Names that files refer to, in order of place.
    pub references: Vec<ReferenceData>,
    /// Relative paths in files, in order of place.
    pub paths: Vec<PathData>,
    /// Where functions get the flake itself, which is its directory (`f self`), in order of place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_flake: Vec<Place>,
    /// Where files may use all of the registry: they hand it to what can't be followed (`f registry`), or to what reads
    /// every module in it (`lib.attrValues registry`), in order of place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub whole_registry: Vec<Place>,
    /// The outputs of the flake, in order of their paths.
    pub outputs: Vec<OutputData>,
    /// Why there may be more outputs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs_unread: Vec<Unread>,
    /// Hosts that files write as if they were outputs, in order of place, where there may be more outputs: only Nix knows
    /// whether they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub written_hosts: Vec<WrittenHost>,
    /// Modules of other flakes that are given to flake-parts and may add outputs, in order of place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_modules: Vec<ForeignModule>,
    /// The text of `flake.nix`, and of what it imports, that no output is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<Place>,
    /// Modules of the registry that nothing reaches.
    pub orphans: Vec<String>,
    /// What `flake.lock` locks; null where there is none or it can't be read.
    pub lock: Option<LockData>,
    /// Why `flake.lock` can't be read, if it can't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_unread: Option<String>,
    /// Declarations that can't be read without evaluation.
    pub unread: Vec<UnreadData>,
    /// Files that git does not track, so that Nix does not see them.
    pub untracked: Vec<String>,
    /// The same where the conventions do not look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untracked_elsewhere: Vec<String>,
    /// Directories that are git repositories of their own and that git does not track, so that Nix does not see
    /// what is in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repositories: Vec<String>,
    /// Git submodules that hold some of the untracked files, which are for their git to track.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub submodules: Vec<String>,
    /// The symbolic links to files and directories of the flake, and what each leads to in the end, through no
    /// further link.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, String>,
    /// The source lines that findings show, in order, with a `*` for each byte of a secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineData>,
}

/// A source line that a finding shows; of a very long one the part around the place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LineData {
    /// The file, relative to the root.
    pub file: String,
    /// Where the text begins, in bytes of the file.
    pub start_byte: u32,
    /// The text, without the line end.
    pub text: String,
}

/// A Nix file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FileData {
    /// The file, relative to the root.
    pub path: String,
    /// `visited` (read for declarations), `below-unit` (below a directory with `default.nix`), `hidden` (a
    /// leading `_`), or `elsewhere`.
    pub role: String,
    /// Why Nix rejects the file, or why it can't be read, if so; nothing else is known of it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<String>,
    /// Where Nix rejects it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_at: Option<Place>,
}

/// An input that `flake.nix` asks for and does not declare.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AskedInput {
    /// Its name.
    pub name: String,
    /// Where it is asked for.
    pub place: Place,
}

/// What the conventions visit below a directory that is read for declarations.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TreeData {
    /// The directory.
    pub root: String,
    /// The files, in order; of a directory with `default.nix` only that one.
    pub files: Vec<String>,
    /// The directories that are sets of their entries, in order.
    pub directories: Vec<String>,
    /// Directories that can't be read.
    pub unreadable: Vec<String>,
    /// Attributes that two entries claim.
    pub collisions: Vec<CollisionData>,
}

/// An attribute that two entries claim.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CollisionData {
    /// The attribute.
    pub attribute: String,
    /// The entry whose name comes first.
    pub first: String,
    /// The other one.
    pub second: String,
}

/// The names of a directory.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryData {
    /// The directory.
    pub directory: String,
    /// The argument by which files know it: `registry`.
    pub argument: String,
    /// Whether `imp.registry.modules` can't be read, so that more names may be there.
    pub unknown_modules: bool,
    /// Whether the directory can't be read, so that no name is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreadable: bool,
    /// Every name, directories before what they hold.
    pub names: Vec<Name>,
    /// Names of `imp.registry.modules` for which there is no room, so that Nix refuses the registry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clashes: Vec<ClashData>,
}

/// A name of `imp.registry.modules` for which there is no room.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClashData {
    /// The name.
    pub name: String,
    /// The name above it of a module or a file; the same name where it is given twice.
    pub with: String,
    /// Where the name is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Where the other one is given, if `imp.registry.modules` gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Place>,
}

/// A value that a file pushes to a sink.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExportData {
    /// The sink: `desktop.nixos`.
    pub sink: String,
    /// The strategy that the file asks for.
    pub strategy: Option<String>,
    /// The file that exports it.
    pub file: String,
    /// Where the sink is named; in another file where that is imported.
    pub place: Place,
}

/// A host that a file declares.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HostData {
    /// Its name.
    pub name: String,
    /// Where `__host` stands.
    pub place: Place,
    /// Its attributes; null for those that only Nix knows.
    pub fields: BTreeMap<String, Value>,
    /// The strings in it that name something, in order of place.
    pub names: Vec<HostNameData>,
    /// What stands beside `__host` and is no part of a host, in byte order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<BesideData>,
}

/// An attribute beside `__host`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BesideData {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// A string in `__host` that names something.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HostNameData {
    /// `bases`, `hmSinks`, `modules`, `sinks` or `user`.
    pub field: String,
    /// The string.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A name that a file refers to.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceData {
    /// What it is looked up in: `registry`, `inputs`, `exports` (the sinks) or `self` (the flake).
    pub root: String,
    /// The directory of a registry that is not the flake's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// The parts of the name, as far as they are certain.
    pub parts: Vec<String>,
    /// How it is written: `expression`; `tree` where a function of imp reads the files of the directory, as
    /// `imp.configTree` does; the attribute of `__host` that the string stands in; or `possible`, where only Nix knows
    /// whether another `with` has it.
    pub form: String,
    /// Whether more parts follow that only Nix knows.
    pub partial: bool,
    /// Whether it asks, and so can't break: `a.b or x`, `a ? b`; also the second `a.b` of
    /// `if a ? b then a.b else x`, when it is not there.
    pub question: bool,
    /// For a registry: `found`, `missing`, `below-module`, `collision` or `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The name of the registry that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A path to a file or directory of the flake: relative, or from its root (`self + "/a.nix"`).
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PathData {
    /// What it leads to; null when that is out of the flake.
    pub target: Option<String>,
    /// `import` for `import ./x`, `imports` for an element of `imports` or `modules`, `callPackage` for what that
    /// imports, `argument` for what another function gets, by itself or in a set, `tree` where
    /// that is a function of imp, `question` for `pathExists ./x`, else `other`.
    pub kind: String,
    /// Whether a `${…}` follows, or `+` and a name; `target` is then the directory before it.
    pub partial: bool,
    /// What is certain again after the last `${…}`: `.nix`, `/home.nix`; absent where that is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rest: String,
    /// Where it stands.
    pub place: Place,
}

/// An output of the flake.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OutputData {
    /// Its name as Nix writes it: `nixosConfigurations.server`.
    pub name: String,
    /// Its parts, without the system.
    pub parts: Vec<String>,
    /// Whether it is there once for each system.
    pub per_system: bool,
    /// `tree` (from `imp.src`), `declared` (`__outputs`), `host` (`__host`) or `flake` (named by what `outputs` of
    /// `flake.nix` returns, or by a module that it gives to flake-parts; the files are those that are named there).
    pub origin: String,
    /// The files that it is made of; a directory counts as everything in it.
    pub files: Vec<String>,
    /// Where a file declares it, if it is not the file as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The text of `flake.nix`, and of what it imports, that only this output and others like it are made of: what that uses, the rest need not use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bodies: Vec<Place>,
    /// The text that it surely uses, where that is not the same; absent where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Vec<Place>>,
    /// Whether it may use whatever other outputs are made of, so that all of that is in `bodies` and `files`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Files and directories that its definition names, and where, in order: those of a machine or a home, and what paths
    /// with `${…}` lead to in an open one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<NamedFileData>,
    /// The paths with `${…}` in that text of which is known what they lead to in this output.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_paths: Vec<KnownPathData>,
    /// The names in it, where it is all of a kind: those that can be read without evaluation, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<OutputNameData>,
}

/// A file or directory that the definition of an output names.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NamedFileData {
    /// The file or directory.
    pub path: String,
    /// Where it is named.
    pub place: Place,
}

/// A host that a file writes as if it were an output.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenHost {
    /// What it would be in: `nixosConfigurations` or `darwinConfigurations`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub place: Place,
    /// Where its value stands.
    pub definition: Place,
}

/// A path with `${…}` of which is known what it leads to in one output.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KnownPathData {
    /// The path, without what `+` puts behind it.
    pub place: Place,
    /// All that it leads to.
    pub targets: Vec<String>,
}

/// A name in all outputs of a kind.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OutputNameData {
    /// The name.
    pub name: String,
    /// Where it is named; absent where the kind is a file of `imp.src`, and it is in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The files that are named for it, if it is a machine or a home.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The same with the places where they are named, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<NamedFileData>,
    /// The text that it surely uses, if it is a machine or a home.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub definition: Vec<Place>,
}

/// What is locked.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockData {
    /// The node that is the flake itself.
    pub root: String,
    /// Every node by its name, which says nothing.
    pub nodes: BTreeMap<String, LockNodeData>,
}

/// A locked flake or source.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LockNodeData {
    /// Its inputs: the name of a node, or the path of inputs from the root that it follows.
    pub inputs: BTreeMap<String, LockInputData>,
    /// The line of `flake.lock` on which each input stands.
    pub lines: BTreeMap<String, u32>,
    /// Attributes of what is locked.
    pub locked: BTreeMap<String, String>,
    /// Attributes of what was asked for.
    pub original: BTreeMap<String, String>,
    /// Whether it is a flake, not only a source.
    pub flake: bool,
}

/// An input of a locked flake.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum LockInputData {
    /// A node.
    Node(String),
    /// The input that it follows, from the root; empty for one that is dropped.
    Follows(Vec<String>),
}

/// A part of the inputs of `flake.nix` that can't be read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnreadInputData {
    /// The attributes that lead to it from `inputs`; empty when no input can be read.
    pub path: Vec<String>,
    /// Why, as the second half of "… can't be read because …".
    pub reason: String,
    /// Where the reason is, if it is in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A declaration that can't be read without evaluation.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnreadData {
    /// `__inputs`, `__exports`, `__host`, `__outputs` or `coreInputs`.
    pub declaration: String,
    /// The attribute in it, if the rest could be read.
    pub name: Option<String>,
    /// Why, as the second half of "… can't be read because …".
    pub reason: String,
    /// Where.
    pub place: Place,
    /// Whether the file only may declare something: a file that it imports can't be looked into.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub possible: bool,
}
