//! `config` of one module system where that of another, or none, is meant.

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "config-in-extra-args",
    severity: Severity::Error,
    summary: "`config` where it is not in scope, as in `extraSpecialArgs` of the flake",
    explanation: "\
`config` is an argument of modules: a set written in `flake.nix` does not have it, and Nix rejects the file. As an
attribute of `specialArgs` or `extraSpecialArgs` it takes the place of every module's own `config`, so that a module of
Home Manager reads the settings of the system. Home Manager in a system gives modules the system's as `osConfig`.

Bad:

```nix
# home.nix
{ config, inputs, ... }:
{
  home-manager.extraSpecialArgs = { inherit inputs config; };
}
```

Good:

```nix
# home.nix
{ config, inputs, ... }:
{
  home-manager.extraSpecialArgs = {
    inherit inputs;
    hostName = config.networking.hostName;
  };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let error = |message| Finding::new(RULE.name, RULE.severity, message);
    let mut findings = Vec::new();
    for file in &model.files {
        let rejected =
            file.rejected.iter().filter(|it| it.message == "undefined variable `config`");
        findings.extend(rejected.map(|rejected| {
            error("`config` is not in scope here: only a module that is a function has it")
                .at(rejected.place.clone())
                .help("make the module a function: `{ config, ... }: { … }`")
        }));
        // One that is not in scope takes no place.
        let configs = file.practice.special_configs.iter();
        let bound = configs.filter(|place| file.rejected.iter().all(|it| it.place != **place));
        findings.extend(bound.map(|place| {
            error("`config` in special arguments takes the place of every module's own")
                .at(place.clone())
                .help("take it out; a module of Home Manager has the system's as `osConfig`")
        }));
    }
    findings
}
