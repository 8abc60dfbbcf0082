//! Names of the registry, as `imp.model/1` and the answers of `imp-registry` have them.

use serde::{Deserialize, Serialize};

use super::findings::Place;
use crate::model::{NodeKind, Registry};

/// A name in the registry.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The name as Nix writes it, without `registry.`: `modules.home."alice@work"`.
    pub name: String,
    /// Its parts.
    pub parts: Vec<String>,
    /// `module` (a file, or a directory with `default.nix`), `directory`, `value` (from
    /// `imp.registry.modules`), `level` (what only those names make), `collision`, `unreadable`.
    pub kind: String,
    /// The file or directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where `imp.registry.modules` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What else is there: the fragment directory beside a file, the two entries of a collision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// Every name of a registry, directories before what they hold.
pub fn names(registry: &Registry) -> Vec<Name> {
    let name = |id| {
        let node = registry.node(id);
        let kind = match &node.kind {
            NodeKind::Directory => "directory",
            NodeKind::Level => "level",
            NodeKind::Module => "module",
            NodeKind::Value => "value",
            NodeKind::Collision(..) => "collision",
            NodeKind::Unreadable => "unreadable",
        };
        let mut also: Vec<String> = node.fragments.iter().map(ToString::to_string).collect();
        if let NodeKind::Collision(first, second) = &node.kind {
            also.extend([first.to_string(), second.to_string()]);
        }
        Name {
            name: registry.name(id),
            parts: registry.parts(id).into_iter().map(str::to_owned).collect(),
            kind: kind.into(),
            path: node.path.as_ref().map(ToString::to_string),
            place: node.place.as_ref().map(Into::into),
            also,
        }
    };
    registry.nodes().into_iter().map(name).collect()
}

/// The data of `imp-registry check`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CheckData {
    /// The directory of the registry; null in a flake without one.
    pub registry: Option<String>,
    /// How many names were looked up.
    pub references: u64,
    /// Names of which a part is only known when Nix evaluates.
    pub unknown: Vec<Place>,
}

/// The data of `imp-registry list`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListData {
    /// The names.
    pub names: Vec<Name>,
}

/// The data of `imp-registry refs`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RefsData {
    /// The references, by name and then by place.
    pub references: Vec<NameReference>,
}

/// A place that refers to a name.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NameReference {
    /// The name.
    pub name: String,
    /// Whether it is there.
    pub found: bool,
    /// Where it is referred to.
    pub place: Place,
}

/// The data of `imp-registry orphans`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OrphansData {
    /// The names of the modules that nothing reaches.
    pub orphans: Vec<String>,
}

/// The data of `imp-registry why`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WhyFileData {
    /// The file.
    pub file: String,
    /// What it becomes, in words: `registry.modules.base`, `the output overlays`.
    pub becomes: Vec<String>,
    /// Why it has no name, or why the name is of no use; null where there is no reason.
    pub reason: Option<String>,
    /// What it declares, in words.
    pub declares: Vec<String>,
    /// Where other files use it.
    pub used_by: Vec<Place>,
    /// The outputs that it is a part of.
    pub reaches: Vec<String>,
}
