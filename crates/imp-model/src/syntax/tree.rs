//! The tree that the rest of the crate works on.
//!
//! Expressions lie flat in one vector and refer to each other by [`ExprId`], so that dropping a tree,
//! sending it to another thread and looking at every expression in turn need no recursion. Parentheses
//! leave no trace. Names that stand in the text are kept as byte ranges of it.

use std::sync::Arc;

use crate::text::Span;

/// An expression of one [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub(super) u32);

impl ExprId {
    /// Its place in [`Tree::exprs`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A variable that a [`Tree`] binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BindingId(pub(super) u32);

/// The expressions of one file.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) text: Arc<str>,
    pub(super) exprs: Vec<(Expr, Span)>,
    pub(super) bindings: Vec<Binding>,
    pub(super) root: ExprId,
    /// Whether the file binds a variable such as `__sub`, which gives the operators that call it another meaning.
    pub binds_operators: bool,
}

/// A name: as it stands in the text, or worked out from escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// These bytes of the text.
    Source(Span),
    /// This text, which the file spells with escapes.
    Text(Box<str>),
}

impl Name {
    /// The name, which stands in this text.
    pub(super) fn in_text<'a>(&'a self, text: &'a str) -> &'a str {
        match self {
            Self::Source(span) => &text[span.range()],
            Self::Text(text) => text,
        }
    }

    /// Whether it is `other`. Most names differ in their length already.
    pub(super) fn is(&self, other: &str, text: &str) -> bool {
        match self {
            Self::Source(span) => {
                span.len() == other.len() && &text.as_bytes()[span.range()] == other.as_bytes()
            }
            Self::Text(text) => **text == *other,
        }
    }
}

/// One part of an attribute path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attr {
    /// The name, or the expression that gives it.
    pub name: AttrName,
    /// The part as written, quotes and `${ }` included.
    pub span: Span,
}

/// How an attribute is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttrName {
    /// `a`, `"a"` or `${"a"}`.
    Static(Name),
    /// `${e}` or `"…${e}…"`.
    Dynamic(ExprId),
}

/// A part of a string or a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text, escapes and indentation worked out.
    Text(Name),
    /// `${e}`.
    Interpolation(ExprId),
}

/// How a path literal begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// `./a`, `../a`, `a/b`: relative to the file.
    Relative,
    /// `/a`.
    Absolute,
    /// `~/a`.
    Home,
    /// `<a>`.
    Search,
}

/// What a variable refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A lambda, `let` or `rec`: `up` scopes outward, there the variable `slot`.
    Local {
        /// How many scopes outward, 0 is the innermost. Every lambda, `let`, `rec` and `with` is one.
        up: u32,
        /// Which variable of that scope: the place in [`AttrSet::entries`], or of the formal in
        /// [`Lambda::formals`] with the whole argument after them.
        slot: u32,
        /// The same variable, for who asks about the text and not about values.
        binding: BindingId,
    },
    /// No scope binds it, so the enclosing `with`s are asked, the innermost first; then the globals.
    With(Box<[WithScope]>),
    /// A name that Nix always knows: `true`, `import`, `builtins`, …
    Global,
    /// Nothing; Nix rejects the file.
    Unbound,
}

/// A `with` around a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithScope {
    /// How many scopes outward.
    pub up: u32,
    /// The [`Expr::With`].
    pub with: ExprId,
}

/// A variable that is bound, and where.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Its name.
    pub name: Name,
    /// The name where it is bound.
    pub span: Span,
    /// By what.
    pub kind: BindingKind,
}

/// What binds a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingKind {
    /// `x: …` or `{ … }@x: …`, in this [`Expr::Lambda`].
    Argument(ExprId),
    /// `{ x }: …` or `{ x ? e }: …`, in this [`Expr::Lambda`].
    Formal(ExprId),
    /// `x = e` or an `inherit` in a `let` or `rec`: the value.
    Value(ExprId),
}

/// An attribute set, or the bindings of a `let`.
#[derive(Clone, Debug, Default)]
pub struct AttrSet {
    /// `rec`; always true for `let`.
    pub is_recursive: bool,
    /// Attributes whose name the text gives, in order of appearance, each name once.
    pub entries: Vec<Entry>,
    /// Attributes whose name is an expression.
    pub dynamic: Vec<Dynamic>,
}

/// An attribute whose name the text gives.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name.
    pub name: Name,
    /// Where it is named first.
    pub span: Span,
    /// Its value. For an `inherit` the variable, or the selection from the set in parentheses.
    pub value: ExprId,
    /// Whether an `inherit` makes it.
    pub is_inherited: bool,
    /// Whether that `inherit` names a set: `inherit (set) a`.
    pub is_selected: bool,
}

impl Entry {
    /// `name = value`.
    pub(super) fn new(name: Name, span: Span, value: ExprId) -> Self {
        Self { name, span, value, is_inherited: false, is_selected: false }
    }
}

/// An attribute whose name is an expression.
#[derive(Clone, Copy, Debug)]
pub struct Dynamic {
    /// The name.
    pub name: ExprId,
    /// The value.
    pub value: ExprId,
    /// The name as written.
    pub span: Span,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Lambda {
    /// `x` in `x: …`, `{ … }@x: …` and `x@{ … }: …`.
    pub argument: Option<(Name, Span)>,
    /// The attributes of `{ a, b ? e, … }: …`; `None` for `x: …`.
    pub formals: Option<Vec<Formal>>,
    /// Whether the pattern ends with `...`.
    pub has_ellipsis: bool,
    /// The result.
    pub body: ExprId,
}

/// An attribute that a function takes.
#[derive(Clone, Debug)]
pub struct Formal {
    /// Its name.
    pub name: Name,
    /// Where.
    pub span: Span,
    /// What it is when it is not given.
    pub default: Option<ExprId>,
}

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the operator that its name says")]
pub enum BinaryOperator {
    Concat,
    Update,
    Add,
    Subtract,
    Multiply,
    Divide,
    And,
    Or,
    Implies,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `argument |> function`
    PipeRight,
    /// `function <| argument`
    PipeLeft,
}

impl BinaryOperator {
    /// Whether Nix reads it as the call of a variable: `a - b` as `__sub a b`.
    pub fn is_call(self) -> bool {
        use BinaryOperator as B;
        matches!(
            self,
            B::Subtract
                | B::Multiply
                | B::Divide
                | B::Less
                | B::LessOrEqual
                | B::Greater
                | B::GreaterOrEqual
        )
    }
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// Text that could not be read.
    Error,
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A string, or a URL without quotes.
    Str(Box<[Part]>),
    /// A path; its text is relative to the file, or what follows `~/`, or what `<` `>` enclose.
    Path(PathKind, Box<[Part]>),
    /// A variable.
    Var(Name, Resolved),
    /// `set.a.b` and `set.a.b or default`.
    Select {
        /// The set.
        set: ExprId,
        /// The path, at least one part.
        path: Box<[Attr]>,
        /// What follows `or`.
        default: Option<ExprId>,
    },
    /// `set ? a.b`.
    HasAttr {
        /// The set.
        set: ExprId,
        /// The path, at least one part.
        path: Box<[Attr]>,
    },
    /// `function argument`.
    Apply {
        /// The function.
        function: ExprId,
        /// The argument.
        argument: ExprId,
    },
    /// `x: body`.
    Lambda(Box<Lambda>),
    /// `let … in body`.
    Let {
        /// The bindings.
        bindings: Box<AttrSet>,
        /// The body.
        body: ExprId,
    },
    /// `with namespace; body`.
    With {
        /// The set whose attributes become variables.
        namespace: ExprId,
        /// The body.
        body: ExprId,
    },
    /// `if condition then yes else no`.
    If {
        /// The condition.
        condition: ExprId,
        /// After `then`.
        yes: ExprId,
        /// After `else`.
        no: ExprId,
    },
    /// `assert condition; body`.
    Assert {
        /// The condition.
        condition: ExprId,
        /// The body.
        body: ExprId,
    },
    /// `left operator right`.
    Binary(BinaryOperator, ExprId, ExprId),
    /// `!e`.
    Not(ExprId),
    /// `-e`.
    Negate(ExprId),
    /// `[ … ]`.
    List(Box<[ExprId]>),
    /// `{ … }`, with `a.b = …` already nested and merged.
    Attrs(Box<AttrSet>),
    /// `__curPos`.
    CurrentPosition,
}

impl AttrSet {
    fn children(&self, mut visit: impl FnMut(ExprId)) {
        for entry in &self.entries {
            visit(entry.value);
        }
        for dynamic in &self.dynamic {
            visit(dynamic.name);
            visit(dynamic.value);
        }
    }
}

impl Tree {
    /// A tree that holds nothing but an error, for a text that can't be parsed at all.
    pub(super) fn unreadable(text: Arc<str>) -> Self {
        let span = Span::new(0, text.len());
        Self {
            text,
            exprs: vec![(Expr::Error, span)],
            bindings: Vec::new(),
            root: ExprId(0),
            binds_operators: false,
        }
    }

    /// The expression that the file is.
    pub fn root(&self) -> ExprId {
        self.root
    }

    /// The text of the file.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// An expression.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize].0
    }

    /// Where an expression stands, parentheses around it not included.
    pub fn span(&self, id: ExprId) -> Span {
        self.exprs[id.0 as usize].1
    }

    /// Every expression, in no particular order.
    pub fn exprs(&self) -> impl Iterator<Item = (ExprId, &Expr)> {
        self.exprs.iter().enumerate().map(|(id, (expr, _))| (ExprId(id as u32), expr))
    }

    /// Calls `visit` with every expression directly inside another, in order of appearance in it.
    pub fn children(&self, id: ExprId, visit: impl FnMut(ExprId)) {
        children_of(self.expr(id), visit);
    }

    /// A variable that the file binds.
    pub fn binding(&self, id: BindingId) -> &Binding {
        &self.bindings[id.0 as usize]
    }

    /// The text of a name.
    pub fn name<'a>(&'a self, name: &'a Name) -> &'a str {
        name.in_text(&self.text)
    }

    /// The name of an attribute, where the text gives it.
    pub fn static_name<'a>(&'a self, attr: &'a Attr) -> Option<&'a str> {
        match &attr.name {
            AttrName::Static(name) => Some(self.name(name)),
            AttrName::Dynamic(_) => None,
        }
    }

    /// The text of a relative path without interpolation.
    pub fn relative_path(&self, id: ExprId) -> Option<&str> {
        let Expr::Path(PathKind::Relative, parts) = self.expr(id) else { return None };
        let [Part::Text(name)] = &**parts else { return None };
        Some(self.name(name))
    }

    /// Whether an expression is the function `import`.
    pub fn is_import(&self, id: ExprId) -> bool {
        matches!(self.expr(id), Expr::Var(name, Resolved::Global) if self.name(name) == "import")
    }

    /// The text of the relative path that `import ./path` names, applied to something or not.
    pub fn imported_path(&self, mut id: ExprId) -> Option<&str> {
        while let Expr::Apply { function, argument } = self.expr(id) {
            if self.is_import(*function) {
                return self.relative_path(*argument);
            }
            id = *function;
        }
        None
    }

    /// The text of a string without interpolations; `None` for every other expression.
    pub fn plain_string(&self, id: ExprId) -> Option<String> {
        let Expr::Str(parts) = self.expr(id) else { return None };
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(name) => text.push_str(self.name(name)),
                Part::Interpolation(_) => return None,
            }
        }
        Some(text)
    }
}

/// Calls `visit` with every expression directly inside another, in order of appearance in it.
pub(super) fn children_of(expr: &Expr, mut visit: impl FnMut(ExprId)) {
    let dynamic = |attr: &Attr| match attr.name {
        AttrName::Dynamic(name) => Some(name),
        AttrName::Static(_) => None,
    };
    match expr {
        Expr::Str(parts) | Expr::Path(_, parts) => {
            for part in parts {
                if let Part::Interpolation(inner) = part {
                    visit(*inner);
                }
            }
        }
        Expr::Select { set, path, default } => {
            visit(*set);
            path.iter().filter_map(dynamic).for_each(&mut visit);
            default.iter().copied().for_each(visit);
        }
        Expr::HasAttr { set, path } => {
            visit(*set);
            path.iter().filter_map(dynamic).for_each(visit);
        }
        Expr::Apply { function, argument } => {
            visit(*function);
            visit(*argument);
        }
        Expr::Lambda(lambda) => {
            let formals = lambda.formals.iter().flatten();
            formals.filter_map(|formal| formal.default).for_each(&mut visit);
            visit(lambda.body);
        }
        Expr::Let { bindings, body } => {
            bindings.children(&mut visit);
            visit(*body);
        }
        Expr::With { namespace: first, body: second }
        | Expr::Assert { condition: first, body: second }
        | Expr::Binary(_, first, second) => {
            visit(*first);
            visit(*second);
        }
        Expr::If { condition, yes, no } => [*condition, *yes, *no].into_iter().for_each(visit),
        Expr::Not(inner) | Expr::Negate(inner) => visit(*inner),
        Expr::List(items) => items.iter().copied().for_each(visit),
        Expr::Attrs(set) => set.children(visit),
        Expr::Error | Expr::Int(_) | Expr::Float(_) | Expr::Var(..) | Expr::CurrentPosition => {}
    }
}
