//! Every fixture's `__inputs`, as the real Nix evaluates it and as `imp-flake` reads it.
//!
//! Nix is called once for all fixtures, and once for each only when that fails, to say which one.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::LazyLock;

use libtest_mimic::{Arguments, Trial};
use serde_json::{Map, Value};
use tests::fixtures::{self, Fixture};
use tests::nix::{Nix, quoted};
use tests::sandbox::Sandbox;
use tests::{Done, lacking, programs, trial};

static FIXTURES: LazyLock<Result<Vec<Fixture>, String>> =
    LazyLock::new(|| fixtures::discover(&tests::folder().join("fixtures/inputs")));

/// What Nix says of each fixture, by name.
static EVALUATED: LazyLock<Result<BTreeMap<String, Value>, String>> = LazyLock::new(|| {
    let (nix, fixtures) = (Nix::find()?, FIXTURES.as_ref().map_err(Clone::clone)?);
    if let Ok(Value::Object(values)) = nix.eval(&expression(fixtures)) {
        return Ok(values.into_iter().collect());
    }
    let alone = |fixture: &Fixture| {
        let value = nix.eval(&expression(std::slice::from_ref(fixture))).unwrap_or_else(|error| {
            serde_json::json!({ &fixture.name: format!("nix can't evaluate this: {error}") })
        });
        (fixture.name.clone(), value[&fixture.name].clone())
    };
    Ok(fixtures.iter().map(alone).collect())
});

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = match FIXTURES.as_ref() {
        Ok(fixtures) => fixtures
            .iter()
            .map(|fixture| trial(format!("inputs/{}", fixture.name), move || check(fixture)))
            .collect(),
        Err(message) => vec![Trial::test("fixtures", move || Err(message.into()))],
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(fixture: &Fixture) -> Result<Done, String> {
    if let Err(message) = Nix::find() {
        return lacking(&message);
    }
    let expected = EVALUATED.as_ref().map_err(Clone::clone)?.get(&fixture.name).cloned();
    let expected = match expected {
        Some(Value::Object(inputs)) => inputs,
        other => return Err(format!("no inputs from nix: {other:?}")),
    };
    if expected.is_empty() && fixture.name != "empty" {
        return Err("nix sees no inputs in this file, so it shows nothing".to_owned());
    }
    let actual = collected(fixture)?;
    let (expected, actual) = (Value::Object(expected), Value::Object(actual));
    if expected == actual {
        return Ok(Done::Passed);
    }
    let path = fixture.path.display();
    Err(format!("{path}\nnix:       {expected:#}\nimp-flake: {actual:#}"))
}

fn expression(fixtures: &[Fixture]) -> String {
    let one = |fixture: &Fixture| {
        format!("\"{}\" = (import {}).__inputs;", fixture.name, quoted(&fixture.path))
    };
    format!("{{ {} }}", fixtures.iter().map(one).collect::<String>())
}

/// What `imp-flake inputs` says of a flake in which only this file declares inputs.
fn collected(fixture: &Fixture) -> Result<Map<String, Value>, String> {
    let sandbox = Sandbox::new()?;
    fixture.plant(&sandbox)?;
    let mut command = sandbox.command(programs::ours("imp-flake")?);
    let output = command.args(["inputs", "--json"]).output().map_err(|error| error.to_string())?;
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let said = format!("{}\n{stdout}\n{stderr}", output.status);
    if !output.status.success() {
        return Err(said);
    }
    let document: Value =
        serde_json::from_str(&stdout).map_err(|error| format!("{error}: {said}"))?;
    if document["schema"] != "imp.inputs/1" || document["findings"] != Value::Array(Vec::new()) {
        return Err(said);
    }
    let inputs = document["data"]["inputs"].as_array().ok_or("`data.inputs` is no list")?;
    let mut collected = Map::new();
    for input in inputs.iter().filter(|input| input["core"] != true) {
        let name = input["name"].as_str().ok_or("an input without a name")?;
        placed(input, &sandbox).map_err(|error| format!("`{name}`: {error}"))?;
        if collected.insert(name.to_owned(), input["definition"].clone()).is_some() {
            return Err(format!("`{name}` is listed twice"));
        }
    }
    Ok(collected)
}

/// Each input says where it is declared, and that place exists.
fn placed(input: &Value, sandbox: &Sandbox) -> Result<(), String> {
    let places = input["places"].as_array().ok_or("no list of places")?;
    if places.is_empty() {
        return Err("no place".to_owned());
    }
    for place in places {
        let file = place["file"].as_str().ok_or("a place without a file")?;
        let text = std::fs::read_to_string(sandbox.root().join(file));
        let text = text.map_err(|error| format!("{file}: {error}"))?;
        let line = place["line"].as_u64().ok_or("a place without a line")?;
        let line =
            usize::try_from(line).ok().and_then(|line| text.lines().nth(line.checked_sub(1)?));
        let line = line.ok_or_else(|| format!("{file} has no such line: {place}"))?;
        let column = place["column"].as_u64().ok_or("a place without a column")?;
        if column == 0 || usize::try_from(column).is_ok_and(|column| column > line.chars().count())
        {
            return Err(format!("{file} has no such column: {place}"));
        }
    }
    Ok(())
}
