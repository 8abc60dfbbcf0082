//! Users whose home is made of one thing in their system and of another standalone.

use std::collections::BTreeSet;

use imp_model::facts::Home;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "home-manager-two-ways",
    severity: Severity::Warning,
    summary: "a user configured by module and standalone from different modules",
    explanation: "\
Home Manager runs as a module of a system or standalone. To have both for one user is good when both take the same
module: the home then comes with the system, and also to machines that are not NixOS. When they share no file, whichever
was switched to last wins, and the two drift apart. Only users whose modules the text shows on both sides are compared.

Bad:

```nix
# flake.nix
{
  outputs = { nixpkgs, home-manager, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ { home-manager.users.alice = import ./home/alice.nix; } ];
    };
    homeConfigurations.alice = home-manager.lib.homeManagerConfiguration {
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      modules = [ ./home/alice-laptop.nix ];
    };
  };
}
# home/alice.nix
{ programs.git.enable = true; }
# home/alice-laptop.nix
{ programs.git.enable = false; }
```

Good:

```nix
# flake.nix
{
  outputs = { nixpkgs, home-manager, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ { home-manager.users.alice = import ./home/alice.nix; } ];
    };
    homeConfigurations.alice = home-manager.lib.homeManagerConfiguration {
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      modules = [ ./home/alice-laptop.nix ];
    };
  };
}
# home/alice.nix
{ programs.git.enable = true; }
# home/alice-laptop.nix
{ imports = [ ./alice.nix ]; programs.git.userName = \"alice\"; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let homes: Vec<&Home> = model.files.iter().flat_map(|file| &file.practice.homes).collect();
    if homes.iter().all(|home| home.is_standalone) {
        return Vec::new();
    }
    let of = |user: &str, is_standalone: bool| {
        let is_it = |home: &&&Home| home.user == user && home.is_standalone == is_standalone;
        homes.iter().filter(is_it).copied().collect::<Vec<&Home>>()
    };
    let Ok(dependencies) = model.dependencies() else { return Vec::new() };
    let reach = |home: &Home| {
        let modules = home.modules.clone().filter(|modules| !modules.is_empty())?;
        Some(dependencies.reach(modules))
    };
    let mut findings = Vec::new();
    for standalone in homes.iter().filter(|home| home.is_standalone) {
        let others = of(&standalone.user, false);
        let reached = match standalone.is_in_place {
            true => BTreeSet::new(),
            false => match reach(standalone) {
                Some(reached) => reached,
                None => continue,
            },
        };
        let is_apart =
            |other: &&Home| reach(other).is_some_and(|files| files.is_disjoint(&reached));
        // One system that shares it is enough; the others may be meant so.
        if !others.is_empty() && others.iter().all(is_apart) {
            findings.push(finding(standalone, others[0]));
        }
    }
    findings
}

fn finding(standalone: &Home, in_system: &Home) -> Finding {
    let user = &standalone.user;
    let message =
        format!("the home of `{user}` is made of other modules standalone than in a system");
    Finding::new(RULE.name, RULE.severity, message)
        .at(standalone.place.clone())
        .labelled("standalone")
        .label(in_system.place.clone(), "as a module of a system")
        .help("give both the same module, or remove one of them")
}
