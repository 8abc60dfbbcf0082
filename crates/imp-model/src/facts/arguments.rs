//! What the function that a file is asks for.

use super::Context;
use crate::source::TreePath;
use crate::syntax::{AttrSet, BindingKind, Expr, ExprId, Resolved, Tree};
use crate::text::{Place, Span};

/// An attribute that the function asks for by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Whether it may be missing.
    pub has_default: bool,
    /// Whether the function names it again: the module system gives an argument only where it is used.
    pub is_used: bool,
    /// Where it is named.
    pub place: Place,
}

/// The arguments in the pattern of the function that a file comes to, or its `__functor`; in `flake.nix` those of
/// `outputs`, which are inputs.
pub(super) fn read(context: &Context<'_>) -> Vec<Argument> {
    let tree = context.tree;
    let Some(function) = function(tree, is_flake(context.path)) else { return Vec::new() };
    let Expr::Lambda(lambda) = tree.expr(function) else { return Vec::new() };
    let used: Vec<Span> =
        tree.exprs().filter_map(|(_, expr)| formal_of(tree, function, expr)).collect();
    let argument = |formal: &crate::syntax::Formal| Argument {
        name: tree.name(&formal.name).to_owned(),
        has_default: formal.default.is_some(),
        is_used: used.contains(&formal.span),
        place: context.place(formal.span),
    };
    lambda.formals.iter().flatten().map(argument).collect()
}

/// Where the argument of a function is named that an expression is.
fn formal_of(tree: &Tree, function: ExprId, expr: &Expr) -> Option<Span> {
    let Expr::Var(_, Resolved::Local { binding, .. }) = expr else { return None };
    let binding = tree.binding(*binding);
    (binding.kind == BindingKind::Formal(function)).then_some(binding.span)
}

/// Whether it is the `flake.nix` of the flake.
pub(super) fn is_flake(path: &TreePath) -> bool {
    path.as_str() == "flake.nix"
}

/// The function that a file is, or that its `outputs` are.
fn function(tree: &Tree, is_flake: bool) -> Option<ExprId> {
    let root = result(tree, tree.root());
    let Expr::Attrs(set) = tree.expr(root) else { return Some(root).filter(|_| !is_flake) };
    if is_flake {
        return attribute(tree, set, "outputs").map(|value| result(tree, value));
    }
    // `_: { … }:`, where the first argument is the set itself.
    let functor = result(tree, attribute(tree, set, "__functor")?);
    let Expr::Lambda(functor) = tree.expr(functor) else { return None };
    Some(result(tree, functor.body))
}

/// What an expression comes to behind `let`, `with` and `assert`.
pub(super) fn result(tree: &Tree, mut id: ExprId) -> ExprId {
    while let Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } =
        tree.expr(id)
    {
        id = *body;
    }
    id
}

/// The value of an attribute that a set names itself.
pub(super) fn attribute(tree: &Tree, set: &AttrSet, name: &str) -> Option<ExprId> {
    set.entries.iter().find(|entry| tree.name(&entry.name) == name).map(|entry| entry.value)
}
