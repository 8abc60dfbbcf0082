//! What a file says that is not Nix: whether it is encrypted, and what stands in it that rules ask for.

use std::collections::BTreeSet;

use memchr::memmem;

use super::input_words;
use super::secrets::{self, Secret};
use super::update_inputs::{self, UpdateInput};
use crate::source::TreePath;
use crate::text::{Place, Span};

/// A file in another language than Nix.
#[derive(Clone, Debug)]
pub struct OtherFile {
    /// The file.
    pub path: TreePath,
    /// What its bytes are.
    pub form: Form,
    /// Secrets in plain text, in order.
    pub secrets: Vec<Secret>,
    /// Places that say `--update-input`, in order.
    pub update_inputs: Vec<UpdateInput>,
    /// Words that may be inputs, because the text says `--inputs-from`.
    pub input_words: BTreeSet<String>,
    /// Of `.sops.yaml` each `path_regex`, of `.gitattributes` each pattern that git-crypt encrypts, in order.
    pub patterns: Vec<Pattern>,
}

/// What the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// There are none.
    Empty,
    /// Encrypted by age, sops, git-crypt or PGP.
    Encrypted,
    /// No text, or text that is not UTF-8.
    Binary,
    /// Not read: too large to be written by hand, or of a kind that is no text.
    Unread,
    /// Text that everybody can read.
    Plain,
}

/// A pattern of paths, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As written, without quotes.
    pub text: String,
    /// Where.
    pub place: Place,
}

impl OtherFile {
    /// A file of which nothing more is known.
    pub fn new(path: &TreePath, form: Form) -> Self {
        Self {
            path: path.clone(),
            form,
            secrets: Vec::new(),
            update_inputs: Vec::new(),
            input_words: BTreeSet::new(),
            patterns: Vec::new(),
        }
    }

    /// What the bytes of a file say.
    pub fn read(path: &TreePath, bytes: &[u8]) -> Self {
        let form = form(bytes);
        let mut file = Self::new(path, form);
        let (Form::Plain, Ok(text)) = (form, std::str::from_utf8(bytes)) else {
            if form == Form::Binary && memchr::memchr(0, bytes).is_none() {
                file.secrets = secrets::read(path, &as_ascii(bytes));
            }
            return file;
        };
        file.secrets = secrets::read(path, text);
        file.update_inputs = update_inputs::read(path, text);
        file.input_words = input_words::of_commands(text);
        match path.file_name() {
            ".sops.yaml" => file.patterns = patterns(path, text, sops_pattern),
            ".gitattributes" => file.patterns = patterns(path, text, git_crypt_pattern),
            _ => {}
        }
        file
    }
}

/// Text in another encoding than UTF-8, such as Latin-1, with the same places. Secrets are ASCII.
fn as_ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect()
}

fn form(bytes: &[u8]) -> Form {
    const BEGINNINGS: [&[u8]; 5] = [
        b"age-encryption.org/",
        b"-----BEGIN AGE ENCRYPTED FILE-----",
        b"-----BEGIN PGP MESSAGE-----",
        b"\0GITCRYPT\0",
        b"$ANSIBLE_VAULT;",
    ];
    let is_sops = || {
        memmem::find(bytes, b"ENC[AES256_GCM,").is_some() && memmem::find(bytes, b"sops").is_some()
    };
    if bytes.trim_ascii().is_empty() {
        Form::Empty
    } else if BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning)) || is_sops() {
        Form::Encrypted
    } else if memchr::memchr(0, bytes).is_some() || std::str::from_utf8(bytes).is_err() {
        Form::Binary
    } else {
        Form::Plain
    }
}

/// The pattern of each line that has one, which is a part of the line.
fn patterns(path: &TreePath, text: &str, pattern: fn(&str) -> Option<&str>) -> Vec<Pattern> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(part) = pattern(line) {
            let at = start + (part.as_ptr() as usize - line.as_ptr() as usize);
            let place = Place::new(path, text, Span::new(at, at + part.len()));
            found.push(Pattern { text: part.to_owned(), place });
        }
        start += line.len();
    }
    found
}

/// What follows `path_regex:`, if it stands on that line.
fn sops_pattern(line: &str) -> Option<&str> {
    let value = line.trim_start().trim_start_matches("- ").trim_start();
    let value = value.strip_prefix("path_regex:")?.trim();
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
    let Some(quote) = quote else {
        let plain = value.split(" #").next()?.trim_end();
        return (!plain.is_empty() && !plain.starts_with(['|', '>', '&', '*'])).then_some(plain);
    };
    let inner = value[1..].split(quote).next()?;
    // What a backslash means between double quotes is YAML's to say.
    let is_escaped = quote == '"' && inner.contains('\\');
    (!inner.is_empty() && !is_escaped).then_some(inner)
}

/// The pattern of `PATTERN filter=git-crypt`.
fn git_crypt_pattern(line: &str) -> Option<&str> {
    let mut words = line.split_ascii_whitespace();
    let pattern = words.next().filter(|word| !word.starts_with('#'))?;
    words.any(|word| word == "filter=git-crypt").then_some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns_of(name: &str, text: &str) -> Vec<String> {
        let file = OtherFile::read(&TreePath::new(name).unwrap(), text.as_bytes());
        file.patterns.into_iter().map(|pattern| pattern.text).collect()
    }

    #[test]
    fn forms_are_known_by_their_beginning() {
        assert_eq!(form(b" \n"), Form::Empty);
        assert_eq!(form(b"age-encryption.org/v1\n\x00"), Form::Encrypted);
        assert_eq!(form(b"\0GITCRYPT\0abc"), Form::Encrypted);
        assert_eq!(form(b"a: ENC[AES256_GCM,data:x]\nsops:\n"), Form::Encrypted);
        assert_eq!(form(b"\x89PNG\0"), Form::Binary);
        assert_eq!(form(b"a: b\n"), Form::Plain);
    }

    #[test]
    fn patterns_are_what_a_line_gives() {
        let text = "creation_rules:\n  - path_regex: secrets/.*\\.yaml$ # all\n  # - path_regex: old\n  \
                    - pgp: x\n    path_regex: 'a/b'\n  - path_regex: \"c\\\\.d\"\n  - path_regex: >-\n";
        assert_eq!(patterns_of(".sops.yaml", text), ["secrets/.*\\.yaml$", "a/b"]);
        let text =
            "*.lock -diff\nsecrets/** filter=git-crypt diff=git-crypt\n#x filter=git-crypt\n";
        assert_eq!(patterns_of(".gitattributes", text), ["secrets/**"]);
        assert!(patterns_of("other.yaml", "path_regex: x\n").is_empty());
    }
}
