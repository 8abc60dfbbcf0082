//! Numbers.

use super::Builtin;
use crate::eval::value::{Stop, Thunk, Value};
use crate::eval::{Evaluator, Result};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "add",
        arity: 2,
        run: |this, a| arithmetic(this, a, i64::checked_add, |a, b| a + b),
    },
    Builtin { name: "bitAnd", arity: 2, run: |this, a| bits(this, a, |a, b| a & b) },
    Builtin { name: "bitOr", arity: 2, run: |this, a| bits(this, a, |a, b| a | b) },
    Builtin { name: "bitXor", arity: 2, run: |this, a| bits(this, a, |a, b| a ^ b) },
    Builtin { name: "ceil", arity: 1, run: |this, a| rounded(this, a, f64::ceil) },
    Builtin { name: "div", arity: 2, run: div },
    Builtin { name: "floor", arity: 1, run: |this, a| rounded(this, a, f64::floor) },
    Builtin { name: "lessThan", arity: 2, run: less_than },
    Builtin {
        name: "mul",
        arity: 2,
        run: |this, a| arithmetic(this, a, i64::checked_mul, |a, b| a * b),
    },
    Builtin {
        name: "sub",
        arity: 2,
        run: |this, a| arithmetic(this, a, i64::checked_sub, |a, b| a - b),
    },
];

fn arithmetic(
    this: &mut Evaluator<'_>,
    arguments: &[Thunk],
    integers: fn(i64, i64) -> Option<i64>,
    floats: fn(f64, f64) -> f64,
) -> Result<Value> {
    let (left, right) = (this.force(arguments[0])?, this.force(arguments[1])?);
    this.arithmetic(&left, &right, integers, floats)
}

fn bits(this: &mut Evaluator<'_>, arguments: &[Thunk], run: fn(i64, i64) -> i64) -> Result<Value> {
    let left = this.forced_integer(arguments[0])?;
    Ok(Value::Int(run(left, this.forced_integer(arguments[1])?)))
}

fn rounded(this: &mut Evaluator<'_>, arguments: &[Thunk], round: fn(f64) -> f64) -> Result<Value> {
    let value = this.force(arguments[0])?;
    let rounded = round(this.float(&value)?);
    // 2^63 is the first that does not fit.
    if rounded.abs() >= 9_223_372_036_854_775_808.0 || rounded.is_nan() {
        return Err(Stop::unknown(format!("{rounded} is no integer")));
    }
    Ok(Value::Int(rounded as i64))
}

fn div(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let (left, right) = (this.force(arguments[0])?, this.force(arguments[1])?);
    this.divide(&left, &right)
}

fn less_than(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let (left, right) = (this.force(arguments[0])?, this.force(arguments[1])?);
    Ok(Value::Bool(this.less(&left, &right)?))
}
