//! Arguments that are meant as inputs.

use imp_model::facts::Argument;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, attribute};

use crate::output_files::{self, PER_SYSTEM};
use crate::{Rule, inputs};

pub(super) const RULE: Rule = Rule {
    name: "input-as-argument",
    severity: Severity::Error,
    summary: "`{ treefmt-nix, … }:` where `inputs.treefmt-nix` is meant",
    explanation: "\
A file of the outputs tree gets all inputs as the argument `inputs`, and none by its own name. Nix fails on an argument
that is not there. `imp.args` gives more arguments; what it names is no finding. The same holds for modules of
flake-parts, in any flake that gives them no arguments of its own by `specialArgs` or `_module.args`.

Bad:

```nix
# nix/outputs/perSystem/formatter.nix
{
  __inputs.treefmt-nix.url = \"github:numtide/treefmt-nix\";
  __functor = _: { pkgs, treefmt-nix, ... }: treefmt-nix.lib.mkWrapper pkgs { };
}
```

Good:

```nix
# nix/outputs/perSystem/formatter.nix
{
  __inputs.treefmt-nix.url = \"github:numtide/treefmt-nix\";
  __functor = _: { pkgs, inputs, ... }: inputs.treefmt-nix.lib.mkWrapper pkgs { };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let Some(names) = inputs::names(model) else { return Vec::new() };
    let mut findings = Vec::new();
    for file in output_files::all(model) {
        for argument in file.facts.arguments.iter().filter(|argument| !argument.has_default) {
            let name = &argument.name;
            let is_given =
                output_files::is_given(model, name) || PER_SYSTEM.contains(&name.as_str());
            if names.contains(name) && !is_given {
                findings.push(finding(argument));
            }
        }
    }
    let is_meant = |argument: &&Argument| {
        let name = argument.name.as_str();
        let is_given = output_files::is_given(model, name) || PER_SYSTEM.contains(&name);
        names.contains(name) && argument.is_used && !argument.has_default && !is_given
    };
    let modules = output_files::modules_of_parts(model).into_iter();
    let wrong: Vec<&Argument> = modules.flat_map(|file| &file.arguments).filter(is_meant).collect();
    if !wrong.is_empty() && !output_files::have_more_arguments(model) {
        findings.extend(wrong.into_iter().map(finding));
    }
    findings
}

fn finding(argument: &Argument) -> Finding {
    let name = &argument.name;
    let message = format!("the argument `{name}` is an input, which no file gets by its name");
    Finding::new(RULE.name, RULE.severity, message)
        .at(argument.place.clone())
        .help(format!("take the argument `inputs`, and write `inputs.{}`", attribute(name)))
}
