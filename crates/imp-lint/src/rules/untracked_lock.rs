//! A `flake.lock` that Nix will not see.

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "untracked-lock",
    severity: Severity::Warning,
    summary: "a `flake.lock` that git does not track",
    explanation: "\
Nix copies what git tracks. A `flake.lock` that nobody has added is there for who made it, and for nobody else. One that
git ignores is there for nobody: Nix locks all inputs anew each time.

Bad:

```sh
echo '{ \"nodes\": { \"root\": { } }, \"root\": \"root\", \"version\": 7 }' > flake.lock
```

Good:

```sh
echo '{ \"nodes\": { \"root\": { } }, \"root\": \"root\", \"version\": 7 }' > flake.lock
git add flake.lock
```
",
    check: Some(check),
};

/// Whether a path is the lock of the flake.
pub(super) fn is_lock(path: &TreePath) -> bool {
    path.as_str() == "flake.lock"
}

fn check(model: &Model) -> Vec<Finding> {
    let locks = model.untracked.iter().filter(|path| is_lock(path));
    let finding = |path: &TreePath| {
        Finding::new(RULE.name, RULE.severity, "git does not track `flake.lock`")
            .at(Place::start_of(path))
            .help("run `git add flake.lock`")
    };
    let ignored = |path: &TreePath| {
        Finding::new(RULE.name, RULE.severity, "git ignores `flake.lock`, so Nix does not see it")
            .at(Place::start_of(path))
            .help("take it out of `.gitignore`, then run `git add flake.lock`")
    };
    let are_ignored = model.ignored.iter().filter(|path| is_lock(path));
    locks.map(finding).chain(are_ignored.map(ignored)).collect()
}
