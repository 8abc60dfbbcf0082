//! Whether a file may use an input in a way that is no reference by scope.
//!
//! `self.inputs.x`, an argument `x` of a module that gets all inputs, `"x"` as the name in a lookup, `nix run
//! --inputs-from . x`: who wants to know that an input is not used must see none of these.

use std::collections::BTreeSet;

use memchr::memmem;
use rustc_hash::FxHashSet;

use super::Context;
use super::arguments::is_flake;
use crate::syntax::{
    Attr, AttrName, BinaryOperator, BindingKind, Expr, ExprId, Part, Resolved, Tree,
};

/// What a file says of inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputWords {
    /// Inputs whose names stand in it as a variable, an argument, a selected attribute or a string.
    pub names: BTreeSet<String>,
    /// Whether it looks through all inputs, so that each may be used.
    pub all: bool,
}

/// Functions that look through a set.
const LOOKS_THROUGH: [&str; 13] = [
    "attrNames",
    "attrValues",
    "attrsToList",
    "concatMapAttrs",
    "filterAttrs",
    "foldlAttrs",
    "genAttrs",
    "getAttr",
    "intersectAttrs",
    "mapAttrs",
    "mapAttrs'",
    "mapAttrsToList",
    "removeAttrs",
];

/// With this, names of flakes in a command of Nix are looked up among the inputs first.
const INPUTS_FROM: &str = "--inputs-from";

/// The words of a text that says `--inputs-from`; of any other none.
pub(super) fn of_commands(text: &str) -> BTreeSet<String> {
    if memmem::find(text.as_bytes(), INPUTS_FROM.as_bytes()).is_none() {
        return BTreeSet::new();
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

pub(super) fn read(context: &Context<'_>, inputs: &FxHashSet<String>) -> InputWords {
    let reader = Reader { tree: context.tree, is_flake: is_flake(context.path), inputs };
    let mut words = InputWords::default();
    for (_, expr) in context.tree.exprs() {
        reader.expression(expr, &mut words);
    }
    words
}

struct Reader<'a> {
    tree: &'a Tree,
    is_flake: bool,
    inputs: &'a FxHashSet<String>,
}

impl Reader<'_> {
    fn expression(&self, expr: &Expr, words: &mut InputWords) {
        let tree = self.tree;
        match expr {
            Expr::Var(name, _) => self.add(tree.name(name), words),
            Expr::Select { set, path, .. } | Expr::HasAttr { set, path } => {
                path.iter().filter_map(|attr| tree.static_name(attr)).for_each(|name| {
                    self.add(name, words);
                });
                words.all |= self.is_any_of(*set, path);
            }
            Expr::Lambda(lambda) => {
                // What `outputs` names is there anyway; only the use of it counts.
                let formals = lambda.formals.iter().flatten().filter(|_| !self.is_flake);
                formals.for_each(|formal| self.add(tree.name(&formal.name), words));
            }
            Expr::Str(parts) => {
                if let [Part::Text(text)] = &**parts {
                    let text = tree.name(text);
                    // `"@disko.nixosModules.disko"` is a name in the inputs.
                    let name = text.strip_prefix('@').and_then(|text| text.split('.').next());
                    self.add(name.unwrap_or(text), words);
                }
                for part in &**parts {
                    if let Part::Text(text) = part {
                        let named = of_commands(tree.name(text)).into_iter();
                        words.names.extend(named.filter(|name| self.inputs.contains(name)));
                    }
                }
            }
            Expr::Apply { function, argument } => {
                words.all |= self.is_inputs(*argument) && self.looks_through(*function);
            }
            Expr::Binary(BinaryOperator::PipeRight, left, right) => {
                words.all |= self.is_inputs(*left) && self.looks_through(*right);
            }
            _ => {}
        }
    }

    fn add(&self, name: &str, words: &mut InputWords) {
        if self.inputs.contains(name) {
            words.names.insert(name.to_owned());
        }
    }

    /// `inputs.${name}`
    fn is_any_of(&self, set: ExprId, path: &[Attr]) -> bool {
        let name_at = |at: usize| path.get(at).map(|attr| &attr.name);
        let is_below = |at: usize| {
            path.get(at).and_then(|attr| self.tree.static_name(attr)) == Some("inputs")
                && matches!(name_at(at + 1), Some(AttrName::Dynamic(_)))
        };
        (0..path.len()).any(is_below)
            || matches!(name_at(0), Some(AttrName::Dynamic(_))) && self.is_inputs(set)
    }

    /// Whether an expression is all inputs: a variable or an attribute of that name, or what `outputs` gets.
    fn is_inputs(&self, id: ExprId) -> bool {
        match self.tree.expr(id) {
            Expr::Var(name, resolved) => {
                let is_whole = matches!(resolved, Resolved::Local { binding, .. }
                    if matches!(self.tree.binding(*binding).kind, BindingKind::Argument(_)));
                self.tree.name(name) == "inputs" || self.is_flake && is_whole
            }
            Expr::Select { path, .. } => {
                path.last().and_then(|attr| self.tree.static_name(attr)) == Some("inputs")
            }
            _ => false,
        }
    }

    fn looks_through(&self, mut function: ExprId) -> bool {
        let mut first = None;
        while let Expr::Apply { function: inner, argument } = self.tree.expr(function) {
            first = Some(*argument);
            function = *inner;
        }
        let name = match self.tree.expr(function) {
            Expr::Var(name, _) => Some(self.tree.name(name)),
            Expr::Select { path, .. } => path.last().and_then(|attr| self.tree.static_name(attr)),
            _ => None,
        };
        // `getAttr "x" inputs` is one, `getAttr name inputs` may be any.
        let is_one = name == Some("getAttr")
            && first.is_some_and(|first| self.tree.plain_string(first).is_some());
        !is_one && name.is_some_and(|name| LOOKS_THROUGH.contains(&name))
    }
}
