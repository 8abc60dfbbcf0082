//! Inputs that nothing uses.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::eval::Known;
use imp_model::facts::{FileFacts, Reference, ReferenceRoot};
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, UnreadInput};

use crate::Rule;
use crate::inputs::{Declared, declared};
use crate::nix_paths::NixFiles;
use crate::other_flakes::own_files;

pub(super) const RULE: Rule = Rule {
    name: "unused-input",
    severity: Severity::Warning,
    summary: "an input that nothing uses and nothing follows",
    explanation: "\
Every input is fetched, locked and updated, also by those who use the flake. One is used when a file names it in any
way (a script or workflow with `nix run --inputs-from . NAME` too), and when another input follows it. A flake that
looks through all its inputs, as in `lib.mapAttrs f inputs`, uses each. Frameworks take `nixpkgs` and `home-manager`
without being told, so these are never unused.

Bad:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  inputs.disko.url = \"github:nix-community/disko\";
  outputs = { nixpkgs, ... }: { lib = nixpkgs.lib; };
}
```

Good:

```nix
# flake.nix
{
  inputs.nixpkgs.url = \"github:nixos/nixpkgs/nixos-unstable\";
  outputs = { nixpkgs, ... }: { lib = nixpkgs.lib; };
}
```
",
    check: Some(check),
};

/// Inputs that frameworks find by their names.
const TAKEN_UNTOLD: [&str; 6] =
    ["darwin", "flake-parts", "home-manager", "nix-darwin", "nixpkgs", "systems"];

fn check(model: &Model) -> Vec<Finding> {
    let files = own_files(model);
    let nix_files = NixFiles::new(model);
    // What can't be read, or is not there, may use any.
    let is_known = |file: &&FileFacts| {
        file.rejected.is_none() && nix_files.missing(file).is_empty() && !looks_through_all(file)
    };
    let may_follow = model.flake.unread_inputs().iter().any(UnreadInput::may_follow);
    if may_follow || !model.unreadable.is_empty() || !files.iter().all(is_known) {
        return Vec::new();
    }
    let declared = declared(model);
    let mut used: BTreeSet<&str> = TAKEN_UNTOLD.into();
    for file in files {
        let references = file.references.iter();
        let inputs = references.filter(|reference| reference.root == ReferenceRoot::Inputs);
        used.extend(inputs.filter_map(|reference| Some(reference.path.first()?.name.as_str())));
        used.extend(file.input_words.names.iter().map(String::as_str));
    }
    used.extend(followed(&declared));
    used.extend(model.other_files.iter().flat_map(|file| &file.input_words).map(String::as_str));
    let unused = declared.iter().filter(|(name, _)| !used.contains(name.as_str()));
    unused.map(|(name, declared)| finding(name, declared)).collect()
}

fn looks_through_all(file: &FileFacts) -> bool {
    let is_any = |reference: &Reference| {
        reference.root == ReferenceRoot::Inputs && reference.path.is_empty()
    };
    file.input_words.all || file.references.iter().any(is_any)
}

/// The inputs that other inputs follow, themselves or through their own inputs.
fn followed(declared: &BTreeMap<String, Declared>) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut work: Vec<&Known> = declared.values().map(|declared| &declared.definition).collect();
    while let Some(definition) = work.pop() {
        let follows = definition.get("follows").and_then(Known::as_str);
        found.extend(follows.and_then(|path| path.split('/').next()));
        if let Some(Known::Attrs(inputs)) = definition.get("inputs") {
            work.extend(inputs.values().map(|attr| &attr.value));
        }
    }
    found
}

fn finding(name: &str, declared: &Declared) -> Finding {
    let message = format!("nothing uses the input `{name}`, and no input follows it");
    let finding = Finding::new(RULE.name, RULE.severity, message);
    declared.at(finding.help(format!("remove the declaration of `{name}`")))
}
