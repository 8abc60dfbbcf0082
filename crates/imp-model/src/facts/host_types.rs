//! What the parts of a host may be. Source: `nix/lib/internal/host-modules.nix`.

use crate::eval::{At, Attrs, Evaluator, Slot, Value};

/// The parts of `__host`, and of what stands beside it in the file, that have another type than Nix takes: each
/// with why, as the second half of "… fails: …", and its place.
pub(super) fn unlike(
    evaluator: &mut Evaluator<'_>,
    host: &Attrs,
    file: &Value,
) -> Vec<(String, String, Option<At>)> {
    let mut found = Vec::new();
    let mut look = |name: &str, slot: &Slot| {
        // What can't be known here, or fails by itself, has no type to speak of.
        let Ok(value) = evaluator.force(slot.value) else { return };
        if let Some(reason) = reason(evaluator, name, &value) {
            found.push((name.to_owned(), reason, slot.at));
        }
    };
    host.iter().for_each(|(name, slot)| look(name, slot));
    if let Value::Attrs(file) = file {
        for name in ["config", "extraConfig"] {
            if let Some(slot) = file.get(name) {
                look(name, slot);
            }
        }
    }
    found
}

fn reason(evaluator: &mut Evaluator<'_>, name: &str, value: &Value) -> Option<String> {
    let is = |expected: &str| Some(format!("it is {}, expected {expected}", value.type_name()));
    match (name, value) {
        (_, Value::Opaque(_)) => None,
        ("modules", Value::Function(_)) => None,
        ("bases" | "hmSinks" | "modules" | "sinks", Value::List(items)) => {
            items.iter().find_map(|item| {
                let value = evaluator.force(*item).ok()?;
                let expected = match name {
                    "hmSinks" | "sinks" => "the name of a sink",
                    _ => "a name, a path or a module",
                };
                let is_right = match name {
                    "hmSinks" | "sinks" => matches!(value, Value::Str(_) | Value::Opaque(_)),
                    _ => matches!(value, Value::Str(_)) || is_module(&value),
                };
                let words = || format!("an item is {}, expected {expected}", value.type_name());
                (!is_right).then(words)
            })
        }
        ("bases" | "hmSinks" | "sinks", _) => is("a list"),
        ("modules", _) => {
            is("a list, or a function of `registry`, `inputs` and `exports` that gives one")
        }
        ("user", Value::Str(_) | Value::Null) => None,
        ("user", _) => is("the name of a user"),
        // That there is none is said where nothing else gives one.
        ("stateVersion" | "system", Value::Str(_) | Value::Null) => None,
        ("stateVersion" | "system", _) => is("a string"),
        ("config" | "extraConfig", Value::Null) => None,
        ("config" | "extraConfig", value) if !is_module(value) => is("a path or a module"),
        _ => None,
    }
}

fn is_module(value: &Value) -> bool {
    match value {
        Value::Attrs(_)
        | Value::Builtins
        | Value::Function(_)
        | Value::Opaque(_)
        | Value::Path(_) => true,
        Value::Str(text) => text.starts_with('/'),
        _ => false,
    }
}
