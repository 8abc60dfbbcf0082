//! Who uses overlays of the flake.

use super::Reader;
use crate::syntax::{Attr, Expr, ExprId};

/// A use of the overlays of the flake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayUse {
    /// Which one; `None` where it may be any.
    pub name: Option<String>,
}

/// Every place that selects something from `overlays`, whoever's they are; only those of an input are certainly not
/// the flake's own.
pub(super) fn read(reader: &Reader<'_>) -> Vec<OverlayUse> {
    let tree = reader.tree();
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let parent = reader.parents[id.index()].map(|parent| tree.expr(parent));
        let names: &[Attr] = match (expr, parent) {
            (Expr::Var(name, _), Some(Expr::Select { set, path, .. }))
                if *set == id && tree.name(name) == "overlays" =>
            {
                path
            }
            // What is in a list is found where that is written.
            (Expr::Var(..), _) if is_list(reader, id) => continue,
            (Expr::Var(name, _), _) if tree.name(name) == "overlays" => &[],
            (Expr::Select { path, .. }, _) => {
                let is_overlays = |attr: &Attr| tree.static_name(attr) == Some("overlays");
                match path.iter().position(is_overlays) {
                    Some(at) if reader.input(id).is_none() => &path[at + 1..],
                    _ => continue,
                }
            }
            _ => continue,
        };
        let name = names.first().and_then(|attr| tree.static_name(attr)).map(str::to_owned);
        found.push(OverlayUse { name });
    }
    found
}

/// Whether a variable is bound to a list that is written out.
fn is_list(reader: &Reader<'_>, variable: ExprId) -> bool {
    let value = reader.bound(variable).map(|value| reader.tree().expr(value));
    matches!(value, Some(Expr::List(_)))
}
