//! What the configuration says of rules: `imp.lint.rules.NAME = "off" | "warn" | "error"`, and in which files no
//! rule counts: `imp.lint.excludes`.

use std::collections::BTreeMap;

use imp_model::eval::Known;
use imp_model::finding::{Finding, Severity};
use imp_model::model::closest;
use imp_model::model::config::{ConfigError, Configuration, Origin};
use imp_model::source::Globs;
use imp_model::text::Place;

use crate::{rule, rules};

const RULES: &str = "lint.rules";
const EXCLUDES: &str = "lint.excludes";
const EXAMPLE: &str = "write `imp.lint.excludes = [ \"tests/**\" ];`";

/// By the name of a rule; `None` for one that is off.
type Severities = BTreeMap<&'static str, Option<Severity>>;

/// What the configuration says of rules.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    severities: Severities,
    excludes: Globs,
}

impl Settings {
    /// Reads `imp.lint`.
    ///
    /// # Errors
    /// When an option can't be read without evaluation, names a rule that is not there, gives it anything but
    /// `"off"`, `"warn"` or `"error"`, or holds a glob that is none.
    pub fn read(configuration: &Configuration) -> Result<Self, ConfigError> {
        Ok(Self { severities: severities(configuration)?, excludes: excludes(configuration)? })
    }

    /// Whether a rule is off, so that it need not be asked.
    pub fn is_off(&self, rule: &str) -> bool {
        self.severities.get(rule) == Some(&None)
    }

    /// The findings with the severities that are set, without those of rules that are off and those in files that
    /// are excluded.
    pub fn apply(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let is_excluded = |place: &Place| self.excludes.matches(&place.file);
        findings.retain(|finding| {
            !self.is_off(finding.code) && !finding.place.as_ref().is_some_and(is_excluded)
        });
        for finding in &mut findings {
            if let Some(Some(severity)) = self.severities.get(finding.code) {
                finding.severity = *severity;
            }
        }
        findings
    }
}

fn severities(configuration: &Configuration) -> Result<Severities, ConfigError> {
    let attrs = match configuration.value(RULES)? {
        None | Some(Known::Null) => return Ok(Severities::new()),
        Some(Known::Attrs(attrs)) => attrs,
        Some(_) => {
            return Err(ConfigError {
                message: format!("`imp.{RULES}` is no set of severities by rule"),
                help: Some(format!("write `imp.{RULES}.{} = \"off\";`", rules::ALL[0].name)),
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
            return Err(wrong(format!("`imp.{RULES}` names `{name}`, which is no rule"), help));
        };
        let severity = match attr.value.as_str() {
            Some("off") => None,
            Some("warn") => Some(Severity::Warning),
            Some("error") => Some(Severity::Error),
            _ => {
                return Err(wrong(
                    format!("`imp.{RULES}.{name}` is no severity"),
                    Some("write `\"off\"`, `\"warn\"` or `\"error\"`".into()),
                ));
            }
        };
        set.insert(rule.name, severity);
    }
    Ok(set)
}

fn excludes(configuration: &Configuration) -> Result<Globs, ConfigError> {
    let wrong = |what: &str| ConfigError {
        message: match configuration.origin(EXCLUDES) {
            Some(Origin::Flake(_)) | None => format!("`imp.{EXCLUDES}` {what}"),
            Some(origin) => format!("`imp.{EXCLUDES}` ({origin}) {what}"),
        },
        help: Some(EXAMPLE.to_owned()),
        place: match configuration.origin(EXCLUDES) {
            Some(Origin::Flake(place)) => Some(place.clone()),
            _ => None,
        },
    };
    let is_list = || wrong("is no list of globs");
    let patterns = match configuration.value(EXCLUDES)? {
        None => return Ok(Globs::default()),
        Some(Known::List(patterns)) => patterns,
        Some(_) => return Err(is_list()),
    };
    let texts: Option<Vec<&str>> = patterns.iter().map(Known::as_str).collect();
    Globs::leaving_out(texts.ok_or_else(is_list)?).map_err(|error| wrong(&format!("holds {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::source::TreePath;
    use imp_model::wire::plain;

    fn read(rules: &str) -> Result<Settings, String> {
        settings(&format!("{{\"rules\": {rules}}}"))
    }

    fn settings(lint: &str) -> Result<Settings, String> {
        let data = plain::from_json(&format!("{{\"lint\": {lint}}}")).unwrap();
        let mut configuration = Configuration::default();
        configuration.set_all(&data, &Origin::ImpToml).unwrap();
        Settings::read(&configuration).map_err(|error| {
            [Some(error.message), error.help].into_iter().flatten().collect::<Vec<_>>().join(": ")
        })
    }

    #[test]
    fn a_rule_is_off_or_has_another_severity() {
        let settings =
            read(r#"{"orphan-module": "error", "name-collision": "warn", "stale-flake": "off"}"#)
                .unwrap();
        let findings = vec![
            Finding::warning("orphan-module", "a"),
            Finding::error("name-collision", "b"),
            Finding::error("stale-flake", "c"),
            Finding::error("input-conflict", "d"),
        ];
        let left: Vec<(&str, Severity)> =
            settings.apply(findings).iter().map(|found| (found.code, found.severity)).collect();
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

    #[test]
    fn what_is_in_an_excluded_file_is_not_said() {
        let settings = settings(r#"{"excludes": ["tests/", "vendor/*.nix"]}"#).unwrap();
        let found = |file: &str| {
            let file = TreePath::new(file).unwrap();
            Finding::error("broken-path", file.as_str()).at(Place::start_of(&file))
        };
        let files = ["tests/a/b.nix", "vendor/y/x.nix", "a.nix", "tests.nix"];
        let mut findings: Vec<Finding> = files.map(found).into();
        findings.push(Finding::error("stale-flake", "of no file"));
        let left = settings.apply(findings);
        let left: Vec<&str> = left.iter().map(|finding| &*finding.message).collect();
        assert_eq!(left, ["a.nix", "tests.nix", "of no file"]);
    }

    #[test]
    fn excludes_are_globs() {
        let help = "write `imp.lint.excludes = [ \"tests/**\" ];`";
        assert_eq!(
            settings(r#"{"excludes": [1]}"#).unwrap_err(),
            format!("`imp.lint.excludes` (imp.toml) is no list of globs: {help}")
        );
        let error = settings(r#"{"excludes": ["a[b"]}"#).unwrap_err();
        assert!(error.contains("`a[b`, which is no glob") && error.ends_with(help), "{error}");
    }
}
