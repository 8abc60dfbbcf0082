//! Globs of paths, as options of imp write them.

use std::fmt;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::TreePath;

/// A set of globs, matched against the path below the root. `*` goes through `/`, too: `*.sh` means the shell
/// scripts everywhere, as in `treefmt.toml`. A glob that ends with `/` stands for everything in that directory.
#[derive(Clone, Debug, Default)]
pub struct Globs(GlobSet);

/// Why a text is no glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoGlob {
    /// The text.
    pub glob: String,
    /// Why, in words.
    pub reason: String,
}

impl fmt::Display for NoGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, which is no glob: {}", self.glob, self.reason)
    }
}

impl From<globset::Error> for NoGlob {
    fn from(error: globset::Error) -> Self {
        let glob = error.glob().unwrap_or_default().to_owned();
        Self { glob, reason: error.kind().to_string() }
    }
}

impl Globs {
    /// Reads globs.
    ///
    /// # Errors
    /// [`NoGlob`] for the first that is none.
    pub fn new<G: AsRef<str>>(globs: impl IntoIterator<Item = G>) -> Result<Self, NoGlob> {
        Self::built(globs, false)
    }

    /// Reads globs of what is left out: one that names a directory stands for everything in it, without a `/` at its
    /// end, too, and a `/` at its start says nothing.
    ///
    /// # Errors
    /// As for [`Globs::new`].
    pub fn leaving_out<G: AsRef<str>>(globs: impl IntoIterator<Item = G>) -> Result<Self, NoGlob> {
        Self::built(globs, true)
    }

    fn built<G: AsRef<str>>(
        globs: impl IntoIterator<Item = G>,
        leaves_out: bool,
    ) -> Result<Self, NoGlob> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            let glob = glob.as_ref();
            let glob = glob.strip_prefix("./").unwrap_or(glob);
            let glob = glob.strip_prefix('/').filter(|_| leaves_out).unwrap_or(glob);
            let directory = glob.strip_suffix('/');
            if directory.is_none() {
                set.add(Glob::new(glob)?);
            }
            if directory.is_some() || leaves_out {
                set.add(Glob::new(&format!("{}/**", directory.unwrap_or(glob)))?);
            }
        }
        Ok(Self(set.build()?))
    }

    /// Whether one of the globs is this path's.
    pub fn matches(&self, path: &TreePath) -> bool {
        self.0.is_match(path.as_str())
    }

    /// How many globs there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_of_whole_paths_and_of_directories() {
        let globs = Globs::new(["vendor/", "./a/*.nix", "**/gen.nix"]).unwrap();
        let matches = |path: &str| globs.matches(&TreePath::new(path).unwrap());
        assert!(matches("vendor/x/y.nix") && matches("a/b.nix") && matches("a/b/c.nix"));
        assert!(matches("x/gen.nix") && !matches("vendor.nix") && !matches("b/a.nix"));
    }

    #[test]
    fn what_is_left_out_may_be_a_directory_without_its_slash() {
        let globs = Globs::leaving_out(["sub", "/top", "/old/", "**/gen", "*.lock"]).unwrap();
        let matches = |path: &str| globs.matches(&TreePath::new(path).unwrap());
        assert!(matches("sub/x/y.nix") && matches("sub") && matches("top/a") && matches("old/a"));
        assert!(matches("a/gen/b") && matches("gen/b") && matches("a/b.lock"));
        assert!(!matches("a/sub/x") && !matches("subs/x") && !matches("old") && !matches("x.nix"));
    }

    #[test]
    fn what_is_no_glob_is_named() {
        let error = Globs::new(["a/**", "x/[b"]).unwrap_err();
        assert!(error.to_string().starts_with("`x/[b`, which is no glob: "), "{error}");
    }
}
