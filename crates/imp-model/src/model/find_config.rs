//! The configuration that a flake gives itself: the `imp = { … }` in what it hands to `mkFlake`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::config::{
    self, ConfigError, Configuration, Kind, OptionSpec, Origin, Setting, UnreadModules,
};
use crate::eval::{
    At, Evaluator, Known, KnownAttr, Slot, Stop, StopKind, Thunk, Value, only_nix_knows,
};
use crate::facts::{Unread, leads_to, paths_in};
use crate::source::{DirEntry, EntryKind, Files, ReadError, TreePath, shell_word};
use crate::syntax::{self, BinaryOperator};
use crate::text::Place;

/// What a flake says about its configuration.
#[derive(Debug)]
pub enum FoundConfig {
    /// Options are set.
    Found,
    /// The flake was read, and there is no `imp = { … }` in it.
    Absent,
    /// A file that `flake.nix` imports is not there, so that only `imp.toml` can say anything.
    ImportMissing {
        /// Its path, or that of a directory.
        path: TreePath,
        /// What to say where nothing else says anything.
        error: ConfigError,
    },
    /// There is no flake yet: neither `flake.nix` nor `nix/flake/default.nix`.
    NoFlake,
}

/// How many modules are followed through `imports`.
const MAX_MODULES: usize = 2_000;

/// How many parts of a value that only Nix knows are looked through for `imp`.
const MAX_PARTS: usize = 500;

/// Reads the options that the flake sets, into `configuration`; those already set stay.
///
/// # Errors
/// [`ConfigError`] when the flake can't be read so far, or sets an option that does not exist.
pub fn find_config(
    files: &dyn Files,
    configuration: &mut Configuration,
) -> Result<FoundConfig, ConfigError> {
    let flake = TreePath::root().child("flake.nix");
    let outputs = TreePath::new("nix/flake/default.nix").expect("a path below the root");
    let mut search = Search::new(files, configuration);
    let from_flake = match files.read(&flake) {
        Ok(text) if text.trim().is_empty() => None,
        Ok(text) => match search.flake(&flake, &text) {
            Err(stop) if stop.kind == StopKind::Unknown && !leads_to_imp(files, &flake) => {
                Some(Ok(None))
            }
            // A broken `flake.nix` must not keep anybody from writing a new one.
            Err(stop) => Some(Err(search.error(&stop))),
            Ok(found) => Some(Ok(found)),
        },
        Err(ReadError::NotFound) => None,
        Err(error) => Some(Err(unreadable(&flake, &error))),
    };
    if let Some(Ok(Some(module))) = from_flake {
        return search.module_tree(module);
    }
    if let Some(Ok(None)) = from_flake {
        return Ok(FoundConfig::Absent);
    }
    let from_outputs = match files.read(&outputs) {
        Ok(text) => match search.function(&outputs, &text) {
            Ok(Some(module)) => return search.module_tree(module),
            Ok(None) => Some(Ok(FoundConfig::Absent)),
            Err(stop) => Some(Err(search.error(&stop))),
        },
        Err(ReadError::NotFound) => None,
        Err(error) => Some(Err(unreadable(&outputs, &error))),
    };
    match (from_flake, from_outputs) {
        (_, Some(result)) => result,
        (Some(Ok(_)), None) => Ok(FoundConfig::Absent),
        (Some(Err(error)), None) => match search.evaluator.missing() {
            Some(path) => Ok(FoundConfig::ImportMissing {
                path: path.clone(),
                error: import_missing(path, error.place),
            }),
            None => Err(error),
        },
        (None, None) => Ok(FoundConfig::NoFlake),
    }
}

/// Whether the flake would set options if `nix/flake` were what its `flake.nix` imports for the outputs.
pub fn is_set_in_outputs(files: &dyn Files) -> bool {
    let found = find_config(&WithoutFlake(files), &mut Configuration::default());
    matches!(found, Ok(FoundConfig::Found))
}

/// The files of a flake as if it had no `flake.nix` yet.
struct WithoutFlake<'f>(&'f dyn Files);

impl Files for WithoutFlake<'_> {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        if path.as_str() == "flake.nix" { Err(ReadError::NotFound) } else { self.0.read(path) }
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        self.0.list(directory)
    }

    fn link_target(&self, path: &TreePath) -> Option<TreePath> {
        self.0.link_target(path)
    }

    fn hides(&self, path: &TreePath) -> bool {
        self.0.hides(path)
    }
}

/// Reads what stands in Nix files that `imp.toml` or `--config` name: core inputs, and settings of Nix.
///
/// # Errors
/// [`ConfigError`] where a file holds something else.
pub fn read_named_files(
    files: &dyn Files,
    configuration: &mut Configuration,
) -> Result<(), ConfigError> {
    let is_named = |option: &&OptionSpec| matches!(option.kind, Kind::Inputs | Kind::Settings);
    for option in config::OPTIONS.iter().filter(is_named) {
        let Some(Setting { value: Ok(Known::Path(path)), origin, place: said_at, .. }) =
            configuration.setting(option.name).cloned()
        else {
            continue;
        };
        let place = Place::start_of(&path);
        let mut search = Search::new(files, configuration);
        let mut unread = Vec::new();
        let value = match search.evaluator.import_later(&path) {
            Ok(value) if option.kind == Kind::Inputs => {
                search.inputs(Slot { value, at: None }, &place, &mut unread)
            }
            Ok(value) => search.option(option, Slot { value, at: None }, &place)?,
            Err(stop) => {
                Err(Box::new(search.unread(config::CORE_INPUTS, None, &stop, &origin.place())))
            }
        };
        configuration.replace(option, Setting { value, unread, origin, place: said_at });
    }
    Ok(())
}

fn import_missing(path: &TreePath, place: Option<Place>) -> ConfigError {
    ConfigError {
        message: format!(
            "the configuration can't be read because `{path}`, which `flake.nix` imports, is not there"
        ),
        help: Some(format!(
            "bring `{path}` back; if it moved, write its new place here and in `imp.flakeFile.outputsFile`"
        )),
        place,
    }
}

fn unreadable(path: &TreePath, error: &ReadError) -> ConfigError {
    ConfigError {
        message: format!("`{path}` can't be read: {error}"),
        help: match error {
            ReadError::Io(words) if words.contains("ermission denied") => {
                // Which of the directories above is closed, nobody says.
                let above = std::iter::successors(Some(path.clone()), TreePath::parent);
                let above = above.take_while(|above| !above.is_root());
                let mut words: Vec<String> = above.map(|path| shell_word(path.as_str())).collect();
                words.reverse();
                let words = words.join(" ");
                Some(format!("give yourself the right to read it, with `chmod u+rX {words}`"))
            }
            ReadError::Unreadable(EntryKind::Special) | ReadError::IsDirectory => {
                Some("put a file of text there".to_owned())
            }
            ReadError::NotUtf8(_) => Some("save it as UTF-8".to_owned()),
            error if error.is_missing_submodule() => {
                Some("run `git submodule update --init --recursive`".to_owned())
            }
            error => error.check_out().map(|command| format!("run `{command}`")),
        },
        place: Some(Place::start_of(path)),
    }
}

/// Whether a flake that only Nix can read may use imp: one that never names it does not.
fn leads_to_imp(files: &dyn Files, flake: &TreePath) -> bool {
    leads_to(files, flake, false, |text| !syntax::occurrences(text, "imp").is_empty())
}

struct Search<'f, 'c> {
    evaluator: Evaluator<'f>,
    configuration: &'c mut Configuration,
    /// The options that were set before, which what is found does not change.
    given: BTreeSet<&'static str>,
    /// The files of the modules so far: each counts once.
    files: BTreeSet<TreePath>,
    seen: usize,
}

impl<'f, 'c> Search<'f, 'c> {
    fn new(files: &'f dyn Files, configuration: &'c mut Configuration) -> Self {
        let given = configuration.settings().map(|(name, _)| name).collect();
        let evaluator = Evaluator::new(files);
        Self { evaluator, configuration, given, files: BTreeSet::new(), seen: 0 }
    }
}

impl Search<'_, '_> {
    /// What `flake.nix` hands to `mkFlake`, `None` when it does not call it.
    fn flake(&mut self, path: &TreePath, text: &str) -> Result<Option<Thunk>, Stop> {
        let flake = self.evaluator.file(path, syntax::parse(text.into()))?;
        let Some(outputs) = self.evaluator.attr(&flake, "outputs")? else { return Ok(None) };
        let function = self.evaluator.force(outputs.value)?;
        self.mk_flake(function)
    }

    /// The same for a file that is the function of the outputs.
    fn function(&mut self, path: &TreePath, text: &str) -> Result<Option<Thunk>, Stop> {
        let function = self.evaluator.file(path, syntax::parse(text.into()))?;
        self.mk_flake(function)
    }

    fn mk_flake(&mut self, outputs: Value) -> Result<Option<Thunk>, Stop> {
        let inputs = self.evaluator.opaque("inputs");
        let outputs = self.evaluator.apply(outputs, inputs, None)?;
        if let Value::Opaque(result) = &outputs
            && result.name.rsplit('.').next() == Some("mkFlake")
        {
            return Ok(result.arguments.get(1).copied());
        }
        // A flake that gives on parts of what `mkFlake` makes.
        if ["mkFlake", "evalFlakeModule"].iter().any(|name| self.meets(name)) {
            return Err(Stop::unknown("`outputs` is not what `mkFlake` gives, but made from it"));
        }
        Ok(None)
    }

    /// Whether a file that was looked into has a name at all.
    fn meets(&self, name: &str) -> bool {
        self.evaluator.texts().any(|text| !syntax::occurrences(text, name).is_empty())
    }

    /// What is reported where the search ends; a file that is not there may set anything, and is noted.
    fn error(&mut self, stop: &Stop) -> ConfigError {
        let missing = self.evaluator.missing().cloned();
        self.note_unread(missing, None);
        ConfigError {
            message: format!("the configuration can't be read because {}", stop.reason),
            help: Some("mend it, or give the configuration with `--config FILE`".into()),
            place: stop.at.map(|at| self.evaluator.place(at)),
        }
    }

    fn module_tree(mut self, module: Thunk) -> Result<FoundConfig, ConfigError> {
        let mut found = FoundConfig::Absent;
        let mut work = vec![module];
        while let Some(module) = work.pop() {
            self.seen += 1;
            if self.seen > MAX_MODULES {
                let reason = format!("`imports` lead to more than {MAX_MODULES} modules");
                return Err(self.error(&Stop::unknown(reason)));
            }
            let attrs = match self.module(module) {
                Ok(Some(module)) => module,
                Ok(None) => continue,
                // A module that only Nix can find, of a flake that does not use imp.
                Err(stop) if stop.kind == StopKind::Unknown && !self.meets("imp") => continue,
                Err(stop) => return Err(self.error(&stop)),
            };
            let imports = self.evaluator.attr(&attrs, "imports").ok().flatten();
            if let Some(imports) = imports {
                work.extend(self.imports(imports.value).into_iter().rev());
            }
            // Whether these count depends on where Nix comes upon them.
            if let Ok(Some(disabled)) = self.evaluator.attr(&attrs, "disabledModules") {
                let at = self.evaluator.expression(disabled.value);
                let disabled = self.paths(at);
                self.note_unread(disabled, at);
            }
            let config = self.config(&attrs).map_err(|stop| self.error(&stop))?;
            for set in [Some(attrs), config].into_iter().flatten() {
                if let Ok(Some(slot)) = self.evaluator.attr(&set, "imp") {
                    found = FoundConfig::Found;
                    self.group("", slot)?;
                }
            }
        }
        Ok(found)
    }

    /// The elements of `imports`, as far as they are written out; what only Nix knows of them is noted.
    fn imports(&mut self, imports: Thunk) -> Vec<Thunk> {
        let mut elements = Vec::new();
        let file = self.evaluator.expression(imports).map(|at| self.evaluator.whole(at.module));
        for part in self.evaluator.operands(imports, BinaryOperator::Concat) {
            let at = self.evaluator.expression(part);
            let mut written = self.paths(at);
            match self.evaluator.force(part) {
                Ok(Value::List(items)) => {
                    elements.extend(items.iter());
                    continue;
                }
                Ok(Value::Opaque(opaque)) => self.note_modules(&opaque.arguments, at),
                // It may be a variable, which stands for something further up.
                _ if written.is_empty() => written = self.paths(file),
                _ => {}
            }
            self.note_unread(written, at);
        }
        elements
    }

    /// The paths in a part of a file.
    fn paths(&self, part: Option<At>) -> Vec<TreePath> {
        let Some(at) = part else { return Vec::new() };
        let place = self.evaluator.place(at);
        paths_in(&place.file, &self.evaluator.tree(at.module), place.span)
    }

    /// Notes where only Nix finds modules, which are asked for there.
    fn note_unread(&mut self, paths: impl IntoIterator<Item = TreePath>, at: Option<At>) {
        let place = at.map(|at| self.evaluator.place(at));
        let unread = paths.into_iter().map(|path| UnreadModules { path, place: place.clone() });
        self.configuration.unread_modules.extend(unread);
    }

    /// Notes the paths of this flake that a function which only Nix knows makes modules of.
    fn note_modules(&mut self, arguments: &[Thunk], at: Option<At>) {
        for argument in arguments {
            match self.evaluator.force(*argument) {
                Ok(Value::Path(path)) => self.note_unread([path], at),
                Ok(Value::List(items)) => self.note_modules(&items, at),
                Ok(Value::Opaque(inner)) => self.note_modules(&inner.arguments, at),
                _ => {}
            }
        }
    }

    /// The `config` of a module, if it is a set.
    fn config(&mut self, module: &Value) -> Result<Option<Value>, Stop> {
        let Some(slot) = self.evaluator.attr(module, "config").ok().flatten() else {
            return Ok(None);
        };
        match self.evaluator.force(slot.value) {
            Ok(value @ Value::Attrs(_)) => Ok(Some(value)),
            Ok(value) => self.hidden_imp(&value).map_or(Ok(None), Err),
            Err(_) => Ok(None),
        }
    }

    /// Why a value that only Nix knows sets `imp`: it is made from a set that does, as `lib.mkIf` and `lib.mkMerge` are.
    fn hidden_imp(&mut self, value: &Value) -> Option<Stop> {
        let Value::Opaque(opaque) = value else { return None };
        let mut left = MAX_PARTS;
        self.holds_imp(value, &mut left).then(|| only_nix_knows(opaque))
    }

    fn holds_imp(&mut self, value: &Value, left: &mut usize) -> bool {
        let parts: Vec<Thunk> = match value {
            Value::Attrs(_) => {
                let mut attr = |name| self.evaluator.attr(value, name).ok().flatten();
                if attr("imp").is_some() {
                    return true;
                }
                attr("config").map(|slot| slot.value).into_iter().collect()
            }
            Value::List(items) => items.to_vec(),
            Value::Opaque(opaque) => opaque.arguments.clone(),
            _ => return false,
        };
        parts.into_iter().any(|part| {
            *left = left.saturating_sub(1);
            *left > 0 && self.evaluator.force(part).is_ok_and(|value| self.holds_imp(&value, left))
        })
    }

    /// A module as a set; `None` for one that only Nix knows, such as another flake's.
    fn module(&mut self, thunk: Thunk) -> Result<Option<Value>, Stop> {
        let expression = self.evaluator.expression(thunk);
        let mut value = self.evaluator.force(thunk)?;
        let mut file = None;
        if let Value::Path(path) = value {
            if !self.files.insert(path.clone()) {
                return Ok(None);
            }
            value = self.evaluator.import(&path)?;
            file = Some(path);
        }
        // What is in this flake may set options; what is in another is not for it to set.
        if let Value::Opaque(opaque) = &value
            && opaque.name == "inputs.self"
        {
            return Err(only_nix_knows(opaque));
        }
        if let Value::Function(_) = &value {
            let arguments = self.evaluator.opaque("the arguments of the module");
            value = self.evaluator.apply(value, arguments, None)?;
        }
        if let Value::Opaque(opaque) = &value {
            self.note_modules(&opaque.arguments, expression);
            // What is made by a function of `lib` is no module of another flake.
            if opaque.name.split('.').all(|part| part != "inputs") {
                let written = self.paths(expression);
                self.note_unread(file.into_iter().chain(written), expression);
            }
        }
        match value {
            Value::Attrs(_) => Ok(Some(value)),
            _ => self.hidden_imp(&value).map_or(Ok(None), Err),
        }
    }

    /// The options below one name.
    fn group(&mut self, name: &str, slot: Slot) -> Result<(), ConfigError> {
        let place = slot.at.map(|at| self.evaluator.place(at));
        if let Some(option) = config::option(name) {
            let place = place.unwrap_or_else(|| Place::start_of(&TreePath::root()));
            let mut unread = Vec::new();
            let value = match option.kind {
                Kind::Inputs => self.inputs(slot, &place, &mut unread),
                _ => self.option(option, slot, &place)?,
            };
            let origin = Origin::Flake(place);
            let setting = Setting { value, unread, origin, place: None };
            if self.given.contains(option.name) {
                self.configuration.set(option, setting);
            } else {
                self.configuration.add(option, setting)?;
            }
            return Ok(());
        }
        if !config::is_group(name) {
            let at = place.clone().unwrap_or_else(|| Place::start_of(&TreePath::root()));
            return Err(config::unknown_option(name, &Origin::Flake(at), place));
        }
        let attrs = match self.evaluator.force(slot.value) {
            Ok(Value::Attrs(attrs)) => attrs,
            Ok(other) => {
                if let Value::Opaque(opaque) = &other {
                    self.note_modules(&opaque.arguments, slot.at);
                }
                let stop = match self.evaluator.known_value(&other) {
                    Err(stop) => stop,
                    Ok(_) => Stop {
                        kind: StopKind::Error,
                        reason: format!("`imp.{name}` is {}, not a set", other.type_name()),
                        at: slot.at,
                    },
                };
                return Err(self.error(&stop));
            }
            Err(stop) => return Err(self.error(&stop)),
        };
        for (part, slot) in attrs.iter() {
            let name = if name.is_empty() { part.to_string() } else { format!("{name}.{part}") };
            self.group(&name, *slot)?;
        }
        Ok(())
    }

    fn option(
        &mut self,
        option: &OptionSpec,
        slot: Slot,
        place: &Place,
    ) -> Result<Result<Known, Box<Unread>>, ConfigError> {
        let value = match option.kind {
            Kind::NixOnly => Ok(Known::Null),
            Kind::Names => match self.evaluator.force(slot.value) {
                Ok(Value::Attrs(_)) => self.names(slot),
                Ok(other) => self.evaluator.known_value(&other),
                Err(stop) => Err(stop),
            },
            _ => self.evaluator.known(slot.value),
        };
        match value {
            // Only `imp.toml` and `--config` name a file of settings.
            Ok(Known::Path(_) | Known::String(_)) if option.kind == Kind::Settings => {
                let message = format!("`imp.{}` is not a set of settings", option.name);
                Err(ConfigError { message, help: None, place: Some(place.clone()) })
            }
            Ok(value) => match config::checked(option, value) {
                Ok(value) => Ok(Ok(value)),
                Err(message) => {
                    Err(ConfigError { message, help: None, place: Some(place.clone()) })
                }
            },
            Err(stop) => Ok(Err(Box::new(self.unread("imp", Some(option.name), &stop, place)))),
        }
    }

    /// The core inputs that can be read; the others become `unread`.
    fn inputs(
        &mut self,
        slot: Slot,
        place: &Place,
        unread: &mut Vec<Unread>,
    ) -> Result<Known, Box<Unread>> {
        let attrs = match self.evaluator.force(slot.value) {
            Ok(Value::Attrs(attrs)) => Ok(attrs),
            Ok(other) => Err(match self.evaluator.known_value(&other) {
                Err(stop) if stop.kind == StopKind::Unknown => stop,
                _ => Stop {
                    kind: StopKind::Error,
                    reason: format!("it is {}, not a set of inputs", other.type_name()),
                    at: None,
                },
            }),
            Err(stop) => Err(stop),
        };
        let attrs =
            attrs.map_err(|stop| Box::new(self.unread(config::CORE_INPUTS, None, &stop, place)))?;
        let mut inputs = crate::eval::KnownAttrs::new();
        for (name, slot) in attrs.iter() {
            let place = slot.at.map_or_else(|| place.clone(), |at| self.evaluator.place(at));
            match self.evaluator.known(slot.value) {
                Ok(value) => {
                    inputs.insert(name.to_string(), KnownAttr { value, place: Some(place) });
                }
                Err(stop) => {
                    unread.push(self.unread(config::CORE_INPUTS, Some(name), &stop, &place));
                }
            }
        }
        Ok(Known::Attrs(inputs))
    }

    fn unread(
        &self,
        declaration: &'static str,
        name: Option<&str>,
        stop: &Stop,
        place: &Place,
    ) -> Unread {
        Unread {
            declaration,
            name: name.map(str::to_owned),
            reason: stop.reason.clone(),
            nix_fails: stop.kind != StopKind::Unknown,
            is_declared: true,
            may_declare: true,
            place: place.clone(),
            cause: stop.at.map(|at| self.evaluator.place(at)).filter(|cause| cause != place),
        }
    }

    /// The attribute names of a set, its values left to Nix; nested sets are names, too.
    fn names(&mut self, slot: Slot) -> Result<Known, Stop> {
        let value = match self.evaluator.force(slot.value) {
            Ok(Value::Attrs(attrs)) => attrs,
            _ => return Ok(Known::Null),
        };
        let mut names = crate::eval::KnownAttrs::new();
        for (name, slot) in value.iter() {
            let value = self.names(*slot)?;
            let place = slot.at.map(|at| self.evaluator.place(at));
            names.insert(name.to_string(), KnownAttr { value, place });
        }
        Ok(Known::Attrs(names))
    }
}
