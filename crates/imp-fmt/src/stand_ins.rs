//! Words that the formatter's library takes for something else, and what stands for them while it works.
//!
//! Nix takes the longest word that it can: `a+b/c` and `1/2` are paths, `git+https://x` is a URL. The library ends
//! them at the first character that no name has. A URL becomes a string in any case, so it is quoted before; of a path
//! the part before the slash is a name of the same length meanwhile.

use imp_model::syntax::{Word, words};

/// Whether the library may take a word of the text for two; also where that is in a string or a comment. Reading the
/// tokens of every file that changes would take a tenth of all the time.
pub(crate) fn may_be_misread(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'/', b':', bytes).any(|at| {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._+-".contains(byte);
        let length = bytes[..at].iter().rev().take_while(|byte| is_part(byte)).count();
        let head = &bytes[at - length..at];
        match head {
            [] | b"." | b".." => false,
            [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] | b"..." => true,
            _ => {
                head.contains(&b'+')
                    || (bytes[at] == b':' && head.contains(&b'.'))
                    || KEYWORDS.contains(&head)
            }
        }
    })
}

const KEYWORDS: [&[u8]; 10] =
    [b"assert", b"else", b"if", b"in", b"inherit", b"let", b"or", b"rec", b"then", b"with"];

/// A text with words that stand for others.
pub(crate) struct StandIns<'t> {
    /// The text for the library.
    pub(crate) text: String,
    /// The paths as they were, in order.
    paths: Vec<&'t str>,
}

impl<'t> StandIns<'t> {
    pub(crate) fn new(original: &'t str) -> Self {
        let mut stand_ins = Self { text: String::with_capacity(original.len()), paths: Vec::new() };
        let mut at = 0;
        for (kind, span) in words(original) {
            let word = &original[span.range()];
            stand_ins.text.push_str(&original[at..span.start as usize]);
            at = span.end as usize;
            match kind {
                Word::Url => stand_ins.text.push_str(&format!("\"{word}\"")),
                Word::Path => {
                    stand_ins.text.push_str(&named(word));
                    stand_ins.paths.push(word);
                }
            }
        }
        stand_ins.text.push_str(&original[at..]);
        stand_ins
    }

    /// The formatted text with the words that were in it.
    pub(crate) fn put_back(&self, formatted: &str) -> String {
        let mut text = String::with_capacity(formatted.len());
        let mut at = 0;
        let paths = words(formatted).into_iter().filter(|(kind, _)| *kind == Word::Path);
        for ((_, span), path) in paths.zip(&self.paths) {
            text.push_str(&formatted[at..span.start as usize]);
            text.push_str(path);
            at = span.end as usize;
        }
        text.push_str(&formatted[at..]);
        text
    }
}

/// A path whose first part is a name.
fn named(path: &str) -> String {
    let head = path.find('/').unwrap_or(0);
    if matches!(&path[..head], "." | ".." | "") {
        return path.to_owned();
    }
    "a".repeat(head) + &path[head..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_like_others_are_looked_at() {
        for odd in [
            "[ a+b/c ]",
            "1/2",
            "1a/b",
            ".../x",
            "git+x:y",
            "a.b:c",
            "if/x",
            "x+/y",
            "-+/a",
            ".1/c",
        ] {
            assert!(may_be_misread(odd), "{odd}");
        }
        for plain in ["./a ../b", "a/b.c", "http://x", "x: y", "a // b", "x86_64/b", "~/a <a/b>"] {
            assert!(!may_be_misread(plain), "{plain}");
        }
    }
}
