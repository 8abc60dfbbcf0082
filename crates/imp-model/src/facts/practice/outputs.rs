//! Outputs that the text of `flake.nix`, or of a module of flake-parts, shows; and who uses overlays.

use super::Reader;
use crate::source::TreePath;
use crate::syntax::{Attr, AttrSet, BindingId, BindingKind, Entry, Expr, ExprId, Resolved};
use crate::text::Place;

/// An output of the flake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticOutput {
    /// `packages`, `overlays`, `nixosConfigurations`.
    pub kind: String,
    /// The attribute in it; `None` where the text does not show which ones there are.
    pub name: Option<String>,
    /// What it is.
    pub value: StaticValue,
    /// Where its last name stands.
    pub place: Place,
}

/// What an output is, as far as the text shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaticValue {
    /// A function, written here.
    Function,
    /// What a file gives.
    File(TreePath),
    /// A variable; with how often the file names it.
    Variable(usize),
    /// Anything else.
    Other,
}

/// A use of the overlays of the flake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayUse {
    /// Which one; `None` where it may be any.
    pub name: Option<String>,
}

pub(super) fn read(reader: &Reader<'_>) -> Vec<StaticOutput> {
    let name = |entry: &Entry| reader.tree().name(&entry.name).to_owned();
    let mut found = Vec::new();
    for kind in kinds(reader) {
        let add = |entry: &Entry, attribute: Option<String>| StaticOutput {
            kind: name(kind),
            name: attribute,
            value: value(reader, entry.value),
            place: reader.context.place(entry.span),
        };
        let sets = reader.sets(kind.value);
        if sets.is_empty() {
            found.push(add(kind, None));
        }
        for set in sets {
            found.extend(set.entries.iter().map(|entry| add(entry, Some(name(entry)))));
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// The attributes of what `outputs` gives, or of `flake` in a module of flake-parts.
fn kinds<'a>(reader: &Reader<'a>) -> Vec<&'a Entry> {
    let is_flake = reader.context.path.as_str() == "flake.nix";
    let name = if is_flake { "outputs" } else { "flake" };
    let top = reader.sets(reader.result(reader.tree().root()));
    let values = top.into_iter().filter_map(|set| reader.entry(set, name));
    let mut kinds = Vec::new();
    for value in values {
        let result = reader.result(value.value);
        let sets = reader.sets(result).into_iter().chain(flake_of_parts(reader, result));
        kinds.extend(sets.flat_map(|set| &set.entries));
    }
    kinds
}

/// The sets `flake` of the module in `mkFlake { … } { … }`.
fn flake_of_parts<'a>(reader: &Reader<'a>, mut id: ExprId) -> Vec<&'a AttrSet> {
    let tree = reader.tree();
    while let Expr::Let { body, .. } | Expr::With { body, .. } = tree.expr(id) {
        id = *body;
    }
    let Expr::Apply { function, argument } = tree.expr(id) else { return Vec::new() };
    let Expr::Apply { function, .. } = tree.expr(*function) else { return Vec::new() };
    if reader.last_name(*function) != Some("mkFlake") {
        return Vec::new();
    }
    let module = reader.sets(reader.result(*argument));
    let flakes = module.into_iter().filter_map(|set| reader.entry(set, "flake"));
    flakes.flat_map(|entry| reader.sets(entry.value)).collect()
}

fn value(reader: &Reader<'_>, id: ExprId) -> StaticValue {
    let tree = reader.tree();
    match tree.expr(id) {
        Expr::Lambda(_) => StaticValue::Function,
        Expr::Apply { .. } => match reader.imported(id) {
            Some(file) => StaticValue::File(file),
            None => StaticValue::Other,
        },
        Expr::Var(_, Resolved::Local { binding, .. })
            if matches!(tree.binding(*binding).kind, BindingKind::Value(_)) =>
        {
            StaticValue::Variable(uses(reader, *binding))
        }
        _ => StaticValue::Other,
    }
}

fn uses(reader: &Reader<'_>, binding: BindingId) -> usize {
    let is_use = |expr: &Expr| match expr {
        Expr::Var(_, Resolved::Local { binding: other, .. }) => *other == binding,
        _ => false,
    };
    reader.tree().exprs().filter(|(_, expr)| is_use(expr)).count()
}

/// Every place that selects something from `overlays`, whoever's they are; only those of an input are certainly not
/// the flake's own.
pub(super) fn overlay_uses(reader: &Reader<'_>) -> Vec<OverlayUse> {
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
