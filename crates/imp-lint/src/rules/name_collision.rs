//! Two entries of a directory that give one attribute, two files that declare one host, and modules put where there is
//! no room.

use std::collections::BTreeMap;

use imp_model::facts::Host;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Clash, Model};
use imp_model::source::Collision;
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "name-collision",
    severity: Severity::Error,
    summary: "two things that give one attribute",
    explanation: "\
`foo.nix`, `foo_.nix`, `foo/` and `foo_/` all give the attribute `foo`. Neither of two can win silently, so Nix
stops where the attribute is used. A fragment directory `foo.d/` adds to `foo.nix` and is no collision.

A host has the name of its file, or of the directory of its `default.nix`. Two hosts of one name are an error
wherever they are declared. So is a name of `imp.registry.modules` that is given twice, or that lies below a module or a
file.

Bad:

```sh
mkdir -p nix/registry/modules/ssh
echo '{ }' > nix/registry/modules/ssh/default.nix
echo '{ }' > nix/registry/modules/ssh.nix
```

Good:

```sh
mkdir -p nix/registry/modules/ssh
echo '{ }' > nix/registry/modules/ssh/default.nix
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let mut collisions: Vec<&Collision> =
        model.trees.iter().flat_map(|tree| &tree.collisions).collect();
    collisions.sort();
    collisions.dedup();
    let clashes = model.registry.iter().flat_map(|registry| &registry.clashes);
    let clashes = clashes.map(|clash| of_modules(model, clash));
    collisions.into_iter().map(finding).chain(clashes).chain(hosts(model)).collect()
}

/// A name of `imp.registry.modules` for which there is no room.
fn of_modules(model: &Model, clash: &Clash) -> Finding {
    let Clash { name, with, place, other } = clash;
    let message = if name == with {
        format!("`imp.registry.modules` gives the name `{name}` twice")
    } else {
        format!(
            "`{name}` of `imp.registry.modules` lies below `{with}`, which is a module or a file and holds no names"
        )
    };
    let mut finding = Finding::new(RULE.name, RULE.severity, message);
    if let Some(place) = place.as_ref().or(model.configuration.place("registry.modules")) {
        finding = finding.at(place.clone());
    }
    if let Some(other) = other {
        finding = finding.label(other.clone(), "the other one");
    }
    finding.help("rename one of the two")
}

/// Each host that is declared again.
fn hosts(model: &Model) -> Vec<Finding> {
    let mut known: BTreeMap<&str, &Host> = BTreeMap::new();
    let mut findings = Vec::new();
    // Where there are no hosts, what looks like one is not asked for.
    if !model.is_on("hosts.enable", false).unwrap_or(false) {
        return findings;
    }
    for (file, host) in model.hosts() {
        let name = file.host_name();
        if let Some(first) = known.get(name) {
            let message = format!("the host `{name}` is declared twice");
            findings.push(
                Finding::new(RULE.name, RULE.severity, message)
                    .at(host.place.clone())
                    .label(first.place.clone(), "the same host")
                    .help("rename one of the two files, or hide it with a leading `_`"),
            );
        } else {
            known.insert(name, host);
        }
    }
    findings
}

fn finding(collision: &Collision) -> Finding {
    let Collision { attribute, first, second } = collision;
    Finding::new(
        RULE.name,
        RULE.severity,
        format!("`{first}` and `{second}` both give the attribute `{attribute}`"),
    )
    .at(Place::start_of(first))
    .label(Place::start_of(second), "the same attribute")
    .help("rename one of them, or hide it with a leading `_`")
}
