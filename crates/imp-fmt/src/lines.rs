//! The line ends of a file, which stay what they are.

use imp_model::syntax::strings_and_urls;
use imp_model::text::Span;

use crate::nix::{Unformattable, format_nix};

/// Nix text formatted, with the line ends that it had: where every line ends with CR LF, they all do
/// afterwards. To Nix a CR is part of what a `''` string says, and a line that is nothing else has no indentation, so
/// these strings stay as they are then.
///
/// # Errors
/// As [`format_nix`], with places in the text as it was given.
pub(crate) fn format_keeping_line_ends(text: &str) -> Result<String, Unformattable> {
    if !has_only_crlf(text) {
        return format_nix(text);
    }
    let plain = text.replace("\r\n", "\n");
    match format_nix(&plain) {
        Ok(formatted) => with_strings_of(text, &formatted),
        Err(mut error) => {
            let moved = |span: Span| {
                let moved = |at: u32| {
                    let before = plain.as_bytes().iter().take(at as usize);
                    at as usize + before.filter(|byte| **byte == b'\n').count()
                };
                Span::new(moved(span.start), moved(span.end))
            };
            error.span = moved(error.span);
            for (span, _) in &mut error.related {
                *span = moved(*span);
            }
            Err(error)
        }
    }
}

/// Formatted text with CR LF at the end of each line, and the `''` strings of several lines that it had before.
fn with_strings_of(text: &str, formatted: &str) -> Result<String, Unformattable> {
    let (old, new) = (strings_and_urls(text), strings_and_urls(formatted));
    if old.len() != new.len() {
        return Err(Unformattable {
            message: "its strings can't be told apart from what is around them".to_owned(),
            span: old.first().copied().unwrap_or(Span::empty(0)),
            related: Vec::new(),
            help: Some("end its lines with LF".to_owned()),
            is_valid: true,
        });
    }
    let mut out = String::with_capacity(text.len());
    let (mut old_end, mut end) = (0, 0);
    for (old, new) in old.into_iter().zip(new) {
        let string = &text[old.range()];
        if old.start >= old_end && string.starts_with("''") && string.contains('\n') {
            out.push_str(&formatted[end..new.start as usize].replace('\n', "\r\n"));
            out.push_str(string);
            (old_end, end) = (old.end, new.end as usize);
        }
    }
    Ok(out + &formatted[end..].replace('\n', "\r\n"))
}

/// Whether there are line ends, and each is CR LF.
pub fn has_only_crlf(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.iter().position(|byte| *byte == b'\n') else { return false };
    if first == 0 || bytes[first - 1] != b'\r' {
        return false;
    }
    let is_crlf = |(at, byte): (usize, &u8)| *byte != b'\n' || (at > 0 && bytes[at - 1] == b'\r');
    bytes.iter().enumerate().all(is_crlf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_stay() {
        let format = |text: &str| format_keeping_line_ends(text).unwrap();
        assert_eq!(format("{a=1;\r\nb=2;}\r\n"), "{\r\n  a = 1;\r\n  b = 2;\r\n}\r\n");
        assert_eq!(format("{a=1;\nb=2;}\n"), "{\n  a = 1;\n  b = 2;\n}\n");
        let strings = "''\r\n  b\r\n ${''c\r\n  d''}''";
        let text = format!("{{a={strings};b=[{strings} ''e'' a:b];}}\r\n");
        let formatted = format(&text);
        assert_eq!(formatted.matches(strings).count(), 2, "{formatted}");
        assert!(formatted.contains(";\r\n  b = [\r\n") && has_only_crlf(&formatted));
        assert_eq!(format(&formatted), formatted);
        let error = format_keeping_line_ends("{\r\n\r\n  a = ;\r\n}\r\n").unwrap_err();
        assert_eq!(error.span.start as usize, "{\r\n\r\n  a = ".len());
    }
}
