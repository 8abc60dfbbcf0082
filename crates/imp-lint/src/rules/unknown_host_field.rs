//! Misspelt attributes of `__host`, and what would be lost beside it.

use imp_model::facts::HostField;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unknown-host-field",
    severity: Severity::Error,
    summary: "an attribute of `__host`, or beside it, that no host has",
    explanation: "\
`__host` holds `bases`, `hmSinks`, `modules`, `sinks`, `stateVersion`, `system` and `user`; `config` and `extraConfig`
stand beside it, and other declarations such as `__inputs`. Any other attribute is an error in Nix, which names the host:
it would be lost without a word. So is a `__module` or a `__functor` in the same file: what the host should have of it
goes into `extraConfig`, or into a file of its own in `modules`.

Bad:

```nix
# nix/registry/hosts/laptop.nix
{
  __host = {
    system = \"x86_64-linux\";
    stateversion = \"25.05\";
  };
}
```

Good:

```nix
# nix/registry/hosts/laptop.nix
{
  __host = {
    system = \"x86_64-linux\";
    stateVersion = \"25.05\";
  };
}
```
",
    check: Some(check),
};

const FIELDS: [&str; 7] =
    ["bases", "hmSinks", "modules", "sinks", "stateVersion", "system", "user"];

/// What stands beside `__host`.
const BESIDE: [&str; 2] = ["config", "extraConfig"];

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A module that only says which host it is for is one, where nothing builds the host.
    let is_built = model.is_on("hosts.enable", false).unwrap_or(false);
    for (file, host) in model.hosts() {
        let unknown = host.fields.iter().filter(|field| !FIELDS.contains(&field.name.as_str()));
        findings.extend(unknown.map(|field| finding(file.host_name(), field)));
        if is_built {
            let beside = host.beside.iter();
            findings.extend(beside.map(|(name, place)| lost(file.host_name(), name, place)));
        }
    }
    findings
}

/// What stands beside `__host` and would be in no host.
fn lost(host: &str, name: &str, place: &Place) -> Finding {
    let message = format!("`{name}` stands beside `__host` of `{host}`, and no host has it");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(place.clone());
    let near = closest(name, BESIDE).first().copied();
    match (FIELDS.contains(&name), near) {
        (true, _) => finding.help(format!("move `{name}` into `__host`")),
        (false, Some(near)) => finding.help(format!("did you mean `{near}`?")),
        (false, None) => finding.help(
            "move it into `extraConfig`, or into a file of its own; beside `__host` stand only `config` and \
             `extraConfig`",
        ),
    }
}

/// The attribute that a misspelt one stands for.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    closest(name, FIELDS).first().copied().filter(|_| !FIELDS.contains(&name))
}

fn finding(host: &str, field: &HostField) -> Finding {
    let name = field.name.as_str();
    let message = format!("`__host` of `{host}` has the unknown attribute `{name}`");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(field.place.clone());
    if BESIDE.contains(&name) {
        return finding.help(format!("move `{name}` out of `__host`, beside it"));
    }
    match meant(name) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("there are `{}`", FIELDS.join("`, `"))),
    }
}
