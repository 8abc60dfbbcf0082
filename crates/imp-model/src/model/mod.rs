//! The whole tree: what its files say, put together and asked.
//!
//! In go the facts of all files, the configuration, `flake.nix` and `flake.lock`; the model answers
//! questions about them. It holds plain data and nothing of the disk.

pub mod config;
mod dependencies;
mod dotted;
mod find_config;
mod flake;
mod flake_outputs;
mod helpers;
mod inputs;
mod links;
mod lock;
mod names;
mod orphans;
mod outputs;
mod own_files;
mod registry;
mod registry_output;
mod uses;

pub use dependencies::Dependencies;
pub use dotted::{attribute, dotted, is_identifier, one_line, parse_dotted, quoted};
pub use find_config::{FoundConfig, find_config, is_set_in_outputs, read_named_files};
pub use flake::{FlakeFile, FlakeState, UnreadInput, begins_with, take_out_flake};
pub use flake_outputs::{
    FlakeOutputs, KnownPath, ListedOutput, Machine, MoreOutputs, NamedFile, NamedOutput,
    OutputFile, OutputKind, OutputText, UnknownPart, has_names, is_of_tool, is_per_system,
    is_system, output_file,
};
pub use helpers::GivenArguments;
pub use inputs::{CollectedInput, CollectedInputs, Declaration, InputConflict};
pub use links::Links;
pub use lock::{Lock, LockNode, LockRef};
pub use names::closest;
pub use orphans::Orphan;
pub use outputs::{FlakeOutput, OutputOrigin};
pub use registry::{Clash, Lookup, NameIndex, Node, NodeId, NodeKind, Registry, RegistryBuilder};
pub use registry_output::{RegistryOutput, asks_for_output};
pub use uses::{BrokenUse, NameUse, UseForm};

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use self::config::{ConfigError, Configuration};
use crate::facts::{FileFacts, OtherFile, Role};
use crate::source::{Collision, ReadError, TreePath};

/// A flake repository, as far as it was read.
#[derive(Clone, Debug)]
pub struct Model {
    /// What applies to it.
    pub configuration: Configuration,
    /// The files that have facts, in order of their paths.
    pub files: Vec<FileFacts>,
    /// The files in other languages than Nix, in order; empty unless rules are asked.
    pub other_files: Vec<OtherFile>,
    /// What could not be read, in order.
    pub unreadable: Vec<(TreePath, ReadError)>,
    /// The same where the conventions do not look, so that only who asks for every file misses it.
    pub unreadable_elsewhere: Vec<(TreePath, ReadError)>,
    /// Files that are on disk, not ignored, and that git does not track.
    pub untracked: Vec<TreePath>,
    /// The same where the conventions do not look, as far as every file was asked for.
    pub untracked_elsewhere: Vec<TreePath>,
    /// Files on disk that git ignores and that the flake asks for, in order: `flake.lock`, and Nix files that paths
    /// name; empty unless rules are asked.
    pub ignored: Vec<TreePath>,
    /// Directories that are git repositories of their own and no submodules: Nix does not see what is in them.
    pub repositories: Vec<TreePath>,
    /// The submodules that hold untracked files, in order: these are for their git to track.
    pub submodules: Vec<TreePath>,
    /// The symbolic links.
    pub links: Links,
    /// `flake.nix`.
    pub flake: FlakeState,
    /// `flake.lock`, or why it can't be read.
    pub lock: Option<Result<Lock, String>>,
    /// Every Nix file of the flake and how the conventions see it, in order; empty when only
    /// declarations were asked for.
    pub nix_files: Vec<(TreePath, Role)>,
    /// What the conventions visit, one for each directory with declarations, in order.
    pub trees: Vec<VisitedTree>,
    /// The registry; `None` in a flake without `imp.registry.src`.
    pub registry: Option<Registry>,
    /// What the output `registry` is; only asked where a file has names in it.
    pub registry_output: RegistryOutput,
    /// What files hand to functions and modules, which says whose registry these get.
    pub given: GivenArguments,
    /// The registries that files make themselves, by directory: `imp.registry ./dir`.
    pub registries: BTreeMap<TreePath, Registry>,
    /// What [`Model::collected_inputs`] gave, once it was asked: a plan and several rules ask it.
    pub collected: OnceLock<CollectedInputs>,
    /// What [`Model::orphans`] gave: several rules ask it.
    pub known_orphans: OnceLock<Result<Vec<Orphan>, ConfigError>>,
}

impl Model {
    /// The text of a file, where it was read for rules.
    pub fn text(&self, path: &TreePath) -> Option<Arc<str>> {
        let at = self.files.binary_search_by(|file| file.path.cmp(path)).ok()?;
        self.files[at].text.clone()
    }

    /// Whether Nix rejects a file, as far as it was read.
    pub fn is_rejected(&self, path: &TreePath) -> bool {
        self.files.iter().any(|file| file.path == *path && file.rejected.is_some())
    }

    /// The same flake with other files, to ask what names would mean in it; nothing else is asked of it.
    #[must_use]
    pub fn with_files(
        &self,
        files: Vec<FileFacts>,
        registry: Option<Registry>,
        registries: BTreeMap<TreePath, Registry>,
    ) -> Self {
        Self {
            configuration: self.configuration.clone(),
            files,
            other_files: Vec::new(),
            unreadable: Vec::new(),
            unreadable_elsewhere: Vec::new(),
            untracked: Vec::new(),
            untracked_elsewhere: Vec::new(),
            ignored: Vec::new(),
            repositories: Vec::new(),
            submodules: Vec::new(),
            links: Links::default(),
            flake: self.flake.clone(),
            lock: None,
            nix_files: Vec::new(),
            trees: Vec::new(),
            registry,
            registry_output: self.registry_output.clone(),
            given: self.given.clone(),
            registries,
            collected: OnceLock::new(),
            known_orphans: OnceLock::new(),
        }
    }
}

/// What the conventions visit below one directory.
#[derive(Clone, Debug)]
pub struct VisitedTree {
    /// The directory.
    pub root: TreePath,
    /// The files, in order; of a directory with `default.nix` only that one.
    pub files: Vec<TreePath>,
    /// The directories that are sets of their entries, in order.
    pub directories: Vec<TreePath>,
    /// Directories that can't be read.
    pub unreadable: Vec<TreePath>,
    /// Attributes that two entries claim.
    pub collisions: Vec<Collision>,
}
