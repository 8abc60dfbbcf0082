//! Names below something called `registry` that nobody can tell: `s.registry.a`, where `s` is given by who calls.

use super::resolver::{MAX_ALIASES, Resolver};
use super::{Context, callees, calls};
use crate::syntax::{Attr, BindingKind, Expr, ExprId, Resolved, Tree};
use crate::text::Place;

/// A name that may be one of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfollowedName {
    /// Its parts after `registry`, as far as they are written.
    pub path: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// The names, in order of place.
pub(super) fn read(context: &Context<'_>, resolver: &Resolver<'_>) -> Vec<UnfollowedName> {
    let tree = context.tree;
    let names = tree.exprs().filter_map(|(id, expr)| {
        let (Expr::Select { .. } | Expr::Apply { .. }) = expr else { return None };
        let path = path(resolver, id, MAX_ALIASES).filter(|path| !path.is_empty())?;
        Some(UnfollowedName { path, place: context.place(tree.span(id)) })
    });
    let mut found: Vec<UnfollowedName> = names.collect();
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// The parts after `registry`; `None` where there is none, or where it is known what it is.
fn path(resolver: &Resolver<'_>, id: ExprId, aliases: u32) -> Option<Vec<String>> {
    let (tree, aliases) = (resolver.tree, aliases.checked_sub(1)?);
    let id = resolver.within(id);
    match tree.expr(id) {
        Expr::Var(name, Resolved::With(_)) => {
            let is_it = tree.name(name) == resolver.registry_name;
            (is_it && resolver.resolve(id).is_none()).then(Vec::new)
        }
        Expr::Var(name, Resolved::Local { binding, .. }) => match tree.binding(*binding).kind {
            BindingKind::Value(value) => path(resolver, value, aliases),
            BindingKind::Formal(function) => {
                let is_it = tree.name(name) == resolver.registry_name;
                let is_said = resolver.callees.says(function) || resolver.resolve(id).is_some();
                (is_it && !is_said).then(Vec::new)
            }
            BindingKind::Argument(_) => None,
        },
        Expr::Select { set, path: parts, .. } => {
            if let Some(mut found) = path(resolver, *set, aliases) {
                found.extend(written(tree, parts));
                return Some(found);
            }
            let names: Vec<String> = written(tree, parts).collect();
            let at = names.iter().position(|name| *name == resolver.registry_name)?;
            let above = match at.checked_sub(1) {
                Some(above) => &*names[above],
                None => variable(tree, *set),
            };
            // Flakes by short names are another registry.
            let is_other = |(value, rest): (ExprId, &[Attr])| {
                let symbol = resolver.resolve(value);
                parts.len() - rest.len() > at
                    && symbol.is_none_or(|symbol| !symbol.root.is_registry())
            };
            let is_known = above == "nix"
                || resolver.resolve(id).is_some()
                || callees::member(tree, *set, parts).is_some_and(is_other);
            (!is_known).then(|| names[at + 1..].to_vec())
        }
        // `builtins.getAttr "registry" args`.
        Expr::Apply { .. } => {
            let call = calls::read(tree, id)?;
            let names = call.names.into_iter().map(|(name, _)| name);
            match path(resolver, call.set, aliases) {
                Some(found) => Some(found.into_iter().chain(names).collect()),
                None => {
                    let mut rest = names.skip_while(|name| name != resolver.registry_name);
                    rest.next().map(|_| rest.collect())
                }
            }
        }
        _ => None,
    }
}

fn written<'t>(tree: &'t Tree, parts: &'t [Attr]) -> impl Iterator<Item = String> + 't {
    parts.iter().map_while(|part| tree.static_name(part)).map(str::to_owned)
}

fn variable(tree: &Tree, id: ExprId) -> &str {
    match tree.expr(id) {
        Expr::Var(name, _) => tree.name(name),
        _ => "",
    }
}
