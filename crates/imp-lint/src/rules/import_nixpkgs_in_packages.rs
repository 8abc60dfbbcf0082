//! nixpkgs imported once more for the packages of the flake.

use std::collections::BTreeSet;

use imp_model::facts::{FileFacts, InputImport};
use imp_model::finding::{Finding, Fix, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "import-nixpkgs-in-packages",
    severity: Severity::Warning,
    summary: "`import nixpkgs` in a `packages` output",
    explanation: "\
Every `import nixpkgs { … }` evaluates nixpkgs once more, which takes seconds and hundreds of megabytes, and one inside
of `packages` is used by nothing else. `nixpkgs.legacyPackages.${system}` is evaluated once for all who ask. Packages that
need overlays or a configuration take them from one import that all outputs share, outside of `packages`.

Bad:

```nix
# flake.nix
{
  outputs = { nixpkgs, ... }: {
    packages.x86_64-linux.hello = (import nixpkgs { system = \"x86_64-linux\"; }).hello;
  };
}
```

Good:

```nix
# flake.nix
{
  outputs = { nixpkgs, ... }: {
    packages.x86_64-linux.hello = nixpkgs.legacyPackages.x86_64-linux.hello;
  };
}
```
",
    check: Some(check),
};

/// The attributes around an output `packages`: of `flake.nix`, and of flake-parts.
const PACKAGES: [&[&str]; 4] = [
    &["outputs", "packages"],
    &["outputs", "perSystem", "packages"],
    &["perSystem", "packages"],
    &["flake", "packages"],
];

fn check(model: &Model) -> Vec<Finding> {
    let outputs = model.outputs().unwrap_or_default();
    let is_packages = |name: &String| name == "packages" || name == "legacyPackages";
    let outputs = outputs.into_iter().filter(|output| output.path.first().is_some_and(is_packages));
    let files: BTreeSet<TreePath> = outputs.flat_map(|output| output.files).collect();
    let in_packages = |file: &FileFacts, import: &InputImport| {
        let within = |path: &&[&str]| {
            import.within.len() >= path.len()
                && path.iter().zip(&import.within).all(|(a, b)| a == b)
        };
        files.contains(&file.path) || PACKAGES.iter().any(within)
    };
    let mut findings = Vec::new();
    for file in &model.files {
        let imports = file.practice.input_imports.iter();
        let imports = imports.filter(|import| import.input.contains("nixpkgs"));
        findings.extend(imports.filter(|import| in_packages(file, import)).map(finding));
    }
    findings
}

fn finding(import: &InputImport) -> Finding {
    let input = &import.input;
    let message = format!("`{input}` is evaluated once more for `packages`");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(import.place.clone());
    match &import.edit {
        Some(edit) => finding.help(format!("take `{}`", edit.text)).fix(Fix {
            message: format!("take the packages that `{input}` has evaluated"),
            edits: vec![(import.place.file.clone(), edit.clone())],
        }),
        None => finding.help("import it once, outside of `packages`, for all outputs that need it"),
    }
}
