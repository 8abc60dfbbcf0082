//! Secrets that come into the store.

use imp_model::facts::{Form, StoreCopy, StoreCopyKind};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use super::plaintext_secret::is_made_up;
use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "secret-in-store",
    severity: Severity::Error,
    summary: "a secret that Nix copies into the store",
    explanation: "\
Every user of the machine, and everybody who gets a copy of the store, can read what is in it. A secret must be decrypted
when the host activates, and be named, not read: `builtins.readFile` of what sops-nix or agenix decrypts puts it into
the store (where it works at all), and so do `fileContents`, `importJSON` and `builtins.path`, a path literal `./password`
in the place of a name, or `./secrets/x` anywhere, which copies a file that is not encrypted, and `builtins.toFile`, which
writes one. Variables, pipes, `mkDefault`, `mkIf` and `if` are looked through.

Bad:

```nix
# hosts/web.nix
{ config, ... }:
{
  services.restic.backups.home.passwordFile = ./restic-password;
  environment.etc.token.text = builtins.readFile config.age.secrets.token.path;
}
```

```sh
echo correct-horse > hosts/restic-password
git add hosts/restic-password
```

Good:

```nix
# hosts/web.nix
{ config, ... }:
{
  services.restic.backups.home.passwordFile = config.age.secrets.restic.path;
}
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let files = model.files.iter().filter(|file| !is_made_up(&file.path));
    let copies = files.flat_map(|file| &file.practice.store_copies);
    copies.filter_map(|copy| finding(model, copy)).collect()
}

fn finding(model: &Model, copy: &StoreCopy) -> Option<Finding> {
    let (message, help) = match &copy.kind {
        StoreCopyKind::Decrypted => (
            "Nix is to read a decrypted secret, and puts it into the store".to_owned(),
            "give the path to the service, as a string; it reads the file at run time",
        ),
        StoreCopyKind::Path(path) if is_plain(model, path) => (
            format!("`{path}` is not encrypted, and Nix copies it to the store"),
            "encrypt it with sops-nix or agenix, and name the decrypted file as a string",
        ),
        StoreCopyKind::Written(_) => (
            "this writes a secret to the store".to_owned(),
            "encrypt it with sops-nix or agenix, and name the decrypted file as a string",
        ),
        StoreCopyKind::Path(_) => return None,
    };
    let finding = Finding::new(RULE.name, RULE.severity, message).at(copy.place.clone()).help(help);
    Some(match copy.kind {
        StoreCopyKind::Written(secret) => finding.hiding(secret),
        _ => finding,
    })
}

/// Whether a file is there, and everybody can read it.
fn is_plain(model: &Model, path: &TreePath) -> bool {
    let files = &model.other_files;
    let file = files.binary_search_by(|file| file.path.cmp(path)).ok();
    file.is_some_and(|file| files[file].form == Form::Plain)
}
