//! Functions that take the registry by its name and ask for arguments that files and modules don't get by themselves:
//! whether it is the flake's registry, what the rest of the tree hands over says.

use super::references::Reference;
use super::resolver::Resolver;
use super::{Context, callees};
use crate::syntax::{Expr, ExprId};

/// Such a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// What it asks for and that not every file and module gets.
    pub unusual: Vec<String>,
    /// What must be given to it, but for the registry.
    pub required: Vec<String>,
    /// What it takes; `None` with `...`.
    pub taken: Option<Vec<String>>,
    /// Whether only who calls it gives it anything: it stands in a `let`.
    pub is_called: bool,
    /// Its names in the registry. Where not only who calls it gives it anything, [`FileFacts::references`] has them, too.
    ///
    /// [`FileFacts::references`]: super::FileFacts::references
    pub references: Vec<Reference>,
}

/// What a file gives all modules or all files: `specialArgs`, `_module.args`, `imp.args`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleArguments {
    /// The names.
    pub names: Vec<String>,
    /// Whether there may be more.
    pub is_open: bool,
}

/// What imp gives to files, and the module systems to modules.
const USUAL: &[&str] = &[
    "_class",
    "config",
    "darwinConfig",
    "exports",
    "extendModules",
    "flake-parts-lib",
    "getSystem",
    "hmConfig",
    "imp",
    "inputs",
    "inputs'",
    "lib",
    "moduleWithSystem",
    "modulesPath",
    "name",
    "nixosConfig",
    "options",
    "osConfig",
    "pkgs",
    "registry",
    "self",
    "self'",
    "specialArgs",
    "system",
    "systems",
    "utils",
    "withSystem",
];

/// The function as a helper, without its references, if it asks for more than files and modules get.
pub(super) fn helper(resolver: &Resolver<'_>, function: ExprId) -> Option<Helper> {
    let tree = resolver.tree;
    let Expr::Lambda(lambda) = tree.expr(function) else { return None };
    let formals = lambda.formals.as_ref()?;
    let is_called = resolver.foreign.is_closed(function);
    if lambda.has_ellipsis && !resolver.foreign.is_named(function) {
        return None;
    }
    let name = |formal: &crate::syntax::Formal| tree.name(&formal.name).to_owned();
    let required = formals.iter().filter(|formal| formal.default.is_none()).map(name);
    let required: Vec<String> = required.filter(|name| name != resolver.registry_name).collect();
    let unusual = required.iter().filter(|name| !USUAL.contains(&name.as_str()));
    let unusual: Vec<String> = unusual.cloned().collect();
    // What asks for `config` or `options` is a module.
    let is_module =
        lambda.has_ellipsis && required.iter().any(|name| matches!(&**name, "config" | "options"));
    if !is_called && (unusual.is_empty() || is_module) {
        return None;
    }
    let taken = (!lambda.has_ellipsis).then(|| formals.iter().map(name).collect());
    Some(Helper { unusual, required, taken, is_called, references: Vec::new() })
}

/// What a file gives all modules.
pub(super) fn module_arguments(context: &Context<'_>) -> ModuleArguments {
    let tree = context.tree;
    let mut found = ModuleArguments::default();
    for (_, expr) in tree.exprs() {
        let Expr::Attrs(set) = expr else { continue };
        for entry in &set.entries {
            let value = match tree.name(&entry.name) {
                "specialArgs" | "extraSpecialArgs" => entry.value,
                "_module" | "imp" => match callees::entry(tree, entry.value, "args") {
                    callees::Entry::Value(args) => args,
                    _ => continue,
                },
                _ => continue,
            };
            callees::names(tree, value, &mut found.names, &mut found.is_open);
        }
    }
    found
}
