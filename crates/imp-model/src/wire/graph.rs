//! `imp.graph/1`: nodes and edges, as the views of `imp-vis` have them.

use serde::{Deserialize, Serialize};

/// The schema of the document.
pub const SCHEMA: &str = "imp.graph/1";

/// The data of the document.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GraphData {
    /// What it is a view of: `registry`, `inputs`, `outputs`, `hosts` or `files`.
    pub view: String,
    /// The nodes in byte order of their ids.
    pub nodes: Vec<NodeData>,
    /// The edges by the node that they leave, then the one that they enter, then kind.
    pub edges: Vec<EdgeData>,
    /// The groups of nodes, by id, that need each other in a circle, the largest first. Where they are absent, a reader
    /// finds them from the edges that are not `possible`; with closed clusters these may close circles that are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycles: Option<Vec<Vec<String>>>,
    /// The nodes, by id, that nothing has to do with: those flagged `orphan`. In the view `files` these are the files
    /// that no other brings in, but for where people begin: `flake.nix` and `shell.nix` anywhere, `default.nix` at the
    /// root, and without a `flake.nix` there `configuration.nix` and `home.nix`; none beside a file of which nothing is known because Nix rejects it. A reader finds them again.
    #[serde(default)]
    pub orphans: Vec<String>,
}

/// Something that has a name.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NodeData {
    /// What it is called, unique in the graph and the same in every run: `modules.nixos.base`,
    /// `inputs.nixpkgs`.
    pub id: String,
    /// The clusters that hold it, outermost first, with dots between, parts quoted as in Nix; empty for none.
    pub cluster: String,
    /// What stands in its box.
    pub label: String,
    /// `flake`, `output`, `host`, `user`, `feature`, `module`, `sink`, `overlay`, `package`, `file`, `input` or
    /// `other`.
    pub kind: String,
    /// The file that declares it, relative to the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line in `path`, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is to be noticed: `broken` (referred to and not there), `orphan` (nothing reaches it), `duplicate`
    /// (there more than once), `unknown` (a part of it is only known to Nix).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// A sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// In the view `inputs`: how many inputs lead to it by the shortest way over inputs that follow no other, itself included; 1 for one of the flake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<u32>,
    /// In the view `inputs`: the revision that it is locked at, else the hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<String>,
    /// In a comparison `came` or `went`; `changed` where it is locked at something else, or stands for several of which
    /// some came, went or changed; absent where it stayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// One node needs another.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EdgeData {
    /// The id of the node that needs the other.
    pub from: String,
    /// The id of the node that is needed.
    pub to: String,
    /// `reference` (by name), `import` (by path, or through a link), `merge`, `sink`, `input`, `follows`, `member` (a part of a
    /// whole) or `possible` (perhaps: by a path like `./hosts/${name}`, to each thing below its certain part).
    pub kind: String,
    /// The file that causes it first, relative to the root; absent where no file says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line in `path`, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The other places that cause it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<PlaceData>,
    /// How many edges it stands for; absent for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// In a comparison `came` or `went`; `changed` where it stands for several of which some did; absent where it
    /// stayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// A line of a file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceData {
    /// The file, relative to the root.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}
