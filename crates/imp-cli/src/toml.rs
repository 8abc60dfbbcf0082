//! `imp.toml` as plain data.

use imp_model::eval::{Known, KnownAttr};
use toml::{Table, Value};

/// The data of a TOML text.
///
/// # Errors
/// In words, with line and column.
pub(crate) fn read(text: &str) -> Result<Known, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    Ok(attrs(table))
}

fn attrs(table: Table) -> Known {
    let attr = |(name, value)| (name, KnownAttr { value: known(value), place: None });
    Known::Attrs(table.into_iter().map(attr).collect())
}

fn known(value: Value) -> Known {
    match value {
        Value::String(text) => Known::String(text),
        Value::Integer(number) => Known::Int(number),
        Value::Float(number) => Known::Float(number),
        Value::Boolean(value) => Known::Bool(value),
        Value::Datetime(time) => Known::String(time.to_string()),
        Value::Array(items) => Known::List(items.into_iter().map(known).collect()),
        Value::Table(table) => attrs(table),
    }
}
