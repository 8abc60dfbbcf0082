//! Which files are formatted by what.
//!
//! Globs are matched against the path below the root, and `*` also goes through `/`: `*.sh` means the
//! shell scripts everywhere, as in `treefmt.toml`. Nix comes last on a file, so that what other programs
//! make of it ends up in the official style.

use std::path::Path;

use globset::{Glob, GlobSet, GlobSetBuilder};
use imp_cli::Failure;
use imp_model::source::TreePath;

use crate::settings::{Formatter, Settings};

/// The name of the formatter that is built in.
pub const NIX: &str = "nix";

/// What formats a file, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chain {
    /// The programs, as positions in [`Selection::formatters`].
    pub programs: Vec<usize>,
    /// Whether it is Nix.
    pub nix: bool,
}

/// Which files are formatted by what.
#[derive(Debug)]
pub struct Selection {
    /// The programs, in the order in which they take turns.
    pub formatters: Vec<Formatter>,
    programs: Vec<Globs>,
    nix: Option<Globs>,
    excludes: GlobSet,
}

#[derive(Debug)]
struct Globs {
    includes: GlobSet,
    excludes: GlobSet,
}

impl Selection {
    /// The selection of these settings; with `only`, of the formatters of these names.
    ///
    /// # Errors
    /// A glob that is none, or a name that no formatter has.
    pub fn new(settings: &Settings, only: &[String]) -> Result<Self, Failure> {
        let unknown = only.iter().find(|name| {
            *name != NIX && !settings.formatters.iter().any(|each| each.name == **name)
        });
        if let Some(unknown) = unknown {
            let mut names: Vec<&str> =
                settings.formatters.iter().map(|each| each.name.as_str()).collect();
            names.push(NIX);
            return Err(Failure::new(format!("there is no formatter `{unknown}`"))
                .help(format!("there are: {}", names.join(", "))));
        }
        let is_wanted = |name: &str| only.is_empty() || only.iter().any(|wanted| wanted == name);
        let (nixfmt, others): (Vec<&Formatter>, Vec<&Formatter>) =
            settings.formatters.iter().partition(|formatter| is_nixfmt(formatter));
        let is_nix_wanted = is_wanted(NIX) || nixfmt.iter().any(|each| is_wanted(&each.name));
        let all = |get: fn(&Formatter) -> &Vec<String>| {
            nixfmt.iter().flat_map(|each| get(each)).cloned().collect::<Vec<_>>()
        };
        let mut includes = all(|each| &each.includes);
        if includes.is_empty() {
            includes.push("*.nix".to_owned());
        }
        let set =
            |patterns: &[String]| globs(patterns).map_err(|error| Failure::new(error.to_string()));
        let nix = Globs { includes: set(&includes)?, excludes: set(&all(|each| &each.excludes))? };
        let formatters: Vec<Formatter> =
            others.into_iter().filter(|each| is_wanted(&each.name)).cloned().collect();
        let programs = formatters.iter().map(|formatter| {
            Ok(Globs { includes: set(&formatter.includes)?, excludes: set(&formatter.excludes)? })
        });
        Ok(Self {
            programs: programs.collect::<Result<_, Failure>>()?,
            formatters,
            nix: is_nix_wanted.then_some(nix),
            excludes: set(&settings.excludes)?,
        })
    }

    /// What formats the file `name` of a directory; `None` when nothing does, or it is excluded.
    pub fn chain(&self, directory: &TreePath, name: &str) -> Option<Chain> {
        // The most frequent question, answered without making the path.
        if self.programs.is_empty() && !name.ends_with(".nix") && self.has_plain_nix() {
            return None;
        }
        let path = directory.child(name);
        let path = Path::new(path.as_str());
        if self.excludes.is_match(path) {
            return None;
        }
        self.matching(|globs| globs.includes.is_match(path) && !globs.excludes.is_match(path))
    }

    /// What formats a file that was named, wherever it is. Excluding does not count then, unless it leaves
    /// some other formatter.
    pub fn chain_of_named(&self, path: &TreePath) -> Option<Chain> {
        let path = Path::new(path.as_str());
        self.matching(|globs| globs.includes.is_match(path) && !globs.excludes.is_match(path))
            .or_else(|| self.matching(|globs| globs.includes.is_match(path)))
    }

    fn has_plain_nix(&self) -> bool {
        self.nix.as_ref().is_none_or(|globs| globs.includes.len() == 1)
            && !self.formatters.iter().any(is_nixfmt)
    }

    fn matching(&self, matches: impl Fn(&Globs) -> bool) -> Option<Chain> {
        let chain = Chain {
            programs: (0..self.programs.len())
                .filter(|program| matches(&self.programs[*program]))
                .collect(),
            nix: self.nix.as_ref().is_some_and(&matches),
        };
        (chain.nix || !chain.programs.is_empty()).then_some(chain)
    }
}

/// Whether a formatter is the one that is built in.
pub(crate) fn is_nixfmt(formatter: &Formatter) -> bool {
    Path::new(&formatter.command).file_name().is_some_and(|name| name == "nixfmt")
}

/// A set of globs; a directory stands for everything in it.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let whole = pattern.strip_suffix('/').map(|directory| format!("{directory}/**"));
        set.add(Glob::new(whole.as_deref().unwrap_or(pattern))?);
    }
    set.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatter(name: &str, command: &str, includes: &str, excludes: &str) -> Formatter {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Formatter {
            name: name.into(),
            command: command.into(),
            options: Vec::new(),
            includes: words(includes),
            excludes: words(excludes),
            priority: 0,
        }
    }

    fn shown(selection: &Selection, path: &str) -> String {
        let path = TreePath::new(path).unwrap();
        let chain = selection.chain(&path.parent().unwrap(), path.file_name());
        chain.map_or("-".into(), |chain| {
            let names = chain.programs.iter().map(|at| selection.formatters[*at].name.as_str());
            names.chain(chain.nix.then_some(NIX)).collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn files_are_selected_by_globs_and_nix_comes_last() {
        let settings = Settings {
            excludes: vec!["vendor/".into(), "*.lock.sh".into()],
            formatters: vec![
                formatter("deadnix", "deadnix", "*.nix", "gen/*"),
                formatter("shfmt", "/bin/shfmt", "*.sh bin/*", "bin/raw"),
            ],
            ..Settings::default()
        };
        let selection = Selection::new(&settings, &[]).unwrap();
        for (path, expected) in [
            ("a.nix", "deadnix nix"),
            ("gen/deep/a.nix", "nix"),
            ("deep/er/x.sh", "shfmt"),
            ("bin/raw", "-"),
            ("bin/tool", "shfmt"),
            ("vendor/a/b.nix", "-"),
            ("a.lock.sh", "-"),
            ("README.md", "-"),
        ] {
            assert_eq!(shown(&selection, path), expected, "{path}");
        }
        let named = |path: &str| selection.chain_of_named(&TreePath::new(path).unwrap());
        assert!(named("vendor/a/b.nix").is_some_and(|chain| chain.nix));
        assert_eq!(named("bin/raw").unwrap().programs, [1]);
        let only = Selection::new(&settings, &["nix".into()]).unwrap();
        assert_eq!((shown(&only, "a.nix"), shown(&only, "x.sh")), ("nix".into(), "-".into()));
        assert!(Selection::new(&settings, &["shfm".into()]).is_err());
    }

    #[test]
    fn nixfmt_is_the_formatter_that_is_built_in() {
        let nixfmt = formatter("fmt", "/nix/store/x/bin/nixfmt", "nix/*", "nix/raw.nix");
        let mut settings = Settings { formatters: vec![nixfmt], ..Settings::default() };
        let selection = Selection::new(&settings, &[]).unwrap();
        assert_eq!(shown(&selection, "nix/a.nix"), "nix");
        assert_eq!(shown(&selection, "nix/raw.nix"), "-");
        settings.excludes = vec!["a[".into()];
        settings.formatters.clear();
        assert!(Selection::new(&settings, &[]).is_err());
    }
}
