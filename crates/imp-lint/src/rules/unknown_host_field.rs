//! Misspelt attributes of `__host`.

use imp_model::facts::HostField;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unknown-host-field",
    severity: Severity::Error,
    summary: "an attribute of `__host` that no host has",
    explanation: "\
`__host` holds `bases`, `hmSinks`, `modules`, `sinks`, `stateVersion`, `system` and `user`; `config` and `extraConfig`
stand beside it. Any other attribute is an error in Nix, which names the host.

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

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, host) in model.hosts() {
        let unknown = host.fields.iter().filter(|field| !FIELDS.contains(&field.name.as_str()));
        findings.extend(unknown.map(|field| finding(file.host_name(), field)));
    }
    findings
}

/// The attribute that a misspelt one stands for.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    closest(name, FIELDS).first().copied().filter(|_| !FIELDS.contains(&name))
}

fn finding(host: &str, field: &HostField) -> Finding {
    let name = field.name.as_str();
    let message = format!("`__host` of `{host}` has the unknown attribute `{name}`");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(field.place.clone());
    if matches!(name, "config" | "extraConfig") {
        return finding.help(format!("move `{name}` out of `__host`, beside it"));
    }
    match meant(name) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("there are `{}`", FIELDS.join("`, `"))),
    }
}
