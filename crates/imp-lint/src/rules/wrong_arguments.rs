//! Arguments that a file does not get where it stands.

use imp_model::facts::Argument;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;
use crate::output_files::{self, PER_SYSTEM};

pub(super) const RULE: Rule = Rule {
    name: "wrong-arguments",
    severity: Severity::Error,
    summary: "`pkgs` or `system` in a file outside `perSystem`",
    explanation: "\
Files below `perSystem` are called once for each system, with `pkgs`, `system`, `self'` and `inputs'`. The other files
of the outputs tree are called once, without them, and Nix fails on an argument that is not there. That holds for a
module, too: the file is called with the arguments of the flake, and gives the module.

Bad:

```nix
# nix/outputs/nixosModules/tools.nix
{ pkgs, ... }: { environment.systemPackages = [ pkgs.jq ]; }
```

Good:

```nix
# nix/outputs/nixosModules/tools.nix
{ lib, ... }: { pkgs, ... }: { environment.systemPackages = [ pkgs.jq ]; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let files = output_files::all(model).into_iter().filter(|file| !file.per_system);
    let arguments = files.flat_map(|file| &file.facts.arguments);
    let is_wrong = |argument: &&Argument| {
        let name = argument.name.as_str();
        PER_SYSTEM.contains(&name) && !argument.has_default && !output_files::is_given(model, name)
    };
    arguments.filter(is_wrong).map(finding).collect()
}

fn finding(argument: &Argument) -> Finding {
    let name = &argument.name;
    let message = format!("the argument `{name}` is only there below `perSystem`");
    Finding::new(RULE.name, RULE.severity, message).at(argument.place.clone()).help(
        "move the file below `perSystem`; if it is a module, write `{ lib, ... }:` before its own arguments",
    )
}
