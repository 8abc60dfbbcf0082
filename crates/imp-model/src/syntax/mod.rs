//! One file's expressions: text goes in, an owned tree and its errors come out.
//!
//! `rnix` gives the tokens; [`parse`] turns them into [`Tree`], which is what the rest of the crate works on:
//! flat, owned, sendable, with every variable resolved as Nix resolves it and attribute paths merged as
//! Nix merges them. What Nix rejects before it evaluates anything is an error here, too: undefined
//! variables, attributes defined twice, duplicate arguments. Nothing of `rnix` leaves this module.

mod bindings;
mod errors;
mod inherits;
mod parser;
mod resolve;
mod scope;
mod strings;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;

use std::sync::Arc;

pub use bindings::{add_binding, remove_bindings};
pub use errors::SyntaxError;
pub use inherits::{Inherit, inherits};
pub use parser::MAX_NESTING;
pub use scope::is_global;
pub use tree::{
    Attr, AttrName, AttrSet, BinaryOperator, Binding, BindingId, BindingKind, Dynamic, Entry, Expr,
    ExprId, Formal, Lambda, Name, Part, PathKind, Resolved, Tree, WithScope,
};

/// A parsed file.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The expressions; nothing but [`Expr::Error`] for a file that Nix rejects.
    pub tree: Arc<Tree>,
    /// Why Nix rejects the file, if it does.
    pub error: Option<SyntaxError>,
}

/// Parses one file. Needs up to 8 MiB of stack, without optimisation, for the nesting that [`MAX_NESTING`] allows; what goes
/// beyond it is an error, not an overflow.
pub fn parse(text: Arc<str>) -> Parsed {
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let error =
            SyntaxError::new(crate::text::Span::new(at, at + 1), "a NUL character in the text");
        return Parsed { tree: Arc::new(Tree::unreadable(text)), error: Some(error) };
    }
    let tokens = tokens::tokens(&text);
    let parsed = parser::parse(&text, &tokens).and_then(|(mut exprs, root)| {
        let bindings = resolve::resolve(&text, &mut exprs, root)?;
        Ok((exprs, bindings, root))
    });
    match parsed {
        Ok((exprs, bindings, root)) => {
            Parsed { tree: Arc::new(Tree { text, exprs, bindings, root }), error: None }
        }
        Err(error) => Parsed { tree: Arc::new(Tree::unreadable(text)), error: Some(*error) },
    }
}

/// Where `word` stands as an identifier or as a whole string (an attribute name in quotes), also in a
/// text that does not parse. Comments and longer strings do not count.
pub fn occurrences(text: &str, word: &str) -> Vec<crate::text::Span> {
    use rnix::SyntaxKind::{TOKEN_IDENT, TOKEN_STRING_CONTENT};
    let named = tokens::tokens(text).into_iter().filter(|token| {
        matches!(token.kind, TOKEN_IDENT | TOKEN_STRING_CONTENT)
            && &text[token.span.range()] == word
    });
    named.map(|token| token.span).collect()
}

/// Whether byte `offset` of a text belongs to no token: it is part of a comment or of white space.
pub fn is_between_tokens(text: &str, offset: usize) -> bool {
    let tokens = tokens::tokens(text);
    let after = tokens.partition_point(|token| token.span.end as usize <= offset);
    tokens.get(after).is_none_or(|token| offset < token.span.start as usize)
}
