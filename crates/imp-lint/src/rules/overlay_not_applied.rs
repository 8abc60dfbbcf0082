//! Overlays that the flake has for others only, although it has systems of its own.

use imp_model::eval::Written;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, NamedOutput, attribute};
use imp_model::source::TreePath;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "overlay-not-applied",
    severity: Severity::Warning,
    summary: "an overlay that is defined and that no configuration uses",
    explanation: "\
`overlays.NAME` is an output for others: to define one applies it nowhere. The systems and users of the flake get it
when their `nixpkgs.overlays`, or the `overlays` of their `import nixpkgs`, names it. A flake without configurations only
offers its overlays, so this rule says nothing of it; nor of one whose use can't be told without evaluation.

Bad:

```nix
# flake.nix
{
  outputs = { self, nixpkgs }: {
    overlays.default = final: prev: { hello = prev.hello.override { }; };
    nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; };
  };
}
# web.nix
{ networking.hostName = \"web\"; }
```

Good:

```nix
# flake.nix
{
  outputs = { self, nixpkgs }: {
    overlays.default = final: prev: { hello = prev.hello.override { }; };
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ ./web.nix { nixpkgs.overlays = [ self.overlays.default ]; } ];
    };
  };
}
# web.nix
{ networking.hostName = \"web\"; }
```
",
    check: Some(check),
};

/// Outputs in which overlays of the flake would be used. Flakes that are for others have others of them as tests.
const CONFIGURATIONS: [&str; 2] = ["nixosConfigurations", "homeConfigurations"];

fn check(model: &Model) -> Vec<Finding> {
    let Some(flake) = model.flake.present() else { return Vec::new() };
    let kinds = &flake.outputs.kinds;
    let overlays = kinds.get("overlays").map(|overlays| &overlays.names);
    match overlays.filter(|_| CONFIGURATIONS.iter().any(|kind| kinds.contains_key(*kind))) {
        Some(overlays) => overlays
            .iter()
            .filter(|(name, overlay)| !is_overlay_used(model, name, overlay))
            .map(|(name, overlay)| finding(name, overlay))
            .collect(),
        None => Vec::new(),
    }
}

/// Whether something uses an overlay, or may.
pub fn is_overlay_used(model: &Model, name: &str, overlay: &NamedOutput) -> bool {
    let mut uses = model.files.iter().flat_map(|file| &file.practice.overlay_uses);
    let is_named = uses.any(|used| used.name.as_deref().is_none_or(|used| used == name));
    is_named
        || match &overlay.overlay {
            Some(Written::Function) => false,
            // The output itself is one time.
            Some(Written::File(file)) => times(model, file) > 1,
            Some(Written::Variable(count)) => *count > 1,
            Some(Written::Other) | None => true,
        }
}

/// How often files name a path.
fn times(model: &Model, file: &TreePath) -> usize {
    let paths = model.files.iter().flat_map(|file| &file.paths);
    paths.filter(|path| path.target.as_ref() == Some(file)).count()
}

fn finding(name: &str, overlay: &NamedOutput) -> Finding {
    let message = format!("the overlay `{name}` is defined, and no configuration applies it");
    let name = attribute(name);
    let help = format!("add `nixpkgs.overlays = [ self.overlays.{name} ];` to the configurations");
    Finding::new(RULE.name, RULE.severity, message).at(overlay.place.clone()).help(help)
}
