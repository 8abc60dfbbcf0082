//! Users of Home Manager: of its module in a system, and standalone.

use super::Reader;
use crate::source::TreePath;
use crate::syntax::{BinaryOperator, Expr, ExprId};
use crate::text::Place;

/// A user of Home Manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The name: of `alice@laptop` what is before the `@`.
    pub user: String,
    /// Whether it is in `homeConfigurations`, and not in a system's `home-manager.users`.
    pub is_standalone: bool,
    /// The files and directories that it is made of; `None` where the text does not show all.
    pub modules: Option<Vec<TreePath>>,
    /// Whether the definition is all there is of it: sets that are written there, and no file or input.
    pub is_in_place: bool,
    /// Where it is named.
    pub place: Place,
}

pub(super) fn read(reader: &Reader<'_>) -> Vec<Home> {
    let tree = reader.tree();
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let Expr::Attrs(set) = expr else { continue };
        let is_standalone = match reader.names[id.index()] {
            Some("homeConfigurations") => true,
            Some("users") if reader.attribute_path(id).ends_with(&["home-manager", "users"]) => {
                false
            }
            _ => continue,
        };
        for entry in &set.entries {
            let modules = match is_standalone {
                true => standalone(reader, entry.value),
                false => files(reader, entry.value),
            };
            let name = tree.name(&entry.name);
            found.push(Home {
                user: name.split('@').next().unwrap_or(name).to_owned(),
                is_standalone,
                modules,
                is_in_place: is_standalone && in_place(reader, entry.value),
                place: reader.context.place(entry.span),
            });
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// The files of `homeManagerConfiguration { modules = [ … ]; }`.
fn standalone(reader: &Reader<'_>, id: ExprId) -> Option<Vec<TreePath>> {
    files(reader, modules(reader, id)?)
}

/// The list of modules that is given to a function.
fn modules(reader: &Reader<'_>, id: ExprId) -> Option<ExprId> {
    let Expr::Apply { argument, .. } = reader.tree().expr(id) else { return None };
    let Expr::Attrs(set) = reader.tree().expr(*argument) else { return None };
    Some(reader.entry(set, "modules")?.value)
}

/// Whether all modules of a home are sets in its own list, which import nothing.
fn in_place(reader: &Reader<'_>, id: ExprId) -> bool {
    let tree = reader.tree();
    let is_made = match tree.expr(id) {
        Expr::Apply { function, .. } => {
            reader.last_name(*function) == Some("homeManagerConfiguration")
        }
        _ => false,
    };
    let is_set = |id: &ExprId| match tree.expr(*id) {
        Expr::Attrs(set) => set.dynamic.is_empty() && reader.entry(set, "imports").is_none(),
        _ => false,
    };
    match modules(reader, id).map(|list| tree.expr(list)) {
        Some(Expr::List(items)) if is_made => !items.is_empty() && items.iter().all(is_set),
        _ => false,
    }
}

/// The files that a module, or a list of modules, takes. What is written here takes those of its `imports`; a module
/// of another flake takes none of ours.
fn files(reader: &Reader<'_>, id: ExprId) -> Option<Vec<TreePath>> {
    if let Some(file) = reader.path(id).or_else(|| reader.imported(id)) {
        return Some(vec![file]);
    }
    if reader.input(id).is_some() {
        return Some(Vec::new());
    }
    let all = |ids: &[ExprId]| {
        let lists: Option<Vec<Vec<TreePath>>> = ids.iter().map(|id| files(reader, *id)).collect();
        lists.map(|lists| lists.concat())
    };
    match reader.tree().expr(id) {
        Expr::List(items) => all(items),
        Expr::Binary(BinaryOperator::Concat, left, right) => all(&[*left, *right]),
        Expr::Lambda(lambda) => files(reader, lambda.body),
        Expr::Attrs(set) => match reader.entry(set, "imports") {
            Some(imports) => files(reader, imports.value),
            None => Some(Vec::new()),
        },
        _ => None,
    }
}
