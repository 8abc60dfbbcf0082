//! What git ignores: `.gitignore` in every directory, `info/exclude`, and the user's own list.
//!
//! Asked only about what the index does not name, so a tree without untracked files never reads a rule.
//! The rules of a directory are read once, when something in it is asked about.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Repository;
use super::config::IgnoreSettings;

/// The longest list of rules that is read, in bytes; the rest of a longer one does not count.
const MAX_RULES: u64 = 4 << 20;

/// The rules of one working tree.
pub(crate) struct Ignores {
    repository: Repository,
    /// The directory that paths are relative to, below the working tree; empty or ended with `/`.
    prefix: String,
    settings: OnceLock<IgnoreSettings>,
    /// From the weakest to the strongest: the user's list, the repository's.
    outside: OnceLock<[Gitignore; 2]>,
    directories: RwLock<HashMap<String, Arc<Rules>>>,
}

/// What holds in one directory.
struct Rules {
    /// Those of the nearest directory above that has any.
    above: Option<Arc<Rules>>,
    /// The directory itself is ignored: nothing below can be let in again.
    is_ignored: bool,
    /// How long the directory's path is, with `/` at the end, and its own rules.
    own: Option<(usize, Gitignore)>,
}

impl Ignores {
    /// The rules for paths below `prefix`.
    pub(crate) fn new(repository: &Repository, prefix: &str) -> Self {
        Self {
            repository: repository.clone(),
            prefix: prefix.to_owned(),
            settings: OnceLock::new(),
            outside: OnceLock::new(),
            directories: RwLock::default(),
        }
    }

    /// Whether git ignores `path`, or a directory that holds it, if it is not tracked.
    pub(crate) fn is_ignored(&self, path: &str, is_directory: bool) -> bool {
        let path = format!("{}{path}", self.prefix);
        let rules = self.rules(parent(&path).unwrap_or(""));
        rules.is_ignored || self.matches(&rules, &path, is_directory)
    }

    /// The rules of a directory, by its path in the working tree.
    fn rules(&self, directory: &str) -> Arc<Rules> {
        let known =
            self.directories.read().unwrap_or_else(PoisonError::into_inner).get(directory).cloned();
        if let Some(known) = known {
            return known;
        }
        let above = parent(directory).map(|parent| self.rules(parent));
        let is_ignored = above
            .as_ref()
            .is_some_and(|above| above.is_ignored || self.matches(above, directory, true));
        let file = || self.repository.work_tree.join(directory).join(".gitignore");
        let own = (!is_ignored).then(|| self.read(&file(), false));
        let start = if directory.is_empty() { 0 } else { directory.len() + 1 };
        let own = own.filter(|own| !own.is_empty()).map(|own| (start, own));
        let above = above.and_then(|above| match above.own {
            Some(_) => Some(above),
            None => above.above.clone(),
        });
        let rules = Arc::new(Rules { above, is_ignored, own });
        let mut directories = self.directories.write().unwrap_or_else(PoisonError::into_inner);
        directories.entry(directory.to_owned()).or_insert(rules).clone()
    }

    /// Whether the strongest rule that speaks of `path` ignores it. The deepest directory goes first.
    fn matches(&self, rules: &Arc<Rules>, path: &str, is_directory: bool) -> bool {
        let mut here = Some(rules);
        while let Some(rules) = here {
            if let Some((start, own)) = &rules.own
                && let Some(ignored) = verdict(own, &path[*start..], is_directory)
            {
                return ignored;
            }
            here = rules.above.as_ref();
        }
        let outside = self.outside.get_or_init(|| {
            let users = match &self.settings().excludes_file {
                Some(file) => self.read(file, true),
                None => self.builder().build_global().0,
            };
            [users, self.read(&self.repository.common_dir.join("info/exclude"), true)]
        });
        outside.iter().rev().find_map(|rules| verdict(rules, path, is_directory)).unwrap_or(false)
    }

    fn settings(&self) -> &IgnoreSettings {
        self.settings.get_or_init(|| IgnoreSettings::read(&self.repository))
    }

    fn builder(&self) -> GitignoreBuilder {
        let mut builder = GitignoreBuilder::new(".");
        // It can't fail, and says so.
        drop(builder.case_insensitive(self.settings().ignores_case));
        builder
    }

    /// The rules in a file; none when it can't be read. As for git, a line that is no pattern is no rule, and
    /// a `.gitignore` that is a link is not followed.
    fn read(&self, path: &Path, follow: bool) -> Gitignore {
        let metadata = if follow { path.metadata() } else { path.symlink_metadata() };
        if !metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_RULES) {
            return Gitignore::empty();
        }
        let Ok(bytes) = fs::read(path) else { return Gitignore::empty() };
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = self.builder();
        for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines() {
            drop(builder.add_line(None, line));
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }
}

/// Whether these rules ignore the path, relative to where they hold; `None` when they don't say.
fn verdict(rules: &Gitignore, path: &str, is_directory: bool) -> Option<bool> {
    match rules.matched(Path::new(path), is_directory) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    }
}

/// The path of the directory that holds `path`; `None` for the top.
fn parent(path: &str) -> Option<&str> {
    if path.is_empty() {
        None
    } else {
        Some(path.rsplit_once('/').map_or("", |(parent, _)| parent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeper_rules_win_and_nothing_below_an_ignored_directory_comes_back() {
        let temp = tempfile::tempdir().unwrap();
        let top = temp.path();
        fs::create_dir_all(top.join(".git/info")).unwrap();
        fs::create_dir_all(top.join("flake/build")).unwrap();
        fs::write(top.join(".git/info/exclude"), "*.secret\n").unwrap();
        fs::write(top.join(".gitignore"), "*.tmp.nix\nbuild/\n/flake/only-here.nix\n").unwrap();
        fs::write(top.join("flake/.gitignore"), "!keep.tmp.nix\n").unwrap();
        fs::write(top.join("flake/build/.gitignore"), "!*\n").unwrap();
        let repository = Repository {
            work_tree: top.into(),
            git_dir: top.join(".git"),
            common_dir: top.join(".git"),
        };
        let ignores = Ignores::new(&repository, "flake/");
        for (path, is_directory, expected) in [
            ("a.nix", false, false),
            ("a.tmp.nix", false, true),
            ("keep.tmp.nix", false, false),
            ("build", true, true),
            ("build", false, false),
            ("build/a.nix", false, true),
            ("deep/build/x/a.nix", false, true),
            ("only-here.nix", false, true),
            ("deep/only-here.nix", false, false),
            ("x.secret", false, true),
        ] {
            assert_eq!(ignores.is_ignored(path, is_directory), expected, "{path}");
        }
    }

    #[test]
    fn settings_of_git_count_wherever_they_are() {
        let temp = tempfile::tempdir().unwrap();
        let top = temp.path().canonicalize().unwrap();
        let git = |arguments: &[&str]| crate::git::test_support::git(&top, arguments);
        git(&["init", "--quiet"]);
        fs::write(top.join("list"), "*.listed\n").unwrap();
        fs::write(top.join("other"), "*.other\n").unwrap();
        fs::write(top.join("more"), "[core]\n\texcludesFile = list\n").unwrap();
        fs::write(top.join(".gitignore"), "*.tmp.nix\nbuild/\n").unwrap();
        let is_ignored = |path: &str| {
            let repository = Repository::find(&top).unwrap().unwrap();
            Ignores::new(&repository, "").is_ignored(path, path.ends_with("BUILD"))
        };
        assert!(!is_ignored("a.listed") && !is_ignored("Q.TMP.nix") && !is_ignored("BUILD"));
        let more = top.join("more");
        git(&["config", "include.path", more.to_str().unwrap()]);
        assert!(is_ignored("a.listed"));
        git(&["config", "core.ignorecase", "true"]);
        assert!(is_ignored("A.LISTED") && is_ignored("Q.TMP.nix") && is_ignored("BUILD"));
        git(&["config", "extensions.worktreeConfig", "true"]);
        git(&["config", "--worktree", "core.excludesFile", "other"]);
        assert!(is_ignored("a.other") && !is_ignored("a.listed"));
        git(&["config", "--unset", "include.path"]);
        assert!(is_ignored("a.other"));
    }
}
