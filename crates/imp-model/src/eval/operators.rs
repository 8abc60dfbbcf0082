//! The operators.

use std::rc::Rc;

use super::strings::longer;
use super::value::{At, Env, Module, Opaque, Stop, Value};
use super::{Evaluator, Result, check_length};
use crate::syntax::{BinaryOperator, ExprId, Tree};

/// Why an operator has no value in a file that says itself what operators do.
const BOUND: &str = "a variable such as `__sub` gives operators in this file another meaning";

impl Evaluator<'_> {
    pub(super) fn binary(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        operator: BinaryOperator,
        (left, right): (ExprId, ExprId),
        at: At,
    ) -> Result<Value> {
        use BinaryOperator as B;
        if tree.binds_operators && operator.is_call() {
            return Err(Stop::unknown(BOUND));
        }
        match operator {
            B::And | B::Or | B::Implies => {
                let value = self.expr(module, env, left)?;
                let left = self.boolean(&value)?;
                match (operator, left) {
                    (B::And, false) => return Ok(Value::Bool(false)),
                    (B::Or, true) | (B::Implies, false) => return Ok(Value::Bool(true)),
                    _ => {}
                }
                let value = self.expr(module, env, right)?;
                Ok(Value::Bool(self.boolean(&value)?))
            }
            B::PipeRight | B::PipeLeft => {
                let (function, argument) =
                    if operator == B::PipeRight { (right, left) } else { (left, right) };
                let function = self.expr(module, env, function)?;
                let argument = self.delay(tree, module, env, argument);
                self.apply(function, argument, Some(at))
            }
            // To Nix they are `<` with its sides swapped.
            B::Greater | B::LessOrEqual => {
                let right = self.expr(module, env, right)?;
                let left = self.expr(module, env, left)?;
                self.strict(operator, &left, &right)
            }
            _ => {
                let left = self.expr(module, env, left)?;
                let left = self.checked_left(operator, left)?;
                let right = self.expr(module, env, right)?;
                self.strict(operator, &left, &right)
            }
        }
    }

    /// Refuses what Nix refuses before it looks at the right side.
    fn checked_left(&mut self, operator: BinaryOperator, left: Value) -> Result<Value> {
        use Value as V;
        match (operator, &left) {
            (BinaryOperator::Update, V::Attrs(_) | V::Opaque(_)) => Ok(left),
            (BinaryOperator::Update, other) => Err(self.expected("a set", other)),
            (BinaryOperator::Add, V::Int(_) | V::Float(_) | V::Path(_)) => Ok(left),
            (BinaryOperator::Add, other) => self.coerce(other).map(V::Str),
            _ => Ok(left),
        }
    }

    fn strict(&mut self, operator: BinaryOperator, left: &Value, right: &Value) -> Result<Value> {
        use BinaryOperator as B;
        match operator {
            B::Concat => {
                let (left, right) = (self.list(left)?, self.list(right)?);
                check_length(left.len() + right.len())?;
                self.new_list([&*left, &*right].concat())
            }
            B::Update => {
                if let Some(result) = opaque_call(left, right).or_else(|| merged(left, right)) {
                    return Ok(result);
                }
                let (left, right) = (self.attrs(left)?, self.attrs(right)?);
                let mut attrs = (*left).clone();
                attrs.extend(right.iter().map(|(name, slot)| (name.clone(), *slot)));
                self.new_set(attrs)
            }
            B::Add => self.add(left, right),
            B::Subtract => self.arithmetic(left, right, i64::checked_sub, |a, b| a - b),
            B::Multiply => self.arithmetic(left, right, i64::checked_mul, |a, b| a * b),
            B::Divide => self.divide(left, right),
            B::Equal => Ok(Value::Bool(self.equal(left, right)?)),
            B::NotEqual => Ok(Value::Bool(!self.equal(left, right)?)),
            B::Less => Ok(Value::Bool(self.less(left, right)?)),
            B::Greater => Ok(Value::Bool(self.less(right, left)?)),
            B::LessOrEqual => Ok(Value::Bool(!self.less(right, left)?)),
            B::GreaterOrEqual => Ok(Value::Bool(!self.less(left, right)?)),
            B::And | B::Or | B::Implies | B::PipeRight | B::PipeLeft => {
                unreachable!("handled by `binary`")
            }
        }
    }

    pub(super) fn negate(&mut self, module: Module, env: Env, inner: ExprId) -> Result<Value> {
        if self.tree(module).binds_operators {
            return Err(Stop::unknown(BOUND));
        }
        let value = self.expr(module, env, inner)?;
        self.arithmetic(&Value::Int(0), &value, i64::checked_sub, |a, b| a - b)
    }

    /// Arithmetic on two numbers, floating-point as soon as one of them is.
    pub(super) fn arithmetic(
        &mut self,
        left: &Value,
        right: &Value,
        integers: fn(i64, i64) -> Option<i64>,
        floats: fn(f64, f64) -> f64,
    ) -> Result<Value> {
        match (left, right) {
            (Value::Int(a), Value::Int(b)) => {
                integers(*a, *b).map(Value::Int).ok_or_else(|| Stop::error("an integer overflows"))
            }
            _ => Ok(Value::Float(floats(self.float(left)?, self.float(right)?))),
        }
    }

    pub(super) fn divide(&mut self, left: &Value, right: &Value) -> Result<Value> {
        if self.float(right)? == 0.0 {
            return Err(Stop::error("a number is divided by zero"));
        }
        self.arithmetic(left, right, i64::checked_div, |a, b| a / b)
    }

    /// A number as floating-point.
    pub(super) fn float(&mut self, value: &Value) -> Result<f64> {
        match value {
            Value::Int(number) => Ok(*number as f64),
            Value::Float(number) => Ok(*number),
            other => Err(self.expected("a number", other)),
        }
    }

    /// `+`: numbers are added, a path is extended, everything else is joined as strings.
    fn add(&mut self, left: &Value, right: &Value) -> Result<Value> {
        match (left, right) {
            (Value::Int(_) | Value::Float(_), _) => {
                self.arithmetic(left, right, i64::checked_add, |a, b| a + b)
            }
            (Value::Path(path), Value::Path(more)) => {
                // Both are absolute to Nix, so the second adds the place of the flake in between.
                Err(Stop::unknown(format!("`{path}` + `{more}` depends on where the flake is")))
            }
            (Value::Path(path), more) => {
                let more = self.coerce(more)?;
                self.extended_path(path.as_str(), &more)
            }
            _ => {
                if let Some(value) = longer(left) {
                    return Ok(value);
                }
                let left = self.coerce(left)?;
                let right = self.coerce(right)?;
                self.checked_string(format!("{left}{right}"))
            }
        }
    }
}

/// What only Nix knows stays so with more attributes. That a function made it can still be told, as of the
/// outputs in `mkFlake … // { … }`.
fn opaque_call(left: &Value, right: &Value) -> Option<Value> {
    let is_call =
        |value: &&Value| matches!(value, Value::Opaque(opaque) if !opaque.arguments.is_empty());
    let is_set = |value: &Value| matches!(value, Value::Attrs(_) | Value::Opaque(_));
    let both = is_set(left) && is_set(right);
    [right, left].into_iter().find(is_call).filter(|_| both).cloned()
}

/// `a // b` of two sets that only Nix knows is one more, and what is selected from it is in either.
fn merged(left: &Value, right: &Value) -> Option<Value> {
    let (Value::Opaque(left), Value::Opaque(right)) = (left, right) else { return None };
    let name = format!("({} // {})", left.name, right.name);
    let opaque = Opaque { name, arguments: Vec::new(), at: right.at.or(left.at) };
    Some(Value::Opaque(Rc::new(opaque)))
}
