//! Functions whose arguments are somebody else's, so that an argument called `registry` means nothing.
//!
//! What a file comes to, what stands in its sets and lists, and modules (which end in `...`) get the
//! flake's arguments. A function that is handed to `map` gets elements, one that is called on the spot
//! gets what the call says, and a helper in a `let` with a closed pattern gets what its callers have.

use crate::syntax::{Expr, ExprId, Tree};

/// Functions that call what they get with the elements of something.
const ITERATORS: &[&str] = &[
    "all",
    "any",
    "concatLines",
    "concatMap",
    "concatMapAttrs",
    "concatMapStrings",
    "concatMapStringsSep",
    "filter",
    "filterAttrs",
    "findFirst",
    "flip",
    "foldl",
    "foldl'",
    "foldr",
    "forEach",
    "genAttrs",
    "genList",
    "groupBy",
    "imap0",
    "imap1",
    "listToAttrs",
    "map",
    "mapAttrs",
    "mapAttrs'",
    "mapAttrsToList",
    "mapAttrsRecursive",
    "partition",
    "sort",
    "zipAttrsWith",
    "zipListsWith",
];

/// For every expression of the tree whether it is such a function.
pub(super) fn functions(tree: &Tree) -> Vec<bool> {
    let mut foreign = vec![false; tree.exprs().count()];
    for (_, expr) in tree.exprs() {
        match expr {
            Expr::Apply { function, argument } => {
                mark_all(tree, &mut foreign, *function, |_| true);
                let iterates = is_iterator(tree, *function);
                mark_all(tree, &mut foreign, *argument, |is_open| iterates || !is_open);
            }
            Expr::Let { bindings, .. } => {
                for entry in bindings.entries.iter().filter(|entry| !entry.is_inherited) {
                    mark_all(tree, &mut foreign, entry.value, |is_open| !is_open);
                }
            }
            _ => {}
        }
    }
    foreign
}

/// Marks the function that `id` is, and those that it returns at once, where `is_foreign` says so of
/// whether the pattern is open (`...`).
fn mark_all(tree: &Tree, foreign: &mut [bool], id: ExprId, is_foreign: impl Fn(bool) -> bool) {
    let mut next = id;
    while let Expr::Lambda(lambda) = tree.expr(next) {
        let is_open = lambda.formals.is_none() || lambda.has_ellipsis;
        foreign[next.index()] |= is_foreign(is_open);
        next = lambda.body;
    }
}

/// Whether a function, applied to some arguments or none, calls its function with elements.
fn is_iterator(tree: &Tree, function: ExprId) -> bool {
    let mut function = function;
    while let Expr::Apply { function: inner, .. } = tree.expr(function) {
        function = *inner;
    }
    called_name(tree, function).is_some_and(|name| ITERATORS.contains(&name))
}

/// What a function is called: `map` of `map`, `builtins.map` and `lib.lists.map`.
pub(super) fn called_name(tree: &Tree, function: ExprId) -> Option<&str> {
    match tree.expr(function) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|attr| tree.static_name(attr)),
        _ => None,
    }
}
