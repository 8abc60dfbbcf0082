//! The source tree: paths below the root, what can be read there, and the naming rules.
//!
//! In goes what the edge can see ([`Files`]); out come entries with the attribute that each gets.
//! Nothing here parses Nix.

mod files;
mod globs;
mod naming;
mod path;
mod tracking;

pub use files::{DirEntry, EntryKind, Files, IGNORED, MemoryFiles, ReadError};
pub use globs::{Globs, NoGlob};
pub use naming::{Collision, Named, Visit, attribute_name, is_fragment_directory, visit};
pub use path::TreePath;
pub use tracking::{git_add, git_add_from, git_add_in, is_hidden, shell_word};
