//! What a function of the file is handed by the calls in it, as far as that is a registry.

use super::callees::{self, Entry, Handed};
use super::references::ReferenceRoot;
use super::resolver::{Resolver, Symbol};
use crate::syntax::{Attr, BindingKind, Expr, ExprId, Resolved};
use crate::text::Span;

/// What the calls of a function say of one of its arguments.
#[derive(Clone)]
pub(super) enum Parameter {
    /// A registry, or a part of one.
    Is(Symbol),
    /// Something else, at least in one call, or several.
    Other,
    /// Nothing: no call is known, or what it hands over is not.
    Unknown,
}

impl Resolver<'_> {
    /// What the calls say of an argument of a function: of the attribute `name`, or of the whole argument.
    pub(super) fn parameter(
        &self,
        function: ExprId,
        name: Option<&str>,
        aliases: u32,
    ) -> Parameter {
        let calls = self.callees.of(function);
        let Some(aliases) = aliases.checked_sub(1).filter(|_| !calls.is_empty()) else {
            return Parameter::Unknown;
        };
        let key = (function, name.map(str::to_owned));
        if let Some(known) = self.parameters.borrow().get(&key) {
            return known.clone();
        }
        self.parameters.borrow_mut().insert(key.clone(), Parameter::Unknown);
        let given = calls.iter().map(|call| match call {
            Handed::Argument(argument) if self.is_own(function, *argument, name) => {
                Parameter::Unknown
            }
            Handed::Argument(argument) => self.handed(*argument, name, aliases),
            Handed::Elements => Parameter::Other,
        });
        // What holds for one call only is no name of the argument.
        let parameter = given.fold(Parameter::Unknown, |known, given| match (known, given) {
            (Parameter::Is(a), Parameter::Is(b)) if !a.is_same(&b) => Parameter::Other,
            (Parameter::Other, _) | (_, Parameter::Other) => Parameter::Other,
            (Parameter::Is(symbol), _) | (_, Parameter::Is(symbol)) => Parameter::Is(symbol),
            (Parameter::Unknown, Parameter::Unknown) => Parameter::Unknown,
        });
        // Who else calls it gives `registry` by its name, and anything by another one.
        let is_open = self.callees.escapes(function) && name != Some(self.registry_name);
        let parameter = match parameter {
            Parameter::Is(_) if is_open => Parameter::Other,
            known => known,
        };
        self.parameters.borrow_mut().insert(key, parameter.clone());
        parameter
    }

    /// Whether a call in a function hands it what it got, which says nothing of that.
    fn is_own(&self, function: ExprId, argument: ExprId, name: Option<&str>) -> bool {
        let value = match name.map(|name| callees::entry(self.tree, argument, name)) {
            None => argument,
            Some(Entry::Value(value)) => value,
            Some(Entry::Missing | Entry::Unknown(_)) => return false,
        };
        let Expr::Var(variable, Resolved::Local { binding, .. }) =
            self.tree.expr(self.within(value))
        else {
            return false;
        };
        match self.tree.binding(*binding).kind {
            BindingKind::Formal(id) => id == function && name == Some(self.tree.name(variable)),
            BindingKind::Argument(id) => id == function && name.is_none(),
            BindingKind::Value(_) => false,
        }
    }

    /// What one call hands over.
    pub(super) fn handed(&self, argument: ExprId, name: Option<&str>, aliases: u32) -> Parameter {
        let registry = |id| {
            let symbol = self.symbol(self.within(id), aliases);
            symbol.filter(|symbol| {
                symbol.root.is_registry() && symbol.is_certain() && !self.is_undecided(symbol)
            })
        };
        let Some(name) = name else {
            return registry(argument).map_or(Parameter::Other, Parameter::Is);
        };
        match callees::entry(self.tree, argument, name) {
            Entry::Value(value) => registry(value).map_or(Parameter::Other, Parameter::Is),
            Entry::Missing => Parameter::Other,
            Entry::Unknown(set) => {
                let symbol = self.of_argument(set, name, aliases);
                let symbol =
                    symbol.filter(|symbol| symbol.root.is_registry() && !self.is_undecided(symbol));
                symbol.map_or(Parameter::Unknown, Parameter::Is)
            }
        }
    }

    /// `s.registry.a` where the file writes the set `s` itself.
    pub(super) fn of_set(&self, set: ExprId, path: &[Attr], aliases: u32) -> Option<Symbol> {
        if !matches!(self.tree.expr(set), Expr::Var(..) | Expr::Select { .. }) {
            return None;
        }
        let (value, rest) = callees::member(self.tree, set, path)?;
        let symbol = self.symbol(self.within(value), aliases.checked_sub(1)?)?;
        let used = path.len() - rest.len();
        let base = self.tree.span(set).cover(path[used - 1].span);
        let symbol = symbol.root.is_registry().then(|| symbol.brought_to(base))?;
        Some(self.extended(symbol, rest))
    }

    /// `args.registry` where `args` is the whole argument of a function.
    pub(super) fn of_argument(&self, set: ExprId, name: &str, aliases: u32) -> Option<Symbol> {
        let Expr::Var(_, Resolved::Local { binding, .. }) = self.tree.expr(set) else {
            return None;
        };
        let BindingKind::Argument(id) = self.tree.binding(*binding).kind else { return None };
        let span = self.tree.span(set);
        match self.parameter(id, Some(name), aliases) {
            Parameter::Is(symbol) => return Some(symbol.brought_to(span)),
            Parameter::Other if name == self.registry_name => return None,
            Parameter::Other | Parameter::Unknown => {}
        }
        let Expr::Lambda(lambda) = self.tree.expr(id) else { return None };
        // What the file is gets all arguments of the flake; what another `x: …` gets, nobody knows.
        if lambda.formals.is_none() && self.within(self.tree.root()) != id {
            return None;
        }
        self.of_function(id, self.root(name)?, span)
    }

    /// The root that a function gets by its name when no call in the file says what it gets.
    pub(super) fn of_function(
        &self,
        function: ExprId,
        root: ReferenceRoot,
        span: Span,
    ) -> Option<Symbol> {
        let mut symbol = Symbol::new(root, span);
        if !symbol.root.is_registry() {
            return Some(symbol);
        }
        let is_ours = !self.foreign.is_foreign(function) || self.foreign.is_closed(function);
        symbol.helper = Some(function);
        is_ours.then_some(symbol)
    }

    /// Whether a name is the flake's only if somebody calls the function that it is an argument of.
    pub(super) fn is_undecided(&self, symbol: &Symbol) -> bool {
        symbol.helper.is_some_and(|function| self.foreign.is_closed(function))
    }
}
