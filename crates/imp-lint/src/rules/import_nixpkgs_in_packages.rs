//! nixpkgs imported once more for the packages of the flake.

use std::collections::BTreeSet;

use imp_model::eval::Known;
use imp_model::facts::{FileFacts, InputImport};
use imp_model::finding::{Finding, Fix, Severity};
use imp_model::model::Model;
use imp_model::source::TreePath;

use crate::Rule;
use crate::inputs::{Declared, declared};
use crate::repository::comparable_source;

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
    let declared = declared(model);
    // The set of outputs may stand in another file than `flake.nix`.
    let kind = model.flake.present().and_then(|flake| flake.outputs.kinds.get("packages"));
    let elsewhere = kind.map(|kind| kind.place.file.clone());
    let in_packages = |file: &FileFacts, import: &InputImport| {
        let within = |path: &&[&str]| {
            import.within.len() >= path.len()
                && path.iter().zip(&import.within).all(|(a, b)| a == b)
        };
        let is_elsewhere = elsewhere.as_ref() == Some(&file.path);
        let is_outputs = is_elsewhere && within(&PACKAGES[0][1..].as_ref());
        match import.is_formal {
            true => is_outputs && declared.contains_key(&import.input),
            false => files.contains(&file.path) || PACKAGES.iter().any(within) || is_outputs,
        }
    };
    let mut findings = Vec::new();
    for file in &model.files {
        let imports = file.practice.input_imports.iter();
        for import in imports.filter(|import| in_packages(file, import)) {
            let source = nixpkgs(model, declared.get(&import.input), &import.input);
            findings.extend(source.map(|source| finding(import, source)));
        }
    }
    findings
}

/// What an input has of nixpkgs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nixpkgs {
    /// A flake, which has `legacyPackages`.
    Flake,
    /// The source, or what only seems to be nixpkgs.
    Source,
}

/// Whether an input is nixpkgs: by its source, or by its name where the source is not known here.
fn nixpkgs(model: &Model, declared: Option<&Declared>, name: &str) -> Option<Nixpkgs> {
    let Some(Declared { definition, .. }) = declared else {
        return (name == "nixpkgs").then_some(Nixpkgs::Flake);
    };
    let text = |attribute: &str| definition.get(attribute).and_then(Known::as_str);
    let is_named = match (text("url"), text("repo").or(text("id"))) {
        (Some(url), _) => is_nixpkgs(url),
        (None, Some(repository)) => is_nixpkgs(repository),
        (None, None) => {
            let Some(Ok(lock)) = &model.lock else { return seems_so(name) };
            let node = lock.input(name).and_then(|node| lock.nodes.get(node));
            match node.and_then(comparable_source) {
                Some(source) => is_nixpkgs(&source),
                None => return seems_so(name),
            }
        }
    };
    let is_flake = definition.get("flake") != Some(&Known::Bool(false));
    is_named.then_some(if is_flake { Nixpkgs::Flake } else { Nixpkgs::Source })
}

fn seems_so(name: &str) -> Option<Nixpkgs> {
    name.contains("nixpkgs").then_some(Nixpkgs::Source)
}

fn is_nixpkgs(source: &str) -> bool {
    let hosts = ["channels.nixos.org/", "releases.nixos.org/"];
    let mut words = source.split(['/', ':', '?', '&', '=', '#']);
    hosts.iter().any(|host| source.contains(host))
        || words.any(|word| word.trim_end_matches(".git").eq_ignore_ascii_case("nixpkgs"))
}

fn finding(import: &InputImport, source: Nixpkgs) -> Finding {
    let input = &import.input;
    let message = format!("`{input}` is evaluated once more for `packages`");
    let finding = Finding::new(RULE.name, RULE.severity, message).at(import.place.clone());
    // What the file takes may be another nixpkgs than the input.
    let is_certain = source == Nixpkgs::Flake && !import.is_formal;
    match import.edit.as_ref().filter(|_| is_certain) {
        Some(edit) => finding.help(format!("take `{}`", edit.text)).fix(Fix {
            message: format!("take the packages that `{input}` has evaluated"),
            edits: vec![(import.place.file.clone(), edit.clone())],
        }),
        None => finding.help("import it once, outside of `packages`, for all outputs that need it"),
    }
}
