//! The rules of imp: what each finds, and why it matters.
//!
//! In goes the model; out come findings. A rule is one file in [`rules`] and one line in [`rules::ALL`];
//! help, documentation and tests read that list. The configuration, comments and a baseline say which
//! findings count.

mod address;
mod allow;
mod baseline;
mod circles;
mod commented;
pub mod copies;
pub mod follows;
pub mod inputs;
mod literal_inputs;
mod meant;
mod nix_paths;
mod other_flakes;
mod output_files;
mod repository;
pub mod rules;
mod said;
mod settings;
mod sinks;

pub use allow::without_allowed;
pub use baseline::Baseline;
pub use other_flakes::other_flakes;
pub use said::said;
pub use settings::Settings;

use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::text::Place;

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which is the code of its findings.
    pub name: &'static str,
    /// The severity of its findings unless the configuration says otherwise.
    pub severity: Severity,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// Why it matters and what to do, with a bad and a good example, as Markdown.
    pub explanation: &'static str,
    /// Finds it; `None` for findings that a program makes while it works.
    pub check: Option<Check>,
}

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules::ALL.iter().copied().find(|rule| rule.name == name)
}

/// What finds what a rule is about.
pub type Check = fn(&Model) -> Vec<Finding>;

/// What all rules that are not off find, in no order and with their own severities. `run` gives what each finds; they
/// may run at the same time.
pub fn check_all(
    model: &Model,
    settings: &Settings,
    run: impl FnOnce(&[Check]) -> Vec<Vec<Finding>>,
) -> Vec<Finding> {
    let rules = rules::ALL.iter().filter(|rule| !settings.is_off(rule.name));
    let checks: Vec<Check> = rules.filter_map(|rule| rule.check).collect();
    let mut findings = run(&checks).concat();
    let said: Vec<Place> = findings
        .iter()
        .filter(|finding| finding.code == "config-in-extra-args")
        .filter_map(|finding| finding.place.clone())
        .collect();
    // Nix rejects `config` where it is not in scope, and that rule says what to do.
    let is_said = |finding: &Finding| finding.place.as_ref().is_some_and(|at| said.contains(at));
    findings.retain(|finding| finding.code != "syntax-error" || !is_said(finding));
    rules::weigh_syntax_errors(model, &mut findings);
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_in_order() {
        let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
        assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        let is_kebab = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        assert!(names.iter().all(|name| is_kebab(name)), "{names:?}");
    }

    #[test]
    fn every_rule_explains_itself_with_a_bad_and_a_good_example() {
        for rule in rules::ALL {
            let has = |title: &str| rule.explanation.contains(title);
            assert!(has("Bad:\n") && has("Good:\n"), "{}", rule.name);
            assert!(!rule.summary.ends_with('.'), "{}", rule.name);
        }
    }
}
