//! What the configuration says of rules: `imp.lint.rules.NAME = "off" | "warn" | "error"`.

use std::collections::BTreeMap;

use imp_model::eval::Known;
use imp_model::finding::{Finding, Severity};
use imp_model::model::closest;
use imp_model::model::config::{ConfigError, Configuration};

use crate::{rule, rules};

const OPTION: &str = "lint.rules";

/// The severities that the configuration sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Severities {
    /// By the name of the rule; `None` for one that is off.
    set: BTreeMap<&'static str, Option<Severity>>,
}

impl Severities {
    /// Reads `imp.lint.rules`.
    ///
    /// # Errors
    /// When it can't be read without evaluation, names a rule that is not there, or gives it anything but
    /// `"off"`, `"warn"` or `"error"`.
    pub fn read(configuration: &Configuration) -> Result<Self, ConfigError> {
        let attrs = match configuration.value(OPTION)? {
            None | Some(Known::Null) => return Ok(Self::default()),
            Some(Known::Attrs(attrs)) => attrs,
            Some(_) => {
                return Err(ConfigError {
                    message: format!("`imp.{OPTION}` is no set of severities by rule"),
                    help: Some(format!("write `imp.{OPTION}.{} = \"off\";`", rules::ALL[0].name)),
                    place: None,
                });
            }
        };
        let mut set = BTreeMap::new();
        for (name, attr) in attrs {
            let wrong = |message, help| ConfigError { message, help, place: attr.place.clone() };
            let Some(rule) = rule(name) else {
                let near = closest(name, rules::ALL.iter().map(|rule| rule.name));
                let help = near.first().map(|near| format!("did you mean `{near}`?"));
                let help = help.or_else(|| Some("see `imp-flake lint --help` for the list".into()));
                return Err(wrong(
                    format!("`imp.{OPTION}` names `{name}`, which is no rule"),
                    help,
                ));
            };
            let severity = match attr.value.as_str() {
                Some("off") => None,
                Some("warn") => Some(Severity::Warning),
                Some("error") => Some(Severity::Error),
                _ => {
                    return Err(wrong(
                        format!("`imp.{OPTION}.{name}` is no severity"),
                        Some("write `\"off\"`, `\"warn\"` or `\"error\"`".into()),
                    ));
                }
            };
            set.insert(rule.name, severity);
        }
        Ok(Self { set })
    }

    /// Whether a rule is off, so that it need not be asked.
    pub fn is_off(&self, rule: &str) -> bool {
        self.set.get(rule) == Some(&None)
    }

    /// The findings with these severities, without those of rules that are off.
    pub fn apply(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.retain(|finding| !self.is_off(finding.code));
        for finding in &mut findings {
            if let Some(Some(severity)) = self.set.get(finding.code) {
                finding.severity = *severity;
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::model::config::Origin;
    use imp_model::wire::plain;

    fn read(rules: &str) -> Result<Severities, String> {
        let data = plain::from_json(&format!("{{\"lint\": {{\"rules\": {rules}}}}}")).unwrap();
        let mut configuration = Configuration::default();
        configuration.set_all(&data, &Origin::ImpToml).unwrap();
        Severities::read(&configuration).map_err(|error| {
            [Some(error.message), error.help].into_iter().flatten().collect::<Vec<_>>().join(": ")
        })
    }

    #[test]
    fn a_rule_is_off_or_has_another_severity() {
        let severities =
            read(r#"{"orphan-module": "error", "name-collision": "warn", "stale-flake": "off"}"#)
                .unwrap();
        let findings = vec![
            Finding::warning("orphan-module", "a"),
            Finding::error("name-collision", "b"),
            Finding::error("stale-flake", "c"),
            Finding::error("input-conflict", "d"),
        ];
        let left: Vec<(&str, Severity)> =
            severities.apply(findings).iter().map(|found| (found.code, found.severity)).collect();
        assert_eq!(
            left,
            [
                ("orphan-module", Severity::Error),
                ("name-collision", Severity::Warning),
                ("input-conflict", Severity::Error)
            ]
        );
    }

    #[test]
    fn a_name_that_is_no_rule_and_a_word_that_is_no_severity_are_errors() {
        assert_eq!(
            read(r#"{"orphan-modules": "off"}"#).unwrap_err(),
            "`imp.lint.rules` names `orphan-modules`, which is no rule: did you mean `orphan-module`?"
        );
        assert_eq!(
            read(r#"{"orphan-module": "warning"}"#).unwrap_err(),
            "`imp.lint.rules.orphan-module` is no severity: write `\"off\"`, `\"warn\"` or `\"error\"`"
        );
        assert!(read("[]").is_err());
    }
}
