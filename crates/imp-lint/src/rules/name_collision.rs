//! Two entries of a directory that give one attribute, and two files that declare one host.

use std::collections::BTreeMap;

use imp_model::facts::Host;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::Collision;
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "name-collision",
    severity: Severity::Error,
    summary: "two entries of a directory that give one attribute",
    explanation: "\
`foo.nix`, `foo_.nix`, `foo/` and `foo_/` all give the attribute `foo`. Neither of two can win silently, so Nix
stops where the attribute is used. A fragment directory `foo.d/` adds to `foo.nix` and is no collision.

A host has the name of its file, or of the directory of its `default.nix`. Two hosts of one name are an error
wherever they are declared.

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
    collisions.into_iter().map(finding).chain(hosts(model)).collect()
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
