//! Sinks that nobody exports to.

use std::collections::BTreeSet;

use imp_model::facts::ReferenceRoot;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};

use crate::Rule;
use crate::meant::did_you_mean;
use crate::sinks::{self, Taken};

pub(super) const RULE: Rule = Rule {
    name: "unknown-sink",
    severity: Severity::Error,
    summary: "a sink that nobody exports to",
    explanation: "\
A sink is there when some file exports to it, `__exports.desktop.nixos`. A host that takes another one, and
`exports.desktop.nixos` in a file, fail when Nix evaluates them. So does a host that takes a group of sinks, `desktop`.
`exports.a or { }` is a question.

Bad:

```nix
# nix/registry/modules/desktop.nix
{ __exports.desktop.nixos.value = { services.xserver.enable = true; }; }
# nix/registry/hosts/laptop.nix
{
  __host = {
    system = \"x86_64-linux\";
    stateVersion = \"25.05\";
    sinks = [ \"desktop.nixso\" ];
  };
}
```

Good:

```nix
# nix/registry/modules/desktop.nix
{ __exports.desktop.nixos.value = { services.xserver.enable = true; }; }
# nix/registry/hosts/laptop.nix
{
  __host = {
    system = \"x86_64-linux\";
    stateVersion = \"25.05\";
    sinks = [ \"desktop.nixos\" ];
  };
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let Some(known) = sinks::exported(model) else { return Vec::new() };
    let taken = sinks::taken(model);
    let unknown = taken.iter().filter(|taken| !known.iter().any(|sink| taken.takes(sink)));
    if sinks::are_on(model) {
        return unknown.filter_map(|taken| finding(taken, &known)).collect();
    }
    // `self.exports` may then be an output of the flake's own.
    let ours = unknown.filter(|taken| match taken {
        Taken::Host(_) => true,
        Taken::Reference(reference, _) => reference.root == ReferenceRoot::Exports,
    });
    let help =
        "set `imp.exports.enable = true;`, without which nothing is exported, or do not take it";
    ours.filter_map(|taken| finding(taken, &known)).map(|finding| finding.help(help)).collect()
}

fn finding(taken: &Taken<'_>, known: &BTreeSet<&str>) -> Option<Finding> {
    let (name, place) = match taken {
        Taken::Host(name) => (name.text.clone(), &name.place),
        Taken::Reference(reference, path) if !reference.is_question => {
            (path.join("."), &reference.place)
        }
        Taken::Reference(..) => return None,
    };
    let message = format!("nobody exports to the sink `{name}`");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(place.clone());
    let export = || format!("export to it with `__exports.{name}.value = …;`, or do not take it");
    let of_group: Vec<&str> = known.iter().copied().filter(|sink| taken.fits(sink)).collect();
    if !of_group.is_empty() {
        let message = format!("`{name}` is a group of sinks, and no sink");
        let finding = Finding::new(RULE.name, RULE.severity, message).at(place.clone());
        return Some(
            finding.help(format!("take those that are meant: `{}`", of_group.join("`, `"))),
        );
    }
    let near = closest(&name, known.iter().copied());
    Some(finding.help(did_you_mean(&near).unwrap_or_else(export)))
}
