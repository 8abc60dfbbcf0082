//! Modules that nothing reaches.

use std::collections::BTreeMap;

use super::Model;
use super::config::ConfigError;
use super::registry::{NodeKind, Registry};
use crate::facts::Role;
use crate::source::TreePath;

/// A module of the registry that nothing reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// Its name.
    pub name: Vec<String>,
    /// Its file.
    pub file: TreePath,
    /// The sinks that it exports to, which nothing takes either.
    pub sinks: Vec<String>,
}

impl Model {
    /// The modules of the registry that neither an output nor a host nor the flake itself reaches, in order of
    /// their names. Needs all facts.
    ///
    /// # Errors
    /// [`ConfigError`] when the configuration does not say readably where things are.
    pub fn orphans(&self) -> Result<&[Orphan], ConfigError> {
        let orphans = self.known_orphans.get_or_init(|| self.find_orphans());
        orphans.as_deref().map_err(Clone::clone)
    }

    fn find_orphans(&self) -> Result<Vec<Orphan>, ConfigError> {
        let Some(registry) = &self.registry else { return Ok(Vec::new()) };
        let dependencies = self.dependencies()?;
        let outputs = dependencies.output_files();
        // A sink that only Nix knows may be one that a host takes.
        let may_export = self.files.iter().filter(|file| {
            file.unread.iter().any(|unread| {
                unread.declaration == "__exports" && !unread.nix_fails && unread.may_declare
            })
        });
        let may_export = may_export.map(|file| &file.path);
        let starts = outputs.chain(&dependencies.common).chain(may_export).cloned();
        let reached = dependencies.reach_by_name(starts);
        let visited = self.files.iter().filter(|file| file.role == Role::Visited);
        let facts: BTreeMap<_, _> = visited.map(|file| (&file.path, file)).collect();
        let mut orphans = Vec::new();
        for leaf in registry.leaves(Registry::ROOT) {
            if registry.node(leaf).kind != NodeKind::Module {
                continue;
            }
            let files = registry.files(leaf);
            let Some(file) =
                files.first().filter(|_| !files.iter().any(|file| reached.contains(file)))
            else {
                continue;
            };
            let own = facts.get(file).into_iter().flat_map(|other| &other.exports);
            let mut sinks: Vec<String> = own.map(|export| export.sink.clone()).collect();
            sinks.dedup();
            orphans.push(Orphan {
                name: registry.parts(leaf).into_iter().map(str::to_owned).collect(),
                file: file.clone(),
                sinks,
            });
        }
        Ok(orphans)
    }
}
