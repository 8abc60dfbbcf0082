//! What `imp-registry mv` and `imp-registry migrate` say beside their findings.

use serde::{Deserialize, Serialize};

use super::edits::EditsData;
use super::findings::Place;

/// The data of `imp-registry mv`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RenameData {
    /// The name before.
    pub old: String,
    /// The name afterwards.
    pub new: String,
    /// Whether it was done.
    pub written: bool,
    /// How many references are rewritten.
    pub references: u64,
    /// How many relative paths are.
    pub paths: u64,
    /// What moves and what is rewritten.
    pub changes: EditsData,
}

/// The data of `imp-registry migrate`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MigrateData {
    /// The commit whose registry was compared; null where there was none.
    pub since: Option<String>,
    /// The renames that were found or given.
    pub renames: Vec<RenamedName>,
    /// Names that are gone, or became several, with the places that refer to them.
    pub unresolved: Vec<UnresolvedName>,
    /// Whether the changes were written.
    pub written: bool,
    /// How many references are rewritten.
    pub references: u64,
    /// How many relative paths are rewritten.
    pub paths: u64,
    /// What is rewritten.
    pub changes: EditsData,
}

/// A name that became another.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RenamedName {
    /// The name before.
    pub old: String,
    /// The name now.
    pub new: String,
    /// How that is known: `given`, `content`, `path`, `unique`.
    pub by: String,
}

/// A name without a certain target.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnresolvedName {
    /// The name.
    pub name: String,
    /// Why there is none.
    pub reason: String,
    /// What it may have become.
    pub candidates: Vec<String>,
    /// Who refers to it.
    pub places: Vec<Place>,
}
