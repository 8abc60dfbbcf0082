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

use rnix::SyntaxKind::*;

use crate::text::Span;

pub use bindings::{
    TopBinding, add_binding, plain_and_other_bindings, remove_bindings, top_bindings,
};
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
    /// The expressions. Of a file that Nix rejects nothing but [`Expr::Error`], unless all that is wrong is a variable
    /// that nothing binds ([`Resolved::Unbound`]).
    pub tree: Arc<Tree>,
    /// Why Nix rejects the file, if it does.
    pub error: Option<SyntaxError>,
}

impl Parsed {
    /// The same for who asks for a part of the file in which a variable that nothing binds elsewhere changes nothing: an
    /// error that left the tree whole is gone.
    #[must_use]
    pub fn despite_unbound(self) -> Self {
        let is_whole = !matches!(self.tree.expr(self.tree.root()), Expr::Error);
        Self { error: self.error.filter(|_| !is_whole), ..self }
    }
}

/// Parses one file. Needs up to 8 MiB of stack, without optimisation, for the nesting that [`MAX_NESTING`] allows; what goes
/// beyond it is an error, not an overflow.
pub fn parse(text: Arc<str>) -> Parsed {
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let error = SyntaxError::new(Span::new(at, at + 1), "a NUL character in the text");
        return Parsed { tree: Arc::new(Tree::unreadable(text)), error: Some(error) };
    }
    let tokens = tokens::tokens(&text);
    match parser::parse(&text, &tokens) {
        Ok((mut exprs, root)) => {
            let (bindings, error) = resolve::resolve(&text, &mut exprs, root);
            let mut tree = Tree { text, exprs, bindings, root, binds_operators: false };
            tree.binds_operators =
                tree.bindings.iter().any(|binding| is_operator(tree.name(&binding.name)));
            Parsed { tree: Arc::new(tree), error }
        }
        Err(error) => Parsed { tree: Arc::new(Tree::unreadable(text)), error: Some(*error) },
    }
}

/// Whether a variable of this name is what Nix calls for an operator.
fn is_operator(name: &str) -> bool {
    matches!(name, "__sub" | "__mul" | "__div" | "__lessThan")
}

/// Where `word` stands as an identifier or as a whole string (an attribute name in quotes), also in a
/// text that does not parse. Comments and longer strings do not count.
pub fn occurrences(text: &str, word: &str) -> Vec<Span> {
    let named = tokens::tokens(text).into_iter().filter(|token| {
        matches!(token.kind, TOKEN_IDENT | TOKEN_STRING_CONTENT)
            && &text[token.span.range()] == word
    });
    named.map(|token| token.span).collect()
}

/// The comments of a text, in order, without the line breaks that end them.
pub fn comments(text: &str) -> Vec<Span> {
    let mut comments = Vec::new();
    let mut add = |start: usize, end: usize| {
        let mut at = start;
        while let Some(found) = text[at..end].find(['#', '/']) {
            let from = at + found;
            let length = match text.as_bytes()[from] {
                b'#' => text[from..end].find(['\n', '\r']),
                _ => text[from..end].find("*/").map(|close| close + 2),
            };
            at = from + length.unwrap_or(end - from);
            comments.push(Span::new(from, at));
        }
    };
    let mut after = 0;
    for token in tokens::tokens(text) {
        add(after, token.span.start as usize);
        after = token.span.end as usize;
    }
    add(after, text.len());
    comments
}

/// What stands between the quotes of the strings of a text, as far as it is text and not interpolated.
pub fn string_contents(text: &str) -> Vec<Span> {
    let tokens = tokens::tokens(text).into_iter();
    let contents = tokens.filter(|token| token.kind == TOKEN_STRING_CONTENT);
    contents.map(|token| token.span).collect()
}

/// Whether byte `offset` of a text belongs to no token: it is part of a comment or of white space.
pub fn is_between_tokens(text: &str, offset: usize) -> bool {
    let tokens = tokens::tokens(text);
    let after = tokens.partition_point(|token| token.span.end as usize <= offset);
    tokens.get(after).is_none_or(|token| offset < token.span.start as usize)
}

/// A path or a URL that stands for itself, without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// `a/b`, without `./` in front.
    Path,
    /// `https://example.org`.
    Url,
}

/// The paths and URLs of a text that begin like a name or a number, also of a text that does not parse.
pub fn words(text: &str) -> Vec<(Word, Span)> {
    let word = |token: tokens::Token| match token.kind {
        TOKEN_PATH_REL => Some((Word::Path, token.span)),
        TOKEN_URI => Some((Word::Url, token.span)),
        _ => None,
    };
    tokens::tokens(text).into_iter().filter_map(word).collect()
}

/// The strings of a text, with their quotes, and its URLs, in the order in which they begin; also those inside of others.
/// Formatting may write a string with other quotes, and makes strings of URLs.
pub fn strings_and_urls(text: &str) -> Vec<Span> {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for token in tokens::tokens(text) {
        match token.kind {
            TOKEN_URI => found.push(token.span),
            TOKEN_STRING_START => {
                open.push(found.len());
                found.push(token.span);
            }
            TOKEN_STRING_END => {
                let string: Option<&mut Span> = open.pop().and_then(|at| found.get_mut(at));
                if let Some(string) = string {
                    string.end = token.span.end;
                }
            }
            _ => {}
        }
    }
    found
}

/// The first token of `old` that has another one in its place in `new`. What layout may change does not count: white
/// space, comments, brackets around expressions, commas, and the text of strings, which a URL may become.
pub fn changed_token(old: &str, new: &str) -> Option<Span> {
    let counts = |token: &tokens::Token| {
        let is_text = matches!(
            token.kind,
            TOKEN_STRING_START | TOKEN_STRING_CONTENT | TOKEN_STRING_END | TOKEN_URI
        );
        !is_text && !matches!(token.kind, TOKEN_L_PAREN | TOKEN_R_PAREN | TOKEN_COMMA)
    };
    let mut rest = tokens::tokens(new).into_iter().filter(counts);
    let mut last = Span::empty(0);
    for token in tokens::tokens(old).into_iter().filter(counts) {
        let is_same = rest.next().is_some_and(|other| {
            token.kind == other.kind && old[token.span.range()] == new[other.span.range()]
        });
        if !is_same {
            return Some(token.span);
        }
        last = token.span;
    }
    rest.next().map(|_| last)
}
