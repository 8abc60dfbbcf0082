//! Numbers, strings and paths.

use std::borrow::Cow;

use rnix::SyntaxKind::*;
use smallvec::SmallVec;

use super::{Parser, Result, boxed};
use crate::syntax::SyntaxError;
use crate::syntax::strings::{self, Piece};
use crate::syntax::tokens::Token;
use crate::syntax::tree::{Expr, ExprId, Name, Part, PathKind};
use crate::text::Span;

impl Parser<'_> {
    pub(super) fn literal(&mut self, token: Token) -> Result<ExprId> {
        self.at += 1;
        let text = &self.text[token.span.range()];
        let wrong =
            |what: &str| Box::new(SyntaxError::new(token.span, format!("`{text}` is {what}")));
        let expr = match token.kind {
            TOKEN_INTEGER => {
                Expr::Int(text.parse().map_err(|_| wrong("too large for an integer"))?)
            }
            TOKEN_FLOAT => {
                let number: f64 = text.parse().map_err(|_| wrong("no number"))?;
                // What `strtod` calls out of range, Nix rejects.
                if number.is_infinite() || number.is_subnormal() || underflows(text, number) {
                    return Err(wrong("too large or too small for a float"));
                }
                Expr::Float(number)
            }
            _ => Expr::Str(Box::new([Part::Text(Name::Source(token.span))])),
        };
        Ok(self.push(expr, token.span))
    }

    /// `${ e }`, if it begins here.
    fn interpolation(&mut self) -> Result<Option<ExprId>> {
        if self.take(TOKEN_INTERPOL_START).is_none() {
            return Ok(None);
        }
        let inner = self.expr()?;
        self.expect(TOKEN_INTERPOL_END)?;
        Ok(Some(inner))
    }

    pub(super) fn path(&mut self, first: Token) -> Result<ExprId> {
        let id = self.reserve();
        let mut parts = SmallVec::<[Part; 4]>::new();
        // A path goes on as long as nothing stands between its pieces.
        while let Some(token) = self.tokens.get(self.at).copied()
            && (parts.is_empty() || token.span.start == self.since(first.span.start).end)
        {
            if let Some(inner) = self.interpolation()? {
                parts.push(Part::Interpolation(inner));
            } else if token.kind == first.kind && !matches!(parts.last(), Some(Part::Text(_))) {
                self.at += 1;
                parts.push(Part::Text(Name::Source(token.span)));
            } else {
                break;
            }
        }
        let kind = match first.kind {
            TOKEN_PATH_REL => PathKind::Relative,
            TOKEN_PATH_ABS => PathKind::Absolute,
            TOKEN_PATH_HOME => PathKind::Home,
            _ => PathKind::Search,
        };
        let span = self.since(first.span.start);
        let text = &self.text[span.range()];
        if text.ends_with('/') {
            let message = format!("the path `{text}` ends with a slash");
            return Err(SyntaxError::new(span, message).into());
        }
        Ok(self.set(id, Expr::Path(kind, boxed(parts)), span))
    }

    /// A string, whose start is the next token.
    pub(super) fn string(&mut self) -> Result<Box<[Part]>> {
        let start = self.expect(TOKEN_STRING_START)?;
        let is_indented = start.len() == 2;
        if let (Some(TOKEN_STRING_CONTENT), Some(TOKEN_STRING_END), false) =
            (self.peek(), self.peek_nth(1), is_indented)
        {
            let span = self.expect(TOKEN_STRING_CONTENT)?;
            self.expect(TOKEN_STRING_END)?;
            return Ok(Box::new([Part::Text(quoted(&self.text[span.range()], span))]));
        }
        let mut pieces = Vec::new();
        let mut parts = SmallVec::<[Part; 4]>::new();
        let mut is_first = true;
        loop {
            if self.take(TOKEN_STRING_END).is_some() {
                break;
            }
            if let Some(span) = self.take(TOKEN_STRING_CONTENT) {
                let raw = &self.text[span.range()];
                if is_indented {
                    let raw = if is_first { strings::skip_blank_first_line(raw) } else { raw };
                    strings::indented_pieces(raw, &mut pieces);
                } else {
                    parts.push(Part::Text(quoted(raw, span)));
                }
            } else if let Some(inner) = self.interpolation()? {
                pieces.push(Piece::Interpolation(inner));
                parts.push(Part::Interpolation(inner));
            } else {
                return Err(SyntaxError::new(start, "the string is never closed").into());
            }
            is_first = false;
        }
        if !is_indented {
            return Ok(boxed(parts));
        }
        let parts = strings::strip_indentation(pieces).into_iter().map(|piece| match piece {
            Piece::Text { text, .. } => Part::Text(Name::Text(text.into())),
            Piece::Interpolation(expr) => Part::Interpolation(expr),
        });
        Ok(parts.collect())
    }

    /// The text of a string without interpolations.
    pub(super) fn joined(&self, parts: &[Part]) -> Option<Name> {
        match parts {
            [] => Some(Name::Text("".into())),
            [Part::Text(name)] => Some(name.clone()),
            parts => {
                let mut text = String::new();
                for part in parts {
                    match part {
                        Part::Text(Name::Source(span)) => text.push_str(&self.text[span.range()]),
                        Part::Text(Name::Text(part)) => text.push_str(part),
                        Part::Interpolation(_) => return None,
                    }
                }
                Some(Name::Text(text.into()))
            }
        }
    }
}

/// Whether a number that is not zero was rounded to it.
fn underflows(text: &str, number: f64) -> bool {
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    number == 0.0 && digits.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

fn quoted(raw: &str, span: Span) -> Name {
    match strings::unescape(raw) {
        Cow::Borrowed(_) => Name::Source(span),
        Cow::Owned(text) => Name::Text(text.into()),
    }
}
