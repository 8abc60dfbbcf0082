//! Modules that import each other.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::facts::FileFacts;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Lookup, Model};
use imp_model::source::TreePath;
use imp_model::text::{Place, Span};

use crate::Rule;
use crate::nix_paths::NixFiles;

pub(super) const RULE: Rule = Rule {
    name: "import-cycle",
    severity: Severity::Error,
    summary: "modules that import each other in a circle",
    explanation: "\
The module system takes the imports of a module before anything else. Modules that import each other in a circle never
come to an end: Nix stops with a stack overflow. `import` of files in a circle is no finding, because Nix is lazy.

Bad:

```nix
# nix/registry/modules/home/git.nix
{ imports = [ ./shell.nix ]; }
# nix/registry/modules/home/shell.nix
{ imports = [ ./git.nix ]; }
```

Good:

```nix
# nix/registry/modules/home/git.nix
{ imports = [ ./shell.nix ]; }
# nix/registry/modules/home/shell.nix
{ programs.bash.enable = true; }
```
",
    check: Some(check),
};

/// The modules that each imports, with where it says so.
type Imports<'m> = BTreeMap<&'m TreePath, BTreeMap<TreePath, &'m Place>>;

fn check(model: &Model) -> Vec<Finding> {
    let nix_files = NixFiles::new(model);
    let imports: Imports<'_> = model
        .files
        .iter()
        .map(|file| (&file.path, imports_of(model, &nix_files, file)))
        .filter(|(_, imports)| !imports.is_empty())
        .collect();
    cycles(&imports).iter().map(|cycle| finding(&imports, cycle)).collect()
}

/// What a file imports as a module itself, by path or by name.
fn imports_of<'m>(
    model: &'m Model,
    nix_files: &NixFiles<'m>,
    file: &'m FileFacts,
) -> BTreeMap<TreePath, &'m Place> {
    let own: BTreeSet<Span> = file
        .modules
        .iter()
        .filter(|module| module.is_own_import)
        .map(|module| module.span)
        .collect();
    let mut found = BTreeMap::new();
    if own.is_empty() {
        return found;
    }
    for path in file.paths.iter().filter(|path| own.contains(&path.place.span) && !path.is_partial)
    {
        if let Some(target) = path.target.as_ref().and_then(|target| nix_files.file(target)) {
            found.entry(target.clone()).or_insert(&path.place);
        }
    }
    for name in model.uses(file).iter().filter(|name| own.contains(&name.place.span)) {
        if let Lookup::Found(id) = name.lookup()
            && !name.registry.is_level(id)
        {
            for target in name.registry.files(id) {
                found.entry(target).or_insert(name.place);
            }
        }
    }
    found
}

/// Each circle once, from its first file in order of paths.
fn cycles(imports: &Imports<'_>) -> Vec<Vec<TreePath>> {
    let mut done: BTreeSet<TreePath> = BTreeSet::new();
    let mut found = Vec::new();
    for start in imports.keys() {
        let mut way: Vec<TreePath> = Vec::new();
        let mut work = vec![((*start).clone(), 0)];
        while let Some((file, depth)) = work.pop() {
            way.truncate(depth);
            if let Some(at) = way.iter().position(|other| *other == file) {
                found.push(way[at..].to_vec());
                continue;
            }
            if !done.insert(file.clone()) {
                continue;
            }
            way.push(file.clone());
            let next = imports.get(&file).into_iter().flat_map(BTreeMap::keys).rev();
            work.extend(next.map(|target| (target.clone(), depth + 1)));
        }
    }
    found
}

fn finding(imports: &Imports<'_>, cycle: &[TreePath]) -> Finding {
    let place = |at: usize| imports[&cycle[at]][&cycle[(at + 1) % cycle.len()]].clone();
    let message = match cycle {
        [one] => format!("`{one}` imports itself"),
        [first, ..] => {
            let names: Vec<String> = cycle.iter().skip(1).map(|file| format!("`{file}`")).collect();
            format!("`{first}` imports itself through {}", names.join(" and "))
        }
        [] => unreachable!("a circle has a file"),
    };
    let mut finding = Finding::new(RULE.name, RULE.severity, message).at(place(0));
    for at in 1..cycle.len() {
        finding = finding.label(place(at), "which imports this");
    }
    finding.help("move what both need to a third module, and import that")
}
