//! Unlike declarations of one input.

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Declaration, InputConflict, Model, one_line};

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "input-conflict",
    severity: Severity::Error,
    summary: "unlike declarations of one input",
    explanation: "\
A flake has one input of each name. Two files may declare the same input alike; when they declare it
unlike, neither can win silently. An input that several files share belongs in `coreInputs`, once.

Bad:

```nix
# nix/outputs/lib.nix
{ __inputs.utils.url = \"github:numtide/flake-utils\"; }
# nix/outputs/overlays.nix
{ __inputs.utils.url = \"github:numtide/flake-utils/main\"; }
```

Good:

```nix
# nix/outputs/lib.nix
{ __inputs.utils.url = \"github:numtide/flake-utils\"; }
# nix/outputs/overlays.nix
{ __inputs.utils.url = \"github:numtide/flake-utils\"; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    model.collected_inputs().conflicts.iter().map(finding).collect()
}

fn finding(conflict: &InputConflict) -> Finding {
    let name = &conflict.name;
    let places: Vec<String> = conflict
        .declarations
        .iter()
        .flat_map(Declaration::places)
        .map(ToString::to_string)
        .collect();
    let (first, others) = conflict.declarations.split_first().expect("a conflict is between two");
    let mut finding = Finding::new(
        RULE.name,
        RULE.severity,
        format!("the input `{name}` is declared unlike in {}", places.join(" and ")),
    )
    .at(first.place.clone())
    .labelled(described(first));
    for place in &first.also {
        finding = finding.label(place.clone(), one_line(&first.definition));
    }
    for other in others {
        finding = finding.label(other.place.clone(), described(other));
        for place in &other.also {
            finding = finding.label(place.clone(), one_line(&other.definition));
        }
    }
    let core = conflict.declarations.iter().any(|declaration| declaration.is_core);
    finding.help(if core {
        format!("`{name}` is a core input already; remove the declaration in the other file")
    } else {
        format!("declare `{name}` once, in `coreInputs`, and remove it from these files")
    })
}

fn described(declaration: &Declaration) -> String {
    let core = if declaration.is_core { "in `coreInputs`: " } else { "" };
    format!("{core}{}", one_line(&declaration.definition))
}
