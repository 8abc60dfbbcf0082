//! The sets and lists that functions make several outputs from: `mapAttrs mk { web = ./web.nix; db = ./db.nix; }`.

use std::collections::BTreeSet;

use crate::syntax::{BinaryOperator, BindingKind, Expr, ExprId, Resolved, Tree};

/// How deep calls and variables are followed.
const MAX_DEPTH: u32 = 32;

/// The sets and lists that are arguments in an expression, its functions not entered.
pub(super) fn data(tree: &Tree, whole: ExprId) -> BTreeSet<ExprId> {
    let mut found = BTreeSet::new();
    collect(tree, whole, false, MAX_DEPTH, &mut found);
    found
}

fn collect(tree: &Tree, id: ExprId, is_argument: bool, depth: u32, found: &mut BTreeSet<ExprId>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match tree.expr(id) {
        Expr::Attrs(_) | Expr::List(_) if is_argument => {
            found.insert(id);
        }
        Expr::Binary(BinaryOperator::Update | BinaryOperator::Concat, left, right) => {
            [left, right]
                .into_iter()
                .for_each(|side| collect(tree, *side, is_argument, depth, found));
        }
        Expr::Apply { function, argument } => {
            collect(tree, *function, false, depth, found);
            collect(tree, *argument, true, depth, found);
        }
        Expr::Let { body, .. } | Expr::With { body, .. } => {
            collect(tree, *body, is_argument, depth, found);
        }
        Expr::Var(_, Resolved::Local { binding, .. }) => {
            if let BindingKind::Value(value) = tree.binding(*binding).kind {
                collect(tree, value, is_argument, depth, found);
            }
        }
        _ => {}
    }
}
