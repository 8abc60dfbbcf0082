//! A `flake.nix` that is not what the declarations give.

use imp_model::finding::{Finding, Severity};
use imp_model::source::TreePath;
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "stale-flake",
    severity: Severity::Error,
    summary: "`flake.nix` is not what the declarations give",
    explanation: "\
`flake.nix` is generated from the declarations in the tree. When they change and it does not, Nix
builds with inputs that nobody declares any more, or misses those that somebody does.

Bad:

```nix
# nix/outputs/perSystem/formatter.nix
{ __inputs.treefmt-nix.url = \"github:numtide/treefmt-nix\"; }
```

Good:

```nix
# nix/outputs/perSystem/formatter.nix
{ __inputs.treefmt-nix.url = \"github:numtide/treefmt-nix\"; }
```

```sh
imp-flake write
```
",
    // Only who renders `flake.nix` knows what it should be.
    check: None,
};

/// The finding about a `flake.nix` at `path` whose first difference is at `place`.
pub fn stale_flake(path: &TreePath, place: Option<Place>) -> Finding {
    let is_missing = place.is_none();
    let message = if is_missing {
        format!("`{path}` is missing")
    } else {
        format!("`{path}` is not what the declarations give")
    };
    let finding = Finding::new(RULE.name, RULE.severity, message).help("run `imp-flake write`");
    match place {
        Some(place) => finding.at(place).labelled("the first line that differs"),
        None => finding,
    }
}
