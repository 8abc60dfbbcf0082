//! The tests in `nix/tests`, run by the real Nix; how they are written is in the README there.
//!
//! Each of them is one test here. All values are one call of Nix; each expected error is one more,
//! because Nix can't catch the text of an error.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use tests::nix::{self, Store};
use tests::{Done, lacking, trial};

static TESTS: LazyLock<PathBuf> = LazyLock::new(|| tests::folder().join("../nix/tests"));

/// Files that are evaluated by one call: `nix/tests` itself, or a folder in it.
#[derive(Clone, Debug)]
struct Group {
    /// The `default.nix` that makes data of them, and the arguments that it takes.
    arguments: Vec<String>,
    store: Arc<Store>,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = match Store::new() {
        Ok(store) => all(&Arc::new(store)),
        Err(message) => vec![trial("nix", move || lacking(&message))],
    };
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn all(store: &Arc<Store>) -> Vec<Trial> {
    let lib = nix::nixpkgs_lib();
    let mut trials = Group::new(store, "", &[("nixpkgsLib", lib.as_ref().ok())]).trials();
    if let Err(missing) = &lib {
        trials.extend(skipped("with-lib", missing));
    }
    match nix::flake_parts().and_then(|parts| Ok((parts, lib?))) {
        Ok((parts, lib)) => {
            let given = [("flakeParts", Some(&parts)), ("nixpkgsLib", Some(&lib))];
            trials.extend(Group::new(store, "flake-parts", &given).trials());
        }
        Err(missing) => trials.extend(skipped("flake-parts", &missing)),
    }
    trials
}

/// One test for each file of a folder that needs what is not here. What it is, nobody has to have:
/// these are skipped in CI too.
fn skipped(folder: &str, missing: &str) -> Vec<Trial> {
    let names = match files(&TESTS.join(folder)) {
        Ok(names) => names,
        Err(message) => return vec![trial(folder, move || Err(message))],
    };
    let one = |name: String| {
        let missing = missing.to_owned();
        trial(format!("{folder}/{name}"), move || Ok(Done::Skipped(missing)))
    };
    names.into_iter().map(one).collect()
}

fn files(folder: &Path) -> Result<Vec<String>, String> {
    let say = |error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(say)?;
    // Beside the tests are files that help them.
    let holds_tests = |path: &PathBuf| {
        std::fs::read_to_string(path).is_ok_and(|text| text.contains("  expected = "))
    };
    let paths = entries.flatten().map(|entry| entry.path()).filter(holds_tests);
    let name = |path: PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
    let mut names: Vec<String> = paths.filter_map(name).collect();
    names.sort();
    if names.is_empty() { Err(format!("no test in {}", folder.display())) } else { Ok(names) }
}

impl Group {
    fn new(store: &Arc<Store>, folder: &str, given: &[(&str, Option<&PathBuf>)]) -> Self {
        let mut arguments = vec!["-f".to_owned(), TESTS.join(folder).display().to_string()];
        for (name, path) in given {
            if let Some(path) = path {
                let path = format!("/. + {}", nix::quoted(path));
                arguments.extend(["--arg".to_owned(), (*name).to_owned(), path]);
            }
        }
        Self { arguments, store: Arc::clone(store) }
    }

    /// The tests, or one that says why there are none.
    fn trials(&self) -> Vec<Trial> {
        let tests = self.values().and_then(|values| Ok((values, self.errors()?)));
        match tests {
            Ok((values, errors)) => values.into_iter().chain(errors).collect(),
            Err(message) => {
                let name = self.arguments[1].clone();
                vec![trial(name, move || Err(message))]
            }
        }
    }

    fn values(&self) -> Result<Vec<Trial>, String> {
        let one = |test: Value| Ok(trial(text(&test, "name")?, move || compared(&test)));
        self.list("values")?.into_iter().map(one).collect()
    }

    fn errors(&self) -> Result<Vec<Trial>, String> {
        let one = |test: Value| {
            let (group, name) = (self.clone(), text(&test, "name")?);
            Ok(trial(name.clone(), move || group.throws(&name, &test)))
        };
        self.list("errors")?.into_iter().map(one).collect()
    }

    fn list(&self, attribute: &str) -> Result<Vec<Value>, String> {
        match self.eval(&[attribute])? {
            Value::Array(tests) if !tests.is_empty() => Ok(tests),
            other => Err(format!("`{attribute}` is no list of tests: {other}")),
        }
    }

    /// Evaluating the test fails, and Nix says what is expected.
    fn throws(&self, name: &str, test: &Value) -> Result<Done, String> {
        let attribute = format!("throws.\"{name}\"");
        // What the library says around an error of Nix' own is in the trace, which older versions hide.
        let arguments = match test["type"] == "ThrownError" {
            true => vec![&*attribute],
            false => vec![&*attribute, "--show-trace"],
        };
        let said = match self.eval(&arguments) {
            Ok(value) => return Err(format!("expected an error, got {value}")),
            Err(said) => said,
        };
        let expected = match &test["msg"] {
            Value::Array(texts) => texts.as_slice(),
            one => std::slice::from_ref(one),
        };
        for text in expected {
            let text = text.as_str().filter(|text| !text.is_empty()).ok_or("`msg` is no text")?;
            if !said.contains(text) {
                return Err(format!("expected the error `{text}`, got:\n{said}"));
            }
        }
        if expected.is_empty() { Err("`msg` expects nothing".to_owned()) } else { Ok(Done::Passed) }
    }

    fn eval(&self, more: &[&str]) -> Result<Value, String> {
        let mut arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        arguments.extend(more);
        self.store.eval(&arguments)
    }
}

fn compared(test: &Value) -> Result<Done, String> {
    if test["ok"] == true {
        return Ok(Done::Passed);
    }
    let mut message = String::new();
    for side in ["expected", "got"] {
        writeln!(message, "{side}: {:#}", test[side]).map_err(|error| error.to_string())?;
    }
    Err(message)
}

fn text(test: &Value, field: &str) -> Result<String, String> {
    let text = test[field].as_str().map(str::to_owned);
    text.ok_or_else(|| format!("a test without `{field}`: {test}"))
}
