//! What a file does that the guide to flakes advises for or against: plain data, which the rules judge.
//!
//! Everything here is read from the syntax tree alone. What the text does not show is left out.

mod homes;
mod imports;
mod overlays;
mod passwords;
mod settings;
mod store;

pub use homes::Home;
pub use imports::InputImport;
pub use overlays::OverlayUse;
pub use passwords::Password;
pub use settings::{AutoUpgrade, UpgradeSource};
pub use store::{StoreCopy, StoreCopyKind};

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{Context, Reference, ReferenceRoot};
use crate::source::TreePath;
use crate::syntax::{
    AttrSet, BinaryOperator, BindingKind, Entry, Expr, ExprId, Part, Resolved, Tree,
};
use crate::text::Place;

/// What a file does, each list in order of place.
#[derive(Clone, Debug, Default)]
pub struct Practice {
    /// `import` of an input.
    pub input_imports: Vec<InputImport>,
    /// Names of overlays of the flake that it uses.
    pub overlay_uses: Vec<OverlayUse>,
    /// `config` among the special arguments of modules.
    pub special_configs: Vec<Place>,
    /// `system.autoUpgrade`.
    pub auto_upgrades: Vec<AutoUpgrade>,
    /// Users of Home Manager.
    pub homes: Vec<Home>,
    /// Passwords as they are.
    pub passwords: Vec<Password>,
    /// What may copy a secret into the store.
    pub store_copies: Vec<StoreCopy>,
}

/// A file and where each of its expressions stands.
struct Reader<'a> {
    context: &'a Context<'a>,
    references: &'a [Reference],
    /// By expression what it stands in.
    parents: Vec<Option<ExprId>>,
    /// By expression the attribute that it is the value of.
    names: Vec<Option<&'a str>>,
}

/// How many expressions one value is followed through.
const MAX_STEPS: usize = 64;

/// One of the lists: which words a file must have for it, and what fills it.
struct List {
    needles: &'static [&'static str],
    read: fn(&Reader<'_>, &mut Practice),
}

const LISTS: &[List] = &[
    List { needles: &["nixpkgs"], read: |file, found| found.input_imports = imports::read(file) },
    List { needles: &["overlays"], read: |file, found| found.overlay_uses = overlays::read(file) },
    List {
        needles: &["pecialArgs"],
        read: |file, found| found.special_configs = settings::special_configs(file),
    },
    List {
        needles: &["autoUpgrade"],
        read: |file, found| found.auto_upgrades = settings::auto_upgrades(file),
    },
    List {
        needles: &["home-manager", "homeConfigurations"],
        read: |file, found| found.homes = homes::read(file),
    },
    List {
        needles: passwords::NEEDLES,
        read: |file, found| found.passwords = passwords::read(file),
    },
    List { needles: store::NEEDLES, read: |file, found| found.store_copies = store::read(file) },
];

/// The words without which a file has none of it.
pub(super) fn needles() -> impl Iterator<Item = &'static str> {
    LISTS.iter().flat_map(|list| list.needles).copied()
}

/// The same for the search, by list.
static FINDERS: LazyLock<Vec<Vec<Finder<'static>>>> = LazyLock::new(|| {
    let finders = |list: &List| list.needles.iter().map(|needle| Finder::new(*needle)).collect();
    LISTS.iter().map(finders).collect()
});

pub(super) fn read(context: &Context<'_>, references: &[Reference]) -> Practice {
    let text = context.tree.text().as_bytes();
    let is_there = |finders: &[Finder<'_>]| finders.iter().any(|one| one.find(text).is_some());
    let lists = LISTS.iter().zip(&*FINDERS);
    let mut lists = lists.filter(|(_, finders)| is_there(finders)).map(|(list, _)| list).peekable();
    let mut found = Practice::default();
    if lists.peek().is_some() {
        let reader = Reader::new(context, references);
        lists.for_each(|list| (list.read)(&reader, &mut found));
    }
    found
}

impl<'a> Reader<'a> {
    fn new(context: &'a Context<'a>, references: &'a [Reference]) -> Self {
        let tree = context.tree;
        let count = tree.exprs().count();
        let (mut parents, mut names) = (vec![None; count], vec![None; count]);
        for (id, expr) in tree.exprs() {
            tree.children(id, |child| parents[child.index()] = Some(id));
            if let Expr::Attrs(set) = expr {
                for entry in &set.entries {
                    names[entry.value.index()] = Some(tree.name(&entry.name));
                }
            }
        }
        Self { context, references, parents, names }
    }

    fn tree(&self) -> &'a Tree {
        self.context.tree
    }

    /// The names of the attributes around an expression, the outermost first, its own last. What a function is
    /// applied to counts as what it gives.
    fn attribute_path(&self, id: ExprId) -> Vec<&'a str> {
        let mut path: Vec<&str> = Vec::new();
        let mut next = Some(id);
        while let Some(at) = next {
            path.extend(self.names[at.index()]);
            next = self.parents[at.index()];
        }
        path.reverse();
        path
    }

    /// The input that an expression names, and what follows in it; `self` is none.
    fn input(&self, id: ExprId) -> Option<&'a Reference> {
        let span = self.tree().span(id);
        let reference = self.references.iter().find(|reference| reference.place.span == span)?;
        let first = reference.path.first()?;
        (reference.root == ReferenceRoot::Inputs && first.name != "self").then_some(reference)
    }

    /// Whether an expression names the flake itself, or something in it.
    fn mentions_flake(&self, id: ExprId) -> bool {
        let span = self.tree().span(id);
        let is_flake = |reference: &Reference| match reference.root {
            ReferenceRoot::Flake => true,
            ReferenceRoot::Inputs => reference.path.first().is_some_and(|part| part.name == "self"),
            _ => false,
        };
        let mut references = self.references.iter().filter(|reference| is_flake(reference));
        references.any(|reference| span.contains(reference.place.span))
            || matches!(self.tree().expr(id), Expr::Var(name, _) if self.tree().name(name) == "self")
    }

    /// The file that a relative path without interpolation names.
    fn path(&self, id: ExprId) -> Option<TreePath> {
        self.context.directory().join(self.tree().relative_path(id)?)
    }

    /// What `import ./path` names, applied to something or not.
    fn imported(&self, id: ExprId) -> Option<TreePath> {
        self.context.directory().join(self.tree().imported_path(id)?)
    }

    /// The sets that an expression comes to, as far as the text shows it: through `let`, `with`, `if` and `//`.
    fn sets(&self, id: ExprId) -> Vec<&'a AttrSet> {
        let mut sets = Vec::new();
        let mut work = vec![id];
        while let Some(id) = work.pop() {
            match self.tree().expr(id) {
                Expr::Attrs(set) => sets.push(&**set),
                Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
                    work.push(*body);
                }
                Expr::If { yes, no, .. } => work.extend([*yes, *no]),
                Expr::Binary(BinaryOperator::Update, left, right) => work.extend([*left, *right]),
                _ => {}
            }
        }
        sets
    }

    /// What an option may come to, as far as the text shows it: through `let`, `with`, `if`, `or` and the variables of a
    /// `let`, and through what only says how much a value counts (`mkDefault`, `mkIf c`).
    fn values(&self, id: ExprId) -> Vec<ExprId> {
        let (mut values, mut work) = (Vec::new(), vec![id]);
        for _ in 0..MAX_STEPS {
            let Some(id) = work.pop() else { break };
            match self.tree().expr(id) {
                Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
                    work.push(*body);
                }
                Expr::If { yes, no, .. } => work.extend([*no, *yes]),
                Expr::Select { default: Some(default), .. } => work.extend([*default]),
                Expr::Str(parts) => match &**parts {
                    [Part::Interpolation(inner)] => work.push(*inner),
                    _ => values.push(id),
                },
                Expr::Var(..) => match self.bound(id) {
                    Some(value) => work.push(value),
                    None => values.push(id),
                },
                _ => match self.call(id) {
                    Some((function, argument)) if self.is_weighed(function) => work.push(argument),
                    _ => values.push(id),
                },
            }
        }
        values
    }

    /// The value of a variable that a `let` or a `rec` set binds.
    fn bound(&self, id: ExprId) -> Option<ExprId> {
        let Expr::Var(_, Resolved::Local { binding, .. }) = self.tree().expr(id) else {
            return None;
        };
        match self.tree().binding(*binding).kind {
            BindingKind::Value(value) => Some(value),
            BindingKind::Formal(_) | BindingKind::Argument(_) => None,
        }
    }

    /// A function and what it is applied to, also by a pipe.
    fn call(&self, id: ExprId) -> Option<(ExprId, ExprId)> {
        match self.tree().expr(id) {
            Expr::Apply { function, argument } => Some((*function, *argument)),
            Expr::Binary(BinaryOperator::PipeRight, argument, function)
            | Expr::Binary(BinaryOperator::PipeLeft, function, argument) => {
                Some((*function, *argument))
            }
            _ => None,
        }
    }

    /// Whether a function only says how much a value counts, or when.
    fn is_weighed(&self, function: ExprId) -> bool {
        if let Expr::Apply { function, .. } = self.tree().expr(function) {
            return matches!(self.last_name(*function), Some("mkIf" | "mkOverride" | "mkOrder"));
        }
        const WEIGHING: [&str; 5] =
            ["mkDefault", "mkForce", "mkOptionDefault", "mkBefore", "mkAfter"];
        self.last_name(function).is_some_and(|name| WEIGHING.contains(&name))
    }

    fn entry(&self, set: &'a AttrSet, name: &str) -> Option<&'a Entry> {
        set.entries.iter().find(|entry| self.tree().name(&entry.name) == name)
    }

    /// The last name of a function: `b` of `a.b`.
    fn last_name(&self, id: ExprId) -> Option<&'a str> {
        match self.tree().expr(id) {
            Expr::Var(name, _) => Some(self.tree().name(name)),
            Expr::Select { path, .. } => self.tree().static_name(path.last()?),
            _ => None,
        }
    }
}

/// The name of an attribute as passwords and files with secrets are told by: in lower case, without `_` and `-`.
fn plain_name(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| !matches!(c, '_' | '-')).collect()
}
