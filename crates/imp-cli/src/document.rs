//! Text that is read as a whole: documents for `--from`, and configuration files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use imp_model::wire::model::{ModelData, SCHEMA};
use imp_model::wire::{self, Document, DocumentError};

use crate::Failure;

/// The longest document, in bytes. A model of 100,000 files stays below it; an endless pipe does not.
pub const MAX_DOCUMENT: u64 = 256 << 20;

/// Reads a document from a file, or from standard input when `from` is `-`. A byte order mark is dropped.
///
/// # Errors
/// When it can't be read, is not UTF-8, or is longer than [`MAX_DOCUMENT`].
pub fn read_document(from: &Path) -> Result<String, Failure> {
    if from.as_os_str() == "-" {
        return read_limited(std::io::stdin().lock(), &name(from), MAX_DOCUMENT);
    }
    let name = name(from);
    let file = File::open(from).map_err(|error| {
        Failure::new(format!("can't read {name}"))
            .because(&error)
            .help("name a file that can be read, or `-` for standard input")
    })?;
    read_limited(file, &name, MAX_DOCUMENT)
}

/// Reads an `imp.model/1` document.
///
/// # Errors
/// As [`read_document`], and when it is another document or none.
pub fn read_model(from: &Path) -> Result<Document<ModelData>, Failure> {
    let text = read_document(from)?;
    wire::read_document(&text, &[SCHEMA])
        .map_err(|error| refused(from, &error).help("make it with `imp-registry scan`"))
}

/// The failure about a document that is not what was wanted.
pub fn refused(from: &Path, error: &DocumentError) -> Failure {
    let failure = Failure::new(format!("can't read {}: {error}", name(from)));
    std::error::Error::source(error).into_iter().fold(failure, Failure::because)
}

/// What a document is called in messages.
pub fn name(from: &Path) -> String {
    if from.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        format!("`{}`", from.display())
    }
}

/// Everything on standard input, as it is.
///
/// # Errors
/// When it can't be read, or is longer than [`MAX_DOCUMENT`].
pub fn read_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut stdin = std::io::stdin().lock().take(MAX_DOCUMENT + 1);
    stdin
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new("can't read standard input").because(&error))?;
    if bytes.len() as u64 > MAX_DOCUMENT {
        return Err(Failure::new(format!("standard input is longer than {MAX_DOCUMENT} bytes")));
    }
    Ok(bytes)
}

fn read_limited(reader: impl Read, name: &str, limit: u64) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    reader
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(format!("can't read {name}")).because(&error))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::new(format!("{name} is longer than {limit} bytes")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!("{name} is not UTF-8 text (byte {at})"))
    })?;
    match text.strip_prefix("\u{feff}") {
        Some(rest) => Ok(rest.to_owned()),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_or_no_text_is_refused() {
        assert_eq!(read_limited(&b"\xef\xbb\xbf{}"[..], "x", 9).unwrap(), "{}");
        let error = read_limited(&b"12345"[..], "standard input", 4).unwrap_err();
        assert_eq!(error.to_string(), "standard input is longer than 4 bytes");
        let error = read_limited(&b"ab\xff"[..], "`x`", 9).unwrap_err();
        assert_eq!(error.to_string(), "`x` is not UTF-8 text (byte 2)");
        assert!(read_document(Path::new("/no/such/file")).is_err());
    }
}
