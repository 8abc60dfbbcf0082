//! The rules of imp: what each finds, and why it matters.
//!
//! In goes the model; out come findings. A rule is one file in [`rules`] and one line in [`rules::ALL`];
//! help, documentation and tests read that list. The configuration, comments and a baseline say which
//! findings count.

mod allow;
mod baseline;
pub mod follows;
mod inputs;
mod meant;
mod nix_paths;
mod other_flakes;
mod output_files;
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
    pub check: Option<fn(&Model) -> Vec<Finding>>,
}

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules::ALL.iter().copied().find(|rule| rule.name == name)
}

/// What all rules that are not off say of a model, in no order and with their own severities.
pub fn check_all(model: &Model, settings: &Settings) -> Vec<Finding> {
    let rules = rules::ALL.iter().filter(|rule| !settings.is_off(rule.name));
    rules.filter_map(|rule| rule.check).flat_map(|check| check(model)).collect()
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
