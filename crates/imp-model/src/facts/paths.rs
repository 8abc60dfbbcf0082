//! Relative paths that a file names.

use super::Context;
use crate::source::TreePath;
use crate::syntax::{Expr, ExprId, Part, PathKind, Resolved, Tree};
use crate::text::{Place, Span};

pub(super) const NEEDLES: [&str; 1] = ["/"];

/// A relative path in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathUse {
    /// What it names; `None` when it leads out of the flake.
    pub target: Option<TreePath>,
    /// What it is for.
    pub kind: PathUseKind,
    /// Whether a `${…}` follows that only Nix knows; `target` and `place` are then the directory before it.
    pub is_partial: bool,
    /// What is certain again after the last `${…}`: `.nix`, `/home.nix`; else empty.
    pub rest: String,
    /// Where it stands.
    pub place: Place,
}

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathUseKind {
    /// `import ./x`
    Import,
    /// `builtins.pathExists ./x`: it may be missing.
    Question,
    /// Any other place: an element of `imports`, `callPackage ./x`, a source.
    Other,
}

pub(super) fn read(context: &Context<'_>) -> Vec<PathUse> {
    let tree = context.tree;
    let directory = context.path.parent().unwrap_or_else(TreePath::root);
    let mut kinds = vec![PathUseKind::Other; tree.exprs().count()];
    for (_, expr) in tree.exprs() {
        if let Expr::Apply { function, argument } = expr {
            kinds[argument.index()] = kind(tree, *function);
        }
    }
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let Expr::Path(PathKind::Relative, parts) = expr else { continue };
        let Some(Part::Text(name)) = parts.first() else { continue };
        let is_partial = parts.len() > 1;
        let (mut text, mut span) = (tree.name(name), tree.span(id));
        if is_partial {
            // The part of a name that stands before an interpolation names nothing yet.
            text = &text[..text.rfind('/').map_or(0, |slash| slash + 1)];
            span = Span::new(span.start as usize, span.start as usize + text.len());
        }
        let kind = kinds[id.index()];
        let place = context.place(span);
        let rest = match parts.last() {
            Some(Part::Text(rest)) if is_partial => tree.name(rest).to_owned(),
            _ => String::new(),
        };
        found.push(PathUse { target: directory.join(text), kind, is_partial, rest, place });
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// What a path is for that this function is applied to.
fn kind(tree: &Tree, function: ExprId) -> PathUseKind {
    let name = match tree.expr(function) {
        Expr::Var(name, Resolved::Global) if tree.name(name) == "import" => {
            return PathUseKind::Import;
        }
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|attr| tree.static_name(attr)),
        _ => None,
    };
    if name == Some("pathExists") { PathUseKind::Question } else { PathUseKind::Other }
}
