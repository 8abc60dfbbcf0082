//! Text from strangers made safe to show: a hostile file name must not forge a line of output, drive
//! the terminal, or turn the reading direction.

use std::borrow::Cow;

use imp_model::source::is_hidden;

/// `text` with control characters other than newline, and characters that change the reading
/// direction, written as escapes such as `\u{1b}`.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    escape(text, |character| character != '\n' && is_hidden(character))
}

/// As [`printable`], with newlines escaped too: for names, and for what must stay one line.
pub fn one_line(text: &str) -> Cow<'_, str> {
    escape(text, is_hidden)
}

/// How many characters of a name are shown, before and after what is left out.
const NAME: (usize, usize) = (160, 60);

/// A name that is longer than anybody reads, its middle left out.
pub fn brief_name(name: &str) -> Cow<'_, str> {
    let (before, after) = NAME;
    let mut starts = name.char_indices().map(|(at, _)| at);
    let (Some(start), Some(end)) = (starts.nth(before), starts.rev().nth(after - 1)) else {
        return Cow::Borrowed(name);
    };
    Cow::Owned(format!("{}…{}", &name[..start], &name[end..]))
}

/// A message with the names in its backticks as [`brief_name`] gives them.
pub(crate) fn brief(message: &str) -> Cow<'_, str> {
    if message.len() <= NAME.0 + NAME.1 {
        return Cow::Borrowed(message);
    }
    let part = |(at, part)| if at % 2 == 1 { brief_name(part) } else { Cow::Borrowed(part) };
    let parts: Vec<Cow<'_, str>> = message.split('`').enumerate().map(part).collect();
    Cow::Owned(parts.join("`"))
}

/// One character as an escape.
pub(crate) fn escaped(character: char) -> String {
    match character {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        other => format!("\\u{{{:x}}}", other as u32),
    }
}

fn escape(text: &str, is_bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&is_bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_bad(character) {
            out.push_str(&escaped(character));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_messages_stay() {
        let long = "é".repeat(500);
        let cut = format!("{}…{}", "é".repeat(160), "é".repeat(60));
        assert_eq!(brief_name(&long), cut);
        assert_eq!(
            brief(&format!("`a` and `{long}` are {long}")),
            format!("`a` and `{cut}` are {long}")
        );
        for fits in ["", "é", &"é".repeat(220)] {
            assert_eq!(brief_name(fits), fits);
        }
    }

    #[test]
    fn nothing_that_drives_a_terminal_comes_through() {
        assert_eq!(one_line("a\n::error::b\u{1b}]0;x\u{7}"), "a\\n::error::b\\u{1b}]0;x\\u{7}");
        assert_eq!(one_line("a\u{202e}b\u{9b}"), "a\\u{202e}b\\u{9b}");
        assert_eq!(printable("a\nb\r"), "a\nb\\r");
        assert!(matches!(one_line("plain 🦀"), Cow::Borrowed(_)));
    }
}
