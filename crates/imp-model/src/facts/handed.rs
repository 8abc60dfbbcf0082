//! Where a file hands the registry on: to a function that is not written in it, or to any other expression.
//!
//! Who takes it by its name, as a function of the flake or as a module, is read as any other file is; a function that
//! takes it by another name or that nobody can find, and any other expression, may ask it for anything.

use std::collections::BTreeSet;

use super::callees::{self, is_named};
use super::calls;
use super::foreign::{CALLERS, called_name};
use super::parameters::Parameter;
use super::references::ReferenceRoot;
use super::resolver::{MAX_ALIASES, Resolver, Symbol};
use super::{Context, Wanted};
use crate::source::TreePath;
use crate::syntax::{BinaryOperator, Expr, ExprId, Resolved, Tree};
use crate::text::Place;

/// The registry, or a part of it, as the argument of a function, or in it; or the registry in another expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedRegistry {
    /// What of the registry; empty for all of it.
    pub path: Vec<String>,
    /// What the argument is a set of, where it has the registry by its own name.
    pub names: Option<Vec<String>>,
    /// Whether it may have more names, as `args // x` and what `callPackage` gives.
    pub is_open: bool,
    /// The file or directory that the function is imported from, where that is written.
    pub target: Option<TreePath>,
    /// Whether what the function asks for is seen where it is written, or it asks for nothing by name.
    pub is_followed: bool,
    /// Whether all of the registry may be used there, so that it depends on every module.
    pub is_whole: bool,
    /// The argument or the expression.
    pub place: Place,
}

/// Names by which files know sets of functions that are not the flake's.
const LIBRARIES: &[&str] =
    &["builtins", "lib", "pkgs", "imp", "inputs", "inputs'", "final", "prev", "nixpkgs"];

/// Functions of libraries that take the registry and give nothing that has its names.
const NAMELESS: &[&str] =
    &["attrValues", "imp", "imports", "isAttrs", "leafs", "leaves", "withLib"];

/// Functions of libraries that take what a set has out of it, so that it no longer goes by its name.
const VALUES: &[&str] = &[
    "attrsToList",
    "attrValues",
    "collect",
    "concatMapAttrs",
    "filterAttrs",
    "filterAttrsRecursive",
    "foldlAttrs",
    "mapAttrs",
    "mapAttrs'",
    "mapAttrsRecursive",
    "mapAttrsRecursiveCond",
    "mapAttrsToList",
    "mapAttrsToListRecursive",
    "pipe",
];

/// How many calls, variables and sets a function is followed through.
const MAX_STEPS: u32 = 16;

/// Where a function comes from that the file does not write.
enum Origin {
    Library,
    /// An import of a path.
    Tree(Option<TreePath>),
    Unknown,
}

pub(super) fn read(
    context: &Context<'_>,
    wanted: Wanted,
    resolver: &Resolver<'_>,
) -> Vec<HandedRegistry> {
    let tree = context.tree;
    let (mut found, mut arguments) = (Vec::new(), BTreeSet::new());
    for (id, expr) in tree.exprs() {
        let Some((function, argument)) = callees::call(expr) else { continue };
        let argument = resolver.within(argument);
        // What is handed on by another name only matters to who looks for all that a rename may miss.
        let others = wanted.paths.then(|| positional(resolver, argument)).into_iter().flatten();
        let given = by_name(resolver, argument).into_iter().chain(others);
        for Given { symbol, value, name, names, is_open } in given {
            arguments.insert(value);
            let is_all = symbol.path.is_empty();
            let is_known = is_known(resolver, function, name.as_deref());
            // Who takes it by its name is read, as far as it keeps that name.
            let loses_name = names.is_none() || is_one_of(tree, function, VALUES);
            let is_whole = is_all && loses_name && calls::read(tree, id).is_none();
            let (is_followed, target) = match origin(context, function, MAX_STEPS) {
                _ if is_known && is_all => continue,
                _ if is_known => (true, None),
                // A directory is used as a whole.
                Origin::Library if !is_all => continue,
                Origin::Library => {
                    let asks_for_none = || name.is_none() && is_one_of(tree, function, NAMELESS);
                    let is_name = || calls::read(tree, id).is_some();
                    let goes_by_name = names.is_some() && !is_one_of(tree, function, VALUES);
                    (goes_by_name || is_name() || asks_for_none(), None)
                }
                Origin::Tree(target) => (names.is_some(), target),
                Origin::Unknown => (false, None),
            };
            found.push(HandedRegistry {
                path: symbol.path.into_iter().map(|part| part.name).collect(),
                names,
                is_open: is_open || is_one_of(tree, function, CALLERS),
                target,
                is_followed,
                is_whole,
                place: context.place(tree.span(argument)),
            });
        }
    }
    if wanted.paths {
        found.extend(elsewhere(context, resolver, arguments));
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// The registry where it is neither an argument nor followed.
fn elsewhere(
    context: &Context<'_>,
    resolver: &Resolver<'_>,
    arguments: BTreeSet<ExprId>,
) -> Vec<HandedRegistry> {
    let tree = context.tree;
    let mut followed = arguments;
    for (id, expr) in tree.exprs() {
        match expr {
            Expr::Select { set, path, .. } | Expr::HasAttr { set, path } => {
                let set = resolver.within(*set);
                followed.extend([set].into_iter().chain(resolver.below_update(set, path)));
            }
            Expr::With { namespace, .. } => _ = followed.insert(*namespace),
            // Entered by what goes on with it.
            Expr::Let { bindings, .. } => {
                followed.extend(bindings.entries.iter().map(|entry| entry.value));
            }
            // Who gets it by its name is read.
            Expr::Attrs(set) => {
                let entries = set.entries.iter();
                let own = entries.filter(|entry| tree.name(&entry.name) == resolver.registry_name);
                followed.extend(own.map(|entry| entry.value));
            }
            Expr::Binary(BinaryOperator::Equal | BinaryOperator::NotEqual, left, right) => {
                followed.extend([*left, *right]);
            }
            Expr::Apply { .. } => {
                followed.extend(calls::read(tree, id).map(|call| resolver.within(call.set)));
            }
            _ => {}
        }
    }
    let is_registry = |id: ExprId| {
        let symbol = resolver.resolve(id)?;
        let is_all = symbol.path.is_empty() && !symbol.is_partial;
        let is_it = is_all && symbol.root == ReferenceRoot::Registry;
        (is_it && !resolver.is_undecided(&symbol)).then_some(())
    };
    let names = tree.exprs().filter(|(id, expr)| {
        matches!(expr, Expr::Var(..) | Expr::Select { .. }) && !followed.contains(id)
    });
    let found = names.filter(|(id, _)| is_registry(*id).is_some()).map(|(id, _)| HandedRegistry {
        path: Vec::new(),
        names: None,
        is_open: false,
        target: None,
        is_followed: false,
        is_whole: true,
        place: context.place(tree.span(id)),
    });
    found.collect()
}

/// A registry in an argument.
struct Given {
    symbol: Symbol,
    /// Where it is in the argument.
    value: ExprId,
    /// The name that it has there; `None` where it is the argument.
    name: Option<String>,
    /// As [`HandedRegistry::names`].
    names: Option<Vec<String>>,
    is_open: bool,
}

/// The registry by its own name in a set.
fn by_name(resolver: &Resolver<'_>, argument: ExprId) -> Option<Given> {
    let name = resolver.registry_name;
    let is_set = |expr: &Expr| {
        matches!(expr, Expr::Attrs(_) | Expr::Var(..) | Expr::Binary(BinaryOperator::Update, ..))
    };
    if !is_set(resolver.tree.expr(argument)) {
        return None;
    }
    let Parameter::Is(symbol) = resolver.handed(argument, Some(name), MAX_ALIASES) else {
        return None;
    };
    let (mut names, mut is_open) = (Vec::new(), false);
    callees::names(resolver.tree, argument, &mut names, &mut is_open);
    let is_all = symbol.root == ReferenceRoot::Registry && symbol.path.is_empty();
    is_all.then(|| Given {
        symbol,
        value: argument,
        name: Some(name.to_owned()),
        names: Some(names),
        is_open,
    })
}

/// The registry as the argument, or by another name in a set.
fn positional(resolver: &Resolver<'_>, argument: ExprId) -> Vec<Given> {
    let registry = |id: ExprId, name: Option<&str>| {
        let is_name = matches!(resolver.tree.expr(id), Expr::Var(..) | Expr::Select { .. });
        let symbol = is_name.then(|| resolver.resolve(id))??;
        let is_it = symbol.root == ReferenceRoot::Registry && symbol.is_certain();
        let is_it = is_it && (name.is_none() || symbol.path.is_empty());
        is_it.then(|| Given {
            symbol,
            value: id,
            name: name.map(str::to_owned),
            names: None,
            is_open: false,
        })
    };
    match resolver.tree.expr(argument) {
        Expr::Attrs(set) => {
            let entries =
                set.entries.iter().map(|entry| (entry.value, resolver.tree.name(&entry.name)));
            let others = entries.filter(|(_, name)| *name != resolver.registry_name);
            others.filter_map(|(value, name)| registry(value, Some(name))).collect()
        }
        _ => registry(argument, None).into_iter().collect(),
    }
}

/// Whether what the function does with it is read in the file.
fn is_known(resolver: &Resolver<'_>, function: ExprId, name: Option<&str>) -> bool {
    callees::followed(resolver.tree, function).is_some_and(|function| {
        matches!(resolver.parameter(function, name, MAX_ALIASES), Parameter::Is(_))
    })
}

/// Whether a function, applied to some arguments or none, has one of these names.
fn is_one_of(tree: &Tree, mut function: ExprId, names: &[&str]) -> bool {
    while let Expr::Apply { function: inner, .. } = tree.expr(function) {
        function = *inner;
    }
    called_name(tree, function).is_some_and(|name| names.contains(&name))
}

fn origin(context: &Context<'_>, id: ExprId, steps: u32) -> Origin {
    let tree = context.tree;
    let Some(steps) = steps.checked_sub(1) else { return Origin::Unknown };
    match tree.expr(id) {
        Expr::With { body, .. } | Expr::Let { body, .. } => origin(context, *body, steps),
        Expr::Apply { function, argument } => {
            if tree.is_import(*function) || is_named(tree, *function, CALLERS) {
                return match tree.relative_path(*argument) {
                    Some(path) => Origin::Tree(context.directory().join(path)),
                    None => Origin::Unknown,
                };
            }
            origin(context, *function, steps)
        }
        Expr::Select { set, path, .. } => {
            let of_self = tree.static_name(&path[0]) == Some("self");
            match tree.expr(*set) {
                Expr::Var(name, _) if of_self && tree.name(name) == "inputs" => Origin::Unknown,
                _ => origin(context, *set, steps),
            }
        }
        Expr::Var(name, resolved) => match resolved {
            Resolved::With(_) | Resolved::Global => Origin::Library,
            _ => match callees::value_of(tree, id) {
                Some(value) => origin(context, value, steps),
                None if LIBRARIES.contains(&tree.name(name)) => Origin::Library,
                None => Origin::Unknown,
            },
        },
        _ => Origin::Unknown,
    }
}
