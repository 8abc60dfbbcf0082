//! What the configuration says about formatting, as values: `imp.fmt`, or an existing `treefmt.toml`.

use std::path::Path;

use imp_cli::{Failure, toml};
use imp_model::eval::{Known, KnownAttr};
use imp_model::model::closest;
use imp_model::model::config::{self, Configuration, Origin, Setting};
use imp_model::source::{Files, Globs, ReadError, TreePath};
use imp_model::text::Place;

/// What is formatted by what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Globs of files that are not formatted.
    pub excludes: Vec<String>,
    /// The programs for other languages, in the order in which they take turns on a file: by priority, then by name.
    pub formatters: Vec<Formatter>,
    /// Whether a program that is not installed is passed over.
    pub allow_missing: bool,
    /// Whether a run that changes a file ends with status 1.
    pub fail_on_change: bool,
    /// Whether what is excluded is left alone where it is named, too.
    pub force_exclude: bool,
    /// The `flake.nix` that imp-flake writes, which no other program may change.
    pub generated: Option<TreePath>,
}

/// A program that formats files in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatter {
    /// What the configuration calls it.
    pub name: String,
    /// The program: a name on `PATH`, or a path as seen from the root.
    pub command: String,
    /// Its arguments in front of the files.
    pub options: Vec<String>,
    /// Globs of the files that it formats.
    pub includes: Vec<String>,
    /// Globs of files that it leaves alone.
    pub excludes: Vec<String>,
    /// The lowest goes first.
    pub priority: i64,
}

impl Formatter {
    /// Whether it is the one that is built in.
    pub(crate) fn is_nixfmt(&self) -> bool {
        Path::new(&self.command).file_name().is_some_and(|name| name == "nixfmt")
    }
}

/// The options that are read here.
pub const OPTIONS: [&str; 3] = ["fmt.excludes", "fmt.formatters", "fmt.settings"];

/// What a formatter may say.
pub(crate) const FORMATTER_KEYS: [&str; 5] =
    ["command", "excludes", "includes", "options", "priority"];
/// What `imp.fmt.settings` may say.
const SETTINGS_KEYS: [&str; 2] = ["allowMissingFormatter", "failOnChange"];
/// What `treefmt.toml` may say.
const TREEFMT_KEYS: [&str; 11] = [
    "allow-missing-formatter",
    "cpu-profile",
    "excludes",
    "fail-on-change",
    "formatter",
    "global",
    "on-unmatched",
    "quiet",
    "tree-root-file",
    "verbose",
    "walk",
];
/// What `treefmt.toml` may say for treefmt and not here, and why.
const TREEFMT_ONLY: [(&str, &str); 4] = [
    ("formatters", "all formatters run, unless `--formatters` names some"),
    ("no-positional-arg-support", "every formatter gets the names of the files that it formats"),
    ("tree-root", "the root is the directory of the flake, or the one of `--root`"),
    ("tree-root-cmd", "the root is the directory of the flake, or the one of `--root`"),
];
/// Where treefmt looks for its configuration.
const TREEFMT_FILES: [&str; 2] = ["treefmt.toml", ".treefmt.toml"];

impl Settings {
    /// What applies: `imp.fmt`, and where it names no formatters, `treefmt.toml` at the root.
    ///
    /// # Errors
    /// What can't be read, has another shape, or has an unknown name, with the closest that is known.
    pub fn read(configuration: &Configuration, files: &dyn Files) -> Result<Self, Failure> {
        let read = || {
            let mut settings = Self::own(configuration)?;
            if settings.formatters.is_empty() {
                settings.read_treefmt(files)?;
            }
            Ok(settings)
        };
        let mut settings = read().map_err(|failure| shown(failure, files))?;
        settings.formatters.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
        Ok(settings)
    }

    /// What applies beside the programs.
    ///
    /// # Errors
    /// As for [`Settings::read`].
    pub fn without_programs(
        configuration: &Configuration,
        files: &dyn Files,
    ) -> Result<Self, Failure> {
        Self::beside_programs(configuration).map_err(|failure| shown(failure, files))
    }

    fn beside_programs(configuration: &Configuration) -> Result<Self, Failure> {
        let mut settings = Self::default();
        if let Some(item) = option_item(configuration, "fmt.excludes")? {
            settings.excludes = item.globs()?;
        }
        if let Some(item) = option_item(configuration, "fmt.settings")? {
            for item in item.entries(&SETTINGS_KEYS)? {
                match item.key {
                    "failOnChange" => settings.fail_on_change = item.flag()?,
                    _ => settings.allow_missing = item.flag()?,
                }
            }
        }
        Ok(settings)
    }

    /// What `imp.fmt` says.
    fn own(configuration: &Configuration) -> Result<Self, Failure> {
        let mut settings = Self::beside_programs(configuration)?;
        if let Some(item) = option_item(configuration, "fmt.formatters")? {
            settings.formatters = item.formatters()?;
        }
        Ok(settings)
    }

    /// A configuration, with what `treefmt.toml` says in terms of `imp.fmt`.
    ///
    /// # Errors
    /// As for [`Settings::read`], but for `imp.fmt` itself, which is shown as it is.
    pub fn with_treefmt(
        configuration: &Configuration,
        files: &dyn Files,
    ) -> Result<Configuration, Failure> {
        let mut shown = configuration.clone();
        let Ok(own) = Self::own(configuration) else { return Ok(shown) };
        if !own.formatters.is_empty() {
            return Ok(shown);
        }
        let mut all = own.clone();
        let Some(file) = all.read_treefmt(files)? else { return Ok(shown) };
        for (name, before, after) in [
            ("fmt.excludes", texts(&own.excludes), texts(&all.excludes)),
            ("fmt.formatters", own.programs(), all.programs()),
            ("fmt.settings", own.flags(), all.flags()),
        ] {
            let Some(option) = config::option(name).filter(|_| before != after) else { continue };
            let origin = configuration.origin(name).map(|origin| format!("{origin}, {file}"));
            let origin = Origin::Other(origin.unwrap_or_else(|| file.to_owned()));
            shown.replace(
                option,
                Setting { value: Ok(after), unread: Vec::new(), origin, place: None },
            );
        }
        Ok(shown)
    }

    /// The formatters as `imp.fmt.formatters` gives them.
    fn programs(&self) -> Known {
        let program = |formatter: &Formatter| {
            let data = attrs([
                ("command", Known::String(formatter.command.clone())),
                ("excludes", texts(&formatter.excludes)),
                ("includes", texts(&formatter.includes)),
                ("options", texts(&formatter.options)),
                ("priority", Known::Int(formatter.priority)),
            ]);
            (formatter.name.clone(), data)
        };
        attrs(self.formatters.iter().map(program))
    }

    /// The flags as `imp.fmt.settings` gives them.
    fn flags(&self) -> Known {
        let flags = [self.allow_missing, self.fail_on_change].map(Known::Bool);
        attrs(SETTINGS_KEYS.into_iter().zip(flags))
    }

    /// Reads `treefmt.toml` as well; gives its name if there is one.
    fn read_treefmt(&mut self, files: &dyn Files) -> Result<Option<&'static str>, Failure> {
        for name in TREEFMT_FILES {
            let file = TreePath::root().child(name);
            let text = match files.read(&file) {
                Ok(text) => text,
                Err(ReadError::NotFound) => continue,
                Err(error) => return Err(Failure::new(format!("`{name}` can't be read: {error}"))),
            };
            let data = toml::read(&file, &text)?;
            return self.set_treefmt(&data, name).map(|()| Some(name));
        }
        Ok(None)
    }

    fn set_treefmt(&mut self, data: &Known, file: &str) -> Result<(), Failure> {
        let top =
            Item { key: "", name: String::new(), value: data, place: None, origin: file.into() };
        for item in top.entries(&TREEFMT_KEYS)? {
            match item.key {
                "excludes" => self.excludes.extend(item.globs()?),
                "global" => {
                    for item in item.entries(&["excludes"])? {
                        self.excludes.extend(item.globs()?);
                    }
                }
                "formatter" => self.formatters = item.formatters()?,
                "allow-missing-formatter" => self.allow_missing |= item.flag()?,
                "fail-on-change" => self.fail_on_change |= item.flag()?,
                "walk" if !matches!(item.value.as_str(), Some("auto" | "git" | "jujutsu")) => {
                    let wanted = "`auto`, `git` or `jujutsu`; imp-fmt sees what these see";
                    return Err(item.wrong(wanted));
                }
                // How treefmt speaks and measures itself, and where it looks for the root.
                _ => {}
            }
        }
        Ok(())
    }
}

/// A failure with the line that it is about.
fn shown(failure: Failure, files: &dyn Files) -> Failure {
    match failure.place().and_then(|place| files.read(&place.file).ok()) {
        Some(text) => failure.in_text(&text),
        None => failure,
    }
}

fn texts(items: &[String]) -> Known {
    Known::List(items.iter().cloned().map(Known::String).collect())
}

fn attrs<N: Into<String>>(entries: impl IntoIterator<Item = (N, Known)>) -> Known {
    let attr = |(name, value): (N, Known)| (name.into(), KnownAttr { value, place: None });
    Known::Attrs(entries.into_iter().map(attr).collect())
}

fn origin_of(configuration: &Configuration, name: &str) -> String {
    configuration.origin(name).map(Origin::to_string).unwrap_or_default()
}

/// An option of `imp`, if it is set.
fn option_item<'c>(
    configuration: &'c Configuration,
    name: &'static str,
) -> Result<Option<Item<'c>>, Failure> {
    let item = |value| Item {
        key: name,
        name: format!("imp.{name}"),
        value,
        place: configuration.place(name),
        origin: origin_of(configuration, name),
    };
    let setting = configuration.setting(name);
    let nix_fails = setting.is_some_and(|setting| match &setting.value {
        Err(unread) => unread.nix_fails,
        Ok(_) => false,
    });
    let value = configuration.value(name).map_err(|mut error| {
        let way_out = |help| if nix_fails { help } else { format!("{help}, or run `nix fmt`") };
        error.help = error.help.map(way_out);
        error
    });
    Ok(value?.map(item))
}

/// A value of the configuration, and what is needed to speak about it.
struct Item<'v> {
    /// Its name in the set that it is in.
    key: &'v str,
    /// Its whole name, dotted; empty for the top of a file.
    name: String,
    value: &'v Known,
    /// Where it stands, if that is known.
    place: Option<&'v Place>,
    /// Who set it.
    origin: String,
}

impl<'v> Item<'v> {
    fn failure(&self, what: &str) -> Failure {
        let failure = Failure::new(format!("{what}, says {}", self.origin));
        match self.place {
            Some(place) => failure.at(place.clone()),
            None => failure,
        }
    }

    fn wrong(&self, wanted: &str) -> Failure {
        self.failure(&format!("`{}` is not {wanted}", self.name))
    }

    /// What is or should be in a set.
    fn below(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// The entries of a set, whose names must all be known; any name is where none are given.
    fn entries(&self, known: &[&str]) -> Result<Vec<Self>, Failure> {
        let Known::Attrs(attrs) = self.value else { return Err(self.wrong("a set")) };
        let entry = |(key, attr): (&'v String, &'v KnownAttr)| Item {
            key,
            name: self.below(key),
            value: &attr.value,
            place: attr.place.as_ref().or(self.place),
            origin: self.origin.clone(),
        };
        let entries: Vec<Self> = attrs.iter().map(entry).collect();
        let is_known = |entry: &&Self| known.is_empty() || known.contains(&entry.key);
        match entries.iter().find(|entry| !is_known(entry)) {
            None => Ok(entries),
            Some(unknown) => {
                if let Some(why) = unknown.treefmt_only() {
                    let message = format!("treefmt knows `{}`, and imp-fmt does not", unknown.name);
                    return Err(unknown.failure(&message).help(format!("leave it out: {why}")));
                }
                let near = closest(unknown.key, known.iter().copied());
                let help = match near.first() {
                    Some(near) => format!("did you mean `{}`?", self.below(near)),
                    None => format!("there are: {}", known.join(", ")),
                };
                let message = format!("there is no option `{}`", unknown.name);
                Err(unknown.failure(&message).help(help))
            }
        }
    }

    /// Why what treefmt takes is not taken.
    fn treefmt_only(&self) -> Option<&'static str> {
        let is_treefmt = TREEFMT_FILES.contains(&self.origin.as_str());
        let found = TREEFMT_ONLY.iter().find(|(key, _)| is_treefmt && *key == self.key);
        found.map(|(_, why)| *why)
    }

    fn flag(&self) -> Result<bool, Failure> {
        match self.value {
            Known::Bool(value) => Ok(*value),
            _ => Err(self.wrong("`true` or `false`")),
        }
    }

    fn texts(&self) -> Result<Vec<String>, Failure> {
        let wrong = || self.wrong("a list of strings");
        let Known::List(items) = self.value else { return Err(wrong()) };
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    fn globs(&self) -> Result<Vec<String>, Failure> {
        let globs = self.texts()?;
        let holds = |error| self.failure(&format!("`{}` holds {error}", self.name));
        Globs::leaving_out(&globs).map_err(holds)?;
        Ok(globs)
    }

    fn formatters(&self) -> Result<Vec<Formatter>, Failure> {
        self.entries(&[])?.iter().map(Self::formatter).collect()
    }

    fn formatter(&self) -> Result<Formatter, Failure> {
        let mut formatter = Formatter {
            name: self.key.to_owned(),
            command: String::new(),
            options: Vec::new(),
            includes: Vec::new(),
            excludes: Vec::new(),
            priority: 0,
        };
        for item in self.entries(&FORMATTER_KEYS)? {
            match (item.key, item.value) {
                ("command", Known::String(command)) => formatter.command.clone_from(command),
                ("command", Known::Path(path)) => formatter.command = format!("./{path}"),
                ("command", _) => return Err(item.wrong("a string")),
                ("options", _) => formatter.options = item.texts()?,
                ("includes", _) => formatter.includes = item.globs()?,
                ("excludes", _) => formatter.excludes = item.globs()?,
                (_, Known::Int(priority)) => formatter.priority = *priority,
                (_, _) => return Err(item.wrong("an integer")),
            }
        }
        for (key, is_missing, example) in [
            ("command", formatter.command.is_empty(), "\"shfmt\""),
            ("includes", formatter.includes.is_empty(), "[ \"*.sh\" ]"),
        ] {
            if is_missing {
                let failure = self.failure(&format!("`{}` is not set", self.below(key)));
                return Err(failure.help(format!("write `{key} = {example}`")));
            }
        }
        self.check_nixfmt(&formatter)?;
        Ok(formatter)
    }

    /// The official style has no options; those of nixfmt that don't change it may stay.
    fn check_nixfmt(&self, formatter: &Formatter) -> Result<(), Failure> {
        const HARMLESS: [&str; 6] = ["--strict", "-s", "--verify", "-v", "--quiet", "-q"];
        let is_harmless = |option: &&String| HARMLESS.contains(&option.as_str());
        match formatter.options.iter().find(|option| !is_harmless(option)) {
            Some(option) if formatter.is_nixfmt() => {
                let message = format!(
                    "`{}` runs nixfmt with `{option}`, which is not the official style",
                    self.name
                );
                let help = "leave the option out: imp-fmt formats Nix itself, 100 characters wide";
                Err(self.failure(&message).help(help))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::source::MemoryFiles;

    fn treefmt(text: &str) -> Result<Settings, String> {
        let files = MemoryFiles::new([("treefmt.toml", text)]);
        Settings::read(&Configuration::default(), &files).map_err(|failure| failure.to_string())
    }

    #[test]
    fn treefmt_toml_is_read_in_the_order_of_priority() {
        let settings = treefmt(
            "walk = 'jujutsu'\nexcludes = ['a']\n[global]\nexcludes = ['b']\n[formatter.z]\ncommand = 'z'\nincludes = ['*']\npriority = -1\n[formatter.a]\ncommand = 'a'\nincludes = ['*.x']\noptions = ['-w']\n",
        )
        .unwrap();
        let names: Vec<&str> = settings.formatters.iter().map(|each| each.name.as_str()).collect();
        assert_eq!(names, ["z", "a"]);
        assert_eq!(settings.excludes, ["a", "b"]);
    }

    #[test]
    fn what_is_unknown_or_of_another_shape_is_an_error_that_names_it() {
        for (text, part) in [
            ("[formatter.a]\ncomand = 'a'", "there is no option `formatter.a.comand`"),
            ("[formatter.a]\ncommand = 'a'", "`formatter.a.includes` is not set"),
            ("[formatter.a]\ncommand = 1", "`formatter.a.command` is not a string"),
            ("exclude = []", "there is no option `exclude`"),
            ("walk = 'filesystem'", "`walk` is not `auto`, `git` or `jujutsu`"),
            (
                "[formatter.a]\ncommand = '/x/nixfmt'\nincludes = ['*']\noptions = ['--width=80']",
                "runs nixfmt with `--width=80`",
            ),
            ("[global]\nexcludes = ['a[']", "`global.excludes` holds `a[`, which is no glob"),
            ("[formatter", "is not TOML"),
        ] {
            let error = treefmt(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
