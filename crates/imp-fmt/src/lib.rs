//! Formats Nix in the official style (RFC 166), as nixfmt does.
//!
//! Text goes in, text comes out; formatting what was formatted changes nothing.

use std::fmt;

/// Text that can't be formatted because it does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unformattable {
    message: String,
}

impl fmt::Display for Unformattable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unformattable {}

/// A Nix file in the official style.
///
/// # Errors
/// [`Unformattable`] when the text does not parse.
pub fn format_nix(text: &str) -> Result<String, Unformattable> {
    nixfmt_rs::format(text)
        .map_err(|error| Unformattable { message: nixfmt_rs::format_error(text, None, &error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_the_official_one() {
        assert_eq!(format_nix("{a=[1 2];}").unwrap(), "{\n  a = [\n    1\n    2\n  ];\n}\n");
        assert!(format_nix("{ a = ").is_err());
    }
}
