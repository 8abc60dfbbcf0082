//! Files of git-crypt in a flake.

use globset::{GlobBuilder, GlobMatcher};
use imp_model::facts::Pattern;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "git-crypt",
    severity: Severity::Warning,
    summary: "files that git-crypt decrypts, and that a flake then copies to the store",
    explanation: "\
git-crypt keeps files encrypted in git and in plain text in the working tree. A flake is copied to the store as it lies
in the working tree: the decrypted files with it, for every user of the machine to read. sops-nix and agenix decrypt when
the host activates, and keep plain text out of the store. A pattern that no file of the flake has is no finding.

Bad:

```sh
mkdir secrets
echo 'correct-horse' > secrets/mail
echo 'secrets/** filter=git-crypt diff=git-crypt' > .gitattributes
git add .gitattributes secrets
```

Good:

```nix
# hosts/web.nix
{
  age.secrets.token.file = ../secrets/token.age;
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let attributes = model.other_files.iter();
    let attributes = attributes.filter(|file| file.path.file_name() == ".gitattributes");
    let nix = model.nix_files.iter().map(|(path, _)| path);
    let paths: Vec<&TreePath> =
        model.other_files.iter().map(|file| &file.path).chain(nix).collect();
    let mut findings = Vec::new();
    for file in attributes {
        let directory = file.path.parent().unwrap_or_else(TreePath::root);
        for pattern in &file.patterns {
            let Some(glob) = glob(&pattern.text) else { continue };
            let is_matched = |path: &&&TreePath| {
                let below = path.strip_prefix(&directory);
                path.file_name() != ".gitattributes"
                    && below.is_some_and(|path| glob.is_match(path))
            };
            findings.extend(paths.iter().find(is_matched).map(|path| finding(pattern, path)));
        }
    }
    findings
}

/// A pattern as git reads it: without a slash it is about names in any directory. `None` where git has no such pattern.
fn glob(pattern: &str) -> Option<GlobMatcher> {
    let anchored = match pattern.strip_prefix('/') {
        Some(anchored) => anchored.to_owned(),
        None if pattern.contains('/') => pattern.to_owned(),
        None => format!("**/{pattern}"),
    };
    let glob = GlobBuilder::new(&anchored).literal_separator(true).build().ok()?;
    Some(glob.compile_matcher())
}

fn finding(pattern: &Pattern, file: &TreePath) -> Finding {
    let message = format!(
        "what git-crypt decrypts (`{}`) is copied to the store with the flake",
        pattern.text
    );
    Finding::new(RULE.name, RULE.severity, message)
        .at(pattern.place.clone())
        .note(format!("`{file}` is such a file"))
        .help("encrypt these files with sops-nix or agenix, which decrypt them on the host")
}
