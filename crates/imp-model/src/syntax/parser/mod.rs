//! Tokens to expressions, by the grammar of Nix.
//!
//! Recursive descent straight into the flat [`Tree`], variables not resolved yet (see
//! [`resolve`](super::resolve)). `rnix` gives the tokens. Its parser is not used: it builds a tree for
//! editors at three to four times the cost, takes time that grows with the square of the terms of one
//! expression, and overflows the stack on open brackets. The first error ends the parse, as in Nix.

mod literals;
mod operators;
mod sets;

use rnix::SyntaxKind::{self, *};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::errors::{self, SyntaxError};
use super::tokens::Token;
use super::tree::*;
use crate::text::Span;

/// How deep expressions may nest.
pub const MAX_NESTING: u32 = 512;

/// The error is boxed because every step of the parse hands its result up.
type Result<T> = std::result::Result<T, Box<SyntaxError>>;

/// Parses the tokens of `text`. Gives the expressions and which of them the file is.
///
/// # Errors
/// The first thing that Nix rejects.
pub(super) fn parse(text: &str, tokens: &[Token]) -> Result<(Vec<(Expr, Span)>, ExprId)> {
    let exprs = Vec::with_capacity(tokens.len() / 2);
    let mut parser = Parser { text, tokens, at: 0, depth: 0, exprs, indexes: FxHashMap::default() };
    let root = parser.expr()?;
    match parser.peek() {
        None => Ok((parser.exprs, root)),
        Some(_) => Err(parser.unexpected("the end of the file")),
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    depth: u32,
    exprs: Vec<(Expr, Span)>,
    /// The indexes of the sets that are large and may still grow, through `a.b = …;` and the like.
    indexes: FxHashMap<ExprId, sets::Index<'t>>,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<SyntaxKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn peek_nth(&self, n: usize) -> Option<SyntaxKind> {
        self.tokens.get(self.at + n).map(|token| token.kind)
    }

    /// Where the next token starts, or the text ends.
    fn start(&self) -> u32 {
        let end = || self.text.trim_end().len() as u32;
        self.tokens.get(self.at).map_or_else(end, |token| token.span.start)
    }

    /// From `start` to the end of the last token that was taken.
    fn since(&self, start: u32) -> Span {
        let end = self.at.checked_sub(1).map_or(start, |last| self.tokens[last].span.end);
        Span { start, end: end.max(start) }
    }

    fn take(&mut self, kind: SyntaxKind) -> Option<Span> {
        let token = self.tokens.get(self.at).filter(|token| token.kind == kind)?;
        self.at += 1;
        Some(token.span)
    }

    fn expect(&mut self, kind: SyntaxKind) -> Result<Span> {
        self.take(kind).ok_or_else(|| self.unexpected(errors::token_name(kind)))
    }

    /// That something else was wanted here.
    fn unexpected(&self, wanted: &str) -> Box<SyntaxError> {
        let error = match self.tokens.get(self.at) {
            Some(token) => {
                let found = errors::shown(&self.text[token.span.range()]);
                SyntaxError::new(token.span, format!("expected {wanted}, found {found}"))
            }
            None => SyntaxError::new(
                Span::empty(self.text.trim_end().len()),
                format!("expected {wanted}, found the end of the file"),
            ),
        };
        Box::new(error)
    }

    /// A place for an expression that is filled in once what it holds is read.
    fn reserve(&mut self) -> ExprId {
        self.exprs.push((Expr::Error, Span::default()));
        ExprId(self.exprs.len() as u32 - 1)
    }

    fn set(&mut self, id: ExprId, expr: Expr, span: Span) -> ExprId {
        self.exprs[id.0 as usize] = (expr, span);
        id
    }

    fn push(&mut self, expr: Expr, span: Span) -> ExprId {
        self.exprs.push((expr, span));
        ExprId(self.exprs.len() as u32 - 1)
    }

    /// Counts a level of nesting while `run` runs.
    fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_NESTING {
            let span = self.tokens.get(self.at).map_or_else(Span::default, |token| token.span);
            return Err(too_deep(span));
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// Any expression.
    fn expr(&mut self) -> Result<ExprId> {
        self.nested(Self::expr_unnested)
    }

    fn expr_unnested(&mut self) -> Result<ExprId> {
        let start = self.start();
        match self.peek() {
            Some(TOKEN_IDENT) if matches!(self.peek_nth(1), Some(TOKEN_COLON | TOKEN_AT)) => {
                self.lambda(start)
            }
            Some(TOKEN_L_BRACE) if self.begins_pattern() => self.lambda(start),
            Some(TOKEN_LET) if self.peek_nth(1) != Some(TOKEN_L_BRACE) => {
                let id = self.reserve();
                self.at += 1;
                let bindings = self.bindings(true, TOKEN_IN)?;
                if let Some(dynamic) = bindings.dynamic.first() {
                    let message = "a `let` can't bind a name that is worked out";
                    return Err(SyntaxError::new(dynamic.span, message).into());
                }
                let body = self.expr()?;
                let span = self.since(start);
                Ok(self.set(id, Expr::Let { bindings: Box::new(bindings), body }, span))
            }
            Some(TOKEN_WITH) => {
                let id = self.reserve();
                self.at += 1;
                let namespace = self.expr()?;
                self.expect(TOKEN_SEMICOLON)?;
                let body = self.expr()?;
                let span = self.since(start);
                Ok(self.set(id, Expr::With { namespace, body }, span))
            }
            Some(TOKEN_ASSERT) => {
                let id = self.reserve();
                self.at += 1;
                let condition = self.expr()?;
                self.expect(TOKEN_SEMICOLON)?;
                let body = self.expr()?;
                let span = self.since(start);
                Ok(self.set(id, Expr::Assert { condition, body }, span))
            }
            Some(TOKEN_IF) => {
                let id = self.reserve();
                self.at += 1;
                let condition = self.expr()?;
                self.expect(TOKEN_THEN)?;
                let yes = self.expr()?;
                self.expect(TOKEN_ELSE)?;
                let no = self.expr()?;
                let span = self.since(start);
                Ok(self.set(id, Expr::If { condition, yes, no }, span))
            }
            _ => self.operators(),
        }
    }

    /// Whether a `{` opens the pattern of a function. `{ a }` without a colon is no set either.
    fn begins_pattern(&self) -> bool {
        match self.peek_nth(1) {
            Some(TOKEN_R_BRACE) => matches!(self.peek_nth(2), Some(TOKEN_COLON | TOKEN_AT)),
            Some(TOKEN_ELLIPSIS) => true,
            Some(TOKEN_IDENT) => {
                matches!(self.peek_nth(2), Some(TOKEN_COMMA | TOKEN_QUESTION | TOKEN_R_BRACE))
            }
            _ => false,
        }
    }

    fn lambda(&mut self, start: u32) -> Result<ExprId> {
        let id = self.reserve();
        let mut argument = self.take(TOKEN_IDENT);
        let mut formals = None;
        let mut has_ellipsis = false;
        if argument.is_none() || self.take(TOKEN_AT).is_some() {
            let (found, ellipsis) = self.pattern()?;
            formals = Some(found);
            has_ellipsis = ellipsis;
        }
        if formals.is_some() && argument.is_none() && self.take(TOKEN_AT).is_some() {
            argument = Some(self.expect(TOKEN_IDENT)?);
        }
        let names = formals.iter().flatten().map(|formal: &Formal| formal.span).chain(argument);
        self.check_distinct(names)?;
        self.expect(TOKEN_COLON)?;
        let body = self.expr()?;
        let lambda = Lambda {
            argument: argument.map(|span| (Name::Source(span), span)),
            formals,
            has_ellipsis,
            body,
        };
        let span = self.since(start);
        Ok(self.set(id, Expr::Lambda(Box::new(lambda)), span))
    }

    fn pattern(&mut self) -> Result<(Vec<Formal>, bool)> {
        self.expect(TOKEN_L_BRACE)?;
        let mut formals = Vec::new();
        loop {
            if self.take(TOKEN_R_BRACE).is_some() {
                return Ok((formals, false));
            }
            if self.take(TOKEN_ELLIPSIS).is_some() {
                self.expect(TOKEN_R_BRACE)?;
                return Ok((formals, true));
            }
            let span = self.expect(TOKEN_IDENT)?;
            let default = match self.take(TOKEN_QUESTION) {
                Some(_) => Some(self.expr()?),
                None => None,
            };
            formals.push(Formal { name: Name::Source(span), span, default });
            if self.take(TOKEN_COMMA).is_none() {
                self.expect(TOKEN_R_BRACE)?;
                return Ok((formals, false));
            }
        }
    }

    fn check_distinct(&self, names: impl Iterator<Item = Span>) -> Result<()> {
        let mut sorted: SmallVec<[(&str, Span); 16]> =
            names.map(|span| (&self.text[span.range()], span)).collect();
        sorted.sort_unstable();
        match sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            None => Ok(()),
            Some(pair) => Err(Box::new(SyntaxError {
                span: pair[1].1,
                message: format!("the argument `{}` is named twice", pair[0].0),
                earlier: Some((pair[0].1, "first named here".into())),
                is_limit: false,
                is_about_name: true,
            })),
        }
    }

    /// What an operator or an application takes, if one begins here.
    fn operand(&mut self) -> Result<ExprId> {
        let start = self.start();
        let simple = self.simple()?;
        if self.take(TOKEN_DOT).is_some() {
            let path = boxed(self.attr_path()?);
            let default = match self.take(TOKEN_OR) {
                Some(_) => Some(self.nested(Self::operand)?),
                None => None,
            };
            let span = self.since(start);
            return Ok(self.push(Expr::Select { set: simple, path, default }, span));
        }
        // `f or` is an application to a variable of that name, as it was before `or` was a word.
        if let Some(or) = self.take(TOKEN_OR) {
            let argument = self.push(Expr::Var(Name::Source(or), Resolved::Unbound), or);
            let span = self.since(start);
            return Ok(self.push(Expr::Apply { function: simple, argument }, span));
        }
        Ok(simple)
    }

    fn simple(&mut self) -> Result<ExprId> {
        let start = self.start();
        let Some(token) = self.tokens.get(self.at).copied() else {
            return Err(self.unexpected("an expression"));
        };
        match token.kind {
            TOKEN_IDENT => {
                self.at += 1;
                let expr = match &self.text[token.span.range()] {
                    "__curPos" => Expr::CurrentPosition,
                    _ => Expr::Var(Name::Source(token.span), Resolved::Unbound),
                };
                Ok(self.push(expr, token.span))
            }
            TOKEN_INTEGER | TOKEN_FLOAT | TOKEN_URI => self.literal(token),
            TOKEN_STRING_START => {
                let id = self.reserve();
                let parts = self.string()?;
                let span = self.since(start);
                Ok(self.set(id, Expr::Str(parts), span))
            }
            TOKEN_PATH_REL | TOKEN_PATH_ABS | TOKEN_PATH_HOME | TOKEN_PATH_SEARCH => {
                self.path(token)
            }
            TOKEN_L_PAREN => {
                self.at += 1;
                let inner = self.expr()?;
                self.expect(TOKEN_R_PAREN)?;
                Ok(inner)
            }
            TOKEN_L_BRACK => {
                let id = self.reserve();
                self.at += 1;
                let items = self.nested(|parser| {
                    let mut items = SmallVec::<[ExprId; 16]>::new();
                    while parser.take(TOKEN_R_BRACK).is_none() {
                        items.push(parser.operand()?);
                    }
                    Ok(Box::from(items.as_slice()))
                })?;
                let span = self.since(start);
                Ok(self.set(id, Expr::List(items), span))
            }
            TOKEN_L_BRACE | TOKEN_REC => {
                let id = self.reserve();
                let is_recursive = self.take(TOKEN_REC).is_some();
                self.expect(TOKEN_L_BRACE)?;
                let set = self.nested(|parser| parser.bindings(is_recursive, TOKEN_R_BRACE))?;
                let span = self.since(start);
                Ok(self.set(id, Expr::Attrs(Box::new(set)), span))
            }
            // `let { …; body = e; }`, which Nix still reads: the attribute `body` of a recursive set.
            TOKEN_LET => {
                let id = self.reserve();
                self.at += 1;
                self.expect(TOKEN_L_BRACE)?;
                let bindings = self.nested(|parser| parser.bindings(true, TOKEN_R_BRACE))?;
                let span = self.since(start);
                let set = self.push(Expr::Attrs(Box::new(bindings)), span);
                let name = AttrName::Static(Name::Text("body".into()));
                let attr = Attr { name, span: Span::empty(span.end as usize) };
                Ok(self.set(id, Expr::Select { set, path: Box::new([attr]), default: None }, span))
            }
            _ => Err(self.unexpected("an expression")),
        }
    }
}

fn too_deep(span: Span) -> Box<SyntaxError> {
    let message = format!("nested deeper than {MAX_NESTING} levels, which is as far as imp reads");
    Box::new(SyntaxError { is_limit: true, ..SyntaxError::new(span, message) })
}

/// A list that was put together on the stack, in no more memory than it needs.
fn boxed<T, const N: usize>(items: SmallVec<[T; N]>) -> Box<[T]>
where
    [T; N]: smallvec::Array<Item = T>,
{
    let mut exact = Vec::with_capacity(items.len());
    exact.extend(items);
    exact.into_boxed_slice()
}
