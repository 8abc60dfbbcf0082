//! Directories of the registry that stand where a module is expected.

use imp_model::finding::{Finding, Severity};
use imp_model::model::{Lookup, Model, NameUse, UseForm};

use super::broken_reference::spelling;
use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "node-as-module",
    severity: Severity::Error,
    summary: "a registry directory put into `imports` as it is",
    explanation: "\
A file in the registry, or a directory with `default.nix`, is a path, which `imports` takes. Any other directory is a
set of names: as a module it would set options called like its files. `imp node` imports every file below it, and
`imp.imports [ … ]` takes both.

Bad:

```nix
# nix/outputs/homeModules.nix
{ registry, ... }: { default.imports = [ registry.modules.home ]; }
```

Good:

```nix
# nix/outputs/homeModules.nix
{ imp, registry, ... }: { default.imports = [ (imp registry.modules.home) ]; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    // The lists of a host go through `imp.imports`.
    let files = model.files.iter().filter(|file| file.host.is_none() && !file.modules.is_empty());
    for file in files {
        let is_element =
            |name: &&NameUse<'_>| file.modules.iter().any(|module| module.span == name.place.span);
        let uses = model.uses(file);
        findings.extend(uses.iter().filter(is_element).filter_map(|name| finding(model, name)));
    }
    findings
}

fn finding(model: &Model, name: &NameUse<'_>) -> Option<Finding> {
    let UseForm::Expression(_) = name.form else { return None };
    let Lookup::Found(id) = name.lookup() else { return None };
    // `registry.a.__path` is a path.
    let is_path = name.path.last() == Some(&"__path");
    if !name.registry.is_level(id) || name.is_partial || is_path {
        return None;
    }
    let shown = spelling(model, name)(&name.registry.name(id));
    let message = format!("`{shown}` is a directory of the registry, which is no module");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(name.place.clone());
    Some(finding.help("write `(imp …)` around it, or `imp.imports [ … ]` for the list"))
}
