//! `__exports`: values that a file pushes to named sinks.

use super::{FileFacts, declaration, place_of, unread};
use crate::eval::{Evaluator, Slot, Stop, Value};
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

pub(super) fn read(facts: &mut FileFacts, evaluator: &mut Evaluator<'_>, value: &Value) {
    let mut found = declaration(evaluator, value, WORD);
    if found.is_none() {
        // The library calls `__functor` with stand-in arguments; its body may export as well.
        let returned = called(evaluator, value);
        found = returned.and_then(|value| declaration(evaluator, &value, WORD));
    }
    let Some(slot) = found else { return };
    walk(facts, evaluator, "", slot);
}

/// What a file with `__functor` returns, as far as that can be known without its arguments.
fn called(evaluator: &mut Evaluator<'_>, value: &Value) -> Option<Value> {
    declaration(evaluator, value, "__functor")?;
    let arguments = evaluator.opaque("the arguments of the file");
    evaluator.apply(value.clone(), arguments, None).ok()
}

/// Adds the sinks below a set. A set with `value` or `strategy` is an export; a set without either
/// anywhere inside is the value itself. What can't be read keeps nothing else from being read.
fn walk(facts: &mut FileFacts, evaluator: &mut Evaluator<'_>, sink: &str, slot: Slot) {
    let place = place_of(evaluator, &facts.path, slot.at);
    let fail = |facts: &mut FileFacts, evaluator: &Evaluator<'_>, stop: &Stop| {
        let name = Some(sink).filter(|name| !name.is_empty());
        facts.unread.push(unread(evaluator, WORD, name, stop, place.clone()));
    };
    let value = match evaluator.force(slot.value) {
        Ok(value) => value,
        Err(stop) => return fail(facts, evaluator, &stop),
    };
    let export = |strategy| Export { sink: sink.into(), strategy, place: place.clone() };
    let Value::Attrs(attrs) = &value else {
        if !sink.is_empty() {
            return facts.exports.push(export(None));
        }
        let reason = format!("it is {}, not a set of sinks", value.type_name());
        return fail(facts, evaluator, &Stop::error(reason));
    };
    let is_export = attrs.contains_key("value") || attrs.contains_key("strategy");
    if !sink.is_empty() && (is_export || !holds_export(evaluator, &value, 8)) {
        if is_export && !attrs.contains_key("value") {
            let stop = Stop::error("it has a `strategy` and no `value` beside it");
            return fail(facts, evaluator, &stop);
        }
        let strategy = match attrs.get("strategy").map(|slot| evaluator.known(slot.value)) {
            None => None,
            Some(Ok(known)) => known.as_str().map(str::to_owned),
            Some(Err(stop)) => return fail(facts, evaluator, &stop),
        };
        return facts.exports.push(export(strategy));
    }
    for (name, slot) in attrs.iter() {
        let below = if sink.is_empty() { name.to_string() } else { format!("{sink}.{name}") };
        walk(facts, evaluator, &below, *slot);
    }
}

/// Whether a set holds an export somewhere inside, so that its own names are parts of sinks.
fn holds_export(evaluator: &mut Evaluator<'_>, value: &Value, depth: u32) -> bool {
    let Value::Attrs(attrs) = value else { return false };
    let is_export = attrs.contains_key("value") || attrs.contains_key("strategy");
    is_export
        || depth > 0
            && attrs.values().any(|slot| match evaluator.force(slot.value) {
                Ok(inner) => holds_export(evaluator, &inner, depth - 1),
                Err(_) => false,
            })
}
