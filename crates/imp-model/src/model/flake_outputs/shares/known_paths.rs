//! What paths with `${…}` lead to in the text that an output is made of, where every call of the functions around
//! them gives a text that stands there, or the name of the output: `./hosts/${name}` in a function that is only called
//! as `mk "web"` or by `genAttrs`.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::walk::Seen;
use crate::syntax::{
    AttrSet, BinaryOperator, BindingKind, Expr, ExprId, Part, PathKind, Resolved, Tree,
};

/// How many variables and calls are followed one after the other, how many for one path, and how many texts it may be.
const MAX_DEPTH: u32 = 32;
const MAX_STEPS: u32 = 4096;
const MAX_TEXTS: usize = 64;

/// The paths with an interpolation in what an output uses, each with all that it may be; not those of which that is
/// not known. `name` is that of the output, and `wholes` are the expressions that give all outputs of its kind.
pub(super) fn known_paths(
    tree: &Tree,
    seen: &Seen,
    name: Option<&str>,
    wholes: &[ExprId],
) -> Vec<(ExprId, BTreeSet<String>)> {
    let paths: Vec<_> = seen.exprs().filter_map(|id| interpolated(tree, id)).collect();
    if paths.is_empty() {
        return Vec::new();
    }
    let (parents, steps) = (seen.parents(tree), Cell::default());
    let makers = wholes.iter().flat_map(|whole| makers(tree, *whole, MAX_DEPTH)).collect();
    let calls = Calls { tree, seen, name, makers, parents, steps };
    let known = paths.into_iter().filter_map(|(path, start, parts)| {
        calls.steps.set(MAX_STEPS);
        let texts = calls.joined(parts, MAX_DEPTH)?;
        Some((path, texts.into_iter().map(|text| format!("{start}{text}")).collect()))
    });
    known.collect()
}

/// A path with an interpolation: the literal, what stands before, and the parts.
fn interpolated(tree: &Tree, id: ExprId) -> Option<(ExprId, &str, &[Part])> {
    match tree.expr(id) {
        Expr::Path(PathKind::Relative, parts) if parts.len() > 1 => Some((id, "", parts)),
        // Nix puts the two texts side by side.
        Expr::Binary(BinaryOperator::Add, left, right) => match tree.expr(*right) {
            Expr::Str(parts) if parts.len() > 1 => Some((*left, tree.relative_path(*left)?, parts)),
            _ => None,
        },
        _ => None,
    }
}

/// The functions that make the outputs of a kind from their names, in the expression that gives all of them.
fn makers(tree: &Tree, whole: ExprId, depth: u32) -> Vec<ExprId> {
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    match tree.expr(whole) {
        Expr::Binary(BinaryOperator::Update, left, right) => {
            [left, right].into_iter().flat_map(|side| makers(tree, *side, depth)).collect()
        }
        Expr::Var(_, Resolved::Local { binding, .. }) => match tree.binding(*binding).kind {
            BindingKind::Value(value) => makers(tree, value, depth),
            BindingKind::Argument(_) | BindingKind::Formal(_) => Vec::new(),
        },
        Expr::Apply { function, argument } => {
            let Expr::Apply { function, argument: first } = tree.expr(*function) else {
                return Vec::new();
            };
            match last_name(tree, *function) {
                Some("genAttrs") => vec![*argument],
                Some("mapAttrs") => vec![*first],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The last part of how a function of nixpkgs or of Nix is named.
fn last_name(tree: &Tree, function: ExprId) -> Option<&str> {
    match tree.expr(function) {
        Expr::Var(_, Resolved::Local { binding, .. }) => {
            // `inherit (nixpkgs.lib) genAttrs`, and not a function of this file.
            let BindingKind::Value(value) = tree.binding(*binding).kind else { return None };
            matches!(tree.expr(value), Expr::Select { .. }).then(|| last_name(tree, value))?
        }
        Expr::Var(name, Resolved::With(_) | Resolved::Global) => Some(tree.name(name)),
        Expr::Select { path, default: None, .. } => tree.static_name(path.last()?),
        _ => None,
    }
}

/// How a function is called.
enum Call {
    /// By an expression.
    Apply(ExprId),
    /// With the name of the output.
    Name,
}

struct Calls<'t> {
    tree: &'t Tree,
    seen: &'t Seen,
    name: Option<&'t str>,
    /// The functions that are called with the name.
    makers: BTreeSet<ExprId>,
    /// What holds each expression.
    parents: BTreeMap<ExprId, Vec<ExprId>>,
    /// How many more variables and calls are followed.
    steps: Cell<u32>,
}

impl Calls<'_> {
    /// What the parts of a string or a path give together.
    fn joined(&self, parts: &[Part], depth: u32) -> Option<BTreeSet<String>> {
        let mut texts = BTreeSet::from([String::new()]);
        for part in parts {
            let ends = match part {
                Part::Text(text) => BTreeSet::from([self.tree.name(text).to_owned()]),
                Part::Interpolation(id) => self.texts(*id, depth)?,
            };
            let ends = &ends;
            texts = texts
                .iter()
                .flat_map(|text| ends.iter().map(move |end| format!("{text}{end}")))
                .collect();
            if texts.len() > MAX_TEXTS {
                return None;
            }
        }
        Some(texts)
    }

    /// The texts that an expression may be; `None` where that is not known.
    fn texts(&self, id: ExprId, depth: u32) -> Option<BTreeSet<String>> {
        let depth = self.step(depth)?;
        match self.tree.expr(id) {
            Expr::Str(parts) => self.joined(parts, depth),
            Expr::Var(name, Resolved::Local { binding, .. }) => {
                match self.tree.binding(*binding).kind {
                    BindingKind::Value(value) => self.texts(value, depth),
                    BindingKind::Argument(function) => {
                        let name = || Some(BTreeSet::from([self.name?.to_owned()]));
                        self.given(function, depth, |argument| match argument {
                            Some(argument) => self.texts(argument, depth),
                            None => name(),
                        })
                    }
                    BindingKind::Formal(function) => {
                        self.attribute_given(function, self.tree.name(name), depth)
                    }
                }
            }
            Expr::Select { set, path, default: None } => {
                let ([attr], Expr::Var(_, Resolved::Local { binding, .. })) =
                    (&**path, self.tree.expr(*set))
                else {
                    return None;
                };
                let BindingKind::Argument(function) = self.tree.binding(*binding).kind else {
                    return None;
                };
                self.attribute_given(function, self.tree.static_name(attr)?, depth)
            }
            _ => None,
        }
    }

    /// The texts that a function is given as an attribute of its argument.
    fn attribute_given(
        &self,
        function: ExprId,
        name: &str,
        depth: u32,
    ) -> Option<BTreeSet<String>> {
        let Expr::Lambda(lambda) = self.tree.expr(function) else { return None };
        let mut formals = lambda.formals.iter().flatten();
        let default = formals
            .find(|formal| self.tree.name(&formal.name) == name)
            .and_then(|formal| formal.default);
        self.given(function, depth, |argument| {
            let Expr::Attrs(set) = self.tree.expr(argument?) else { return None };
            self.texts(self.attribute(set, name)?.or(default)?, depth)
        })
    }

    /// The value of an attribute, if the set has it; `None` where that is not known.
    #[expect(clippy::option_option, reason = "not there is not the same as not known")]
    fn attribute(&self, set: &AttrSet, name: &str) -> Option<Option<ExprId>> {
        let mut entries = set.entries.iter();
        let entry = entries.find(|entry| self.tree.name(&entry.name) == name);
        set.dynamic.is_empty().then(|| entry.map(|entry| entry.value))
    }

    /// The texts that all calls of a function give it: `of` each argument, which is `None` for the name of the output.
    fn given(
        &self,
        function: ExprId,
        depth: u32,
        of: impl Fn(Option<ExprId>) -> Option<BTreeSet<String>>,
    ) -> Option<BTreeSet<String>> {
        let mut texts = BTreeSet::new();
        for call in self.calls(function, depth)? {
            let argument = match call {
                Call::Apply(call) => match self.tree.expr(call) {
                    Expr::Apply { argument, .. } => Some(*argument),
                    _ => return None,
                },
                Call::Name => None,
            };
            texts.extend(of(argument)?);
        }
        // What nobody calls is called in a way that is not seen.
        (!texts.is_empty()).then_some(texts)
    }

    /// One step further, as far as there may be more.
    fn step(&self, depth: u32) -> Option<u32> {
        self.steps.set(self.steps.get().checked_sub(1)?);
        depth.checked_sub(1)
    }

    /// All calls of the function that an expression gives; `None` where something else may become of it.
    fn calls(&self, id: ExprId, depth: u32) -> Option<Vec<Call>> {
        let depth = self.step(depth)?;
        if self.makers.contains(&id) {
            return Some(vec![Call::Name]);
        }
        let mut found = Vec::new();
        let names = self.seen.names_of(id);
        for name in names.clone() {
            found.extend(self.calls(name, depth)?);
        }
        let parents = self.parents.get(&id).map_or(&[][..], Vec::as_slice);
        if parents.is_empty() && names.count() == 0 {
            return None;
        }
        for parent in parents {
            match self.tree.expr(*parent) {
                Expr::Apply { function, .. } if *function == id => found.push(Call::Apply(*parent)),
                Expr::Lambda(outer) if outer.body == id => {
                    for call in self.calls(*parent, depth)? {
                        let Call::Apply(call) = call else { return None };
                        found.extend(self.calls(call, depth)?);
                    }
                }
                // Where it is bound, the variables say what becomes of it.
                Expr::Let { body, .. } if *body != id => {}
                Expr::Let { .. } => found.extend(self.calls(*parent, depth)?),
                _ => return None,
            }
        }
        Some(found)
    }
}
