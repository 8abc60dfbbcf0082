//! Dotted names as Nix writes them: `modules.home."alice@workstation"`.

use crate::eval::{Known, KnownAttr};

/// One part of a name, in quotes where Nix needs them.
pub fn attribute(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { quoted(name) }
}

/// One part of a name in quotes, also where Nix needs none.
pub fn quoted(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push('"');
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' if rest.peek() == Some(&'{') => quoted.push_str("\\$"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A whole name.
pub fn dotted<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let parts: Vec<String> = parts.into_iter().map(|part| attribute(part.as_ref())).collect();
    parts.join(".")
}

/// The parts of a dotted name; `None` when it is none: an empty part, an open quote.
pub fn parse_dotted(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, after) = match rest.strip_prefix('"') {
            Some(quoted) => parse_quoted(quoted)?,
            None => {
                let end = rest.find('.').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        if part.is_empty() {
            return None;
        }
        parts.push(part);
        if after.is_empty() {
            return Some(parts);
        }
        rest = after.strip_prefix('.')?;
    }
}

fn parse_quoted(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((part, &text[at + 1..])),
            '\\' => part.push(match chars.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other => other,
            }),
            c => part.push(c),
        }
    }
    None
}

/// Whether a name can stand without quotes, wherever an attribute is named.
pub fn is_identifier(name: &str) -> bool {
    const KEYWORDS: [&str; 10] =
        ["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"];
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_'-".contains(&byte))
        && !KEYWORDS.contains(&name)
}

/// A value on one line, as Nix reads it.
pub fn one_line(known: &Known) -> String {
    match known {
        Known::Null => "null".into(),
        Known::Bool(value) => value.to_string(),
        Known::Int(number) => number.to_string(),
        Known::Float(number) => number.to_string(),
        Known::String(text) => quoted(text),
        Known::Path(path) => format!("./{path}"),
        Known::List(items) => {
            format!("[ {} ]", items.iter().map(one_line).collect::<Vec<_>>().join(" "))
        }
        Known::Attrs(attrs) => {
            let attr = |(name, attr): (&String, &KnownAttr)| {
                format!("{} = {};", attribute(name), one_line(&attr.value))
            };
            format!("{{ {} }}", attrs.iter().map(attr).collect::<Vec<_>>().join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_nix_needs_it_and_read_back() {
        let parts = ["a", "b-c'", "alice@work", "in", "1st", "x\"y\\", "${z}"];
        let text = dotted(parts);
        assert_eq!(text, r#"a.b-c'."alice@work"."in"."1st"."x\"y\\"."\${z}""#);
        assert_eq!(parse_dotted(&text).unwrap(), parts);
        // What a person types need not be quoted as long as no dot is meant.
        assert_eq!(parse_dotted("users.alice@work").unwrap(), ["users", "alice@work"]);
        for wrong in ["", "a..b", ".a", "a.", "\"a", "\"a\"b"] {
            assert_eq!(parse_dotted(wrong), None, "{wrong}");
        }
    }
}
