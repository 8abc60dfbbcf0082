//! All that an expression can come to use in its file: what is in it, and the values of the variables in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::{AttrSet, BinaryOperator, BindingKind, Expr, ExprId, Resolved, Tree};

/// How many variables and selections are followed to see whose function is called.
const MAX_STEPS: u32 = 32;

/// Functions of flake-parts that give what other parts of the flake define.
const GIVERS: [&str; 3] = ["getSystem", "moduleWithSystem", "withSystem"];

/// The functions that a file is, or `outputs` in `flake.nix`: who calls them is no part of the file.
pub(super) struct Outer {
    lambdas: BTreeSet<ExprId>,
    /// Functions whose whole argument is that of a module of flake-parts, with all that the flake defines.
    modules: BTreeSet<ExprId>,
}

impl Outer {
    pub(super) fn new(tree: &Tree) -> Self {
        let mut next = tree.root();
        let mut modules: BTreeSet<ExprId> =
            tree.exprs().flat_map(|(_, expr)| per_system(tree, expr)).collect();
        if let Expr::Attrs(flake) = tree.expr(next) {
            next = attribute(tree, flake, "outputs").unwrap_or(next);
        } else {
            modules.insert(next);
        }
        let mut lambdas = BTreeSet::new();
        while let Expr::Lambda(lambda) = tree.expr(next) {
            lambdas.insert(next);
            next = lambda.body;
        }
        Self { lambdas, modules }
    }
}

fn attribute(tree: &Tree, set: &AttrSet, name: &str) -> Option<ExprId> {
    let entry = set.entries.iter().find(|entry| tree.name(&entry.name) == name)?;
    Some(entry.value)
}

/// The value of `perSystem` in a set.
fn per_system(tree: &Tree, expr: &Expr) -> Option<ExprId> {
    let Expr::Attrs(set) = expr else { return None };
    attribute(tree, set, "perSystem")
}

/// What a walk has met.
#[derive(Clone, Default)]
pub(super) struct Seen {
    exprs: BTreeSet<ExprId>,
    /// The variables and selections that stand for a value.
    names: BTreeMap<ExprId, BTreeSet<ExprId>>,
}

impl Seen {
    pub(super) fn exprs(&self) -> impl Iterator<Item = ExprId> {
        self.exprs.iter().copied()
    }

    pub(super) fn contains(&self, id: ExprId) -> bool {
        self.exprs.contains(&id)
    }

    pub(super) fn names_of(&self, value: ExprId) -> impl Iterator<Item = ExprId> + Clone {
        self.names.get(&value).into_iter().flatten().copied()
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.exprs.extend(&other.exprs);
        for (value, names) in &other.names {
            self.names.entry(*value).or_default().extend(names);
        }
    }

    /// What of it holds each expression.
    pub(super) fn parents(&self, tree: &Tree) -> BTreeMap<ExprId, Vec<ExprId>> {
        let mut parents: BTreeMap<ExprId, Vec<ExprId>> = BTreeMap::new();
        for id in self.exprs() {
            tree.children(id, |child| parents.entry(child).or_default().push(id));
        }
        parents
    }
}

/// A walk over what expressions use.
///
/// What stands where it is handed on as it is, from a set to a set, is *passed*: a value of an output that is only
/// passed is used by nobody on the way. Everywhere else anything may become of it.
pub(super) struct Walk<'t> {
    tree: &'t Tree,
    outer: &'t Outer,
    /// What is not entered where it is passed.
    stops: BTreeSet<ExprId>,
    /// What was met, and whether it was only passed.
    met: BTreeMap<ExprId, bool>,
    /// The variables and selections that stand for a value.
    names: BTreeMap<ExprId, BTreeSet<ExprId>>,
    work: Vec<(ExprId, bool)>,
    /// Functions whose arguments may hold what the rest of the flake defines.
    givers: BTreeSet<ExprId>,
    asks_flake: bool,
    /// What is not entered, where only what is certain is.
    left_out: Option<BTreeSet<ExprId>>,
    /// Whether something was entered of which only a part is used.
    is_vague: bool,
}

impl<'t> Walk<'t> {
    pub(super) fn new(tree: &'t Tree, outer: &'t Outer, stops: BTreeSet<ExprId>) -> Self {
        let (met, names) = (BTreeMap::new(), BTreeMap::new());
        let (work, givers) = (Vec::new(), BTreeSet::new());
        let (asks_flake, left_out, is_vague) = (false, None, false);
        Self { tree, outer, stops, met, names, work, givers, asks_flake, left_out, is_vague }
    }

    /// The same, which enters only what is surely used, and nothing of `data`: of a set that is written in the file only
    /// what is taken out of it by name.
    pub(super) fn of_certain(mut self, data: BTreeSet<ExprId>) -> Self {
        self.left_out = Some(data);
        self
    }

    pub(super) fn from(mut self, starts: impl IntoIterator<Item = ExprId>) -> Self {
        self.work.extend(starts.into_iter().map(|start| (start, true)));
        while let Some((id, is_passed)) = self.work.pop() {
            let is_left_out = self.left_out.as_ref().is_some_and(|data| data.contains(&id));
            if is_left_out || is_passed && self.stops.contains(&id) {
                continue;
            }
            let known = self.met.get(&id);
            if known.is_none_or(|was_passed| *was_passed && !is_passed) {
                self.met.insert(id, is_passed);
                self.enter(id, is_passed);
            }
        }
        self
    }

    /// Whether more may be used than the text shows: what the modules of flake-parts define.
    pub(super) fn is_open(&self) -> bool {
        self.asks_flake || self.givers.iter().any(|lambda| !self.met.contains_key(lambda))
    }

    /// Whether less is certain than what was met.
    pub(super) fn is_vague(&self) -> bool {
        self.is_vague
    }

    /// What was met.
    pub(super) fn seen(self) -> Seen {
        Seen { exprs: self.met.into_keys().collect(), names: self.names }
    }

    fn enter(&mut self, id: ExprId, is_passed: bool) {
        let mut passed = |ids: &[ExprId]| self.work.extend(ids.iter().map(|id| (*id, is_passed)));
        match self.tree.expr(id) {
            Expr::Var(name, resolved) => {
                self.asks_flake |= GIVERS.contains(&self.tree.name(name));
                self.variable(id, resolved, is_passed, self.tree.name(name));
            }
            Expr::Select { .. } => self.select(id, is_passed),
            // Nix looks into the set of a `with`, and at a variable of a `let`, when one is asked for.
            Expr::Let { body, .. } | Expr::With { body, .. } => passed(&[*body]),
            Expr::Lambda(lambda) => {
                passed(&[lambda.body]);
                let formals = lambda.formals.iter().flatten();
                self.work.extend(formals.filter_map(|formal| Some((formal.default?, false))));
            }
            Expr::Assert { condition, body } => {
                passed(&[*body]);
                self.work.push((*condition, false));
            }
            Expr::If { condition, yes, no } => {
                passed(&[*yes, *no]);
                self.work.push((*condition, false));
            }
            Expr::Binary(BinaryOperator::Update | BinaryOperator::Concat, left, right) => {
                passed(&[*left, *right]);
            }
            Expr::List(items) => passed(items),
            Expr::Attrs(set) => {
                set.entries.iter().for_each(|entry| passed(&[entry.value]));
                set.dynamic.iter().for_each(|dynamic| passed(&[dynamic.value]));
                self.work.extend(set.dynamic.iter().map(|dynamic| (dynamic.name, false)));
            }
            Expr::Apply { function, argument } => {
                passed(&[*function]);
                let is_passed = is_passed && self.is_handed_on(*function, *argument);
                self.work.push((*argument, is_passed));
            }
            _ => self.tree.children(id, |child| self.work.push((child, false))),
        }
    }

    fn variable(&mut self, id: ExprId, resolved: &Resolved, is_passed: bool, name: &str) {
        match resolved {
            Resolved::Local { binding, .. } => match self.tree.binding(*binding).kind {
                BindingKind::Value(value) => self.stands_for(id, value, is_passed),
                BindingKind::Formal(lambda) => {
                    self.givers.extend((name == "config").then_some(lambda));
                }
                BindingKind::Argument(lambda) => {
                    let is_module = self.outer.modules.contains(&lambda) && name != "inputs";
                    self.givers.extend(is_module.then_some(lambda));
                }
            },
            Resolved::With(withs) => {
                for scope in withs {
                    let Expr::With { namespace, .. } = self.tree.expr(scope.with) else { continue };
                    self.part_of(*namespace, &[name]);
                }
            }
            Resolved::Global | Resolved::Unbound => {}
        }
    }

    fn stands_for(&mut self, name: ExprId, value: ExprId, is_passed: bool) {
        self.names.entry(value).or_default().insert(name);
        self.work.push((value, is_passed));
    }

    fn select(&mut self, id: ExprId, is_passed: bool) {
        let Expr::Select { set, path, default } = self.tree.expr(id) else { return };
        self.work.extend(default.iter().map(|default| (*default, is_passed)));
        let names = path.iter().filter_map(|attr| self.tree.static_name(attr));
        let names: Vec<&str> = names.collect();
        self.asks_flake |= names.iter().any(|name| GIVERS.contains(name));
        if names.len() < path.len() {
            self.tree.children(id, |child| {
                if child != *set {
                    self.work.push((child, false));
                }
            });
            return self.part_of(*set, &[]);
        }
        let selected = self.selected(*set, &names);
        // Of a whole argument only `config` has what the rest of the flake defines.
        let is_known = selected.is_some() || self.is_argument(*set) && names[0] != "config";
        if let Some(value) = selected {
            self.stands_for(id, value, is_passed);
        }
        if is_known {
            self.met.entry(*set).or_insert(true);
        } else {
            self.part_of(*set, &names);
        }
    }

    /// Enters a set out of which something is taken; of one that is written in the file only that is certain which is
    /// named.
    fn part_of(&mut self, set: ExprId, names: &[&str]) {
        let mut value = self.value(set);
        if !matches!(self.tree.expr(value), Expr::Attrs(_)) {
            return self.work.push((set, false));
        }
        self.is_vague = true;
        if self.left_out.is_none() {
            return self.work.push((set, false));
        }
        for name in names {
            let Expr::Attrs(set) = self.tree.expr(value) else { break };
            let Some(next) = attribute(self.tree, set, name) else { return };
            value = self.value(next);
        }
        if !names.is_empty() {
            self.work.push((value, false));
        }
    }

    fn is_argument(&self, id: ExprId) -> bool {
        let Expr::Var(_, Resolved::Local { binding, .. }) = self.tree.expr(id) else {
            return false;
        };
        matches!(self.tree.binding(*binding).kind, BindingKind::Argument(_))
    }

    /// What a name is in a set that is written in the file.
    fn selected(&self, set: ExprId, names: &[&str]) -> Option<ExprId> {
        let mut value = set;
        for name in names {
            let Expr::Attrs(set) = self.tree.expr(self.value(value)) else { return None };
            if !set.dynamic.is_empty() {
                return None;
            }
            value = attribute(self.tree, set, name)?;
        }
        Some(value)
    }

    /// The value of a variable of the file; any other expression is itself.
    fn value(&self, mut id: ExprId) -> ExprId {
        for _ in 0..MAX_STEPS {
            let Expr::Var(_, Resolved::Local { binding, .. }) = self.tree.expr(id) else { break };
            let BindingKind::Value(value) = self.tree.binding(*binding).kind else { break };
            id = value;
        }
        id
    }

    /// Whether a call only hands on what its argument holds: a literal, which nobody else can name, that is given to a
    /// function of another flake. Where the outputs of such a call are known, so is what the function does.
    fn is_handed_on(&self, function: ExprId, argument: ExprId) -> bool {
        let argument = self.tree.expr(argument);
        matches!(argument, Expr::Lambda(_) | Expr::Attrs(_) | Expr::List(_))
            && self.is_foreign(function, MAX_STEPS)
    }

    fn is_foreign(&self, function: ExprId, steps: u32) -> bool {
        let Some(steps) = steps.checked_sub(1) else { return false };
        match self.tree.expr(function) {
            Expr::Select { set: inner, .. } | Expr::Apply { function: inner, .. } => {
                self.is_foreign(*inner, steps)
            }
            Expr::Var(name, Resolved::Global) => self.tree.name(name) != "import",
            Expr::Var(_, Resolved::Local { binding, .. }) => {
                match self.tree.binding(*binding).kind {
                    BindingKind::Value(value) => self.is_foreign(value, steps),
                    BindingKind::Formal(lambda) | BindingKind::Argument(lambda) => {
                        self.outer.lambdas.contains(&lambda)
                    }
                }
            }
            Expr::Var(_, Resolved::With(withs)) => withs.iter().all(|scope| {
                let Expr::With { namespace, .. } = self.tree.expr(scope.with) else { return false };
                self.is_foreign(*namespace, steps)
            }),
            _ => false,
        }
    }
}
