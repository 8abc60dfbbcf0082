//! Which inputs the flake has, where that is certain.

use std::collections::BTreeSet;

use imp_model::model::Model;
use imp_model::model::config::CORE_INPUTS;

use crate::follows::declared;

/// The names of all inputs, those included that `outputs` asks for and `flake.nix` does not declare: Nix looks them up
/// in its registry. `None` where some can't be read.
pub(crate) fn names(model: &Model) -> Option<BTreeSet<String>> {
    let mut names: BTreeSet<String> = declared(model).into_keys().collect();
    let is_written = model.configuration.writes_flake().ok()?;
    if model.flake.known_inputs().is_none() && !is_written {
        return None;
    }
    names.extend(implicit(model));
    let conflicts = &model.collected_inputs().conflicts;
    names.extend(conflicts.iter().map(|conflict| conflict.name.clone()));
    let unread = model.files.iter().flat_map(|file| &file.unread);
    let unread = unread.filter(|unread| unread.declaration == "__inputs" && unread.is_declared);
    let core = model.configuration.core_inputs().unread;
    for unread in unread.chain(core.iter().filter(|unread| unread.declaration == CORE_INPUTS)) {
        names.insert(unread.name.clone()?);
    }
    Some(names)
}

/// What `outputs` of `flake.nix` asks for by name.
pub(crate) fn implicit(model: &Model) -> impl Iterator<Item = String> + '_ {
    let flake = model.files.iter().filter(|file| file.path.as_str() == "flake.nix");
    let arguments = flake.flat_map(|file| &file.arguments);
    arguments.filter(|argument| argument.name != "self").map(|argument| argument.name.clone())
}
