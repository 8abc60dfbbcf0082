//! Packages and shells that stand where the system should.

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, attribute, is_per_system, is_system};
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "package-not-per-system",
    severity: Severity::Error,
    summary: "`packages.hello` without a system",
    explanation: "\
Nix looks for a package at `packages.SYSTEM.NAME`, and the same way for shells, checks, apps and the formatter. What
stands directly in `packages` is taken for a system, so `nix build .#hello` does not find it and `nix flake check`
fails on it. Helpers such as flake-parts' `perSystem` and flake-utils' `eachDefaultSystem` put the system in between.

Bad:

```nix
# flake.nix
{
  outputs = { nixpkgs, ... }: {
    packages.hello = nixpkgs.legacyPackages.x86_64-linux.hello;
  };
}
```

Good:

```nix
# flake.nix
{
  outputs = { nixpkgs, ... }: {
    packages.x86_64-linux.hello = nixpkgs.legacyPackages.x86_64-linux.hello;
  };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (kind, output) in model.flake.present().iter().flat_map(|flake| &flake.outputs.kinds) {
        let names = output.no_systems.iter();
        findings.extend(names.map(|(name, place)| finding(kind, name, place.clone())));
    }
    for output in model.outputs().unwrap_or_default().iter().filter(|output| !output.per_system) {
        let file = output.files.first();
        let place = output.place.clone().or_else(|| file.map(Place::start_of));
        if let ([kind, name, ..], Some(place)) = (&*output.path, place)
            && is_per_system(kind)
            && !is_system(name)
        {
            findings.push(finding(kind, name, place));
        }
    }
    findings
}

fn finding(kind: &str, name: &str, place: Place) -> Finding {
    if name.is_empty() {
        let message = format!("`{kind}` is a package, so Nix finds none for a system");
        let finding = Finding::new(RULE.name, RULE.severity, message).at(place);
        return finding.help(format!("write `{kind}.${{system}} = …`"));
    }
    let name = attribute(name);
    let message = format!("`{kind}.{name}` has no system, so Nix takes `{name}` for one");
    let help = match kind {
        "formatter" => "write `formatter.${system} = …`".to_owned(),
        _ => format!("write `{kind}.${{system}}.{name}`"),
    };
    Finding::new(RULE.name, RULE.severity, message).at(place).help(help)
}
