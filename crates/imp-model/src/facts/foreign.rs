//! Functions whose arguments are somebody else's, so that an argument called `registry` means nothing.
//!
//! What a file comes to, what stands in its sets and lists, and modules (which end in `...`) get the
//! flake's arguments. A function that is handed to `map` gets elements, one that is called on the spot
//! gets what the call says, as does a helper in a `let` or `rec`; one with a closed pattern that is never called
//! gets what nobody knows.

use std::collections::BTreeMap;

use crate::syntax::{BindingKind, Expr, ExprId, Resolved, Tree};

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

/// Functions that give a function what a set of packages has.
const CALLERS: &[&str] = &["callPackage", "callPackages", "makeOverridable"];

/// Which functions of a tree have arguments that are somebody else's.
pub(super) struct Foreign {
    /// By the place in the tree: where what they are handed is not said.
    functions: Vec<bool>,
    /// Of those that the file calls itself with a set: whether one of the calls hands the flake's registry on.
    called: BTreeMap<ExprId, bool>,
}

impl Foreign {
    pub(super) fn new(tree: &Tree, registry_name: &str) -> Self {
        let mut found = Self { functions: functions(tree), called: BTreeMap::new() };
        for (_, expr) in tree.exprs() {
            let Expr::Apply { function, argument } = expr else { continue };
            if is_called(tree, *function, &[ITERATORS, CALLERS]) {
                let mut next = bound(tree, *argument);
                while let Some(id) = next
                    && let Expr::Lambda(lambda) = tree.expr(id)
                {
                    found.called.entry(id).or_insert(false);
                    next = Some(lambda.body);
                }
            }
            if let (Some(id), Expr::Attrs(set)) = (bound(tree, *function), tree.expr(*argument)) {
                let mut entries = set.entries.iter();
                let given = entries.find(|entry| tree.name(&entry.name) == registry_name);
                let is_ours =
                    given.is_some_and(|entry| found.is_argument(tree, entry.value, registry_name));
                *found.called.entry(id).or_insert(false) |= is_ours;
            }
        }
        found
    }

    /// Whether what a function is handed is not said.
    pub(super) fn is_foreign(&self, function: ExprId) -> bool {
        self.functions[function.index()]
    }

    /// Whether the flake's registry is what a function gets by that name.
    pub(super) fn has_registry(&self, function: ExprId) -> bool {
        self.called.get(&function).copied().unwrap_or(!self.is_foreign(function))
    }

    /// Whether a value is the registry that a function gets, which is the flake's.
    fn is_argument(&self, tree: &Tree, value: ExprId, registry_name: &str) -> bool {
        let Expr::Var(name, Resolved::Local { binding, .. }) = tree.expr(value) else {
            return false;
        };
        match tree.binding(*binding).kind {
            BindingKind::Formal(function) => {
                tree.name(name) == registry_name && !self.is_foreign(function)
            }
            BindingKind::Argument(_) | BindingKind::Value(_) => false,
        }
    }
}

/// The value of a variable of a `let` or `rec`.
fn bound(tree: &Tree, id: ExprId) -> Option<ExprId> {
    let Expr::Var(_, Resolved::Local { binding, .. }) = tree.expr(id) else { return None };
    match tree.binding(*binding).kind {
        BindingKind::Value(value) => Some(value),
        BindingKind::Argument(_) | BindingKind::Formal(_) => None,
    }
}

/// For every expression of the tree whether it is a function of which is not said what it is handed.
fn functions(tree: &Tree) -> Vec<bool> {
    let mut foreign = vec![false; tree.exprs().count()];
    for (_, expr) in tree.exprs() {
        match expr {
            Expr::Apply { function, argument } => {
                mark_all(tree, &mut foreign, *function, |_| true);
                let iterates = is_called(tree, *function, &[ITERATORS, CALLERS]);
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

/// Whether a function, applied to some arguments or none, is called one of these.
fn is_called(tree: &Tree, function: ExprId, names: &[&[&str]]) -> bool {
    let mut function = function;
    while let Expr::Apply { function: inner, .. } = tree.expr(function) {
        function = *inner;
    }
    called_name(tree, function).is_some_and(|name| names.iter().any(|list| list.contains(&name)))
}

/// What a function is called: `map` of `map`, `builtins.map` and `lib.lists.map`.
pub(super) fn called_name(tree: &Tree, function: ExprId) -> Option<&str> {
    match tree.expr(function) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|attr| tree.static_name(attr)),
        _ => None,
    }
}
