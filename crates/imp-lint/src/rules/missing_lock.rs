//! Flakes without `flake.lock`.

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;
use imp_model::text::Place;

use super::untracked_lock::is_lock;
use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "missing-lock",
    severity: Severity::Warning,
    summary: "inputs without a `flake.lock`",
    explanation: "\
`flake.lock` says which revision of each input is meant. Without it everybody gets what is newest on the day, and Nix
can't evaluate the flake purely. Of one that git ignores, which is not there for Nix, `untracked-lock` speaks.

Bad:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  outputs = { nixpkgs, ... }: { lib = nixpkgs.lib; };
}
```

Good:

```nix
# flake.nix
{
  outputs = _: { };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let inputs = model.flake.known_inputs().unwrap_or_default();
    if model.lock.is_some() || inputs.is_empty() || model.ignored.iter().any(is_lock) {
        return Vec::new();
    }
    let flake = TreePath::root().child("flake.nix");
    let finding =
        Finding::new(RULE.name, RULE.severity, "the flake has inputs and no `flake.lock`")
            .at(Place::start_of(&flake))
            .help("run `nix flake lock`, then `git add flake.lock`");
    vec![finding]
}
