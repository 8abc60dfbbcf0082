//! Whether imp wrote a `flake.nix`, so that writing it anew loses nothing.
//!
//! It is asked of the text alone: what the configuration said when the file was written may have changed since.

use std::borrow::Cow;

use imp_fmt::has_only_crlf;
use imp_model::eval::{Evaluator, Known, KnownAttrs};
use imp_model::facts::Input;
use imp_model::model::FlakeFile;
use imp_model::source::{MemoryFiles, TreePath};
use imp_model::syntax;
use imp_model::text::Place;

use crate::render::{Flake, render};

/// The comment after which the collected inputs stand.
const CORE_END: &str = "# Collected from __inputs";

/// Whether a file is empty, begins with the header, or is what imp would write for what is in it: with the
/// settings of `now`, or under the titles that only imp writes, with its own. A header without the words that say so may
/// be a person's own comment: below it only what imp would write counts.
pub(crate) fn is_generated(file: &FlakeFile, now: &Flake) -> bool {
    let header = if is_proof(&now.header) { now.header.as_str() } else { "" };
    if file.text.trim().is_empty() || file.begins_with(header) {
        return true;
    }
    let Ok(inputs) = file.all_inputs() else { return false };
    let is_core = core_lines(&file.text);
    let (core, collected): (Vec<&Input>, Vec<&Input>) =
        inputs.iter().partition(|input| is_core(&input.place));
    let pairs = |inputs: Vec<&Input>| {
        inputs.into_iter().map(|input| (input.name.clone(), input.definition.clone())).collect()
    };
    let now = Flake { core: pairs(core), collected: pairs(collected), ..now.clone() };
    let text = with_lf(&file.text);
    let is_rendered = |flake: &Flake| render(flake).is_ok_and(|rendered| rendered == text);
    // Comments and a description over what a person wrote by hand are that person's.
    let earlier = || has_titles(&text).then(|| earlier(&text, &now)).flatten();
    is_rendered(&now)
        || is_rendered(&Flake { header: String::new(), ..now.clone() })
        || earlier().is_some_and(|flake| is_rendered(&flake))
}

/// Whether a place in a generated text stands before the collected inputs.
pub(crate) fn core_lines(text: &str) -> impl Fn(&Place) -> bool {
    let title = text.lines().position(|line| line.trim() == CORE_END);
    move |place| title.is_none_or(|title| (place.start.line as usize) <= title)
}

/// A text as imp renders it, where git checked it out with other line ends.
fn with_lf(text: &str) -> Cow<'_, str> {
    if has_only_crlf(text) { text.replace("\r\n", "\n").into() } else { text.into() }
}

/// Whether a header says that nobody wrote what is below it.
fn is_proof(header: &str) -> bool {
    let header = header.to_lowercase();
    ["do not edit", "auto-generated"].iter().any(|words| header.contains(words))
}

/// Whether a text has a comment that imp puts over inputs.
fn has_titles(text: &str) -> bool {
    text.lines().any(|line| ["# Core inputs", CORE_END].contains(&line.trim()))
}

/// The flake with the settings that a text was written with; `None` where imp has not written it so.
fn earlier(text: &str, now: &Flake) -> Option<Flake> {
    let is_comment = |line: &&str| line.starts_with('#') || line.trim().is_empty();
    let length: usize = text.split_inclusive('\n').take_while(is_comment).map(str::len).sum();
    let (bindings, _) = syntax::top_bindings(text)?;
    let named = |name: &str| {
        let binding = bindings
            .iter()
            .find(|binding| matches!(&*binding.path, [(first, _)] if first == name))?;
        Some(&text[binding.value.range()])
    };
    let description = match named("description").map(value) {
        None => String::new(),
        Some(value) => value?.as_str()?.to_owned(),
    };
    let nix_config = match named("nixConfig").map(value) {
        None => KnownAttrs::new(),
        Some(Some(Known::Attrs(settings))) => settings,
        Some(_) => return None,
    };
    let file = named("outputs")?.strip_prefix("inputs: import ")?.strip_suffix(" inputs")?;
    let Known::Path(outputs) = value(file)? else { return None };
    Some(Flake {
        header: text[..length].trim_end().to_owned(),
        description,
        outputs_file: format!("./{outputs}"),
        nix_config,
        ..now.clone()
    })
}

/// What an expression says that needs no other file.
fn value(expression: &str) -> Option<Known> {
    let path = TreePath::root().child("flake.nix");
    let files = MemoryFiles::new([(path.as_str(), expression)]);
    let mut evaluator = Evaluator::new(&files);
    let value = evaluator.import(&path).ok()?;
    evaluator.known_value(&value).ok()
}
