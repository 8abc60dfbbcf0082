//! What a file puts into lists of modules as it is.

use super::Context;
use super::arguments::result;
use crate::syntax::{BinaryOperator, Expr, ExprId, Tree};
use crate::text::Span;

/// An element of `imports` or `modules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleElement {
    /// Where it stands.
    pub span: Span,
    /// Whether the file is the module that imports it, and not a set inside one.
    pub is_own_import: bool,
}

/// Attributes that are lists of modules.
const LISTS: [&str; 2] = ["imports", "modules"];

/// The elements of `imports` and `modules`, as far as they are written as a list there; in order.
pub(super) fn read(context: &Context<'_>) -> Vec<ModuleElement> {
    let tree = context.tree;
    let module = module(tree);
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let Expr::Attrs(set) = expr else { continue };
        for entry in set.entries.iter().filter(|entry| !entry.is_inherited) {
            let name = tree.name(&entry.name);
            if LISTS.contains(&name) {
                let is_own_import = name == "imports" && id == module;
                let spans = elements(tree, entry.value).into_iter();
                found.extend(spans.map(|span| ModuleElement { span, is_own_import }));
            }
        }
    }
    found.sort_unstable();
    found
}

/// What the file comes to as a module, its arguments given.
fn module(tree: &Tree) -> ExprId {
    let mut id = result(tree, tree.root());
    while let Expr::Lambda(lambda) = tree.expr(id) {
        id = result(tree, lambda.body);
    }
    id
}

fn elements(tree: &Tree, list: ExprId) -> Vec<Span> {
    let mut found = Vec::new();
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
    found
}
