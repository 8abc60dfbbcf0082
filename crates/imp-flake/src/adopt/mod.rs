//! A hand-written `flake.nix` as files that imp can work with: its inputs in `nix/flake/inputs.nix`, its outputs in
//! `nix/flake/default.nix`, and what is then written instead of it.
//!
//! The text of the flake goes in; texts come out, or every reason why they can't be certain to mean the same.
//! What moves keeps its bytes, but for indentation and relative paths; every comment is kept.

mod obstacles;
mod parts;
mod settings;
mod text;

use std::sync::Arc;

use imp_model::eval::{Evaluator, Known, Value};
use imp_model::facts::Input;
use imp_model::finding::Finding;
use imp_model::model::FlakeFile;
use imp_model::source::{Files, MemoryFiles, ReadError, TreePath};
use imp_model::syntax::{self, Tree};
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
    settings: TreePath,
}

impl Target {
    fn new() -> Self {
        let path = |path| TreePath::new(path).expect("a path below the root");
        Self {
            inputs: path("nix/flake/inputs.nix"),
            outputs: path("nix/flake/default.nix"),
            settings: path("imp.toml"),
        }
    }
}

/// Takes a hand-written `flake.nix` apart.
///
/// # Errors
/// All reasons why its parts would not be certain to mean the same, each with its place.
pub fn adopt(files: &dyn Files, flake: &FlakeFile) -> Result<Adoption, Vec<Finding>> {
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
    let inputs = parts.inputs();
    let outputs = parts.outputs();
    check(&context, &inputs, &outputs).map_err(|finding| vec![*finding])?;
    let description = parts.description();
    let new = Flake {
        header: settings::HEADER.to_owned(),
        description: description.clone(),
        outputs_file: OUTPUTS.to_owned(),
        core: flake_inputs(flake).map(|input| (input.name, input.definition)).collect(),
        collected: Vec::new(),
    };
    let new = render(&new).map_err(|error| {
        let place = Place::start_of(&flake.path);
        vec![obstacles::obstacle(error.to_string(), place)]
    })?;
    let present = files.read(&target.settings).ok();
    let told = settings::text(present.as_deref(), &description);
    let file =
        |path: &TreePath, old: Option<Arc<str>>, new| AdoptedFile { path: path.clone(), old, new };
    let mut files = vec![
        file(&flake.path, Some(flake.text.clone()), new),
        file(&target.settings, present, told),
        file(&target.outputs, None, outputs),
        file(&target.inputs, None, inputs),
    ];
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Adoption { files })
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
}

fn flake_inputs(flake: &FlakeFile) -> impl Iterator<Item = Input> {
    flake.inputs.iter().cloned()
}

/// Holds what was made to what it was made from: the same inputs, and every comment.
fn check(context: &Context<'_>, inputs: &str, outputs: &str) -> Result<(), Box<Finding>> {
    let start = || Place::start_of(&context.flake.path);
    let wrong = |what: &str| Box::new(obstacles::obstacle(what.to_owned(), start()));
    let before: Vec<(String, Known)> =
        flake_inputs(context.flake).map(|input| (input.name, input.definition)).collect();
    if read_inputs(&context.target.inputs, inputs).as_ref() != Some(&before) {
        return Err(wrong("its inputs would not be the same in a file of their own"));
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
    for span in syntax::comments(&context.flake.text) {
        let comment = lines(&context.flake.text[span.range()]);
        match kept.iter().position(|kept| *kept == comment) {
            Some(at) => drop(kept.swap_remove(at)),
            None => {
                let message = "this comment stands where it could not be kept".to_owned();
                return Err(Box::new(obstacles::obstacle(message, context.place(span))));
            }
        }
    }
    Ok(())
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
