//! Places that use a directory of the registry as a whole, and get something else when one of its modules leaves it,
//! comes into it, or is called differently in it: no name changes there, so that nothing else would say it.

use std::collections::BTreeMap;

use imp_model::facts::{FileFacts, PathForm, PathUseKind};
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, NameUse, Registry, UseForm, dotted};
use imp_model::source::{Files, TreePath};
use imp_model::syntax::{self, BinaryOperator, BindingKind, Expr, ExprId, Part, Resolved, Tree};
use imp_model::text::Place;

use crate::name_map::NameMap;
use crate::plan::UNRESOLVED;
use crate::rewrite::Target;

/// A rename as names.
pub struct Renamed<'a> {
    /// What is called differently, old and new; nothing that only goes along with what is above it.
    pub names: Vec<(Vec<String>, Vec<String>)>,
    /// What the names of now were called.
    pub before: NameMap,
    /// What a name that a file has becomes.
    pub becomes: &'a dyn Fn(&NameUse<'_>) -> Target,
}

/// A warning for each place that uses a directory as a whole, by its name or by its path, and gets something else.
pub fn places(model: &Model, files: &dyn Files, renamed: &Renamed<'_>) -> Vec<Finding> {
    let Some(registry) = model.registry.as_ref().filter(|_| !renamed.names.is_empty()) else {
        return Vec::new();
    };
    let directories = directories(registry);
    let mut found = Vec::new();
    for file in &model.files {
        let names = names(model, file, renamed);
        let changes: Vec<(Use<'_>, Change)> = names
            .into_iter()
            .chain(paths(file, &directories, renamed))
            .flat_map(|used| {
                let changes = renamed.names.iter().filter_map(|moved| used.change(moved));
                changes.map(|change| (used.clone(), change)).collect::<Vec<_>>()
            })
            .collect();
        if changes.is_empty() {
            continue;
        }
        let Ok(text) = files.read(&file.path) else { continue };
        let tree = syntax::parse(text).tree;
        found.extend(changes.iter().filter_map(|(used, change)| {
            let manner = match used.manner {
                Some(manner) => manner,
                None => Manner::of(&tree, used.place)?,
            };
            change.finding(used, manner)
        }));
    }
    found
}

/// The directories of a registry, by where they are.
fn directories(registry: &Registry) -> BTreeMap<&TreePath, Vec<String>> {
    let levels = registry.nodes().into_iter().filter(|id| registry.is_level(*id));
    let named = levels.filter_map(|id| {
        let parts = registry.parts(id).into_iter().map(str::to_owned).collect();
        Some((registry.node(id).path.as_ref()?, parts))
    });
    [(registry.directory(), Vec::new())].into_iter().chain(named).collect()
}

/// A directory that is used.
#[derive(Clone)]
struct Use<'a> {
    /// As the place calls it.
    shown: String,
    /// Its name before and after.
    then: Vec<String>,
    now: Vec<String>,
    place: &'a Place,
    /// How, where the expression need not be asked.
    manner: Option<Manner>,
}

fn names<'m>(model: &'m Model, file: &'m FileFacts, renamed: &Renamed<'_>) -> Vec<Use<'m>> {
    let main = model.registry.as_ref();
    let own = model.uses(file).into_iter().filter(|name| {
        main.is_some_and(|main| std::ptr::eq(main, name.registry)) && !name.is_partial
    });
    // What a function of the file does with it is read there.
    let is_followed = |place: &Place| {
        file.handed.iter().any(|handed| handed.is_followed && handed.place == *place)
    };
    own.filter(|name| !is_followed(name.place))
        .filter_map(|name| {
            let manner = match name.form {
                UseForm::Host(field) if field.field == "bases" => Some(Manner::Options),
                UseForm::Host(_) => Some(Manner::Modules),
                UseForm::Expression(_) if name.is_question => return None,
                UseForm::Expression(_) => None,
            };
            let path = name.path.strip_suffix(&["__path"]).unwrap_or(&name.path);
            let written: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
            let (then, now) = match (renamed.becomes)(&name) {
                Target::To(new) => (written, new),
                Target::Same => {
                    (renamed.before.get(path).unwrap_or_else(|| written.clone()), written)
                }
                Target::Unresolved(_) => return None,
            };
            let shown = match &*now {
                [] => name.registry.directory().to_string(),
                _ => dotted(&now),
            };
            Some(Use { shown, then, now, place: name.place, manner })
        })
        .collect()
}

fn paths<'m>(
    file: &'m FileFacts,
    directories: &BTreeMap<&TreePath, Vec<String>>,
    renamed: &Renamed<'_>,
) -> Vec<Use<'m>> {
    let whole = file.paths.iter().filter(|path| {
        let asks = path.kind == PathUseKind::Question || path.kind.is_of_one_file();
        !path.is_partial && !asks
    });
    whole
        .filter_map(|path| {
            let target = path.target.as_ref()?;
            let now = directories.get(target)?.clone();
            let parts: Vec<&str> = now.iter().map(String::as_str).collect();
            let then = renamed.before.get(&parts).unwrap_or_else(|| now.clone());
            // The text after `self` is no expression of its own.
            let manner = (path.form == PathForm::FromRoot).then_some(Manner::Modules);
            Some(Use { shown: target.to_string(), then, now, place: &path.place, manner })
        })
        .collect()
}

/// What a directory holds no more, and what instead, as names in it.
#[derive(Clone)]
struct Change {
    left: Option<String>,
    came: Option<String>,
    /// The whole new name.
    new: String,
}

impl Use<'_> {
    /// What becomes of the directory when a name changes; `None` when nothing does.
    fn change(&self, (old, new): &(Vec<String>, Vec<String>)) -> Option<Change> {
        let below = |directory: &[String], name: &[String]| {
            let rest = name.strip_prefix(directory).filter(|rest| !rest.is_empty());
            rest.map(dotted)
        };
        let (left, came) = (below(&self.then, old), below(&self.now, new));
        (left != came).then(|| Change { left, came, new: dotted(new) })
    }
}

impl Change {
    fn finding(&self, used: &Use<'_>, manner: Manner) -> Option<Finding> {
        let (how, holds) = match manner {
            Manner::Options => ("is read as options", "sets"),
            Manner::Names | Manner::Modules => ("is used as a whole", "holds"),
        };
        let (what, help) = match (&self.left, &self.came) {
            (Some(_), Some(_)) if manner == Manner::Modules => return None,
            (Some(left), Some(came)) => (
                format!("{holds} `{came}` in place of `{left}` from now on"),
                "look whether something goes by the old name there".to_owned(),
            ),
            (Some(left), None) => (
                format!("no longer {holds} `{left}`"),
                format!("where that is still needed, name `{}` beside it", self.new),
            ),
            (None, Some(came)) => (
                format!("{holds} `{came}` from now on"),
                "look whether that is wanted there".to_owned(),
            ),
            (None, None) => return None,
        };
        let message = format!("`{}` {how} here, and {what}", used.shown);
        let finding = Finding::new(UNRESOLVED, Severity::Warning, message);
        Some(finding.at(used.place.clone()).help(help))
    }
}

/// How a directory is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Manner {
    /// As modules, whose names do not matter.
    Modules,
    /// As a config tree, in which names are options.
    Options,
    /// In a way that may look at the names.
    Names,
}

/// Functions that take the modules of a directory and drop their names.
const NAMELESS: [&str; 9] = [
    "attrValues",
    "files",
    "imp",
    "import-tree",
    "imports",
    "leafs",
    "leaves",
    "listFilesRecursive",
    "withLib",
];

/// Functions that give the list that they get, or one with what is in it.
const OF_LISTS: [&str; 12] = [
    "concatLists",
    "flatten",
    "mkAfter",
    "mkBefore",
    "mkDefault",
    "mkForce",
    "mkIf",
    "mkMerge",
    "mkOrder",
    "mkOverride",
    "optionals",
    "unique",
];

/// Functions to which the names in a directory are options.
const CONFIG_TREES: [&str; 3] = ["configTree", "configTreeWith", "mergeConfigTrees"];

impl Manner {
    /// How the expression at a place is used; `None` when something is only looked up in it.
    fn of(tree: &Tree, place: &Place) -> Option<Self> {
        let is_it = |(id, expr): &(ExprId, &Expr)| {
            tree.span(*id) == place.span && !matches!(expr, Expr::Lambda(_) | Expr::Attrs(_))
        };
        let Some((id, expr)) = tree.exprs().find(is_it) else { return Some(Self::Names) };
        match expr {
            Expr::Path(..) => {
                let variables = variables(tree, id).map(|variable| {
                    // Its name may be what the path goes on with.
                    Self::of_use(tree, variable, Self::Modules).unwrap_or(Self::Names)
                });
                Self::of_use(tree, id, Self::Modules).into_iter().chain(variables).max()
            }
            Expr::Select { path, .. }
                if path.last().and_then(|attr| tree.static_name(attr)) == Some("__path") =>
            {
                Self::of_use(tree, id, Self::Modules)
            }
            _ => Self::of_use(tree, id, Self::Names),
        }
    }

    /// How an expression is used: as `found`, which is [`Manner::Modules`] for a path, unless its place says more.
    fn of_use(tree: &Tree, id: ExprId, mut found: Self) -> Option<Self> {
        let is_path = found == Self::Modules;
        let mut is_in_list = false;
        for (_, expr) in tree.exprs() {
            match expr {
                // The variables are uses of their own.
                Expr::With { namespace, .. } if *namespace == id => return None,
                Expr::Let { bindings, .. }
                    if bindings.entries.iter().any(|entry| entry.value == id) =>
                {
                    return None;
                }
                // What the path goes on with is.
                Expr::Binary(BinaryOperator::Add, left, _) if *left == id => return None,
                Expr::Str(parts) if is_start(parts, id) => return None,
                Expr::Attrs(set) => {
                    let entry = set.entries.iter().find(|entry| entry.value == id);
                    if entry.is_some_and(|entry| tree.name(&entry.name) == "config") {
                        found = Self::Options;
                    }
                }
                Expr::List(items) if items.contains(&id) => is_in_list = true,
                _ => {}
            }
        }
        match call(tree, id) {
            Some("registry") => None,
            Some(name) if CONFIG_TREES.contains(&name) => Some(Self::Options),
            Some(name) if NAMELESS.contains(&name) => Some(Self::Modules),
            // Lists are of modules, but for what may be taken out of one.
            Some(name) if is_in_list && !OF_LISTS.contains(&name) => Some(Self::Names),
            None if is_in_list && is_bound(tree, id) => Some(Self::Names),
            _ if is_in_list => Some(Self::Modules),
            // A function may go on below a path.
            Some(_) if is_path => Some(Self::Names),
            _ => Some(found),
        }
    }
}

/// The variables of a `let` or `rec` that stand for an expression.
fn variables(tree: &Tree, value: ExprId) -> impl Iterator<Item = ExprId> {
    let stands_for = move |expr: &Expr| match expr {
        Expr::Var(_, Resolved::Local { binding, .. }) => {
            matches!(tree.binding(*binding).kind, BindingKind::Value(id) if id == value)
        }
        _ => false,
    };
    tree.exprs().filter(move |(_, expr)| stands_for(expr)).map(|(id, _)| id)
}

/// Whether a string begins with an expression and goes on after it.
fn is_start(parts: &[Part], id: ExprId) -> bool {
    matches!(parts, [Part::Interpolation(first), _, ..] if *first == id)
}

/// Whether an expression is in a list that a `let` gives a name.
fn is_bound(tree: &Tree, id: ExprId) -> bool {
    let has_it =
        |value: ExprId| matches!(tree.expr(value), Expr::List(items) if items.contains(&id));
    tree.exprs().any(|(_, expr)| match expr {
        Expr::Let { bindings, .. } => bindings.entries.iter().any(|entry| has_it(entry.value)),
        _ => false,
    })
}

/// The last part of the name of the function that gets an expression, or a list with it; empty where it has none.
fn call(tree: &Tree, id: ExprId) -> Option<&str> {
    let is_given = |argument: ExprId| match tree.expr(argument) {
        Expr::List(items) => items.contains(&id),
        _ => argument == id,
    };
    let mut function = tree.exprs().find_map(|(_, expr)| match expr {
        Expr::Apply { function, argument } if is_given(*argument) => Some(*function),
        _ => None,
    })?;
    while let Expr::Apply { function: inner, .. } = tree.expr(function) {
        function = *inner;
    }
    match tree.expr(function) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|attr| tree.static_name(attr)),
        _ => Some(""),
    }
}
