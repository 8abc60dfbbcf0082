//! Arguments that are meant as inputs.

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
that is not there. `imp.args` gives more arguments; what it names is no finding.

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
                let message =
                    format!("the argument `{name}` is an input, which no file gets by its name");
                let finding = Finding::new(RULE.name, RULE.severity, message);
                findings.push(finding.at(argument.place.clone()).help(format!(
                    "take the argument `inputs`, and write `inputs.{}`",
                    attribute(name)
                )));
            }
        }
    }
    findings
}
