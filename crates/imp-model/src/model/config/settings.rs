//! What `nixConfig` of a flake can hold.

use crate::eval::{Known, KnownAttr, KnownAttrs};
use crate::facts::kind_of;

/// Why Nix would not take these settings as the `nixConfig` of a flake; `None` when it does. Nix also takes paths,
/// which would lead elsewhere from another file. The first setting that is wrong comes with the reason.
pub fn setting_problem(settings: &KnownAttrs) -> Option<(&KnownAttr, String)> {
    settings.iter().find_map(|(name, attr)| Some((attr, problem(name, &attr.value)?)))
}

fn problem(name: &str, value: &Known) -> Option<String> {
    match value {
        _ if name.contains('\0') => Some(format!("the name `{name}` holds a NUL character")),
        Known::Bool(_) => None,
        Known::Int(0..) => None,
        Known::Int(_) => Some(format!("`{name}` is negative, and `-` is no literal")),
        Known::String(text) => text_problem(name, text),
        Known::List(items) => items.iter().find_map(|item| match item {
            Known::String(text) => text_problem(name, text),
            other => Some(format!("`{name}` has {} in its list of strings", kind_of(other))),
        }),
        other => Some(format!(
            "`{name}` is {}, and must be a string, a Boolean, an integer or a list of strings",
            kind_of(other)
        )),
    }
}

fn text_problem(name: &str, text: &str) -> Option<String> {
    text.contains('\0').then(|| format!("`{name}` holds a NUL character"))
}
