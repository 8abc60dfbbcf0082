//! Paths to files that are not there.

use imp_model::facts::PathUse;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};
use imp_model::source::TreePath;
use imp_model::text::Place;

use crate::Rule;
use crate::nix_paths::NixFiles;

pub(super) const RULE: Rule = Rule {
    name: "broken-path",
    severity: Severity::Error,
    summary: "a path to a Nix file that is not there",
    explanation: "\
A path is relative to the file in which it stands. Nix says that a file is missing only when it evaluates the place, and a
file that git ignores is missing, too. What the file asks for with `builtins.pathExists` may be missing. The file that
`imp.flakeFile.outputsFile` names is one that `flake.nix` imports.

Bad:

```nix
# nix/registry/modules/home/git.nix
{ programs.git.enable = true; }
# nix/registry/modules/home/shell.nix
{ imports = [ ./gti.nix ]; }
```

Good:

```nix
# nix/registry/modules/home/git.nix
{ programs.git.enable = true; }
# nix/registry/modules/home/shell.nix
{ imports = [ ./git.nix ]; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let files = NixFiles::new(model);
    let mut findings = Vec::new();
    for file in &model.files {
        for (path, missing) in files.missing(file) {
            findings.push(finding(model, path, &missing));
        }
    }
    findings
}

fn finding(model: &Model, path: &PathUse, missing: &TreePath) -> Finding {
    let message = format!("`{missing}` is not there");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(path.place.clone());
    let siblings = model.nix_files.iter().filter(|(file, _)| file.parent() == missing.parent());
    let names: Vec<&str> = siblings.map(|(file, _)| file.file_name()).collect();
    match closest(missing.file_name(), names).first() {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("create it, where git does not ignore it, or correct the path"),
    }
}

/// The finding about the file `outputs` that `flake` imports; `place` is where the configuration names it.
pub fn missing_outputs(flake: &TreePath, outputs: &TreePath, place: Option<Place>) -> Finding {
    let message = format!("`{flake}` imports `{outputs}`, which is not there");
    let finding = Finding::new(RULE.name, Severity::Warning, message)
        .help(format!("create `{outputs}`, or name the right file in `imp.flakeFile.outputsFile`"));
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}
