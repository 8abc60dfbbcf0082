//! `action.yml` as GitHub runs it: its steps with the variables of a runner, in a checkout of a branch.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::page::repository;
use crate::sandbox::Sandbox;
use crate::{Done, tree, yaml};

/// The action, in a checkout of depth 1 whose origin has `main` and a branch `feature`.
#[derive(Debug)]
pub struct Action {
    sandbox: Sandbox,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    status: i32,
    log: String,
    summary: String,
}

/// Names and their values.
type Pairs<'a> = &'a [(&'a str, &'a str)];

impl Action {
    /// `main` has a directory of this repository in a folder, `feature` what `change` does to `../origin`.
    ///
    /// # Errors
    /// When git fails, or the change.
    pub fn new(
        template: &str,
        folder: &str,
        change: impl Fn(&Sandbox) -> Result<(), String>,
    ) -> Result<Self, String> {
        let sandbox = Sandbox::new()?;
        let to = sandbox.root().join("../origin").join(folder);
        fs::create_dir_all(&to)
            .and_then(|()| tree::copy(&repository().join(template), &to))
            .map_err(|error| format!("{template}: {error}"))?;
        let git = |script: &str| {
            let (status, said) = shell(&sandbox, &format!("set -e\ncd ../origin\n{script}"))?;
            if status == 0 { Ok(()) } else { Err(said) }
        };
        git("git init -q -b main\ngit add .\ngit commit -q -m main\ngit checkout -q -b feature")?;
        change(&sandbox)?;
        git("git add .\ngit commit -q --allow-empty -m feature")?;
        git("git clone -q --depth 1 --branch feature \"file://$PWD\" ../root")?;
        Ok(Self { sandbox })
    }

    /// Runs the steps up to the first that fails; `context` has variables of the runner, and values of the expressions
    /// that are no inputs.
    ///
    /// # Errors
    /// When `action.yml` has no such input, or asks for what is not known here.
    pub fn run(&self, context: Pairs<'_>, inputs: Pairs<'_>) -> Result<Outcome, String> {
        let action = yaml("action.yml")?;
        let values = values(&action, context, inputs)?;
        let runner = self.runner();
        fs::create_dir(&runner).map_err(|error| error.to_string())?;
        let mut outcome = Outcome { status: 0, log: String::new(), summary: String::new() };
        for step in action["runs"]["steps"].as_array().into_iter().flatten() {
            self.step(step, context, &values, &mut outcome)?;
            if outcome.status != 0 {
                break;
            }
        }
        outcome.summary = fs::read_to_string(runner.join("STEP_SUMMARY")).unwrap_or_default();
        Ok(outcome)
    }

    /// Whether nothing is at a path, as the checkout sees it.
    ///
    /// # Errors
    /// When something is.
    pub fn has_not(&self, path: &str) -> Result<(), String> {
        match self.sandbox.root().join(path).exists() {
            false => Ok(()),
            true => Err(format!("there is `{path}`")),
        }
    }

    fn step(
        &self,
        step: &Value,
        context: Pairs<'_>,
        values: &BTreeMap<String, String>,
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let Some(script) = step["run"].as_str() else {
            // The cache of GitHub is not here; without it the programs are built anew.
            let uses = step["uses"].as_str().unwrap_or_default();
            let is_cache = uses.starts_with("actions/cache@");
            return if is_cache { Ok(()) } else { Err(format!("`{uses}` is not known here")) };
        };
        let runner = self.runner();
        let mut bash = self.sandbox.shell("exec bash -e -c \"$SCRIPT\" 2>&1")?;
        bash.env("SCRIPT", script).env("GITHUB_ACTION_PATH", repository());
        bash.env("RUNNER_TEMP", &runner);
        for name in ["OUTPUT", "PATH", "STEP_SUMMARY"] {
            bash.env(format!("GITHUB_{name}"), runner.join(name));
        }
        bash.envs(context.iter().filter(|(name, _)| name.starts_with("GITHUB_")).copied());
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            let text = value.as_str().unwrap_or_default();
            let expression = text.trim_start_matches("${{ ").trim_end_matches(" }}");
            bash.env(name, values.get(expression).ok_or_else(|| format!("`{text}` is unknown"))?);
        }
        let output = bash.output().map_err(|error| error.to_string())?;
        outcome.log.push_str(&String::from_utf8_lossy(&output.stdout));
        outcome.status = output.status.code().unwrap_or(-1);
        Ok(())
    }

    /// What a runner keeps for an action.
    fn runner(&self) -> PathBuf {
        self.sandbox.root().join("../runner")
    }
}

/// What the expressions of the action stand for.
fn values(
    action: &Value,
    context: Pairs<'_>,
    inputs: Pairs<'_>,
) -> Result<BTreeMap<String, String>, String> {
    let mut values = BTreeMap::from([("github.event.before".to_owned(), String::new())]);
    for (name, input) in action["inputs"].as_object().into_iter().flatten() {
        let text = input["default"].as_str().unwrap_or_default();
        values.insert(format!("inputs.{name}"), text.to_owned());
    }
    for (name, value) in inputs {
        if values.insert(format!("inputs.{name}"), (*value).to_owned()).is_none() {
            return Err(format!("action.yml has no input `{name}`"));
        }
    }
    values.extend(context.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Ok(values)
}

impl Outcome {
    /// Whether it ended so.
    pub fn expect(&self, status: i32) -> Result<(), String> {
        if self.status == status {
            return Ok(());
        }
        Err(format!("{}, expected {status}\n{}\n{}", self.status, self.log, self.summary))
    }

    /// Whether the log has this.
    pub fn has_in_log(&self, text: &str) -> Result<(), String> {
        if self.log.contains(text) { Ok(()) } else { Err(format!("no `{text}` in\n{}", self.log)) }
    }

    /// Whether the summary has all of these.
    pub fn has_in_summary(&self, texts: &[&str]) -> Result<Done, String> {
        match texts.iter().find(|text| !self.summary.contains(**text)) {
            None => Ok(Done::Passed),
            Some(text) => Err(format!("no `{text}` in\n{}\n{}", self.summary, self.log)),
        }
    }
}

/// What a script prints, both streams as one, and how it ends.
///
/// # Errors
/// When it does not start.
pub fn shell(sandbox: &Sandbox, script: &str) -> Result<(i32, String), String> {
    let mut shell = sandbox.shell(&format!("exec 2>&1\n{script}"))?;
    let output = shell.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((output.status.code().unwrap_or(-1), said))
}
