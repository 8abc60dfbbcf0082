//! Overlays that the flake has for others only, although it has systems of its own.

use imp_model::facts::{StaticOutput, StaticValue};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
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
    let outputs = || model.files.iter().flat_map(|file| &file.practice.outputs);
    if !outputs().any(|output| CONFIGURATIONS.contains(&output.kind.as_str())) {
        return Vec::new();
    }
    let overlays = outputs().filter(|output| output.kind == "overlays");
    let unused = overlays.filter(|overlay| !is_used(model, overlay));
    unused.filter_map(finding).collect()
}

/// Whether something uses an overlay, or may.
fn is_used(model: &Model, overlay: &StaticOutput) -> bool {
    let mut uses = model.files.iter().flat_map(|file| &file.practice.overlay_uses);
    let is_named = uses.any(|used| used.name.is_none() || used.name == overlay.name);
    is_named
        || match &overlay.value {
            StaticValue::Function => false,
            // The output itself is one time.
            StaticValue::File(file) => times(model, file) > 1,
            StaticValue::Variable(count) => *count > 1,
            StaticValue::Other => true,
        }
}

/// How often files name a path.
fn times(model: &Model, file: &TreePath) -> usize {
    let paths = model.files.iter().flat_map(|file| &file.paths);
    paths.filter(|path| path.target.as_ref() == Some(file)).count()
}

fn finding(overlay: &StaticOutput) -> Option<Finding> {
    let name = overlay.name.as_ref()?;
    let message = format!("the overlay `{name}` is defined, and no configuration applies it");
    let help = format!("add `nixpkgs.overlays = [ self.overlays.{name} ];` to the configurations");
    Some(Finding::new(RULE.name, RULE.severity, message).at(overlay.place.clone()).help(help))
}
