//! Nix in the official style (RFC 166), as nixfmt writes it.
//!
//! Text goes in, text comes out; formatting what was formatted changes nothing.

use std::fmt;

use imp_cli::scan::STACK_SIZE;
use imp_cli::{Failure, guarded, on_stack};
use imp_model::syntax;
use imp_model::text::Span;

use crate::limits;
use crate::stand_ins::{StandIns, may_be_misread};

/// Up to this many bytes the stack of any thread of ours will do, whatever the text is.
const SMALL: usize = 60 << 10;
/// How much stack a byte of text may take: a chain of operators is as deep as it is long.
const STACK_PER_BYTE: usize = 1024;
/// How often a text is laid out again that the library may lay out in another way.
const MAX_AGAIN: usize = 4;
/// The largest stack that is asked for.
const MAX_STACK: usize = 8 << 30;

/// Text that can't be formatted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unformattable {
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub span: Span,
    /// A second place that has to do with it, and what stands there.
    pub related: Vec<(Span, String)>,
    /// The way out.
    pub help: Option<String>,
    /// Whether it is only the formatter that does not take it; else it does not parse.
    pub is_valid: bool,
}

impl fmt::Display for Unformattable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.message, self.span.start)
    }
}

impl std::error::Error for Unformattable {}

impl From<nixfmt_rs::ParseError> for Unformattable {
    fn from(error: nixfmt_rs::ParseError) -> Self {
        let span =
            |range: std::ops::Range<usize>| Span::new(range.start, range.end.max(range.start));
        Self {
            message: error.message(),
            span: span(error.byte_range()),
            related: error
                .related()
                .into_iter()
                .map(|(range, words)| (span(range), words))
                .collect(),
            help: error.help(),
            is_valid: false,
        }
    }
}

/// A Nix file in the official style, which means what it did.
///
/// # Errors
/// [`Unformattable`] when the text does not parse, or nests or chains more than there is time and memory for.
pub fn format_nix(text: &str) -> Result<String, Unformattable> {
    if let Some(at) = limits::too_long_chain(text) {
        return Err(Unformattable {
            message: format!("a chain of more than {} terms", limits::MAX_CHAIN),
            span: Span::empty(at),
            related: Vec::new(),
            help: Some("name a part of it with `let`".to_owned()),
            is_valid: true,
        });
    }
    let mut formatted = once(text)?;
    for _ in 0..MAX_AGAIN {
        if !may_change_again(&formatted) {
            break;
        }
        let again = once(&formatted)?;
        if again == formatted {
            break;
        }
        formatted = again;
    }
    Ok(formatted)
}

/// Whether the library may lay out its own text in another way. It decides too early what follows the brackets of an
/// argument set with a name that is longer than a line; to look at all texts twice would take twice the time.
fn may_change_again(formatted: &str) -> bool {
    memchr::memmem::find_iter(formatted.as_bytes(), b"}: ").any(|at| {
        let before = formatted[..at].trim_end_matches(' ');
        before.is_empty() || before.ends_with('\n')
    })
}

/// What the library makes of a text in one go, if it means the same.
fn once(text: &str) -> Result<String, Unformattable> {
    let error = match checked(text, laid_out(text)) {
        Ok(formatted) => return Ok(formatted),
        Err(error) => error,
    };
    // The library does not know every way to write a path or a URL.
    let stand_ins = StandIns::new(text);
    let again = laid_out(&stand_ins.text).map(|formatted| stand_ins.put_back(&formatted));
    checked(text, again).map_err(|again| {
        let error = if error.is_valid { error } else { again };
        Unformattable { is_valid: error.is_valid || is_nix(text), ..error }
    })
}

/// What the library makes of a text.
fn laid_out(text: &str) -> Result<String, Unformattable> {
    let format = || guarded(|| nixfmt_rs::format(text));
    let formatted = if text.len() <= SMALL {
        format()
    } else {
        let stack = (text.len() * STACK_PER_BYTE).min(MAX_STACK);
        on_stack(stack, format).and_then(|formatted| formatted)
    };
    match formatted {
        Ok(result) => result.map_err(Into::into),
        Err(failure) => Err(broken(&failure)),
    }
}

/// The formatted text, if it has the tokens of the old one.
fn checked(text: &str, formatted: Result<String, Unformattable>) -> Result<String, Unformattable> {
    let formatted = formatted?;
    let is_sure = formatted == text || !may_be_misread(text);
    let changed = if is_sure { None } else { syntax::changed_token(text, &formatted) };
    changed.map_or(Ok(formatted), |span| {
        Err(Unformattable {
            message: "formatting it would change what it means".to_owned(),
            span,
            related: Vec::new(),
            help: Some(
                "write it in another way, or leave the file out with `imp.fmt.excludes`".to_owned(),
            ),
            is_valid: true,
        })
    })
}

/// Whether the text may be Nix, whatever the library says: what is nested too deep for us to read may be, too.
fn is_nix(text: &str) -> bool {
    let may_be = || syntax::parse(text.into()).error.is_none_or(|error| error.is_limit);
    on_stack(STACK_SIZE, may_be).unwrap_or(false)
}

/// What is said when the library fails where it promises not to.
fn broken(failure: &Failure) -> Unformattable {
    Unformattable {
        message: format!("it can't be formatted: {failure}"),
        span: Span::empty(0),
        related: Vec::new(),
        help: failure
            .way_out()
            .map(|way_out| format!("{way_out}, or leave it out with `imp.fmt.excludes`")),
        is_valid: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_the_official_one() {
        assert_eq!(format_nix("{a=[1 2];}").unwrap(), "{\n  a = [\n    1\n    2\n  ];\n}\n");
        assert!(format_nix("{ a = ").is_err());
    }

    #[test]
    fn regions_that_say_so_stay() {
        let text = "{\n  a = 1;\n  /*nixfmt:disable*/\n  b   =   [1   2];\n  /*nixfmt:enable*/\n  c   = 3;\n}\n";
        let formatted = format_nix(text).unwrap();
        assert!(formatted.contains("  b   =   [1   2];\n") && formatted.contains("\n  c = 3;\n"));
        let words = "{\n  /*nixfmt:disable*/\n  x   =   [ http://a.b/c git+ssh:x a+b/c \"s\" ];\n  /*nixfmt:enable*/\n";
        let text = format!("{words}  y   =   [ d+e/f g.h:i ];\n  z = \"aaa:i\";\n}}\n");
        let formatted = format_nix(&text).unwrap();
        let rest = "  y = [\n    d+e/f\n    \"g.h:i\"\n  ];\n  z = \"aaa:i\";\n}\n";
        assert_eq!(formatted, format!("{words}{rest}"));
    }

    #[test]
    fn long_chains_neither_overflow_the_stack_nor_take_for_ever() {
        let sum = format!("1{}\n", " + 1".repeat(30_000));
        assert!(format_nix(&sum).is_ok());
        for chain in [
            format!("f{}", " a".repeat(100_000)),
            format!("f{}", "(a)".repeat(100_000)),
            format!("a{}", ".b".repeat(100_000)),
            format!("{{ a = b{}; }}", " .c".repeat(100_000)),
        ] {
            assert!(format_nix(&chain).unwrap_err().message.contains("chain"));
        }
        let list = format!("[{} ]\n", " a.b".repeat(10_000));
        assert!(format_nix(&list).is_ok());
        assert!(format_nix(&format!("{}1{}", "(".repeat(9000), ")".repeat(9000))).is_err());
    }

    #[test]
    fn paths_and_urls_are_kept_however_they_are_written() {
        for (text, expected) in [
            ("git+https://x", "\"git+https://x\"\n"),
            (
                "[a.b:c http://x a+b/c+d .../e 1/2 if/x +/y ]",
                "[\n  \"a.b:c\"\n  \"http://x\"\n  a+b/c+d\n  .../e\n  1/2\n  if/x\n  +/y\n]\n",
            ),
            ("x: a+b/${x}/c+d", "x: a+b/${x}/c+d\n"),
            ("x: x / 2", "x: x / 2\n"),
        ] {
            match format_nix(text) {
                Ok(formatted) => {
                    assert_eq!(formatted, expected, "{text}");
                    assert_eq!(format_nix(&formatted).as_deref(), Ok(expected));
                }
                Err(error) => panic!("{text}: {error}"),
            }
        }
    }

    #[test]
    fn a_place_that_does_not_parse_is_not_one_that_only_the_library_misreads() {
        let text = "{ a = b.c:d; e = [ 1.2:3 ]; }";
        assert!(format_nix(text).unwrap_err().span.start as usize >= text.find("1.2").unwrap());
    }

    #[test]
    fn formatting_once_is_enough_beside_long_names() {
        let text = format!("{{ {}, ... }}: {{ a = b; }}\n", "x".repeat(130));
        let formatted = format_nix(&text).unwrap();
        assert_eq!(format_nix(&formatted).as_deref(), Ok(&*formatted));
    }

    #[test]
    fn what_does_not_parse_is_told_from_what_only_the_formatter_refuses() {
        assert!(!format_nix("{ a = ").unwrap_err().is_valid);
        let chain = format!("f{}", " 1".repeat(100_000));
        assert!(format_nix(&chain).unwrap_err().is_valid);
        let nested = format!("{}1{}", "[".repeat(520), "]".repeat(520));
        assert!(format_nix(&nested).unwrap_err().is_valid);
    }
}
