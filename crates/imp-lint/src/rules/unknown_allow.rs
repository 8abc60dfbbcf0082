//! Comments that are to allow findings and allow none.

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};
use imp_model::text::Place;

use super::ALL;
use crate::Rule;
use crate::allow::{Comment, comments};
use crate::meant::did_you_mean;

pub(super) const RULE: Rule = Rule {
    name: "unknown-allow",
    severity: Severity::Warning,
    summary: "a comment `# imp: allow` that names no rule",
    explanation: "\
A comment `# imp: allow NAME` allows the findings of the rule `NAME` on its line, or, where it stands alone, on the next
one. With a misspelt name, or another word for `allow`, it does nothing and looks as if it did.

Bad:

```nix
# flake.nix
{
  # imp: allow unused-inputs
  inputs.theme.url = \"github:o/theme\";
  outputs = inputs: { };
}
```

Good:

```nix
# flake.nix
{
  # imp: allow unused-input: the next release takes it
  inputs.theme.url = \"github:o/theme\";
  outputs = inputs: { };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &model.files {
        let Some(text) = &file.text else { continue };
        for comment in comments(&file.path, text) {
            let place = |span| Place::new(&file.path, text, span);
            if !comment.is_right {
                findings.push(misspelt(&comment, place(comment.verb), text));
            } else if let Some((span, name)) = comment.unknown_name(text) {
                findings.push(unknown(name, place(span)));
            }
        }
    }
    findings
}

fn misspelt(comment: &Comment, place: Place, text: &str) -> Finding {
    let verb = &text[comment.verb.range()];
    let message = format!("`imp: {verb}` allows nothing");
    Finding::new(RULE.name, RULE.severity, message).at(place).help("write `# imp: allow NAME`")
}

fn unknown(name: &str, place: Place) -> Finding {
    let message = format!("there is no rule `{name}` to allow");
    let near = closest(name, ALL.iter().map(|rule| rule.name));
    let finding = Finding::new(RULE.name, RULE.severity, message).at(place);
    match did_you_mean(&near) {
        Some(meant) => finding.help(meant),
        None => finding.help("`imp-flake lint --help` lists the rules"),
    }
}
