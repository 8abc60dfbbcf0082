//! The tokens of a file, without white space and comments.
//!
//! The kinds are those of `rnix`, and a test holds the tokens to those of its tokenizer, which takes four
//! times as long and looks at the whole rest of a word at each of its dots.

mod strings;
mod words;

use rnix::SyntaxKind::{self, *};

use crate::text::Span;

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: SyntaxKind,
    pub(super) span: Span,
}

/// All tokens of a text. What begins no token is a [`TOKEN_ERROR`] of one character.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        // A guess that saves growing: real files have a token for every five or six bytes.
        tokens: Vec::with_capacity(text.len() / 4),
        open: Vec::new(),
        run: words::Run::default(),
    };
    lexer.run();
    lexer.tokens
}

/// What is open around the next token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Brace,
    Interpolation,
    String,
    Indented,
    /// A path that goes on after an interpolation, with the kind of its tokens.
    Path(SyntaxKind),
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tokens: Vec<Token>,
    open: Vec<Open>,
    run: words::Run,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match self.open.last() {
                Some(Open::String) => self.string(),
                Some(Open::Indented) => self.indented(),
                Some(Open::Path(kind)) => self.path_rest(*kind),
                _ => self.code(),
            }
        }
    }

    /// Tokens outside of strings and paths, for as long as nothing is opened or closed.
    fn code(&mut self) {
        let depth = self.open.len();
        while self.open.len() == depth {
            self.skip_trivia();
            if self.at == self.bytes.len() {
                return;
            }
            self.normal();
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn rest_starts_with(&self, prefix: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(prefix)
    }

    /// Adds the token of the next `length` bytes.
    fn push(&mut self, kind: SyntaxKind, length: usize) {
        let span = Span::new(self.at, self.at + length);
        self.tokens.push(Token { kind, span });
        self.at += length;
    }

    fn skip_trivia(&mut self) {
        while words::begins_trivia(self.peek(0)) {
            self.at += words::white_space(&self.bytes[self.at..]);
            match self.peek(0) {
                b'#' => {
                    let line = &self.bytes[self.at..];
                    self.at += memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len());
                }
                b'/' if self.peek(1) == b'*' => {
                    let inside = &self.bytes[self.at + 2..];
                    match memchr::memmem::find(inside, b"*/") {
                        Some(end) => self.at += end + 4,
                        // Never closed: the parser stumbles over it.
                        None => return,
                    }
                }
                _ => return,
            }
        }
    }

    fn normal(&mut self) {
        let (first, second) = (self.peek(0), self.peek(1));
        if let Some(kind) = alone(first) {
            return self.push(kind, 1);
        }
        if self.word() {
            return;
        }
        let (kind, length) = match (first, second) {
            (b'"', _) => {
                self.open.push(Open::String);
                (TOKEN_STRING_START, 1)
            }
            (b'\'', b'\'') => {
                self.open.push(Open::Indented);
                (TOKEN_STRING_START, 2)
            }
            (b'$', b'{') => {
                self.open.push(Open::Interpolation);
                (TOKEN_INTERPOL_START, 2)
            }
            (b'{', _) => {
                self.open.push(Open::Brace);
                (TOKEN_L_BRACE, 1)
            }
            (b'}', _) => match self.open.pop() {
                Some(Open::Interpolation) => (TOKEN_INTERPOL_END, 1),
                _ => (TOKEN_R_BRACE, 1),
            },
            (b'/', b'*') => (TOKEN_ERROR, self.bytes.len() - self.at),
            (b'.', b'.') if self.peek(2) == b'.' => (TOKEN_ELLIPSIS, 3),
            (b'=', b'=') => (TOKEN_EQUAL, 2),
            (b'!', b'=') => (TOKEN_NOT_EQUAL, 2),
            (b'<', b'=') => (TOKEN_LESS_OR_EQ, 2),
            (b'<', b'|') => (TOKEN_PIPE_LEFT, 2),
            (b'>', b'=') => (TOKEN_MORE_OR_EQ, 2),
            (b'&', b'&') => (TOKEN_AND_AND, 2),
            (b'|', b'|') => (TOKEN_OR_OR, 2),
            (b'|', b'>') => (TOKEN_PIPE_RIGHT, 2),
            (b'-', b'>') => (TOKEN_IMPLICATION, 2),
            (b'/', b'/') => (TOKEN_UPDATE, 2),
            (b'+', b'+') => (TOKEN_CONCAT, 2),
            (b'.', _) => (TOKEN_DOT, 1),
            (b'=', _) => (TOKEN_ASSIGN, 1),
            (b'!', _) => (TOKEN_INVERT, 1),
            (b'<', _) => (TOKEN_LESS, 1),
            (b'>', _) => (TOKEN_MORE, 1),
            (b'+', _) => (TOKEN_ADD, 1),
            (b'-', _) => (TOKEN_SUB, 1),
            (b'*', _) => (TOKEN_MUL, 1),
            (b'/', _) => (TOKEN_DIV, 1),
            _ => (TOKEN_ERROR, self.text[self.at..].chars().next().map_or(1, char::len_utf8)),
        };
        self.push(kind, length);
    }
}

/// The token that a byte is, whatever follows it.
fn alone(byte: u8) -> Option<SyntaxKind> {
    Some(match byte {
        b'[' => TOKEN_L_BRACK,
        b']' => TOKEN_R_BRACK,
        b'(' => TOKEN_L_PAREN,
        b')' => TOKEN_R_PAREN,
        b';' => TOKEN_SEMICOLON,
        b':' => TOKEN_COLON,
        b',' => TOKEN_COMMA,
        b'@' => TOKEN_AT,
        b'?' => TOKEN_QUESTION,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rnix_tokens(text: &str) -> Vec<Token> {
        let mut start = 0;
        let all = rnix::tokenize(text).map(|(kind, token)| {
            let span = Span::new(start, start + token.len());
            start = span.end as usize;
            Token { kind, span }
        });
        all.filter(|token| !token.kind.is_trivia()).collect()
    }

    #[test]
    fn tokens_are_those_of_rnix() {
        for text in [
            "{ a-b'c = 1; \"d\" = 2.5e3; } // [ .5 0.5 1. 007 ] ++ x",
            "a.b/c ./a ../b /c ~/d <e/f> <nixpkgs> a/b.c/d 1/2 a / b a/ b",
            "./a${b}c/d${e}.nix ./${f} a/${g}/h ~/${x}",
            "http://x.y/z?a=b&c=%20~ x:y x: y a:b:c git+https://u@h/p.git",
            "\"a ${b + \"c ${d}\"} \\\" \\${ $${ $ ''\" \"$\" \"\\\\\"",
            "''a ${b} ''${ ''' $${ ''\\n ' '' ''\n  x ${\"y\"}''",
            "if then else assert with let in rec inherit or iff or' __curPos",
            "a == b != c <= d >= e < f > g && h || i -> j // k ++ l + m - n * o ! p ? q @ r |> s <| t",
            "{ a, b ? { c = 1; }, ... }@d: e: f@{ }: 1 # comment\n/* an */ /**/ 2 /* * / */",
            "{ inherit (a) b; ${c} = d; \"${e}\" = f; }",
            "é ü \"é\" ''ü'' # é\n1",
            "a\n        b\n         c \r\n\t \n                d       e        f         \n",
        ] {
            assert_eq!(tokens(text), rnix_tokens(text), "{text}");
        }
    }

    #[test]
    fn every_text_has_tokens_that_lie_in_it() {
        for text in [
            "",
            "/* open",
            "\"open",
            "''open",
            "\"${",
            "}",
            "}}}",
            "./a${",
            "$",
            "\u{1f980}",
            "a\0b",
            "<a",
            "~",
            "''$",
        ] {
            let found = tokens(text);
            assert!(found.is_sorted_by(|a, b| a.span.end <= b.span.start), "{text}: {found:?}");
            assert!(found.iter().all(|token| text.get(token.span.range()).is_some()), "{text}");
        }
    }
}
