//! Calls that name an attribute as text: `builtins.getAttr "a" set`, `lib.hasAttrByPath [ "a" "b" ] set`.

use crate::syntax::{BindingKind, Expr, ExprId, Resolved, Tree};
use crate::text::Span;

/// What a call does when the attribute is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallKind {
    /// It fails.
    Select,
    /// It gives a default.
    Default,
    /// It says so.
    Question,
}

/// A call that names an attribute.
pub(super) struct Call {
    /// What the attribute is in.
    pub(super) set: ExprId,
    /// Its parts and where each is written, quotes included.
    pub(super) names: Vec<(String, Span)>,
    pub(super) kind: CallKind,
}

/// The functions: how many arguments they take, the last being the set and the first the name.
const FUNCTIONS: [(&str, usize, CallKind); 5] = [
    ("attrByPath", 3, CallKind::Default),
    ("getAttr", 2, CallKind::Select),
    ("getAttrFromPath", 2, CallKind::Select),
    ("hasAttr", 2, CallKind::Question),
    ("hasAttrByPath", 2, CallKind::Question),
];

/// How many variables a function is followed through.
const MAX_VARIABLES: u32 = 4;

/// The call that an expression is, if all parts of the name are written there.
pub(super) fn read(tree: &Tree, id: ExprId) -> Option<Call> {
    let Expr::Apply { function, argument: set } = tree.expr(id) else { return None };
    let (mut function, mut first, mut count) = (*function, *set, 1);
    while let Expr::Apply { function: inner, argument } = tree.expr(function) {
        (function, first, count) = (*inner, *argument, count + 1);
        if count > 3 {
            return None;
        }
    }
    let name = library_function(tree, function, MAX_VARIABLES)?;
    let (_, _, kind) =
        FUNCTIONS.into_iter().find(|(own, takes, _)| *own == name && *takes == count)?;
    let written = |id: &ExprId| Some((tree.plain_string(*id)?, tree.span(*id)));
    let names = match tree.expr(first) {
        Expr::List(items) if name.contains("Path") => {
            items.iter().map(written).collect::<Option<_>>()?
        }
        Expr::Str(_) if !name.contains("Path") => vec![written(&first)?],
        _ => return None,
    };
    Some(Call { set: *set, names, kind })
}

/// The name of a function of `builtins` or `lib`, also where a `with` or an `inherit` brings it in.
fn library_function(tree: &Tree, id: ExprId, variables: u32) -> Option<&str> {
    match tree.expr(id) {
        Expr::Var(name, Resolved::With(_)) => Some(tree.name(name)),
        Expr::Var(_, Resolved::Local { binding, .. }) => match tree.binding(*binding).kind {
            BindingKind::Value(value) => library_function(tree, value, variables.checked_sub(1)?),
            _ => None,
        },
        Expr::Select { set, path, default: None } => {
            let Expr::Var(library, _) = tree.expr(*set) else { return None };
            let is_library = matches!(tree.name(library), "builtins" | "lib");
            path.last().filter(|_| is_library).and_then(|attr| tree.static_name(attr))
        }
        _ => None,
    }
}
