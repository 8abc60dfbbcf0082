//! Automatic upgrades to something that nobody has locked.

use imp_model::facts::{AutoUpgrade, UpgradeSource};
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unlocked-auto-upgrade",
    severity: Severity::Warning,
    summary: "`system.autoUpgrade` that updates inputs without writing the lock",
    explanation: "\
With `--update-input` or `--recreate-lock-file` in its flags, `system.autoUpgrade` builds other inputs than `flake.lock`
says. Where the lock can't be written, or is not to be (`--no-write-lock-file`, a flake in the store or on the net), the
host runs what no commit describes, and nobody can build it again. Let a job in CI update and commit the lock, and hosts
upgrade to what is committed.

Bad:

```nix
# hosts/web.nix
{ inputs, ... }:
{
  system.autoUpgrade = {
    enable = true;
    flake = inputs.self.outPath;
    flags = [ \"--update-input\" \"nixpkgs\" \"--no-write-lock-file\" ];
  };
}
```

Good:

```nix
# hosts/web.nix
{
  system.autoUpgrade = {
    enable = true;
    flake = \"github:alice/config\";
  };
}
```
",
    check: Some(check),
};

/// Flags that take other inputs than the lock has.
const UPDATES: [&str; 2] = ["--recreate-lock-file", "--update-input"];

fn check(model: &Model) -> Vec<Finding> {
    let all = model.files.iter().flat_map(|file| &file.practice.auto_upgrades);
    all.filter_map(finding).collect()
}

fn finding(upgrade: &AutoUpgrade) -> Option<Finding> {
    let has = |wanted: &str| upgrade.flags.iter().any(|flag| flag == wanted);
    UPDATES.iter().find(|flag| has(flag))?;
    let why = match upgrade.source {
        _ if has("--no-write-lock-file") => "`--no-write-lock-file` says so",
        UpgradeSource::Store => "the flake is in the store",
        UpgradeSource::Remote => "the flake is not on this machine",
        UpgradeSource::Other => return None,
    };
    let message = "`system.autoUpgrade` updates inputs, and the lock is not written";
    Some(
        Finding::new(RULE.name, RULE.severity, message)
            .at(upgrade.place.clone())
            .note(why)
            .help("leave these flags out, and let CI commit what `nix flake update` writes"),
    )
}
