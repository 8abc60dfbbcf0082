//! Misspelt attributes of inputs.

use imp_model::eval::Known;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};

use crate::Rule;
use crate::inputs::{Declared, declared};

pub(super) const RULE: Rule = Rule {
    name: "unknown-input-field",
    severity: Severity::Error,
    summary: "a misspelt attribute of an input",
    explanation: "\
An input has `url`, `flake`, `inputs` and `follows`, or `type` with the attributes of that fetcher. Nix hands every
other attribute to the fetcher, which fails on it, or passes over a `follow` for `follows`. Attributes that are near
to none of them are left alone: fetchers get new ones.

Bad:

```nix
# flake.nix
{
  inputs.theme = { url = \"github:o/theme\"; flakes = false; };
  outputs = inputs: { };
}
```

Good:

```nix
# flake.nix
{
  inputs.theme = { url = \"github:o/theme\"; flake = false; };
  outputs = inputs: { };
}
```
",
    check: Some(check),
};

/// What an input, and what the fetchers of Nix, take.
const FIELDS: [&str; 26] = [
    "allRefs",
    "dir",
    "exportIgnore",
    "flake",
    "follows",
    "host",
    "id",
    "inputs",
    "keytype",
    "lastModified",
    "lfs",
    "name",
    "narHash",
    "owner",
    "path",
    "publicKey",
    "publicKeys",
    "ref",
    "repo",
    "rev",
    "revCount",
    "shallow",
    "submodules",
    "type",
    "url",
    "verifyCommit",
];

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, declared) in &declared(model) {
        fields(name, &declared.definition, declared, &mut findings);
    }
    findings
}

/// What is misspelt in a definition, and in those of the inputs below.
fn fields(name: &str, definition: &Known, declared: &Declared, findings: &mut Vec<Finding>) {
    let Known::Attrs(attrs) = definition else { return };
    for (field, attr) in attrs {
        if field == "inputs" {
            let Known::Attrs(inputs) = &attr.value else { continue };
            for (input, attr) in inputs {
                fields(&format!("{name}.inputs.{input}"), &attr.value, declared, findings);
            }
        } else if !FIELDS.contains(&field.as_str())
            && let Some(near) = closest(field, FIELDS).first()
        {
            let message =
                format!("the input `{name}` has the attribute `{field}`, which Nix does not know");
            let finding = Finding::new(RULE.name, RULE.severity, message)
                .help(format!("did you mean `{near}`?"));
            findings.push(match &attr.place {
                Some(place) => finding.at(place.clone()),
                None => declared.at(finding),
            });
        }
    }
}
