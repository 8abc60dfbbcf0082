//! Names in the registry that lead nowhere.

use std::collections::HashMap;

use imp_model::facts::ReferenceRoot;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{BrokenUse, Lookup, Model, NameIndex, NameUse, Registry, UseForm, dotted};
use imp_model::text::Place;

use crate::Rule;
use crate::meant::did_you_mean;

pub(super) const RULE: Rule = Rule {
    name: "broken-reference",
    severity: Severity::Error,
    summary: "a name in the registry that leads nowhere",
    explanation: "\
A name in the registry is a file or directory. When that is renamed, moved or removed, every name for it
must follow; Nix says so only when it evaluates the place. `imp-registry mv OLD NEW` renames both, and
`imp-registry migrate` mends the names after a rename on disk.

A file, and a directory with `default.nix`, is a path: there are no names below it. `registry.a.b or x` and
`registry ? a.b` are questions and can't break, nor can a name where a condition has asked for it:
`if registry ? a.b then registry.a.b else x`, after `&&`, `||`, `->` and `assert`, in `lib.optional` and `mkIf`.

Bad:

```nix
# nix/registry/modules/home/git.nix
{ programs.git.enable = true; }
# nix/outputs/homeModules.nix
{ registry, ... }: { default.imports = [ registry.modules.home.gti ]; }
```

Good:

```nix
# nix/registry/modules/home/git.nix
{ programs.git.enable = true; }
# nix/outputs/homeModules.nix
{ registry, ... }: { default.imports = [ registry.modules.home.git ]; }
```
",
    check: Some(check),
};

fn check(model: &Model) -> Vec<Finding> {
    // That the directories can't be read is said by whoever needs them.
    let Ok(broken) = model.broken_uses() else { return Vec::new() };
    // A directory may be the flake's registry and that of a file, with other names.
    let mut indexes: HashMap<*const Registry, NameIndex<'_>> = HashMap::new();
    let mut findings = Vec::new();
    for broken in &broken {
        let registry = broken.name.registry;
        let index =
            indexes.entry(std::ptr::from_ref(registry)).or_insert_with(|| NameIndex::new(registry));
        findings.push(broken_reference(model, broken, index));
    }
    findings
}

/// The finding about one name that leads nowhere.
pub fn broken_reference(model: &Model, broken: &BrokenUse<'_>, index: &NameIndex<'_>) -> Finding {
    let (name, registry) = (&broken.name, broken.name.registry);
    let spell = spelling(model, name);
    let shown = spell(&dotted(&name.path));
    let place = name.place.clone();
    let severity = if registry.unknown_modules && matches!(broken.lookup, Lookup::Missing { .. }) {
        Severity::Warning
    } else {
        RULE.severity
    };
    let finding = |message: String| Finding::new(RULE.name, severity, message).at(place);
    let mut finding = match broken.lookup {
        Lookup::Missing { at, level } => {
            let level = match registry.name(level) {
                root if root.is_empty() => format!("`{}`", registry.directory()),
                level => format!("`{}`", spell(&level)),
            };
            finding(format!("`{shown}` is not in the registry"))
                .labelled(format!("{level} has no `{}`", dotted([name.path[at]])))
        }
        Lookup::BelowModule { at, module } => {
            let (rest, what) = (dotted(&name.path[at..]), described(registry, module));
            finding(format!(
                "`{shown}` leads past `{}`, which is {what}",
                spell(&registry.name(module))
            ))
            .labelled(format!("there is no `{rest}` in a path"))
        }
        Lookup::Collision { node, .. } => {
            let claimed = spell(&registry.name(node));
            let mut finding =
                finding(format!("`{shown}` is no certain name: two entries claim it"))
                    .labelled(format!("`{claimed}` is claimed twice"));
            if let imp_model::model::NodeKind::Collision(first, second) = &registry.node(node).kind
            {
                finding = finding
                    .label(Place::start_of(first), "this one")
                    .label(Place::start_of(second), "and this one");
            }
            return finding.help("rename one of the two, or hide it with a leading `_`");
        }
        Lookup::Found(_) | Lookup::Unknown(_) => finding(format!("`{shown}` is there")),
    };
    if severity == Severity::Warning {
        finding = finding.note(
            "`imp.registry.modules` can't be read without evaluation, so the name may be in it",
        );
    }
    let near = index.closest(&name.path).into_iter().map(|id| spell(&registry.name(id)));
    let near: Vec<String> = near.collect();
    let list = "list the names with `imp-registry list`; after a rename, run `imp-registry migrate --since REV`";
    finding.help(did_you_mean(&near).unwrap_or_else(|| list.to_owned()))
}

/// How names are written at the place of this one.
pub(super) fn spelling(model: &Model, name: &NameUse<'_>) -> impl Fn(&str) -> String + use<> {
    let prefix = match name.form {
        UseForm::Host(_) => String::new(),
        UseForm::Expression(reference) => match &reference.root {
            ReferenceRoot::Registry => {
                format!(
                    "{}.",
                    model.configuration.text("registry.name", "registry").unwrap_or("registry")
                )
            }
            _ => "registry.".to_owned(),
        },
    };
    move |name| format!("{prefix}{name}")
}

fn described(registry: &Registry, module: imp_model::model::NodeId) -> String {
    let node = registry.node(module);
    match &node.path {
        Some(path) if registry.is_level(module) => format!("the directory `{path}`"),
        Some(path) if path.file_name().ends_with(".nix") => format!("the file `{path}`"),
        Some(path) => format!("`{path}`, a directory with `default.nix`"),
        None => "no set of names".to_owned(),
    }
}
