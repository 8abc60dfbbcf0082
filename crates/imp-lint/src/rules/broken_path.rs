//! Paths to files that are not there.

use std::collections::BTreeMap;

use imp_model::facts::{FileFacts, PathUse};
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};
use imp_model::source::{EntryKind, ReadError, TreePath};
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
    // Nix takes the paths of a link to a file from where that file is, which is read for itself.
    let is_link = |file: &&FileFacts| model.links.target(&file.path).is_some();
    for file in model.files.iter().filter(|file| !is_link(file)) {
        for (path, missing) in files.missing(file) {
            findings.push(finding(model, path, &missing));
        }
    }
    findings
}

fn finding(model: &Model, path: &PathUse, missing: &TreePath) -> Finding {
    if model.ignored.contains(missing) {
        let message = format!("git ignores `{missing}`, so it is not there for Nix");
        return Finding::new(RULE.name, RULE.severity, message)
            .at(path.place.clone())
            .help(format!("take it out of `.gitignore`, then run `git add {missing}`"));
    }
    let message = format!("`{missing}` is not there");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(path.place.clone());
    match near(model, missing) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("create it, where git does not ignore it, or correct the path"),
    }
}

/// The name of the file beside the missing one, or of the directory with a `default.nix`, that is spelt most alike.
fn near<'m>(model: &'m Model, missing: &TreePath) -> Option<&'m str> {
    let directory = missing.parent()?;
    let named = model.nix_files.iter().filter_map(|(file, _)| {
        let below = file.strip_prefix(&directory)?;
        let name = below.strip_suffix("/default.nix").unwrap_or(below);
        (!name.contains('/')).then(|| (stem(name), name))
    });
    let named: BTreeMap<&str, &str> = named.collect();
    let stems = named.keys().copied();
    closest(stem(missing.file_name()), stems).first().map(|stem| named[stem])
}

fn stem(name: &str) -> &str {
    name.strip_suffix(".nix").unwrap_or(name)
}

/// The finding about the file `outputs` that `flake` imports and Nix can't read there; `place` is where the configuration
/// names it.
pub fn missing_outputs(
    flake: &TreePath,
    outputs: &TreePath,
    error: &ReadError,
    place: Option<Place>,
) -> Finding {
    let (what, help) = match error {
        ReadError::Unreadable(EntryKind::Outside) => {
            ("which is a link out of the flake", "put the file itself there".to_owned())
        }
        error if error.is_missing_submodule() => (
            "which needs a git submodule that is not checked out",
            "run `git submodule update --init --recursive`".to_owned(),
        ),
        error => match error.check_out() {
            Some(command) => ("which is not checked out", format!("run `{command}`")),
            None => ("which is not there", format!("create `{outputs}`")),
        },
    };
    let message = format!("`{flake}` imports `{outputs}`, {what}");
    let finding = Finding::new(RULE.name, Severity::Warning, message)
        .help(format!("{help}, or name the right file in `imp.flakeFile.outputsFile`"));
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}
