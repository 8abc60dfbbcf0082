//! Declarations that somebody meant and that nothing collects.

use super::{Context, Role};
use crate::syntax::{AttrSet, Entry, Expr, ExprId};
use crate::text::{Place, Span};

/// A declaration where nothing collects it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// `__inputs`, `__exports` or `__host`.
    pub declaration: &'static str,
    /// The name that it has: the same, unless that is what hides it.
    pub name: String,
    /// What hides it.
    pub by: HiddenBy,
    /// Where it stands.
    pub place: Place,
    /// From there to the end of what it declares, in bytes of that file.
    pub extent: Span,
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
    /// The file is in no directory that is read for declarations.
    Elsewhere,
    /// It is a variable, and nothing makes an attribute of it.
    Variable,
    /// Its name is not quite the word.
    Slip,
}

/// Declarations of a file that is read: inside its functions, in sets and lists below its top, and as
/// variables.
pub(super) fn uncollected(context: &Context<'_>, words: &[&'static str]) -> Vec<Hidden> {
    let mut found = in_result_position(context, words, true, HiddenBy::Function);
    let text = context.tree.text().as_bytes();
    // Few files have the word anywhere but at the top; the others are not walked.
    let is_elsewhere = |word: &&&str| {
        let at_top = usize::from(is_attribute(context, word));
        memchr::memmem::find_iter(text, word.as_bytes()).nth(at_top).is_some()
    };
    let words: Vec<&'static str> = words.iter().filter(is_elsewhere).copied().collect();
    if !words.is_empty() {
        let mut below = BelowTop { context, words: &words, found: Vec::new() };
        below.walk();
        found.append(&mut below.found);
        found.sort_by(|a, b| a.place.cmp(&b.place));
    }
    found
}

/// Whether the file is a set that has an attribute of this name.
fn is_attribute(context: &Context<'_>, name: &str) -> bool {
    let tree = context.tree;
    match tree.expr(tree.root()) {
        Expr::Attrs(set) => set.entries.iter().any(|entry| tree.name(&entry.name) == name),
        _ => false,
    }
}

/// Looks for declarations that are not at the top of the file's set, in it and in what `let` binds beside it.
struct BelowTop<'c> {
    context: &'c Context<'c>,
    words: &'c [&'static str],
    found: Vec<Hidden>,
}

/// An expression on the way down.
#[derive(Clone, Copy)]
struct Below {
    expr: ExprId,
    /// Whether the file, or what a function in it gives, comes to this; declarations in it are not below the top.
    is_top: bool,
    is_in_function: bool,
}

impl BelowTop<'_> {
    fn walk(&mut self) {
        let tree = self.context.tree;
        let root = Below { expr: tree.root(), is_top: true, is_in_function: false };
        let mut work = vec![root];
        while let Some(here) = work.pop() {
            let at = |expr: &ExprId| Below { expr: *expr, ..here };
            match tree.expr(here.expr) {
                Expr::Let { bindings, body } => {
                    work.extend(self.variables(bindings, here));
                    work.push(at(body));
                }
                Expr::Lambda(lambda) => {
                    work.push(Below { is_in_function: true, ..at(&lambda.body) });
                }
                Expr::With { body, .. } | Expr::Assert { body, .. } => work.push(at(body)),
                Expr::If { yes, no, .. } => work.extend([at(yes), at(no)]),
                Expr::Binary(_, left, right) => work.extend([at(left), at(right)]),
                Expr::List(items) => {
                    work.extend(items.iter().map(|item| Below { is_top: false, ..at(item) }));
                }
                Expr::Apply { function, argument } => {
                    work.push(at(function));
                    work.push(Below { is_top: false, ..at(argument) });
                }
                Expr::Attrs(set) => work.extend(self.set(set, here)),
                _ => {}
            }
        }
    }

    /// Notes the declarations of a set below the top; gives the values in which to look further.
    fn set(&mut self, set: &AttrSet, here: Below) -> Vec<Below> {
        let tree = self.context.tree;
        let mut further = Vec::new();
        for entry in set.entries.iter().filter(|entry| !entry.is_inherited) {
            let name = tree.name(&entry.name);
            match self.words.iter().find(|word| **word == name) {
                Some(word) if !here.is_top && self.is_meant(entry.value, here.is_in_function) => {
                    let by = match here.is_in_function {
                        true => HiddenBy::Function,
                        false => HiddenBy::Nested,
                    };
                    self.found.push(hidden(self.context, word, by, entry));
                }
                // What a declaration holds is its own matter.
                Some(_) => {}
                // Declarations in what a functor gives are looked for with those in functions.
                None if name == "__functor" && here.is_top => {
                    further.push(Below { expr: entry.value, ..here });
                }
                None if name.starts_with("__") && name != "__module" => {}
                None => further.push(Below { expr: entry.value, is_top: false, ..here }),
            }
        }
        further
    }

    /// Whether a value declares something here, and does not hand on what stands elsewhere: `__inputs = x.__inputs`.
    /// What a function computes from its argument may well be declared by who calls it.
    fn is_meant(&self, value: ExprId, is_in_function: bool) -> bool {
        match self.context.tree.expr(value) {
            Expr::Attrs(_) => true,
            Expr::Var(..) | Expr::Select { .. } => false,
            _ => !is_in_function,
        }
    }

    /// Notes declarations that are variables, and that nothing makes an attribute of; gives the values of the other
    /// variables. What the file's own declarations come from is known when it is evaluated.
    fn variables(&mut self, bindings: &AttrSet, here: Below) -> Vec<Below> {
        let tree = self.context.tree;
        let mut further = Vec::new();
        for entry in bindings.entries.iter().filter(|entry| !entry.is_inherited) {
            let name = tree.name(&entry.name);
            match self.words.iter().find(|word| **word == name) {
                Some(word) if !self.is_used(word) => {
                    self.found.push(hidden(self.context, word, HiddenBy::Variable, entry));
                }
                Some(_) => {}
                None => further.push(Below { expr: entry.value, is_top: false, ..here }),
            }
        }
        further
    }

    fn is_used(&self, word: &str) -> bool {
        let tree = self.context.tree;
        tree.exprs().any(|(_, expr)| matches!(expr, Expr::Var(name, _) if tree.name(name) == word))
    }
}

/// Declarations of a file that nothing reads, where they would be collected if something did.
pub(super) fn at_top(context: &Context<'_>, words: &[&'static str], role: Role) -> Vec<Hidden> {
    let by = match role {
        Role::BelowUnit => HiddenBy::Unit,
        Role::Elsewhere => HiddenBy::Elsewhere,
        Role::Visited | Role::Hidden => HiddenBy::Underscore,
    };
    in_result_position(context, words, false, by)
}

/// The declarations in what the file's function or `__functor` gives, maybe under a condition.
pub(super) fn in_result(context: &Context<'_>, word: &'static str) -> Vec<Hidden> {
    in_result_position(context, &[word], true, HiddenBy::Function)
}

/// The declarations in the sets that the file's expression comes to, as far as the text shows it:
/// inside functions, or outside of them.
fn in_result_position(
    context: &Context<'_>,
    words: &[&'static str],
    in_function: bool,
    by: HiddenBy,
) -> Vec<Hidden> {
    let mut found = Vec::new();
    each_result(context, |set, inside| {
        if inside == in_function {
            found.extend(words.iter().filter_map(|word| {
                // The library reads exports in what a functor returns.
                Some(hidden(context, word, by, entry(context, set, word)?))
            }));
        }
    });
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// Visits the sets that the file's expression comes to, as far as the text shows it, each with whether it is inside
/// of a function.
pub(super) fn each_result<'c>(context: &Context<'c>, mut visit: impl FnMut(&'c AttrSet, bool)) {
    each_end(context, |id, inside| {
        if let Expr::Attrs(set) = context.tree.expr(id) {
            visit(set, inside);
        }
    });
}

/// The names and whole strings that are this word in the calls that the file's function or `__functor` comes to,
/// in order.
pub(super) fn in_calls(context: &Context<'_>, word: &str) -> Vec<Span> {
    let tree = context.tree;
    let mut calls = Vec::new();
    each_end(context, |id, inside| {
        if inside && matches!(tree.expr(id), Expr::Apply { .. }) {
            calls.push(tree.span(id));
        }
    });
    let mut found = Vec::new();
    for (id, expr) in tree.exprs().filter(|_| !calls.is_empty()) {
        match expr {
            Expr::Attrs(set) => found.extend(entry(context, set, word).map(|entry| entry.span)),
            Expr::Str(_) if tree.plain_string(id).is_some_and(|text| text == word) => {
                found.push(tree.span(id));
            }
            _ => {}
        }
    }
    found.retain(|span| calls.iter().any(|call| call.contains(*span)));
    found.sort_by_key(|span| span.start);
    found
}

/// Visits the expressions that the file's expression comes to, each with whether it is inside of a function.
fn each_end(context: &Context<'_>, mut visit: impl FnMut(ExprId, bool)) {
    let tree = context.tree;
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
                visit(id, inside);
                if let (false, Some(functor)) = (inside, entry(context, set, "__functor")) {
                    work.push((functor.value, inside));
                }
            }
            _ => visit(id, inside),
        }
    }
}

fn entry<'s>(context: &Context<'_>, set: &'s AttrSet, word: &str) -> Option<&'s Entry> {
    set.entries.iter().find(|entry| context.tree.name(&entry.name) == word)
}

pub(super) fn hidden(
    context: &Context<'_>,
    declaration: &'static str,
    by: HiddenBy,
    entry: &Entry,
) -> Hidden {
    let name = context.tree.name(&entry.name).to_owned();
    Hidden {
        declaration,
        name,
        by,
        place: context.place(entry.span),
        extent: extent(context, entry),
    }
}

/// From the name of an attribute to the end of its value, also where that is written in parts: `a.b = 1; a.c = 2;`.
fn extent(context: &Context<'_>, entry: &Entry) -> Span {
    let tree = context.tree;
    let mut extent = entry.span;
    let mut work = vec![entry];
    while let Some(entry) = work.pop() {
        extent = extent.cover(entry.span);
        match tree.expr(entry.value) {
            _ if entry.is_inherited => {}
            Expr::Attrs(set) => {
                work.extend(&set.entries);
                for dynamic in &set.dynamic {
                    extent = extent.cover(dynamic.span).cover(tree.span(dynamic.value));
                }
            }
            _ => extent = extent.cover(tree.span(entry.value)),
        }
    }
    extent
}
