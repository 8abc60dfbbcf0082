//! `imp-registry explain`: what a finding means.

use imp_cli::{Exit, Failure, Streams};
use imp_model::model::closest;

pub(super) fn explain(code: &str, streams: &Streams) -> Result<Exit, Failure> {
    let Some(rule) = imp_lint::rule(code) else {
        let names = imp_lint::rules::ALL.iter().map(|rule| rule.name);
        let near = closest(code, names.clone());
        let help = match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", names.collect::<Vec<_>>().join(", ")),
        };
        return Err(Failure::new(format!("there is no finding `{code}`")).help(help));
    };
    streams.out(&format!(
        "{} ({}): {}\n\n{}",
        rule.name,
        rule.severity.name(),
        rule.summary,
        rule.explanation
    ));
    Ok(Exit::Clean)
}
