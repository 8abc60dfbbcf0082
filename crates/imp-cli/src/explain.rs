//! The command `explain` of every program: what a finding means.

use std::collections::BTreeSet;

use imp_lint::Rule;
use imp_model::finding::Severity;
use imp_model::model::closest;
use imp_model::wire::flake::ExplainData;
use imp_model::wire::{Document, findings, write_document};

use crate::args::{Format, ReportArgs};
use crate::{Exit, Failure, Streams};

/// What a finding means.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// Its code.
    pub code: &'static str,
    /// How bad it is, if nobody says otherwise.
    pub severity: Severity,
    /// What it means, in one line.
    pub summary: &'static str,
    /// Why it matters and what to do, with a bad and a good example, as Markdown.
    pub text: &'static str,
}

impl From<&Rule> for Explanation {
    fn from(rule: &Rule) -> Self {
        Self {
            code: rule.name,
            severity: rule.severity,
            summary: rule.summary,
            text: rule.explanation,
        }
    }
}

/// Prints what a finding is about and how to mend it: one of the program's `own`, or else a rule.
///
/// # Errors
/// When there is no such finding, or the format has no form for an answer.
pub fn explain(
    tool: &str,
    own: &[Explanation],
    report: ReportArgs,
    code: &str,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let format = report.answer_format("`explain`")?;
    let rules = imp_lint::rules::ALL.iter().copied().map(Explanation::from);
    let all = || own.iter().copied().chain(rules.clone());
    let Some(found) = all().find(|each| each.code == code) else {
        let codes: BTreeSet<&str> = all().map(|each| each.code).collect();
        let shares_word =
            |each: &&str| each.split('-').any(|word| code.split('-').any(|w| w == word));
        let near = closest(code, codes.iter().copied()).into_iter().next();
        let help = match near.or_else(|| codes.iter().copied().find(shares_word)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", codes.into_iter().collect::<Vec<_>>().join(", ")),
        };
        return Err(Failure::new(format!("there is no finding `{code}`")).help(help));
    };
    let severity = found.severity.name();
    streams.out(&if format == Format::Json {
        write_document(&Document {
            schema: findings::SCHEMA.into(),
            tool: tool.into(),
            data: ExplainData {
                code: found.code.into(),
                severity: severity.into(),
                summary: found.summary.into(),
                explanation: found.text.into(),
            },
            findings: Vec::new(),
        })
    } else {
        format!("{} ({severity}): {}\n\n{}", found.code, found.summary, found.text)
    });
    Ok(Exit::Clean)
}
