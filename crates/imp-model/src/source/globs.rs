//! Patterns of paths, as options of imp write them.

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::TreePath;

/// A set of patterns, relative to the root: `vendor/**`, `*.sh` in any directory. One that ends with `/` stands
/// for everything in that directory.
#[derive(Clone, Debug, Default)]
pub struct Globs(GlobSet);

impl Globs {
    /// Reads patterns.
    ///
    /// # Errors
    /// In words, which pattern is none and why.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
            let whole = pattern.strip_suffix('/').map(|directory| format!("{directory}/**"));
            let glob = Glob::new(whole.as_deref().unwrap_or(pattern));
            set.add(glob.map_err(|error| error.to_string())?);
        }
        Ok(Self(set.build().map_err(|error| error.to_string())?))
    }

    /// Whether one of the patterns is this path's.
    pub fn matches(&self, path: &TreePath) -> bool {
        self.0.is_match(path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_of_whole_paths_and_of_directories() {
        let globs = Globs::new(["vendor/", "./a/*.nix", "**/gen.nix"]).unwrap();
        let matches = |path: &str| globs.matches(&TreePath::new(path).unwrap());
        assert!(matches("vendor/x/y.nix") && matches("a/b.nix") && matches("x/gen.nix"));
        assert!(!matches("vendor.nix") && !matches("b/a.nix"));
    }

    #[test]
    fn what_is_no_pattern_is_named() {
        let error = Globs::new(["a/**", "x/[b"]).unwrap_err();
        assert!(error.contains("x/[b"), "{error}");
    }
}
