//! Names in the registry, and inputs, that a file refers to: by scope, not by text.

use super::calls::{self, Call, CallKind};
use super::{Context, Wanted, foreign, guards};
use crate::source::TreePath;
use crate::syntax::{
    Attr, BinaryOperator, BindingKind, Expr, ExprId, Name, Part, PathKind, Resolved, Tree,
};
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
    /// How many of its leading parts a condition asks for before Nix comes here: both of the second `registry.a.b` in
    /// `if registry ? a.b then registry.a.b else x`.
    pub asked: usize,
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
    /// Where it holds, unless something further in takes its name.
    pub scope: Span,
}

/// How many `let`s one name is followed through.
const MAX_ALIASES: u32 = 32;

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
}

pub(super) fn read(context: &Context<'_>, wanted: Wanted, resolver: &Resolver<'_>) -> Read {
    let tree = context.tree;
    // What is selected from is part of the longer reference.
    let mut is_part = vec![false; tree.exprs().count()];
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
    let mut read = Read { certain: Vec::new(), possible: Vec::new() };
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
            asked: 0,
            place: context.place(tree.span(id)),
            base: symbol.base,
        };
        let symbol = match is_answer {
            true => resolver.answer(id),
            false => resolver.symbol(id, MAX_ALIASES),
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
        read.certain.push(reference(symbol));
    }
    read.certain.sort_by(|a, b| a.place.cmp(&b.place));
    read.certain.dedup();
    guards::mark(tree, &mut read.certain);
    read
}

/// The aliases of registries, in order of the tree.
pub(super) fn aliases(resolver: &Resolver<'_>) -> Vec<Alias> {
    let tree = resolver.tree;
    let mut found = Vec::new();
    let mut add = |variable: Option<&str>, value: ExprId, scope: Span| {
        let Some(symbol) = resolver.bound(value, MAX_ALIASES) else { return };
        if symbol.root.is_registry() && !symbol.is_partial && !symbol.is_weak {
            let path = symbol.path.into_iter().map(|part| part.name).collect();
            let variable = variable.map(str::to_owned);
            found.push(Alias { variable, root: symbol.root, path, scope });
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

/// The function that `outputs` is in `flake.nix`: its arguments are the inputs.
fn flake_outputs(context: &Context<'_>) -> Option<ExprId> {
    let tree = context.tree;
    let Expr::Attrs(set) = tree.expr(tree.root()) else { return None };
    let outputs = set.entries.iter().find(|entry| tree.name(&entry.name) == "outputs")?;
    (context.path.as_str() == "flake.nix").then_some(outputs.value)
}

impl ReferenceRoot {
    /// Whether it is a registry.
    pub fn is_registry(&self) -> bool {
        matches!(self, Self::Registry | Self::RegistryOf(_))
    }
}

/// Says what expressions of one file refer to.
pub(super) struct Resolver<'a> {
    tree: &'a Tree,
    registry_name: &'a str,
    /// Where the file is, which relative paths start from.
    directory: TreePath,
    flake_outputs: Option<ExprId>,
    /// Functions whose arguments are somebody else's, by their place in the tree.
    foreign: Vec<bool>,
}

struct Symbol {
    root: ReferenceRoot,
    base: Span,
    path: Vec<ReferencePart>,
    is_partial: bool,
    /// Whether another `with` is asked when the name is not there.
    is_weak: bool,
    is_call: bool,
    /// Whether it is an argument that somebody else gives, who may mean another flake.
    is_foreign: bool,
    /// Whether it starts from `self'`, the outputs for one system.
    is_of_system: bool,
}

impl Symbol {
    fn new(root: ReferenceRoot, base: Span) -> Self {
        let path = Vec::new();
        let (is_partial, is_weak, is_call) = (false, false, false);
        let (is_foreign, is_of_system) = (false, false);
        Self { root, base, path, is_partial, is_weak, is_call, is_foreign, is_of_system }
    }

    /// Whether it is the flake itself, or `self'`, which is the outputs for one system.
    fn is_flake(&self) -> bool {
        match self.root {
            ReferenceRoot::Flake => self.path.is_empty() && !self.is_partial,
            ReferenceRoot::Inputs => matches!(&*self.path, [only] if only.name == "self"),
            _ => false,
        }
    }

    /// The registry when `name` of the flake itself is that output, whose name is not configured.
    fn output_registry(&self, name: &str, span: Span) -> Option<Self> {
        let is_it = self.is_flake() && !self.is_of_system && name == "registry" && !self.is_foreign;
        // The name alone is the root where it is brought into scope, and where what it is selected from stands elsewhere.
        let base = if span.start >= self.base.end { self.base.cover(span) } else { span };
        let root = Self::new(ReferenceRoot::Registry, base);
        is_it.then_some(Self { is_weak: self.is_weak, ..root })
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn new(context: &Context<'a>, registry_name: &'a str) -> Self {
        Self {
            tree: context.tree,
            registry_name,
            directory: context.path.parent().unwrap_or_else(TreePath::root),
            flake_outputs: flake_outputs(context),
            foreign: foreign::functions(context.tree),
        }
    }

    /// Whether an expression is the flake itself, which is its root directory as text.
    pub(super) fn is_flake(&self, id: ExprId) -> bool {
        let Some(symbol) = self.symbol(id, MAX_ALIASES) else { return false };
        let path: Vec<&str> = symbol.path.iter().map(|part| part.name.as_str()).collect();
        let rest = match (&symbol.root, path.as_slice()) {
            (ReferenceRoot::Inputs, ["self", rest @ ..]) => rest,
            (ReferenceRoot::Flake, rest) if !symbol.is_of_system => rest,
            _ => return false,
        };
        matches!(rest, [] | ["outPath"]) && !symbol.is_partial && !symbol.is_weak
    }

    /// What an expression comes to once the scopes that it opens are entered: `e` of `with a; e`.
    fn within(&self, mut id: ExprId) -> ExprId {
        while let Expr::With { body, .. } | Expr::Let { body, .. } = self.tree.expr(id) {
            id = *body;
        }
        id
    }

    /// The names that a variable may be, where a `with` further in may have it too. One is weak where a `with` further
    /// out may have it as well.
    fn possible(&self, id: ExprId) -> Vec<Symbol> {
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
            symbol.root.is_registry().then(|| self.extended(symbol, rest))
        };
        let withs = withs.iter().map(|scope| scope.with).enumerate();
        withs.skip(1).filter_map(symbol).collect()
    }

    /// The name that a variable is in the set of one `with`.
    fn of_with(&self, name: &Name, span: Span, with: ExprId, aliases: u32) -> Option<Symbol> {
        let Expr::With { namespace, .. } = self.tree.expr(with) else { return None };
        let name = self.tree.name(name);
        if let Some(root) = self.of_argument(*namespace, name) {
            return Some(Symbol { is_of_system: name == "self'", ..Symbol::new(root, span) });
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

    /// The name that an expression is, if it is one.
    fn symbol(&self, id: ExprId, aliases: u32) -> Option<Symbol> {
        match self.tree.expr(id) {
            Expr::Var(name, resolved) => self.variable(name, resolved, self.tree.span(id), aliases),
            Expr::Select { set, path, .. } | Expr::HasAttr { set, path } => {
                if let Some(root) = self.of_whole_argument(*set, path) {
                    let base = self.tree.span(*set).cover(path[0].span);
                    let is_of_system = self.tree.static_name(&path[0]) == Some("self'");
                    let symbol = Symbol { is_of_system, ..Symbol::new(root, base) };
                    return Some(self.extended(symbol, &path[1..]));
                }
                let set = self.below_update(self.within(*set), path)?;
                Some(self.extended(self.symbol(set, aliases)?, path))
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

    /// The name that a call asks for, which may be missing.
    fn answer(&self, id: ExprId) -> Option<Symbol> {
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
    fn below_update(&self, mut set: ExprId, path: &[Attr]) -> Option<ExprId> {
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

    /// The name that a variable stands for. `inherit ({ b = registry.c; }) b` makes it what is in the set, and
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
        self.symbol(value, aliases)
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
                    let root = self.root(name)?;
                    // The other roots never break, so that a wrong guess about them costs nothing.
                    let is_foreign = self.foreign[lambda.index()];
                    let is_of_system = name == "self'";
                    let symbol = Symbol { is_foreign, is_of_system, ..Symbol::new(root, span) };
                    (!is_foreign || !symbol.root.is_registry()).then_some(symbol)
                }
                // `inputs: …` is how `flake.nix` calls its outputs; a registry never comes alone.
                BindingKind::Argument(_) if name == "inputs" => {
                    Some(Symbol::new(ReferenceRoot::Inputs, span))
                }
                BindingKind::Argument(_) => None,
                BindingKind::Value(value) => {
                    let mut symbol = self.bound(value, aliases.checked_sub(1)?)?;
                    symbol.path.iter_mut().for_each(|part| part.span = None);
                    symbol.is_call = false;
                    // What is selected from it starts here.
                    if symbol.path.is_empty() || symbol.is_flake() {
                        symbol.base = span;
                    }
                    Some(symbol)
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

    /// `args.registry` where `args` is the whole argument of a function.
    fn of_whole_argument(&self, set: ExprId, path: &[Attr]) -> Option<ReferenceRoot> {
        self.of_argument(set, self.tree.static_name(path.first()?)?)
    }

    /// The same for a name.
    fn of_argument(&self, set: ExprId, name: &str) -> Option<ReferenceRoot> {
        let Expr::Var(_, Resolved::Local { binding, .. }) = self.tree.expr(set) else {
            return None;
        };
        let BindingKind::Argument(id) = self.tree.binding(*binding).kind else { return None };
        let is_foreign = self.foreign[id.index()];
        let Expr::Lambda(lambda) = self.tree.expr(id) else { return None };
        // What the file is gets all arguments of the flake; what another `x: …` gets, nobody knows.
        if lambda.formals.is_none() && self.within(self.tree.root()) != id {
            return None;
        }
        let root = self.root(name)?;
        (!root.is_registry() || !is_foreign).then_some(root)
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

    fn root(&self, name: &str) -> Option<ReferenceRoot> {
        match name {
            "inputs" => Some(ReferenceRoot::Inputs),
            "exports" => Some(ReferenceRoot::Exports),
            "self" | "self'" => Some(ReferenceRoot::Flake),
            name if name == self.registry_name => Some(ReferenceRoot::Registry),
            _ => None,
        }
    }

    fn extended(&self, mut symbol: Symbol, path: &[Attr]) -> Symbol {
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
