//! `--update-input`, which has another name now.

use imp_model::facts::UpdateInput;
use imp_model::finding::{Finding, Fix, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "deprecated-update-input",
    severity: Severity::Warning,
    summary: "`--update-input`, which is `nix flake update INPUT` today",
    explanation: "\
Since Nix 2.19 `nix flake update` takes the inputs to update, and `--update-input` is deprecated or gone. A command that
builds and updates at once leaves a lock that nobody committed; update first, commit, then build. Scripts, workflows and
strings of Nix are read; documents and comments are not.

Bad:

```yaml
# .github/workflows/update.yml
steps:
  - run: nix flake lock --update-input nixpkgs
```

Good:

```yaml
# .github/workflows/update.yml
steps:
  - run: nix flake update nixpkgs
```
",
    check: Some(check),
};

/// Endings of documents, of patches, and of what programs write.
const NO_COMMANDS: [&str; 12] =
    ["adoc", "csv", "diff", "html", "json", "lock", "log", "md", "org", "patch", "rst", "txt"];

fn check(model: &Model) -> Vec<Finding> {
    let nix = model.files.iter().map(|file| (&file.path, &file.update_inputs));
    let others = model.other_files.iter().map(|file| (&file.path, &file.update_inputs));
    let with_commands = nix.chain(others).filter(|(path, _)| has_commands(path));
    with_commands.flat_map(|(_, uses)| uses).map(finding).collect()
}

fn has_commands(path: &TreePath) -> bool {
    let name = path.file_name();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !NO_COMMANDS.contains(&ending) && !name.starts_with("CHANGELOG")
}

fn finding(found: &UpdateInput) -> Finding {
    let input = found.input.as_deref().unwrap_or("INPUT");
    let finding = Finding::new(RULE.name, RULE.severity, "`--update-input` is deprecated")
        .at(found.place.clone());
    let finding = finding.help(match (&found.edit, found.is_lock) {
        (Some(edit), _) => format!("write `nix flake {}`", edit.text),
        (None, true) => {
            format!("write `nix flake update {input}`, and a flake that is named behind `--flake`")
        }
        (None, false) => {
            format!("run `nix flake update {input}` before, and leave it out here")
        }
    });
    match &found.edit {
        None => finding,
        Some(edit) => finding.fix(Fix {
            message: format!("write `nix flake {}`", edit.text),
            edits: vec![(found.place.file.clone(), edit.clone())],
        }),
    }
}
