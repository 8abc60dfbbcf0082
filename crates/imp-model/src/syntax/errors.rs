//! What Nix would reject, in words for people.

use rnix::SyntaxKind::{self, *};

use crate::text::Span;

/// A reason why Nix rejects a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SyntaxError {
    /// Where; empty at the end of the file.
    pub span: Span,
    /// What is wrong, in one line.
    pub message: String,
    /// The first of two places, where the error is about two, and what stands there.
    pub earlier: Option<(Span, String)>,
    /// Whether it is imp that goes no further, where Nix may.
    pub is_limit: bool,
    /// Whether the text parses, and a name in it is bound to nothing or given twice.
    pub is_about_name: bool,
}

impl SyntaxError {
    /// What to say of the file at `path`, in one line.
    pub fn of_file(&self, path: &impl std::fmt::Display) -> String {
        if self.is_about_name {
            format!("Nix rejects `{path}`: {}", self.message)
        } else {
            format!("`{path}` does not parse: {}", self.message)
        }
    }

    /// An error about one place.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), earlier: None, is_limit: false, is_about_name: false }
    }
}

/// A piece of text as messages show it: its first line, not too much of it. What nobody would see has its
/// code.
pub(super) fn shown(text: &str) -> String {
    let line = text.split('\n').next().unwrap_or_default();
    let name = match line.chars().next() {
        Some('\u{feff}') => "a byte order mark, ",
        Some('\r') => "a carriage return without a line feed, ",
        Some('\u{a0}') => "a no-break space, ",
        Some('\u{b}') => "a vertical tab, ",
        Some('\u{c}') => "a form feed, ",
        _ => return format!("`{}`", line.chars().take(40).collect::<String>()),
    };
    let code = line.chars().next().map_or(0, u32::from);
    format!("{name}U+{code:04X}")
}

/// What people call a token.
pub(super) fn token_name(kind: SyntaxKind) -> &'static str {
    match kind {
        TOKEN_SEMICOLON => "`;`",
        TOKEN_ASSIGN => "`=`",
        TOKEN_COLON => "`:`",
        TOKEN_COMMA => "`,`",
        TOKEN_DOT => "`.`",
        TOKEN_AT => "`@`",
        TOKEN_ELLIPSIS => "`...`",
        TOKEN_QUESTION => "`?`",
        TOKEN_L_BRACE => "`{`",
        TOKEN_R_BRACE => "`}`",
        TOKEN_L_BRACK => "`[`",
        TOKEN_R_BRACK => "`]`",
        TOKEN_L_PAREN => "`(`",
        TOKEN_R_PAREN => "`)`",
        TOKEN_THEN => "`then`",
        TOKEN_ELSE => "`else`",
        TOKEN_IN => "`in`",
        TOKEN_INHERIT => "`inherit`",
        TOKEN_INTERPOL_END => "`}`",
        TOKEN_STRING_END => "the end of the string",
        TOKEN_IDENT => "a name",
        _ => "an expression",
    }
}
