//! Arguments that a file does not get where it stands.

use imp_model::facts::{Argument, FileFacts, Role};
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
module, too: the file is called with the arguments of the flake, and gives the module. Modules of flake-parts have these
arguments in `perSystem` only, in any flake. `__outputs` and `__outputs.perSystem` are no functions: each output in them is
one, where it needs arguments.

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
    let in_tree = arguments.filter(is_wrong).map(|argument| {
        finding(argument).help(
            "move the file below `perSystem`; if it is a module, write `{ lib, ... }:` before its own arguments",
        )
    });
    let modules = output_files::modules_of_parts(model).into_iter();
    let is_missed = |argument: &&Argument| {
        PER_SYSTEM.contains(&argument.name.as_str()) && !argument.has_default && argument.is_used
    };
    let in_modules = modules.flat_map(|file| &file.arguments).filter(is_missed).map(|argument| {
        finding(argument)
            .help(format!("take it there: `perSystem = {{ {}, ... }}:`", argument.name))
    });
    in_tree.chain(in_modules).chain(in_declarations(model)).collect()
}

/// `__outputs` that Nix fails on, most often because it takes the arguments that only each output in it gets.
fn in_declarations(model: &Model) -> impl Iterator<Item = Finding> {
    let is_read = model.is_on("outputs.enable", true).unwrap_or(true);
    let visited =
        move |file: &&FileFacts| is_read && file.role == Role::Visited && file.rejected.is_none();
    let unread = model.files.iter().filter(visited).flat_map(|file| &file.unread);
    let failing = unread.filter(|unread| unread.declaration == "__outputs" && unread.nix_fails);
    failing.map(|unread| {
        let name = unread.name.as_deref().map_or(String::new(), |name| format!(".{name}"));
        let message = format!("`__outputs{name}` fails: {}", unread.reason);
        Finding::new(RULE.name, RULE.severity, message).at(unread.place.clone()).help(
            "each output takes the arguments by itself: `__outputs.perSystem.packages.NAME = { pkgs, ... }: …;`",
        )
    })
}

fn finding(argument: &Argument) -> Finding {
    let message = format!("the argument `{}` is only there below `perSystem`", argument.name);
    Finding::new(RULE.name, RULE.severity, message).at(argument.place.clone())
}
