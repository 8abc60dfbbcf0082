//! A hand-written `flake.nix` as files that imp can work with: its inputs in `nix/flake/inputs.nix`, its outputs in
//! `nix/flake/default.nix`, its `nixConfig` in `nix/flake/nix-config.nix`, and what is then written instead of it.
//!
//! The text of the flake goes in; texts come out, or every reason why they can't be certain to mean the same.
//! What moves keeps its bytes, but for indentation and relative paths; every comment is kept.

mod leads;
mod obstacles;
mod parts;
mod readers;
mod settings;
mod text;

use std::sync::Arc;

use imp_model::eval::{Evaluator, Known, KnownAttrs, Stop, Value};
use imp_model::facts::Input;
use imp_model::finding::Finding;
use imp_model::model::config::setting_problem;
use imp_model::model::{CollectedInput, FlakeFile};
use imp_model::source::{Files, MemoryFiles, ReadError, TreePath};
use imp_model::syntax::{self, Expr, Tree};
use imp_model::text::Place;

use crate::render::{Flake, render};
use obstacles::obstacles;
use parts::Parts;

/// The directory of what was in `flake.nix`, as it sees it.
const OUTPUTS: &str = "./nix/flake";
/// What leads from there to where `flake.nix` is.
const WAY_BACK: &str = "../../";

/// Files that together are what a hand-written `flake.nix` was.
#[derive(Clone, Debug)]
pub struct Adoption {
    /// Each with the text that was there and the one that comes, in order of their paths.
    pub files: Vec<AdoptedFile>,
}

/// A file that is written.
#[derive(Clone, Debug)]
pub struct AdoptedFile {
    /// Where.
    pub path: TreePath,
    /// What is there.
    pub old: Option<Arc<str>>,
    /// What comes.
    pub new: String,
}

/// What moves where.
struct Target {
    inputs: TreePath,
    outputs: TreePath,
    nix_config: TreePath,
    settings: TreePath,
}

impl Target {
    fn new() -> Self {
        let path = |path| TreePath::new(path).expect("a path below the root");
        Self {
            inputs: path("nix/flake/inputs.nix"),
            outputs: path("nix/flake/default.nix"),
            nix_config: path(settings::NIX_CONFIG),
            settings: path("imp.toml"),
        }
    }
}

/// Takes a hand-written `flake.nix` apart. What other files declare beside it, `collected`, is written, too.
///
/// # Errors
/// All reasons why its parts would not be certain to mean the same, each with its place.
pub fn adopt(
    files: &dyn Files,
    flake: &FlakeFile,
    collected: Vec<CollectedInput>,
) -> Result<Adoption, Vec<Finding>> {
    let target = Target::new();
    let parsed = syntax::parse(flake.text.clone());
    if let Some(error) = parsed.error {
        let place = Place::new(&flake.path, &flake.text, error.span);
        return Err(vec![Finding::error("syntax-error", &*error.message).at(place)]);
    }
    let context = Context { files, flake, tree: &parsed.tree, target: &target };
    let found = obstacles(&context);
    if !found.is_empty() {
        return Err(found);
    }
    let parts = Parts::new(&context).map_err(|finding| vec![*finding])?;
    let inputs = parts.set("inputs");
    let outputs = parts.outputs();
    let nix_config = parts.has("nixConfig").then(|| parts.set("nixConfig"));
    let settings = check(&context, &inputs, &outputs, nix_config.as_deref())
        .map_err(|finding| vec![*finding])?;
    let description = parts.description();
    let new = Flake {
        header: settings::HEADER.to_owned(),
        description: description.clone(),
        nix_config: settings,
        outputs_file: OUTPUTS.to_owned(),
        core: flake_inputs(flake).map(|input| (input.name, input.definition)).collect(),
        collected: collected.into_iter().map(|input| (input.name, input.definition)).collect(),
    };
    let new = render(&new).map_err(|error| {
        let place = Place::start_of(&flake.path);
        vec![obstacle(error.to_string(), place)]
    })?;
    let present = files.read(&target.settings).ok();
    let told = settings::text(present.as_deref(), &description, nix_config.is_some());
    let file =
        |path: &TreePath, old: Option<Arc<str>>, new| AdoptedFile { path: path.clone(), old, new };
    let mut files = vec![
        file(&flake.path, Some(flake.text.clone()), new),
        file(&target.settings, present, told),
        file(&target.outputs, None, outputs),
        file(&target.inputs, None, inputs),
    ];
    files.extend(nix_config.map(|text| file(&target.nix_config, None, text)));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Adoption { files })
}

/// A reason why a flake is not adopted, at its place.
fn obstacle(message: String, place: Place) -> Finding {
    Finding::error("unadoptable-flake", message).at(place)
}

/// What everything here is about.
struct Context<'a> {
    files: &'a dyn Files,
    flake: &'a FlakeFile,
    tree: &'a Tree,
    target: &'a Target,
}

impl Context<'_> {
    fn place(&self, span: imp_model::text::Span) -> Place {
        Place::new(&self.flake.path, &self.flake.text, span)
    }

    /// Whether nothing is there, also nothing that git ignores.
    fn is_free(&self, path: &TreePath) -> bool {
        self.files.kind(path) == Err(ReadError::NotFound)
    }

    /// The path without the links on its way.
    fn behind_links(&self, path: &TreePath) -> TreePath {
        path.components().fold(TreePath::root(), |at, name| {
            let next = at.child(name);
            self.files.link_target(&next).unwrap_or(next)
        })
    }

    fn is_link(&self, path: &TreePath) -> bool {
        let above = path.parent().and_then(|above| self.files.list(&above).ok());
        let mut entries = above.into_iter().flatten();
        entries.any(|entry| entry.is_link && entry.name == path.file_name())
    }
}

fn flake_inputs(flake: &FlakeFile) -> impl Iterator<Item = Input> {
    flake.inputs.iter().cloned()
}

/// Holds what was made to what it was made from: the same inputs and settings, and every comment. Gives the settings.
fn check(
    context: &Context<'_>,
    inputs: &str,
    outputs: &str,
    nix_config: Option<&str>,
) -> Result<KnownAttrs, Box<Finding>> {
    let start = || Place::start_of(&context.flake.path);
    let wrong = |what: &str| Box::new(obstacle(what.to_owned(), start()));
    let declared = match context.tree.expr(context.tree.root()) {
        Expr::Attrs(set) => obstacles::entry(context.tree, set, "inputs"),
        _ => None,
    };
    let before: Vec<(String, Known)> =
        flake_inputs(context.flake).map(|input| (input.name, input.definition)).collect();
    if read_inputs(&context.target.inputs, inputs).as_ref() != Some(&before) {
        let place = declared.map_or_else(start, |entry| context.place(entry.span));
        let message = "its inputs would not be the same in a file of their own".to_owned();
        let finding = obstacle(message, place);
        return Err(Box::new(
            finding.help("write them as a set without parentheses: `inputs = { … };`"),
        ));
    }
    let settings = settings_of(context.flake).unwrap_or_default();
    let moved = nix_config.map(|text| read_settings(&context.target.nix_config, text));
    if moved.is_some_and(|moved| moved.as_ref() != Some(&settings)) {
        return Err(wrong("its `nixConfig` would not be the same in a file of its own"));
    }
    if syntax::parse(outputs.into()).error.is_some() {
        return Err(wrong("its outputs would not parse in a file of their own"));
    }
    let lines = |text: &str| -> String {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    };
    let comments = |text: &str| -> Vec<String> {
        syntax::comments(text).into_iter().map(|span| lines(&text[span.range()])).collect()
    };
    let mut kept = comments(inputs);
    kept.extend(comments(outputs));
    kept.extend(nix_config.map(comments).unwrap_or_default());
    for span in syntax::comments(&context.flake.text) {
        let comment = lines(&context.flake.text[span.range()]);
        match kept.iter().position(|kept| *kept == comment) {
            Some(at) => drop(kept.swap_remove(at)),
            None => {
                let message = "this comment stands where it could not be kept".to_owned();
                return Err(Box::new(obstacle(message, context.place(span))));
            }
        }
    }
    Ok(settings)
}

/// `nixConfig` of a flake; nothing where it has none.
///
/// # Errors
/// In words, why it can't be written again, and where that is known.
fn settings_of(flake: &FlakeFile) -> Result<KnownAttrs, (String, Option<Place>)> {
    let files = MemoryFiles::default();
    let mut evaluator = Evaluator::new(&files);
    let read = |evaluator: &mut Evaluator<'_>| {
        let value = evaluator.file(&flake.path, syntax::parse(flake.text.clone()))?;
        let settings = evaluator.attr(&value, "nixConfig")?;
        settings.map(|settings| evaluator.known(settings.value)).transpose()
    };
    let read: Result<_, Stop> = read(&mut evaluator);
    let failed = |stop: Stop| (stop.reason, stop.at.map(|at| evaluator.place(at)));
    match read.map_err(failed)? {
        None => Ok(KnownAttrs::new()),
        Some(Known::Attrs(settings)) => match setting_problem(&settings) {
            None => Ok(settings),
            Some((attr, problem)) => Err((problem, attr.place.clone())),
        },
        Some(_) => Err(("it is not a set".to_owned(), None)),
    }
}

/// The settings that a file of them gives.
fn read_settings(path: &TreePath, text: &str) -> Option<KnownAttrs> {
    let files = MemoryFiles::new([(path.as_str(), text)]);
    let mut evaluator = Evaluator::new(&files);
    let value = evaluator.import(path).ok()?;
    match evaluator.known_value(&value).ok()? {
        Known::Attrs(settings) => Some(settings),
        _ => None,
    }
}

/// The inputs that a file of inputs declares.
fn read_inputs(path: &TreePath, text: &str) -> Option<Vec<(String, Known)>> {
    let files = MemoryFiles::new([(path.as_str(), text)]);
    let mut evaluator = Evaluator::new(&files);
    let Value::Attrs(attrs) = evaluator.import(path).ok()? else { return None };
    let each = attrs.iter();
    each.map(|(name, slot)| Some((name.to_string(), evaluator.known_data(slot.value).ok()?)))
        .collect()
}

#[cfg(test)]
mod tests;
