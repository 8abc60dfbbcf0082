//! What depends on what, by file: names, paths, sinks and outputs.
//!
//! In go the uses that facts show; out come two questions, what a file reaches and what a change reaches. What
//! only Nix knows counts as everything that it may be, so that a change is never said to reach less than it does.

use std::collections::{BTreeMap, BTreeSet};

use super::Model;
use super::config::ConfigError;
use super::links::Links;
use super::outputs::{FlakeOutput, OutputOrigin};
use super::registry::{Lookup, NodeId};
use super::uses::{NameUse, UseForm};
use crate::facts::{FileFacts, PathUse, PathUseKind, Reference, ReferenceRoot, Role};
use crate::source::TreePath;
use crate::text::{Place, Span};

/// What depends on what.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    /// What each file uses, and where first: files, and directories as a whole.
    uses: BTreeMap<TreePath, BTreeMap<TreePath, Place>>,
    /// Directories that are used by name, with whatever module is in them: by which files, and where first.
    levels: BTreeMap<TreePath, BTreeMap<TreePath, Place>>,
    /// What only certain outputs use of what `flake.nix` names, or none, and where first.
    named: BTreeMap<TreePath, Place>,
    /// The files that each output is made of, what it takes from other outputs included; a directory counts as
    /// everything in it.
    parts: Vec<BTreeSet<TreePath>>,
    /// The paths through links that lead to a real path.
    aliases: BTreeMap<TreePath, BTreeSet<TreePath>>,
    /// The links of the tree.
    links: Links,
    /// Every Nix file.
    files: BTreeSet<TreePath>,
    /// The outputs of the flake.
    pub outputs: Vec<FlakeOutput>,
    /// What every output depends on: `flake.nix`, `flake.lock`, and what those use.
    pub common: BTreeSet<TreePath>,
}

impl Model {
    /// What depends on what. Needs all facts.
    ///
    /// # Errors
    /// [`ConfigError`] when the configuration does not say readably where things are.
    pub fn dependencies(&self) -> Result<Dependencies, ConfigError> {
        let files = self.nix_files.iter().map(|(path, _)| path.clone()).collect();
        let outputs = self.all_outputs()?;
        let mut bodies: BTreeMap<TreePath, Vec<(Span, usize)>> = BTreeMap::new();
        for (at, output) in outputs.iter().enumerate() {
            for body in &output.bodies {
                bodies.entry(body.file.clone()).or_default().push((body.span, at));
            }
        }
        let mut unused: BTreeMap<TreePath, Vec<Span>> = BTreeMap::new();
        for place in self.flake.unused() {
            unused.entry(place.file.clone()).or_default().push(place.span);
        }
        let parts = vec![BTreeSet::new(); outputs.len()];
        let mut collector = Collector {
            model: self,
            bodies,
            unused,
            sinks: self.exporters(),
            roots: self.configuration.declaration_roots()?,
            asked: Vec::new(),
            found: Dependencies { files, outputs, parts, ..Dependencies::default() },
        };
        for file in &self.files {
            collector.file(file);
        }
        let mut found = collector.finish();
        found.find_aliases(&self.links);
        let starts = ["flake.nix", "flake.lock"].map(|name| TreePath::root().child(name));
        found.common = found.reach(starts);
        Ok(found)
    }

    /// The files that export to each sink.
    pub fn exporters(&self) -> BTreeMap<&str, BTreeSet<&TreePath>> {
        let mut sinks: BTreeMap<&str, BTreeSet<&TreePath>> = BTreeMap::new();
        for file in self.files.iter().filter(|file| file.role == Role::Visited) {
            for export in &file.exports {
                sinks.entry(export.sink.as_str()).or_default().insert(&file.path);
            }
        }
        sinks
    }
}

impl Dependencies {
    /// Everything that some files use, themselves included.
    pub fn reach(&self, starts: impl IntoIterator<Item = TreePath>) -> BTreeSet<TreePath> {
        self.reach_through(starts, |_| true)
    }

    /// The same of what is used by itself, and not with the whole flake around it.
    pub fn reach_by_name(&self, starts: impl IntoIterator<Item = TreePath>) -> BTreeSet<TreePath> {
        self.reach_through(starts, |directory| !directory.is_root())
    }

    fn reach_through(
        &self,
        starts: impl IntoIterator<Item = TreePath>,
        counts: impl Fn(&TreePath) -> bool,
    ) -> BTreeSet<TreePath> {
        let mut reached = BTreeSet::new();
        let mut work: Vec<TreePath> = starts.into_iter().collect();
        while let Some(path) = work.pop() {
            if !reached.insert(path.clone()) {
                continue;
            }
            work.extend(self.uses.get(&path).into_iter().flat_map(BTreeMap::keys).cloned());
            work.extend(self.links.real(&path));
            if !self.files.contains(&path) && counts(&path) {
                let below = self.files.range(path.clone()..).skip_while(|file| **file == path);
                work.extend(below.take_while(|file| file.starts_with(&path)).cloned());
            }
        }
        reached
    }

    /// The files that use one of these, directly or through others, themselves included.
    pub fn affected(&self, changed: &[TreePath]) -> BTreeSet<TreePath> {
        let mut users: BTreeMap<&TreePath, Vec<&TreePath>> = BTreeMap::new();
        for (file, used) in &self.uses {
            for target in used.keys() {
                users.entry(target).or_default().push(file);
            }
        }
        let mut dirty = BTreeSet::new();
        let mut work = self.behind_changed_links(changed);
        for path in changed.iter().filter(|path| !self.files.contains(*path)) {
            // What is gone may have been a module that a directory brought in.
            for directory in above(path).flat_map(|directory| self.names_of(directory)) {
                work.extend(
                    self.levels.get(&directory).into_iter().flat_map(BTreeMap::keys).cloned(),
                );
            }
        }
        work.extend_from_slice(changed);
        while let Some(path) = work.pop() {
            if !dirty.insert(path.clone()) {
                continue;
            }
            for used in above(&path).chain([path.clone(), TreePath::root()]) {
                work.extend(users.get(&used).into_iter().flatten().map(|file| (*file).clone()));
                work.extend(self.aliases.get(&used).into_iter().flatten().cloned());
            }
        }
        dirty
    }

    /// What is reached through a link that is new, gone or leads elsewhere: git knows nothing below it.
    fn behind_changed_links(&self, changed: &[TreePath]) -> Vec<TreePath> {
        let mut links: BTreeSet<&TreePath> =
            changed.iter().filter(|path| !self.files.contains(*path)).collect();
        // A link to a link may lead to what that one did.
        for target in changed.iter().filter_map(|link| self.links.target(link)) {
            let others = self.links.iter().filter(|(_, other)| other.starts_with(target));
            links.extend(others.map(|(link, _)| link));
        }
        let used = self.uses.values().flat_map(BTreeMap::keys);
        let known = used.chain(self.aliases.values().flatten());
        let is_behind = |path: &TreePath| {
            links.contains(path) || above(path).any(|directory| links.contains(&directory))
        };
        known.filter(|path| is_behind(path)).cloned().collect()
    }

    /// A path, and the paths through links that lead there.
    fn names_of(&self, path: TreePath) -> Vec<TreePath> {
        let aliases = self.aliases.get(&path).into_iter().flatten().cloned();
        aliases.chain([path.clone()]).collect()
    }

    fn find_aliases(&mut self, links: &Links) {
        self.links = links.clone();
        let used = self.uses.values().flat_map(BTreeMap::keys).chain(self.levels.keys());
        let made = self.parts.iter().flatten();
        let there = self.files.iter().chain(self.links.iter().map(|(link, _)| link));
        for path in used.chain(made).chain(there) {
            if let Some(real) = links.real(path) {
                self.aliases.entry(real).or_default().insert(path.clone());
            }
        }
    }

    /// Whether a Nix file is there.
    pub fn is_file(&self, path: &TreePath) -> bool {
        self.files.contains(path)
    }

    /// Where other files use this one, directly, in order.
    pub fn users(&self, path: &TreePath) -> Vec<&Place> {
        let targets = above(path).chain([path.clone()]);
        let targets: Vec<TreePath> = targets.flat_map(|target| self.names_of(target)).collect();
        let mut places: Vec<&Place> = self
            .uses
            .values()
            .chain([&self.named])
            .filter_map(|used| targets.iter().rev().find_map(|target| used.get(target)))
            .filter(|place| place.file != *path)
            .collect();
        places.extend(self.levels.get(path).into_iter().flat_map(BTreeMap::values));
        places.sort();
        places.dedup();
        places
    }

    /// The outputs that a change of these files can reach, in order.
    pub fn affected_outputs(&self, changed: &[TreePath]) -> Vec<&FlakeOutput> {
        let dirty = self.affected(changed);
        let is_all = dirty.iter().any(|path| {
            self.common.contains(path) || above(path).any(|path| self.common.contains(&path))
        });
        let is_dirty = |files: &BTreeSet<TreePath>| {
            files
                .iter()
                .any(|file| dirty.contains(file) || dirty.iter().any(|path| path.starts_with(file)))
        };
        let outputs = self.outputs.iter().zip(&self.parts);
        outputs.filter(|(_, files)| is_all || is_dirty(files)).map(|(output, _)| output).collect()
    }

    /// The files that some output is made of; a directory counts as everything in it.
    pub fn output_files(&self) -> impl Iterator<Item = &TreePath> {
        self.parts.iter().flatten()
    }
}

/// The directories above a path, the root left out.
fn above(path: &TreePath) -> impl Iterator<Item = TreePath> {
    let parent = |path: &TreePath| path.parent().filter(|parent| !parent.is_root());
    std::iter::successors(parent(path), parent)
}

struct Collector<'m> {
    model: &'m Model,
    /// The text that only certain outputs are made of, by file.
    bodies: BTreeMap<TreePath, Vec<(Span, usize)>>,
    /// The text that no output is made of, by file.
    unused: BTreeMap<TreePath, Vec<Span>>,
    sinks: BTreeMap<&'m str, BTreeSet<&'m TreePath>>,
    roots: Vec<TreePath>,
    /// The outputs that files ask for, and where.
    asked: Vec<(&'m FileFacts, &'m Place, Vec<usize>)>,
    found: Dependencies,
}

impl<'m> Collector<'m> {
    fn file(&mut self, file: &'m FileFacts) {
        for name in self.model.uses(file) {
            self.name(file, &name);
        }
        for place in &file.whole_registry {
            self.whole_registry(file, place);
        }
        // What only Nix knows counts as if it were so.
        for name in file.possible.iter().filter_map(|other| self.model.reference_use(file, other)) {
            if let Lookup::Found(id) = name.lookup() {
                self.node(file, &name, id);
            }
        }
        for reference in &file.references {
            let path: Vec<&str> = reference.path.iter().map(|part| part.name.as_str()).collect();
            match &reference.root {
                ReferenceRoot::Exports => self.sink(file, &path, &reference.place),
                ReferenceRoot::Flake => self.output(file, reference, &path),
                ReferenceRoot::Inputs if path.first() == Some(&"self") => {
                    self.output(file, reference, &path[1..]);
                }
                _ => {}
            }
        }
        for name in file.host.iter().flat_map(|host| &host.names) {
            if matches!(name.field, "sinks" | "hmSinks") {
                self.sink(file, &name.text.split('.').collect::<Vec<_>>(), &name.place);
            }
        }
        self.paths(file);
    }

    /// The outputs that alone are made of what stands at a place.
    fn owners(&self, place: &Place) -> Vec<usize> {
        let bodies = self.bodies.get(&place.file).into_iter().flatten();
        bodies.filter(|(body, _)| body.contains(place.span)).map(|(_, output)| *output).collect()
    }

    fn is_unused(&self, place: &Place) -> bool {
        let unused = self.unused.get(&place.file);
        unused.is_some_and(|unused| unused.iter().any(|span| span.contains(place.span)))
    }

    fn uses(&mut self, file: &FileFacts, target: TreePath, place: &Place) {
        let owners = self.owners(place);
        for owner in &owners {
            self.found.parts[*owner].insert(target.clone());
        }
        if !owners.is_empty() || self.is_unused(place) {
            self.found.named.entry(target).or_insert_with(|| place.clone());
        } else if target != file.path {
            let used = self.found.uses.entry(file.path.clone()).or_default();
            used.entry(target).or_insert_with(|| place.clone());
        }
    }

    fn name(&mut self, file: &FileFacts, name: &NameUse<'_>) {
        match name.lookup() {
            Lookup::Found(id) | Lookup::Collision { node: id, .. } => {
                self.node(file, name, id);
            }
            Lookup::BelowModule { module, .. } => {
                self.node(file, name, module);
            }
            Lookup::Unknown(_) => {}
            Lookup::Missing { at, level } => {
                // It may have been there until just now.
                let Some(directory) = &name.registry.node(level).path else { return };
                let part = name.path[at];
                if part.contains('/') || matches!(part, "" | "." | "..") {
                    return;
                }
                for file_name in [format!("{part}.nix"), format!("{part}_.nix")] {
                    self.uses(file, directory.child(&file_name), name.place);
                }
                self.uses(file, directory.child(part), name.place);
            }
        }
    }

    fn node(&mut self, file: &FileFacts, name: &NameUse<'_>, id: NodeId) {
        let (registry, place) = (name.registry, name.place);
        if let (true, Some(path)) = (registry.is_level(id), &registry.node(id).path) {
            let users = self.found.levels.entry(path.clone()).or_default();
            users.entry(file.path.clone()).or_insert_with(|| place.clone());
        }
        let is_tree = match name.form {
            UseForm::Expression(reference) => reference.is_tree,
            UseForm::Host(host) => host.field == "bases",
        };
        // A tree has all files of the directory, also beside a `default.nix`.
        if let (true, Some(path)) = (is_tree, &registry.node(id).path) {
            self.uses(file, path.clone(), place);
        }
        for target in registry.files(id) {
            self.uses(file, target, place);
        }
    }

    /// `mk registry`, `imp.imports [ registry ]`.
    fn whole_registry(&mut self, file: &FileFacts, place: &Place) {
        let Some(registry) = &self.model.registry else { return };
        let users = self.found.levels.entry(registry.directory().clone()).or_default();
        users.entry(file.path.clone()).or_insert_with(|| place.clone());
        let names = registry.nodes().into_iter();
        for target in names.flat_map(|id| registry.files(id)).collect::<BTreeSet<_>>() {
            self.uses(file, target, place);
        }
    }

    /// `exports.desktop.nixos`, or a part of it, or more than it.
    fn sink(&mut self, file: &FileFacts, path: &[&str], place: &Place) {
        let wanted = path.join(".");
        let below = |a: &str, b: &str| {
            a == b || a.strip_prefix(b).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let targets: Vec<TreePath> = self
            .sinks
            .iter()
            .filter(|(sink, _)| wanted.is_empty() || below(sink, &wanted) || below(&wanted, sink))
            .flat_map(|(_, files)| files.iter().map(|path| (*path).clone()))
            .collect();
        targets.into_iter().for_each(|target| self.uses(file, target, place));
    }

    /// `self.overlays.default`, `self'.packages.x`, `self.exports.…`.
    fn output(&mut self, file: &'m FileFacts, reference: &'m Reference, path: &[&str]) {
        let Some((first, rest)) = path.split_first() else { return };
        if *first == "exports" {
            return self.sink(file, rest, &reference.place);
        }
        let fits = |output: &&FlakeOutput| {
            let own = output.path.iter().map(String::as_str);
            // `self.packages.x86_64-linux.hello` has the system in between.
            let skipped: Vec<&str> = match output.per_system {
                true => path.iter().take(1).chain(path.iter().skip(2)).copied().collect(),
                false => Vec::new(),
            };
            own.clone().zip(path).all(|(a, b)| a == *b)
                || output.per_system && own.zip(&skipped).all(|(a, b)| a == *b)
        };
        let outputs = self.found.outputs.iter().enumerate();
        let asked = outputs.filter(|(_, output)| fits(output)).map(|(at, _)| at).collect();
        self.asked.push((file, &reference.place, asked));
    }

    /// What uses an output uses what that is made of.
    fn finish(mut self) -> Dependencies {
        self.given_files();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.found.parts.len()];
        let asked = std::mem::take(&mut self.asked);
        for (_, place, outputs) in &asked {
            for owner in self.owners(place) {
                outputs.iter().for_each(|output| users[*output].push(owner));
            }
        }
        let mut work: Vec<usize> = (0..users.len()).collect();
        while let Some(output) = work.pop() {
            for user in users[output].clone() {
                let known = self.found.parts[user].len();
                let files = self.found.parts[output].clone();
                self.found.parts[user].extend(files);
                work.extend((self.found.parts[user].len() > known).then_some(user));
            }
        }
        for (file, place, outputs) in asked {
            for output in outputs {
                let files = self.found.parts[output].clone();
                files.into_iter().for_each(|target| self.uses(file, target, place));
            }
        }
        self.found
    }

    /// The files that outputs have by themselves. What a path in `flake.nix` leads to is known already.
    fn given_files(&mut self) {
        for at in 0..self.found.outputs.len() {
            let output = &self.found.outputs[at];
            let files: Vec<TreePath> = match output.origin {
                OutputOrigin::Flake => {
                    let named = self.named_by(output);
                    let others = output.files.iter().filter(|file| !named.contains(file));
                    others.map(|file| self.module(file)).collect()
                }
                _ => output.files.clone(),
            };
            self.found.parts[at].extend(files);
        }
    }

    /// What the paths lead to that an output is made of.
    fn named_by(&self, output: &FlakeOutput) -> BTreeSet<&'m TreePath> {
        let files = self.model.files.iter();
        let files = files.filter(|file| output.bodies.iter().any(|body| body.file == file.path));
        let is_inside = |place: &Place| {
            output
                .bodies
                .iter()
                .any(|body| body.file == place.file && body.span.contains(place.span))
        };
        let paths = files.flat_map(|file| &file.paths).filter(|path| is_inside(&path.place));
        paths.filter_map(|path| path.target.as_ref()).collect()
    }

    /// What Nix reads of a path: of a directory its `default.nix`, if it has one.
    fn module(&self, path: &TreePath) -> TreePath {
        let default = path.child("default.nix");
        if self.found.files.contains(&default) { default } else { path.clone() }
    }

    /// The same of what a path is for: what is not imported may be read as a directory.
    fn used(&self, path: &PathUse, target: &TreePath) -> TreePath {
        let is_module = path.kind.is_of_one_file() || path.kind == PathUseKind::Question;
        if is_module { self.module(target) } else { target.clone() }
    }

    fn paths(&mut self, file: &FileFacts) {
        for path in &file.paths {
            let Some(target) = &path.target else { continue };
            // The configuration names the directories that outputs and names come from; who uses what in
            // them is said one by one.
            if file.role == Role::Elsewhere && self.roots.contains(target) {
                continue;
            }
            let used = if path.is_partial { target.clone() } else { self.used(path, target) };
            if self.known_path(path, &used) {
                continue;
            }
            self.uses(file, used, &path.place);
        }
    }

    /// Says of each output what a path with `${…}` leads to in it, where some output knows that, and `used` of the
    /// others.
    fn known_path(&mut self, path: &PathUse, used: &TreePath) -> bool {
        let owners = self.owners(&path.place);
        let known = |owner: &usize| self.found.outputs[*owner].known_targets(path);
        let known: Vec<Option<Vec<TreePath>>> = owners
            .iter()
            .map(known)
            .map(|targets| Some(targets?.iter().map(|target| self.used(path, target)).collect()))
            .collect();
        let is_known = known.iter().any(Option::is_some);
        for (owner, targets) in owners.into_iter().zip(known).filter(|_| is_known) {
            let targets = targets.unwrap_or_else(|| vec![used.clone()]);
            for target in targets {
                self.found.named.entry(target.clone()).or_insert_with(|| path.place.clone());
                self.found.parts[owner].insert(target);
            }
        }
        is_known
    }
}
