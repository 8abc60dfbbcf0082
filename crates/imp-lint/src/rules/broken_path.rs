//! Paths to files that are not there.

use imp_model::finding::{Finding, Severity};
use imp_model::source::TreePath;
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "broken-path",
    severity: Severity::Warning,
    summary: "a path to a file that is not there",
    explanation: "\
`imp.flakeFile.outputsFile` names the file that `flake.nix` imports. Where that is missing, Nix fails on
every output.

Bad:

```nix
# flake.nix
{
  inputs.flake-parts.url = \"github:hercules-ci/flake-parts\";
  outputs = inputs: import ./nix/flake inputs;
}
# nix/flake/default.nix
inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp.flakeFile = {
    enable = true;
    outputsFile = \"./nix/flak\";
  };
}
```

Good:

```nix
# flake.nix
{
  inputs.flake-parts.url = \"github:hercules-ci/flake-parts\";
  outputs = inputs: import ./nix/flake inputs;
}
# nix/flake/default.nix
inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imp.flakeFile = {
    enable = true;
    outputsFile = \"./nix/flake\";
  };
}
```
",
    // The model does not hold which files are there.
    check: None,
};

/// The finding about the file `outputs` that `flake` imports; `place` is where the configuration names it.
pub fn missing_outputs(flake: &TreePath, outputs: &TreePath, place: Option<Place>) -> Finding {
    let message = format!("`{flake}` imports `{outputs}`, which is not there");
    let finding = Finding::new(RULE.name, RULE.severity, message)
        .help(format!("create `{outputs}`, or name the right file in `imp.flakeFile.outputsFile`"));
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}
