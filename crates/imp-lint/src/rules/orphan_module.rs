//! Modules of the registry that nothing reaches.

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, Orphan, dotted};
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "orphan-module",
    severity: Severity::Warning,
    summary: "a module that no output, host or sink reaches",
    explanation: "\
A module is reached by its name, by its path, or by a sink that it exports to, from an output or a host. One
that nothing reaches is never evaluated: it may be left over, or a name may be missing somewhere. Names
that are put together by code count as everything that they may be.

Bad:

```nix
# nix/registry/modules/ssh.nix
{ services.openssh.enable = true; }
# nix/outputs/nixosModules.nix
{ }
```

Good:

```nix
# nix/registry/modules/ssh.nix
{ services.openssh.enable = true; }
# nix/outputs/nixosModules.nix
{ registry, ... }: { ssh = registry.modules.ssh; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    // That the configuration can't be read is said by whoever needs it.
    model.orphans().unwrap_or_default().iter().map(finding).collect()
}

fn finding(orphan: &Orphan) -> Finding {
    let name = dotted(&orphan.name);
    let finding = Finding::new(RULE.name, RULE.severity, format!("nothing reaches `{name}`"))
        .at(Place::start_of(&orphan.file));
    match orphan.sinks.as_slice() {
        [] => finding.help(format!("use it, or remove `{}`", orphan.file)),
        sinks => finding.help(format!(
            "it exports to `{}`, which no host takes; add that to the `sinks` of a host",
            sinks.join("`, `")
        )),
    }
}
