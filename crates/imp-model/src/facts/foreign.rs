//! Functions whose arguments are somebody else's, so that an argument called `registry` means nothing.
//!
//! What a file comes to, what stands in its sets and lists, and modules (which end in `...`) get the
//! flake's arguments. A function that is handed to `map` gets elements, one that the file calls gets what the call says
//! (`parameters.rs`); one with a closed pattern that is never called gets what nobody knows.

use crate::syntax::{Entry, Expr, ExprId, Tree};

/// Functions that call what they get with the elements of something.
pub(super) const ITERATORS: &[&str] = &[
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
pub(super) const CALLERS: &[&str] = &["callPackage", "callPackages", "makeOverridable"];

/// Which functions of a tree have arguments that are somebody else's, as far as no call in the file says what they get.
pub(super) struct Foreign {
    /// By the place in the tree.
    functions: Vec<Function>,
}

/// Of a function: how it stands in the file.
#[derive(Clone, Copy, Default)]
struct Function {
    /// What it is handed is not said.
    is_foreign: bool,
    /// So because it has a closed pattern and is the value of a variable, which is called elsewhere or not at all.
    is_closed: bool,
    /// It is the value of a variable or of an attribute whose name means nothing to imp.
    is_named: bool,
}

impl Foreign {
    pub(super) fn new(tree: &Tree) -> Self {
        Self { functions: functions(tree) }
    }

    /// Whether what a function is handed is not said.
    pub(super) fn is_foreign(&self, function: ExprId) -> bool {
        let function = self.functions[function.index()];
        function.is_foreign || function.is_closed
    }

    /// Whether a function gets what a caller gives, and the file has none.
    pub(super) fn is_closed(&self, function: ExprId) -> bool {
        let function = self.functions[function.index()];
        function.is_closed && !function.is_foreign
    }

    /// Whether a function is the value of a variable or an attribute.
    pub(super) fn is_named(&self, function: ExprId) -> bool {
        self.functions[function.index()].is_named
    }
}

/// How the functions of the tree stand in it, for every expression.
fn functions(tree: &Tree) -> Vec<Function> {
    let mut functions = vec![Function::default(); tree.exprs().count()];
    for (_, expr) in tree.exprs() {
        match expr {
            Expr::Apply { function, argument } => {
                mark_all(tree, &mut functions, *function, |function, _| function.is_foreign = true);
                let iterates = is_called(tree, *function, &[ITERATORS, CALLERS]);
                mark_all(tree, &mut functions, *argument, |function, is_open| {
                    function.is_foreign |= iterates || !is_open;
                });
            }
            Expr::Let { bindings, .. } => {
                for entry in bindings.entries.iter().filter(|entry| !entry.is_inherited) {
                    mark_all(tree, &mut functions, entry.value, |function, is_open| {
                        function.is_closed |= !is_open;
                        function.is_named = true;
                    });
                }
            }
            Expr::Attrs(set) => {
                let own = |entry: &&Entry| !tree.name(&entry.name).starts_with("__");
                for entry in set.entries.iter().filter(own) {
                    mark_all(tree, &mut functions, entry.value, |function, _| {
                        function.is_named = true;
                    });
                }
            }
            _ => {}
        }
    }
    functions
}

/// Marks the function that `id` is, and those that it returns at once; says whether the pattern of each is open (`...`).
fn mark_all(
    tree: &Tree,
    functions: &mut [Function],
    id: ExprId,
    mark: impl Fn(&mut Function, bool),
) {
    let mut next = id;
    while let Expr::Lambda(lambda) = tree.expr(next) {
        let is_open = lambda.formals.is_none() || lambda.has_ellipsis;
        mark(&mut functions[next.index()], is_open);
        next = lambda.body;
    }
}

/// Whether a function, applied to some arguments or none, is called one of these.
pub(super) fn is_called(tree: &Tree, function: ExprId, names: &[&[&str]]) -> bool {
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
