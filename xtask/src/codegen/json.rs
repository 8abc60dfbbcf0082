//! The tables in `docs/json.md`, from the schemas in `docs/schemas`. What stands around them is written by hand.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

use serde_json::Value;
use xshell::Shell;

use super::Made;

const PAGE: &str = "docs/json.md";
const HEAD: &str = "| field | type | is |\n| --- | --- | --- |\n";

/// The page with its tables made anew.
pub(super) fn make(shell: &Shell) -> Result<Vec<Made>, Box<dyn Error>> {
    let mut schemas = BTreeMap::new();
    for path in shell.read_dir("docs/schemas")? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let schema: Value = serde_json::from_str(&shell.read_file(&path)?)?;
        schemas.insert(format!("imp.{name}/1"), schema);
    }
    Ok(vec![(PAGE, with_tables(&shell.read_file(PAGE)?, &schemas))])
}

fn with_tables(page: &str, schemas: &BTreeMap<String, Value>) -> String {
    let mut made = String::new();
    let (mut schema, mut definition) = (&Value::Null, &Value::Null);
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            (schema, definition) = (schemas.get(name).unwrap_or(&Value::Null), &Value::Null);
        } else if let Some(name) = line.strip_prefix("### ") {
            definition = &schema["$defs"][name];
        }
        if HEAD.starts_with(&format!("{line}\n")) && definition.is_object() {
            while lines.next_if(|line| line.starts_with('|')).is_some() {}
            made += &table(definition);
        } else {
            made += line;
            made.push('\n');
        }
    }
    made
}

fn table(definition: &Value) -> String {
    let mut text = HEAD.to_owned();
    let required = definition["required"].as_array().map_or(&[][..], Vec::as_slice);
    for (name, rules) in definition["properties"].as_object().into_iter().flatten() {
        let absent =
            if required.iter().any(|field| field == name) { "" } else { ", may be absent" };
        let is = rules["description"].as_str().unwrap_or_default();
        let _ = writeln!(text, "| `{name}` | {}{absent} | {is} |", type_of(rules));
    }
    text
}

/// What a value is, in words.
fn type_of(rules: &Value) -> String {
    if let Some(definition) = rules["$ref"].as_str() {
        return definition.trim_start_matches("#/$defs/").to_owned();
    }
    if let Some(any) = rules["anyOf"].as_array() {
        return any.iter().map(type_of).collect::<Vec<_>>().join(" or ");
    }
    match &rules["type"] {
        Value::Array(names) => {
            let one = |name: &Value| named(name.as_str().unwrap_or("any"), rules);
            names.iter().map(one).collect::<Vec<_>>().join(" or ")
        }
        Value::String(name) => named(name, rules),
        // One of certain strings, or anything.
        _ => if rules["enum"].is_array() { "string" } else { "any" }.to_owned(),
    }
}

fn named(name: &str, rules: &Value) -> String {
    match name {
        "integer" => "number".to_owned(),
        "array" => match type_of(&rules["items"]) {
            items if items.starts_with("list of ") => items.replacen("list", "list of lists", 1),
            items => format!("list of {items}"),
        },
        "object" if rules["additionalProperties"].is_object() => {
            format!("object of {}", type_of(&rules["additionalProperties"]))
        }
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tables_come_from_the_schema_and_the_rest_stays() {
        let schema = json!({ "$defs": { "Data": {
            "required": ["a"],
            "properties": {
                "a": { "type": "array", "items": { "type": ["integer", "null"] }, "description": "One." },
                "b": { "$ref": "#/$defs/Other", "description": "Two." },
            },
        } } });
        let schemas = BTreeMap::from([("imp.x/1".to_owned(), schema)]);
        let page =
            format!("## imp.x/1\n\nWords.\n\n### Data\n\n{HEAD}| `old` | is | gone |\n\nMore.\n");
        let made = "## imp.x/1\n\nWords.\n\n### Data\n\n| field | type | is |\n| --- | --- | --- |\n\
            | `a` | list of number or null | One. |\n| `b` | Other, may be absent | Two. |\n\nMore.\n";
        assert_eq!(with_tables(&page, &schemas), made);
    }
}
