//! Names that a condition asks for before Nix comes to them: `if registry ? a then registry.a else x`.
//!
//! The branch that such a condition guards is only evaluated when the name is there, so that a name in it which
//! begins like the question can't break.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::{self, CallKind};
use super::foreign::called_name;
use super::references::{Reference, ReferenceRoot};
use crate::syntax::{BinaryOperator, BindingKind, Expr, ExprId, Resolved, Tree};
use crate::text::Span;

/// Functions that never look at their last argument when the condition before it is false.
const GUARDING: &[&str] = &["optional", "optionalAttrs", "optionalString", "optionals"];

/// Functions that say what kind of value their argument is. A name in the registry is a path or a set.
const KIND_TESTS: &[&str] =
    &["isAttrs", "isFunction", "isList", "isPath", "isString", "isStringLike", "typeOf"];

/// How many parts of one condition are looked at. What is beyond them guards nothing.
const MAX_PARTS: usize = 64;

/// A name that a condition asks for.
type AskedName = (ReferenceRoot, Vec<String>);

/// What a condition says of the names that it asks for: that they are there when it is true, or when it is false.
#[derive(Clone, Copy)]
struct Condition {
    expr: ExprId,
    holds: bool,
}

/// Marks the references that stand where a condition has asked for them. `references` are in order of place.
pub(super) fn mark(tree: &Tree, references: &mut [Reference]) {
    let may_break =
        |root: &ReferenceRoot| root.is_registry() || matches!(root, ReferenceRoot::Inputs);
    if !references.iter().any(|other| may_break(&other.root)) {
        return;
    }
    let has_questions = references.iter().any(|other| other.is_question && may_break(&other.root));
    let mut regions = Vec::new();
    for (_, expr) in tree.exprs() {
        for (expr, holds, guarded) in guards(tree, expr).into_iter().flatten() {
            for name in tested(tree, references, expr) {
                mark_tested_in(tree.span(guarded), &name, references);
            }
            if has_questions {
                let asked = asked(tree, references, Condition { expr, holds });
                regions.extend(asked.into_iter().map(|name| (name, tree.span(guarded))));
            }
        }
    }
    if regions.is_empty() {
        return;
    }
    // The value of a variable is only evaluated where the variable stands.
    let mut variables = Variables::new(tree);
    while let Some((name, guarded)) = regions.pop() {
        mark_in(guarded, &name, references);
        let values = variables.only_used(&name, guarded);
        regions.extend(values.into_iter().map(|value| (name.clone(), tree.span(value))));
    }
}

/// The conditions of an expression, whether they hold, and what is only evaluated then.
fn guards(tree: &Tree, expr: &Expr) -> [Option<(ExprId, bool, ExprId)>; 2] {
    match expr {
        Expr::If { condition, yes, no } => {
            [Some((*condition, true, *yes)), Some((*condition, false, *no))]
        }
        Expr::Assert { condition, body } => [Some((*condition, true, *body)), None],
        Expr::Binary(BinaryOperator::And | BinaryOperator::Implies, left, right) => {
            [Some((*left, true, *right)), None]
        }
        Expr::Binary(BinaryOperator::Or, left, right) => [Some((*left, false, *right)), None],
        Expr::Apply { function, argument } => [by_function(tree, *function, *argument), None],
        _ => [None, None],
    }
}

/// `lib.optional condition value` and its like.
fn by_function(tree: &Tree, function: ExprId, value: ExprId) -> Option<(ExprId, bool, ExprId)> {
    let Expr::Apply { function, argument: condition } = tree.expr(function) else { return None };
    let is_guarding = match called_name(tree, *function)? {
        // The module system looks into what else may be a whole configuration before it asks.
        "mkIf" => matches!(tree.expr(value), Expr::Attrs(_) | Expr::List(_) | Expr::Select { .. }),
        name => GUARDING.contains(&name),
    };
    let is_last = !matches!(tree.expr(*function), Expr::Apply { .. });
    (is_guarding && is_last).then_some((*condition, true, value))
}

/// The names that are certainly there when a condition holds, or certainly when it does not.
fn asked(tree: &Tree, references: &[Reference], condition: Condition) -> Vec<AskedName> {
    let mut found = Vec::new();
    let mut work = vec![condition];
    for _ in 0..MAX_PARTS {
        let Some(Condition { expr, holds }) = work.pop() else { break };
        let mut both = |left: (ExprId, bool), right: (ExprId, bool)| {
            work.extend([right, left].map(|(expr, holds)| Condition { expr, holds }));
        };
        match tree.expr(expr) {
            Expr::Binary(BinaryOperator::And, left, right) if holds => {
                both((*left, true), (*right, true));
            }
            Expr::Binary(BinaryOperator::Or, left, right) if !holds => {
                both((*left, false), (*right, false));
            }
            Expr::Binary(BinaryOperator::Implies, left, right) if !holds => {
                both((*left, true), (*right, false));
            }
            Expr::Var(_, Resolved::Local { binding, .. }) => {
                if let BindingKind::Value(value) = tree.binding(*binding).kind {
                    work.push(Condition { expr: value, holds });
                }
            }
            Expr::Not(inner) => work.push(Condition { expr: *inner, holds: !holds }),
            Expr::HasAttr { .. } | Expr::Apply { .. } if holds && is_question(tree, expr) => {
                let question = references[first_from(references, tree.span(expr).start)..].first();
                let question = question.filter(|other| other.place.span == tree.span(expr));
                found.extend(question.map(name_of));
            }
            _ => {}
        }
    }
    found
}

/// The names of which a condition asks what kind of value they are.
fn tested(tree: &Tree, references: &[Reference], condition: ExprId) -> Vec<AskedName> {
    let (mut found, mut work) = (Vec::new(), vec![condition]);
    for _ in 0..MAX_PARTS {
        let Some(id) = work.pop() else { break };
        match tree.expr(id) {
            Expr::Not(inner) => work.push(*inner),
            Expr::Binary(_, left, right) => work.extend([*left, *right]),
            Expr::Var(_, Resolved::Local { binding, .. }) => {
                if let BindingKind::Value(value) = tree.binding(*binding).kind {
                    work.push(value);
                }
            }
            Expr::Apply { function, argument } => {
                let is_test =
                    called_name(tree, *function).is_some_and(|name| KIND_TESTS.contains(&name));
                let span = tree.span(*argument);
                let name = references[first_from(references, span.start)..].first();
                let name = name.filter(|other| is_test && other.place.span == span);
                found.extend(name.map(name_of));
            }
            _ => {}
        }
    }
    found
}

fn name_of(reference: &Reference) -> AskedName {
    (reference.root.clone(), reference.path.iter().map(|part| part.name.clone()).collect())
}

/// Whether an expression is true when the name that it asks for is there, and else false.
fn is_question(tree: &Tree, id: ExprId) -> bool {
    match tree.expr(id) {
        Expr::HasAttr { .. } => true,
        _ => calls::read(tree, id).is_some_and(|call| call.kind == CallKind::Question),
    }
}

fn mark_in(guarded: Span, name: &AskedName, references: &mut [Reference]) {
    for (reference, shared) in sharing(guarded, name, references) {
        reference.asked = reference.asked.max(shared);
    }
}

fn mark_tested_in(guarded: Span, name: &AskedName, references: &mut [Reference]) {
    for (reference, shared) in sharing(guarded, name, references) {
        if shared == name.1.len() {
            reference.tested = reference.tested.max(shared);
        }
    }
}

/// The references in a place that have the root of a name, and how many parts they begin with as it does.
fn sharing<'r>(
    guarded: Span,
    (root, path): &'r AskedName,
    references: &'r mut [Reference],
) -> impl Iterator<Item = (&'r mut Reference, usize)> {
    let first = first_from(references, guarded.start);
    let inside = references[first..]
        .iter_mut()
        .take_while(move |reference| reference.place.span.start < guarded.end);
    inside.filter(move |reference| *root == reference.root).map(move |reference| {
        let shared = reference.path.iter().zip(path).take_while(|(a, b)| a.name == **b).count();
        (reference, shared)
    })
}

/// The first reference that starts at this byte or later.
fn first_from(references: &[Reference], start: u32) -> usize {
    references.partition_point(|other| other.place.span.start < start)
}

/// The variables of every `let`, and where they are used.
struct Variables {
    /// In order of place: where a variable stands, and its value.
    uses: Vec<(u32, ExprId)>,
    counts: BTreeMap<ExprId, usize>,
    /// The uses that stand where a name is asked for, for every value.
    guarded: BTreeMap<(AskedName, ExprId), BTreeSet<u32>>,
}

impl Variables {
    fn new(tree: &Tree) -> Self {
        let mut counts: BTreeMap<ExprId, usize> = BTreeMap::new();
        for (_, expr) in tree.exprs() {
            if let Expr::Let { bindings, .. } = expr {
                counts.extend(bindings.entries.iter().map(|entry| (entry.value, 0)));
            }
        }
        let mut uses = Vec::new();
        for (id, expr) in tree.exprs() {
            let Expr::Var(_, Resolved::Local { binding, .. }) = expr else { continue };
            if let BindingKind::Value(value) = tree.binding(*binding).kind
                && let Some(count) = counts.get_mut(&value)
            {
                *count += 1;
                uses.push((tree.span(id).start, value));
            }
        }
        uses.sort();
        Self { uses, counts, guarded: BTreeMap::new() }
    }

    /// The values of variables that stand nowhere but where a name is asked for, once `guarded` is such a place, too.
    fn only_used(&mut self, name: &AskedName, guarded: Span) -> Vec<ExprId> {
        let first = self.uses.partition_point(|(start, _)| *start < guarded.start);
        let mut found = Vec::new();
        for (start, value) in &self.uses[first..] {
            if *start >= guarded.end {
                break;
            }
            let seen = self.guarded.entry((name.clone(), *value)).or_default();
            if seen.insert(*start) && seen.len() == self.counts[value] {
                found.push(*value);
            }
        }
        found
    }
}
