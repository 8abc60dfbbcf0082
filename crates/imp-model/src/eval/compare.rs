//! Equality and order of values.

use super::value::{Stop, Value};
use super::{Evaluator, Result};

impl Evaluator<'_> {
    /// `left == right`.
    pub(super) fn equal(&mut self, left: &Value, right: &Value) -> Result<bool> {
        self.known_shape(left)?;
        self.known_shape(right)?;
        Ok(match (left, right) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                self.float(left)? == self.float(right)?
            }
            (Value::Str(a), Value::Str(b)) => {
                self.steps(a.len().min(b.len()) / 1024)?;
                a == b
            }
            (Value::Path(a), Value::Path(b)) => a == b,
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (a, b) in a.iter().zip(b.iter()) {
                    if !self.equal_later(*a, *b)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Attrs(a), Value::Attrs(b)) => {
                if a.contains_key("type") && b.contains_key("type") {
                    // Derivations compare by their outputs.
                    for set in [a, b] {
                        let kind = self.force(set["type"].value)?;
                        if matches!(kind, Value::Str(kind) if &*kind == "derivation") {
                            return Err(Stop::unknown("derivations are compared"));
                        }
                    }
                }
                if !a.keys().eq(b.keys()) {
                    return Ok(false);
                }
                for (a, b) in a.values().zip(b.values()) {
                    if !self.equal_later(a.value, b.value)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Function(_), Value::Function(_)) => {
                return Err(Stop::unknown("functions are compared"));
            }
            _ => false,
        })
    }

    fn equal_later(&mut self, left: super::Thunk, right: super::Thunk) -> Result<bool> {
        let (left, right) = (self.force(left)?, self.force(right)?);
        self.deeper(|this| this.equal(&left, &right))
    }

    /// `left < right`.
    pub(super) fn less(&mut self, left: &Value, right: &Value) -> Result<bool> {
        match (left, right) {
            (Value::Int(a), Value::Int(b)) => Ok(a < b),
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                Ok(self.float(left)? < self.float(right)?)
            }
            (Value::Str(a), Value::Str(b)) => {
                self.steps(a.len().min(b.len()) / 1024)?;
                Ok(a.as_bytes() < b.as_bytes())
            }
            (Value::Path(a), Value::Path(b)) => Ok(a.as_str() < b.as_str()),
            (Value::List(a), Value::List(b)) => {
                for (a, b) in a.iter().zip(b.iter()) {
                    if !self.equal_later(*a, *b)? {
                        let (a, b) = (self.force(*a)?, self.force(*b)?);
                        return self.deeper(|this| this.less(&a, &b));
                    }
                }
                Ok(a.len() < b.len())
            }
            _ => {
                self.known_shape(left)?;
                self.known_shape(right)?;
                let (left, right) = (left.type_name(), right.type_name());
                Err(Stop::error(format!("{left} is compared with {right}")))
            }
        }
    }
}
