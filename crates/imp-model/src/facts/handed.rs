//! Where a file hands the registry to a function that is not written in it.
//!
//! A function of the flake that takes it by its name is read as any other file is; one that takes it by another name or
//! that nobody can find may ask it for anything.

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

/// The registry, or a part of it, as the argument of a function, or in it.
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
    /// The argument.
    pub place: Place,
}

/// Names by which files know sets of functions that are not the flake's.
const LIBRARIES: &[&str] =
    &["builtins", "lib", "pkgs", "imp", "inputs", "inputs'", "final", "prev", "nixpkgs"];

/// Functions of the library that select by names which they are given, or call what they are given.
const SELECTING: &[&str] = &[
    "attrByPath",
    "flip",
    "foldl",
    "foldl'",
    "foldr",
    "getAttr",
    "getAttrFromPath",
    "getAttrs",
    "hasAttr",
    "hasAttrByPath",
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
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let Some((function, argument)) = callees::call(expr) else { continue };
        let argument = resolver.within(argument);
        // What is handed on by another name only matters to who looks for all that a rename may miss.
        let others = wanted.paths.then(|| positional(resolver, argument)).into_iter().flatten();
        let given = by_name(resolver, argument).into_iter().chain(others);
        for Given { symbol, name, names, is_open } in given {
            if is_known(resolver, function, name.as_deref()) {
                continue;
            }
            let origin = origin(context, function, MAX_STEPS);
            let is_selecting =
                || calls::read(tree, id).is_none() && is_one_of(tree, function, SELECTING);
            let (is_followed, target) = match origin {
                Origin::Library => (names.is_some() || !is_selecting(), None),
                Origin::Tree(target) => (names.is_some(), target),
                Origin::Unknown => (false, None),
            };
            found.push(HandedRegistry {
                path: symbol.path.into_iter().map(|part| part.name).collect(),
                names,
                is_open: is_open || is_one_of(tree, function, CALLERS),
                target,
                is_followed,
                place: context.place(tree.span(argument)),
            });
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// A registry in an argument.
struct Given {
    symbol: Symbol,
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
    is_all.then(|| Given { symbol, name: Some(name.to_owned()), names: Some(names), is_open })
}

/// The registry as the argument, or by another name in a set.
fn positional(resolver: &Resolver<'_>, argument: ExprId) -> Vec<Given> {
    let registry = |id: ExprId, name: Option<&str>| {
        let is_name = matches!(resolver.tree.expr(id), Expr::Var(..) | Expr::Select { .. });
        let symbol = is_name.then(|| resolver.resolve(id))??;
        let is_it = symbol.root == ReferenceRoot::Registry && symbol.is_certain();
        let is_it = is_it && (name.is_none() || symbol.path.is_empty());
        is_it.then(|| Given { symbol, name: name.map(str::to_owned), names: None, is_open: false })
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
