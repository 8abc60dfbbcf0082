//! The outputs of the flake, as far as files show them: the tree of `imp.src`, `__outputs`, and hosts.

use std::collections::BTreeSet;

use super::config::ConfigError;
use super::own_files::OwnFiles;
use super::registry::{NodeId, NodeKind, Registry, RegistryBuilder};
use super::{FlakeOutputs, FlakeState, KnownPath, ListedOutput, Model, NamedFile, dotted};
use crate::eval::Known;
use crate::facts::{FileFacts, Host, PathUse, Role};
use crate::source::{TreePath, attribute_name, is_fragment_directory};
use crate::text::Place;

/// An output of the flake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlakeOutput {
    /// Its attribute path, without the system: `["packages"]`, `["nixosConfigurations", "server"]`.
    pub path: Vec<String>,
    /// Whether it is there once for each system.
    pub per_system: bool,
    /// Where it comes from.
    pub origin: OutputOrigin,
    /// The files that it is made of; a directory counts as everything in it.
    pub files: Vec<TreePath>,
    /// Where a file declares it, if it is not the file as a whole.
    pub place: Option<Place>,
    /// The text of `flake.nix`, and of what it imports, that it is made of: what that uses, the other outputs need not
    /// use.
    pub bodies: Vec<Place>,
    /// The text that it surely uses, where that is not [`Self::bodies`].
    pub definition: Option<Vec<Place>>,
    /// Whether it may use whatever other outputs are made of, so that all of that is in [`Self::bodies`].
    pub is_open: bool,
    /// What paths with `${…}` lead to in it, where that is known.
    pub known_paths: Vec<KnownPath>,
    /// Files that its definition names, and where: those of a machine or a home, and what paths with `${…}` lead to in
    /// an open one.
    pub named: Vec<NamedFile>,
}

/// Where an output comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutputOrigin {
    /// The tree of `imp.src`.
    Tree,
    /// `__outputs` in some file.
    Declared,
    /// `__host` in some file.
    Host,
    /// The function `outputs` of `flake.nix`, which names it; the files are those that it names there.
    Flake,
}

impl FlakeOutput {
    /// Its name as Nix writes it.
    pub fn name(&self) -> String {
        dotted(&self.path)
    }

    /// All that a path with `${…}` leads to in it, where that is known.
    pub fn known_targets(&self, path: &PathUse) -> Option<&[TreePath]> {
        known_targets(&self.known_paths, path)
    }
}

fn known_targets<'k>(known: &'k [KnownPath], path: &PathUse) -> Option<&'k [TreePath]> {
    let is_there = |one: &&KnownPath| {
        one.place.file == path.place.file && one.place.span.start == path.place.span.start
    };
    known.iter().find(is_there).map(|one| one.targets.as_slice())
}

impl Model {
    /// All outputs, in order of their paths.
    ///
    /// # Errors
    /// [`ConfigError`] when the configuration does not say readably where they are.
    pub fn outputs(&self) -> Result<Vec<FlakeOutput>, ConfigError> {
        let mut found = self.tree_outputs()?;
        let declares = self.is_on("outputs.enable", true)?;
        let has_hosts = self.is_on("hosts.enable", false)?;
        for file in self.files.iter().filter(|file| file.role == Role::Visited) {
            let files = vec![file.path.clone()];
            for output in file.outputs.iter().filter(|_| declares) {
                let per_system = output.path.first().is_some_and(|first| first == "perSystem");
                found.push(FlakeOutput {
                    path: output.path[usize::from(per_system)..].to_vec(),
                    per_system,
                    origin: OutputOrigin::Declared,
                    files: files.clone(),
                    place: Some(output.place.clone()),
                    bodies: Vec::new(),
                    definition: None,
                    is_open: false,
                    known_paths: Vec::new(),
                    named: Vec::new(),
                });
            }
            if let Some(host) = file.host.as_ref().filter(|_| has_hosts) {
                found.push(FlakeOutput {
                    path: vec!["nixosConfigurations".into(), file.host_name().to_owned()],
                    per_system: false,
                    origin: OutputOrigin::Host,
                    files,
                    place: Some(host.place.clone()),
                    bodies: Vec::new(),
                    definition: None,
                    is_open: false,
                    known_paths: Vec::new(),
                    named: Vec::new(),
                });
            }
        }
        found.sort();
        Ok(found)
    }

    /// The same with the outputs that `flake.nix` names itself.
    ///
    /// # Errors
    /// As [`Model::outputs`].
    pub fn all_outputs(&self) -> Result<Vec<FlakeOutput>, ConfigError> {
        let mut found = self.outputs()?;
        let known: BTreeSet<Vec<String>> = found.iter().map(|one| one.path.clone()).collect();
        let named = match &self.flake {
            FlakeState::Present(flake) => self.named_outputs(&flake.outputs),
            FlakeState::Described { outputs, .. } => outputs.clone(),
            FlakeState::Missing | FlakeState::Unreadable(_) => Vec::new(),
        };
        found.extend(named.into_iter().filter(|one| !known.contains(&one.path)));
        found.sort();
        Ok(found)
    }

    /// The outputs that `flake.nix` names.
    fn named_outputs(&self, outputs: &FlakeOutputs) -> Vec<FlakeOutput> {
        let listed = outputs.listed();
        let own_files = OwnFiles::new(self, &listed);
        let output = |one: &ListedOutput<'_>| {
            let bodies: Vec<Place> =
                one.own().filter(|own| own_files.contains(&own.file)).cloned().collect();
            let definition: Vec<Place> =
                one.text.iter().flat_map(|text| &text.definition).cloned().collect();
            let machines = one.named.iter().filter_map(|named| named.machine.as_ref());
            let files: BTreeSet<TreePath> = machines
                .clone()
                .flat_map(|machine| machine.files.iter().cloned())
                .chain(self.paths_in(&bodies, one.known_paths))
                .collect();
            FlakeOutput {
                files: files.into_iter().collect(),
                per_system: one.per_system,
                origin: OutputOrigin::Flake,
                place: Some(one.place.clone()),
                definition: (definition != bodies).then_some(definition),
                bodies,
                is_open: one.text.iter().any(|text| text.is_open),
                known_paths: one.known_paths.to_vec(),
                named: machines
                    .flat_map(|machine| &machine.named)
                    .chain(one.text.iter().flat_map(|text| &text.named))
                    .cloned()
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                path: one.path.clone(),
            }
        };
        listed.iter().map(output).collect()
    }

    /// What the paths in some expressions lead to.
    fn paths_in(&self, bodies: &[Place], known: &[KnownPath]) -> BTreeSet<TreePath> {
        let paths = bodies.iter().flat_map(|body| {
            let file = self.files.binary_search_by(|file| file.path.cmp(&body.file)).ok();
            let paths = file.into_iter().flat_map(|at| &self.files[at].paths);
            paths.filter(|path| body.span.contains(path.place.span))
        });
        paths
            .flat_map(|path| known_targets(known, path).unwrap_or(path.target.as_slice()))
            .cloned()
            .collect()
    }

    /// Every host that a file declares, with the file, in order of the files.
    pub fn hosts(&self) -> impl Iterator<Item = (&FileFacts, &Host)> {
        let visited = self.files.iter().filter(|file| file.role == Role::Visited);
        visited.filter_map(|file| Some((file, file.host.as_ref()?)))
    }

    /// Whether an option is on.
    ///
    /// # Errors
    /// As for every option that can't be read.
    pub fn is_on(&self, option: &str, default: bool) -> Result<bool, ConfigError> {
        let value = self.configuration.value(option)?;
        Ok(value.map_or(default, |value| *value == Known::Bool(true)))
    }

    /// The names of the tree of `imp.src`; `None` in a flake without one.
    ///
    /// # Errors
    /// As for every option that can't be read.
    pub fn output_tree(&self) -> Result<Option<Registry>, ConfigError> {
        let Some(src) = self.configuration.path("src")? else { return Ok(None) };
        let tree = self.trees.iter().find(|tree| tree.root == src);
        Ok(tree.map(|tree| RegistryBuilder::new(&src).visited(tree).finish(Some(&Known::Null))))
    }

    fn tree_outputs(&self) -> Result<Vec<FlakeOutput>, ConfigError> {
        let Some(names) = self.output_tree()? else { return Ok(Vec::new()) };
        let per_system = self.configuration.text("perSystemDir", "perSystem")?;
        let mut found = Vec::new();
        for id in names.children(Registry::ROOT) {
            if names.node(id).name == per_system && names.is_level(id) {
                names.children(id).for_each(|id| below(&names, id, true, &mut found));
            } else {
                below(&names, id, false, &mut found);
            }
        }
        Ok(found)
    }
}

impl FileFacts {
    /// The name of the host that the file declares, if it does: that of the directory for `default.nix`, else the
    /// file's.
    pub fn host_name(&self) -> &str {
        let directory = self.path.as_str().strip_suffix("/default.nix");
        let path = directory.unwrap_or(self.path.as_str());
        let name = path.rsplit('/').next().unwrap_or(path);
        attribute_name(name, directory.is_some()).unwrap_or(name)
    }
}

/// The outputs of one entry of the tree: a file is one, a directory one for each of its entries.
fn below(names: &Registry, id: NodeId, per_system: bool, found: &mut Vec<FlakeOutput>) {
    let node = names.node(id);
    let is_fragments =
        node.path.as_ref().is_some_and(|path| is_fragment_directory(path.file_name()));
    let mut add = |path: Vec<String>, files: Vec<TreePath>| {
        let origin = OutputOrigin::Tree;
        found.push(FlakeOutput {
            path,
            per_system,
            origin,
            files,
            place: None,
            bodies: Vec::new(),
            definition: None,
            is_open: false,
            known_paths: Vec::new(),
            named: Vec::new(),
        });
    };
    if names.is_level(id) && !is_fragments {
        for child in names.children(id) {
            add(vec![node.name.clone(), names.node(child).name.clone()], names.files(child));
        }
    } else if is_fragments {
        add(vec![node.name.clone()], node.path.clone().into_iter().collect());
    } else {
        add(vec![node.name.clone()], names.files(id));
    }
}

impl Registry {
    /// The files that a node stands for: those of the modules at it and below it, and directories of fragments.
    pub fn files(&self, id: NodeId) -> Vec<TreePath> {
        let mut files = Vec::new();
        for leaf in self.leaves(id) {
            let node = self.node(leaf);
            match (&node.kind, &node.path) {
                (NodeKind::Module, Some(path)) if path.file_name().ends_with(".nix") => {
                    files.push(path.clone());
                }
                (NodeKind::Module, Some(path)) => files.push(path.child("default.nix")),
                (NodeKind::Collision(first, second), _) => {
                    files.extend([first.clone(), second.clone()]);
                }
                _ => {}
            }
            files.extend(node.fragments.clone());
        }
        files
    }
}
