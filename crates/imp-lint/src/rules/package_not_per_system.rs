//! Packages and shells that stand where the system should.

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, attribute};
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

/// Outputs that are there once for each system.
const PER_SYSTEM: [&str; 6] =
    ["apps", "checks", "devShells", "formatter", "legacyPackages", "packages"];

/// What the name of a system ends with.
const KERNELS: [&str; 14] = [
    "-cygwin",
    "-darwin",
    "-freebsd",
    "-genode",
    "-linux",
    "-netbsd",
    "-none",
    "-openbsd",
    "-redox",
    "-solaris",
    "-wasi",
    "-windows",
    "-mmixware",
    "-ghcjs",
];

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for output in model.files.iter().flat_map(|file| &file.practice.outputs) {
        findings.extend(finding(&output.kind, output.name.as_deref(), output.place.clone()));
    }
    for output in model.outputs().unwrap_or_default().iter().filter(|output| !output.per_system) {
        let file = output.files.first();
        let place = output.place.clone().or_else(|| file.map(Place::start_of));
        if let ([kind, name, ..], Some(place)) = (&*output.path, place) {
            findings.extend(finding(kind, Some(name), place));
        }
    }
    findings
}

fn finding(kind: &str, name: Option<&str>, place: Place) -> Option<Finding> {
    let name = name.filter(|name| !is_system(name))?;
    if !PER_SYSTEM.contains(&kind) {
        return None;
    }
    let name = attribute(name);
    let message = format!("`{kind}.{name}` has no system, so Nix takes `{name}` for one");
    let help = match kind {
        "formatter" => "write `formatter.${system} = …`".to_owned(),
        _ => format!("write `{kind}.${{system}}.{name}`"),
    };
    Some(Finding::new(RULE.name, RULE.severity, message).at(place).help(help))
}

fn is_system(name: &str) -> bool {
    KERNELS.iter().any(|kernel| name.ends_with(kernel))
}
