//! Every fixture's `__inputs`, as the real Nix evaluates it and as `imp-flake` reads it.
//!
//! Nix is called once for all fixtures, and once for each only when that fails, to say which one. Of what
//! `imp-flake` refuses to know it says itself whether Nix fails on it, too; Nix is asked that for each input.

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
    let mut trials = match FIXTURES.as_ref() {
        Ok(fixtures) => fixtures
            .iter()
            .map(|fixture| trial(format!("inputs/{}", fixture.name), move || check(fixture)))
            .collect(),
        Err(message) => vec![Trial::test("fixtures", move || Err(message.into()))],
    };
    match fixtures::discover(&tests::folder().join("fixtures/refused")) {
        Ok(refused) => trials.extend(refused.into_iter().map(|fixture| {
            trial(format!("refused/{}", fixture.name), move || check_refused(&fixture))
        })),
        Err(message) => trials.push(Trial::test("refused", move || Err(message.into()))),
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Every input of the file is reported, and said to fail in Nix when it does.
fn check_refused(fixture: &Fixture) -> Result<Done, String> {
    let nix = match Nix::find() {
        Ok(nix) => nix,
        Err(message) => return lacking(&message),
    };
    let inputs = format!("(import {}).__inputs", quoted(&fixture.path));
    let names = nix.eval(&format!("builtins.attrNames {inputs}"))?;
    let names: Vec<&str> =
        names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fails = |name: &str| (name.to_owned(), nix.eval(&format!("{inputs}.{name}")).is_err());
    let expected: BTreeMap<String, bool> = names.iter().map(|name| fails(name)).collect();
    if expected.is_empty() {
        return Err("nix sees no inputs in this file, so it shows nothing".to_owned());
    }
    let sandbox = Sandbox::new()?;
    fixture.plant(&sandbox)?;
    let (document, said) = document(&sandbox)?;
    let data = &document["data"]["inputs"];
    if data.as_array().is_none_or(|inputs| !inputs.is_empty()) {
        return Err(format!("these are not refused: {data:#}"));
    }
    let findings = document["findings"].as_array().ok_or("`findings` is no list")?;
    let of = |name: &str| {
        let start = format!("the input `{name}` can't be read because ");
        let is_it = |finding: &&Value| {
            finding["code"] == "dynamic-input"
                && finding["message"].as_str().is_some_and(|message| message.starts_with(&start))
        };
        findings.iter().find(is_it)
    };
    for (name, fails) in expected {
        let finding = of(&name).ok_or_else(|| format!("no finding about `{name}`: {said}"))?;
        let notes = finding["notes"].as_array().into_iter().flatten();
        let says_so = notes.filter_map(Value::as_str).any(|note| note == "Nix fails on it, too");
        if says_so != fails {
            return Err(format!("Nix fails on `{name}`: {fails}, but imp says: {finding:#}"));
        }
    }
    Ok(Done::Passed)
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

/// What `imp-flake inputs` says: its document, and all of it.
fn document(sandbox: &Sandbox) -> Result<(Value, String), String> {
    let mut command = sandbox.command(programs::ours("imp-flake")?);
    let output = command.args(["inputs", "--json"]).output().map_err(|error| error.to_string())?;
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let said = format!("{}\n{stdout}\n{stderr}", output.status);
    let document = serde_json::from_str(&stdout).map_err(|error| format!("{error}: {said}"))?;
    Ok((document, said))
}

/// The inputs of a flake in which only this file declares some, about which nothing is found.
fn collected(fixture: &Fixture) -> Result<Map<String, Value>, String> {
    let sandbox = Sandbox::new()?;
    fixture.plant(&sandbox)?;
    let (document, said) = document(&sandbox)?;
    if !said.starts_with("exit status: 0\n") {
        return Err(said);
    }
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
