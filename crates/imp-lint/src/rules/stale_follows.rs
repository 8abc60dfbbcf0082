//! Overrides that override nothing.

use std::collections::BTreeMap;

use imp_model::eval::Known;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;
use crate::circles::Ways;
use crate::follows::{StaleFollows, Targets, stale};
use crate::inputs::{Declared, declared};

pub(super) const RULE: Rule = Rule {
    name: "stale-follows",
    severity: Severity::Warning,
    summary: "an override for an input that the other flake does not have, or a `follows` to nothing or in a circle",
    explanation: "\
Flakes change their inputs. An override of one that is gone does nothing but make Nix warn, and a
`follows` to an input that the flake does not have makes it fail, as do inputs that follow each other in a circle.
`imp-flake follows --write` removes the former.

Bad:

```nix
# flake.nix
{
  # it has no input `nixpkgs-stable` any more
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  inputs.sops-nix.url = \"github:Mic92/sops-nix\";
  inputs.sops-nix.inputs.nixpkgs-stable.follows = \"nixpkgs\";
  outputs = inputs: { };
}
```

Good:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  inputs.sops-nix.url = \"github:Mic92/sops-nix\";
  inputs.sops-nix.inputs.nixpkgs.follows = \"nixpkgs\";
  outputs = inputs: { };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let declared = declared(model);
    let stale = stale(model);
    let overrides = stale.iter().map(|(stale, declared)| stale_follows(stale, declared));
    let targets = Targets::read(model);
    let missing = declared.iter().filter_map(|(name, input)| missing_target(&targets, name, input));
    let circles = Ways::declared(&declared).circles();
    overrides
        .chain(missing)
        .chain(circles.iter().map(|circle| in_circle(&declared, circle)))
        .collect()
}

/// The finding about an input of the flake that follows one which is not there.
fn missing_target(targets: &Targets<'_>, name: &str, input: &Declared) -> Option<Finding> {
    let path = input.definition.get("follows").and_then(Known::as_str)?;
    let target = targets.missing_part(path)?;
    Some(input.at(follows_nothing(name, &target)))
}

/// The finding about what follows an input that is not there.
fn follows_nothing(what: &str, target: &str) -> Finding {
    let (reason, help) = match target.rsplit_once('/') {
        None => (
            "which is no input of the flake".to_owned(),
            format!("declare the input `{target}`, or follow another one"),
        ),
        Some((through, name)) => (
            format!("and `{through}` has no input `{name}`"),
            "follow another one, or none".to_owned(),
        ),
    };
    let message = format!("`{what}` follows `{target}`, {reason}");
    Finding::error(RULE.name, message).help(help)
}

fn in_circle(all: &BTreeMap<String, Declared>, circle: &[Vec<String>]) -> Finding {
    let names: Vec<String> = circle.iter().map(|path| format!("`{}`", path.join("/"))).collect();
    let message = match names.as_slice() {
        [one] => format!("{one} follows itself"),
        [first, others @ ..] => format!("{first} follows itself through {}", others.join(" and ")),
        [] => unreachable!("a circle has a member"),
    };
    let finding = Finding::error(RULE.name, message).help("give one of them a `url` of its own");
    all[&circle[0][0]].at(finding)
}

/// The finding about one override of the declared input.
pub fn stale_follows(stale: &StaleFollows, declared: &Declared) -> Finding {
    let StaleFollows { path, missing_target, place } = stale;
    let (name, parents) = path.split_last().expect("it is an input of an input");
    let finding = match missing_target {
        Some(target) => follows_nothing(&path.join(".inputs."), target),
        None => Finding::new(
            RULE.name,
            RULE.severity,
            format!("`{}` has no input `{name}` that could be overridden", parents.join("` → `")),
        )
        .note(format!("`flake.lock` has the inputs of `{}`", parents[0]))
        .help(format!("remove `inputs.{}` from the declaration", path[1..].join(".inputs."))),
    };
    match place {
        Some(place) => finding.at(place.clone()),
        None => declared.at(finding),
    }
}
