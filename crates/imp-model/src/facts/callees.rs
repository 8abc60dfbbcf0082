//! Which functions of a file the file calls itself, and with what.
//!
//! A function is followed from where it is called to where it is written: on the spot, through a `let`, `rec` or set, as
//! a result of another one (`f a b`), and through `callPackage f` and `makeOverridable f`.

use std::collections::{BTreeMap, BTreeSet};

use super::foreign::{CALLERS, ITERATORS, is_called};
use crate::syntax::{Attr, BinaryOperator, BindingKind, Expr, ExprId, Resolved, Tree};

/// How many variables and sets an expression is followed through.
const MAX_STEPS: u32 = 10;

/// What a call hands to a function.
#[derive(Clone, Copy, Debug)]
pub(super) enum Handed {
    /// This argument.
    Argument(ExprId),
    /// What a library function calls it with.
    Elements,
}

/// The calls of a file, by function.
#[derive(Default)]
pub(super) struct Callees {
    calls: BTreeMap<ExprId, Vec<Handed>>,
    /// The functions that are used other than by a call, so that there may be more calls.
    escaping: BTreeSet<ExprId>,
}

impl Callees {
    pub(super) fn new(tree: &Tree) -> Self {
        let mut found = Self::default();
        let mut followed = BTreeSet::new();
        for (_, expr) in tree.exprs() {
            if let Expr::Let { bindings, .. } = expr {
                followed.extend(bindings.entries.iter().map(|entry| entry.value));
            }
            let Some((function, argument)) = call(expr) else { continue };
            followed.insert(function);
            if is_named(tree, function, CALLERS) {
                followed.insert(argument);
            }
            if let Some(callee) = function_of(tree, function, MAX_STEPS) {
                found.calls.entry(callee).or_default().push(Handed::Argument(argument));
            }
            if is_called(tree, function, &[ITERATORS, CALLERS])
                && matches!(tree.expr(argument), Expr::Var(..))
            {
                let mut next = function_of(tree, argument, MAX_STEPS);
                while let Some(id) = next
                    && let Expr::Lambda(lambda) = tree.expr(id)
                {
                    found.calls.entry(id).or_default().push(Handed::Elements);
                    next = Some(lambda.body);
                }
            }
        }
        for (id, _) in tree.exprs().filter(|(id, _)| !followed.contains(id)) {
            let function = value_of(tree, id).and_then(|value| function_of(tree, value, MAX_STEPS));
            found.escaping.extend(function.filter(|function| found.calls.contains_key(function)));
        }
        found
    }

    /// Whether a function that the file calls is used in another way, too.
    pub(super) fn escapes(&self, function: ExprId) -> bool {
        self.escaping.contains(&function)
    }

    /// The calls of a function in its file; empty where there are none.
    pub(super) fn of(&self, function: ExprId) -> &[Handed] {
        self.calls.get(&function).map_or(&[], Vec::as_slice)
    }

    /// Whether the calls of a function in its file say what it gets.
    pub(super) fn says(&self, function: ExprId) -> bool {
        let calls = self.of(function);
        !calls.is_empty() && calls.iter().all(|call| matches!(call, Handed::Argument(_)))
    }
}

/// The function and the argument of a call.
pub(super) fn call(expr: &Expr) -> Option<(ExprId, ExprId)> {
    match expr {
        Expr::Apply { function, argument }
        | Expr::Binary(BinaryOperator::PipeLeft, function, argument)
        | Expr::Binary(BinaryOperator::PipeRight, argument, function) => {
            Some((*function, *argument))
        }
        _ => None,
    }
}

/// The function of the file that an expression is.
pub(super) fn followed(tree: &Tree, id: ExprId) -> Option<ExprId> {
    function_of(tree, id, MAX_STEPS)
}

fn function_of(tree: &Tree, id: ExprId, steps: u32) -> Option<ExprId> {
    let steps = steps.checked_sub(1)?;
    match tree.expr(id) {
        Expr::Lambda(_) => Some(id),
        Expr::With { body, .. } | Expr::Let { body, .. } => function_of(tree, *body, steps),
        Expr::Var(..) => function_of(tree, value_of(tree, id)?, steps),
        Expr::Select { set, path, default: None } => {
            let (value, rest) = member(tree, *set, path)?;
            if rest.is_empty() { function_of(tree, value, steps) } else { None }
        }
        Expr::Apply { function, argument } => {
            if is_named(tree, *function, CALLERS) {
                return function_of(tree, *argument, steps);
            }
            let Expr::Lambda(lambda) = tree.expr(function_of(tree, *function, steps)?) else {
                return None;
            };
            function_of(tree, lambda.body, steps)
        }
        _ => None,
    }
}

/// Whether a function that nothing is applied to yet has one of these names.
pub(super) fn is_named(tree: &Tree, function: ExprId, names: &[&str]) -> bool {
    !matches!(tree.expr(function), Expr::Apply { .. }) && is_called(tree, function, &[names])
}

/// The value of a variable of a `let` or `rec`.
pub(super) fn value_of(tree: &Tree, id: ExprId) -> Option<ExprId> {
    let Expr::Var(_, Resolved::Local { binding, .. }) = tree.expr(id) else { return None };
    match tree.binding(*binding).kind {
        BindingKind::Value(value) => Some(value),
        BindingKind::Argument(_) | BindingKind::Formal(_) => None,
    }
}

/// What a path selects from a set that the file writes, and how much of the path is left there.
pub(super) fn member<'p>(
    tree: &Tree,
    set: ExprId,
    path: &'p [Attr],
) -> Option<(ExprId, &'p [Attr])> {
    let (first, rest) = path.split_first()?;
    let Entry::Value(value) = entry(tree, set, tree.static_name(first)?) else { return None };
    let deeper = if rest.is_empty() { None } else { member(tree, value, rest) };
    Some(deeper.unwrap_or((value, rest)))
}

/// What a set has by some name.
pub(super) enum Entry {
    /// This.
    Value(ExprId),
    /// Nothing.
    Missing,
    /// What the text does not say, but for the set that this is.
    Unknown(ExprId),
}

/// What a set that the file writes has by a name.
pub(super) fn entry(tree: &Tree, set: ExprId, name: &str) -> Entry {
    entry_of(tree, set, name, MAX_STEPS)
}

fn entry_of(tree: &Tree, set: ExprId, name: &str, steps: u32) -> Entry {
    let Some(steps) = steps.checked_sub(1) else { return Entry::Unknown(set) };
    match tree.expr(set) {
        Expr::With { body, .. } | Expr::Let { body, .. } => entry_of(tree, *body, name, steps),
        Expr::Var(..) => match value_of(tree, set) {
            Some(value) => entry_of(tree, value, name, steps),
            None => Entry::Unknown(set),
        },
        Expr::Attrs(attrs) => {
            match attrs.entries.iter().find(|entry| tree.name(&entry.name) == name) {
                Some(entry) => Entry::Value(entry.value),
                None if attrs.dynamic.is_empty() => Entry::Missing,
                None => Entry::Unknown(set),
            }
        }
        Expr::Binary(BinaryOperator::Update, left, right) => {
            match entry_of(tree, *right, name, steps) {
                Entry::Missing => entry_of(tree, *left, name, steps),
                // Most of what is put over a set is about other names.
                Entry::Unknown(over) => match entry_of(tree, *left, name, steps) {
                    Entry::Missing => Entry::Unknown(over),
                    known => known,
                },
                found => found,
            }
        }
        _ => Entry::Unknown(set),
    }
}

/// Adds the names of a set that the file writes, and says whether it may have more.
pub(super) fn names(tree: &Tree, set: ExprId, names: &mut Vec<String>, is_open: &mut bool) {
    names_of(tree, set, names, is_open, MAX_STEPS);
}

fn names_of(tree: &Tree, set: ExprId, names: &mut Vec<String>, is_open: &mut bool, steps: u32) {
    let Some(steps) = steps.checked_sub(1) else { return *is_open = true };
    match tree.expr(set) {
        Expr::With { body, .. } | Expr::Let { body, .. } => {
            names_of(tree, *body, names, is_open, steps);
        }
        Expr::Attrs(attrs) => {
            names.extend(attrs.entries.iter().map(|entry| tree.name(&entry.name).to_owned()));
            *is_open |= !attrs.dynamic.is_empty();
        }
        Expr::Binary(BinaryOperator::Update, left, right) => {
            names_of(tree, *left, names, is_open, steps);
            names_of(tree, *right, names, is_open, steps);
        }
        _ => match value_of(tree, set) {
            Some(value) => names_of(tree, value, names, is_open, steps),
            None => *is_open = true,
        },
    }
}
