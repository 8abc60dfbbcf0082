//! What the configuration says about formatting, as values: `imp.fmt`, or an existing `treefmt.toml`.

use imp_cli::{Failure, toml};
use imp_model::eval::{Known, KnownAttr};
use imp_model::model::closest;
use imp_model::model::config::{self, Configuration, Origin, Setting};
use imp_model::source::{Files, ReadError, TreePath};

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

/// What a formatter may say.
const FORMATTER_KEYS: [&str; 5] = ["command", "excludes", "includes", "options", "priority"];
/// What `imp.fmt.settings` may say.
const SETTINGS_KEYS: [&str; 2] = ["allowMissingFormatter", "failOnChange"];
/// What `treefmt.toml` may say.
const TREEFMT_KEYS: [&str; 10] = [
    "allow-missing-formatter",
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
/// Where treefmt looks for its configuration.
const TREEFMT_FILES: [&str; 2] = ["treefmt.toml", ".treefmt.toml"];

impl Settings {
    /// What applies: `imp.fmt`, and where it names no formatters, `treefmt.toml` at the root.
    ///
    /// # Errors
    /// What can't be read, has another shape, or has an unknown name, with the closest that is known.
    pub fn read(configuration: &Configuration, files: &dyn Files) -> Result<Self, Failure> {
        let mut settings = Self::own(configuration)?;
        if settings.formatters.is_empty() {
            settings.read_treefmt(files)?;
        }
        settings.formatters.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
        Ok(settings)
    }

    /// What applies beside the programs.
    ///
    /// # Errors
    /// As for [`Settings::read`].
    pub fn without_programs(configuration: &Configuration) -> Result<Self, Failure> {
        let origin = |name| origin_of(configuration, name);
        let mut settings = Self::default();
        if let Some(value) = configuration.value("fmt.excludes")? {
            let section = Section { name: "imp.fmt".into(), origin: origin("fmt.excludes") };
            settings.excludes = section.texts("excludes", value)?;
        }
        if let Some(value) = configuration.value("fmt.settings")? {
            let section =
                Section { name: "imp.fmt.settings".into(), origin: origin("fmt.settings") };
            for (key, value) in section.entries(value, &SETTINGS_KEYS)? {
                match key {
                    "failOnChange" => settings.fail_on_change = section.flag(key, value)?,
                    _ => settings.allow_missing = section.flag(key, value)?,
                }
            }
        }
        Ok(settings)
    }

    /// What `imp.fmt` says.
    fn own(configuration: &Configuration) -> Result<Self, Failure> {
        let mut settings = Self::without_programs(configuration)?;
        let origin = origin_of(configuration, "fmt.formatters");
        let section = Section { name: "imp.fmt.formatters".into(), origin };
        if let Some(value) = configuration.value("fmt.formatters")? {
            settings.formatters = section.formatters(value)?;
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
            shown.replace(option, Setting { value: Ok(after), unread: Vec::new(), origin });
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
        let top = Section { name: String::new(), origin: file.into() };
        for (key, value) in top.entries(data, &TREEFMT_KEYS)? {
            match key {
                "excludes" => self.excludes.extend(top.texts(key, value)?),
                "global" => {
                    let global = Section { name: "global".into(), origin: file.into() };
                    for (key, value) in global.entries(value, &["excludes"])? {
                        self.excludes.extend(global.texts(key, value)?);
                    }
                }
                "formatter" => {
                    let section = Section { name: "formatter".into(), origin: file.into() };
                    self.formatters = section.formatters(value)?;
                }
                "allow-missing-formatter" => self.allow_missing |= top.flag(key, value)?,
                "fail-on-change" => self.fail_on_change |= top.flag(key, value)?,
                "walk" if !matches!(value.as_str(), Some("auto" | "git")) => {
                    return Err(top.wrong(key, "`auto` or `git`; imp-fmt sees what git sees"));
                }
                // How treefmt speaks, and where it looks for the root.
                _ => {}
            }
        }
        Ok(())
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

/// A set of the configuration, for what is said about it.
struct Section {
    /// Its name, dotted; empty for the top of a file.
    name: String,
    /// Who set it.
    origin: String,
}

impl Section {
    fn full(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    fn wrong(&self, key: &str, wanted: &str) -> Failure {
        Failure::new(format!("`{}` is not {wanted}, says {}", self.full(key), self.origin))
    }

    /// The entries of a set, whose names must all be known.
    fn entries<'v>(
        &self,
        value: &'v Known,
        known: &[&str],
    ) -> Result<Vec<(&'v str, &'v Known)>, Failure> {
        let Known::Attrs(attrs) = value else {
            return Err(Failure::new(format!(
                "`{}` is not a set, says {}",
                self.name, self.origin
            )));
        };
        let unknown = attrs.keys().find(|key| !known.is_empty() && !known.contains(&key.as_str()));
        if let Some(unknown) = unknown {
            let near = closest(unknown, known.iter().copied());
            let help = match near.first() {
                Some(near) => format!("did you mean `{}`?", self.full(near)),
                None => format!("there are: {}", known.join(", ")),
            };
            let name = self.full(unknown);
            return Err(Failure::new(format!("there is no option `{name}`, says {}", self.origin))
                .help(help));
        }
        Ok(attrs.iter().map(|(key, attr)| (key.as_str(), &attr.value)).collect())
    }

    fn flag(&self, key: &str, value: &Known) -> Result<bool, Failure> {
        match value {
            Known::Bool(value) => Ok(*value),
            _ => Err(self.wrong(key, "`true` or `false`")),
        }
    }

    fn texts(&self, key: &str, value: &Known) -> Result<Vec<String>, Failure> {
        let wrong = || self.wrong(key, "a list of strings");
        let Known::List(items) = value else { return Err(wrong()) };
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    fn formatters(&self, value: &Known) -> Result<Vec<Formatter>, Failure> {
        let formatter = |(name, value): (&str, &Known)| {
            let section = Self { name: self.full(name), origin: self.origin.clone() };
            section.formatter(name, value)
        };
        self.entries(value, &[])?.into_iter().map(formatter).collect()
    }

    fn formatter(&self, name: &str, value: &Known) -> Result<Formatter, Failure> {
        let mut formatter = Formatter {
            name: name.to_owned(),
            command: String::new(),
            options: Vec::new(),
            includes: Vec::new(),
            excludes: Vec::new(),
            priority: 0,
        };
        for (key, value) in self.entries(value, &FORMATTER_KEYS)? {
            match (key, value) {
                ("command", Known::String(command)) => formatter.command.clone_from(command),
                ("command", Known::Path(path)) => formatter.command = format!("./{path}"),
                ("command", _) => return Err(self.wrong(key, "a string")),
                ("options", value) => formatter.options = self.texts(key, value)?,
                ("includes", value) => formatter.includes = self.texts(key, value)?,
                ("excludes", value) => formatter.excludes = self.texts(key, value)?,
                (_, Known::Int(priority)) => formatter.priority = *priority,
                (_, _) => return Err(self.wrong(key, "an integer")),
            }
        }
        for (key, is_missing, example) in [
            ("command", formatter.command.is_empty(), "\"shfmt\""),
            ("includes", formatter.includes.is_empty(), "[ \"*.sh\" ]"),
        ] {
            if is_missing {
                let message = format!("`{}` is not set, says {}", self.full(key), self.origin);
                return Err(Failure::new(message).help(format!("write `{key} = {example}`")));
            }
        }
        Ok(formatter)
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
            "excludes = ['a']\n[global]\nexcludes = ['b']\n[formatter.z]\ncommand = 'z'\nincludes = ['*']\npriority = -1\n[formatter.a]\ncommand = 'a'\nincludes = ['*.x']\noptions = ['-w']\n",
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
            ("walk = 'filesystem'", "`walk` is not `auto` or `git`"),
            ("[formatter", "is not TOML"),
        ] {
            let error = treefmt(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
