//! Names in one file, written anew.
//!
//! In go the text and facts of a file, and what each name becomes; out come edits, or the places that can't be
//! written. What an alias brings in is written where the alias is made; where a rename parts what an alias
//! covers, the whole name is written in parentheses, which is how the way back knows it.

mod call;
mod collapse;
mod expression;
mod host;
mod inherits;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use imp_model::facts::{FileFacts, Reference, ReferenceRoot};
use imp_model::model::Registry;
use imp_model::syntax::{self, Inherit};
use imp_model::text::{Edit, Place, Span};

/// What a name becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// It stays.
    Same,
    /// It becomes this.
    To(Vec<String>),
    /// Nobody can say, and why.
    Unresolved(String),
}

/// Says what a name becomes, for one file.
pub type Namer<'a> = dyn Fn(&ReferenceRoot, &[&str]) -> Target + 'a;

/// A place that can't be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    /// Where.
    pub place: Place,
    /// Why, in one line that stands alone.
    pub reason: String,
}

/// The names of a file, written anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// What to replace. No two overlap.
    pub edits: Vec<Edit>,
    /// What the text then refers to.
    pub expected: Vec<(ReferenceRoot, Vec<String>)>,
    /// How many names change.
    pub changed: usize,
    /// What could not be written, so that it stays.
    pub unwritten: Vec<Unwritten>,
}

/// A file while its names are written.
struct Context<'a> {
    text: &'a str,
    facts: &'a FileFacts,
    namer: &'a Namer<'a>,
    /// The registry of the flake, for names as strings.
    registry: Option<&'a Registry>,
    /// Whether what an earlier rename has written out becomes short again.
    collapse: bool,
}

/// Writes the names of a file. With `collapse`, whole names in parentheses go back to an alias that covers
/// them now; whoever asks for it checks that the result means what it should.
pub fn rewrite(
    text: &str,
    facts: &FileFacts,
    registry: Option<&Registry>,
    namer: &Namer<'_>,
    collapse: bool,
) -> Rewritten {
    let context = Context { text, facts, namer, registry, collapse };
    let mut out = Rewritten::default();
    let inherits: Vec<Inherit> =
        if text.contains("inherit") { syntax::inherits(text) } else { Vec::new() };
    let statement_of: HashMap<Span, usize> = inherits
        .iter()
        .enumerate()
        .flat_map(|(at, inherit)| inherit.names.iter().map(move |name| (*name, at)))
        .collect();
    let mut inherited: Vec<Vec<&Reference>> = vec![Vec::new(); inherits.len()];
    let mut plain: Vec<&Reference> = Vec::new();
    for reference in facts.references.iter().filter(|reference| reference.root.is_registry()) {
        let last = reference.path.last().and_then(|part| part.span);
        match last.and_then(|span| statement_of.get(&span)) {
            Some(&statement) => inherited[statement].push(reference),
            None => plain.push(reference),
        }
    }
    // Canonical overrides are written as a whole, with the names in them.
    let overrides = inherits::overrides(&context, &inherits, &mut inherited, &plain, &mut out);
    for reference in plain {
        if !overrides.iter().any(|span| span.contains(reference.place.span)) {
            expression::rewrite(&context, reference, &mut out);
        }
    }
    for (statement, names) in inherits.iter().zip(&inherited) {
        inherits::rewrite(&context, statement, names, &mut out);
    }
    host::rewrite(&context, &mut out);
    // Names of one `inherit` share what stands before them.
    out.edits.sort();
    out.edits.dedup();
    out
}

impl Context<'_> {
    fn text(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// What a name becomes; `None` when it can't be written, which is noted.
    fn target(&self, reference: &Reference, out: &mut Rewritten) -> Option<Vec<String>> {
        let old = names(reference);
        match (self.namer)(&reference.root, &old) {
            Target::Same => Some(owned(&old)),
            Target::To(new) => {
                out.changed += 1;
                Some(new)
            }
            Target::Unresolved(reason) => {
                out.unwritten.push(Unwritten { place: reference.place.clone(), reason });
                None
            }
        }
    }

    /// What a prefix becomes, which is written elsewhere or not at all.
    fn prefix(&self, root: &ReferenceRoot, path: &[&str]) -> Vec<String> {
        match (self.namer)(root, path) {
            Target::To(new) => new,
            Target::Same | Target::Unresolved(_) => owned(path),
        }
    }

    /// The root as it can be written before a name.
    fn base(&self, reference: &Reference) -> String {
        let text = self.text(reference.base);
        if text.contains(char::is_whitespace) { format!("({text})") } else { text.to_owned() }
    }
}

fn names(reference: &Reference) -> Vec<&str> {
    reference.path.iter().map(|part| part.name.as_str()).collect()
}

fn owned(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}
