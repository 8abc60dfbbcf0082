//! What a string literal says: escapes worked out and indentation taken away, as Nix' lexer does it.

use std::borrow::Cow;

/// The text of a piece of a `"…"` string.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\\', b'\r', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().map(escaped)),
            // Nix reads CR and CR LF as LF.
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn escaped(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        c => c,
    }
}

/// A piece of a `''…''` string, before the indentation is known.
pub(super) enum Piece<T> {
    /// Text; `is_indented` is false for escapes, whose spaces and line breaks do not count as indentation.
    Text { text: String, is_indented: bool },
    /// An interpolation.
    Interpolation(T),
}

/// Cuts the raw text of a `''…''` string into pieces, as Nix' lexer does.
pub(super) fn indented_pieces<T>(raw: &str, pieces: &mut Vec<Piece<T>>) {
    let mut plain = String::new();
    let mut rest = raw;
    let flush = |plain: &mut String, pieces: &mut Vec<Piece<T>>| {
        if !plain.is_empty() {
            pieces.push(Piece::Text { text: std::mem::take(plain), is_indented: true });
        }
    };
    loop {
        let (ordinary, special) =
            rest.split_at(memchr::memchr2(b'\'', b'$', rest.as_bytes()).unwrap_or(rest.len()));
        plain.push_str(ordinary);
        rest = special;
        let Some(c) = rest.chars().next() else { break };
        let (text, used) = if rest.starts_with("'''") {
            ("''".to_owned(), 3)
        } else if rest.starts_with("''$") {
            ("$".to_owned(), 3)
        } else if let Some(after) = rest.strip_prefix("''\\") {
            let c = after.chars().next();
            (c.map(escaped).into_iter().collect(), 3 + c.map_or(0, char::len_utf8))
        } else if is_single(rest, c) {
            (c.to_string(), 1)
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
            // `$x` and `'x` are taken together, so that `$$` does not begin anything.
            if matches!(c, '$' | '\'')
                && let Some(next) = rest.chars().next()
            {
                plain.push(next);
                rest = &rest[next.len_utf8()..];
            }
            continue;
        };
        flush(&mut plain, pieces);
        pieces.push(Piece::Text { text, is_indented: false });
        rest = &rest[used..];
    }
    flush(&mut plain, pieces);
}

/// A `$` before `{`, `'` or the end, and a `'` before `$`, `'` or the end, are pieces of their own.
fn is_single(rest: &str, c: char) -> bool {
    let next = rest[c.len_utf8()..].chars().next();
    match c {
        '$' => matches!(next, None | Some('{' | '\'')),
        '\'' => matches!(next, None | Some('$' | '\'')),
        _ => false,
    }
}

/// The first line of a `''…''` string does not count when it is blank.
pub(super) fn skip_blank_first_line(raw: &str) -> &str {
    match raw.split_once('\n') {
        Some((first, rest)) if first.bytes().all(|b| b == b' ') => rest,
        _ => raw,
    }
}

/// Takes the common indentation away. Adjacent pieces stay separate.
pub(super) fn strip_indentation<T>(pieces: Vec<Piece<T>>) -> Vec<Piece<T>> {
    let indentation = common_indentation(&pieces);
    let mut at_line_start = true;
    let mut dropped = 0;
    let last = pieces.len().saturating_sub(1);
    let strip = |(index, piece)| {
        let Piece::Text { text, is_indented } = piece else {
            at_line_start = false;
            dropped = 0;
            return piece;
        };
        let mut kept = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let mut line = line;
            if at_line_start {
                let spaces = line.bytes().take_while(|b| *b == b' ').count();
                line = &line[spaces.min(indentation.saturating_sub(dropped))..];
                dropped += spaces;
            }
            kept.push_str(line);
            if line.bytes().any(|b| b != b' ') {
                dropped = 0;
                at_line_start = line.ends_with('\n');
            }
        }
        if index == last
            && let Some(at) = kept.rfind('\n')
            && kept[at + 1..].bytes().all(|b| b == b' ')
        {
            kept.truncate(at + 1);
        }
        Piece::Text { text: kept, is_indented }
    };
    pieces.into_iter().enumerate().map(strip).collect()
}

fn common_indentation<T>(pieces: &[Piece<T>]) -> usize {
    let mut least = usize::MAX;
    let mut current = 0;
    let mut at_line_start = true;
    for piece in pieces {
        let Piece::Text { text, is_indented: true } = piece else {
            if at_line_start {
                at_line_start = false;
                least = least.min(current);
            }
            continue;
        };
        for byte in text.bytes() {
            match byte {
                b'\n' => {
                    at_line_start = true;
                    current = 0;
                }
                b' ' if at_line_start => current += 1,
                _ if at_line_start => {
                    at_line_start = false;
                    least = least.min(current);
                }
                _ => {}
            }
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_quoted_strings() {
        assert_eq!(unescape(r#"a\n\t\"\\\$\x"#), "a\n\t\"\\$x");
        assert_eq!(unescape("a\r\nb\rc"), "a\nb\nc");
    }

    fn indented(raw: &str) -> String {
        let mut pieces: Vec<Piece<()>> = Vec::new();
        indented_pieces(skip_blank_first_line(raw), &mut pieces);
        let texts = strip_indentation(pieces).into_iter().map(|piece| match piece {
            Piece::Text { text, .. } => text,
            Piece::Interpolation(()) => String::new(),
        });
        texts.collect()
    }

    #[test]
    fn indentation_and_escapes_of_indented_strings() {
        assert_eq!(indented("\n    a\n      b\n\n    c\n  "), "a\n  b\n\nc\n");
        assert_eq!(indented("one ''${x} '''two''' ''\\n$$"), "one ${x} ''two'' \n$$");
        assert_eq!(indented("   "), "");
        assert_eq!(indented("  a'$"), "a'$");
    }
}
