//! `__exports`: values that a file pushes to named sinks.

use std::rc::Rc;

use super::{Context, FileFacts, declaration, hidden, place_of, unread};
use crate::eval::{Attrs, Evaluator, Known, Slot, Stop, Value};
use crate::text::Place;

pub(super) const WORD: &str = "__exports";

/// A value that a file exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The sink, dotted: `desktop.nixos`.
    pub sink: String,
    /// The strategy that the file asks for.
    pub strategy: Option<String>,
    /// Where the sink is named.
    pub place: Place,
}

pub(super) fn read(
    facts: &mut FileFacts,
    evaluator: &mut Evaluator<'_>,
    value: &Value,
    context: &Context<'_>,
) {
    let mut found = declaration(evaluator, value, WORD);
    if found.is_none() {
        // The library calls `__functor` with stand-in arguments; its body may export as well.
        let returned = called(evaluator, value);
        found = returned.and_then(|value| declaration(evaluator, &value, WORD));
    }
    let Some(slot) = found else { return unknown(facts, evaluator, value, context) };
    // The text looks as if the functor hid it.
    let place = place_of(evaluator, &facts.path, slot.at);
    facts.hidden.retain(|hidden| hidden.place != place);
    walk(facts, evaluator, None, slot);
}

/// Says of a functor whose result only the arguments tell that it may export, where that may have the word by itself,
/// a function gets it that may hand it on, or a file that it imports has it. What is elsewhere in the file is hidden.
fn unknown(
    facts: &mut FileFacts,
    evaluator: &mut Evaluator<'_>,
    value: &Value,
    context: &Context<'_>,
) {
    let Some(functor) = declaration(evaluator, value, "__functor") else { return };
    let is_known = match called(evaluator, value) {
        Some(Value::Opaque(opaque)) => {
            // What it is given may come from another file.
            for &argument in &opaque.arguments {
                let _ = evaluator.force(argument);
            }
            false
        }
        returned => returned.is_some(),
    };
    if is_known {
        return;
    }
    let shown = hidden::in_result(context, WORD).into_iter().map(|shown| shown.place);
    let handed = hidden::in_calls(context, WORD).into_iter().map(|span| context.place(span));
    let shown: Vec<Place> = shown.chain(handed).collect();
    if shown.is_empty() && !evaluator.texts().skip(1).any(|text| text.contains(WORD)) {
        return;
    }
    facts.hidden.retain(|hidden| !shown.contains(&hidden.place));
    let at_functor = place_of(evaluator, &facts.path, functor.at);
    let place = shown.into_iter().next().unwrap_or(at_functor);
    let stop = Stop::unknown("only its arguments tell what `__functor` gives");
    facts.unread.push(unread(evaluator, WORD, None, &stop, place));
}

/// What a file with `__functor` returns, as far as that can be known without its arguments.
fn called(evaluator: &mut Evaluator<'_>, value: &Value) -> Option<Value> {
    declaration(evaluator, value, "__functor")?;
    let arguments = evaluator.opaque("the arguments of the file");
    evaluator.apply(value.clone(), arguments, None).ok()
}

/// What has a name in `__exports`.
enum Part {
    /// A value, with the strategy that the file asks for.
    Export(Option<String>),
    /// The same, with further sinks beside it.
    ExportAndLevel(Option<String>, Attrs),
    /// A level of names, which are parts of sinks.
    Level(Rc<Attrs>),
}

/// What a sink holds beside the sinks below its name. Source: `nix/lib/internal/exports.nix`.
const OWN_NAMES: [&str; 2] = ["__meta", "__module"];

/// The part of a sink's name that the sink itself has for something else, if there is one.
pub fn taken_name(sink: &str) -> Option<&str> {
    sink.split('.').find(|part| OWN_NAMES.contains(part))
}

/// Adds the sinks at a name and below it. What can't be read keeps nothing else from being read.
fn walk(facts: &mut FileFacts, evaluator: &mut Evaluator<'_>, sink: Option<&str>, slot: Slot) {
    let place = place_of(evaluator, &facts.path, slot.at);
    let part = match sink {
        None => top(evaluator, slot),
        Some(sink) => part(evaluator, sink, slot),
    };
    match part {
        Err(stop) => facts.unread.push(unread(evaluator, WORD, sink, &stop, place)),
        Ok(Part::Export(strategy)) => export(facts, sink, strategy, place),
        Ok(Part::ExportAndLevel(strategy, others)) => {
            export(facts, sink, strategy, place);
            level(facts, evaluator, sink, &others);
        }
        Ok(Part::Level(attrs)) => level(facts, evaluator, sink, &attrs),
    }
}

fn export(facts: &mut FileFacts, sink: Option<&str>, strategy: Option<String>, place: Place) {
    let sink = sink.unwrap_or_default().to_owned();
    facts.exports.push(Export { sink, strategy, place });
}

fn level(facts: &mut FileFacts, evaluator: &mut Evaluator<'_>, sink: Option<&str>, attrs: &Attrs) {
    for (name, slot) in attrs {
        let below = sink.map_or(name.to_string(), |sink| format!("{sink}.{name}"));
        walk(facts, evaluator, Some(&below), *slot);
    }
}

/// `__exports` itself.
fn top(evaluator: &mut Evaluator<'_>, slot: Slot) -> Result<Part, Stop> {
    match evaluator.force(slot.value)? {
        Value::Attrs(attrs) => Ok(Part::Level(attrs)),
        value @ Value::Opaque(_) => Err(Stop::unknown(format!("it is {}", value.type_name()))),
        value => Err(Stop::error(format!("it is {}, not a set of sinks", value.type_name()))),
    }
}

/// What is at a name: a set with `value` or `strategy` is an export; a set without either anywhere inside is the
/// value itself.
fn part(evaluator: &mut Evaluator<'_>, sink: &str, slot: Slot) -> Result<Part, Stop> {
    if let Some(taken) = taken_name(sink) {
        return Err(Stop::error(format!(
            "it has `{taken}` in its name, expected none of `{}`, which a sink holds itself",
            OWN_NAMES.join("`, `")
        )));
    }
    let value = evaluator.force(slot.value)?;
    let attrs = match &value {
        Value::Attrs(attrs) => attrs,
        // It may hold a `value` and a `strategy`, or other sinks.
        Value::Opaque(_) => return Err(Stop::unknown(format!("it is {}", value.type_name()))),
        _ => return Ok(Part::Export(None)),
    };
    if !is_export(&value) {
        let is_level = holds_export(evaluator, &value, 8);
        return Ok(if is_level { Part::Level(attrs.clone()) } else { Part::Export(None) });
    }
    if !attrs.contains_key("value") {
        return Err(Stop::error("it has a `strategy` and no `value` beside it"));
    }
    let strategy =
        match attrs.get("strategy").map(|slot| evaluator.known(slot.value)).transpose()? {
            None | Some(Known::Null) => None,
            Some(Known::String(strategy)) => Some(strategy),
            Some(_) => return Err(Stop::error("its `strategy` is not a string")),
        };
    let others = beside(evaluator, attrs)?;
    Ok(if others.is_empty() {
        Part::Export(strategy)
    } else {
        Part::ExportAndLevel(strategy, others)
    })
}

/// The further sinks beside `value` and `strategy`, where nothing else may stand.
fn beside(evaluator: &mut Evaluator<'_>, attrs: &Attrs) -> Result<Attrs, Stop> {
    let mut others = attrs.clone();
    others.retain(|name, _| !matches!(&**name, "strategy" | "value"));
    for (name, slot) in &others {
        let value = evaluator.force(slot.value)?;
        match &value {
            Value::Opaque(_) => {
                return Err(Stop::unknown(format!("`{name}` in it is {}", value.type_name())));
            }
            _ if is_export(&value) || holds_export(evaluator, &value, 8) => {}
            _ => {
                return Err(Stop::error(format!(
                    "it has `{name}` beside its `value`, which is neither `strategy` nor a further sink"
                )));
            }
        }
    }
    Ok(others)
}

fn is_export(value: &Value) -> bool {
    matches!(value, Value::Attrs(attrs) if attrs.contains_key("value") || attrs.contains_key("strategy"))
}

/// Whether a set holds an export somewhere inside, so that its own names are parts of sinks.
fn holds_export(evaluator: &mut Evaluator<'_>, value: &Value, depth: u32) -> bool {
    let Value::Attrs(attrs) = value else { return false };
    // Derivations, conditions, flakes and functions are values, whatever is in them.
    let is_value = ["_type", "outPath", "__functor"].iter().any(|name| attrs.contains_key(*name));
    !is_value
        && attrs.values().any(|slot| match evaluator.force(slot.value) {
            Ok(inner) => {
                is_export(&inner) || depth > 0 && holds_export(evaluator, &inner, depth - 1)
            }
            Err(_) => false,
        })
}
