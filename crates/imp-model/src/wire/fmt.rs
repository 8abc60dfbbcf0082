//! What `imp-fmt` says beside its findings.

use serde::{Deserialize, Serialize};

/// The data of `imp-fmt`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FmtData {
    /// How many files there were to format.
    pub files: u64,
    /// The files that were not formatted, in order.
    pub changed: Vec<String>,
    /// Whether they are formatted now.
    pub written: bool,
    /// With `--diff` the difference of them all, else empty.
    pub diff: String,
}
