//! From files to attributes: which entries of a directory count, and what each is called.

use super::{DirEntry, EntryKind, TreePath};

/// What is left to do in one directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The directory holds `default.nix`: it is one unit and nothing else in it is visited.
    Unit,
    /// The entries that count, in byte order of their file names.
    Entries(Vec<Named>),
}

/// An entry that has an attribute name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// How long the attribute is, in bytes: it is the beginning of the name.
    length: usize,
    /// The entry on disk; its kind is [`EntryKind::Directory`], [`EntryKind::File`], or one of those
    /// that can't be read and that the caller must report.
    pub entry: DirEntry,
}

impl Named {
    /// The attribute.
    pub fn attribute(&self) -> &str {
        &self.entry.name[..self.length]
    }
}

/// Two entries of one directory that give the same attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collision {
    /// The attribute.
    pub attribute: String,
    /// The entry whose name comes first.
    pub first: TreePath,
    /// The other one.
    pub second: TreePath,
}

/// Names that are never entered, whatever the rules say: the stores of version control.
const VERSION_CONTROL: [&str; 2] = [".git", ".jj"];

/// Decides what to visit in a directory with these entries.
///
/// `is_scan_root` is true for the directory where a scan begins: a `default.nix` there hides nothing. The caller
/// leaves out a flake's own `flake.nix`, which only its text tells.
pub fn visit(entries: Vec<DirEntry>, is_scan_root: bool) -> Visit {
    let is_default =
        |entry: &DirEntry| entry.name == "default.nix" && entry.kind != EntryKind::Directory;
    if !is_scan_root && entries.iter().any(is_default) {
        return Visit::Unit;
    }
    let named = entries.into_iter().filter_map(|entry| {
        let is_directory = match entry.kind {
            EntryKind::Directory => true,
            EntryKind::MissingSubmodule if !entry.is_link => true,
            // What leads nowhere or can't be named has no kind; its name says what was meant.
            EntryKind::DanglingLink
            | EntryKind::LinkCycle
            | EntryKind::Outside
            | EntryKind::BadName
            | EntryKind::MissingSubmodule
            | EntryKind::NotCheckedOut => !entry.name.ends_with(".nix"),
            EntryKind::File | EntryKind::Special => false,
        };
        let length = attribute_name(&entry.name, is_directory)?.len();
        Some(Named { length, entry })
    });
    Visit::Entries(named.collect())
}

/// The attribute of an entry, or `None` when the entry is hidden or no Nix file.
///
/// `foo.nix`, `foo_.nix`, `foo/`, `foo_/` and `foo.d/` are `foo`; every other character stays.
pub fn attribute_name(file_name: &str, is_directory: bool) -> Option<&str> {
    if file_name.starts_with('_') || VERSION_CONTROL.contains(&file_name) {
        return None;
    }
    let stem = if is_directory {
        file_name.strip_suffix(".d").filter(|stem| !stem.is_empty()).unwrap_or(file_name)
    } else {
        file_name.strip_suffix(".nix")?
    };
    Some(stem.strip_suffix('_').unwrap_or(stem))
}

/// Whether a directory name marks a fragment directory, whose parts add to `foo.nix` beside it.
pub fn is_fragment_directory(name: &str) -> bool {
    name.len() > 2 && name.ends_with(".d")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_conventions() {
        for (file_name, is_directory, attribute) in [
            ("foo.nix", false, Some("foo")),
            ("foo", true, Some("foo")),
            ("foo_.nix", false, Some("foo")),
            ("default_.nix", false, Some("default")),
            ("foo__.nix", false, Some("foo_")),
            ("foo_", true, Some("foo")),
            ("foo.d", true, Some("foo")),
            ("foo.nix", true, Some("foo.nix")),
            (".hidden", true, Some(".hidden")),
            ("alice@workstation.nix", false, Some("alice@workstation")),
            ("_foo.nix", false, None),
            ("_foo", true, None),
            (".git", true, None),
            (".jj", true, None),
            ("README.md", false, None),
        ] {
            assert_eq!(attribute_name(file_name, is_directory), attribute, "{file_name}");
        }
    }

    fn entry(name: &str, kind: EntryKind) -> DirEntry {
        DirEntry { name: name.into(), kind, is_link: false, is_untracked: false }
    }

    #[test]
    fn default_nix_makes_a_unit_except_where_the_scan_begins() {
        let entries = vec![entry("default.nix", EntryKind::File), entry("x.nix", EntryKind::File)];
        assert_eq!(visit(entries.clone(), false), Visit::Unit);
        let Visit::Entries(named) = visit(entries, true) else { panic!("a unit") };
        assert_eq!(named.iter().map(Named::attribute).collect::<Vec<_>>(), ["default", "x"]);
    }

    #[test]
    fn what_cannot_be_read_keeps_its_name() {
        let entries = vec![
            entry("gone.nix", EntryKind::DanglingLink),
            entry("loop", EntryKind::LinkCycle),
            entry("odd\u{fffd}", EntryKind::BadName),
        ];
        let Visit::Entries(named) = visit(entries, true) else { panic!("a unit") };
        let names: Vec<&str> = named.iter().map(Named::attribute).collect();
        assert_eq!(names, ["gone", "loop", "odd\u{fffd}"]);
    }
}
