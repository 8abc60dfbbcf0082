//! What `imp-flake` says about `flake.nix` and about single inputs, beside its findings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::findings::Place;

/// The data of `imp-flake check` and `imp-flake write`, with `--adopt` too, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FlakeData {
    /// Where `flake.nix` is.
    pub file: String,
    /// Whether it is what the declarations give, after writing if something was written.
    pub up_to_date: bool,
    /// Whether it was written.
    pub written: bool,
    /// The inputs that came, went and changed.
    pub changes: Vec<Change>,
    /// Inputs that stay as they are because their declarations can't be read.
    pub kept: Vec<String>,
    /// What else `flake.nix` had and lost or changed when it was written, in order of place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<LostAttribute>,
    /// The unified diff from what is there to what should be; empty when there is none.
    pub diff: String,
    /// With `--adopt`: the files that were written, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adopted: Vec<String>,
}

/// An attribute beside the inputs that somebody had added to `flake.nix`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LostAttribute {
    /// Its path, such as `nixConfig.sandbox`.
    pub name: String,
    /// `removed` or `changed`.
    pub kind: String,
    /// Where it was.
    pub place: Place,
    /// The option that keeps it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
}

/// An input that came, went or changed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The input.
    pub name: String,
    /// `added`, `removed` or `changed`.
    pub kind: String,
    /// Where it is declared; for one that went, where `flake.nix` has it.
    pub places: Vec<Place>,
}

/// The data of `imp-flake init`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct InitData {
    /// The template.
    pub template: String,
    /// The files that were written, in order.
    pub files: Vec<String>,
}

/// The data of `imp-flake why`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WhyData {
    /// The input.
    pub name: String,
    /// Where it is declared, and how.
    pub declarations: Vec<WhyDeclaration>,
    /// Declarations of it, or that may be of it, which can't be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<WhyUnread>,
    /// Where it is in `flake.nix`.
    pub in_flake: Option<Place>,
    /// Where files refer to it.
    pub uses: Vec<Place>,
    /// What is locked.
    pub locked: Option<String>,
    /// Why `flake.lock` can't be read, if it can't; nothing is known of what is locked then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_unread: Option<String>,
    /// Other paths from the flake to the same locked source.
    pub also_reached_by: Vec<Vec<String>>,
    /// Inputs of inputs that follow it.
    pub followed_by: Vec<Vec<String>>,
    /// The same source, locked once more.
    pub copies: Vec<WhyCopy>,
}

/// A declaration that can't be read.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WhyUnread {
    /// Where it is.
    pub place: Place,
    /// Why, as the second half of "… can't be read because …".
    pub reason: String,
}

/// A source that is locked once more.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WhyCopy {
    /// The inputs from the flake to it.
    pub path: Vec<String>,
    /// What is locked.
    pub locked: String,
}

/// The data of `imp-flake lint`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LintData {
    /// How many findings a comment `# imp: allow NAME` allows.
    pub allowed: u64,
    /// How many findings are in the baseline.
    pub in_baseline: u64,
    /// The files that fixes changed, in order.
    pub fixed: Vec<String>,
}

/// What a finding means: the data of `explain`, in an `imp.findings/1` document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainData {
    /// The code of the finding.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// What it finds, in one line.
    pub summary: String,
    /// Why it matters and what to do, as Markdown.
    pub explanation: String,
}

/// A declaration of an input.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WhyDeclaration {
    /// What it is declared to be.
    pub definition: BTreeMap<String, Value>,
    /// Where.
    pub place: Place,
}

/// A setting, as `--print-config` shows it with `--json`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The value; null where it can't be read.
    pub value: Value,
    /// Who set it; `default` for nobody.
    pub origin: String,
    /// Why it can't be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
    /// Where that shows, in a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}
