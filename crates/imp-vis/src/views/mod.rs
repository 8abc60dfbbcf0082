//! Views: from the data of an `imp.model/1` document to a graph. One file a view, one line in [`ALL`].
//!
//! A view takes the document and not the model, so that a tree and a document of it give the same picture.
//! Ids are the names that the flake itself uses: those of the registry as they are, others after what they
//! are: `outputs.`, `inputs.`, `sinks.`, `files.`.

mod files;
mod hosts;
mod inputs;
mod outputs;
mod parts;
mod registry;
mod tree;

use imp_model::wire::model::ModelData;

use crate::graph::Graph;

/// A view.
#[derive(Debug)]
pub struct View {
    /// Its name, as the command line takes it.
    pub name: &'static str,
    /// What it shows, in a line.
    pub summary: &'static str,
    /// Makes its graph, orphans not yet flagged.
    graph: fn(&ModelData) -> Graph,
}

impl View {
    /// The graph of a tree in this view.
    pub fn of(&self, data: &ModelData) -> Graph {
        (self.graph)(data).with_orphans()
    }
}

/// All views, the default one first.
pub const ALL: &[View] = &[registry::VIEW, inputs::VIEW, outputs::VIEW, hosts::VIEW, files::VIEW];

/// The view of this name.
pub fn view(name: &str) -> Option<&'static View> {
    ALL.iter().find(|view| view.name == name)
}
