//! Names in the registry, and inputs, that a file refers to: by scope, not by text.

use std::collections::BTreeMap;

use super::calls::{self, CallKind};
use super::helpers::{self, Helper};
use super::paths::{self, PathUseKind};
use super::resolver::{Resolver, Symbol};
use super::{Context, Wanted, guards};
use crate::source::TreePath;
use crate::syntax::{Expr, ExprId, Tree};
use crate::text::{Place, Span};

/// What a name is looked up in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceRoot {
    /// The registry of the flake.
    Registry,
    /// The registry of a directory: `imp.registry ./dir`.
    RegistryOf(TreePath),
    /// The flake inputs.
    Inputs,
    /// The sinks: the argument `exports`.
    Exports,
    /// The flake itself: the arguments `self` and `self'`.
    Flake,
}

impl ReferenceRoot {
    /// Whether it is a registry.
    pub fn is_registry(&self) -> bool {
        matches!(self, Self::Registry | Self::RegistryOf(_))
    }
}

/// A name that a file refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it is looked up in.
    pub root: ReferenceRoot,
    /// The parts after the root, as far as they are certain.
    pub path: Vec<ReferencePart>,
    /// Whether more parts follow that only Nix knows: `registry.a.${x}`.
    pub is_partial: bool,
    /// Whether it asks and so can't break: `registry.a or x`, `registry ? a`.
    pub is_question: bool,
    /// Whether a function names parts of it as text: `builtins.getAttr "a" registry`. These stand before the root.
    pub is_call: bool,
    /// Whether it starts from the output `registry` of the flake: `self.registry.a`.
    pub is_output: bool,
    /// Whether a function of imp reads the files of the directory: `imp.configTree registry.a`.
    pub is_tree: bool,
    /// How many of its leading parts a condition asks for before Nix comes here: both of the second `registry.a.b` in
    /// `if registry ? a.b then registry.a.b else x`.
    pub asked: usize,
    /// How many of its leading parts are a name of which a condition asks whether it is a path or a set before Nix comes
    /// here: both of the second `registry.a.b` in `if isPath registry.a.b then x else registry.a.b.c`.
    pub tested: usize,
    /// Where it stands.
    pub place: Place,
    /// Where the root is written that it starts from; for a name that a `let` or `with` brings in, there.
    pub base: Span,
}

/// One part of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferencePart {
    /// The name.
    pub name: String,
    /// Where it is written, quotes included; `None` when a `let` or `with` elsewhere brings it in.
    pub span: Option<Span>,
}

/// A `with` or a `let` that gives a part of a registry another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The variable of the `let`; `None` for a `with`, which makes variables of what is in it.
    pub variable: Option<String>,
    /// What it is looked up in.
    pub root: ReferenceRoot,
    /// What it stands for.
    pub path: Vec<String>,
    /// Whether it starts from the output `registry` of the flake.
    pub is_output: bool,
    /// Where it holds, unless something further in takes its name.
    pub scope: Span,
}

pub(super) fn needles(wanted: Wanted, registry_name: &str) -> Vec<String> {
    let mut needles = Vec::new();
    if wanted.names || wanted.references {
        needles.push(registry_name.to_owned());
        // `imp.registry` makes one, whatever the argument is called.
        needles.push("registry".to_owned());
    }
    if wanted.references {
        needles.extend(["inputs", "exports", "self"].map(str::to_owned));
    }
    needles.dedup();
    needles
}

/// What [`read`] gives.
pub(super) struct Read {
    /// In order of place.
    pub(super) certain: Vec<Reference>,
    /// Names of registries that a `with` may bring in which is not the innermost; a question where another `with` may
    /// have the name that is further out.
    pub(super) possible: Vec<Reference>,
    /// The functions whose arguments the rest of the tree decides.
    pub(super) helpers: Vec<Helper>,
}

pub(super) fn read(context: &Context<'_>, wanted: Wanted, resolver: &Resolver<'_>) -> Read {
    let tree = context.tree;
    // What is selected from is part of the longer reference.
    let mut is_part = vec![false; tree.exprs().count()];
    let kinds = if wanted.references { paths::kinds(tree) } else { Vec::new() };
    let mut has_with = false;
    for (id, expr) in tree.exprs() {
        match expr {
            Expr::Select { set, .. } | Expr::HasAttr { set, .. } => {
                is_part[resolver.within(*set).index()] = true;
            }
            Expr::With { .. } => has_with = true,
            Expr::Apply { .. } => {
                if let Some(call) = calls::read(tree, id) {
                    is_part[resolver.within(call.set).index()] = true;
                }
            }
            _ => {}
        }
    }
    let mut read = Read { certain: Vec::new(), possible: Vec::new(), helpers: Vec::new() };
    let mut helpers: BTreeMap<ExprId, Option<Helper>> = BTreeMap::new();
    for (id, expr) in tree.exprs() {
        let is_question = match expr {
            Expr::Var(..) | Expr::Select { default: None, .. } => false,
            Expr::Select { .. } | Expr::HasAttr { .. } => true,
            Expr::Apply { .. } => match calls::read(tree, id) {
                Some(call) => call.kind != CallKind::Select,
                None => continue,
            },
            _ => continue,
        };
        // What is selected from an answer, which may be a default, is no part of the name.
        let is_answer = is_question && matches!(expr, Expr::Apply { .. });
        if is_part[id.index()] && !is_answer {
            continue;
        }
        let reference = |symbol: Symbol| Reference {
            root: symbol.root,
            path: symbol.path,
            is_partial: symbol.is_partial,
            is_question: is_question || symbol.is_weak,
            is_call: symbol.is_call,
            is_output: symbol.is_output,
            is_tree: kinds.get(id.index()) == Some(&PathUseKind::Tree),
            asked: 0,
            tested: 0,
            place: context.place(tree.span(id)),
            base: symbol.base,
        };
        let symbol = match is_answer {
            true => resolver.answer(id),
            false => resolver.resolve(id),
        };
        if has_with {
            read.possible.extend(resolver.possible(id).into_iter().map(reference));
        }
        let Some(symbol) = symbol else { continue };
        // A bare `registry` is passed on, not looked into.
        let is_bare = symbol.path.is_empty() && !symbol.is_partial;
        if is_bare || !wanted.references && !symbol.root.is_registry() {
            continue;
        }
        let (helper, is_undecided) = (symbol.helper, resolver.is_undecided(&symbol));
        let reference = reference(symbol);
        if let Some(function) = helper {
            let helper = helpers.entry(function);
            if let Some(helper) = helper.or_insert_with(|| helpers::helper(resolver, function)) {
                helper.references.push(reference.clone());
            }
        }
        if !is_undecided {
            read.certain.push(reference);
        }
    }
    settle(tree, &mut read.certain);
    for mut helper in helpers.into_values().flatten() {
        settle(tree, &mut helper.references);
        read.helpers.push(helper);
    }
    read
}

/// Puts references in order, each once, and marks those that a condition asks for.
fn settle(tree: &Tree, references: &mut Vec<Reference>) {
    references.sort_by(|a, b| a.place.cmp(&b.place));
    references.dedup();
    guards::mark(tree, references);
}

/// The aliases of registries, in order of the tree.
pub(super) fn aliases(resolver: &Resolver<'_>) -> Vec<Alias> {
    let tree = resolver.tree;
    let mut found = Vec::new();
    let mut add = |variable: Option<&str>, value: ExprId, scope: Span| {
        let Some(symbol) = resolver.resolve_value(value) else { return };
        if symbol.root.is_registry() && symbol.is_certain() {
            let path = symbol.path.into_iter().map(|part| part.name).collect();
            let (variable, is_output) = (variable.map(str::to_owned), symbol.is_output);
            found.push(Alias { variable, root: symbol.root, path, is_output, scope });
        }
    };
    for (id, expr) in tree.exprs() {
        match expr {
            Expr::With { namespace, body } => add(None, *namespace, tree.span(*body)),
            Expr::Let { bindings, .. } => {
                for entry in &bindings.entries {
                    add(Some(tree.name(&entry.name)), entry.value, tree.span(id));
                }
            }
            _ => {}
        }
    }
    found
}
