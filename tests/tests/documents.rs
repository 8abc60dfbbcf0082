//! Every document and every SARIF log that a case shows is what its schema says, and `docs/json.md` says what the
//! schemas do.
//!
//! The schemas use a small part of JSON Schema, which is checked here; another keyword is an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

/// The schemas by the name of their documents: `imp.model/1`.
fn schemas() -> BTreeMap<String, Value> {
    let folder = tests::folder().join("../docs/schemas");
    let entries = fs::read_dir(&folder).expect("docs/schemas is there");
    let schema = |path: &Path| {
        let text = fs::read_to_string(path).expect("a schema can be read");
        let schema: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{} is no JSON: {error}", path.display()));
        let name = path.file_stem().expect("a schema has a name").to_string_lossy().into_owned();
        let title = format!("imp.{name}/1");
        assert_eq!(schema["title"], title.as_str(), "{}", path.display());
        (title, schema)
    };
    entries.map(|entry| schema(&entry.expect("an entry").path())).collect()
}

/// The JSON values that a case shows on one of its streams.
fn values(text: &str) -> Vec<Value> {
    let mut parts: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if line.starts_with("$ ") {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts.iter().filter_map(|part| serde_json::from_str(part).ok()).collect()
}

/// What the cases expect on the streams, with the file that has it.
fn streams() -> Vec<(String, String)> {
    let cases = tests::folder().join("cases");
    let mut found = Vec::new();
    for tool in fs::read_dir(&cases).expect("cases are there") {
        for case in fs::read_dir(tool.expect("an entry").path()).expect("a folder of cases") {
            for stream in ["stdout", "stderr"] {
                let path = case.as_ref().expect("an entry").path().join(stream);
                let Ok(text) = fs::read_to_string(&path) else { continue };
                let name =
                    path.strip_prefix(&cases).expect("below the cases").display().to_string();
                found.push((name, text));
            }
        }
    }
    found
}

/// Every JSON value in them.
fn shown() -> Vec<(String, Value)> {
    let values = |(name, text): (String, String)| {
        values(&text).into_iter().map(move |value| (name.clone(), value))
    };
    streams().into_iter().flat_map(values).collect()
}

#[test]
fn every_document_is_what_its_schema_says() {
    let schemas = schemas();
    let mut seen = BTreeSet::new();
    for (file, document) in shown().into_iter().filter(|(_, value)| value["schema"].is_string()) {
        let name = document["schema"].as_str().unwrap_or_default().to_owned();
        let schema = schemas.get(&name).unwrap_or_else(|| panic!("{file}: `{name}` has no schema"));
        let mut problems = Vec::new();
        check(schema, schema, &document, "", &mut problems);
        assert!(problems.is_empty(), "{file}: {}", problems.join("\n"));
        seen.insert(name);
    }
    let unseen: Vec<&String> = schemas.keys().filter(|name| !seen.contains(*name)).collect();
    assert!(unseen.is_empty(), "no case shows {unseen:?}");
}

#[test]
fn every_log_is_what_sarif_says() {
    let text = fs::read_to_string(tests::folder().join("fixtures/sarif.json")).expect("is there");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let logs = || shown().into_iter().filter(|(_, value)| value["runs"].is_array());
    for (file, log) in logs() {
        assert_eq!(tried(&schema, &schema, &log, ""), [] as [&str; 0], "{file}");
        for run in log["runs"].as_array().expect("an array") {
            let rules = &run["tool"]["driver"]["rules"];
            for result in run["results"].as_array().expect("an array") {
                let index = result["ruleIndex"].as_u64().and_then(|index| index.try_into().ok());
                let rule = &rules[index.unwrap_or(usize::MAX)];
                assert_eq!(rule["id"], result["ruleId"], "{file}: an index into the rules");
            }
        }
    }
    for part in ["fixes", "relatedLocations"] {
        let has = |(_, log): (String, Value)| log.to_string().contains(&format!("{part:?}:["));
        assert!(logs().any(has), "no case shows `{part}`");
    }
}

#[test]
fn a_case_shows_a_finding_of_every_rule() {
    let shown: String = streams().into_iter().map(|(_, text)| text).collect();
    let is_shown = |name: &str| {
        shown.contains(&format!("[{name}]")) || shown.contains(&format!("\"code\": \"{name}\""))
    };
    let rules = imp_lint::rules::ALL.iter().map(|rule| rule.name);
    assert_eq!(rules.filter(|name| !is_shown(name)).collect::<Vec<_>>(), [] as [&str; 0]);
}

#[test]
fn the_page_describes_every_field_of_every_schema() {
    let page =
        fs::read_to_string(tests::folder().join("../docs/json.md")).expect("docs/json.md is there");
    for (name, schema) in schemas() {
        assert!(page.contains(&format!("## {name}\n")), "docs/json.md has no `## {name}`");
        for (title, definition) in schema["$defs"].as_object().expect("definitions") {
            let start = page.find(&format!("### {title}\n"));
            let start = start.unwrap_or_else(|| panic!("docs/json.md has no `### {title}`"));
            let end = page[start + 4..].find("\n##").map_or(page.len(), |end| start + 4 + end);
            for (field, what) in definition["properties"].as_object().expect("properties") {
                let described = what["description"].as_str().unwrap_or_default();
                assert!(!described.is_empty(), "{name}: `{title}.{field}` has no description");
                let row = page[start..end]
                    .lines()
                    .find(|line| line.starts_with(&format!("| `{field}` |")));
                let row = row.unwrap_or_else(|| panic!("docs/json.md has no `{field}` in {title}"));
                assert!(
                    row.contains(described),
                    "docs/json.md says otherwise of `{title}.{field}`"
                );
            }
        }
    }
}

/// Checks a value against the part of a schema that is `rules`.
fn check(schema: &Value, rules: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
    let rules = rules.as_object().expect("a schema is an object");
    for (keyword, rule) in rules {
        let mut problem = |what: String| problems.push(format!("{at}: {what}"));
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "then" | "else" => {}
            "$ref" => {
                let name = rule.as_str().and_then(|path| path.strip_prefix("#/$defs/"));
                let target = name.and_then(|name| schema["$defs"].get(name));
                check(schema, target.expect("a reference leads somewhere"), value, at, problems);
            }
            "type" if !is_type(value, rule) => problem(format!("{value} is no {rule}")),
            "const" if value != rule => problem(format!("{value} is not {rule}")),
            "enum" if !list(rule).contains(value) => problem(format!("{value} is none of {rule}")),
            "minimum" if value.as_i64() < rule.as_i64() => {
                problem(format!("{value} is below {rule}"));
            }
            "pattern" => {
                assert_eq!(rule, "^[0-9a-f]{64}$", "the only pattern that is known here");
                let text = value.as_str().unwrap_or_default();
                if text.len() != 64
                    || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
                {
                    problem(format!("{value} is no hash"));
                }
            }
            "type" | "const" | "enum" | "minimum" => {}
            "required" => {
                let missing = list(rule)
                    .iter()
                    .filter(|name| value.get(name.as_str().unwrap_or("")).is_none());
                missing.for_each(|name| problem(format!("{name} is missing")));
            }
            "properties" | "additionalProperties" => {}
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(schema, rule, item, &format!("{at}[{index}]"), problems);
                }
            }
            "anyOf" => {
                let tries: Vec<Vec<String>> =
                    list(rule).iter().map(|rules| tried(schema, rules, value, at)).collect();
                if tries.iter().all(|problems| !problems.is_empty()) {
                    problem(format!("none fits: {tries:?}"));
                }
            }
            "if" => {
                if tried(schema, rule, value, at).is_empty() {
                    check(schema, &rules["then"], value, at, problems);
                } else if let Some(otherwise) = rules.get("else") {
                    check(schema, otherwise, value, at, problems);
                }
            }
            other => panic!("the keyword `{other}` is not known here"),
        }
    }
    if let Some(object) = value.as_object() {
        properties(schema, rules, object, at, problems);
    }
}

fn properties(
    schema: &Value,
    rules: &Map<String, Value>,
    object: &Map<String, Value>,
    at: &str,
    problems: &mut Vec<String>,
) {
    for (name, value) in object {
        let at = format!("{at}.{name}");
        match (
            rules.get("properties").and_then(|known| known.get(name)),
            rules.get("additionalProperties"),
        ) {
            (Some(rules), _) => check(schema, rules, value, &at, problems),
            (None, Some(Value::Bool(false))) => {
                problems.push(format!("{at}: no such field is described"));
            }
            (None, Some(rules @ Value::Object(_))) => check(schema, rules, value, &at, problems),
            (None, _) => {}
        }
    }
}

fn tried(schema: &Value, rules: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut problems = Vec::new();
    check(schema, rules, value, at, &mut problems);
    problems
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is_type(value: &Value, name: &Value) -> bool {
    match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => panic!("the type {name} is not known here"),
    }
}

#[test]
fn a_document_that_is_wrong_is_found() {
    let schemas = schemas();
    let schema = &schemas["imp.edits/1"];
    let problems =
        |text: &str| tried(schema, schema, &serde_json::from_str(text).expect("JSON"), "");
    let good = r#"{"schema": "imp.edits/1", "tool": "x", "data": {"moves": [], "files": []}, "findings": []}"#;
    assert_eq!(problems(good), [] as [&str; 0]);
    for (from, to) in [
        ("\"moves\": [], ", ""),
        ("\"moves\": []", "\"moves\": {}"),
        ("\"moves\": []", "\"moves\": [], \"more\": 1"),
        ("edits/1", "edits/2"),
        ("\"files\": []", "\"files\": [{\"file\": \"a\", \"hash\": \"b\", \"edits\": []}]"),
    ] {
        assert_eq!(problems(&good.replace(from, to)).len(), 1, "{to}");
    }
}
