//! Words that the formatter's library takes for something else, and what stands for them while it works.
//!
//! Nix takes the longest word that it can: `a+b/c` and `1/2` are paths, `git+https://x` is a URL. The library ends
//! them at the first character that no name has. So the part before the slash or the colon is a name of the same length
//! meanwhile. A URL comes back as a string, but for one in a region that stays as it is.

use imp_model::syntax::{Word, strings_and_urls, words};
use imp_model::text::Span;

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

/// A text with words that stand for others, each as long as what it stands for.
pub(crate) struct StandIns<'t> {
    /// The text for the library.
    pub(crate) text: String,
    original: &'t str,
}

impl<'t> StandIns<'t> {
    pub(crate) fn new(original: &'t str) -> Self {
        let words = words(original).into_iter();
        let word = |(kind, span): (Word, Span)| (span, named(kind, &original[span.range()]));
        Self { text: replaced(original, words.map(word)), original }
    }

    /// The formatted text with the words that were in it.
    pub(crate) fn put_back(&self, formatted: &str) -> String {
        let texts = strings_and_urls(self.original).into_iter().zip(strings_and_urls(formatted));
        let urls = texts.filter_map(|(old, new)| {
            let (url, written) = (&self.original[old.range()], &formatted[new.range()]);
            let stand_in = named(Word::Url, url);
            let is_url = !url.starts_with(['"', '\'']) && written.trim_matches('"') == stand_in;
            is_url.then(|| (new, written.replace(&stand_in, url)))
        });
        let formatted = replaced(formatted, urls);
        let paths = paths(self.original).zip(paths(&formatted));
        replaced(&formatted, paths.map(|(old, new)| (new, &self.original[old.range()])))
    }
}

/// The paths of a text that begin like a name.
fn paths(text: &str) -> impl Iterator<Item = Span> {
    words(text).into_iter().filter(|(kind, _)| *kind == Word::Path).map(|(_, span)| span)
}

/// A text with other words in these places.
fn replaced(text: &str, words: impl Iterator<Item = (Span, impl AsRef<str>)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, word) in words {
        out.push_str(&text[at..span.start as usize]);
        out.push_str(word.as_ref());
        at = span.end as usize;
    }
    out.push_str(&text[at..]);
    out
}

/// A path whose first part is a name, a URL whose scheme is one.
fn named(kind: Word, word: &str) -> String {
    let end = if kind == Word::Url { ':' } else { '/' };
    let head = word.find(end).unwrap_or(0);
    if matches!(&word[..head], "." | ".." | "") {
        return word.to_owned();
    }
    "a".repeat(head) + &word[head..]
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
