//! Which names become which, and what that means for a name in a registry.

use std::collections::BTreeMap;

use imp_model::facts::ReferenceRoot;
use imp_model::model::{Lookup, Model, NodeId, NodeKind, Registry, dotted};
use imp_model::source::TreePath;

use crate::moves::Moves;
use crate::rewrite::Target;

/// Names and what they become; what is below a name goes with it, and the longest that fits wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameMap {
    names: BTreeMap<Vec<String>, Vec<String>>,
    /// Names below those that stay, because `imp.registry.modules` makes them.
    kept: Vec<Vec<String>>,
    /// Whether what moves comes beside names of `imp.registry.modules`.
    merges: bool,
}

impl NameMap {
    /// A map of these names.
    pub fn new(names: impl IntoIterator<Item = (Vec<String>, Vec<String>)>) -> Self {
        Self { names: names.into_iter().collect(), ..Self::default() }
    }

    /// The map when the files of `old` in the registry move to `new`.
    pub fn of_move(registry: &Registry, old: &[String], new: &[String]) -> Self {
        let is_of_modules =
            |id: &NodeId| matches!(registry.node(*id).kind, NodeKind::Level | NodeKind::Value);
        let parts = |id| registry.parts(id).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let kept = registry.nodes().into_iter().filter(is_of_modules).map(parts);
        Self {
            kept: kept.filter(|name| name.starts_with(old)).collect(),
            merges: matches!(registry.lookup(new), Lookup::Found(_)),
            ..Self::new([(old.to_vec(), new.to_vec())])
        }
    }

    /// The names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[String], &[String])> {
        self.names.iter().map(|(old, new)| (old.as_slice(), new.as_slice()))
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What a name becomes; `None` when it stays.
    pub fn get(&self, path: &[&str]) -> Option<Vec<String>> {
        let owned: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        for length in (0..=path.len()).rev() {
            if let Some(new) = self.names.get(&owned[..length]) {
                let mapped = [new.as_slice(), &owned[length..]].concat();
                return (mapped != owned).then_some(mapped);
            }
        }
        None
    }

    /// What a name in some registry becomes.
    pub fn target(
        &self,
        model: &Model,
        moves: &Moves,
        root: &ReferenceRoot,
        path: &[&str],
    ) -> Target {
        match root {
            ReferenceRoot::Registry => self.in_main(model, path),
            ReferenceRoot::RegistryOf(directory) => self.in_own(model, moves, directory, path),
            ReferenceRoot::Inputs | ReferenceRoot::Exports | ReferenceRoot::Flake => Target::Same,
        }
    }

    /// What a name in the registry of the flake becomes.
    fn in_main(&self, model: &Model, path: &[&str]) -> Target {
        if self.kept.iter().any(|kept| is_prefix(kept, path)) {
            return Target::Same;
        }
        let Some(new) = self.get(path) else { return Target::Same };
        if let Some(kept) = self.kept.iter().find(|kept| is_prefix(path, kept)) {
            return Target::Unresolved(format!(
                "it holds `{0}` too, which `imp.registry.modules` makes, so that it stays; name what is meant one by \
                 one here, or give `{0}` its new name there first",
                dotted(kept)
            ));
        }
        let there = model.registry.as_ref().filter(|_| self.merges).map(|main| main.lookup(&new));
        if let Some(Lookup::Found(_) | Lookup::Unknown(_)) = there {
            return Target::Unresolved(format!(
                "`{}` is there already, because `imp.registry.modules` makes it; name what is meant one by one here",
                dotted(&new)
            ));
        }
        Target::To(new)
    }

    /// What a name in the registry of a directory becomes, which may be a part of the flake's.
    fn in_own(&self, model: &Model, moves: &Moves, directory: &TreePath, path: &[&str]) -> Target {
        let Some(own) = model.registries.get(directory) else { return Target::Same };
        if let Some(prefix) = model.registry.as_ref().and_then(|main| prefix(main, directory)) {
            let full: Vec<&str> =
                prefix.iter().map(String::as_str).chain(path.iter().copied()).collect();
            let Some(new) = self.get(&full) else { return Target::Same };
            let parts: Vec<&str> = prefix.iter().map(String::as_str).collect();
            let prefix = self.get(&parts).unwrap_or(prefix);
            return match new.strip_prefix(prefix.as_slice()) {
                Some(rest) if rest == path => Target::Same,
                Some(rest) => Target::To(rest.to_vec()),
                None => {
                    Target::Unresolved(format!("it leaves `{directory}`, whose registry this is"))
                }
            };
        }
        let (Lookup::Found(id) | Lookup::BelowModule { module: id, .. }) = own.lookup(path) else {
            return Target::Same;
        };
        let moved = own.node(id).path.as_ref().is_some_and(|path| moves.after(path) != *path);
        if moved {
            let reason = "it moves in a registry that is larger than the flake's".to_owned();
            return Target::Unresolved(reason);
        }
        Target::Same
    }
}

fn is_prefix<A: AsRef<str>, B: AsRef<str>>(prefix: &[A], path: &[B]) -> bool {
    prefix.len() <= path.len() && prefix.iter().zip(path).all(|(a, b)| a.as_ref() == b.as_ref())
}

/// The name of a directory in a registry.
pub(crate) fn prefix(registry: &Registry, directory: &TreePath) -> Option<Vec<String>> {
    if registry.directory() == directory {
        return Some(Vec::new());
    }
    let node = registry
        .nodes()
        .into_iter()
        .find(|id| registry.is_level(*id) && registry.node(*id).path.as_ref() == Some(directory))?;
    Some(registry.parts(node).into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins_and_takes_along_what_is_below() {
        let parts = |name: &str| name.split('.').map(str::to_owned).collect::<Vec<_>>();
        let map = NameMap::new([("a", "x"), ("a.b", "y.z")].map(|(a, b)| (parts(a), parts(b))));
        let get =
            |name: &str| map.get(&name.split('.').collect::<Vec<_>>()).map(|new| new.join("."));
        assert_eq!(get("a.c.d").as_deref(), Some("x.c.d"));
        assert_eq!(get("a.b.c").as_deref(), Some("y.z.c"));
        assert_eq!(get("ab"), None);
    }
}
