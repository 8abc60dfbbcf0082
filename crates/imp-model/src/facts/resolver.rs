//! What an expression refers to: followed by scope to the registry, the inputs, the sinks or the flake.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Context;
use super::callees::Callees;
use super::calls::{self, Call, CallKind};
use super::foreign::Foreign;
use super::parameters::Parameter;
use super::references::{ReferencePart, ReferenceRoot};
use crate::source::TreePath;
use crate::syntax::{
    Attr, BinaryOperator, BindingKind, Expr, ExprId, Name, Part, PathKind, Resolved, Tree,
};
use crate::text::Span;

/// How many `let`s one name is followed through.
pub(super) const MAX_ALIASES: u32 = 32;

/// Says what expressions of one file refer to.
pub(super) struct Resolver<'a> {
    pub(super) tree: &'a Tree,
    pub(super) registry_name: &'a str,
    /// Where the file is, which relative paths start from.
    directory: TreePath,
    flake_outputs: Option<ExprId>,
    /// Functions whose arguments are somebody else's.
    pub(super) foreign: Foreign,
    pub(super) callees: Callees,
    /// What the calls say of arguments, as far as that was asked.
    pub(super) parameters: RefCell<BTreeMap<(ExprId, Option<String>), Parameter>>,
}

/// A name as it is followed to its root.
#[derive(Clone)]
pub(super) struct Symbol {
    pub(super) root: ReferenceRoot,
    pub(super) base: Span,
    pub(super) path: Vec<ReferencePart>,
    pub(super) is_partial: bool,
    /// Whether another `with` is asked when the name is not there.
    pub(super) is_weak: bool,
    pub(super) is_call: bool,
    /// Whether it is the registry as the output `registry` of the flake.
    pub(super) is_output: bool,
    /// Whether it is an argument that somebody else gives, who may mean another flake.
    is_foreign: bool,
    /// Whether it starts from `self'`, the outputs for one system.
    is_of_system: bool,
    /// The function of which it is an argument, where no call in the file says what that is.
    pub(super) helper: Option<ExprId>,
}

impl Symbol {
    pub(super) fn new(root: ReferenceRoot, base: Span) -> Self {
        let path = Vec::new();
        let (is_partial, is_weak, is_call) = (false, false, false);
        let (is_output, is_foreign, is_of_system) = (false, false, false);
        Self {
            root,
            base,
            path,
            is_partial,
            is_weak,
            is_call,
            is_output,
            is_foreign,
            is_of_system,
            helper: None,
        }
    }

    /// Whether all of it is known, and that it is there.
    pub(super) fn is_certain(&self) -> bool {
        !self.is_partial && !self.is_weak
    }

    /// Whether it is the same name.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let names = |symbol: &Self| -> Vec<String> {
            symbol.path.iter().map(|part| part.name.clone()).collect()
        };
        self.root == other.root && names(self) == names(other)
    }

    /// The same as a variable brings it to where `span` is.
    pub(super) fn brought_to(mut self, span: Span) -> Self {
        self.path.iter_mut().for_each(|part| part.span = None);
        self.is_call = false;
        // What is selected from it starts here.
        if self.path.is_empty() || self.is_flake() {
            self.base = span;
        }
        self
    }

    /// Whether it is the flake itself, or `self'`, which is the outputs for one system.
    fn is_flake(&self) -> bool {
        match self.root {
            ReferenceRoot::Flake => self.path.is_empty() && !self.is_partial,
            ReferenceRoot::Inputs => matches!(&*self.path, [only] if only.name == "self"),
            _ => false,
        }
    }

    /// The registry when `name` of the flake itself is that output, whose name is not configured. Whether the registry
    /// is what is there, the model knows.
    fn output_registry(&self, name: &str, span: Span) -> Option<Self> {
        let is_it = self.is_flake() && !self.is_of_system && name == "registry" && !self.is_foreign;
        // The name alone is the root where it is brought into scope, and where what it is selected from stands elsewhere.
        let base = if span.start >= self.base.end { self.base.cover(span) } else { span };
        let root = Self::new(ReferenceRoot::Registry, base);
        is_it.then_some(Self { is_weak: self.is_weak, is_output: true, ..root })
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn new(context: &Context<'a>, registry_name: &'a str) -> Self {
        Self {
            tree: context.tree,
            registry_name,
            directory: context.path.parent().unwrap_or_else(TreePath::root),
            flake_outputs: flake_outputs(context),
            foreign: Foreign::new(context.tree),
            callees: Callees::new(context.tree),
            parameters: RefCell::default(),
        }
    }

    /// The name that an expression is, if it is one.
    pub(super) fn resolve(&self, id: ExprId) -> Option<Symbol> {
        self.symbol(id, MAX_ALIASES)
    }

    /// The name that a variable with this value stands for.
    pub(super) fn resolve_value(&self, value: ExprId) -> Option<Symbol> {
        self.bound(value, MAX_ALIASES)
    }

    /// Whether an expression is the flake itself, which is its root directory as text.
    pub(super) fn is_flake(&self, id: ExprId) -> bool {
        self.below_flake(id).is_some_and(|rest| rest.is_empty() || rest == ["outPath"])
    }

    /// Whether an expression is the flake itself and not yet its root directory as text.
    pub(super) fn is_flake_set(&self, id: ExprId) -> bool {
        self.below_flake(id).is_some_and(|rest| rest.is_empty())
    }

    /// The name of an expression below the flake itself.
    fn below_flake(&self, id: ExprId) -> Option<Vec<String>> {
        let symbol = self.resolve(id).filter(|symbol| !symbol.is_partial && !symbol.is_weak)?;
        let mut path: Vec<String> = symbol.path.into_iter().map(|part| part.name).collect();
        match symbol.root {
            ReferenceRoot::Inputs if path.first()? == "self" => path.remove(0),
            ReferenceRoot::Flake if !symbol.is_of_system => return Some(path),
            _ => return None,
        };
        Some(path)
    }

    /// What an expression comes to once the scopes that it opens are entered: `e` of `with a; e`.
    pub(super) fn within(&self, mut id: ExprId) -> ExprId {
        while let Expr::With { body, .. } | Expr::Let { body, .. } = self.tree.expr(id) {
            id = *body;
        }
        id
    }

    /// The names that a variable may be, where a `with` further in may have it too. One is weak where a `with` further
    /// out may have it as well.
    pub(super) fn possible(&self, id: ExprId) -> Vec<Symbol> {
        let (variable, rest) = match self.tree.expr(id) {
            Expr::Select { set, path, .. } | Expr::HasAttr { set, path } => (*set, &**path),
            _ => (id, &[][..]),
        };
        let Expr::Var(name, Resolved::With(withs)) = self.tree.expr(variable) else {
            return Vec::new();
        };
        let symbol = |(at, with): (usize, ExprId)| {
            let symbol = self.of_with(name, self.tree.span(variable), with, MAX_ALIASES)?;
            let is_weak = symbol.is_weak || at + 1 < withs.len();
            let symbol = Symbol { is_weak, ..symbol };
            let is_it = symbol.root.is_registry() && !self.is_undecided(&symbol);
            is_it.then(|| self.extended(symbol, rest))
        };
        let withs = withs.iter().map(|scope| scope.with).enumerate();
        withs.skip(1).filter_map(symbol).collect()
    }

    /// The name that a variable is in the set of one `with`.
    fn of_with(&self, name: &Name, span: Span, with: ExprId, aliases: u32) -> Option<Symbol> {
        let Expr::With { namespace, .. } = self.tree.expr(with) else { return None };
        let name = self.tree.name(name);
        if let Some(symbol) = self.of_argument(*namespace, name, aliases) {
            let symbol = symbol.brought_to(span);
            return Some(Symbol { is_of_system: name == "self'", ..symbol });
        }
        let mut symbol = self.symbol(*namespace, aliases.checked_sub(1)?)?;
        if let Some(registry) = symbol.output_registry(name, span) {
            return Some(Symbol { base: span, ..registry });
        }
        symbol.path.iter_mut().for_each(|part| part.span = None);
        symbol.is_call = false;
        symbol.path.push(ReferencePart { name: name.into(), span: Some(span) });
        Some(symbol)
    }

    pub(super) fn symbol(&self, id: ExprId, aliases: u32) -> Option<Symbol> {
        match self.tree.expr(id) {
            Expr::Var(name, resolved) => self.variable(name, resolved, self.tree.span(id), aliases),
            // What is selected from what may be the default is not certain to be there.
            Expr::Select { set, path, default: Some(_) } => {
                Some(Symbol { is_weak: true, ..self.selected(*set, path, aliases)? })
            }
            Expr::Select { set, path, .. } | Expr::HasAttr { set, path } => {
                self.selected(*set, path, aliases)
            }
            Expr::Apply { function, argument } => {
                if let Some(directory) = self.registry_of(*function, *argument) {
                    let root = ReferenceRoot::RegistryOf(directory);
                    return Some(Symbol::new(root, self.tree.span(id)));
                }
                let call = calls::read(self.tree, id)?;
                (call.kind == CallKind::Select).then(|| self.called(call, aliases))?
            }
            _ => None,
        }
    }

    fn selected(&self, set: ExprId, path: &[Attr], aliases: u32) -> Option<Symbol> {
        if let Some(symbol) = self.of_whole_argument(set, path, aliases) {
            let base = self.tree.span(set).cover(path[0].span);
            let is_of_system = self.tree.static_name(&path[0]) == Some("self'");
            let symbol = Symbol { is_of_system, ..symbol.brought_to(base) };
            return Some(self.extended(symbol, &path[1..]));
        }
        if let Some(symbol) = self.of_set(self.within(set), path, aliases) {
            return Some(symbol);
        }
        let set = self.below_update(self.within(set), path)?;
        Some(self.extended(self.symbol(set, aliases)?, path))
    }

    /// The name that a call asks for, which may be missing.
    pub(super) fn answer(&self, id: ExprId) -> Option<Symbol> {
        self.called(calls::read(self.tree, id)?, MAX_ALIASES)
    }

    fn called(&self, call: Call, aliases: u32) -> Option<Symbol> {
        let mut symbol = self.symbol(self.within(call.set), aliases)?;
        if !symbol.is_partial {
            let part = |(name, span)| ReferencePart { name, span: Some(span) };
            symbol.path.extend(call.names.into_iter().map(part));
        }
        symbol.is_call = true;
        Some(symbol)
    }

    /// The set that a name is selected from: of `a // { b = …; }` for any name but `b` it is `a`, and for `b` there
    /// is none.
    pub(super) fn below_update(&self, mut set: ExprId, path: &[Attr]) -> Option<ExprId> {
        while let Expr::Binary(BinaryOperator::Update, left, right) = self.tree.expr(set) {
            let Expr::Attrs(over) = self.tree.expr(*right) else { return None };
            let name = self.tree.static_name(path.first()?)?;
            let is_over = over.entries.iter().any(|entry| self.tree.name(&entry.name) == name);
            if is_over || !over.dynamic.is_empty() {
                return None;
            }
            set = *left;
        }
        Some(set)
    }

    /// `inherit ({ b = registry.c; }) b` makes it what is in the set, and
    /// `inherit (a // { b = registry.c; }) b` what is over it.
    fn bound(&self, value: ExprId, aliases: u32) -> Option<Symbol> {
        if let Expr::Select { set, path, default: None } = self.tree.expr(value)
            && let Expr::Attrs(over) = self.over(*set)
            && let Some(name) = self.tree.static_name(&path[0])
            && let Some(entry) =
                over.entries.iter().find(|entry| self.tree.name(&entry.name) == name)
        {
            return Some(self.extended(self.symbol(entry.value, aliases)?, &path[1..]));
        }
        match self.tree.expr(value) {
            // Whether it is there is no name of it.
            Expr::HasAttr { .. } => None,
            _ => self.symbol(value, aliases),
        }
    }

    /// What is over a set with `//`; the set itself where nothing is.
    fn over(&self, set: ExprId) -> &Expr {
        match self.tree.expr(set) {
            Expr::Binary(BinaryOperator::Update, _, right) => self.tree.expr(*right),
            expr => expr,
        }
    }

    fn variable(
        &self,
        variable: &Name,
        resolved: &Resolved,
        span: Span,
        aliases: u32,
    ) -> Option<Symbol> {
        let name = self.tree.name(variable);
        match resolved {
            Resolved::Local { binding, .. } => match self.tree.binding(*binding).kind {
                BindingKind::Formal(lambda) if self.flake_outputs == Some(lambda) => {
                    let mut symbol = Symbol::new(ReferenceRoot::Inputs, span);
                    symbol.path.push(ReferencePart { name: name.into(), span: Some(span) });
                    Some(symbol)
                }
                BindingKind::Formal(lambda) => {
                    match self.parameter(lambda, Some(name), aliases) {
                        Parameter::Is(symbol) => return Some(symbol.brought_to(span)),
                        Parameter::Other if name == self.registry_name => return None,
                        Parameter::Other | Parameter::Unknown => {}
                    }
                    let symbol = self.of_function(lambda, self.root(name)?, span)?;
                    // The other roots never break, so that a wrong guess about them costs nothing.
                    let is_foreign = self.foreign.is_foreign(lambda);
                    let is_of_system = matches!(name, "self'" | "inputs'");
                    Some(Symbol { is_foreign, is_of_system, ..symbol })
                }
                BindingKind::Argument(lambda) => {
                    if let Parameter::Is(symbol) = self.parameter(lambda, None, aliases) {
                        return Some(symbol.brought_to(span));
                    }
                    // `inputs: …` is how `flake.nix` calls its outputs; a registry never comes alone.
                    (name == "inputs").then(|| Symbol::new(ReferenceRoot::Inputs, span))
                }
                BindingKind::Value(value) => {
                    Some(self.bound(value, aliases.checked_sub(1)?)?.brought_to(span))
                }
            },
            // Only the innermost `with` is certain to be asked.
            Resolved::With(withs) => {
                let mut symbol = self.of_with(variable, span, withs.first()?.with, aliases)?;
                symbol.is_weak |= withs.len() > 1;
                Some(symbol)
            }
            Resolved::Global | Resolved::Unbound => None,
        }
    }

    /// `args.registry` where `args` is the whole argument of a function; `flake.inputs` and `flake.self` of the argument
    /// `flake`, by which nixos-unified gives modules both.
    fn of_whole_argument(&self, set: ExprId, path: &[Attr], aliases: u32) -> Option<Symbol> {
        let name = self.tree.static_name(path.first()?)?;
        self.of_argument(set, name, aliases).or_else(|| {
            let root = self.is_flake_argument(set).then(|| self.root(name))??;
            matches!(root, ReferenceRoot::Inputs | ReferenceRoot::Flake)
                .then(|| Symbol::new(root, self.tree.span(set)))
        })
    }

    fn is_flake_argument(&self, set: ExprId) -> bool {
        let Expr::Var(name, Resolved::Local { binding, .. }) = self.tree.expr(set) else {
            return false;
        };
        let is_formal = matches!(self.tree.binding(*binding).kind, BindingKind::Formal(_));
        is_formal && self.tree.name(name) == "flake"
    }

    /// The directory of `imp.registry ./directory`.
    fn registry_of(&self, function: ExprId, argument: ExprId) -> Option<TreePath> {
        let Expr::Select { set, path, default: None } = self.tree.expr(function) else {
            return None;
        };
        let is_imp = match self.tree.expr(*set) {
            Expr::Var(name, _) => match &**path {
                [_] => self.tree.name(name) == "imp",
                [imp, _] => {
                    self.tree.name(name) == "inputs" && self.tree.static_name(imp) == Some("imp")
                }
                _ => false,
            },
            _ => false,
        };
        if !is_imp || self.tree.static_name(path.last()?) != Some("registry") {
            return None;
        }
        let Expr::Path(PathKind::Relative, parts) = self.tree.expr(argument) else { return None };
        let [Part::Text(text)] = &**parts else { return None };
        self.directory.join(self.tree.name(text))
    }

    pub(super) fn root(&self, name: &str) -> Option<ReferenceRoot> {
        match name {
            "inputs" | "inputs'" => Some(ReferenceRoot::Inputs),
            "exports" => Some(ReferenceRoot::Exports),
            "self" | "self'" => Some(ReferenceRoot::Flake),
            name if name == self.registry_name => Some(ReferenceRoot::Registry),
            _ => None,
        }
    }

    pub(super) fn extended(&self, mut symbol: Symbol, path: &[Attr]) -> Symbol {
        for attr in path {
            if symbol.is_partial {
                break;
            }
            match self.tree.static_name(attr) {
                Some(name) => {
                    let output = symbol.output_registry(name, attr.span);
                    if let Some(registry) = output {
                        symbol = registry;
                        continue;
                    }
                    symbol.path.push(ReferencePart { name: name.into(), span: Some(attr.span) });
                }
                None => symbol.is_partial = true,
            }
        }
        symbol
    }
}

/// The function that `outputs` is in `flake.nix`: its arguments are the inputs.
fn flake_outputs(context: &Context<'_>) -> Option<ExprId> {
    let tree = context.tree;
    let Expr::Attrs(set) = tree.expr(tree.root()) else { return None };
    let outputs = set.entries.iter().find(|entry| tree.name(&entry.name) == "outputs")?;
    (context.path.as_str() == "flake.nix").then_some(outputs.value)
}
