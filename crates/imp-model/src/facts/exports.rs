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
    if let Err((name, stop, place)) = walk(facts, evaluator, "", slot) {
        let name = Some(name).filter(|name| !name.is_empty());
        facts.unread.push(unread(evaluator, WORD, name.as_deref(), &stop, place));
    }
}

/// What a file with `__functor` returns, as far as that can be known without its arguments.
fn called(evaluator: &mut Evaluator<'_>, value: &Value) -> Option<Value> {
    declaration(evaluator, value, "__functor")?;
    let arguments = evaluator.opaque("the arguments of the file");
    evaluator.apply(value.clone(), arguments, None).ok()
}

/// Adds the sinks below a set. A set with `value` or `strategy` is an export; a set without either
/// anywhere inside is the value itself.
fn walk(
    facts: &mut FileFacts,
    evaluator: &mut Evaluator<'_>,
    prefix: &str,
    slot: Slot,
) -> Result<(), (String, Stop, Place)> {
    let place = place_of(evaluator, &facts.path, slot.at);
    let value =
        evaluator.force(slot.value).map_err(|stop| (prefix.to_owned(), stop, place.clone()))?;
    let Value::Attrs(attrs) = &value else {
        if !prefix.is_empty() {
            facts.exports.push(Export { sink: prefix.into(), strategy: None, place });
        }
        return Ok(());
    };
    let is_export = attrs.contains_key("value") || attrs.contains_key("strategy");
    if !prefix.is_empty() && (is_export || !holds_export(evaluator, &value, 8)) {
        let strategy = match attrs.get("strategy") {
            None => None,
            Some(strategy) => match evaluator.known(strategy.value) {
                Ok(known) => known.as_str().map(str::to_owned),
                Err(stop) => return Err((prefix.to_owned(), stop, place)),
            },
        };
        facts.exports.push(Export { sink: prefix.into(), strategy, place });
        return Ok(());
    }
    for (name, slot) in attrs.iter() {
        let sink = if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") };
        walk(facts, evaluator, &sink, *slot)?;
    }
    Ok(())
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
