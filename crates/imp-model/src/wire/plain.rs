//! Plain data to and from JSON text, as `builtins.fromJSON` and `builtins.toJSON` understand it.

use crate::eval::{Known, KnownAttr};

/// Why a text gives no data.
#[derive(Debug)]
pub enum JsonError {
    /// It is not JSON; Nix rejects it, too.
    Syntax(String),
    /// It is JSON that Nix reads in ways that depend on its version.
    Unsupported(String),
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Syntax(words) | Self::Unsupported(words)) = self;
        f.write_str(words)
    }
}

/// JSON's `null`.
pub const NULL: serde_json::Value = serde_json::Value::Null;

/// The data of a JSON text.
///
/// # Errors
/// [`JsonError`].
pub fn from_json(text: &str) -> Result<Known, JsonError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        let words = error.to_string();
        if words.starts_with("recursion limit") {
            JsonError::Unsupported("the JSON nests too deeply".into())
        } else {
            JsonError::Syntax(words)
        }
    })?;
    known(value)
}

/// The data of a JSON value.
///
/// # Errors
/// In words: a number that Nix does not read.
pub fn from_value(value: &serde_json::Value) -> Result<Known, String> {
    known(value.clone()).map_err(|error| error.to_string())
}

fn known(value: serde_json::Value) -> Result<Known, JsonError> {
    use serde_json::Value as J;
    Ok(match value {
        J::Null => Known::Null,
        J::Bool(value) => Known::Bool(value),
        J::Number(number)
            if number.as_f64().is_some_and(|float| float == 0.0 && float.is_sign_negative()) =>
        {
            let words =
                "`-0` is an integer to Nix and `-0.0` is not, which imp does not tell apart";
            return Err(JsonError::Unsupported(words.into()));
        }
        J::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Known::Int(number),
            (None, Some(number)) if !number.is_infinite() && number.abs() < 9.2e18 => {
                Known::Float(number)
            }
            _ => return Err(JsonError::Unsupported(format!("{number} is no integer for Nix"))),
        },
        J::String(text) => Known::String(without_nul(text)?),
        J::Array(items) => Known::List(items.into_iter().map(known).collect::<Result<_, _>>()?),
        J::Object(entries) => {
            let attr = |(name, value)| {
                Ok((without_nul(name)?, KnownAttr { value: known(value)?, place: None }))
            };
            Known::Attrs(entries.into_iter().map(attr).collect::<Result<_, JsonError>>()?)
        }
    })
}

/// A string of Nix can't hold every character that one of JSON can.
fn without_nul(text: String) -> Result<String, JsonError> {
    match text.contains('\0') {
        true => Err(JsonError::Unsupported("a string holds the character U+0000".into())),
        false => Ok(text),
    }
}

/// The data of a JSON object.
///
/// # Errors
/// In words: a number that Nix does not read.
pub(super) fn known_object(
    entries: &std::collections::BTreeMap<String, serde_json::Value>,
) -> Result<Known, String> {
    let object = entries.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    from_value(&serde_json::Value::Object(object))
}

/// Data as JSON; a path is its text.
pub fn to_value(known: &Known) -> serde_json::Value {
    use serde_json::Value as J;
    match known {
        Known::Null => J::Null,
        Known::Bool(value) => J::Bool(*value),
        Known::Int(number) => J::from(*number),
        Known::Float(number) => J::from(*number),
        Known::String(text) => J::String(text.clone()),
        Known::Path(path) => J::String(path.to_string()),
        Known::List(items) => J::Array(items.iter().map(to_value).collect()),
        Known::Attrs(attrs) => {
            attrs.iter().map(|(name, attr)| (name.clone(), to_value(&attr.value))).collect()
        }
    }
}

/// Data as compact JSON text, attributes in byte order.
///
/// # Errors
/// What can't be written, in words: floats, whose digits depend on Nix' version, and paths.
pub fn to_json(known: &Known) -> Result<String, String> {
    let mut out = String::new();
    write(known, &mut out)?;
    Ok(out)
}

fn write(known: &Known, out: &mut String) -> Result<(), String> {
    match known {
        Known::Null => out.push_str("null"),
        Known::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Known::Int(number) => out.push_str(&number.to_string()),
        Known::Float(number) => return Err(format!("the digits of {number} as JSON are Nix' own")),
        Known::Path(path) => return Err(format!("`{path}` as JSON is a path in the Nix store")),
        Known::String(text) => out.push_str(&serde_json::Value::from(text.as_str()).to_string()),
        Known::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Known::Attrs(attrs) => {
            out.push('{');
            for (index, (name, attr)) in attrs.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::Value::from(name.as_str()).to_string());
                out.push(':');
                write(&attr.value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}
