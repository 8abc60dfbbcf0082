//! Files that hold declarations and that Nix rejects.

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "syntax-error",
    severity: Severity::Error,
    summary: "a file that Nix rejects before it evaluates anything",
    explanation: "\
Nix reads a file as a whole or not at all. What such a file declares can't be collected, so
`flake.nix` is not written while it is broken; `--keep-going` keeps its present lines.

Bad:

```nix
# nix/outputs/overlays.nix
{ __inputs.nur.url = \"github:nix-community/NUR\" }
```

Good:

```nix
# nix/outputs/overlays.nix
{ __inputs.nur.url = \"github:nix-community/NUR\"; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &model.files {
        if let Some(rejected) = &file.rejected {
            // A broken file that declares nothing can't stop anything, unless Nix reads it first.
            let declares = file.unread.iter().any(|unread| unread.is_declared);
            let is_flake = file.path.as_str() == "flake.nix";
            let severity = if declares || is_flake { RULE.severity } else { Severity::Warning };
            let mut finding =
                Finding::new(RULE.name, severity, &*rejected.message).at(rejected.place.clone());
            if let Some((place, words)) = &rejected.earlier {
                finding = finding.label(place.clone(), words.clone());
            }
            for unread in file.unread.iter().filter(|unread| unread.is_declared) {
                let word = unread.declaration;
                finding =
                    finding.label(unread.place.clone(), format!("so this `{word}` can't be read"));
            }
            findings.push(finding);
        }
    }
    findings
}
