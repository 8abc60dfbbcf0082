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
                let name = String::from(&**name);
                facts.inputs.push(Input { name, definition, place });
            }
            Err(stop) => facts.unread.push(unread(evaluator, WORD, Some(name), &stop, place)),
        }
    }
}

fn has_only_url(definition: &Known) -> bool {
    matches!(definition, Known::Attrs(attrs) if attrs.keys().all(|name| name == "url"))
}

/// The definition of an input, which is a set of what `flake.nix` can hold.
fn input(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    value: crate::eval::Thunk,
) -> Result<Known, Stop> {
    let known = evaluator.known_data(value)?;
    match definition_problem(&name, &known) {
        None if has_only_url(&known) => Ok(known),
        // Findings about the others stand at them.
        None => evaluator.known(value),
        Some(reason) => Err(Stop { kind: StopKind::Error, reason, at: None }),
    }
}

/// What keeps a value from being the definition of the input `name`, for Nix and so for us, with what to write
/// where that is certain.
pub fn definition_problem(name: &dyn std::fmt::Display, definition: &Known) -> Option<String> {
    let Known::Attrs(attrs) = definition else {
        let kind = kind_of(definition);
        return Some(format!("it is {kind}, not a set; write `{name}.url = \"…\";`"));
    };
    if name.to_string().contains('\0') {
        return Some("its name holds a NUL character".to_owned());
    }
    attrs.iter().find_map(|(part, attr)| match (part.as_str(), &attr.value) {
        (part, _) if part.contains('\0') => {
            Some(format!("the name `{part}` holds a NUL character"))
        }
        (_, Known::String(text)) if text.contains('\0') => {
            Some(format!("`{part}` holds a NUL character"))
        }
        ("flake", Known::Bool(_)) | ("url" | "follows", Known::String(_)) => None,
        ("inputs", Known::Attrs(inputs)) => inputs.iter().find_map(|(input, attr)| {
            let name = format_args!("{name}.inputs.{input}");
            match &attr.value {
                Known::Attrs(_) => definition_problem(&name, &attr.value),
                other => Some(format!(
                    "`inputs.{input}` is {}, not a set; write `{name}.follows = \"…\";`",
                    kind_of(other)
                )),
            }
        }),
        ("url" | "follows", other) => {
            Some(format!("`{part}` is {}; write `{name}.{part} = \"…\";`", kind_of(other)))
        }
        ("flake", other) => {
            Some(format!("`flake` is {}; write `{name}.flake = false;`", kind_of(other)))
        }
        ("inputs", other) => Some(format!("`inputs` is {}, not a set", kind_of(other))),
        // What `flake.nix` says is no literal then, and Nix reads nothing else there.
        (_, Known::Int(number)) if *number < 0 => {
            Some(format!("`{part}` is negative, and `-` is no literal"))
        }
        ("type", Known::String(text)) if text == "derivation" => {
            Some("`type` is `derivation`, which no flake is; write the URL of a flake".to_owned())
        }
        (_, Known::String(_) | Known::Bool(_) | Known::Int(_)) => None,
        (_, other) => Some(format!(
            "`{part}` is {}, and must be a string, a Boolean or an integer",
            kind_of(other)
        )),
    })
}

/// A value in words, with its article.
pub(crate) fn kind_of(known: &Known) -> &'static str {
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
