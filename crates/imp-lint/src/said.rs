//! What is said of what was found.

use imp_model::finding::{self, Finding, Severity};
use imp_model::model::config::{ConfigError, Configuration};
use imp_model::source::Files;

use crate::{Settings, without_allowed};

/// Rules whose errors say that what a file declares is not certain.
const DOUBTS: [&str; 4] = ["dynamic-input", "input-conflict", "syntax-error", "unreadable-file"];

/// The findings as far as the configuration and comments let them speak, in order. An error that leaves inputs or
/// names in doubt is said whatever they say: an answer without it would be a guess, and a run that writes nothing
/// must say why.
///
/// # Errors
/// As [`Settings::read`].
pub fn said(
    findings: Vec<Finding>,
    configuration: &Configuration,
    files: &dyn Files,
) -> Result<Vec<Finding>, ConfigError> {
    let settings = Settings::read(configuration)?;
    let is_doubt =
        |finding: &Finding| DOUBTS.contains(&finding.code) && finding.severity == Severity::Error;
    let (mut said, others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_doubt);
    said.extend(without_allowed(settings.apply(others), files).0);
    finding::sort(&mut said);
    Ok(said)
}
