//! Methods of `imp` that a file calls: `imp.imports`, `inputs.imp.withLib`.

use super::Context;
use crate::syntax::{BindingKind, Expr, Resolved};
use crate::text::Place;

/// A method of `imp` that a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// The methods of the argument `imp`, in order of place. What has a default is a question.
pub(super) fn read(context: &Context<'_>) -> Vec<Method> {
    let tree = context.tree;
    let is_argument = |resolved: &Resolved| {
        let Resolved::Local { binding, .. } = resolved else { return false };
        matches!(tree.binding(*binding).kind, BindingKind::Formal(_))
    };
    let mut found = Vec::new();
    for (_, expr) in tree.exprs() {
        if let Expr::Select { set, path, default: None } = expr
            && let Expr::Var(name, resolved) = tree.expr(*set)
            && tree.name(name) == "imp"
            && is_argument(resolved)
            && let Some(name) = tree.static_name(&path[0])
        {
            found.push(Method { name: name.to_owned(), place: context.place(path[0].span) });
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}
