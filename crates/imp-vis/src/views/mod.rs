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
mod texts;
mod tree;

use std::collections::BTreeSet;

use imp_model::wire::model::{FileData, ModelData};

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
    /// The nodes of its graph that nothing has to do with.
    orphans: fn(&ModelData, &Graph) -> Vec<usize>,
}

impl View {
    /// The graph of a tree in this view.
    pub fn of(&self, data: &ModelData) -> Graph {
        let graph = (self.graph)(data);
        let orphans = (self.orphans)(data, &graph);
        graph.with_orphans(&orphans)
    }
}

/// All views, the default one first.
pub const ALL: &[View] = &[registry::VIEW, inputs::VIEW, outputs::VIEW, hosts::VIEW, files::VIEW];

/// Why a view shows less than somebody may look for.
pub fn lack(view: &View, data: &ModelData) -> Option<String> {
    if let ("inputs", Some(why)) = (view.name, &data.lock_unread) {
        return Some(format!("`flake.lock` can't be read: {why}; only declared inputs are drawn"));
    }
    known_lack(view, data).map(str::to_owned)
}

fn known_lack(view: &View, data: &ModelData) -> Option<&'static str> {
    let is_plain = data.outputs.iter().all(tree::is_named_by_flake);
    let is_known = data.outputs_unread.is_empty() && data.foreign_modules.is_empty();
    match view.name {
        "registry" if data.registry.is_none() => Some(
            "this flake has no registry: `imp.registry.src` is not set; `imp-vis files` needs none",
        ),
        "hosts" if data.registry.is_none() && !hosts::has_any(data) && !is_known => Some(
            "no host can be read from the files of this flake, and `imp-flake show` says why; `imp-vis files` shows what there is",
        ),
        "hosts" if data.registry.is_none() && !hosts::has_any(data) => Some(
            "no host can be read from the files of this flake; `imp-vis files` shows what there is",
        ),
        "outputs" if data.outputs.is_empty() => Some(
            "no output can be read from the files of this flake; `imp-vis files` shows what there is",
        ),
        "hosts" | "outputs" if data.registry.is_none() && is_plain && !is_known => Some(
            "names that only Nix knows are not drawn, and `imp-flake show` says why; `imp-vis files` shows which files bring in which",
        ),
        "inputs" if data.lock.is_none() => {
            Some("there is no `flake.lock`, so only declared inputs are drawn")
        }
        _ => None,
    }
}

/// The files that something is known of, also of those that Nix rejects.
pub fn read_files(data: &ModelData) -> BTreeSet<&str> {
    let paths = data.paths.iter().map(|path| &path.place);
    let references = data.references.iter().map(|reference| &reference.place);
    paths.chain(references).map(|place| place.file.as_str()).collect()
}

/// What is said of a file that Nix rejects, or that can't be read.
fn rejected(file: &FileData, read: &BTreeSet<&str>) -> Option<String> {
    let why = file.rejected.as_ref()?;
    Some(match read.contains(file.path.as_str()) {
        true => format!("Nix rejects the file: {why}"),
        false => format!("nothing is known of the file: {why}"),
    })
}

/// Whether a flake has names of its own that the view `registry` draws.
pub fn has_names(data: &ModelData) -> bool {
    data.registry.is_some() || !data.outputs.iter().all(tree::is_named_by_flake)
}

/// The view of this name.
pub fn view(name: &str) -> Option<&'static View> {
    ALL.iter().find(|view| view.name == name)
}
