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
    circles(&imports).iter().map(|circle| finding(&imports, circle)).collect()
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

/// So many imports of a circle are shown. Nobody reads a thousand, and together the circles of a tree can have far more
/// files than the tree.
const MAX_SHOWN: usize = 8;

/// Modules that import each other.
struct Circle {
    /// Who imports whom, from the first module on; of a long circle only the beginning, and what closes it.
    imports: Vec<[TreePath; 2]>,
    /// How many more modules there are.
    left_out: usize,
}

impl Circle {
    /// Of modules of which each imports the next, and the last the first.
    fn new(modules: &[TreePath]) -> Self {
        let next = modules.iter().cycle().skip(1);
        let imports = modules.iter().zip(next).map(|(from, to)| [from, to].map(TreePath::clone));
        let left_out = modules.len().saturating_sub(MAX_SHOWN);
        let is_shown = |at: &usize| *at < MAX_SHOWN - 1 || *at >= MAX_SHOWN - 1 + left_out;
        let shown = imports.enumerate().filter(|(at, _)| is_shown(at));
        Self { imports: shown.map(|(_, import)| import).collect(), left_out }
    }
}

/// Each circle once, from its first file in order of paths.
fn circles(imports: &Imports<'_>) -> Vec<Circle> {
    let mut done: BTreeSet<TreePath> = BTreeSet::new();
    let mut found = Vec::new();
    for start in imports.keys() {
        let (mut way, mut steps) = (Vec::new(), BTreeMap::new());
        let mut work = vec![((*start).clone(), 0)];
        while let Some((file, depth)) = work.pop() {
            for left in way.drain(depth..) {
                steps.remove(&left);
            }
            if let Some(at) = steps.get(&file) {
                found.push(Circle::new(&way[*at..]));
                continue;
            }
            if !done.insert(file.clone()) {
                continue;
            }
            let next = imports.get(&file).into_iter().flat_map(BTreeMap::keys).rev();
            work.extend(next.map(|target| (target.clone(), depth + 1)));
            steps.insert(file.clone(), depth);
            way.push(file);
        }
    }
    found
}

fn finding(imports: &Imports<'_>, circle: &Circle) -> Finding {
    let place = |[from, to]: &[TreePath; 2]| imports[from][to].clone();
    let [first, others @ ..] = circle.imports.as_slice() else {
        unreachable!("a circle has a file")
    };
    let is_long = circle.left_out > 0;
    let named = &others[..others.len() - usize::from(is_long)];
    let mut names: Vec<String> = named.iter().map(|[file, _]| format!("`{file}`")).collect();
    if is_long {
        names.push(format!("{} more modules", circle.left_out + 1));
    }
    let through = if names.is_empty() { String::new() } else { " through ".to_owned() };
    let message = format!("`{}` imports itself{through}{}", first[0], names.join(" and "));
    let mut finding = Finding::new(RULE.name, RULE.severity, message).at(place(first));
    for import in named {
        finding = finding.label(place(import), "which imports this");
    }
    if let Some(last) = others.last().filter(|_| is_long) {
        finding = finding.label(place(last), "and so on, until this imports the first again");
    }
    finding.help("move what both need to a third module, and import that")
}
