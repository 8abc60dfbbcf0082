//! The edges of the view `registry`: what each file refers to, by name and by path.

use std::collections::BTreeSet;

use imp_model::facts::PathUseKind;
use imp_model::model::dotted;
use imp_model::wire::findings::Place;
use imp_model::wire::model::{HostData, OutputData, PathData, ReferenceData, RegistryData};
use serde_json::Value;

use super::Bases;
use crate::graph::{EdgeKind, Flag, Node, NodeKind};
use crate::views::parts::Parts;
use crate::views::texts::{Lead, Text, Texts};
use crate::views::tree::{self, Tree};

pub(super) fn add(tree: &Tree<'_>, bases: Bases, parts: &mut Parts) {
    let texts = Texts::new(tree, bases == Bases::Whole);
    let mut edges = Edges { tree, bases, texts: &texts, parts };
    tree.references().for_each(|reference| edges.reference(reference));
    tree.data.hosts.iter().for_each(|host| edges.host(host));
    for export in &tree.data.exports {
        let (sink, from) = (tree::sink_id(&export.sink), tree.owner(&export.place.file));
        edges.link(&sink, &from, EdgeKind::Sink, &export.place);
    }
    tree.data.outputs.iter().for_each(|output| edges.output(output));
    texts.iter().for_each(|text| edges.text(text));
    edges.inputs();
    tree.paths().for_each(|path| edges.path(path));
}

/// Only what outputs themselves refer to.
pub(in crate::views) fn add_references_of<'m>(
    tree: &Tree<'m>,
    texts: &Texts<'m>,
    parts: &mut Parts,
) {
    let mut edges = Edges { tree, bases: Bases::Whole, texts, parts };
    let references = tree.references();
    let references = references.filter(|one| texts.at(&one.place).next().is_some());
    references.for_each(|reference| edges.reference(reference));
}

struct Edges<'t, 'm> {
    tree: &'t Tree<'m>,
    bases: Bases,
    texts: &'t Texts<'m>,
    parts: &'t mut Parts,
}

impl<'m> Edges<'_, 'm> {
    /// An edge between two things, of which one is there; the other may be a file without a name.
    fn link(&mut self, from: &str, to: &str, kind: EdgeKind, place: &Place) {
        self.file(from);
        self.file(to);
        self.parts.edge(from, to, kind, Some(place));
    }

    /// Adds a file without a name that is needed, unless it is there.
    fn file(&mut self, id: &str) {
        if !self.parts.has(id) {
            self.tree.file(id).into_iter().for_each(|node| self.parts.node(node));
        }
    }

    /// A name in an expression or in `__host`.
    fn reference(&mut self, reference: &ReferenceData) {
        match reference.root.as_str() {
            "registry" => self.name(reference),
            "inputs" if reference.parts.first().is_some_and(|first| first == "self") => {
                self.own_output(reference, &reference.parts[1..]);
            }
            "inputs" => self.input(reference),
            "exports" => self.sinks(reference, &reference.parts),
            _ => self.own_output(reference, &reference.parts),
        }
    }

    fn name(&mut self, reference: &ReferenceData) {
        let from = self.tree.owner(&reference.place.file);
        let kind = if reference.form == "bases" { EdgeKind::Merge } else { EdgeKind::Reference };
        let Some(registry) = self.tree.registry_of(reference) else { return };
        match (reference.status.as_deref(), &reference.target) {
            (Some("found" | "collision"), Some(target)) => {
                let mut to = self.tree.modules(registry, target);
                if kind == EdgeKind::Merge && self.bases == Bases::Whole && to.len() > 1 {
                    let id = tree::name_id(&reference.parts);
                    let directory = format!("{}/{}", registry.directory, reference.parts.join("/"));
                    let node = Node::new(id.as_str(), NodeKind::Module);
                    self.parts.node(node.at(directory, None));
                    to = vec![id];
                }
                if reference.partial && to.len() > 1 {
                    let note = format!("It uses a name in `{target}` that only Nix knows.");
                    self.parts.unknown(&from, &note);
                    return;
                }
                if to == [from.as_str()] && self.is_own_name(registry, target, &reference.place) {
                    self.parts.circle(&from, kind, &reference.place);
                }
                to.iter().for_each(|to| self.link(&from, to, kind, &reference.place));
            }
            (Some("missing" | "below-module"), _) if !reference.question => {
                let id = tree::name_id(&reference.parts);
                self.parts.broken(&id, NodeKind::Module, "The registry has no such name.");
                self.link(&from, &id, kind, &reference.place);
            }
            (Some("unknown"), _) => {
                self.parts.unknown(&from, "It uses a name that only Nix knows.");
            }
            // A question can't break.
            _ => {}
        }
    }

    /// Whether a name is that of the file in which it stands.
    fn is_own_name(&self, registry: &RegistryData, name: &str, place: &Place) -> bool {
        let name = self.tree.name(registry, name);
        name.and_then(|name| self.tree.file_of(name)) == Some(place.file.as_str())
    }

    fn input(&mut self, reference: &ReferenceData) {
        // `inputs` as a whole is handed on everywhere, and says nothing.
        let Some(name) = reference.parts.first() else { return };
        for from in self.texts.sources(self.tree, reference) {
            self.use_input(&from, name, reference.question, &reference.place);
        }
    }

    fn use_input(&mut self, from: &str, name: &str, is_question: bool, place: &Place) {
        let id = tree::input_id(name);
        if !self.parts.has(&id) {
            // Who can't read all declarations does not know that one is missing. A module in the directory of another
            // flake may get the inputs of both.
            let is_certain =
                self.tree.data.flake_inputs.is_some()
                    && self.tree.flake_of(&place.file).is_empty()
                    && !self.tree.data.unread.iter().any(|unread| {
                        matches!(unread.declaration.as_str(), "__inputs" | "coreInputs")
                    });
            if is_question || !is_certain {
                return;
            }
            self.parts.broken(&id, NodeKind::Input, "No file declares this input.");
        }
        self.link(from, &id, EdgeKind::Input, place);
    }

    /// `exports.desktop.nixos`, or a part of it, or more than it.
    fn sinks(&mut self, reference: &ReferenceData, wanted: &[String]) {
        let from = self.tree.owner(&reference.place.file);
        let wanted = wanted.join(".");
        let may_miss = reference.question || reference.partial || wanted.is_empty();
        self.use_sinks(&from, &wanted, may_miss, &reference.place);
    }

    fn use_sinks(&mut self, from: &str, wanted: &str, may_miss: bool, place: &Place) {
        let sinks = self.tree.data.exports.iter().map(|export| export.sink.as_str());
        let found: BTreeSet<&str> = sinks.filter(|sink| tree::is_same_sink(sink, wanted)).collect();
        for sink in &found {
            self.link(from, &tree::sink_id(sink), EdgeKind::Sink, place);
        }
        let is_certain = self.tree.data.unread.iter().all(|other| other.declaration != "__exports");
        if found.is_empty() && !may_miss && is_certain {
            let id = tree::sink_id(wanted);
            self.parts.broken(&id, NodeKind::Sink, "No file exports to this sink.");
            self.link(from, &id, EdgeKind::Sink, place);
        }
    }

    /// `self.overlays.default`, `self'.packages.x`, `self.exports.…`
    fn own_output(&mut self, reference: &ReferenceData, path: &[String]) {
        if path.first().is_some_and(|first| first == "exports") {
            return self.sinks(reference, &path[1..]);
        }
        let outputs = self.tree.data.outputs.iter();
        for output in outputs.filter(|output| !path.is_empty() && fits(output, path)) {
            let to = tree::output_id(&output.name);
            for from in self.texts.sources(self.tree, reference) {
                self.link(&from, &to, EdgeKind::Reference, &reference.place);
            }
        }
    }

    /// What a host names that is not in the registry: sinks, inputs after `@`, and a user without modules.
    fn host(&mut self, host: &HostData) {
        let from = self.tree.owner(&host.place.file);
        for name in &host.names {
            if matches!(name.field.as_str(), "sinks" | "hmSinks") {
                self.use_sinks(&from, &name.text, false, &name.place);
            } else if name.field == "user" {
                let id = tree::name_id(&["users".to_owned(), name.text.clone()]);
                if !self.parts.has(&id) {
                    let node = Node::new(id.as_str(), NodeKind::User);
                    let place = &name.place;
                    self.parts.node(node.at(place.file.as_str(), Some(place.line)));
                    self.link(&from, &id, EdgeKind::Reference, place);
                }
            } else if let Some(path) = name.text.strip_prefix('@') {
                let input = path.split('.').next().unwrap_or(path);
                self.use_input(&from, input, false, &name.place);
            }
        }
    }

    /// What an output is made of, where that has another name.
    fn output(&mut self, output: &OutputData) {
        if tree::is_named_by_flake(output) {
            return;
        }
        if let (Some(place), Some(path)) = (&output.place, output.files.first()) {
            let to = self.tree.owner(path);
            self.link(&tree::output_id(&output.name), &to, EdgeKind::Member, place);
        }
    }

    /// What the paths in the text of an output lead to.
    fn text(&mut self, text: &Text<'m>) {
        for (lead, place) in self.texts.leads(self.tree, text) {
            let (to, kind) = match lead {
                Lead::File(file) => (self.tree.owner(file), EdgeKind::Import),
                Lead::Member(file) => (self.tree.owner(file), EdgeKind::Member),
                Lead::Possible(file) => (self.tree.owner(file), EdgeKind::Possible),
                Lead::Missing(file) => (self.missing(&file), EdgeKind::Import),
            };
            self.link(&text.id, &to, kind, place);
        }
    }

    /// A file that is not there.
    fn missing(&mut self, file: &str) -> String {
        let id = dotted(std::iter::once("files").chain(file.split('/')));
        let mut node = Node::new(&id, NodeKind::File).flagged(Flag::Broken, tree::MISSING);
        (node.label, node.cluster) = (file.to_owned(), "files".to_owned());
        self.parts.node(node);
        id
    }

    /// Inputs of inputs that are taken from the flake's own.
    fn inputs(&mut self) {
        for input in super::inputs(self.tree.data) {
            let inner = input.definition.get("inputs").and_then(Value::as_object);
            let inner = inner.into_iter().flatten();
            let inner = inner.map(|(name, value)| (vec![name.as_str()], value.get("follows")));
            let own = (Vec::new(), input.definition.get("follows"));
            for (path, target) in std::iter::once(own).chain(inner) {
                let place = input.override_at(&path).or(input.places.first());
                let target = target.and_then(Value::as_str).and_then(|way| way.split('/').next());
                let (Some(place), Some(first)) = (place, target) else { continue };
                let to = tree::input_id(first);
                if self.parts.has(&to) {
                    let from = tree::input_id(&input.name);
                    self.link(&from, &to, EdgeKind::Follows, place);
                }
            }
        }
    }

    /// A relative path, where it leads from or to something with a name.
    fn path(&mut self, path: &PathData) {
        let Some(target) = tree::target(path) else { return };
        if self.texts.at(&path.place).next().is_some() {
            // It is said of the outputs.
            return;
        }
        if path.partial {
            return self.possible(path);
        }
        let source = path.place.file.as_str();
        let is_named = self.tree.named(source).is_some();
        let from = self.tree.owner(source);
        if let Some(missing) = self.tree.missing(path) {
            if is_named {
                let id = self.missing(&missing);
                self.link(&from, &id, EdgeKind::Import, &path.place);
            }
            return;
        }
        let is_flake = from == tree::FLAKE;
        let kind = tree::kind(path);
        match self.tree.file_at(target) {
            Some(file) if file == source => {
                if kind.is_of_one_file() && is_named {
                    self.parts.circle(&from, EdgeKind::Import, &path.place);
                }
            }
            Some(file) => {
                if is_named && !is_flake || self.tree.named(file).is_some() {
                    self.link(&from, &self.tree.owner(file), EdgeKind::Import, &path.place);
                }
            }
            // Options of imp name directories there.
            None if !is_named || is_flake || tree::is_below(source, target) => {}
            None => {
                let is_certain = kind == PathUseKind::Tree;
                let is_read = |file: &&str| !is_certain || tree::is_read_by_imp(file, target);
                let kind = if is_certain { EdgeKind::Member } else { EdgeKind::Possible };
                for file in self.tree.below(target).into_iter().filter(is_read) {
                    self.link(&from, &self.tree.owner(file), kind, &path.place);
                }
            }
        }
    }

    /// A path with an interpolation: perhaps to some of what has a name.
    fn possible(&mut self, path: &PathData) {
        let from = self.tree.owner(&path.place.file);
        let named = self.tree.possible(path).into_iter().filter_map(|file| self.tree.named(file));
        let named: Vec<String> = named.map(str::to_owned).collect();
        if !named.is_empty() {
            self.file(&from);
        }
        self.parts.possible(&from, named.into_iter(), &path.place);
    }
}

/// Whether a path below `self` is about an output. One for each system has the system in between.
fn fits(output: &OutputData, path: &[String]) -> bool {
    let own = &output.parts;
    let is_prefix = |path: &[&String]| own.iter().zip(path).all(|(a, b)| a == *b);
    let whole: Vec<&String> = path.iter().collect();
    let skipped: Vec<&String> = path.iter().take(1).chain(path.iter().skip(2)).collect();
    is_prefix(&whole) || output.per_system && is_prefix(&skipped)
}
