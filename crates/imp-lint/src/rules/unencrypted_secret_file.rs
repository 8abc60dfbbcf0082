//! Files that should be encrypted and are not.

use imp_model::facts::{Form, OtherFile, Pattern};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;
use imp_model::text::{Place, Span};
use regex::Regex;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unencrypted-secret-file",
    severity: Severity::Error,
    summary: "a file under a rule of `.sops.yaml`, or `*.age`, that is not encrypted",
    explanation: "\
`.sops.yaml` says which files sops encrypts, and a name that ends in `.age` that age has encrypted the file. When git
tracks such a file in plain text, the secret is out. A pattern that takes everything is no promise about a file, and Nix
files, documents and public keys beside the secrets are none.

Bad:

```yaml
# .sops.yaml
creation_rules:
  - path_regex: secrets/.*\\.yaml$
    age: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudutrqqqqqqqqq
# secrets/web.yaml
smtp: correct-horse
```

Good:

```yaml
# .sops.yaml
creation_rules:
  - path_regex: secrets/.*\\.yaml$
    age: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudutrqqqqqqqqq
# secrets/web.yaml
smtp: ENC[AES256_GCM,data:p673w==,iv:YY=,tag:UQ=,type:str]
sops:
  version: 3.9.0
```
",
    check: Some(check),
};

/// Endings of files that stand beside secrets and are none.
const NO_SECRETS: [&str; 6] = ["md", "nix", "org", "pub", "sh", "txt"];

/// What no rule for secrets is about: a pattern that takes these takes everything.
const ANY: [&str; 2] = ["flake.nix", "README.md"];

/// The bytes of a file, however many they are.
const WHOLE_FILE: Span = Span { start: 0, end: u32::MAX };

fn check(model: &Model) -> Vec<Finding> {
    let plain = || model.other_files.iter().filter(|file| file.form == Form::Plain);
    // age begins every file with a line of text.
    let is_plain = |file: &&OtherFile| matches!(file.form, Form::Plain | Form::Binary);
    let is_age = |file: &&OtherFile| file.path.file_name().ends_with(".age");
    let age = model.other_files.iter().filter(is_age).filter(is_plain);
    let mut findings: Vec<Finding> = age.map(|file| finding(file, None)).collect();
    for rules in model.other_files.iter().filter(|file| file.path.file_name() == ".sops.yaml") {
        let directory = rules.path.parent().unwrap_or_else(TreePath::root);
        let patterns: Vec<(&Pattern, Regex)> = rules.patterns.iter().filter_map(pattern).collect();
        for file in plain().filter(|file| may_be_secret(file)) {
            let Some(below) = file.path.strip_prefix(&directory) else { continue };
            // The first rule that fits is the one that counts.
            let rule = patterns.iter().find(|(_, regex)| regex.is_match(below));
            findings.extend(rule.map(|(pattern, _)| finding(file, Some(&pattern.place))));
        }
    }
    findings
}

/// A pattern as sops reads it; `None` for one that takes everything or that we can't read.
fn pattern(pattern: &Pattern) -> Option<(&Pattern, Regex)> {
    let regex = Regex::new(&pattern.text).ok()?;
    (!ANY.iter().any(|name| regex.is_match(name))).then_some((pattern, regex))
}

fn may_be_secret(file: &OtherFile) -> bool {
    let name = file.path.file_name();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !name.starts_with('.') && !NO_SECRETS.contains(&ending) && ending != "age"
}

fn finding(file: &OtherFile, rule: Option<&Place>) -> Finding {
    let message = format!("`{}` is not encrypted", file.path);
    let finding = Finding::new(RULE.name, RULE.severity, message)
        .at(Place::start_of(&file.path))
        .hiding(WHOLE_FILE);
    match rule {
        Some(place) => finding.label(place.clone(), "this rule is about it").help(format!(
            "run `sops encrypt --in-place {}`, and replace the secrets in it",
            file.path
        )),
        None => {
            finding.help(format!("run `agenix -e {}`, and replace the secret in it", file.path))
        }
    }
}
