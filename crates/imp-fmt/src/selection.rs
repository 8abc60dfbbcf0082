//! Which files are formatted by what.
//!
//! Nix comes last on a file, so that what other programs make of it ends up in the official style.

use imp_cli::Failure;
use imp_model::source::{Globs, NoGlob, TreePath};

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
    programs: Vec<Wanted>,
    nix: Option<Wanted>,
    excludes: Globs,
    /// Whether what is excluded is left alone where it is named, too.
    pub force_exclude: bool,
    generated: Option<TreePath>,
}

/// The files that one of them takes.
#[derive(Debug)]
struct Wanted {
    includes: Globs,
    excludes: Globs,
}

impl Wanted {
    fn takes(&self, path: &TreePath) -> bool {
        self.includes.matches(path) && !self.excludes.matches(path)
    }
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
            settings.formatters.iter().partition(|formatter| formatter.is_nixfmt());
        let is_nix_wanted = is_wanted(NIX) || nixfmt.iter().any(|each| is_wanted(&each.name));
        let all = |get: fn(&Formatter) -> &Vec<String>| {
            nixfmt.iter().flat_map(|each| get(each)).cloned().collect::<Vec<_>>()
        };
        let mut includes = all(|each| &each.includes);
        if includes.is_empty() {
            includes.push("*.nix".to_owned());
        }
        let failure = |error: NoGlob| Failure::new(error.to_string());
        let set = |globs: &[String]| Globs::new(globs).map_err(failure);
        let leaving_out = |globs: &[String]| Globs::leaving_out(globs).map_err(failure);
        let nix = Wanted {
            includes: set(&includes)?,
            excludes: leaving_out(&all(|each| &each.excludes))?,
        };
        let formatters: Vec<Formatter> =
            others.into_iter().filter(|each| is_wanted(&each.name)).cloned().collect();
        let programs = formatters.iter().map(|formatter| {
            let excludes = leaving_out(&formatter.excludes)?;
            Ok(Wanted { includes: set(&formatter.includes)?, excludes })
        });
        Ok(Self {
            programs: programs.collect::<Result<_, Failure>>()?,
            formatters,
            nix: is_nix_wanted.then_some(nix),
            excludes: leaving_out(&settings.excludes)?,
            force_exclude: settings.force_exclude,
            generated: settings.generated.clone(),
        })
    }

    /// What formats the file `name` of a directory; `None` when nothing does, or it is excluded.
    pub fn chain(&self, directory: &TreePath, name: &str) -> Option<Chain> {
        // The most frequent question, answered without making the path.
        if self.programs.is_empty() && !name.ends_with(".nix") && self.has_plain_nix() {
            return None;
        }
        let path = directory.child(name);
        if self.excludes.matches(&path) {
            return None;
        }
        self.matching(&path, |wanted| wanted.takes(&path))
    }

    /// Whether anything formats a file that was found.
    pub fn takes(&self, path: &TreePath) -> bool {
        path.parent().is_some_and(|parent| self.chain(&parent, path.file_name()).is_some())
    }

    /// What formats a file that was named, wherever it is. Excluding does not count then, unless it leaves
    /// some other formatter, or it was asked for.
    pub fn chain_of_named(&self, path: &TreePath) -> Option<Chain> {
        if self.force_exclude {
            return self.chain(&path.parent()?, path.file_name());
        }
        self.matching(path, |wanted| wanted.takes(path))
            .or_else(|| self.matching(path, |wanted| wanted.includes.matches(path)))
    }

    /// Whether everything in a directory is excluded.
    pub fn leaves_out(&self, directory: &TreePath) -> bool {
        // What no pattern names, so that only one matches it that takes any name.
        self.excludes.matches(&directory.child("*"))
    }

    fn has_plain_nix(&self) -> bool {
        self.nix.as_ref().is_none_or(|wanted| wanted.includes.count() == 1)
            && !self.formatters.iter().any(Formatter::is_nixfmt)
    }

    fn matching(&self, path: &TreePath, matches: impl Fn(&Wanted) -> bool) -> Option<Chain> {
        let is_generated = self.generated.as_ref() == Some(path);
        let is_wanted = |program: &usize| !is_generated && matches(&self.programs[*program]);
        let chain = Chain {
            programs: (0..self.programs.len()).filter(is_wanted).collect(),
            nix: self.nix.as_ref().is_some_and(&matches),
        };
        (chain.nix || !chain.programs.is_empty()).then_some(chain)
    }
}

/// Refuses a program that is called as the formatter is that is built in: who says `nix` may mean either.
///
/// # Errors
/// When there is one.
pub fn refuse_other_nix(formatters: &[Formatter]) -> Result<(), Failure> {
    let is_other = |formatter: &&Formatter| formatter.name == NIX && !formatter.is_nixfmt();
    match formatters.iter().find(is_other) {
        None => Ok(()),
        Some(other) => Err(Failure::new(format!(
            "`--formatters {NIX}` is the formatter that is built in, and the configuration calls `{}` so, too",
            other.command
        ))
        .help("give that formatter another name in the configuration")),
    }
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
        let leaves_out = |path: &str| selection.leaves_out(&TreePath::new(path).unwrap());
        assert!(leaves_out("vendor/a") && !leaves_out("bin"));
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
