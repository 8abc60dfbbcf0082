//! Names, numbers, paths and URLs: what the longest match decides.

use rnix::SyntaxKind::{self, *};

use super::{Lexer, Open};

/// A run of characters that a path can have between its slashes, remembered so that every name in it knows
/// where it ends without looking again.
#[derive(Default)]
pub(super) struct Run {
    end: usize,
    /// Whether what follows it shows that nothing in it begins a path or a URL.
    is_plain: bool,
    /// Where the part begins that a URL's scheme can have: after the last `_`. Looked for once.
    scheme_from: Option<usize>,
}

/// What a byte can be part of.
const PATH: u8 = 1;
const NAME: u8 = 2;
const URI: u8 = 4;
const SPACE: u8 = 8;
/// What a name begins with.
const LETTER: u8 = 16;
/// What else a word begins with.
const WORD: u8 = 32;
/// What a name goes on with to a path or a URL.
const JOIN: u8 = 64;

/// What white space and comments begin with; a `/` may be something else.
const TRIVIA: u8 = 128;

/// The classes of every byte; a look here is what most of the time of reading tokens goes to.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-') {
            classes[byte] = PATH | NAME | URI | JOIN;
        }
        if b.is_ascii_alphabetic() || b == b'_' {
            classes[byte] |= LETTER;
        }
        byte += 1;
    }
    add(&mut classes, b".+-0123456789~/<", WORD);
    add(&mut classes, b".+", PATH | JOIN);
    add(&mut classes, b"/:", JOIN);
    add(&mut classes, b"'", NAME);
    add(&mut classes, b"%/?:@&=+$,.!~*'", URI);
    add(&mut classes, b" \t\r\n", SPACE | TRIVIA);
    add(&mut classes, b"#/", TRIVIA);
    classes
};

const fn add(classes: &mut [u8; 256], bytes: &[u8], class: u8) {
    let mut at = 0;
    while at < bytes.len() {
        classes[bytes[at] as usize] |= class;
        at += 1;
    }
}

fn is(class: u8, byte: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

/// Whether white space or a comment may begin with this byte.
pub(super) fn begins_trivia(byte: u8) -> bool {
    is(TRIVIA, byte)
}

/// How many of the first bytes are white space. Most of it is indentation, which is counted eight spaces at a time.
pub(super) fn white_space(bytes: &[u8]) -> usize {
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk() {
        let spaces = (u64::from_le_bytes(*eight) ^ SPACES).trailing_zeros() as usize / 8;
        at += spaces;
        match eight.get(spaces) {
            None => {}
            Some(other) if is(SPACE, *other) => at += 1,
            Some(_) => return at,
        }
    }
    at + count(SPACE, &bytes[at..])
}

/// How many of the first bytes are of a class.
fn count(class: u8, bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !is(class, *byte)).unwrap_or(bytes.len())
}

fn keyword(name: &[u8]) -> SyntaxKind {
    match name {
        b"if" => TOKEN_IF,
        b"then" => TOKEN_THEN,
        b"else" => TOKEN_ELSE,
        b"assert" => TOKEN_ASSERT,
        b"with" => TOKEN_WITH,
        b"let" => TOKEN_LET,
        b"in" => TOKEN_IN,
        b"rec" => TOKEN_REC,
        b"inherit" => TOKEN_INHERIT,
        b"or" => TOKEN_OR,
        _ => TOKEN_IDENT,
    }
}

impl Lexer<'_> {
    /// Takes a name, a number, a path or a URL, if one begins here.
    pub(super) fn word(&mut self) -> bool {
        let first = self.peek(0);
        if !is(LETTER | WORD, first) {
            return false;
        }
        let is_in_plain_run = self.at < self.run.end && self.run.is_plain;
        let name = if is(LETTER, first) { count(NAME, &self.bytes[self.at..]) } else { 0 };
        if name > 0 && (is_in_plain_run || !is(JOIN, self.peek(name))) {
            return self.name(name);
        }
        match first {
            b'~' if self.peek(1) == b'/' => return self.path(TOKEN_PATH_HOME, self.at + 1),
            b'<' => return self.search_path(),
            b'/' => return self.path(TOKEN_PATH_ABS, self.at),
            _ if !is(PATH, first) => return false,
            _ => {}
        }
        if self.at >= self.run.end {
            let end = self.at + count(PATH, &self.bytes[self.at..]);
            let is_plain = !matches!(self.bytes.get(end), Some(b'/' | b':'));
            self.run = Run { end, is_plain, scheme_from: None };
        }
        match self.bytes.get(self.run.end) {
            Some(b'/') if self.path(TOKEN_PATH_REL, self.run.end) => return true,
            Some(b':') if first.is_ascii_alphabetic() && self.is_scheme() => {
                let after = &self.bytes[self.run.end + 1..];
                let length = count(URI, after);
                if length > 0 {
                    self.push(TOKEN_URI, self.run.end + 1 + length - self.at);
                    return true;
                }
            }
            _ => {}
        }
        if name > 0 {
            return self.name(name);
        }
        // Most dots are those of attribute paths.
        (first != b'.' || self.peek(1).is_ascii_digit()) && self.number()
    }

    /// Takes a name, and what follows it as attributes in its run: `a.b.c`.
    fn name(&mut self, mut length: usize) -> bool {
        loop {
            self.push(keyword(&self.bytes[self.at..self.at + length]), length);
            let is_in_plain_run = self.at < self.run.end && self.run.is_plain;
            if !(is_in_plain_run && self.peek(0) == b'.' && is(LETTER, self.peek(1))) {
                return true;
            }
            self.push(TOKEN_DOT, 1);
            length = count(NAME, &self.bytes[self.at..]);
        }
    }

    /// Whether the rest of the run can be the scheme of a URL, which has no `_`.
    fn is_scheme(&mut self) -> bool {
        let run = &self.bytes[self.at..self.run.end];
        let after_last = || memchr::memrchr(b'_', run).map_or(self.at, |last| self.at + last + 1);
        *self.run.scheme_from.get_or_insert_with(after_last) <= self.at
    }

    /// `[1-9][0-9]*\.[0-9]*` or `0?\.[0-9]+`, each with an exponent or without, is a float.
    fn number(&mut self) -> bool {
        let digits = |from: usize| {
            self.bytes
                .get(from..)
                .unwrap_or_default()
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count()
        };
        let whole = digits(self.at);
        let dot = self.at + whole;
        let fraction =
            if self.bytes.get(dot) == Some(&b'.') { Some(digits(dot + 1)) } else { None };
        let begins_with_zero = self.peek(0) == b'0';
        let is_float = match fraction {
            Some(fraction) if whole == 0 || (whole == 1 && begins_with_zero) => fraction > 0,
            Some(_) => !begins_with_zero,
            None => false,
        };
        if !is_float {
            if whole > 0 {
                self.push(TOKEN_INTEGER, whole);
            }
            return whole > 0;
        }
        let mut end = dot + 1 + fraction.unwrap_or_default();
        if matches!(self.bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent > 0 {
                end += 1 + sign + exponent;
            }
        }
        self.push(TOKEN_FLOAT, end - self.at);
        true
    }

    /// A path whose first slash is at `slash`, if a part or an interpolation follows that.
    fn path(&mut self, kind: SyntaxKind, slash: usize) -> bool {
        let end = self.path_end(slash);
        if end == slash {
            return false;
        }
        self.push(kind, end - self.at);
        if self.rest_starts_with(b"${") {
            self.open.push(Open::Path(kind));
        }
        true
    }

    /// Where the parts that begin at a slash end; a slash at the end belongs to them.
    fn path_end(&self, mut at: usize) -> usize {
        let start = at;
        while self.bytes.get(at) == Some(&b'/') {
            let part = &self.bytes[at + 1..];
            let length = count(PATH, part);
            if length == 0 {
                let goes_on = part.starts_with(b"${");
                return if at > start || goes_on { at + 1 } else { start };
            }
            at += 1 + length;
        }
        at
    }

    /// What follows an interpolation in a path.
    pub(super) fn path_rest(&mut self, kind: SyntaxKind) {
        if self.rest_starts_with(b"${") {
            self.open.push(Open::Interpolation);
            return self.push(TOKEN_INTERPOL_START, 2);
        }
        let part = count(PATH, &self.bytes[self.at..]);
        let end = self.path_end(self.at + part);
        if end > self.at {
            self.push(kind, end - self.at);
        }
        if !self.rest_starts_with(b"${") {
            self.open.pop();
        }
    }

    fn search_path(&mut self) -> bool {
        let mut at = self.at + 1;
        loop {
            let part = count(PATH, &self.bytes[at..]);
            at += part;
            match self.bytes.get(at) {
                Some(b'/') if part > 0 => at += 1,
                Some(b'>') if part > 0 => {
                    self.push(TOKEN_PATH_SEARCH, at + 1 - self.at);
                    return true;
                }
                _ => return false,
            }
        }
    }
}
