//! Declarations that somebody meant and that nothing collects.

use super::{Context, Role};
use crate::syntax::{AttrSet, Expr, ExprId};
use crate::text::Place;

/// A declaration where nothing collects it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// `__inputs`, `__exports` or `__host`.
    pub declaration: &'static str,
    /// What hides it.
    pub by: HiddenBy,
    /// Where it stands.
    pub place: Place,
}

/// What hides a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HiddenBy {
    /// It is inside a function, which would have to be called.
    Function,
    /// The file is below a directory with `default.nix`.
    Unit,
    /// The file, or a directory above it, begins with `_`.
    Underscore,
    /// It is not an attribute of the set that the file is, but of one in that or in a list.
    Nested,
    /// It is a variable, and nothing makes an attribute of it.
    Variable,
}

/// Declarations of a file that is read: inside its functions, in sets and lists below its top, and as
/// variables.
pub(super) fn uncollected(context: &Context<'_>, words: &[&'static str]) -> Vec<Hidden> {
    let mut found = in_result_position(context, words, true, HiddenBy::Function);
    let text = context.tree.text().as_bytes();
    // Few files have the word; the others are not walked.
    let in_text = |word: &&&str| memchr::memmem::find(text, word.as_bytes()).is_some();
    let words: Vec<&'static str> = words.iter().filter(in_text).copied().collect();
    if !words.is_empty() {
        found.extend(below_top(context, &words));
        found.sort_by(|a, b| a.place.cmp(&b.place));
    }
    found
}

/// Declarations outside of functions that are not at the top of the file's set.
fn below_top(context: &Context<'_>, words: &[&'static str]) -> Vec<Hidden> {
    let tree = context.tree;
    let is_used = |word: &str| {
        tree.exprs().any(|(_, expr)| matches!(expr, Expr::Var(name, _) if tree.name(name) == word))
    };
    let mut found = Vec::new();
    let mut work: Vec<(ExprId, bool)> = vec![(tree.root(), true)];
    while let Some((id, is_top)) = work.pop() {
        match tree.expr(id) {
            Expr::Let { bindings, body } => {
                let variables = words.iter().filter(|word| !is_used(word)).filter_map(|word| {
                    let (span, _) = entry(context, bindings, word)?;
                    Some(Hidden {
                        declaration: word,
                        by: HiddenBy::Variable,
                        place: context.place(span),
                    })
                });
                found.extend(variables);
                work.push((*body, is_top));
            }
            Expr::With { body, .. } | Expr::Assert { body, .. } => work.push((*body, is_top)),
            Expr::If { yes, no, .. } => work.extend([(*yes, is_top), (*no, is_top)]),
            Expr::Binary(_, left, right) => work.extend([(*left, is_top), (*right, is_top)]),
            Expr::List(items) => work.extend(items.iter().map(|item| (*item, false))),
            Expr::Attrs(set) => {
                for entry in set.entries.iter().filter(|entry| !entry.is_inherited) {
                    let name = tree.name(&entry.name);
                    match words.iter().find(|word| **word == name) {
                        Some(word) if !is_top => found.push(Hidden {
                            declaration: word,
                            by: HiddenBy::Nested,
                            place: context.place(entry.span),
                        }),
                        // What a declaration holds is its own matter, and so is what a functor gives.
                        Some(_) => {}
                        None if name.starts_with("__") => {}
                        None => work.push((entry.value, false)),
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Declarations of a file that nothing reads, where they would be collected if something did.
pub(super) fn at_top(context: &Context<'_>, words: &[&'static str], role: Role) -> Vec<Hidden> {
    let by = if role == Role::BelowUnit { HiddenBy::Unit } else { HiddenBy::Underscore };
    in_result_position(context, words, false, by)
}

/// The declarations in the sets that the file's expression comes to, as far as the text shows it:
/// inside functions, or outside of them.
fn in_result_position(
    context: &Context<'_>,
    words: &[&'static str],
    in_function: bool,
    by: HiddenBy,
) -> Vec<Hidden> {
    if words.is_empty() {
        return Vec::new();
    }
    let tree = context.tree;
    let mut found = Vec::new();
    let mut work: Vec<(ExprId, bool)> = vec![(tree.root(), false)];
    while let Some((id, inside)) = work.pop() {
        match tree.expr(id) {
            Expr::Lambda(lambda) => work.push((lambda.body, true)),
            Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
                work.push((*body, inside));
            }
            Expr::If { yes, no, .. } => work.extend([(*yes, inside), (*no, inside)]),
            Expr::Binary(_, left, right) => work.extend([(*left, inside), (*right, inside)]),
            Expr::Attrs(set) => {
                let named = |word: &str| entry(context, set, word);
                if inside == in_function {
                    found.extend(words.iter().filter_map(|word| {
                        let (span, _) = named(word)?;
                        // The library reads exports in what a functor returns.
                        let place = context.place(span);
                        Some(Hidden { declaration: word, by, place })
                    }));
                }
                if let (false, Some((_, functor))) = (inside, named("__functor")) {
                    work.push((functor, inside));
                }
            }
            _ => {}
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

fn entry(context: &Context<'_>, set: &AttrSet, word: &str) -> Option<(crate::text::Span, ExprId)> {
    let entry = set.entries.iter().find(|entry| context.tree.name(&entry.name) == word)?;
    Some((entry.span, entry.value))
}
