//! Findings that were there before: a large repository starts at zero and hears only of new ones.
//!
//! A baseline is an `imp.findings/1` document, as `--json` writes it. A finding is known when the document has
//! one with its code, file and message; the line plays no part, as lines move. Each one of the document
//! stands for one finding.

use std::collections::HashMap;

use imp_model::finding::Finding;
use imp_model::wire::findings;

/// Known findings, with how often each is there.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    known: HashMap<(String, String, String), usize>,
}

impl Baseline {
    /// The baseline that these findings of a document are.
    pub fn new(findings: &[findings::Finding]) -> Self {
        let mut baseline = Self::default();
        for finding in findings {
            *baseline.known.entry(key(finding)).or_default() += 1;
        }
        baseline
    }

    /// The findings that are not in it.
    pub fn without_known(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let mut known = self.known.clone();
        findings.retain(|finding| match known.get_mut(&key(&findings::Finding::from(finding))) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        });
        findings
    }
}

fn key(finding: &findings::Finding) -> (String, String, String) {
    let file = finding.place.as_ref().map(|place| place.file.clone()).unwrap_or_default();
    (finding.code.clone(), file, finding.message.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::source::TreePath;
    use imp_model::text::{Place, Span};

    fn finding(message: &str, text: &str) -> Finding {
        let place = Place::new(&TreePath::new("a.nix").unwrap(), text, Span::new(0, 1));
        Finding::error("some-rule", message).at(place)
    }

    #[test]
    fn a_finding_is_known_wherever_it_moved_and_as_often_as_it_was_there() {
        let baseline = Baseline::new(&[findings::Finding::from(&finding("old", "\n\nx"))]);
        let found = vec![finding("old", "x"), finding("old", "x"), finding("new", "x")];
        let left = baseline.without_known(found);
        let messages: Vec<&str> = left.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, ["old", "new"]);
    }
}
