//! What became of names when nobody knows how the tree was: the only name that ends alike.

use imp_model::model::{Lookup, Model, NameIndex};

use super::{By, Learnt};

/// Learns from the names that lead nowhere, where exactly one name of the registry ends alike.
pub fn unique_names(model: &Model) -> Learnt {
    let mut learnt = Learnt::default();
    let Some(registry) = &model.registry else { return learnt };
    let index = NameIndex::new(registry);
    for name in model.files.iter().flat_map(|file| model.uses(file)) {
        let is_main = std::ptr::eq(name.registry, registry);
        let lookup = name.lookup();
        let is_missing = matches!(lookup, Lookup::Missing { .. });
        if !is_main || !is_missing || name.may_be_missing(&lookup) {
            continue;
        }
        let old: Vec<String> = name.path.iter().map(|part| (*part).to_owned()).collect();
        let Some(last) = old.last() else { continue };
        match index.ending_in(last) {
            [only] => {
                let new = registry.parts(*only).into_iter().map(str::to_owned).collect();
                learnt.renames.insert(old, (new, By::Unique));
            }
            others => {
                let candidates = others.iter().take(3).map(|id| registry.name(*id)).collect();
                let reason = match others {
                    [] => "no name ends like it",
                    _ => "several names end like it",
                };
                learnt.unresolved.insert(old, (reason.into(), candidates));
            }
        }
    }
    learnt
}
