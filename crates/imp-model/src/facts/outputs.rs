//! `__outputs`: flake outputs from anywhere.

use super::{FileFacts, declaration, place_of, unread};
use crate::eval::{Evaluator, Slot, Stop, Value};
use crate::text::Place;

pub(super) const WORD: &str = "__outputs";

/// An output that a file declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its path: `["overlays", "y"]`, or with `perSystem` first.
    pub path: Vec<String>,
    /// Where its last name stands.
    pub place: Place,
}

pub(super) fn read(facts: &mut FileFacts, evaluator: &mut Evaluator<'_>, value: &Value) {
    let Some(slot) = declaration(evaluator, value, WORD) else { return };
    walk(facts, evaluator, &mut Vec::new(), slot);
}

fn walk(facts: &mut FileFacts, evaluator: &mut Evaluator<'_>, path: &mut Vec<String>, slot: Slot) {
    let place = place_of(evaluator, &facts.path, slot.at);
    // An output is a kind and a name; below `perSystem` both are one level deeper.
    let is_leaf = match path.first().map(String::as_str) {
        Some("perSystem") => path.len() == 3,
        _ => path.len() == 2,
    };
    if is_leaf {
        facts.outputs.push(Output { path: path.clone(), place });
        return;
    }
    let is_level = path.is_empty() || path.as_slice() == ["perSystem"];
    let value = evaluator.force(slot.value).and_then(|value| match &value {
        Value::Attrs(_) => Ok(value),
        Value::Opaque(_) if is_level => Err(Stop::unknown(format!("it is {}", value.type_name()))),
        _ if is_level => {
            Err(Stop::error(format!("it is {}, not a set of outputs", value.type_name())))
        }
        _ => Ok(value),
    });
    match value {
        Ok(Value::Attrs(attrs)) => {
            for (name, slot) in attrs.iter() {
                path.push(name.to_string());
                walk(facts, evaluator, path, *slot);
                path.pop();
            }
        }
        Ok(_) => facts.outputs.push(Output { path: path.clone(), place }),
        Err(stop) => {
            let name = path.join(".");
            let name = Some(name.as_str()).filter(|name| !name.is_empty());
            facts.unread.push(unread(evaluator, WORD, name, &stop, place));
        }
    }
}
