//! Looking into expressions whose value is not known as a whole: what `//` or `++` puts together, and the paths
//! that stand in one.

use super::value::{At, Env, Function, Module, Thunk, Value};
use super::{Evaluator, State};
use crate::source::TreePath;
use crate::syntax::{
    BinaryOperator, BindingId, BindingKind, Expr, ExprId, Part, PathKind, Resolved, Tree,
};

/// So many levels of `let`, calls and `//` are looked through.
const MAX_LEVELS: u32 = 100;

/// How the value of an attribute is written where the attribute is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A function.
    Function,
    /// What a file gives.
    File(TreePath),
    /// A variable; with how often the file names it.
    Variable(usize),
    /// Anything else.
    Other,
}

impl Evaluator<'_> {
    /// What an expression puts together with `operator`, in order. What stands around it (`let`, `with`, a known
    /// `if`, a call of a function of the flake) is looked through. An expression without the operator is its own
    /// only operand. Of the operands themselves nothing is evaluated.
    pub fn operands(&mut self, thunk: Thunk, operator: BinaryOperator) -> Vec<Thunk> {
        let mut found = Vec::new();
        self.operands_into(thunk, operator, MAX_LEVELS, &mut found);
        found
    }

    fn operands_into(
        &mut self,
        thunk: Thunk,
        operator: BinaryOperator,
        levels: u32,
        found: &mut Vec<Thunk>,
    ) {
        match self.inside(thunk, operator) {
            Some(inside) if levels > 0 => {
                for inner in inside {
                    self.operands_into(inner, operator, levels - 1, found);
                }
            }
            _ => found.push(thunk),
        }
    }

    /// The expressions that one consists of; `None` for one that is looked at as a whole.
    fn inside(&mut self, thunk: Thunk, operator: BinaryOperator) -> Option<Vec<Thunk>> {
        match self.thunks[thunk.0 as usize].clone() {
            State::Expr(module, env, expr) => self.inside_expr(module, env, expr, operator),
            State::Apply(function, argument) => {
                let function = self.force(function).ok()?;
                self.body(&function, argument)
            }
            _ => None,
        }
    }

    fn inside_expr(
        &mut self,
        module: Module,
        env: Env,
        id: ExprId,
        operator: BinaryOperator,
    ) -> Option<Vec<Thunk>> {
        let tree = self.tree(module);
        Some(match tree.expr(id) {
            Expr::Let { bindings, body } => {
                let (_, inner) = self.attr_slots(&tree, module, env, bindings);
                vec![self.delay(&tree, module, inner, *body)]
            }
            Expr::With { namespace, body } => {
                let namespace = self.delay(&tree, module, env, *namespace);
                let inner = self.scope(vec![namespace], env);
                vec![self.delay(&tree, module, inner, *body)]
            }
            Expr::Assert { body, .. } => vec![self.delay(&tree, module, env, *body)],
            Expr::If { condition, yes, no } => {
                let branch = if self.condition(module, env, *condition).ok()? { yes } else { no };
                vec![self.delay(&tree, module, env, *branch)]
            }
            Expr::Binary(found, left, right) if *found == operator => {
                [left, right].map(|side| self.delay(&tree, module, env, *side)).to_vec()
            }
            Expr::Var(_, Resolved::Local { up, slot, .. }) => vec![self.local(env, *up, *slot)],
            Expr::Apply { function, argument } => {
                let function = self.expr(module, env, *function).ok()?;
                let argument = self.delay(&tree, module, env, *argument);
                return self.body(&function, argument);
            }
            Expr::Select { set, path, default: None } => {
                let path = self.attr_path(&tree, module, env, path).ok()?;
                let (last, before) = path.split_last()?;
                let mut value = self.expr(module, env, *set).ok()?;
                for name in before {
                    let slot = self.attr(&value, name).ok()??;
                    value = self.force(slot.value).ok()?;
                }
                vec![self.attr(&value, last).ok()??.value]
            }
            _ => return None,
        })
    }

    /// The body of a function that is written in a file, its argument given.
    fn body(&mut self, function: &Value, argument: Thunk) -> Option<Vec<Thunk>> {
        let Value::Function(Function::Closure(closure)) = function else { return None };
        let (env, body) = self.enter(*closure, argument).ok()?;
        let tree = self.tree(closure.module);
        Some(vec![self.delay(&tree, closure.module, env, body)])
    }

    /// How the value of the attribute is written whose name stands there.
    pub fn written(&self, name: At) -> Written {
        let tree = self.tree(name.module);
        let sets = tree.exprs().filter_map(|(_, expr)| match expr {
            Expr::Attrs(set) => Some(set),
            _ => None,
        });
        let mut entries = sets.flat_map(|set| &set.entries);
        let Some(entry) = entries.find(|entry| entry.span == name.span) else {
            return Written::Other;
        };
        match tree.expr(entry.value) {
            Expr::Lambda(_) => Written::Function,
            Expr::Apply { .. } => {
                let file = tree.imported_path(entry.value);
                file.and_then(|file| self.directory(name.module).join(file))
                    .map_or(Written::Other, Written::File)
            }
            Expr::Var(_, Resolved::Local { binding, .. })
                if matches!(tree.binding(*binding).kind, BindingKind::Value(_)) =>
            {
                Written::Variable(uses(&tree, *binding))
            }
            _ => Written::Other,
        }
    }

    /// The paths below the root that are written inside a range of a file, in order, where each is, and whether it is
    /// whole: one with an interpolation is the directory before it.
    pub fn paths_in(&self, at: At) -> Vec<(At, TreePath, bool)> {
        let (tree, directory) = (self.tree(at.module), self.directory(at.module));
        let mut found = Vec::new();
        for (id, expr) in tree.exprs() {
            let span = tree.span(id);
            let is_inside = at.span.start <= span.start && span.end <= at.span.end;
            let Expr::Path(PathKind::Relative, parts) = expr else { continue };
            let Some(Part::Text(text)) = parts.first().filter(|_| is_inside) else { continue };
            // What stands before an interpolation is a path up to its last slash.
            let text = tree.name(text);
            let is_whole = parts.len() == 1;
            let text = if is_whole { text } else { &text[..text.rfind('/').unwrap_or(0)] };
            let at = At { module: at.module, span };
            found.extend(directory.join(text).map(|target| (at, target, is_whole)));
        }
        found.sort_by_key(|(at, ..)| at.span.start);
        found
    }
}

/// How often a file names a variable.
fn uses(tree: &Tree, binding: BindingId) -> usize {
    let is_use = |expr: &Expr| match expr {
        Expr::Var(_, Resolved::Local { binding: other, .. }) => *other == binding,
        _ => false,
    };
    tree.exprs().filter(|(_, expr)| is_use(expr)).count()
}
