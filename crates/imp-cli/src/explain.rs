//! The command `explain` of every program: what a finding means.

use imp_lint::rules;
use imp_model::model::closest;
use imp_model::wire::flake::ExplainData;
use imp_model::wire::{Document, findings, write_document};

use crate::args::{Format, ReportArgs};
use crate::{Exit, Failure, Streams};

/// Prints what a finding is about and how to mend it.
///
/// # Errors
/// When there is no such finding, or the format has no form for an answer.
pub fn explain(
    tool: &str,
    report: ReportArgs,
    code: &str,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let format = report.answer_format("`explain`")?;
    let Some(rule) = imp_lint::rule(code) else {
        let names = rules::ALL.iter().map(|rule| rule.name);
        let near = closest(code, names.clone());
        let help = match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", names.collect::<Vec<_>>().join(", ")),
        };
        return Err(Failure::new(format!("there is no finding `{code}`")).help(help));
    };
    let severity = rule.severity.name();
    streams.out(&if format == Format::Json {
        write_document(&Document {
            schema: findings::SCHEMA.into(),
            tool: tool.into(),
            data: ExplainData {
                code: rule.name.into(),
                severity: severity.into(),
                summary: rule.summary.into(),
                explanation: rule.explanation.into(),
            },
            findings: Vec::new(),
        })
    } else {
        format!("{} ({severity}): {}\n\n{}", rule.name, rule.summary, rule.explanation)
    });
    Ok(Exit::Clean)
}
