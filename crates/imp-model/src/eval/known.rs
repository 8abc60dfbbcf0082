//! Values that are known through and through, as plain data that leaves the evaluator.

use litemap::LiteMap;

use super::value::{At, Stop, Thunk, Value};
use super::{Evaluator, Result};
use crate::source::TreePath;
use crate::text::Place;

/// A value without functions and without anything unknown.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A string.
    String(String),
    /// A path below the root.
    Path(TreePath),
    /// A list.
    List(Vec<Known>),
    /// An attribute set.
    Attrs(KnownAttrs),
}

/// The attributes of a known set, in byte order of their names. Most sets have one or two, and a large
/// flake has thousands of sets: a tree would take ten times the memory.
pub type KnownAttrs = LiteMap<String, KnownAttr>;

/// An attribute of a known set. Two are equal when their values are, wherever they stand.
#[derive(Clone, Debug)]
pub struct KnownAttr {
    /// Its value.
    pub value: Known,
    /// Where a file names it.
    pub place: Option<Place>,
}

impl PartialEq for KnownAttr {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Known {
    /// An attribute, if this is a set that has it.
    pub fn get(&self, name: &str) -> Option<&Known> {
        match self {
            Self::Attrs(attrs) => attrs.get(name).map(|attr| &attr.value),
            _ => None,
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Evaluator<'_> {
    /// The whole value of a thunk.
    ///
    /// # Errors
    /// A [`Stop`] for the first part that is a function, fails, or can't be known.
    pub fn known(&mut self, thunk: Thunk) -> Result<Known> {
        let value = self.force(thunk)?;
        self.known_value(&value)
    }

    /// The whole value of a thunk, without the places of its attributes, which take longer to find than
    /// the value.
    ///
    /// # Errors
    /// As [`Evaluator::known`].
    pub fn known_data(&mut self, thunk: Thunk) -> Result<Known> {
        let value = self.force(thunk)?;
        self.known_with(&value, false)
    }

    /// The whole of a value; see [`Evaluator::known`].
    ///
    /// # Errors
    /// As [`Evaluator::known`].
    pub fn known_value(&mut self, value: &Value) -> Result<Known> {
        self.known_with(value, true)
    }

    fn known_with(&mut self, value: &Value, with_places: bool) -> Result<Known> {
        self.deeper(|this| {
            Ok(match value {
                Value::Null => Known::Null,
                Value::Bool(value) => Known::Bool(*value),
                Value::Int(number) => Known::Int(*number),
                Value::Float(number) => Known::Float(*number),
                Value::Str(text) => {
                    this.making(text.len())?;
                    Known::String(String::from(&**text))
                }
                Value::Path(path) => Known::Path(path.clone()),
                Value::List(items) => {
                    let mut known = Vec::with_capacity(items.len());
                    for item in items.iter() {
                        let value = this.force(*item)?;
                        known.push(this.known_with(&value, with_places)?);
                    }
                    Known::List(known)
                }
                Value::Attrs(attrs) => {
                    let mut known = KnownAttrs::with_capacity(attrs.len());
                    for (name, slot) in attrs.iter() {
                        let value = this.force(slot.value);
                        let value = value.and_then(|value| this.known_with(&value, with_places));
                        let value = value.map_err(|stop| at_slot(stop, slot.at))?;
                        let place = slot.at.filter(|_| with_places).map(|at| this.place(at));
                        known.insert(String::from(&**name), KnownAttr { value, place });
                    }
                    Known::Attrs(known)
                }
                Value::Function(_) => return Err(Stop::error("a function is no data")),
                Value::Opaque(opaque) => return Err(super::apply::only_nix_knows(opaque)),
                Value::Builtins => return Err(super::apply::builtins_differ()),
            })
        })
    }
}

fn at_slot(stop: Stop, at: Option<At>) -> Stop {
    match at {
        Some(at) => stop.or_at(at),
        None => stop,
    }
}
