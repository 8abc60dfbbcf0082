//! What a file becomes, who uses it, or why nothing sees it: three lines at most.

use std::collections::BTreeSet;

use imp_model::facts::Role;
use imp_model::model::config::ConfigError;
use imp_model::model::{
    Dependencies, FlakeOutput, Lookup, Model, NodeId, OutputOrigin, Registry, dotted,
};
use imp_model::source::{TreePath, git_add, is_fragment_directory};
use imp_model::text::Place;

/// How many places and outputs are named.
const SHOWN: usize = 3;

/// What is known of a file or directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// The file.
    pub file: String,
    /// What it becomes: `registry.modules.base`, `the output overlays`.
    pub becomes: Vec<String>,
    /// Why it has no name, if it has none.
    pub reason: Option<String>,
    /// What it declares, in words.
    pub declares: Vec<String>,
    /// Where other files use it.
    pub used_by: Vec<Place>,
    /// The outputs that it is a part of, as far as they can be read.
    pub reaches: Vec<String>,
    /// Whether all outputs depend on it, also those that can't be read.
    pub reaches_all: bool,
}

/// How the edge sees a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nix sees it.
    Yes,
    /// It is there, and git does not track it.
    Untracked,
    /// It is there, and git ignores it.
    Ignored,
    /// It is there, in this directory, which is a git repository of its own.
    InRepository(TreePath),
}

/// What is known of a path.
///
/// # Errors
/// [`ConfigError`] when the configuration does not say readably where things are.
pub fn why(
    model: &Model,
    path: &TreePath,
    seen: &Seen,
    is_directory: bool,
) -> Result<Why, ConfigError> {
    let dependencies = model.dependencies()?;
    let mut why = Why { file: path.to_string(), ..Why::default() };
    if let Some(registry) = &model.registry {
        let argument = model.configuration.text("registry.name", "registry")?;
        let name = named(registry, path).map(|id| format!("{argument}.{}", registry.name(id)));
        why.becomes.extend(name);
    }
    // What `flake.nix` names for an output is a part of it, not all.
    let outputs = dependencies
        .outputs
        .iter()
        .filter(|output| output.origin != OutputOrigin::Flake && output.files.contains(path));
    for output in outputs {
        why.becomes.push(called(output));
    }
    let is_part = |file: &TreePath| {
        file != path && is_fragment_directory(file.file_name()) && path.starts_with(file)
    };
    let parts = dependencies.outputs.iter().filter(|output| output.files.iter().any(is_part));
    why.becomes.extend(parts.map(|output| format!("a part of {}", called(output))));
    // A host below `nixosConfigurations/` is the same output twice over.
    why.becomes.dedup();
    why.reason = reason(model, &dependencies, path, seen, is_directory);
    why.declares = declares(model, path);
    let below = model.nix_files.iter().map(|(file, _)| file).filter(|file| file.starts_with(path));
    let below: Vec<TreePath> = below.cloned().chain([path.clone()]).collect();
    // Who uses something in a directory uses the directory.
    let users: BTreeSet<&Place> = below.iter().flat_map(|path| dependencies.users(path)).collect();
    let users = users.into_iter().filter(|place| !place.file.starts_with(path));
    why.used_by = users.cloned().collect();
    let reached = dependencies.affected_outputs(&below);
    why.reaches = reached.iter().map(|output| output.name()).collect();
    why.reaches.dedup();
    why.reaches_all = dependencies.common.contains(path);
    Ok(why)
}

fn called(output: &FlakeOutput) -> String {
    let what = if output.per_system { "the per-system output" } else { "the output" };
    format!("{what} {}", output.name())
}

impl Why {
    /// The answer in three lines.
    pub fn lines(&self) -> [String; 3] {
        let (file, becomes) = (&self.file, list(&self.becomes));
        let mut first = match (&self.reason, self.becomes.is_empty()) {
            (Some(reason), true) => format!("{file} has no name: {reason}"),
            (Some(reason), false) => format!("{file} is {becomes}, but {reason}"),
            (None, true) => format!("{file} has no name"),
            (None, false) => format!("{file} is {becomes}"),
        };
        if !self.declares.is_empty() {
            first += &format!("; it declares {}", list(&self.declares));
        }
        let places: Vec<String> = self.used_by.iter().map(ToString::to_string).collect();
        let used = if places.is_empty() {
            "used by nothing".to_owned()
        } else {
            format!("used by {}", list(&places))
        };
        let reaches = match (self.reaches.is_empty(), self.reaches_all) {
            (true, true) => "part of every output".to_owned(),
            (true, false) => "part of no output".to_owned(),
            (false, _) => format!("part of {}", list(&self.reaches)),
        };
        [first, format!("  {used}"), format!("  {reaches}")]
    }
}

fn list(items: &[String]) -> String {
    let shown = items.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match items.len().checked_sub(SHOWN) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}

/// The node that a file or directory is.
fn named(registry: &Registry, path: &TreePath) -> Option<NodeId> {
    let nodes = registry.nodes();
    let is_it = |id: &NodeId| {
        let node = registry.node(*id);
        let unit = node.path.as_ref().map(|directory| directory.child("default.nix"));
        !registry.is_level(*id) && (node.path.as_ref() == Some(path) || unit.as_ref() == Some(path))
            || node.path.as_ref() == Some(path)
            || node.fragments.as_ref() == Some(path)
    };
    let id = nodes.into_iter().find(is_it)?;
    matches!(registry.lookup(&registry.parts(id)), Lookup::Found(_)).then_some(id)
}

fn reason(
    model: &Model,
    dependencies: &Dependencies,
    path: &TreePath,
    seen: &Seen,
    is_directory: bool,
) -> Option<String> {
    match seen {
        Seen::Ignored if path.components().any(|part| matches!(part, ".git" | ".jj")) => {
            return Some("it belongs to the version control, and Nix does not see it".into());
        }
        Seen::Ignored => return Some("git ignores it, so Nix does not see it".into()),
        Seen::Untracked => {
            let run = git_add(std::slice::from_ref(path));
            let then = match hidden(model, path) {
                Some(part) => format!("; `{part}` begins with `_`, which hides it even then"),
                None => String::new(),
            };
            return Some(format!(
                "Nix does not see it, because git does not track it; run `{run}`{then}"
            ));
        }
        Seen::InRepository(directory) => {
            return Some(format!(
                "Nix does not see it, because `{directory}` is a git repository of its own"
            ));
        }
        Seen::Yes => {}
    }
    if dependencies.common.contains(path) {
        return Some("it is a part of the flake itself, and every output depends on it".into());
    }
    if let Some(why) = unread(model, path) {
        return Some(why);
    }
    for tree in &model.trees {
        let collision =
            tree.collisions.iter().find(|both| both.first == *path || both.second == *path);
        if let Some(both) = collision {
            return Some(format!(
                "`{}` and `{}` both give the attribute `{}`",
                both.first, both.second, both.attribute
            ));
        }
    }
    if let Some(part) = hidden(model, path) {
        return Some(format!("`{part}` begins with `_`, which hides it"));
    }
    match role(model, path) {
        Some(Role::Visited) => None,
        Some(Role::BelowUnit) => {
            let unit = unit_above(dependencies, path, &[]);
            let unit = unit.map_or_else(|| "default.nix".to_owned(), |unit| unit.to_string());
            Some(below_unit(&unit))
        }
        Some(Role::Elsewhere) => {
            let roots = model.configuration.declaration_roots().unwrap_or_default();
            let roots: Vec<String> = roots.iter().map(ToString::to_string).collect();
            let begins = |root: &String| path.as_str() == format!("{root}/flake.nix");
            Some(match roots.as_slice() {
                roots if roots.iter().any(begins) => {
                    "it is a flake where a tree begins, and Nix reads it by itself".into()
                }
                [] => "the flake sets neither `imp.src` nor `imp.registry.src`".into(),
                roots => {
                    format!("it is in none of the directories that are read ({})", roots.join(", "))
                }
            })
        }
        _ if is_directory => {
            let roots = model.configuration.declaration_roots().unwrap_or_default();
            let is_inside = roots.iter().any(|root| path.starts_with(root));
            let unit = unit_above(dependencies, path, &roots).filter(|_| is_inside);
            unit.map(|unit| below_unit(unit.as_str())).or_else(|| of_directory(model, path))
        }
        _ => Some("it is no Nix file".into()),
    }
}

fn role(model: &Model, path: &TreePath) -> Option<Role> {
    model.nix_files.iter().find(|(file, _)| file == path).map(|(_, role)| *role)
}

/// The part of a path that hides it.
fn hidden<'p>(model: &Model, path: &'p TreePath) -> Option<&'p str> {
    let is_hidden = !matches!(role(model, path), Some(Role::Visited | Role::Elsewhere));
    path.components().find(|part| is_hidden && part.starts_with('_'))
}

/// Why a file can't be read.
fn unread(model: &Model, path: &TreePath) -> Option<String> {
    // A document has both kinds in one field, where this is what the first begins with.
    const NO_TEXT: &str = "it can't be read: ";
    let mut unreadable = model.unreadable.iter().chain(&model.unreadable_elsewhere);
    if let Some((_, error)) = unreadable.find(|(file, _)| file == path) {
        return Some(format!("{NO_TEXT}{error}"));
    }
    let file = model.files.iter().find(|file| file.path == *path)?;
    let message = &file.rejected.as_ref()?.message;
    let is_no_text = message.starts_with(NO_TEXT);
    Some(if is_no_text { message.clone() } else { format!("Nix can't read it: {message}") })
}

/// The `default.nix` that makes a directory above one unit; those of the roots do not.
fn unit_above(
    dependencies: &Dependencies,
    path: &TreePath,
    roots: &[TreePath],
) -> Option<TreePath> {
    std::iter::successors(path.parent(), TreePath::parent)
        .filter(|directory| !roots.contains(directory))
        .map(|directory| directory.child("default.nix"))
        .find(|default| default != path && dependencies.is_file(default))
}

fn below_unit(unit: &str) -> String {
    format!("`{unit}` makes the directory one unit; only what that uses counts")
}

/// Why a directory that is read has no name.
fn of_directory(model: &Model, path: &TreePath) -> Option<String> {
    let is = |option: &str, path: &TreePath| {
        model.configuration.path(option).ok().flatten().as_ref() == Some(path)
    };
    if is("registry.src", path) {
        return Some("it is the registry, which all names are in (`imp.registry.src`)".into());
    }
    if is("src", path) {
        return Some("the outputs of the flake are its entries (`imp.src`)".into());
    }
    let per_system = model.configuration.text("perSystemDir", "perSystem").unwrap_or("perSystem");
    if path.file_name() == per_system && path.parent().is_some_and(|parent| is("src", &parent)) {
        return Some("the outputs for each system are its entries (`imp.perSystemDir`)".into());
    }
    let roots = model.configuration.declaration_roots().unwrap_or_default();
    let below: Vec<String> =
        roots.iter().filter(|root| root.starts_with(path)).map(ToString::to_string).collect();
    if !below.is_empty() {
        return Some(format!("it only holds what is read ({})", below.join(", ")));
    }
    let is_inside = roots.iter().any(|root| path.starts_with(root));
    (!is_inside).then(|| "it is in no directory that is read".into())
}

fn declares(model: &Model, path: &TreePath) -> Vec<String> {
    let Some(file) = model.files.iter().find(|file| file.path == *path) else { return Vec::new() };
    let mut declared = Vec::new();
    declared.extend(file.inputs.iter().map(|input| format!("the input {}", dotted([&input.name]))));
    declared.extend(file.host.iter().map(|_| format!("the host {}", file.host_name())));
    declared.extend(file.exports.iter().map(|export| format!("an export to {}", export.sink)));
    declared
        .extend(file.outputs.iter().map(|output| format!("the output {}", dotted(&output.path))));
    declared
}
