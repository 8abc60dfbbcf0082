//! The view `files`: which Nix file brings in which, for any repository.

use std::collections::BTreeMap;

use imp_model::facts::PathUseKind;
use imp_model::wire::findings::Place;
use imp_model::wire::model::{ModelData, PathData};

use super::View;
use super::parts::Parts;
use super::tree::{self, FLAKE_FILE, Tree};
use crate::graph::{EdgeKind, Flag, Graph, Node, NodeKind};

pub(super) const VIEW: View = View {
    name: "files",
    summary: "Nix files: imports and imported-by, in any repository",
    graph,
    orphans,
};

/// Files that people and programs name themselves, wherever they are.
const ENTRIES: [&str; 2] = [FLAKE_FILE, "shell.nix"];
/// The same at the root only.
const ROOT_ENTRIES: [&str; 1] = ["default.nix"];
/// The same at the root where there is no flake.
const PLAIN_ENTRIES: [&str; 2] = ["configuration.nix", "home.nix"];

fn graph(data: &ModelData) -> Graph {
    parts(&Tree::new(data)).graph()
}

/// The files that no other brings in, although nobody begins with them. Where nothing is known of what some file brings
/// in, because Nix rejects it, no file is an orphan.
fn orphans(data: &ModelData, graph: &Graph) -> Vec<usize> {
    let read = super::read_files(data);
    if data.files.iter().any(|file| file.rejected.is_some() && !read.contains(&*file.path)) {
        return Vec::new();
    }
    let is_flake = graph.find(FLAKE_FILE).is_some();
    let is_entry = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        ENTRIES.contains(&name)
            || ROOT_ENTRIES.contains(&path)
            || !is_flake && PLAIN_ENTRIES.contains(&path)
    };
    let nodes = graph.nodes().iter().enumerate();
    let is_used = |node: usize| graph.edges_in(node).iter().any(|&edge| graph.ends(edge).0 != node);
    let unused = nodes.filter(|&(at, node)| !is_used(at) && !is_entry(&node.id));
    unused.map(|(at, _)| at).collect()
}

/// All files, and the edges between.
pub(super) fn parts(tree: &Tree<'_>) -> Parts {
    let data = tree.data;
    let mut files = Files { tree, parts: Parts::default(), handed: Vec::new(), said: said(data) };
    let names = data.registry.iter().flat_map(|registry| &registry.names);
    let kinds: BTreeMap<String, NodeKind> =
        names.map(|name| (tree::registry_id(name), tree.kind(name))).collect();
    tree.files.iter().for_each(|file| files.parts.node(file_node(tree, &kinds, file)));
    let read = super::read_files(data);
    for file in &data.files {
        if let Some(note) = super::rejected(file, &read) {
            files.parts.unknown(&file.path, &note);
        }
    }
    // What stands in a file is read where that is, and not where a link to it is.
    let paths = tree.paths().filter(|path| tree.real(&path.place.file).is_none());
    paths.for_each(|path| files.path(path));
    tree.files.iter().for_each(|file| files.real(file));
    let flakes = data.given_flake.iter();
    files.handed.extend(flakes.map(|place| (tree.below(tree.flake_of(&place.file)), place)));
    files.names();
    files.sinks();
    files.outputs();
    files.handed();
    files.parts
}

/// The directories whose files are said one by one: the tree of outputs and the registry.
fn said(data: &ModelData) -> Vec<&str> {
    let registries = data.registry.iter().map(|registry| registry.directory.as_str());
    let source = data.configuration.get("src").and_then(|setting| setting.value.as_str());
    registries.chain(source).collect()
}

/// A file in the cluster of its directory, of the kind that its name in the flake gives it.
fn file_node(tree: &Tree<'_>, kinds: &BTreeMap<String, NodeKind>, path: &str) -> Node {
    let kind = match tree.named(path) {
        _ if path == FLAKE_FILE => NodeKind::Flake,
        Some(id) if id.starts_with("outputs.") => NodeKind::Output,
        Some(id) => kinds.get(id).copied().unwrap_or(NodeKind::File),
        None => NodeKind::File,
    };
    node(path, kind)
}

fn node(path: &str, kind: NodeKind) -> Node {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut node = Node::new(path, kind).at(path, None);
    node.label = name.to_owned();
    let parts = directory.split('/').filter(|part| !part.is_empty());
    node.cluster = imp_model::model::dotted(parts);
    node
}

/// A file that is not there.
pub(super) fn missing(path: &str) -> Node {
    node(path, NodeKind::File).flagged(Flag::Broken, tree::MISSING)
}

struct Files<'t, 'm> {
    tree: &'t Tree<'m>,
    parts: Parts,
    /// The files of directories that functions get, and where.
    handed: Vec<(Vec<&'m str>, &'m Place)>,
    /// Directories that are brought in otherwise than by their path.
    said: Vec<&'t str>,
}

impl<'m> Files<'_, 'm> {
    fn link(&mut self, to: &str, kind: EdgeKind, place: &Place) {
        self.parts.edge(&place.file, to, kind, Some(place));
    }

    /// `import ./x`, `imports = [ ./x ]`, `callPackage ./x { }`, `imp.configTree ./x`.
    fn path(&mut self, path: &'m PathData) {
        let Some(target) = tree::target(path) else { return };
        let (source, place) = (&path.place.file, &path.place);
        if path.partial {
            return self.partial(path, target);
        }
        if let Some(missing) = self.tree.missing(path) {
            self.parts.node(self::missing(&missing));
            return self.link(&missing, EdgeKind::Import, place);
        }
        let kind = tree::kind(path);
        let is_said = self.said.contains(&target);
        let is_around = tree::is_below(source, target);
        match self.tree.file_at(target) {
            Some(file) if file == source && kind.is_of_one_file() => {
                self.parts.circle(source, EdgeKind::Import, place);
            }
            Some(file) if kind.is_of_one_file() || file == target => {
                self.link(file, EdgeKind::Import, place);
            }
            _ if is_said => {}
            _ if kind == PathUseKind::Tree => {
                let below = self.tree.below(target).into_iter();
                for file in below.filter(|file| tree::is_read_by_imp(file, target)) {
                    self.link(file, EdgeKind::Member, place);
                }
            }
            Some(file) if !is_around => {
                self.link(file, EdgeKind::Import, place);
                if kind == PathUseKind::Argument {
                    self.handed.push((self.tree.below(target), place));
                }
            }
            // `src = ./.` at the root says nothing.
            _ if is_around => {
                if kind == PathUseKind::Argument || !target.is_empty() {
                    self.handed.push((self.tree.below(target), place));
                }
            }
            _ => {
                let below = self.tree.below(target).into_iter().map(str::to_owned);
                self.parts.perhaps(source, below, place);
            }
        }
    }

    /// What a link leads to, or a file below one.
    fn real(&mut self, file: &str) {
        if let Some((link, real)) = self.tree.real(file)
            && self.tree.files.contains(real.as_str())
        {
            self.parts.edge_at(file, &real, EdgeKind::Import, Some((link.to_owned(), 1)));
        }
    }

    /// A path with an interpolation. What is unknown from the root on may lead to anything.
    fn partial(&mut self, path: &'m PathData, target: &str) {
        let (possible, place) = (self.tree.possible(path), &path.place);
        if target.is_empty() {
            self.parts.unknown_path(&place.file);
            self.handed.push((possible, place));
        } else {
            let possible = possible.into_iter().map(str::to_owned);
            self.parts.possible(&place.file, possible, place);
        }
    }

    /// What a function takes of a directory that it gets, only Nix knows: perhaps every file there that nothing else
    /// brings in.
    fn handed(&mut self) {
        let reached = self.parts.targets();
        for (files, place) in std::mem::take(&mut self.handed) {
            let is_left = |file: &&str| *file != FLAKE_FILE && !reached.contains(*file);
            let left = files.into_iter().filter(is_left).map(str::to_owned);
            self.parts.perhaps(&place.file, left, place);
        }
    }

    /// Sinks, which bring in the files that export to them.
    fn sinks(&mut self) {
        let data = self.tree.data;
        let hosts = data.hosts.iter().flat_map(|host| &host.names);
        let hosts = hosts.filter(|name| matches!(name.field.as_str(), "sinks" | "hmSinks"));
        let hosts = hosts.map(|name| (name.text.clone(), &name.place));
        let others = self.tree.references().filter(|reference| reference.root == "exports");
        let others = others.map(|reference| (reference.parts.join("."), &reference.place));
        for (wanted, place) in hosts.chain(others) {
            for export in data.exports.iter().filter(|one| tree::is_same_sink(&one.sink, &wanted)) {
                self.link(&export.place.file, EdgeKind::Sink, place);
            }
        }
    }

    /// Names of the registry, which bring in files as paths do.
    fn names(&mut self) {
        for reference in self.tree.references().filter(|other| !other.partial) {
            let (Some(registry), Some(target)) =
                (self.tree.registry_of(reference), &reference.target)
            else {
                continue;
            };
            let path = self.tree.name(registry, target).and_then(|name| name.path.as_deref());
            let kind =
                if reference.form == "bases" { EdgeKind::Merge } else { EdgeKind::Reference };
            for file in path.map(|path| self.tree.files_at(path)).unwrap_or_default() {
                if file == reference.place.file {
                    self.parts.circle(file, kind, &reference.place);
                }
                self.link(file, kind, &reference.place);
            }
        }
    }

    /// What outputs are made of, which the flake reads by itself.
    fn outputs(&mut self) {
        let outputs = self.tree.data.outputs.iter();
        for output in outputs.filter(|output| !tree::is_named_by_flake(output)) {
            let option = if output.origin == "tree" { "src" } else { "registry.src" };
            let set = self.tree.data.configuration.get(option);
            let (reader, line) = set.and_then(|set| origin(&set.origin)).unwrap_or((FLAKE_FILE, 1));
            let place = match &output.place {
                Some(place) => (place.file.clone(), place.line),
                None => (reader.to_owned(), line),
            };
            let reader = if self.parts.has(reader) { reader } else { FLAKE_FILE };
            for file in output.files.iter().flat_map(|file| self.tree.files_at(file)) {
                self.parts.edge_at(reader, file, EdgeKind::Member, Some(place.clone()));
            }
        }
    }
}

/// File and line of where an option is set: `nix/flake/default.nix:11:5`.
fn origin(text: &str) -> Option<(&str, u32)> {
    let (rest, _) = text.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    Some((file, line.parse().ok()?))
}
