//! Files that Nix rejects.

use imp_model::facts::{FileFacts, PathUse, PathUseKind, Role};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "syntax-error",
    severity: Severity::Error,
    summary: "a file that Nix rejects before it evaluates anything",
    explanation: "\
Nix reads a file as a whole or not at all. What such a file declares can't be collected, so
`flake.nix` is not written while it is broken; `--keep-going` keeps its present lines.

`imp-flake lint` looks at every Nix file of the flake. A file that declares something, that imp's conventions visit, or that
a path in another file leads to, is an error; one that nothing seems to read, such as an example of bad code, a warning.
The other commands look only at files that hold what they ask for. Of a file that does not parse, or that names an
attribute twice, rules about the meaning of code say nothing until it is mended: what stands behind the error may not
be what it seems.

Bad:

```nix
# nix/outputs/overlays.nix
{ __inputs.nur.url = \"github:nix-community/NUR\" }
```

Good:

```nix
# nix/outputs/overlays.nix
{ __inputs.nur.url = \"github:nix-community/NUR\"; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &model.files {
        if let Some(rejected) = &file.rejected {
            // A broken file that declares nothing can't stop anything, unless Nix reads it first.
            let declares = file.unread.iter().any(|unread| unread.is_declared);
            let is_flake = file.path.as_str() == "flake.nix";
            let severity = if declares || is_flake { RULE.severity } else { Severity::Warning };
            let mut finding =
                Finding::new(RULE.name, severity, &*rejected.message).at(rejected.place.clone());
            if let Some((place, words)) = &rejected.earlier {
                finding = finding.label(place.clone(), words.clone());
            }
            for unread in file.unread.iter().filter(|unread| unread.is_declared) {
                let word = unread.declaration;
                finding =
                    finding.label(unread.place.clone(), format!("so this `{word}` can't be read"));
            }
            findings.push(finding);
        }
    }
    findings
}

/// Makes errors of the findings about files that Nix comes to read. Only who has the paths of all files can tell.
pub(crate) fn weigh(model: &Model, findings: &mut [Finding]) {
    let is_light =
        |finding: &&mut Finding| finding.code == RULE.name && finding.severity == Severity::Warning;
    for finding in findings.iter_mut().filter(is_light) {
        let file = finding.place.as_ref().map(|place| &place.file);
        if file.is_some_and(|file| is_read(model, file)) {
            finding.severity = Severity::Error;
        }
    }
}

fn is_read(model: &Model, path: &TreePath) -> bool {
    model.files.iter().any(|file| match file.path == *path {
        true => file.role == Role::Visited,
        false => file.paths.iter().any(|used| leads_to(file, used, path)),
    })
}

/// Whether what a file does with a path may read this Nix file.
fn leads_to(file: &FileFacts, used: &PathUse, path: &TreePath) -> bool {
    let Some(target) = used.target.as_ref().filter(|target| path.starts_with(target)) else {
        return false;
    };
    let is_named = |named: &str| {
        path.as_str().strip_suffix("/default.nix").unwrap_or(path.as_str()).ends_with(named)
            || path.as_str().ends_with(named)
    };
    match used.kind {
        PathUseKind::Question => false,
        _ if used.is_partial => is_named(&used.rest),
        // A function that gets a directory may import all that is in it; a source around the file that names it is
        // rarely for that.
        PathUseKind::Argument if target != path => !file.path.starts_with(target),
        _ => target == path || target.child("default.nix") == *path,
    }
}
