//! The names of the outputs that `flake.nix` gives by itself.

use super::Context;
use super::arguments::{attribute, is_flake, result};
use crate::syntax::{AttrSet, BinaryOperator, BindingKind, Expr, ExprId, Resolved, Tree};
use crate::text::Place;

/// An output that `flake.nix` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedOutput {
    /// Its name: `packages`.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// How many expressions the outputs may be put together from.
const MAX_PARTS: usize = 1000;

/// The names in the sets that `outputs` comes to, through `//`, `let`, `eachDefaultSystem` and `mkFlake`; in order.
pub(super) fn read(context: &Context<'_>) -> Vec<NamedOutput> {
    let tree = context.tree;
    let mut found = Vec::new();
    let root = tree.expr(result(tree, tree.root()));
    let (true, Expr::Attrs(flake)) = (is_flake(context.path), root) else { return found };
    let Some(outputs) = attribute(tree, flake, "outputs") else { return found };
    let mut work = match tree.expr(result(tree, outputs)) {
        Expr::Lambda(lambda) => vec![lambda.body],
        _ => return found,
    };
    let mut left = MAX_PARTS;
    while let (Some(id), Some(fewer)) = (work.pop(), left.checked_sub(1)) {
        left = fewer;
        match tree.expr(id) {
            Expr::Attrs(set) => names(context, set, &mut found),
            Expr::Binary(BinaryOperator::Update, a, b) => work.extend([*a, *b]),
            Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
                work.push(*body);
            }
            Expr::If { yes, no, .. } => work.extend([*yes, *no]),
            Expr::Var(_, Resolved::Local { binding, .. }) => {
                if let BindingKind::Value(value) = tree.binding(*binding).kind {
                    work.push(value);
                }
            }
            Expr::Apply { function, argument } => {
                work.extend(given(context, *function, *argument, &mut found));
            }
            _ => {}
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found.dedup();
    found
}

/// What a call of a known function makes outputs of.
fn given(
    context: &Context<'_>,
    function: ExprId,
    argument: ExprId,
    found: &mut Vec<NamedOutput>,
) -> Option<ExprId> {
    let tree = context.tree;
    match (called(tree, function)?, tree.expr(argument)) {
        ("eachDefaultSystem" | "eachSystem", Expr::Lambda(lambda)) => Some(lambda.body),
        ("mkFlake", Expr::Attrs(module)) => {
            for (option, is_function) in [("flake", false), ("perSystem", true)] {
                let Some(value) = attribute(tree, module, option) else { continue };
                let set = match tree.expr(result(tree, value)) {
                    Expr::Lambda(lambda) if is_function => result(tree, lambda.body),
                    _ => result(tree, value),
                };
                if let Expr::Attrs(set) = tree.expr(set) {
                    names(context, set, found);
                }
            }
            None
        }
        _ => None,
    }
}

/// The name of the function that is called, after some arguments.
fn called(tree: &Tree, mut function: ExprId) -> Option<&str> {
    while let Expr::Apply { function: inner, .. } = tree.expr(function) {
        function = *inner;
    }
    match tree.expr(function) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => tree.static_name(path.last()?),
        _ => None,
    }
}

fn names(context: &Context<'_>, set: &AttrSet, found: &mut Vec<NamedOutput>) {
    let tree = context.tree;
    found.extend(set.entries.iter().map(|entry| NamedOutput {
        name: tree.name(&entry.name).to_owned(),
        place: context.place(entry.span),
    }));
}
