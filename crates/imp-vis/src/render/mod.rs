//! Renderers: from a graph to text. One file a format, one line in [`ALL`].
//!
//! Every name from the graph is escaped for its format: `</script><img onerror=…>` stays text.

pub mod dot;
mod escape;
pub mod graphml;
pub mod html;
pub mod mermaid;
mod page_data;
mod palette;
mod picture;
mod strokes;
pub mod svg;
#[cfg(test)]
mod tests;
pub mod text;

use std::borrow::Cow;

use imp_cli::Paint;

use crate::graph::{Flag, Graph, Node, Status};

pub use picture::Picture;

/// A format.
#[derive(Debug)]
pub struct Renderer {
    /// Its name, as `--format` takes it.
    pub name: &'static str,
    /// How names of its files end, without the dot.
    pub extension: &'static str,
    /// Renders a graph.
    pub render: fn(&Graph, &Options) -> Rendered,
}

/// All formats, the default one first. (`imp.graph/1` is a document and not made here.)
pub const ALL: &[Renderer] = &[
    html::RENDERER,
    svg::RENDERER,
    dot::RENDERER,
    mermaid::RENDERER,
    text::RENDERER,
    graphml::RENDERER,
];

/// The format of this name.
pub fn renderer(name: &str) -> Option<&'static Renderer> {
    ALL.iter().find(|renderer| renderer.name == name)
}

/// What a renderer gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The whole file.
    pub text: String,
    /// What people should know about it, a sentence each: that a limit made it smaller.
    pub notes: Vec<String>,
}

impl From<String> for Rendered {
    fn from(text: String) -> Self {
        Self { text, notes: Vec::new() }
    }
}

/// What a user can choose. Each renderer takes what it has a use for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The title of the picture.
    pub title: String,
    /// About how many boxes are open at first in a picture with clusters; fewer where they would be too small
    /// to read.
    pub boxes: usize,
    /// How many levels of clusters are open, instead of `boxes`. Formats without open and closed clusters
    /// draw the closed ones as nodes ([`Graph::collapsed`]).
    pub collapse: Option<usize>,
    /// The colours of pages and pictures.
    pub theme: Theme,
    /// Why the picture shows less than somebody may look for; the page says it.
    pub note: Option<String>,
    /// Where people read the source: `https://example.org/flake/blob/main/{path}#L{line}`. Without
    /// `{path}`, path and `#L` with the line are appended.
    pub source_url: Option<String>,
    /// Text: follows edges the other way, from what is used to what uses it.
    pub invert: bool,
    /// Text: the ids of the nodes to begin with; empty for those that nothing needs.
    pub from: Vec<String>,
    /// Text: how to colour what came and went.
    pub paint: Paint,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system of whoever looks at it.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As the page marks its root, empty for [`Theme::Auto`].
    fn attribute(self) -> &'static str {
        match self {
            Self::Auto => "",
            Self::Light => " data-theme=\"light\"",
            Self::Dark => " data-theme=\"dark\"",
        }
    }
}

impl Options {
    /// The graph as a format without open and closed clusters draws it.
    fn flattened<'a>(&self, graph: &'a Graph) -> Cow<'a, Graph> {
        self.collapse.map_or(Cow::Borrowed(graph), |levels| Cow::Owned(graph.collapsed(levels)))
    }
}

/// What is to be noticed of each node, to stand behind its name where the format has no legend: ` (went, broken)`; empty
/// for nothing.
fn remarks(graph: &Graph) -> Vec<String> {
    let mut in_cycle = vec![false; graph.nodes().len()];
    graph.cycles().into_iter().flatten().for_each(|node| in_cycle[node] = true);
    let remark = |(node, in_cycle): (&Node, bool)| {
        let status = Some(node.status).filter(|&status| status != Status::Stayed).map(Status::name);
        let flags =
            node.flags.iter().filter(|&&flag| flag != Flag::Unknown).map(|flag| flag.name());
        let words: Vec<&str> =
            status.into_iter().chain(flags).chain(in_cycle.then_some("in a cycle")).collect();
        if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
    };
    graph.nodes().iter().zip(in_cycle).map(remark).collect()
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: "flake".to_owned(),
            boxes: 120,
            collapse: None,
            theme: Theme::Auto,
            note: None,
            source_url: None,
            invert: false,
            from: Vec::new(),
            paint: Paint::Plain,
        }
    }
}
