//! Names of machines and users in place of those in a template.

use imp_model::model::is_identifier;

use super::ChoiceError;

/// Names and what they become.
pub(super) struct Names<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Names<'a> {
    /// These names. Each new one can be a file and an attribute.
    pub(super) fn new(
        names: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ChoiceError> {
        let names: Vec<(&str, &str)> = names.into_iter().collect();
        for (_, new) in &names {
            check(new)?;
        }
        Ok(Self(names))
    }

    /// The text with the new names, wherever an old one stands as a word.
    pub(super) fn applied(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'');
        while let Some(start) = rest.find(is_word) {
            let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |at| start + at);
            let word = &rest[start..end];
            let new = self.0.iter().find(|(old, _)| *old == word).map_or(word, |(_, new)| new);
            out.push_str(&rest[..start]);
            out.push_str(new);
            rest = &rest[end..];
        }
        out + rest
    }
}

/// Whether machines and users can have such a name, and files and Nix take it as it is.
///
/// # Errors
/// When they can't.
pub fn check(name: &str) -> Result<(), ChoiceError> {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    let ends = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    let is_special = matches!(name, "default" | "root");
    if ends && name.bytes().all(is_plain) && name.len() < 32 && is_identifier(name) && !is_special {
        return Ok(());
    }
    Err(ChoiceError {
        message: format!("`{name}` is no name that a machine or user can have here"),
        help: "begin with a small letter, and go on with small letters, digits and dashes, up to 31 of them"
            .to_owned(),
    })
}
