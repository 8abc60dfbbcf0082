//! Functions applied to arguments, and the questions that need a value of a certain type.

use std::rc::Rc;

use super::expr::member;
use super::value::{At, Attrs, Closure, Env, Function, Opaque, Slot, Stop, Thunk, Value};
use super::{Evaluator, Result, State};
use crate::syntax::{Expr, ExprId, Lambda, Tree};

impl Evaluator<'_> {
    /// `function argument`. `at` is where the file applies it.
    ///
    /// # Errors
    /// A [`Stop`] when `function` is none, or does not take such an argument.
    pub fn apply(&mut self, function: Value, argument: Thunk, at: Option<At>) -> Result<Value> {
        match function {
            Value::Function(Function::Closure(closure)) => {
                self.deeper(|this| this.call(closure, argument))
            }
            Value::Function(Function::Builtin(builtin, arguments)) => {
                let arguments: Rc<[Thunk]> = arguments.iter().copied().chain([argument]).collect();
                if arguments.len() < builtin.arity {
                    return Ok(Value::Function(Function::Builtin(builtin, arguments)));
                }
                self.deeper(|this| (builtin.run)(this, &arguments))
            }
            Value::Attrs(attrs) if attrs.contains_key("__functor") => {
                let functor = self.force(attrs["__functor"].value)?;
                let itself = self.done(Value::Attrs(attrs));
                let function = self.apply(functor, itself, at)?;
                self.apply(function, argument, at)
            }
            Value::Opaque(opaque) => {
                let mut applied = (*opaque).clone();
                applied.arguments.push(argument);
                applied.at = at.or(applied.at);
                Ok(Value::Opaque(Rc::new(applied)))
            }
            other => Err(Stop::error(format!("{} is applied as a function", other.type_name()))),
        }
    }

    /// A function applied to several arguments.
    pub(super) fn apply_all(&mut self, function: Value, arguments: &[Thunk]) -> Result<Value> {
        arguments
            .iter()
            .try_fold(function, |function, argument| self.apply(function, *argument, None))
    }

    /// A function applied to one argument, later.
    pub fn apply_later(&mut self, function: Thunk, argument: Thunk) -> Thunk {
        self.thunk(State::Apply(function, argument))
    }

    fn call(&mut self, closure: Closure, argument: Thunk) -> Result<Value> {
        let (env, body) = self.enter(closure, argument)?;
        self.expr(closure.module, env, body)
    }

    /// The body of a function and the variables that it sees once the argument is there.
    pub(super) fn enter(&mut self, closure: Closure, argument: Thunk) -> Result<(Env, ExprId)> {
        let tree = self.tree(closure.module);
        let Expr::Lambda(lambda) = tree.expr(closure.lambda) else {
            unreachable!("a closure holds a lambda")
        };
        let env = self.scope(Vec::new(), closure.env);
        let mut slots = Vec::new();
        if let Some(formals) = &lambda.formals {
            let value = self.force(argument)?;
            slots = match &value {
                Value::Opaque(opaque) => formals
                    .iter()
                    .map(|formal| {
                        let at = At { module: closure.module, span: formal.span };
                        self.done(member(opaque, tree.name(&formal.name), at))
                    })
                    .collect(),
                value => {
                    let attrs = self.attrs(value)?;
                    check_arguments(&tree, lambda, &attrs)?;
                    let mut slots = Vec::with_capacity(formals.len() + 1);
                    for formal in formals {
                        slots.push(match (attrs.get(tree.name(&formal.name)), formal.default) {
                            (Some(slot), _) => slot.value,
                            (None, Some(default)) => {
                                self.thunk(State::Expr(closure.module, env, default))
                            }
                            (None, None) => unreachable!("`check_arguments` looked"),
                        });
                    }
                    slots
                }
            };
        }
        slots.push(argument);
        self.envs[env.0 as usize].slots = slots;
        Ok((env, lambda.body))
    }

    /// The attributes of a set.
    pub(super) fn attrs(&mut self, value: &Value) -> Result<Rc<Attrs>> {
        match value {
            Value::Attrs(attrs) => Ok(attrs.clone()),
            other => Err(self.expected("a set", other)),
        }
    }

    /// The elements of a list.
    pub(super) fn list(&mut self, value: &Value) -> Result<Rc<[Thunk]>> {
        match value {
            Value::List(items) => Ok(items.clone()),
            other => Err(self.expected("a list", other)),
        }
    }

    /// A Boolean.
    pub(super) fn boolean(&mut self, value: &Value) -> Result<bool> {
        match value {
            Value::Bool(value) => Ok(*value),
            other => Err(self.expected("a Boolean", other)),
        }
    }

    /// An integer.
    pub(super) fn integer(&mut self, value: &Value) -> Result<i64> {
        match value {
            Value::Int(number) => Ok(*number),
            other => Err(self.expected("an integer", other)),
        }
    }

    /// A string, nothing that would have to become one.
    pub(super) fn plain_string(&mut self, value: &Value) -> Result<Rc<str>> {
        match value {
            Value::Str(text) => Ok(text.clone()),
            other => Err(self.expected("a string", other)),
        }
    }

    /// Refuses what only Nix knows.
    pub(super) fn known_shape(&mut self, value: &Value) -> Result<()> {
        match value {
            Value::Opaque(opaque) => Err(only_nix_knows(opaque)),
            Value::Builtins => Err(builtins_differ()),
            _ => Ok(()),
        }
    }

    /// A function that a builtin was given, which Nix wants to be one before it is called.
    pub(super) fn forced_function(&mut self, thunk: Thunk) -> Result<Value> {
        match self.force(thunk)? {
            Value::Attrs(attrs) if !attrs.contains_key("__functor") => {
                Err(Stop::error("a set stands where a function is needed"))
            }
            value @ (Value::Function(_) | Value::Attrs(_) | Value::Opaque(_)) => Ok(value),
            other => Err(self.expected("a function", &other)),
        }
    }

    /// Why a value of another type was needed.
    pub(super) fn expected(&mut self, wanted: &str, found: &Value) -> Stop {
        match found {
            Value::Opaque(opaque) => only_nix_knows(opaque),
            Value::Builtins => builtins_differ(),
            found => Stop::error(format!("{} stands where {wanted} is needed", found.type_name())),
        }
    }

    /// A set from pairs.
    pub(super) fn set_of(&mut self, pairs: impl IntoIterator<Item = (Rc<str>, Thunk)>) -> Value {
        let slot = |(name, value)| (name, Slot { value, at: None });
        Value::Attrs(Rc::new(pairs.into_iter().map(slot).collect()))
    }
}

fn check_arguments(tree: &Tree, lambda: &Lambda, given: &Attrs) -> Result<()> {
    let formals = lambda.formals.as_deref().unwrap_or_default();
    for formal in formals {
        let name = tree.name(&formal.name);
        if formal.default.is_none() && !given.contains_key(name) {
            return Err(Stop::error(format!("a function is called without its argument `{name}`")));
        }
    }
    if !lambda.has_ellipsis
        && let Some(name) = given
            .keys()
            .find(|given| !formals.iter().any(|formal| tree.name(&formal.name) == &***given))
    {
        return Err(Stop::error(format!(
            "a function is called with the unexpected argument `{name}`"
        )));
    }
    Ok(())
}

/// The reason that stands behind a value that only Nix knows.
pub fn only_nix_knows(opaque: &Opaque) -> Stop {
    let call = if opaque.arguments.is_empty() { "" } else { " …" };
    // Of what a file gets as an argument, the file has a name of its own.
    let given = opaque.name.strip_prefix("the arguments of ").and_then(|rest| rest.split_once('.'));
    let name = given.map_or(&*opaque.name, |(_, name)| name);
    let reason = format!("`{name}{call}` is only known when Nix evaluates");
    Stop { at: opaque.at, ..Stop::unknown(reason) }
}

/// Why `builtins` as a whole has no value.
pub(super) fn builtins_differ() -> Stop {
    Stop::unknown("what is in `builtins` depends on the version and the settings of Nix")
}
