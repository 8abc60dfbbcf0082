//! Types of values, and what changes when they are evaluated.

use super::Builtin;
use crate::eval::value::{Function, Stop, StopKind, Thunk, Value};
use crate::eval::{Evaluator, Result};
use crate::syntax::Expr;

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "abort", arity: 1, run: |this, a| fail(this, a, StopKind::Error, "aborts") },
    Builtin { name: "addErrorContext", arity: 2, run: add_error_context },
    Builtin { name: "deepSeq", arity: 2, run: deep_seq },
    Builtin { name: "functionArgs", arity: 1, run: function_args },
    Builtin {
        name: "isAttrs",
        arity: 1,
        run: |this, a| is(this, a, |v| matches!(v, Value::Attrs(_))),
    },
    Builtin {
        name: "isBool",
        arity: 1,
        run: |this, a| is(this, a, |v| matches!(v, Value::Bool(_))),
    },
    Builtin {
        name: "isFloat",
        arity: 1,
        run: |this, a| is(this, a, |v| matches!(v, Value::Float(_))),
    },
    Builtin {
        name: "isFunction",
        arity: 1,
        run: |this, a| is(this, a, |v| matches!(v, Value::Function(_))),
    },
    Builtin { name: "isInt", arity: 1, run: |this, a| is(this, a, |v| matches!(v, Value::Int(_))) },
    Builtin {
        name: "isList",
        arity: 1,
        run: |this, a| is(this, a, |v| matches!(v, Value::List(_))),
    },
    Builtin { name: "isNull", arity: 1, run: |this, a| is(this, a, |v| matches!(v, Value::Null)) },
    Builtin {
        name: "isPath",
        arity: 1,
        run: |this, a| is(this, a, |v| matches!(v, Value::Path(_))),
    },
    Builtin {
        name: "isString",
        arity: 1,
        run: |this, a| is(this, a, |v| matches!(v, Value::Str(_))),
    },
    Builtin { name: "seq", arity: 2, run: seq },
    Builtin { name: "throw", arity: 1, run: |this, a| fail(this, a, StopKind::Thrown, "throws") },
    Builtin { name: "trace", arity: 2, run: seq },
    Builtin { name: "traceVerbose", arity: 2, run: second },
    Builtin { name: "tryEval", arity: 1, run: try_eval },
    Builtin { name: "typeOf", arity: 1, run: type_of },
    Builtin { name: "warn", arity: 2, run: warn },
];

fn is(this: &mut Evaluator<'_>, arguments: &[Thunk], test: fn(&Value) -> bool) -> Result<Value> {
    let value = this.force(arguments[0])?;
    this.known_shape(&value)?;
    Ok(Value::Bool(test(&value)))
}

fn type_of(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let value = this.force(arguments[0])?;
    this.known_shape(&value)?;
    Ok(Value::string(match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Str(_) => "string",
        Value::Path(_) => "path",
        Value::List(_) => "list",
        Value::Attrs(_) => "set",
        Value::Function(_) => "lambda",
        Value::Builtins | Value::Opaque(_) => unreachable!("refused above"),
    }))
}

fn fail(
    this: &mut Evaluator<'_>,
    arguments: &[Thunk],
    kind: StopKind,
    verb: &str,
) -> Result<Value> {
    let message = this.force(arguments[0])?;
    let message = this.coerce(&message)?;
    Err(Stop { kind, reason: format!("it {verb}: {message}"), at: None })
}

fn seq(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let first = this.force(arguments[0])?;
    this.known_shape(&first)?;
    this.force(arguments[1])
}

fn second(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    this.force(arguments[1])
}

/// The words are looked at only where there is an error to add them to.
fn add_error_context(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    this.force(arguments[1]).or_else(|stop| {
        if stop.kind == StopKind::Unknown {
            return Err(stop);
        }
        let words = this.force(arguments[0])?;
        this.coerce(&words)?;
        Err(stop)
    })
}

/// Unlike `trace`, it takes nothing but a string.
fn warn(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    this.forced_string(arguments[0])?;
    this.force(arguments[1])
}

fn deep_seq(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    force_all(this, arguments[0])?;
    this.force(arguments[1])
}

fn force_all(this: &mut Evaluator<'_>, thunk: Thunk) -> Result<()> {
    let value = this.force(thunk)?;
    this.known_shape(&value)?;
    this.deeper(|this| match value {
        Value::List(items) => items.iter().try_for_each(|item| force_all(this, *item)),
        Value::Attrs(attrs) => {
            let stops = attrs.values().filter_map(|slot| force_all(this, slot.value).err());
            stops.reduce(Stop::or_other).map_or(Ok(()), Err)
        }
        _ => Ok(()),
    })
}

fn try_eval(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let (success, value) = match this.force(arguments[0]) {
        Ok(value) => {
            this.known_shape(&value)?;
            (true, arguments[0])
        }
        Err(Stop { kind: StopKind::Thrown, .. }) => (false, this.done(Value::Bool(false))),
        Err(stop) => return Err(stop),
    };
    let success = this.done(Value::Bool(success));
    Ok(this.set_of([("success".into(), success), ("value".into(), value)]))
}

fn function_args(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let closure = match this.force(arguments[0])? {
        Value::Function(Function::Closure(closure)) => closure,
        Value::Function(Function::Builtin(..)) => return Ok(this.set_of([])),
        other => return Err(this.expected("a function", &other)),
    };
    let tree = this.tree(closure.module);
    let Expr::Lambda(lambda) = tree.expr(closure.lambda) else {
        return Err(Stop::error("a function is expected"));
    };
    let pairs = lambda.formals.iter().flatten().map(|formal| {
        let has_default = this.done(Value::Bool(formal.default.is_some()));
        (tree.name(&formal.name).into(), has_default)
    });
    let pairs: Vec<_> = pairs.collect();
    Ok(this.set_of(pairs))
}
