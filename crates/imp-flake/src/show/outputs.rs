//! The outputs by kind.

use std::collections::BTreeMap;

use imp_model::model::config::ConfigError;
use imp_model::model::{FlakeOutput, has_names, output_file};
use imp_model::wire::overview::{OutputsOfKind, OverviewData, Unread};

use super::Flake;

pub(super) fn read(flake: &Flake<'_>, data: &mut OverviewData) -> Result<(), ConfigError> {
    let mut kinds: BTreeMap<String, OutputsOfKind> = BTreeMap::new();
    for (name, kind) in &flake.outputs.kinds {
        let found = OutputsOfKind {
            kind: name.clone(),
            per_system: kind.per_system,
            names: has_names(name).then(|| kind.names.keys().cloned().collect()),
            unread: kind.unknown.iter().map(Into::into).collect(),
            place: Some((&kind.place).into()),
        };
        kinds.insert(name.clone(), found);
    }
    if flake.uses_imp {
        of_imp(flake, &mut kinds)?;
    }
    data.outputs = kinds.into_values().collect();
    data.outputs_unread = flake.outputs.unknown.iter().map(Into::into).collect();
    let foreign = flake.outputs.foreign_modules.iter().filter(|(name, _)| !is_imp(flake, name));
    data.foreign_modules = foreign.map(Into::into).collect();
    if let imp_model::model::FlakeState::Unreadable(reason) = &flake.model.flake {
        data.outputs_unread.push(Unread {
            reason: format!("`flake.nix` can't be read: {reason}"),
            place: None,
            paths: Vec::new(),
        });
    }
    Ok(())
}

/// Whether a module is imp's own, of which the outputs are known.
fn is_imp(flake: &Flake<'_>, module: &str) -> bool {
    flake.uses_imp && module.split('.').any(|part| part == "imp")
}

/// The outputs that imp reads from files.
fn of_imp(
    flake: &Flake<'_>,
    kinds: &mut BTreeMap<String, OutputsOfKind>,
) -> Result<(), ConfigError> {
    for output in flake.model.outputs()? {
        let Some((kind, rest)) = output.path.split_first() else { continue };
        let found = kinds.entry(kind.clone()).or_insert_with(|| OutputsOfKind {
            kind: kind.clone(),
            per_system: output.per_system,
            names: None,
            unread: Vec::new(),
            place: output.place.as_ref().map(Into::into),
        });
        match rest.first() {
            Some(name) => found.names.get_or_insert_default().push(name.clone()),
            None => whole(flake, &output, found),
        }
        if let Some(names) = &mut found.names {
            names.sort();
            names.dedup();
        }
    }
    Ok(())
}

/// A kind of which one file, or more, is the whole set.
fn whole(flake: &Flake<'_>, output: &FlakeOutput, found: &mut OutputsOfKind) {
    if !has_names(&found.kind) {
        return;
    }
    for file in output.files.iter().map(|path| output_file(flake.files, path)) {
        found.names.get_or_insert_default().extend(file.names);
        found.unread.extend(file.unknown.iter().map(Into::into));
    }
}
