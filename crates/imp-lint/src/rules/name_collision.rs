//! Two entries of a directory that give one attribute.

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
    collisions.into_iter().map(finding).collect()
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
