//! The program: arguments to a graph, a graph to text, text to where it goes.

mod args;
mod output;
mod select;
mod source;

use imp_cli::args::Format;
use imp_cli::configuration::print_config;
use imp_cli::project::Project;
use imp_cli::{Exit, Failure, Paint, Streams};
use imp_model::wire::{self, Document};

pub use args::Arguments;
use source::Source;

use crate::document;
use crate::graph::Graph;
use crate::render::{self, Options};

/// The name of the program in documents.
const TOOL: &str = "imp-vis";

/// Runs the program.
///
/// # Errors
/// A [`Failure`] when it can't do its job.
pub fn run(arguments: Arguments, streams: &Streams) -> Result<Exit, Failure> {
    if let Some(args::Command::Explain { code, report }) = &arguments.command {
        return imp_cli::explain(TOOL, &[], *report, code, streams);
    }
    let format = arguments.output.format();
    if arguments.common.print_config {
        let project = Project::open(&arguments.common)?;
        let format = if format == args::JSON { Format::Json } else { Format::Human };
        streams.out(&print_config(TOOL, &project.configuration, format));
        return Ok(Exit::Clean);
    }
    output::check(&arguments.output, streams)?;
    let source = Source::read(&arguments, streams)?;
    let graph = select::select(&source.graph, &arguments.part, arguments.output.invert, streams)?;
    let text = match format {
        args::JSON => json(&arguments, &source, &graph),
        _ => render(&arguments, &source, &graph, streams),
    };
    output::write(&arguments.output, &text, streams)?;
    Ok(Exit::Clean)
}

fn json(arguments: &Arguments, source: &Source, graph: &Graph) -> String {
    let collapsed = arguments.part.collapse.map(|levels| graph.collapsed(levels));
    let document = Document {
        schema: wire::graph::SCHEMA.into(),
        tool: TOOL.into(),
        data: document::data(&source.view, collapsed.as_ref().unwrap_or(graph)),
        findings: source.findings.clone(),
    };
    if arguments.output.pretty {
        wire::write_document(&document)
    } else {
        wire::to_json(&document).to_string() + "\n"
    }
}

fn render(arguments: &Arguments, source: &Source, graph: &Graph, streams: &Streams) -> String {
    let (part, output) = (&arguments.part, &arguments.output);
    if let ("text", [from, to], None) = (output.format(), &part.why[..], part.collapse) {
        let ends = select::find(graph, from).ok().zip(select::find(graph, to).ok());
        if let Some(text) = ends.and_then(|(from, to)| render::text::why(graph, from, to)) {
            return text;
        }
    }
    let focus = part.focus.as_deref().and_then(|name| select::find(graph, name).ok());
    let is_inward = part.direction == Some(args::Direction::In);
    let starts_there = focus.filter(|_| is_inward || part.direction == Some(args::Direction::Out));
    let options = Options {
        title: output.title.clone().unwrap_or_else(|| source.title.clone()),
        collapse: part.collapse,
        theme: output.theme.into(),
        note: source.note.clone(),
        source_url: output.source_url.clone(),
        invert: output.invert || is_inward && focus.is_some(),
        from: starts_there.map(|node| graph.nodes()[node].id.clone()).into_iter().collect(),
        paint: if output.file().is_none() { streams.out_paint() } else { Paint::Plain },
        ..Options::default()
    };
    let renderer = render::renderer(output.format()).unwrap_or(&render::ALL[0]);
    let rendered = (renderer.render)(graph, &options);
    rendered.notes.iter().for_each(|note| streams.note(note));
    rendered.text
}
