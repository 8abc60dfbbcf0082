//! Misspelt methods of `imp`.

use imp_model::facts::Method;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, closest};

use crate::Rule;
use crate::inputs;

pub(super) const RULE: Rule = Rule {
    name: "unknown-imp-method",
    severity: Severity::Error,
    summary: "`imp.import` for `imp.imports`",
    explanation: "\
The library has the methods that its documentation lists, and those that `imp.addAPI` adds. In a flake that adds none,
another name leads nowhere.

Bad:

```nix
# nix/outputs/homeModules.nix
{ imp, registry, ... }: { default.imports = imp.import [ registry.modules.home ]; }
```

Good:

```nix
# nix/outputs/homeModules.nix
{ imp, registry, ... }: { default.imports = imp.imports [ registry.modules.home ]; }
```
",
    check: Some(check),
};

/// The methods of the library.
const METHODS: [&str; 41] = [
    "addAPI",
    "addPath",
    "addRoot",
    "analyze",
    "buildExportSinks",
    "buildHosts",
    "buildOutputs",
    "collectAndFormatFlake",
    "collectExports",
    "collectHosts",
    "collectInputs",
    "collectOutputs",
    "configTree",
    "configTreeWith",
    "exportSinks",
    "files",
    "filter",
    "filterNot",
    "formatFlake",
    "formatInput",
    "formatInputs",
    "formatValue",
    "fragments",
    "fragmentsWith",
    "imports",
    "initFilter",
    "leafs",
    "leaves",
    "map",
    "mapTree",
    "match",
    "matchNot",
    "mergeConfigTrees",
    "new",
    "pipeTo",
    "registry",
    "registryModule",
    "result",
    "tree",
    "treeWith",
    "withLib",
];

fn check(model: &Model) -> Vec<Finding> {
    let has_imp = inputs::names(model).is_some_and(|names| names.contains("imp"))
        || model.configuration.declaration_roots().is_ok_and(|roots| !roots.is_empty());
    let methods = || model.files.iter().flat_map(|file| &file.methods);
    // `addAPI` may give any name.
    if !has_imp || methods().any(|method| method.name == "addAPI") {
        return Vec::new();
    }
    methods().filter_map(finding).collect()
}

fn finding(method: &Method) -> Option<Finding> {
    let name = method.name.as_str();
    if METHODS.contains(&name) || name.starts_with("__") {
        return None;
    }
    let message = format!("`imp` has no method `{name}`");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(method.place.clone());
    // Without a near one it may be another `imp`.
    let near = closest(name, METHODS);
    Some(finding.help(format!("did you mean `imp.{}`?", near.first()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_methods_are_those_that_the_documentation_lists() {
        let page = include_str!("../../../../docs/library.md");
        let mut documented: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("### `imp.")?.strip_suffix('`'))
            .filter(|name| !name.contains('.'))
            .collect();
        documented.sort_unstable();
        assert_eq!(documented, METHODS);
    }
}
