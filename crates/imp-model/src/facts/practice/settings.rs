//! Settings of modules that matter together: special arguments, and automatic upgrades.

use super::Reader;
use crate::syntax::{BinaryOperator, Expr, ExprId};
use crate::text::Place;

/// The settings of `system.autoUpgrade`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoUpgrade {
    /// The words of `flags` that the text shows.
    pub flags: Vec<String>,
    /// What `flake` is.
    pub source: UpgradeSource,
    /// Where `flags` stands.
    pub place: Place,
}

/// The flake that a host upgrades to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpgradeSource {
    /// The flake itself, from the store.
    Store,
    /// Somewhere on the net.
    Remote,
    /// A directory, or what the text does not show.
    Other,
}

/// `config` in `specialArgs` and `extraSpecialArgs`.
pub(super) fn special_configs(reader: &Reader<'_>) -> Vec<Place> {
    let mut found = Vec::new();
    for (id, _) in reader.tree().exprs() {
        if matches!(reader.names[id.index()], Some("specialArgs" | "extraSpecialArgs")) {
            let sets = reader.sets(id).into_iter();
            let entries = sets.filter_map(|set| reader.entry(set, "config"));
            found.extend(entries.map(|entry| reader.context.place(entry.span)));
        }
    }
    found.sort();
    found
}

pub(super) fn auto_upgrades(reader: &Reader<'_>) -> Vec<AutoUpgrade> {
    let mut found = Vec::new();
    for (id, expr) in reader.tree().exprs() {
        let Expr::Attrs(set) = expr else { continue };
        if reader.names[id.index()] != Some("autoUpgrade") && !is_merged_upgrade(reader, id) {
            continue;
        }
        let Some(flags) = reader.entry(set, "flags") else { continue };
        let mut words = Vec::new();
        let written = reader.bound(flags.value).unwrap_or(flags.value);
        collect_words(reader, written, &mut words);
        let flake = reader.entry(set, "flake").map(|entry| entry.value);
        found.push(AutoUpgrade {
            flags: words,
            source: flake.map_or(UpgradeSource::Other, |flake| source(reader, flake)),
            place: reader.context.place(flags.span),
        });
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// Whether a set is one of `autoUpgrade = mkMerge [ … ]`.
fn is_merged_upgrade(reader: &Reader<'_>, id: ExprId) -> bool {
    let parent = |id: ExprId| reader.parents[id.index()];
    let Some(list) = parent(id) else { return false };
    let Some((function, merged)) = parent(list).and_then(|call| reader.call(call)) else {
        return false;
    };
    let is_merge = merged == list && reader.last_name(function) == Some("mkMerge");
    is_merge && parent(list).is_some_and(|call| reader.names[call.index()] == Some("autoUpgrade"))
}

fn collect_words(reader: &Reader<'_>, id: ExprId, words: &mut Vec<String>) {
    match reader.tree().expr(id) {
        Expr::List(items) => {
            words.extend(items.iter().filter_map(|item| reader.tree().plain_string(*item)));
        }
        Expr::Binary(BinaryOperator::Concat, left, right) => {
            collect_words(reader, *left, words);
            collect_words(reader, *right, words);
        }
        _ => {}
    }
}

fn source(reader: &Reader<'_>, flake: ExprId) -> UpgradeSource {
    const REMOTE: [&str; 6] =
        ["github:", "gitlab:", "sourcehut:", "git+https:", "git+ssh:", "https:"];
    let text = reader.tree().plain_string(flake).unwrap_or_default();
    if reader.mentions_flake(flake) {
        UpgradeSource::Store
    } else if REMOTE.iter().any(|scheme| text.starts_with(scheme)) {
        UpgradeSource::Remote
    } else {
        UpgradeSource::Other
    }
}
