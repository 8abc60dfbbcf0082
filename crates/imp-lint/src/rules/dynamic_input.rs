//! Inputs that can't be read without evaluation.

use imp_model::facts::Unread;
use imp_model::finding::{Finding, Severity};
use imp_model::model::config::CORE_INPUTS;
use imp_model::model::{FlakeFile, Model, UnreadInput, dotted};
use imp_model::source::{IGNORED, ReadError, TreePath, shell_word};
use imp_model::syntax;
use imp_model::text::Place;

use super::unreadable_file::{NO_RIGHT, take_right};
use crate::Rule;
use crate::literal_inputs::{Refused, refused};

pub(super) const RULE: Rule = Rule {
    name: "dynamic-input",
    severity: Severity::Error,
    summary: "an input whose value can't be read without evaluation",
    explanation: "\
Flake inputs must be known before anything is evaluated: Nix reads them from `flake.nix` as plain data.
imp reads `__inputs` with a small evaluator that knows literals, `let`, `//`, `import` of files in the
flake, and the pure builtins. What depends on the environment, on fetching, or on the arguments of a
module it can't know, and it does not guess. In `flake.nix` itself Nix evaluates nothing: there each input is to be
written out. It reads the pipe operators (`|>`, `<|`) as Nix does when
`pipe-operators` is among its experimental features; without that, Nix rejects the whole file.

Bad:

```nix
# nix/outputs/overlays.nix
{ __inputs.nur.url = \"github:nix-community/NUR/${builtins.getEnv \"BRANCH\"}\"; }
```

Good:

```nix
# nix/outputs/overlays.nix
{ __inputs.nur.url = \"github:nix-community/NUR/main\"; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let unread = model.files.iter().flat_map(|file| {
        // A file that does not parse says so once, as a syntax error.
        file.unread.iter().filter(|_| file.rejected.is_none())
    });
    let declared = unread.filter(|unread| unread.declaration == "__inputs");
    let core = model.configuration.core_inputs().unread;
    declared.chain(&core).map(finding).chain(in_flake(model)).collect()
}

/// Those of a `flake.nix` that imp does not write.
fn in_flake(model: &Model) -> Vec<Finding> {
    let is_written = model.configuration.writes_flake().unwrap_or(true);
    let flake = model.flake.present().filter(|_| !is_written);
    // One that Nix rejects says so once.
    let Some(flake) = flake.filter(|flake| !model.is_rejected(&flake.path)) else {
        return Vec::new();
    };
    let mut found: Vec<Finding> =
        flake.unread.iter().map(|unread| finding_in_flake(flake, unread)).collect();
    let refused = refused(&syntax::parse(flake.text.clone()).tree);
    let is_said = |refused: &Refused| {
        let paths = flake.unread.iter().map(|unread| &unread.path);
        paths
            .into_iter()
            .any(|path| path.starts_with(&refused.path) || refused.path.starts_with(path))
    };
    let unsaid = refused.iter().filter(|refused| !is_said(refused));
    found.extend(unsaid.map(|refused| finding_of_refused(flake, refused)));
    found
}

/// About an input that can be worked out, and that Nix does not take so.
fn finding_of_refused(flake: &FlakeFile, refused: &Refused) -> Finding {
    let what = dotted(["inputs"].into_iter().chain(refused.path.iter().map(String::as_str)));
    let message = format!("`{what}` {}", refused.reason);
    let finding = Finding::new(RULE.name, RULE.severity, message).at(Place::new(
        &flake.path,
        &flake.text,
        refused.span,
    ));
    if refused.is_computed { finding.help("write the value out") } else { finding }
}

fn finding_in_flake(flake: &FlakeFile, unread: &UnreadInput) -> Finding {
    let what = dotted(["inputs"].into_iter().chain(unread.path.iter().map(String::as_str)));
    let message = format!("`{what}` can't be read because {}", unread.reason);
    let input = flake.inputs.iter().find(|input| unread.path.first() == Some(&input.name));
    let place = input.map(|input| input.place.clone()).or_else(|| unread.place.clone());
    let place = place.unwrap_or_else(|| Place::start_of(&flake.path));
    let mut finding = Finding::new(RULE.name, RULE.severity, message).at(place.clone());
    if let Some(cause) = unread.place.clone().filter(|cause| *cause != place) {
        finding = finding.label(cause, "because of this");
    }
    explained(finding, unread.nix_fails, &unread.reason)
}

fn finding(unread: &Unread) -> Finding {
    let is_core = unread.declaration == CORE_INPUTS;
    let what = match &unread.name {
        Some(name) if is_core => format!("the core input `{name}`"),
        None if is_core => "`coreInputs`".into(),
        Some(name) => format!("the input `{name}`"),
        None if unread.is_declared => "`__inputs`".into(),
        None => format!("whether `{}` declares inputs", unread.place.file),
    };
    let verb = if unread.is_declared { "can't be read" } else { "can't be told" };
    let severity = if unread.is_declared { RULE.severity } else { Severity::Warning };
    let mut finding =
        Finding::new(RULE.name, severity, format!("{what} {verb} because {}", unread.reason))
            .at(unread.place.clone());
    if let Some(cause) = &unread.cause {
        finding = finding.label(cause.clone(), "because of this");
    }
    if !unread.is_declared && !unread.nix_fails {
        return finding
            .help("make the file a set, or a function, that imports what it needs inside");
    }
    explained(finding, unread.nix_fails, &unread.reason)
}

/// With what to do about it.
fn explained(finding: Finding, nix_fails: bool, reason: &str) -> Finding {
    if nix_fails {
        let finding = finding.note("Nix fails on it, too");
        return match unreadable(reason) {
            Some((path, IGNORED)) => finding.help(format!(
                "run `git add -f -N {}`, or take it out of `.gitignore`",
                shell_word(path.as_str())
            )),
            _ => finding,
        };
    }
    let help = match unreadable(reason).filter(|(_, words)| words.contains(NO_RIGHT)) {
        Some((path, _)) => take_right(&path),
        None => match ReadError::check_out_of(reason) {
            Some(command) => format!("run `{command}`"),
            None => "write the value out".to_owned(),
        },
    };
    finding.note("inputs must be known before anything is evaluated").help(help)
}

/// The path that a reason says can't be read, and why.
fn unreadable(reason: &str) -> Option<(TreePath, &str)> {
    let (before, words) = reason.split_once("` can't be read: ")?;
    let path = before.rsplit_once('`').map_or(before, |(_, path)| path);
    Some((TreePath::new(path)?, words))
}
