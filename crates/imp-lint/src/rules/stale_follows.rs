//! Overrides that override nothing.

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;
use crate::follows::{Declared, StaleFollows, stale};

pub(super) const RULE: Rule = Rule {
    name: "stale-follows",
    severity: Severity::Warning,
    summary: "an override for an input that the other flake does not have, or a `follows` to nothing",
    explanation: "\
Flakes change their inputs. An override of one that is gone does nothing but make Nix warn, and a
`follows` to an input that the flake does not have makes it fail. `imp-flake follows --write` removes the former.

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
    stale(model).iter().map(|(stale, declared)| stale_follows(stale, declared)).collect()
}

/// The finding about one override of the declared input.
pub fn stale_follows(stale: &StaleFollows, declared: &Declared) -> Finding {
    let StaleFollows { input, name, missing_target } = stale;
    let finding = match missing_target {
        Some(target) => Finding::error(
            RULE.name,
            format!("`{input}.inputs.{name}` follows `{target}`, which is no input of the flake"),
        )
        .help(format!("declare the input `{target}`, or follow another one")),
        None => Finding::new(
            RULE.name,
            RULE.severity,
            format!("`{input}` has no input `{name}` that could be overridden"),
        )
        .note(format!("`flake.lock` has the inputs of `{input}`"))
        .help(format!("remove `inputs.{name}` from the declaration")),
    };
    match declared.places.first() {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}
