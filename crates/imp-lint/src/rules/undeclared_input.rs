//! Inputs that are used and that nobody declares.

use std::collections::BTreeSet;

use imp_model::facts::{FileFacts, Reference, ReferenceRoot};
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, attribute, closest, quoted};
use imp_model::text::Place;

use crate::Rule;
use crate::inputs;
use crate::meant::did_you_mean;

pub(super) const RULE: Rule = Rule {
    name: "undeclared-input",
    severity: Severity::Error,
    summary: "an input that is used and that nobody declares",
    explanation: "\
`inputs.x` fails when it is evaluated and the flake has no input `x`, and so does `\"@x.y\"` in `bases` or `modules` of a
host. In an imp flake the file that uses it declares it, too, in `__inputs`. `inputs.x or y` and `inputs ? x` are
questions and no finding, neither is `inputs.x` where such a question guards it (`if inputs ? x then inputs.x else y`,
`lib.optional (inputs ? x) inputs.x`), and neither are names that only Nix knows.

Bad:

```nix
# nix/outputs/overlays.nix
{ inputs, ... }: { nur = inputs.nur.overlays.default; }
```

Good:

```nix
# nix/outputs/overlays.nix
{
  __inputs.nur.url = \"github:nix-community/NUR\";
  __functor = _: { inputs, ... }: { nur = inputs.nur.overlays.default; };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let Some(names) = inputs::names(model) else { return Vec::new() };
    let mut findings = Vec::new();
    for file in &model.files {
        let uses: [Vec<_>; 2] =
            [file.references.iter().filter_map(used).collect(), named_by_host(file).collect()];
        for uses in uses {
            // Once in a file says enough, of expressions and of strings.
            let mut seen = BTreeSet::new();
            for (name, place) in uses {
                if name != "self" && !names.contains(name) && seen.insert(name) {
                    findings.push(finding(model, name, place, &names));
                }
            }
        }
    }
    findings
}

/// The input that a reference needs.
fn used(reference: &Reference) -> Option<(&str, &Place)> {
    let name = reference.path.first()?.name.as_str();
    let is_input = reference.root == ReferenceRoot::Inputs;
    (is_input && !reference.is_question && reference.asked == 0).then_some((name, &reference.place))
}

/// The inputs that strings of a host name: `@disko.nixosModules.default`.
fn named_by_host(file: &FileFacts) -> impl Iterator<Item = (&str, &Place)> {
    let names = file.host.iter().flat_map(|host| &host.names);
    let names = names.filter(|name| matches!(name.field, "bases" | "modules"));
    names.filter_map(|name| {
        let path = name.text.strip_prefix('@')?;
        Some((path.split('.').next()?, &name.place))
    })
}

fn finding(model: &Model, name: &str, place: &Place, names: &BTreeSet<String>) -> Finding {
    let message = format!("the input `{name}` is used and nobody declares it");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(place.clone());
    if let Some(meant) = did_you_mean(&closest(name, names.iter().map(String::as_str))) {
        return finding.help(meant);
    }
    let url = url(model, name);
    let url = url.as_deref().map_or("\"…\"".to_owned(), quoted);
    let name = attribute(name);
    finding.help(if model.configuration.writes_flake().unwrap_or(false) {
        format!("declare it: `__inputs.{name}.url = {url};` in this file, or `{name}.url = {url};` in `coreInputs`")
    } else {
        format!("declare it: `inputs.{name}.url = {url};`")
    })
}

/// Where an input of that name comes from among the inputs of inputs.
fn url(model: &Model, name: &str) -> Option<String> {
    let Some(Ok(lock)) = &model.lock else { return None };
    let original = &lock.nodes.get(name)?.original;
    let get = |name: &str| original.get(name).map(String::as_str);
    match (get("type")?, get("owner"), get("repo")) {
        (kind @ ("github" | "gitlab" | "sourcehut"), Some(owner), Some(repo)) => {
            Some(format!("{kind}:{owner}/{repo}"))
        }
        _ => None,
    }
}
