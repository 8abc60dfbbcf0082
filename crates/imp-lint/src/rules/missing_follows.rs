//! Inputs that bring their own copy of an input that the flake has.

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;
use crate::copies::{OwnCopy, own_copies};
use crate::follows::line;
use crate::inputs::{Declared, declared};

pub(super) const RULE: Rule = Rule {
    name: "missing-follows",
    severity: Severity::Warning,
    summary: "an input that brings its own copy of an input that the flake has",
    explanation: "\
`flake.lock` locks the inputs of inputs, too. Without `follows`, each brings its own copy: of nixpkgs that is
another evaluation, other packages, and for sets of modules such as Home Manager modules that don't fit the
packages, which is an error. An input that follows something else, or nothing (`follows = \"\"`), is meant so, and so is
one with a comment beside its declaration that speaks of `follows`, and one that asks for a certain revision. A line of
code that was made a comment is about the input that it overrides, and no other. A copy that the flake itself follows is
its own, and of inputs that `flake.lock` has unlike they are declared nothing is said, as only locking again tells what
they bring.

One repository is one however it is fetched: `github:`, `git+https:`, an archive, a channel or FlakeHub. The line
that is given follows the input that asks for the same branch, else the one of the same name.

`imp-flake follows --write` adds the lines where the inputs are declared; `nix flake lock` then drops the copies.
Nix before 2.30 fails on an override that reaches further than to the inputs of an input, so such a line is only
added to a flake that has others like it.

Bad:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  inputs.home-manager.url = \"github:nix-community/home-manager\";
  outputs = inputs: { };
}
```

Good:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  inputs.home-manager.url = \"github:nix-community/home-manager\";
  inputs.home-manager.inputs.nixpkgs.follows = \"nixpkgs\";
  outputs = inputs: { };
}
```
",
    check: Some(check),
};

/// Repositories whose modules are made for one nixpkgs and break with another.
const MODULE_SETS: [&str; 4] = ["home-manager", "nix-darwin", "nix-on-droid", "plasma-manager"];

/// What is said of an override of an input of an input of an input.
pub(crate) const DEEP: &str =
    "Nix before 2.30 can't do that: it looks for the input in between in the flake registry";

fn check(model: &Model) -> Vec<Finding> {
    let declared = declared(model);
    own_copies(model)
        .iter()
        .map(|copy| missing_follows(copy, declared.get(&copy.path[0])))
        .collect()
}

/// The finding about one copy; `declared` is the input of the flake that brings it.
pub fn missing_follows(copy: &OwnCopy, declared: Option<&Declared>) -> Finding {
    let OwnCopy { path, target, .. } = copy;
    let (name, parents) = path.split_last().expect("it is an input of an input");
    let is_modules = |source: &str| {
        MODULE_SETS.iter().any(|name| source.to_lowercase().ends_with(&format!("/{name}")))
    };
    let fits_badly = name == "nixpkgs"
        && parents.len() == 1
        && copy.parent_source.as_deref().is_some_and(is_modules);
    let severity = if fits_badly { Severity::Error } else { RULE.severity };
    let message = format!(
        "`{}` brings its own `{name}`, which the flake has as `{target}`",
        parents.join("` → `")
    );
    let finding = Finding::new(RULE.name, severity, message)
        .note(format!("{} is {}", path.join(" → "), copy.locked))
        .note(format!("{target} is {}", copy.target_locked))
        .help(format!("add `{}`", line(path, target)));
    let finding = if path.len() > 2 { finding.note(DEEP) } else { finding };
    match declared.and_then(|declared| declared.places.first()) {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}
