//! Equality and order of values.

use super::value::{Attrs, Stop, Value};
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
                if self.is_derivation(a)? && self.is_derivation(b)? {
                    return Err(Stop::unknown("derivations are compared"));
                }
                a.len() == b.len() && self.equal_attrs(a, b)?
            }
            (Value::Function(_), Value::Function(_)) => {
                return Err(Stop::unknown("functions are compared"));
            }
            _ => false,
        })
    }

    /// Derivations compare by their outputs.
    fn is_derivation(&mut self, attrs: &Attrs) -> Result<bool> {
        let Some(slot) = attrs.get("type") else { return Ok(false) };
        let kind = self.force(slot.value)?;
        self.known_shape(&kind)?;
        Ok(matches!(kind, Value::Str(kind) if &*kind == "derivation"))
    }

    /// Nix stops at the first attribute that differs, in an order of its own. So the answer is only known where no
    /// attribute stops it, or nothing else does.
    fn equal_attrs(&mut self, left: &Attrs, right: &Attrs) -> Result<bool> {
        let (mut is_equal, mut stop) = (true, None::<Stop>);
        for (name, slot) in left {
            let compared = right.get(name).map(|other| self.equal_later(slot.value, other.value));
            match compared {
                None | Some(Ok(false)) => is_equal = false,
                Some(Ok(true)) => {}
                Some(Err(other)) => {
                    stop = Some(match stop {
                        Some(stop) => stop.or_other(other),
                        None => other,
                    });
                }
            }
        }
        match stop {
            None => Ok(is_equal),
            Some(stop) if is_equal => Err(stop),
            Some(_) => Err(Stop::of_some_attribute()),
        }
    }

    fn equal_later(&mut self, left: super::Thunk, right: super::Thunk) -> Result<bool> {
        let (left, right) = (self.force(left)?, self.force(right)?);
        if matches!((&left, &right), (Value::Float(a), Value::Float(b)) if a.is_nan() && b.is_nan())
        {
            return Err(Stop::unknown(
                "what is no number is equal in Nix if it is the same value in memory",
            ));
        }
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
