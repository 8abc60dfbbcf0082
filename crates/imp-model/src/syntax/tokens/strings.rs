//! What is inside strings: content up to an interpolation or the end.

use rnix::SyntaxKind::*;

use super::{Lexer, Open};

impl Lexer<'_> {
    /// A piece of a `"…"` string.
    pub(super) fn string(&mut self) {
        let start = self.at;
        let mut at = start;
        loop {
            let Some(next) = memchr::memchr3(b'"', b'\\', b'$', &self.bytes[at..]) else {
                at = self.bytes.len();
                break;
            };
            at += next;
            match (self.bytes[at], self.bytes.get(at + 1)) {
                (b'"', _) | (b'$', Some(b'{')) => break,
                // `$x` is taken together, so that `$$` begins nothing.
                (b'$', Some(b'"' | b'\\') | None) => at += 1,
                (_, Some(escaped)) => at += 1 + width(*escaped),
                (_, None) => at += 1,
            }
        }
        self.content(start, at.min(self.bytes.len()));
        self.end_or_interpolation(b"\"");
    }

    /// A piece of a `''…''` string.
    pub(super) fn indented(&mut self) {
        let start = self.at;
        let mut at = start;
        loop {
            let Some(next) = memchr::memchr2(b'\'', b'$', &self.bytes[at..]) else {
                at = self.bytes.len();
                break;
            };
            at += next;
            match (self.bytes[at], self.bytes.get(at + 1), self.bytes.get(at + 2)) {
                (b'\'', Some(b'\''), Some(b'\'' | b'$')) => at += 3,
                (b'\'', Some(b'\''), Some(b'\\')) => {
                    at += 3 + self.bytes.get(at + 3).map_or(0, |b| width(*b));
                }
                (b'\'', Some(b'\''), _) | (b'$', Some(b'{'), _) => break,
                (b'$', Some(b'\'') | None, _) | (b'\'', Some(b'$') | None, _) => at += 1,
                (_, Some(next), _) => at += 1 + width(*next),
                (_, None, _) => at += 1,
            }
        }
        self.content(start, at.min(self.bytes.len()));
        self.end_or_interpolation(b"''");
    }

    fn content(&mut self, start: usize, end: usize) {
        if end > start {
            self.push(TOKEN_STRING_CONTENT, end - start);
        }
    }

    fn end_or_interpolation(&mut self, quotes: &[u8]) {
        if self.rest_starts_with(b"${") {
            self.open.push(Open::Interpolation);
            self.push(TOKEN_INTERPOL_START, 2);
        } else if self.rest_starts_with(quotes) {
            self.open.pop();
            self.push(TOKEN_STRING_END, quotes.len());
        }
    }
}

/// How many bytes the character takes whose first byte this is.
fn width(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}
