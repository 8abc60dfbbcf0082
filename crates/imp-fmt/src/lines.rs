//! The line ends of a file, which stay what they are.

use imp_model::text::Span;

use crate::nix::{Unformattable, format_nix};

/// Nix text formatted, with the line ends that it had: where every line ends with CR LF, they all do
/// afterwards.
///
/// # Errors
/// As [`format_nix`], with places in the text as it was given.
pub(crate) fn format_keeping_line_ends(text: &str) -> Result<String, Unformattable> {
    if !has_only_crlf(text) {
        return format_nix(text);
    }
    let plain = text.replace("\r\n", "\n");
    match format_nix(&plain) {
        Ok(formatted) => Ok(formatted.replace('\n', "\r\n")),
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

/// Whether there are line ends, and each is CR LF.
pub(crate) fn has_only_crlf(text: &str) -> bool {
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
        assert_eq!(format("{a=''\r\n  b\r\n'';}\r\n").matches("\r\n").count(), 5);
        let error = format_keeping_line_ends("{\r\n\r\n  a = ;\r\n}\r\n").unwrap_err();
        assert_eq!(error.span.start as usize, "{\r\n\r\n  a = ".len());
    }
}
