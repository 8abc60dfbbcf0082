//! What a file puts into lists of modules as it is.

use super::Context;
use crate::syntax::{AttrSet, BinaryOperator, Expr, ExprId, Tree};
use crate::text::Span;

/// Attributes that are lists of modules.
const LISTS: [&str; 2] = ["imports", "modules"];

/// The elements of `imports` and `modules`, as far as they are written as a list there; in order.
pub(super) fn read(context: &Context<'_>) -> Vec<Span> {
    let tree = context.tree;
    let mut found = Vec::new();
    for (_, expr) in tree.exprs() {
        let Expr::Attrs(set) = expr else { continue };
        lists(tree, set).for_each(|list| elements(tree, list, &mut found));
    }
    found.sort_unstable();
    found
}

fn lists<'t>(tree: &'t Tree, set: &'t AttrSet) -> impl Iterator<Item = ExprId> + 't {
    let is_list = |name: &str| LISTS.contains(&name);
    let entries = set.entries.iter().filter(move |entry| is_list(tree.name(&entry.name)));
    entries.filter(|entry| !entry.is_inherited).map(|entry| entry.value)
}

fn elements(tree: &Tree, list: ExprId, found: &mut Vec<Span>) {
    let mut work = vec![list];
    while let Some(id) = work.pop() {
        match tree.expr(id) {
            Expr::List(items) => found.extend(items.iter().map(|item| tree.span(*item))),
            Expr::Binary(BinaryOperator::Concat, left, right) => work.extend([*left, *right]),
            Expr::If { yes, no, .. } => work.extend([*yes, *no]),
            Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
                work.push(*body);
            }
            _ => {}
        }
    }
}
