//! Where the graph comes from: the tree, two revisions of it, or a document.

use std::path::Path;

use imp_cli::document::read_document;
use imp_cli::project::Project;
use imp_cli::revision::Revision;
use imp_cli::root::Root;
use imp_cli::{Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::source::{TreePath, git_add};
use imp_model::wire::findings::Finding;
use imp_model::wire::graph::GraphData;
use imp_model::wire::model::ModelData;
use imp_model::wire::{self, DocumentError};

use super::Arguments;
use crate::document;
use crate::graph::Graph;
use crate::views::{self, View};

/// A graph, and what is known of where it is from.
pub(super) struct Source {
    pub(super) view: String,
    pub(super) title: String,
    pub(super) graph: Graph,
    /// Why the graph shows less than somebody may look for.
    pub(super) note: Option<String>,
    /// What the document that was read had to say.
    pub(super) findings: Vec<Finding>,
}

impl Source {
    pub(super) fn read(arguments: &Arguments, streams: &Streams) -> Result<Self, Failure> {
        match &arguments.common.from {
            Some(file) => from_document(file, arguments, streams),
            None => from_tree(arguments, streams),
        }
    }
}

fn from_tree(arguments: &Arguments, streams: &Streams) -> Result<Source, Failure> {
    let (project, unread) =
        Project::open_any(Root::find(arguments.common.root.as_deref())?, &arguments.common)?;
    without_configuration(unread, arguments, "", streams)?;
    let data = ModelData::new(&project.model(Wanted::ALL)?, &project.disk)?;
    let view = view(arguments, &data, streams);
    let mut graph = view.of(&data);
    if let Some(name) = &arguments.part.diff {
        let revision = Revision::of(&project, name)?;
        let (then, unread) = revision.project(&arguments.common)?;
        without_configuration(unread, arguments, &format!("at `{name}`: "), streams)?;
        let then = ModelData::new(&then.model(Wanted::ALL)?, &then.disk)?;
        graph = graph.since(&view.of(&then));
        if !graph.is_diff() {
            streams.note(&format!("nothing came or went since `{name}`"));
        }
    }
    let note = notes(view, &data, streams);
    Ok(Source {
        view: view.name.to_owned(),
        title: title(project.root.name()),
        graph,
        note,
        findings: Vec::new(),
    })
}

fn from_document(file: &Path, arguments: &Arguments, streams: &Streams) -> Result<Source, Failure> {
    let text = read_document(file)?;
    let name = match file.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => format!("`{}`", file.display()),
    };
    let refused = |error: DocumentError| {
        Failure::new(format!("can't read {name}"))
            .because(&error)
            .help("`imp-registry scan` and `imp-vis --format json` write what is read here")
    };
    let schemas = [wire::model::SCHEMA, wire::graph::SCHEMA];
    if wire::schema(&text, &schemas).map_err(refused)? == wire::graph::SCHEMA {
        let read = wire::read_document::<GraphData>(&text, &schemas).map_err(refused)?;
        let view = read.data.view.clone();
        if let Some(asked) = arguments.view.as_ref().filter(|asked| **asked != view) {
            let message = format!("the document is the view `{view}`, and `{asked}` was asked for");
            let help =
                format!("make it from the tree: `imp-registry scan | imp-vis {asked} --from -`");
            return Err(Failure::new(message).help(help));
        }
        let graph = document::graph(&read.data)
            .map_err(|why| Failure::new(format!("can't read {name}: {why}")))?;
        return Ok(Source {
            title: view.clone(),
            view,
            graph,
            note: None,
            findings: read.findings,
        });
    }
    let read = wire::read_document::<ModelData>(&text, &schemas).map_err(refused)?;
    let view = view(arguments, &read.data, streams);
    let note = notes(view, &read.data, streams);
    Ok(Source {
        view: view.name.to_owned(),
        title: title(read.data.name.clone()),
        graph: view.of(&read.data),
        note,
        // As from the tree: a picture is of what is there, whatever else there is to say.
        findings: Vec::new(),
    })
}

/// The title of a picture of the flake of this name.
fn title(name: Option<String>) -> String {
    name.unwrap_or_else(|| "flake".to_owned())
}

/// What to do where the flake can't say where things are: files and inputs can be drawn all the same.
fn without_configuration(
    unread: Option<Failure>,
    arguments: &Arguments,
    when: &str,
    streams: &Streams,
) -> Result<(), Failure> {
    match (unread, arguments.view.as_deref()) {
        (None, _) => Ok(()),
        (Some(failure), None | Some("files" | "inputs")) => {
            streams.note(&format!("{when}{failure}; names are not drawn"));
            Ok(())
        }
        (Some(failure), Some(_)) => Err(failure),
    }
}

/// The view that was asked for; else the registry, and the files of a flake without one.
fn view(arguments: &Arguments, data: &ModelData, streams: &Streams) -> &'static View {
    let asked = arguments.view.as_deref().and_then(views::view);
    asked.unwrap_or_else(|| {
        if views::has_names(data) {
            return &views::ALL[0];
        }
        streams
            .note("this flake has no registry, so its files are drawn; see also `imp-vis inputs`");
        views::view("files").unwrap_or(&views::ALL[0])
    })
}

/// Says why a picture shows less than the flake has; gives what the page says, too.
fn notes(view: &View, data: &ModelData, streams: &Streams) -> Option<String> {
    unseen(data).iter().for_each(|note| streams.note(note));
    let notes: Vec<String> =
        views::lack(view, data).into_iter().chain(rejected(view, data)).collect();
    notes.iter().for_each(|note| streams.note(note));
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// What Nix does not see because git does not track it.
fn unseen(data: &ModelData) -> Vec<String> {
    let untracked: Vec<String> =
        data.untracked.iter().chain(&data.untracked_elsewhere).cloned().collect();
    let paths: Vec<TreePath> = untracked.iter().filter_map(|path| TreePath::new(path)).collect();
    let files = (!paths.is_empty()).then(|| {
        let (named, them) = (named(&untracked), if paths.len() == 1 { "it" } else { "them" });
        format!(
            "Nix does not see {named}, because git does not track {them}: run `{}`",
            git_add(&paths)
        )
    });
    let repositories = (!data.repositories.is_empty()).then(|| {
        format!(
            "Nix does not see what is in {}: git repositories of their own",
            named(&data.repositories)
        )
    });
    files.into_iter().chain(repositories).collect()
}

/// Which files Nix rejects or imp can't read, and which of them are drawn without what they use.
fn rejected(view: &View, data: &ModelData) -> Vec<String> {
    let (mut rejected, mut unknown, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    let read = views::read_files(data);
    for (file, why) in data.files.iter().filter_map(|file| Some((file, file.rejected.as_deref()?)))
    {
        if let Some(why) = why.strip_prefix("it can't be read: ") {
            unread.push(format!("`{}` ({why})", file.path));
            continue;
        }
        let place = file.rejected_at.as_ref();
        let place = place.map(|place| format!(":{}:{}", place.line, place.column));
        let said = format!("`{}{}` ({why})", file.path, place.unwrap_or_default());
        let is_read = read.contains(file.path.as_str());
        if is_read { &mut rejected } else { &mut unknown }.push(said);
    }
    let them = match unknown.len() + unread.len() {
        1 => "it",
        _ => "them",
    };
    let said = [("Nix rejects", unknown), ("imp can't read", unread)];
    let said = said.into_iter().filter(|(_, files)| !files.is_empty());
    let said: Vec<String> = said.map(|(what, files)| format!("{what} {}", listed(files))).collect();
    let orphans = if view.name == "files" { ", and no file is called an orphan" } else { "" };
    let not_drawn = (!said.is_empty())
        .then(|| format!("{}, so what is in {them} is not drawn{orphans}", said.join(", and ")));
    let rejected = (!rejected.is_empty()).then(|| format!("Nix rejects {}", listed(rejected)));
    rejected.into_iter().chain(not_drawn).collect()
}

/// The first few of some words, for a sentence.
fn listed(mut words: Vec<String>) -> String {
    if words.len() > MAX_NAMED {
        let more = words.split_off(MAX_NAMED).len();
        words.push(format!("{more} more"));
    }
    match words.split_last() {
        Some((last, before @ [_, ..])) => format!("{} and {last}", before.join(", ")),
        _ => words.concat(),
    }
}

/// Some paths, for a sentence.
fn named(paths: &[String]) -> String {
    listed(paths.iter().map(|path| format!("`{path}`")).collect())
}

/// So many are named in a sentence.
const MAX_NAMED: usize = 5;
