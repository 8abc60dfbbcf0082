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

/// The same as an expression.
pub(super) struct Element {
    pub(super) id: ExprId,
    /// Whether the list is called `imports`.
    is_import: bool,
    /// The set that holds the list.
    set: ExprId,
}

/// The elements of `imports` and `modules`, as far as they are written as a list there; in order.
pub(super) fn read(context: &Context<'_>) -> Vec<ModuleElement> {
    let tree = context.tree;
    let module = module(tree);
    let element = |element: Element| ModuleElement {
        span: tree.span(element.id),
        is_own_import: element.is_import && element.set == module,
    };
    let mut found: Vec<ModuleElement> = all(tree).map(element).collect();
    found.sort_unstable();
    found
}

/// The same as expressions, in any order.
pub(super) fn all(tree: &Tree) -> impl Iterator<Item = Element> + '_ {
    let sets = tree.exprs().filter_map(|(id, expr)| match expr {
        Expr::Attrs(set) => Some((id, set)),
        _ => None,
    });
    sets.flat_map(move |(set, attrs)| {
        let lists = attrs.entries.iter().filter(|entry| !entry.is_inherited);
        let lists = lists.filter(|entry| LISTS.contains(&tree.name(&entry.name)));
        lists.flat_map(move |entry| {
            let is_import = tree.name(&entry.name) == "imports";
            elements(tree, entry.value).into_iter().map(move |id| Element { id, is_import, set })
        })
    })
}

/// What the file comes to as a module, its arguments given.
fn module(tree: &Tree) -> ExprId {
    let mut id = result(tree, tree.root());
    while let Expr::Lambda(lambda) = tree.expr(id) {
        id = result(tree, lambda.body);
    }
    id
}

fn elements(tree: &Tree, list: ExprId) -> Vec<ExprId> {
    let mut found = Vec::new();
    let mut work = vec![list];
    while let Some(id) = work.pop() {
        match tree.expr(id) {
            Expr::List(items) => found.extend(items.iter().copied()),
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
