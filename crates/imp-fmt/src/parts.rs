//! What the outputs tree says about formatting: the parts in `perSystem/formatter.d`, and a set in
//! `perSystem/formatter.nix`. Nix gives both to imp-fmt where the flake has no input `treefmt-nix`.
//!
//! They are read without evaluation and end up in `imp.fmt`. Of a formatter only the command may be unknown.

use imp_model::eval::{Evaluator, Known, KnownAttr, KnownAttrs, Stop, StopKind, Value};
use imp_model::eval::{Slot, only_nix_knows};
use imp_model::facts::Unread;
use imp_model::model::FlakeState;
use imp_model::model::config::{self, Configuration, Origin, Setting};
use imp_model::source::{DirEntry, EntryKind, Files, TreePath, attribute_name};
use imp_model::text::Place;

use crate::settings::FORMATTER_KEYS;

/// What stands for a command that only Nix knows, such as the program of a package.
pub const ONLY_NIX_KNOWS: &str = "(only Nix knows)";

const EXCLUDES: &str = "fmt.excludes";
const FORMATTERS: &str = "fmt.formatters";

/// Adds what the outputs tree says to `imp.fmt`: its formatters go before those of the same name, its excludes come
/// after the others. What can't be read makes the option unreadable, and so do parts of which nobody can tell whether
/// they count.
pub fn add_parts(configuration: &mut Configuration, files: &dyn Files) {
    let directory = match directory(configuration) {
        Ok(Some(directory)) => directory,
        Ok(None) => return,
        Err(unread) => return add_unread(configuration, files, &unread),
    };
    let (own, parts) = part_files(files, &directory);
    if let Some(path) = other_spelling(files, &directory)
        && !uses_treefmt_nix(configuration, files)
    {
        let unread = Unread {
            reason: format!(
                "`{path}` may add to it, which is only read as `formatter.nix`, `formatter/default.nix` or in `formatter.d`; rename it"
            ),
            place: Place::start_of(&path),
            ..*unsaid(&path)
        };
        for name in [EXCLUDES, FORMATTERS] {
            join(configuration, name, path.as_str(), Err(unread.clone()));
        }
        return;
    }
    if own.is_empty() && parts.is_empty() || uses_treefmt_nix(configuration, files) {
        return;
    }
    let mut found = Parts { evaluator: Evaluator::new(files), excludes: None, formatters: None };
    for file in own.iter().chain(&parts) {
        let value = called(&mut found.evaluator, file);
        // A file by itself is a package, unless it is known to be a set of settings.
        if parts.is_empty() && !matches!(value, Ok(Value::Attrs(_))) {
            return;
        }
        found.add(file, value);
    }
    let shown = if parts.is_empty() { "formatter" } else { "formatter.d" };
    let shown = directory.child(shown).to_string();
    for (name, found) in [(EXCLUDES, found.excludes), (FORMATTERS, found.formatters)] {
        if let Some(found) = found {
            join(configuration, name, &shown, found);
        }
    }
}

/// Adds the parts that `--config` gives, in the same way.
pub fn add_given_parts(configuration: &mut Configuration) {
    let Some((given, origin)) = configuration.formatter_parts.take() else { return };
    for (name, key) in [(EXCLUDES, "excludes"), (FORMATTERS, "formatters")] {
        if let Some(found) = given.get(key) {
            join(configuration, name, &origin.to_string(), Ok(found.clone()));
        }
    }
}

/// Parts somewhere in the tree, which count if they are where the flake has its outputs.
pub fn find_parts(configuration: &Configuration, files: &dyn Files) -> Option<TreePath> {
    find_below(configuration, files, TreePath::root())
}

fn find_below(
    configuration: &Configuration,
    files: &dyn Files,
    directory: TreePath,
) -> Option<TreePath> {
    let mut evaluator = Evaluator::new(files);
    let mut work = vec![directory];
    while let Some(directory) = work.pop() {
        let (own, parts) = part_files(files, &directory);
        let is_set = |file: &&TreePath| matches!(called(&mut evaluator, file), Ok(Value::Attrs(_)));
        let found = match parts.is_empty() {
            false => Some(directory.child("formatter.d")),
            true => own.iter().find(is_set).cloned(),
        };
        if found.is_some() {
            return found.filter(|_| !uses_treefmt_nix(configuration, files));
        }
        let entries = files.list(&directory).unwrap_or_default();
        let directories = entries.iter().filter(|entry| entry.kind == EntryKind::Directory);
        work.extend(directories.map(|entry| directory.child(&entry.name)));
    }
    None
}

/// Makes both options unreadable, for what keeps Nix alone from telling where the parts are, if there are some.
fn add_unread(configuration: &mut Configuration, files: &dyn Files, unread: &Unread) {
    let src = configuration.path("src").ok().flatten().unwrap_or_else(TreePath::root);
    let Some(found) = find_below(configuration, files, src) else { return };
    let option = unread.name.as_deref().unwrap_or_default();
    let reason =
        format!("`{found}` may add to it, and `imp.{option}` can't be read: {}", unread.reason);
    for name in [EXCLUDES, FORMATTERS] {
        let unread = Unread { reason: reason.clone(), ..unread.clone() };
        join(configuration, name, found.as_str(), Err(unread));
    }
}

/// Where the outputs of each system are.
///
/// # Errors
/// Why that can't be told.
fn directory(configuration: &Configuration) -> Result<Option<TreePath>, Box<Unread>> {
    let Some(Known::Path(src)) = said_by_flake(configuration, "src")? else {
        return configuration
            .unread_modules
            .first()
            .map_or(Ok(None), |modules| Err(unsaid(&modules.path)));
    };
    let name = said_by_flake(configuration, "perSystemDir")?.and_then(Known::as_str);
    Ok(Some(src.child(name.unwrap_or("perSystem"))))
}

/// Why `imp.src`, which no module says that was read, may be said by one of these.
fn unsaid(modules: &TreePath) -> Box<Unread> {
    Box::new(Unread {
        declaration: "imp",
        name: Some("src".to_owned()),
        reason: format!("only Nix knows what is imported from `{modules}`"),
        nix_fails: false,
        is_declared: true,
        may_declare: true,
        place: Place::start_of(&TreePath::root().child("flake.nix")),
        cause: None,
    })
}

/// What the flake itself says of an option: Nix knows nothing of `imp.toml`.
fn said_by_flake<'c>(
    configuration: &'c Configuration,
    name: &str,
) -> Result<Option<&'c Known>, Box<Unread>> {
    match configuration.setting(name) {
        Some(Setting { value, origin: Origin::Flake(_), .. }) => match value {
            Ok(value) => Ok(Some(value)),
            Err(unread) => Err(unread.clone()),
        },
        _ => Ok(None),
    }
}

/// Whether treefmt-nix makes the formatter of the flake, and not imp-fmt.
fn uses_treefmt_nix(configuration: &Configuration, files: &dyn Files) -> bool {
    let path = configuration.path("flakeFile.path").ok().flatten();
    let path = path.unwrap_or_else(|| TreePath::root().child("flake.nix"));
    let flake = FlakeState::read(files, &path);
    flake.known_inputs().unwrap_or_default().iter().any(|input| input.name == "treefmt-nix")
}

/// What the formatter is to Nix as well, though it is not written in the way that is read here.
fn other_spelling(files: &dyn Files, directory: &TreePath) -> Option<TreePath> {
    let is_other = |entry: &DirEntry| {
        let is_directory = entry.kind == EntryKind::Directory;
        let name = entry.name.strip_suffix(".d").filter(|_| is_directory).unwrap_or(&entry.name);
        attribute_name(name, is_directory) == Some("formatter")
            && !["formatter.nix", "formatter", "formatter.d"].contains(&entry.name.as_str())
    };
    let entries = files.list(directory).unwrap_or_default();
    if let Some(entry) = entries.iter().find(|entry| is_other(entry)) {
        return Some(directory.child(&entry.name));
    }
    let set = directory.child("formatter");
    let in_set = files.list(&set).unwrap_or_default();
    let is_part = |entry: &DirEntry| {
        attribute_name(&entry.name, entry.kind == EntryKind::Directory).is_some()
    };
    let is_unit = in_set.iter().any(|entry| entry.name == "default.nix");
    (!is_unit && in_set.iter().any(is_part)).then_some(set)
}

/// The file that is the formatter, and the parts in `formatter.d`, in byte order of their names.
fn part_files(files: &dyn Files, directory: &TreePath) -> (Vec<TreePath>, Vec<TreePath>) {
    let is_file = |path: &TreePath| files.kind(path) == Ok(EntryKind::File);
    let own = ["formatter.nix", "formatter/default.nix"];
    let own = own.map(|name| directory.join(name)).into_iter().flatten().find(is_file);
    let parts = directory.child("formatter.d");
    let default = parts.child("default.nix");
    let main = |directory: &TreePath| {
        ["default.nix", "package.nix"].map(|name| directory.child(name)).into_iter().find(is_file)
    };
    if is_file(&default) {
        return (own.into_iter().collect(), vec![default]);
    }
    let mut entries = files.list(&parts).unwrap_or_default();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    let part = |entry: &DirEntry| {
        let path = parts.child(&entry.name);
        let is_directory = entry.kind == EntryKind::Directory;
        attribute_name(&entry.name, is_directory)?;
        if is_directory { main(&path) } else { Some(path) }
    };
    (own.into_iter().collect(), entries.iter().filter_map(part).collect())
}

/// What was read so far; `None` for what no part says.
struct Parts<'f> {
    evaluator: Evaluator<'f>,
    excludes: Option<Result<Known, Unread>>,
    formatters: Option<Result<Known, Unread>>,
}

impl Parts<'_> {
    /// Adds a part; the later goes over the earlier.
    fn add(&mut self, file: &TreePath, value: Result<Value, Stop>) {
        let (excludes, formatters) = match value {
            Ok(value) => (self.excludes_of(&value), self.formatters_of(&value)),
            Err(stop) => (Err(stop.clone()), Err(stop)),
        };
        let excludes = excludes.map_err(|stop| self.unread(file, &stop)).transpose();
        let formatters = formatters.map_err(|stop| self.unread(file, &stop)).transpose();
        self.excludes = match (self.excludes.take(), excludes) {
            (Some(Err(unread)), _) => Some(Err(unread)),
            (before, after) => after.or(before),
        };
        self.formatters = match (self.formatters.take(), formatters) {
            (Some(Ok(before)), Some(Ok(after))) => Some(Ok(over(before, after))),
            (Some(Err(unread)), _) => Some(Err(unread)),
            (before, after) => after.or(before),
        };
    }

    fn excludes_of(&mut self, value: &Value) -> Result<Option<Known>, Stop> {
        let slot = self.below(value, &["settings", "global", "excludes"])?;
        slot.map(|slot| self.evaluator.known(slot.value)).transpose()
    }

    fn formatters_of(&mut self, value: &Value) -> Result<Option<Known>, Stop> {
        let Some(slot) = self.below(value, &["settings", "formatter"])? else { return Ok(None) };
        let mut formatters = KnownAttrs::new();
        for (name, slot) in self.attrs(slot)? {
            let place = slot.at.map(|at| self.evaluator.place(at));
            let mut formatter = KnownAttrs::new();
            for (key, slot) in self.attrs(slot)? {
                if FORMATTER_KEYS.contains(&&*key) {
                    let place = slot.at.map(|at| self.evaluator.place(at));
                    let value = match self.evaluator.known(slot.value) {
                        Err(stop) if key == "command" && stop.kind == StopKind::Unknown => {
                            Known::String(ONLY_NIX_KNOWS.to_owned())
                        }
                        value => value?,
                    };
                    formatter.insert(key, KnownAttr { value, place });
                }
            }
            formatters.insert(name, KnownAttr { value: Known::Attrs(formatter), place });
        }
        Ok(Some(Known::Attrs(formatters)))
    }

    /// The attributes of a set.
    fn attrs(&mut self, slot: Slot) -> Result<Vec<(String, Slot)>, Stop> {
        let value = self.evaluator.force(slot.value)?;
        let attrs = set(&value)?;
        Ok(attrs.iter().map(|(name, slot)| (String::from(&**name), *slot)).collect())
    }

    /// What a set has at a path.
    fn below(&mut self, value: &Value, path: &[&str]) -> Result<Option<Slot>, Stop> {
        let Some((first, rest)) = path.split_first() else { return Ok(None) };
        let Some(slot) = set(value)?.get(*first).copied() else { return Ok(None) };
        if rest.is_empty() {
            return Ok(Some(slot));
        }
        let value = self.evaluator.force(slot.value)?;
        self.below(&value, rest)
    }

    fn unread(&self, file: &TreePath, stop: &Stop) -> Unread {
        let place = Place::start_of(file);
        let cause = stop.at.map_or_else(|| place.clone(), |at| self.evaluator.place(at));
        Unread {
            declaration: "formatter",
            name: None,
            reason: stop.reason.clone(),
            nix_fails: stop.kind != StopKind::Unknown,
            is_declared: true,
            may_declare: true,
            place,
            cause: Some(cause),
        }
    }
}

/// What a file gives once it is called.
fn called(evaluator: &mut Evaluator<'_>, file: &TreePath) -> Result<Value, Stop> {
    let value = evaluator.import(file)?;
    let is_callable = match &value {
        Value::Function(_) => true,
        Value::Attrs(attrs) => attrs.contains_key("__functor"),
        _ => false,
    };
    if !is_callable {
        return Ok(value);
    }
    let arguments = evaluator.opaque("the arguments of the file");
    evaluator.apply(value, arguments, None)
}

/// The attributes of what must be a set, and no package or condition of modules.
fn set(value: &Value) -> Result<&imp_model::eval::Attrs, Stop> {
    let reason = match value {
        Value::Attrs(attrs)
            if ["_type", "outPath"].iter().any(|name| attrs.contains_key(*name)) =>
        {
            "it is no plain set".to_owned()
        }
        Value::Attrs(attrs) => return Ok(attrs),
        Value::Opaque(opaque) => return Err(only_nix_knows(opaque)),
        other => format!("it is {} and no set", other.type_name()),
    };
    Err(Stop { kind: StopKind::Error, reason, at: None })
}

/// Sets into one, the later over the earlier.
fn over(before: Known, after: Known) -> Known {
    let (Known::Attrs(mut all), Known::Attrs(later)) = (before, after.clone()) else {
        return after;
    };
    for (name, mut attr) in later {
        if let Some(earlier) = all.remove(&name) {
            attr.value = over(earlier.value, attr.value);
        }
        all.insert(name, attr);
    }
    Known::Attrs(all)
}

/// Sets an option to what it is with what was found in `shown`.
fn join(
    configuration: &mut Configuration,
    name: &'static str,
    shown: &str,
    found: Result<Known, Unread>,
) {
    let (Some(option), Ok(own)) = (config::option(name), configuration.value(name)) else { return };
    let value = found.map(|found| match (own, found) {
        (Some(Known::List(own)), Known::List(more)) => {
            Known::List(own.iter().cloned().chain(more).collect())
        }
        (Some(Known::Attrs(own)), Known::Attrs(more)) => {
            let mut all = own.clone();
            all.extend(more);
            Known::Attrs(all)
        }
        (_, found) => found,
    });
    let origin = configuration.origin(name).map(|origin| format!("{origin}, {shown}"));
    let origin = Origin::Other(origin.unwrap_or_else(|| shown.to_owned()));
    let value = value.map_err(Box::new);
    configuration.replace(option, Setting { value, unread: Vec::new(), origin, place: None });
}
