//! What would take too long is refused before it is begun.
//!
//! The time that it takes to lay out `f a b c …` grows with the square of the arguments and more, and so
//! does that of `a.b.c. …`: 2,000 take less than a second, 4,000 three, 100,000 an hour.
//! This counts them without parsing: bytes go in, the place of the first chain that is too long comes out.

/// The most arguments of one call, and the most components of one selection.
pub(crate) const MAX_CHAIN: usize = 2000;

/// A text that is shorter can't hold a chain that hurts.
const SMALL: usize = 4 << 10;

/// What surrounds the place that is looked at.
struct Frame {
    /// `(`, `{` (also `${`), `[`, or the start of a string, `"` or `'`.
    opened: u8,
    terms: usize,
    dots: usize,
    /// Whether the names of an `inherit` follow, up to the semicolon.
    is_inherit: bool,
}

/// The byte offset of a chain that is too long.
pub(crate) fn too_long_chain(text: &str) -> Option<usize> {
    if text.len() < SMALL {
        return None;
    }
    let bytes = text.as_bytes();
    let mut frames = vec![frame(b'(')];
    let mut at = 0;
    while at < bytes.len() {
        let here = frames.last_mut()?;
        if matches!(here.opened, b'"' | b'\'') {
            at = in_string(bytes, at, &mut frames);
            continue;
        }
        let rest = &bytes[at..];
        match rest[0] {
            b'#' => at += line_end(rest),
            b'/' if rest.starts_with(b"/*") => at += comment_end(rest),
            b' ' | b'\t' | b'\r' | b'\n' => {
                at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            }
            b';' => {
                *here = frame(here.opened);
                at += 1;
            }
            b')' | b'}' | b']' => {
                if frames.len() > 1 {
                    frames.pop();
                }
                at += 1;
            }
            b'(' | b'{' | b'[' | b'"' => {
                term(here, false);
                frames.push(frame(rest[0]));
                at += 1;
            }
            b'\'' if rest.starts_with(b"''") => {
                term(here, false);
                frames.push(frame(b'\''));
                at += 2;
            }
            b'$' if rest.starts_with(b"${") => {
                frames.push(frame(b'{'));
                at += 2;
            }
            _ => {
                let length = word_length(rest);
                word(here, &rest[..length]);
                at += length;
            }
        }
        if frames.last().is_some_and(|here| here.terms > MAX_CHAIN || here.dots > MAX_CHAIN) {
            return Some(at);
        }
    }
    None
}

fn frame(opened: u8) -> Frame {
    Frame { opened, terms: 0, dots: 0, is_inherit: false }
}

/// Counts a term; the elements of a list and the names of an `inherit` are no chain.
fn term(here: &mut Frame, goes_on: bool) {
    if !goes_on {
        here.dots = 0;
        here.terms += usize::from(here.opened != b'[' && !here.is_inherit);
    }
}

/// Whether a word ends the chain before it: the time grows with neither operators nor the arguments of a function.
fn breaks(word: &[u8]) -> bool {
    match word {
        b"then" | b"else" | b"in" | b"let" | b"if" | b"with" | b"assert" | b"inherit" => true,
        b"++" | b"//" | b"+" | b"->" | b"||" | b"&&" | b"*" | b"-" | b"/" | b"|>" | b"<|" => true,
        b"==" | b"!=" | b"<" | b">" | b"<=" | b">=" | b"?" => true,
        // `-a/b` is a path.
        [b'-', ..] if !word.contains(&b'/') => true,
        // There may be colons and commas in a URI, which is a term.
        _ => match memchr::memchr(b':', word) {
            Some(colon) => colon + 1 == word.len(),
            None => word.contains(&b','),
        },
    }
}

/// Counts a word: what stands between spaces, brackets, quotes and semicolons.
fn word(here: &mut Frame, word: &[u8]) {
    if breaks(word) {
        *here = Frame { is_inherit: word == b"inherit", ..frame(here.opened) };
        return;
    }
    // `a .b` and `a. b` are one selection.
    let goes_on = here.dots > 0 || word.starts_with(b".");
    let dots = dots_in(word);
    if word.starts_with(b".") || word.ends_with(b".") || (goes_on && dots == 0) {
        here.dots += dots;
        if dots == 0 {
            here.dots = 0;
            term(here, false);
        }
    } else {
        term(here, false);
        here.dots = dots;
    }
}

fn dots_in(word: &[u8]) -> usize {
    word.iter().filter(|byte| **byte == b'.').count()
}

fn word_length(rest: &[u8]) -> usize {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'\'');
    for (at, byte) in rest.iter().enumerate().skip(1) {
        match byte {
            // A comment may follow a word without a space.
            b'*' if at > 1 && rest[at - 1] == b'/' => return at - 1,
            // `x''` is a name and `=''` the start of a string.
            b'\'' if at > 1 && rest[at - 1] == b'\'' && !in_name(rest[at - 2]) => return at - 1,
            byte if ENDS[usize::from(*byte)] => return at,
            _ => {}
        }
    }
    rest.len()
}

/// What ends a word.
static ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let bytes = b" \t\r\n;(){}[]\"#$";
    let mut at = 0;
    while at < bytes.len() {
        ends[bytes[at] as usize] = true;
        at += 1;
    }
    ends
};

fn line_end(rest: &[u8]) -> usize {
    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

fn comment_end(rest: &[u8]) -> usize {
    memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4)
}

/// Goes on in a string: to its end, or to the next interpolation.
fn in_string(bytes: &[u8], at: usize, frames: &mut Vec<Frame>) -> usize {
    let is_indented = frames.last().is_some_and(|here| here.opened == b'\'');
    let rest = &bytes[at..];
    let starts = |text: &[u8]| rest.starts_with(text);
    if starts(b"$${") {
        return at + 2;
    }
    if starts(b"${") {
        frames.push(frame(b'{'));
        return at + 2;
    }
    if is_indented {
        if starts(b"'''") || starts(b"''$") {
            return at + 3;
        }
        if starts(b"''\\") {
            return at + 4;
        }
        if starts(b"''") {
            frames.pop();
            return at + 2;
        }
    } else if starts(b"\\") {
        return at + 2;
    } else if starts(b"\"") {
        frames.pop();
        return at + 1;
    }
    let inside = &rest[1..];
    let next = match is_indented {
        true => memchr::memchr2(b'\'', b'$', inside),
        false => memchr::memchr3(b'"', b'\\', b'$', inside),
    };
    at + 1 + next.unwrap_or(inside.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(text: &str) -> bool {
        too_long_chain(&format!("{text}\n{}", "#".repeat(SMALL))).is_some()
    }

    #[test]
    fn only_chains_are_counted() {
        let many = |part: &str| part.repeat(MAX_CHAIN + 1);
        for chain in [
            format!("f{}", many(" a")),
            format!("f{}", many("[]")),
            format!("f{}", many("\"a;\"")),
            format!("f{}", many(" ''a''")),
            format!("f{}", many("/*;*/a")),
            format!("f{}", many("({a=1;})")),
            format!("a{}", many(".b")),
            format!("a{}", many(" . b")),
            format!("\"${{f{}}}\"", many(" a")),
            format!("[ a{} ]", many(".b")),
            format!("f{}", many(" -a/b")),
            format!("f{}", many(" a:b,")),
            format!("f{}", many(" a:b:")),
            format!("{{ a ? f{} }}: 1", many(" a")),
            format!("{{ inherit a; b = f{}; }}", many(" a")),
            format!("{{ inherit (f{}) a; }}", many(" a")),
            format!("a -{}", many(" b")),
        ] {
            assert!(is_refused(&chain), "{chain}");
        }
        for fine in [
            format!("[{}]", many(" a.b")),
            format!("{{{}}}", many("a.b = f x;")),
            format!("a{}", many(" ++ b c")),
            format!("{}1", many("x: ")),
            format!("{{ a{} }}: 1", many(", b ? null")),
            format!("{{ a{} }}: 1", many("\n, b ? f x")),
            format!("{{ a{} }}: 1", many(",b?f x")),
            format!("{{ inherit{}; }}", many(" a")),
            format!("{{ inherit (pkgs){}; }}", many(" a")),
            format!("a{}", many(" * b")),
            format!("a{}", many(" - f b")),
            format!("a{}", many(" -b")),
            format!("a{}", many(" / b")),
            format!("a{}", many(" |> b c")),
            format!("a{}", many(" <| b c")),
            format!("a{}", many(" == b && c")),
            format!("if a then b{}", many(" else if a then b")),
            format!("\"{}\"", many(" a.b")),
            format!("''{}''", many(" a ''${b}.c")),
            format!("# {}\n1", many(" a.b")),
            format!("x'' = f x''; y = ''{}''; z =''{}'';", many(" a"), many(" b")),
        ] {
            assert!(!is_refused(&fine), "{fine}");
        }
    }
}
