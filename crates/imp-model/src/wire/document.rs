//! The envelope of every document: which schema, written by whom, the data, and what there was to say.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::findings::Finding;

/// A document: `{"schema": "imp.NAME/1", "tool": …, "data": …, "findings": […]}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document<D> {
    /// What the data is, with the version of its shape: `imp.findings/1`.
    pub schema: String,
    /// The program that wrote it.
    pub tool: String,
    /// What the schema says.
    pub data: D,
    /// What the program had to say on the way.
    #[serde(default)]
    pub findings: Vec<Finding>,
}

/// Why a text is not the document that was wanted.
#[derive(Debug)]
pub enum DocumentError {
    /// It is no JSON, or lacks what the schema asks for.
    Invalid {
        /// The schema that was wanted.
        wanted: String,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// It is another document, or JSON that is none.
    OtherSchema {
        /// The schemas that would have done.
        wanted: String,
        /// The one that was found, if there was one.
        found: Option<String>,
    },
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { wanted, .. } => write!(f, "it is no valid `{wanted}` document"),
            Self::OtherSchema { wanted, found: Some(found) } => {
                write!(f, "its schema is `{found}`, and an `{wanted}` document was wanted")
            }
            Self::OtherSchema { wanted, found: None } => {
                write!(f, "it has no `schema`; an `{wanted}` document was wanted")
            }
        }
    }
}

impl std::error::Error for DocumentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid { source, .. } => Some(source),
            Self::OtherSchema { .. } => None,
        }
    }
}

/// Reads a document that must have one of these schemas.
///
/// # Errors
/// [`DocumentError`], which says what was wanted.
pub fn read_document<D: DeserializeOwned>(
    text: &str,
    schemas: &[&str],
) -> Result<Document<D>, DocumentError> {
    schema(text, schemas)?;
    let invalid = |source| DocumentError::Invalid { wanted: any_of(schemas), source };
    serde_json::from_str(text).map_err(invalid)
}

/// Which of these schemas a document has.
///
/// # Errors
/// [`DocumentError`], which says what was wanted.
pub fn schema<'s>(text: &str, schemas: &[&'s str]) -> Result<&'s str, DocumentError> {
    #[derive(Deserialize)]
    struct Head {
        schema: Option<String>,
    }
    let wanted = || any_of(schemas);
    let invalid = |source| DocumentError::Invalid { wanted: wanted(), source };
    let head: Head = serde_json::from_str(text).map_err(invalid)?;
    let known = schemas.iter().find(|schema| head.schema.as_deref() == Some(schema));
    known
        .copied()
        .ok_or_else(|| DocumentError::OtherSchema { wanted: wanted(), found: head.schema })
}

fn any_of(schemas: &[&str]) -> String {
    schemas.join("` or `")
}

/// The document as indented JSON, with a newline at the end.
///
/// # Panics
/// When the data has a map whose keys are no strings, which no type of the wire has.
pub fn write_document<D: Serialize>(document: &Document<D>) -> String {
    serde_json::to_string_pretty(document).expect("the types of the wire have a JSON form") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_with_another_schema_says_which_was_wanted() {
        let read = |text: &str| {
            read_document::<serde_json::Value>(text, &["imp.findings/1"])
                .map_err(|error| error.to_string())
        };
        let text =
            r#"{"schema": "imp.findings/1", "tool": "imp-flake", "data": {}, "findings": []}"#;
        assert_eq!(read(text).unwrap().tool, "imp-flake");
        assert_eq!(
            read(r#"{"schema": "imp.graph/1"}"#).unwrap_err(),
            "its schema is `imp.graph/1`, and an `imp.findings/1` document was wanted"
        );
        assert_eq!(
            read("{}").unwrap_err(),
            "it has no `schema`; an `imp.findings/1` document was wanted"
        );
        let more = text.replacen("\"data\"", "\"more\": 1, \"data\"", 1);
        assert_eq!(read(&more).unwrap_err(), "it is no valid `imp.findings/1` document");
        assert_eq!(read("[").unwrap_err(), "it is no valid `imp.findings/1` document");
    }
}
