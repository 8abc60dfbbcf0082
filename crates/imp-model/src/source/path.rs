//! Paths relative to the root of the flake.

use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

/// A path below the root: `/` between components, no `.` or `..`, no leading or trailing `/`.
/// The root itself is the empty path and prints as `.`.
///
/// Cheap to clone. The order is that of the bytes, component by component, so that sorting lists a
/// directory before what is in it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TreePath(Arc<str>);

impl TreePath {
    /// The root.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// A path written relative to the root, `./` and `..` resolved by name.
    /// `None` when it is absolute or leaves the root.
    pub fn new(path: &str) -> Option<Self> {
        Self::root().join(path)
    }

    /// The path `relative` as seen from this directory, `.` and `..` resolved by name.
    /// `None` when it is absolute or leaves the root.
    pub fn join(&self, relative: &str) -> Option<Self> {
        if relative.starts_with('/') {
            return None;
        }
        let mut parts: Vec<&str> = self.components().collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        Some(Self(Arc::from(parts.join("/"))))
    }

    /// The entry `name` of this directory. `name` is one component.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        debug_assert!(
            !name.contains('/') && !matches!(name, "" | "." | ".."),
            "{name:?} is no name"
        );
        if self.is_root() {
            return Self(Arc::from(name));
        }
        // Put together on the stack: a scan makes one for every file.
        let mut path = SmallVec::<[u8; 256]>::new();
        for part in [&*self.0, "/", name] {
            path.extend_from_slice(part.as_bytes());
        }
        Self(Arc::from(std::str::from_utf8(&path).expect("it is made of text")))
    }

    /// The directory that holds it; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(Self(self.0.rsplit_once('/').map_or_else(|| Arc::from(""), |(dir, _)| Arc::from(dir))))
    }

    /// The last component; empty for the root.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The components in order; none for the root.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// How many components it has.
    pub fn depth(&self) -> usize {
        let slashes = self.0.bytes().filter(|byte| *byte == b'/').count();
        if self.is_root() { 0 } else { slashes + 1 }
    }

    /// The text, empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The rest of the path below `directory`; empty for `directory` itself, `None` when it is elsewhere.
    pub fn strip_prefix(&self, directory: &TreePath) -> Option<&str> {
        if directory.is_root() {
            return Some(&self.0);
        }
        match self.0.strip_prefix(directory.as_str())? {
            "" => Some(""),
            rest => rest.strip_prefix('/'),
        }
    }

    /// Whether it is `directory` or below it.
    pub fn starts_with(&self, directory: &TreePath) -> bool {
        self.strip_prefix(directory).is_some()
    }
}

impl Ord for TreePath {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Going by bytes, with the separator before all others, is the same as going by components, and
        // ten times as fast: every list that people read is sorted by this.
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        let start = alike(a, b);
        let key = |byte: &u8| if *byte == b'/' { None } else { Some(*byte) };
        match a[start..].iter().zip(&b[start..]).find(|(a, b)| a != b) {
            Some((a, b)) => key(a).cmp(&key(b)),
            None => a.len().cmp(&b.len()),
        }
    }
}

/// How many bytes at the start are known to be alike, in steps of eight: paths in one tree begin alike.
fn alike(a: &[u8], b: &[u8]) -> usize {
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    8 * a.zip(b).take_while(|(a, b)| a == b).count()
}

impl PartialOrd for TreePath {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_root() { "." } else { &self.0 })
    }
}

impl fmt::Debug for TreePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_resolved_by_name_and_never_leave_the_root() {
        let dir = TreePath::new("nix/flake").unwrap();
        assert_eq!(dir.join("../outputs/./x.nix").unwrap().as_str(), "nix/outputs/x.nix");
        assert_eq!(dir.join("../..").unwrap(), TreePath::root());
        assert_eq!(dir.join("../../.."), None);
        assert_eq!(dir.join("/etc"), None);
    }

    #[test]
    fn a_prefix_is_whole_components() {
        let path = TreePath::new("nix/registry/a.nix").unwrap();
        assert_eq!(path.strip_prefix(&TreePath::new("nix/registry").unwrap()), Some("a.nix"));
        assert_eq!(path.strip_prefix(&TreePath::new("nix/reg").unwrap()), None);
        assert_eq!(path.strip_prefix(&TreePath::root()), Some("nix/registry/a.nix"));
    }

    #[test]
    fn sorting_goes_component_by_component() {
        let mut paths = ["a.nix", "a/z.nix", "a-b/c.nix"].map(|p| TreePath::new(p).unwrap());
        paths.sort();
        assert_eq!(paths.map(|p| p.to_string()), ["a/z.nix", "a-b/c.nix", "a.nix"]);
    }

    #[test]
    fn where_the_first_difference_stands_does_not_matter() {
        let start = "0123456789abcdefg";
        for length in 0..start.len() {
            let path = |end: &str| TreePath::new(&format!("{}{end}", &start[..length])).unwrap();
            assert!(path("x/y") < path("x-y"), "{length}");
            assert!(path("x") < path("x/y") && path("x/a") < path("x/b"), "{length}");
            assert!(path("xé") > path("xz") && path("x") == path("x"), "{length}");
        }
    }
}
