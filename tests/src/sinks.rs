//! What the exports to one sink become, from their strategy and the values that they give: the rules of the
//! conventions, on JSON. Functions and paths are texts here; as modules all three are alike.

use serde_json::{Map, Value, json};

/// Names that make a module of a set.
const OF_MODULES: [&str; 11] = [
    "__functor",
    "_class",
    "_file",
    "config",
    "disabledModules",
    "freeformType",
    "imports",
    "key",
    "options",
    "outPath",
    "require",
];

/// The values of a sink as one; `None` where the strategy does not take them.
pub fn merged(strategy: &str, values: &[Value]) -> Option<Value> {
    match (strategy, values) {
        ("override", _) => values.last().cloned(),
        ("merge", [only]) => Some(only.clone()),
        ("merge", _) if values.iter().all(is_tree) => values.iter().cloned().reduce(over),
        ("list-append", _) => {
            let lists: Option<Vec<_>> = values.iter().map(Value::as_array).collect();
            Some(lists?.into_iter().flatten().cloned().collect())
        }
        ("mkMerge", _) => {
            let (modules, plain): (Vec<&Value>, Vec<&Value>) =
                values.iter().partition(|value| is_module(value));
            Some(json!({ "imports": modules, "config": { "_type": "merge", "contents": plain } }))
        }
        _ => None,
    }
}

/// The later over the earlier, name by name.
fn over(earlier: Value, later: Value) -> Value {
    match (earlier, later) {
        (Value::Object(mut all), Value::Object(more)) if is_level(&all) && is_level(&more) => {
            for (name, value) in more {
                let value = match all.remove(&name) {
                    Some(before) => over(before, value),
                    None => value,
                };
                all.insert(name, value);
            }
            Value::Object(all)
        }
        (_, later) => later,
    }
}

fn is_tree(value: &Value) -> bool {
    value.as_object().is_some_and(is_level)
}

/// Whether a set is a level of names, and not a value that happens to be a set.
fn is_level(set: &Map<String, Value>) -> bool {
    set.get("type").is_none_or(|kind| kind != "derivation")
        && ["_type", "outPath", "__functor"].iter().all(|name| !set.contains_key(*name))
}

fn is_module(value: &Value) -> bool {
    match value {
        Value::Object(set) => OF_MODULES.iter().any(|name| set.contains_key(*name)),
        other => other.is_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strategies_merge() {
        let sets = [json!({ "a": { "x": 1, "y": 1 } }), json!({ "a": { "x": 2 }, "b": 3 })];
        let one = json!({ "a": { "x": 2, "y": 1 }, "b": 3 });
        assert_eq!(merged("merge", &sets), Some(one));
        assert_eq!(merged("override", &sets).as_ref(), sets.last());
        assert_eq!(merged("list-append", &[json!([1]), json!([2])]), Some(json!([1, 2])));
        assert_eq!(merged("list-append", &sets), None);
        assert_eq!(merged("merge", &[json!([1]), json!([2])]), None);
        let module = json!({ "imports": [] });
        let mixed = merged("mkMerge", &[json!({ "a": 1 }), module.clone()]);
        let config = json!({ "_type": "merge", "contents": [{ "a": 1 }] });
        assert_eq!(mixed, Some(json!({ "imports": [module], "config": config })));
    }
}
