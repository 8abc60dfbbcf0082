//! Misspelt names of outputs.

use std::collections::BTreeMap;

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unknown-output",
    severity: Severity::Warning,
    summary: "an output name that nothing reads, near to one that Nix reads",
    explanation: "\
A flake may have outputs of any name, and Nix and its tools read some of them. One that is nearly such a name is
misspelt: `nixos-rebuild` says that there is no such host. Names that are near to none are left alone.

Bad:

```nix
# flake.nix
{
  outputs = _: { nixosConfiguration.server = { }; };
}
```

Good:

```nix
# flake.nix
{
  outputs = _: { nixosConfigurations.server = { }; };
}
```
",
    check: Some(check),
};

/// What Nix and the tools of the field read, also under the names of older days.
const KNOWN: [&str; 40] = [
    "apps",
    "bundlers",
    "checks",
    "colmena",
    "colmenaHive",
    "darwinConfigurations",
    "darwinModule",
    "darwinModules",
    "defaultApp",
    "defaultBundler",
    "defaultPackage",
    "defaultTemplate",
    "deploy",
    "devShell",
    "devShells",
    "exports",
    "flakeModule",
    "flakeModules",
    "formatter",
    "herculesCI",
    "homeConfigurations",
    "homeManagerConfigurations",
    "homeManagerModule",
    "homeManagerModules",
    "homeModule",
    "homeModules",
    "hydraJobs",
    "legacyPackages",
    "lib",
    "nixOnDroidConfigurations",
    "nixosConfigurations",
    "nixosModule",
    "nixosModules",
    "overlay",
    "overlays",
    "packages",
    "registry",
    "schemas",
    "systemConfigs",
    "templates",
];

fn check(model: &Model) -> Vec<Finding> {
    let mut names: BTreeMap<&str, Place> = BTreeMap::new();
    if let Some(flake) = model.flake.present() {
        let kinds = flake.outputs.kinds.iter().map(|(name, kind)| (name.as_str(), &kind.place));
        names.extend(kinds.map(|(name, place)| (name, place.clone())));
        // Modules of other flakes have options of their own.
        let has_others = !flake.outputs.foreign_modules.is_empty();
        for (name, place) in flake.outputs.per_system_options.iter().filter(|_| !has_others) {
            names.entry(name).or_insert_with(|| place.clone());
        }
    }
    // That the configuration can't be read is said by whoever needs it.
    let outputs = model.outputs().unwrap_or_default();
    for output in &outputs {
        let file = output.files.first().map(Place::start_of);
        if let (Some(name), Some(place)) = (output.path.first(), output.place.clone().or(file)) {
            names.entry(name).or_insert(place);
        }
    }
    names.into_iter().filter_map(|(name, place)| finding(name, place)).collect()
}

fn finding(name: &str, place: Place) -> Option<Finding> {
    let near = meant(name)?;
    let message = format!("nothing reads the output `{name}`");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(place);
    Some(finding.help(format!("did you mean `{near}`?")))
}

/// The name that a misspelt one stands for. A short word is near to many, so that it must begin alike.
fn meant(name: &str) -> Option<&'static str> {
    if KNOWN.contains(&name) {
        return None;
    }
    let begins_alike = |near: &&str| {
        let alike = name.bytes().zip(near.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b));
        alike.count() * 2 >= near.len()
    };
    let is_as_long = |near: &&str| near.len().abs_diff(name.len()) <= 2;
    closest(name, KNOWN).into_iter().filter(is_as_long).find(begins_alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_are_told_from_names_of_ones_own() {
        assert_eq!(meant("nixosConfiguration"), Some("nixosConfigurations"));
        assert_eq!(meant("devshells"), Some("devShells"));
        assert_eq!(meant("package"), Some("packages"));
        for own in ["packages", "overlay", "shells", "hosts", "modules", "tests", "nodes", "images"]
        {
            assert_eq!(meant(own), None, "{own}");
        }
    }
}
