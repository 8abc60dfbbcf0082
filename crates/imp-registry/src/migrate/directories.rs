//! What became of directories, from what became of their modules.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::model::{Lookup, Registry, dotted};

use super::pair::Pair;
use super::{By, Learnt};

/// Adds the directories of `old` that have another name now, and those of which nobody can say.
pub(super) fn learn(old: &Registry, new: &Registry, pairs: &[Pair], learnt: &mut Learnt) {
    let target: BTreeMap<&[String], Option<&[String]>> = pairs
        .iter()
        .map(|pair| (pair.old.as_slice(), pair.new.as_ref().map(|(name, _)| name.as_slice())))
        .collect();
    for id in old.nodes() {
        let name: Vec<String> = old.parts(id).into_iter().map(str::to_owned).collect();
        // A directory that nothing is left in may still be on disk; git does not know it.
        let is_there = match new.lookup(&name) {
            Lookup::Found(now) => !new.leaves(now).is_empty() || old.leaves(id).is_empty(),
            Lookup::Unknown(_) => true,
            _ => false,
        };
        let leaves: Vec<Vec<String>> = old
            .leaves(id)
            .into_iter()
            .map(|leaf| old.parts(leaf).into_iter().map(str::to_owned).collect())
            .collect();
        let stays = is_there && !is_another(&name, &leaves, &target);
        if !old.is_level(id) || stays {
            continue;
        }
        // Where each module says that the directory is now.
        let mut places: BTreeSet<Option<Vec<String>>> = BTreeSet::new();
        for leaf in &leaves {
            let rest = &leaf[name.len()..];
            let now = target.get(leaf.as_slice()).copied().flatten();
            places.insert(now.and_then(|now| now.strip_suffix(rest)).map(<[String]>::to_vec));
        }
        let certain: Vec<&Vec<String>> = places.iter().flatten().collect();
        let named = certain.iter().filter(|place| !place.is_empty());
        let candidates: Vec<String> = named.map(|place| dotted(*place)).collect();
        let reason = match (certain.as_slice(), places.contains(&None)) {
            ([], _) if leaves.is_empty() => "it held no module, and is gone".to_owned(),
            ([], _) => "it is gone, with the modules in it".to_owned(),
            ([only], false) if only.is_empty() => {
                "its modules are at the top of the registry now".to_owned()
            }
            ([only], false) => match others(new, pairs, only, &name) {
                None => {
                    learnt.renames.insert(name, ((*only).clone(), By::Content));
                    continue;
                }
                Some(other) => {
                    format!(
                        "it was merged into `{}`, which also holds what was `{other}`",
                        dotted(*only)
                    )
                }
            },
            ([only], true) => {
                format!("some of its modules are in `{}` now, and others are not", dotted(*only))
            }
            _ => "its modules went to several directories".to_owned(),
        };
        learnt.unresolved.insert(name, (reason, candidates));
    }
}

/// Whether a directory that is there is another one now: modules that were in it are elsewhere, and none is in it.
fn is_another(
    name: &[String],
    leaves: &[Vec<String>],
    target: &BTreeMap<&[String], Option<&[String]>>,
) -> bool {
    let now = leaves.iter().filter_map(|leaf| target.get(leaf.as_slice()).copied().flatten());
    let (inside, elsewhere): (Vec<_>, Vec<_>) = now.partition(|now| now.starts_with(name));
    inside.is_empty() && !elsewhere.is_empty()
}

/// A module that is in `place` now and was not in the directory `name`.
fn others(new: &Registry, pairs: &[Pair], place: &[String], name: &[String]) -> Option<String> {
    let Lookup::Found(_) = new.lookup(place) else { return None };
    let is_other = |pair: &&Pair| {
        let is_here = pair.new.as_ref().is_some_and(|(now, _)| now.starts_with(place));
        is_here && !pair.old.starts_with(name)
    };
    pairs.iter().find(is_other).map(|pair| dotted(&pair.old))
}
