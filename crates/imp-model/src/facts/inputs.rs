//! `__inputs`: the flake inputs that a file needs.

use super::{FileFacts, declaration, place_of, unread};
use crate::eval::{Evaluator, Known, Stop, StopKind, Value};
use crate::text::Place;

pub(super) const WORD: &str = "__inputs";

/// An input that a file declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// What it is declared to be; always a set.
    pub definition: Known,
    /// Where its name stands.
    pub place: Place,
}

pub(super) fn read(facts: &mut FileFacts, evaluator: &mut Evaluator<'_>, value: &Value) {
    let Some(slot) = declaration(evaluator, value, WORD) else { return };
    let place = place_of(evaluator, &facts.path, slot.at);
    let names = match evaluator.force(slot.value) {
        Ok(Value::Attrs(attrs)) => attrs,
        Ok(other) => {
            let stop = match evaluator.known_value(&other) {
                Err(stop) if stop.kind == StopKind::Unknown => stop,
                _ => Stop {
                    kind: StopKind::Error,
                    reason: format!("it is {}, not a set of inputs", other.type_name()),
                    at: None,
                },
            };
            facts.unread.push(unread(evaluator, WORD, None, &stop, place));
            return;
        }
        Err(stop) => {
            facts.unread.push(unread(evaluator, WORD, None, &stop, place));
            return;
        }
    };
    for (name, slot) in names.iter() {
        let place = slot.at.map_or_else(|| place.clone(), |at| evaluator.place(at));
        match input(evaluator, name, slot.value) {
            Ok(definition) => {
                facts.inputs.push(Input { name: name.to_string(), definition, place });
            }
            Err(stop) => facts.unread.push(unread(evaluator, WORD, Some(name), &stop, place)),
        }
    }
}

/// The definition of an input, which is a set of what `flake.nix` can hold.
fn input(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    value: crate::eval::Thunk,
) -> Result<Known, Stop> {
    let known = evaluator.known_data(value)?;
    match definition_problem(&known) {
        None => Ok(known),
        Some(problem) => Err(Stop {
            kind: StopKind::Error,
            reason: format!("{problem}; write `{name}.url = \"…\";`"),
            at: None,
        }),
    }
}

/// What keeps a value from being the definition of an input, for Nix and so for us.
pub fn definition_problem(definition: &Known) -> Option<String> {
    let Known::Attrs(attrs) = definition else {
        return Some(format!("it is {}, not a set", kind_of(definition)));
    };
    attrs.iter().find_map(|(name, attr)| match (name.as_str(), &attr.value) {
        (_, Known::String(text)) if text.contains('\0') => {
            Some(format!("`{name}` holds a NUL character"))
        }
        ("flake", Known::Bool(_)) | ("url" | "follows", Known::String(_)) => None,
        ("inputs", Known::Attrs(inputs)) => {
            inputs.values().find_map(|input| definition_problem(&input.value))
        }
        ("flake" | "url" | "follows" | "inputs", other) => {
            Some(format!("`{name}` is {}", kind_of(other)))
        }
        (_, Known::String(_) | Known::Bool(_) | Known::Int(_)) => None,
        (_, other) => Some(format!("`{name}` is {}", kind_of(other))),
    })
}

fn kind_of(known: &Known) -> &'static str {
    match known {
        Known::Null => "null",
        Known::Bool(_) => "a Boolean",
        Known::Int(_) => "an integer",
        Known::Float(_) => "a float",
        Known::String(_) => "a string",
        Known::Path(_) => "a path",
        Known::List(_) => "a list",
        Known::Attrs(_) => "a set",
    }
}
