//! Files of git-crypt in a flake.

use imp_model::facts::Pattern;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "git-crypt",
    severity: Severity::Warning,
    summary: "files that git-crypt decrypts, and that a flake then copies to the store",
    explanation: "\
git-crypt keeps files encrypted in git and in plain text in the working tree. A flake is copied to the store as it lies
in the working tree: the decrypted files with it, for every user of the machine to read. sops-nix and agenix decrypt when
the host activates, and keep plain text out of the store.

Bad:

```sh
echo 'secrets/** filter=git-crypt diff=git-crypt' > .gitattributes
git add .gitattributes
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
    attributes.flat_map(|file| &file.patterns).map(finding).collect()
}

fn finding(pattern: &Pattern) -> Finding {
    let message = format!(
        "what git-crypt decrypts (`{}`) is copied to the store with the flake",
        pattern.text
    );
    Finding::new(RULE.name, RULE.severity, message)
        .at(pattern.place.clone())
        .help("encrypt these files with sops-nix or agenix, which decrypt them on the host")
}
