//! Secrets that everybody who has the repository can read.

use imp_model::facts::{Password, Secret};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "plaintext-secret",
    severity: Severity::Error,
    summary: "a private key, token or password in plain text",
    explanation: "\
What git has once, it has for ever, and what a flake has is copied to the store, where every user of the machine can read
it. Private keys (age, SSH, PGP, WireGuard), tokens of known shape, and attributes such as `password = \"…\"` in Nix files
are found, also through `mkDefault`, `mkIf`, `if`, a variable and the default of an option; `token`, `secret` and `apiKey`
where the text looks made by a machine. Of a secret at most the first four characters are ever shown.

Not found are hashes (`hashedPassword = \"$6$…\"`), public keys, keys with a passphrase, those of the tests and the builder of nixpkgs, paths
and references (`/run/secrets/…`, `$PASSWORD`, `@PASSWORD@`, `op://…`, `vault:…`), placeholders (`changeme`, `nixos`), the name of the user, an `initialPassword`, which is to be changed
at the first login, and all that is in files and directories called `example`, `template`, `fixture` or `test`.

A secret that was committed is known: replace it by another one, then encrypt that with sops-nix or agenix.

Bad:

```nix
# hosts/web.nix
{
  services.grafana.settings.smtp.password = \"correct-horse\";
}
```

Good:

```nix
# hosts/web.nix
{ config, ... }:
{
  sops.secrets.smtp = { };
  services.grafana.settings.smtp.password = \"$__file{${config.sops.secrets.smtp.path}}\";
}
```
",
    check: Some(check),
};

/// Words in the names of files and directories whose secrets are made up.
const MADE_UP: [&str; 7] =
    ["example", "fixture", "sample", "snakeoil", "template", "test", "dummy"];

fn check(model: &Model) -> Vec<Finding> {
    let nix = model.files.iter().filter(|file| !is_made_up(&file.path));
    let passwords = nix.clone().flat_map(|file| &file.practice.passwords).map(password);
    let others = model.other_files.iter().filter(|file| !is_made_up(&file.path));
    let secrets = nix.flat_map(|file| &file.secrets).chain(others.flat_map(|file| &file.secrets));
    let secrets: Vec<Finding> = secrets.map(secret).collect();
    let is_new = |found: &Finding| !secrets.iter().any(|secret| overlap(secret, found));
    let passwords: Vec<Finding> = passwords.filter(is_new).collect();
    secrets.into_iter().chain(passwords).collect()
}

/// Whether both findings are about the same bytes.
fn overlap(secret: &Finding, password: &Finding) -> bool {
    let (Some(a), Some(b)) = (&secret.place, &password.place) else { return false };
    a.file == b.file && b.span.contains(a.span)
}

/// Whether the secrets in a file are made up, by its name and the directories above it.
pub(super) fn is_made_up(path: &TreePath) -> bool {
    let has = |part: &str| {
        let mut words = part.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| MADE_UP.contains(&word.trim_end_matches('s')))
    };
    path.components().any(has)
}

fn secret(secret: &Secret) -> Finding {
    let message = format!("{} in plain text", secret.kind);
    Finding::new(RULE.name, RULE.severity, message)
        .at(secret.place.clone())
        .hiding(secret.hidden)
        .help("replace it by another one, and encrypt that with sops-nix or agenix")
}

fn password(password: &Password) -> Finding {
    let message = format!("`{}` is in plain text", password.name);
    Finding::new(RULE.name, RULE.severity, message)
        .at(password.place.clone())
        .hiding(password.hidden)
        .help("encrypt it with sops-nix or agenix, and give the file that is decrypted")
}
