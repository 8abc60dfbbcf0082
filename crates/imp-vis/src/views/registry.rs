//! The view `registry`: names, outputs, sinks and inputs, and who refers to what.

pub(super) mod edges;

use imp_model::model::dotted;
use imp_model::wire::inputs::WireInput;
use imp_model::wire::model::{ModelData, OutputData, OutputNameData};
use imp_model::wire::names::Name;

use super::View;
use super::parts::Parts;
use super::tree::{self, Tree};
use crate::graph::{Flag, Graph, Node, NodeKind};

pub(super) const VIEW: View = View {
    name: "registry",
    summary: "names of the registry, outputs, sinks and inputs, and who refers to what",
    graph,
    orphans: |_, graph| graph.alone(),
};

fn graph(data: &ModelData) -> Graph {
    parts(&Tree::new(data), Bases::Modules).graph()
}

/// What the `bases` of a host are drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bases {
    /// The modules that they consist of.
    Modules,
    /// One node each.
    Whole,
}

/// Everything that has a name, and the edges between.
pub(super) fn parts(tree: &Tree<'_>, bases: Bases) -> Parts {
    let mut parts = Parts::default();
    for name in tree.data.registry.iter().flat_map(|registry| &registry.names) {
        if tree::is_leaf(name) {
            parts.node(module(tree, name));
        }
    }
    for one in &tree.data.outputs {
        parts.node(output(one));
        let names = one.names.iter().filter(|_| bases == Bases::Whole);
        names.for_each(|name| parts.node(named_output(one, name)));
    }
    for name in tree.data.exports.iter().map(|export| &export.sink) {
        parts.node(Node::new(tree::sink_id(name), NodeKind::Sink));
    }
    inputs(tree.data).for_each(|one| parts.node(input(one)));
    asked_inputs(tree.data).for_each(|node| parts.node(node));
    unread(tree, &mut parts);
    edges::add(tree, bases, &mut parts);
    parts
}

fn module<'m>(tree: &Tree<'m>, name: &'m Name) -> Node {
    let mut node = Node::new(tree::registry_id(name), tree.kind(name));
    if let Some(place) = &name.place {
        node = node.at(place.file.as_str(), Some(place.line));
    } else if let Some(path) = &name.path {
        let file = tree.file_of(name).unwrap_or(path);
        node = node.at(file, tree.host_line(file));
    }
    if tree.is_orphan(name) {
        node.flags.insert(Flag::Orphan);
    }
    match name.kind.as_str() {
        "collision" => {
            node.flagged(Flag::Broken, format!("two entries claim it: {}", name.also.join(", ")))
        }
        "unreadable" => node.flagged(Flag::Unknown, "the directory can't be read"),
        _ => node,
    }
}

/// The node of an output.
pub(super) fn output(output: &OutputData) -> Node {
    let mut node = Node::new(tree::output_id(&output.name), NodeKind::Output);
    if output.per_system {
        node.note = Some("There is one for each system.".into());
    }
    match (&output.place, output.files.first()) {
        (Some(place), _) => node.at(place.file.as_str(), Some(place.line)),
        (None, Some(file)) => node.at(file.as_str(), None),
        (None, None) => node,
    }
}

/// The node of a name in all outputs of a kind.
pub(super) fn named_output(all: &OutputData, name: &OutputNameData) -> Node {
    let parts = [all.parts.as_slice(), std::slice::from_ref(&name.name)].concat();
    let id = tree::output_id(&dotted(parts.iter().map(String::as_str)));
    let Node { note, path, line, .. } = output(all);
    let node = Node { note, path, line, ..Node::new(id, NodeKind::Output) };
    match &name.place {
        Some(place) => node.at(place.file.as_str(), Some(place.line)),
        None => node,
    }
}

/// The inputs that files declare and those that only `flake.nix` has.
pub(super) fn inputs(data: &ModelData) -> impl Iterator<Item = &WireInput> {
    data.inputs.iter().chain(data.flake_inputs.iter().flatten())
}

/// The nodes of inputs that `outputs` asks for and nobody declares. One that is declared elsewhere has its own.
pub(super) fn asked_inputs(data: &ModelData) -> impl Iterator<Item = Node> {
    data.asked_inputs.iter().map(|asked| {
        let place = &asked.place;
        let note = "`flake.nix` does not declare it: Nix looks it up in its own registry.";
        let node = Node::new(tree::input_id(&asked.name), NodeKind::Input);
        Node { note: Some(note.into()), ..node.at(place.file.as_str(), Some(place.line)) }
    })
}

/// The node of an input.
pub(super) fn input(input: &WireInput) -> Node {
    let node = Node::new(tree::input_id(&input.name), NodeKind::Input);
    match input.places.first() {
        Some(place) => node.at(place.file.as_str(), Some(place.line)),
        None => node,
    }
}

/// Marks what is not known without evaluation: files that Nix rejects, and declarations that can't be read.
fn unread(tree: &Tree<'_>, parts: &mut Parts) {
    let read = super::read_files(tree.data);
    for file in &tree.data.files {
        if let (Some(note), Some(id)) = (super::rejected(file, &read), tree.named(&file.path)) {
            parts.unknown(id, &note);
        }
    }
    for unread in &tree.data.unread {
        if let Some(id) = tree.named(&unread.place.file) {
            let why = format!("`{}` can't be read because {}", unread.declaration, unread.reason);
            parts.unknown(id, &why);
        }
    }
}
