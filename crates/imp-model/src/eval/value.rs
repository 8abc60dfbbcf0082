//! What an expression can be, and why it can't be known.
//!
//! Values refer to what is not evaluated yet by number. The evaluator owns all of it in flat vectors, so
//! that neither cycles nor long chains matter when it is dropped.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::builtins::Builtin;
use crate::source::TreePath;
use crate::syntax::ExprId;
use crate::text::Span;

/// A value that is evaluated when it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thunk(pub(super) u32);

/// The variables of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Env(pub(super) u32);

/// A file that the evaluator has parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Module(pub(super) u32);

/// A range in a file that the evaluator has parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The file.
    pub module: Module,
    /// The bytes.
    pub span: Span,
}

/// A value whose outermost part is known.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A string without context.
    Str(Rc<str>),
    /// A path below the root.
    Path(TreePath),
    /// A list.
    List(Rc<[Thunk]>),
    /// An attribute set.
    Attrs(Rc<Attrs>),
    /// A function.
    Function(Function),
    /// `builtins`, a set whose names depend on Nix.
    Builtins,
    /// Something that only Nix knows, such as the argument of a module.
    Opaque(Rc<Opaque>),
}

/// The attributes of a set, in byte order of their names.
pub type Attrs = BTreeMap<Rc<str>, Slot>;

/// An attribute.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// Its value.
    pub value: Thunk,
    /// Where it is named, if a file names it.
    pub at: Option<At>,
}

/// A function.
#[derive(Clone, Debug)]
pub enum Function {
    /// Written in a file.
    Closure(Closure),
    /// Built into Nix, with the arguments that it has so far.
    Builtin(&'static Builtin, Rc<[Thunk]>),
}

/// A function of a file, with the variables that it sees.
#[derive(Clone, Copy, Debug)]
pub struct Closure {
    pub(super) module: Module,
    pub(super) env: Env,
    pub(super) lambda: ExprId,
}

/// Something that only Nix knows: how it was reached, and what it was applied to.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// How it is spelt: `inputs`, `inputs.flake-parts.lib.mkFlake`.
    pub name: String,
    /// The arguments, in order, if it is a function's result.
    pub arguments: Vec<Thunk>,
    /// Where the file says so.
    pub at: Option<At>,
}

/// Why an expression has no value here.
#[derive(Clone, Debug)]
pub struct Stop {
    /// What kind of stop it is.
    pub kind: StopKind,
    /// What stands in the way, as the second half of "… can't be read because …".
    pub reason: String,
    /// Where.
    pub at: Option<At>,
}

/// What it means that an expression has no value here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// Nix may know the value; without evaluation it can't be known.
    Unknown,
    /// Nix fails, too, and `tryEval` would catch it: `throw`, a failed `assert`.
    Thrown,
    /// Nix fails, too.
    Error,
}

impl Stop {
    /// Only Nix knows.
    pub(crate) fn unknown(reason: impl Into<String>) -> Self {
        Self { kind: StopKind::Unknown, reason: reason.into(), at: None }
    }

    /// Nix fails with this.
    pub(crate) fn error(reason: impl Into<String>) -> Self {
        Self { kind: StopKind::Error, reason: reason.into(), at: None }
    }

    /// Which of two attributes of a set stops Nix: it goes through them in the order in which it first met their
    /// names.
    pub(super) fn or_other(self, other: Self) -> Self {
        if self.kind == other.kind { self } else { Self::of_some_attribute() }
    }

    /// Whether Nix comes as far as the attribute that would stop it, nobody knows.
    pub(super) fn of_some_attribute() -> Self {
        Self::unknown("Nix goes through the attributes of a set in an order of its own")
    }

    /// The place, unless one further in is known.
    pub(super) fn or_at(mut self, at: At) -> Self {
        self.at.get_or_insert(at);
        self
    }
}

impl Value {
    pub(super) fn string(text: impl Into<Rc<str>>) -> Self {
        Self::Str(text.into())
    }

    /// What Nix calls this type of value in its messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a Boolean",
            Self::Int(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Str(_) => "a string",
            Self::Path(_) => "a path",
            Self::List(_) => "a list",
            Self::Attrs(_) | Self::Builtins => "a set",
            Self::Function(_) => "a function",
            Self::Opaque(_) => "a value that only Nix knows",
        }
    }
}
