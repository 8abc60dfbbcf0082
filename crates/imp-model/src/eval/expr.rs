//! Expressions to values.

use std::rc::Rc;

use super::value::{At, Attrs, Env, Function, Module, Opaque, Slot, Stop, Thunk, Value};
use super::{Evaluator, Result, State, value::Closure};
use crate::syntax::{Attr, AttrName, AttrSet, Expr, ExprId, Resolved, Tree, WithScope};

impl Evaluator<'_> {
    /// The value of an expression, its outermost part.
    pub(super) fn expr(&mut self, module: Module, env: Env, id: ExprId) -> Result<Value> {
        let tree = self.tree(module);
        let at = At { module, span: tree.span(id) };
        self.deeper(|this| this.expr_of(&tree, module, env, id, at)).map_err(|stop| stop.or_at(at))
    }

    fn expr_of(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        id: ExprId,
        at: At,
    ) -> Result<Value> {
        match tree.expr(id) {
            Expr::Error => Err(Stop::error("it does not parse")),
            Expr::Int(number) => Ok(Value::Int(*number)),
            Expr::Float(number) => Ok(Value::Float(*number)),
            Expr::Str(parts) => self.string(tree, module, env, parts),
            Expr::Path(kind, parts) => self.path(tree, module, env, *kind, parts),
            Expr::Var(name, resolved) => self.variable(tree.name(name), resolved, env, at),
            Expr::Select { set, path, default } => {
                self.select_path(tree, module, env, *set, (path, *default), at)
            }
            Expr::HasAttr { set, path } => {
                let set = self.expr(module, env, *set)?;
                self.has_path(tree, module, env, set, path)
            }
            Expr::Apply { function, argument } => {
                let function = self.expr(module, env, *function)?;
                let argument = self.delay(tree, module, env, *argument);
                self.apply(function, argument, Some(at))
            }
            Expr::Lambda(_) => {
                Ok(Value::Function(Function::Closure(Closure { module, env, lambda: id })))
            }
            Expr::Let { bindings, body } => {
                let (_, inner) = self.attr_slots(tree, module, env, bindings);
                self.expr(module, inner, *body)
            }
            Expr::With { namespace, body } => {
                let namespace = self.delay(tree, module, env, *namespace);
                let inner = self.scope(vec![namespace], env);
                self.expr(module, inner, *body)
            }
            Expr::If { condition, yes, no } => {
                let branch = if self.condition(module, env, *condition)? { yes } else { no };
                self.expr(module, env, *branch)
            }
            Expr::Assert { condition, body } => {
                if !self.condition(module, env, *condition)? {
                    let kind = super::StopKind::Thrown;
                    return Err(Stop { kind, reason: "an assertion fails".into(), at: None });
                }
                self.expr(module, env, *body)
            }
            Expr::Binary(operator, left, right) => {
                self.binary(tree, module, env, *operator, (*left, *right), at)
            }
            Expr::Not(inner) => Ok(Value::Bool(!self.condition(module, env, *inner)?)),
            Expr::Negate(inner) => self.negate(module, env, *inner),
            Expr::List(items) => {
                let items = items.iter().map(|item| self.delay(tree, module, env, *item)).collect();
                self.new_list(items)
            }
            Expr::Attrs(set) => self.attr_set(tree, module, env, set),
            Expr::CurrentPosition => Err(Stop::unknown("`__curPos` depends on where the flake is")),
        }
    }

    /// A thunk for an expression; what is already at hand gets none of its own.
    pub(super) fn delay(&mut self, tree: &Tree, module: Module, env: Env, id: ExprId) -> Thunk {
        match tree.expr(id) {
            Expr::Var(_, Resolved::Local { up, slot, .. }) => self.local(env, *up, *slot),
            _ => self.thunk(State::Expr(module, env, id)),
        }
    }

    pub(super) fn condition(&mut self, module: Module, env: Env, id: ExprId) -> Result<bool> {
        let value = self.expr(module, env, id)?;
        self.boolean(&value)
    }

    pub(super) fn local(&self, mut env: Env, up: u32, slot: u32) -> Thunk {
        for _ in 0..up {
            env = self.envs[env.0 as usize].parent;
        }
        self.envs[env.0 as usize].slots[slot as usize]
    }

    fn variable(&mut self, name: &str, resolved: &Resolved, env: Env, at: At) -> Result<Value> {
        match resolved {
            Resolved::Local { up, slot, .. } => {
                let thunk = self.local(env, *up, *slot);
                self.force(thunk)
            }
            Resolved::Global => self.global(name),
            Resolved::With(withs) => self.through_withs(name, withs, env, at),
            Resolved::Unbound => Err(Stop::error(format!("`{name}` is not defined"))),
        }
    }

    fn through_withs(
        &mut self,
        name: &str,
        withs: &[WithScope],
        env: Env,
        at: At,
    ) -> Result<Value> {
        for with in withs {
            let namespace = self.local(env, with.up, 0);
            match self.force(namespace)? {
                Value::Opaque(opaque) if withs.len() == 1 => return Ok(member(&opaque, name, at)),
                Value::Builtins => return self.builtin(name),
                namespace => {
                    if let Some(slot) = self.attrs(&namespace)?.get(name) {
                        return self.force(slot.value);
                    }
                }
            }
        }
        Err(Stop::error(format!("`{name}` is not defined")))
    }

    pub(super) fn attr_path(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        path: &[Attr],
    ) -> Result<Vec<Rc<str>>> {
        path.iter().map(|attr| self.attr_name(tree, module, env, attr)).collect()
    }

    fn attr_name(&mut self, tree: &Tree, module: Module, env: Env, attr: &Attr) -> Result<Rc<str>> {
        match &attr.name {
            AttrName::Static(name) => Ok(Rc::from(tree.name(name))),
            AttrName::Dynamic(expr) => {
                let value = self.expr(module, env, *expr)?;
                self.plain_string(&value)
            }
        }
    }

    /// As Nix does it, a name is evaluated when those before it are found.
    fn select_path(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        set: ExprId,
        (path, default): (&[Attr], Option<ExprId>),
        at: At,
    ) -> Result<Value> {
        let mut value = self.expr(module, env, set)?;
        for attr in path {
            let name = self.attr_name(tree, module, env, attr)?;
            let is_missing = match &value {
                Value::Opaque(_) | Value::Builtins => false,
                Value::Attrs(attrs) => !attrs.contains_key(&name),
                _ => true,
            };
            match default {
                Some(default) if is_missing => return self.expr(module, env, default),
                _ => value = self.select(&value, &name, at)?,
            }
        }
        Ok(value)
    }

    /// `value.name`.
    pub(super) fn select(&mut self, value: &Value, name: &str, at: At) -> Result<Value> {
        if let Value::Opaque(opaque) = value {
            return Ok(member(opaque, name, at));
        }
        if let Value::Builtins = value {
            return self.builtin(name);
        }
        match self.attrs(value)?.get(name) {
            Some(slot) => self.force(slot.value),
            None => Err(Stop::error(format!("the attribute `{name}` is missing"))),
        }
    }

    fn has_path(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        mut value: Value,
        path: &[Attr],
    ) -> Result<Value> {
        for (index, attr) in path.iter().enumerate() {
            let name = self.attr_name(tree, module, env, attr)?;
            if let (Value::Builtins, true) = (&value, super::builtins::is_in_every_nix(&name)) {
                match index + 1 < path.len() {
                    true => value = self.builtin(&name)?,
                    false => return Ok(Value::Bool(true)),
                }
                continue;
            }
            let Value::Attrs(attrs) = &value else {
                self.known_shape(&value)?;
                return Ok(Value::Bool(false));
            };
            let Some(slot) = attrs.get(&name).copied() else { return Ok(Value::Bool(false)) };
            if index + 1 < path.len() {
                value = self.force(slot.value)?;
            }
        }
        Ok(Value::Bool(true))
    }

    fn attr_set(&mut self, tree: &Tree, module: Module, env: Env, set: &AttrSet) -> Result<Value> {
        if set.is_recursive
            && set.entries.iter().any(|entry| tree.name(&entry.name) == "__overrides")
        {
            return Err(Stop::unknown("`__overrides` changes what the names of a `rec` mean"));
        }
        let (mut attrs, inner) = self.attr_slots(tree, module, env, set);
        for dynamic in &set.dynamic {
            let name = self.expr(module, inner, dynamic.name)?;
            // `${null} = …` adds nothing.
            if matches!(name, Value::Null) {
                continue;
            }
            let name = self.plain_string(&name)?;
            let at = Some(At { module, span: dynamic.span });
            let value = self.delay(tree, module, inner, dynamic.value);
            if attrs.insert(name.clone(), Slot { value, at }).is_some() {
                return Err(Stop::error(format!("the attribute `{name}` is already defined")));
            }
        }
        self.new_set(attrs)
    }

    /// The named attributes, and the scope that the rest of a recursive set sees.
    pub(super) fn attr_slots(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        set: &AttrSet,
    ) -> (Attrs, Env) {
        let inner = if set.is_recursive { self.scope(Vec::new(), env) } else { env };
        let mut attrs = Attrs::new();
        let mut slots = Vec::with_capacity(if set.is_recursive { set.entries.len() } else { 0 });
        for entry in &set.entries {
            let value = if entry.is_inherited && !entry.is_selected {
                self.delay(tree, module, env, entry.value)
            } else {
                // Not `delay`: the variables of this very scope are not there yet.
                self.thunk(State::Expr(module, inner, entry.value))
            };
            let at = Some(At { module, span: entry.span });
            attrs.insert(tree.name(&entry.name).into(), Slot { value, at });
            if set.is_recursive {
                slots.push(value);
            }
        }
        if set.is_recursive {
            self.envs[inner.0 as usize].slots = slots;
        }
        (attrs, inner)
    }
}

/// `opaque.name`, which only Nix knows as well.
pub(super) fn member(opaque: &Opaque, name: &str, at: At) -> Value {
    let of = if opaque.arguments.is_empty() { "" } else { "(…)" };
    let name = format!("{}{of}.{name}", opaque.name);
    Value::Opaque(Rc::new(Opaque { name, arguments: Vec::new(), at: Some(at) }))
}
