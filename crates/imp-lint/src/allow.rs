//! Findings that a comment allows: `# imp: allow NAME`.
//!
//! The comment stands after the code on the line of the finding, or alone on the line above. It may name
//! several rules, with commas or spaces, and go on with a reason.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::finding::Finding;
use imp_model::source::{Files, TreePath};
use imp_model::syntax;

const MARK: &str = "imp: allow ";

/// The findings that no comment allows, and how many one does.
pub fn without_allowed(findings: Vec<Finding>, files: &dyn Files) -> (Vec<Finding>, u64) {
    let mut read: BTreeMap<TreePath, Allowed> = BTreeMap::new();
    let is_allowed = |finding: &Finding| {
        let Some(file) = finding.place.as_ref().map(|place| &place.file) else { return false };
        let allowed = read.entry(file.clone()).or_insert_with(|| {
            files.read(file).map(|text| Allowed::read(file, &text)).unwrap_or_default()
        });
        allowed.covers(finding)
    };
    let (allowed, left): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_allowed);
    (left, allowed.len() as u64)
}

/// What the comments of one file allow.
#[derive(Clone, Debug, Default)]
struct Allowed {
    /// The words after the mark, by the line that they are about, from 1.
    by_line: BTreeMap<u32, BTreeSet<String>>,
}

impl Allowed {
    /// Reads the comments of a file. In a Nix file, what looks like one inside a string is none.
    fn read(file: &TreePath, text: &str) -> Self {
        let mut allowed = Self::default();
        if !text.contains(MARK) {
            return allowed;
        }
        let is_nix = file.file_name().ends_with(".nix");
        let mut start = 0;
        for (number, line) in (1u32..).zip(text.split_inclusive('\n')) {
            if let Some(comment) = comment(line)
                && (!is_nix || syntax::is_between_tokens(text, start + comment))
            {
                let words = line[comment..].trim_start_matches('#').trim_start();
                let words = words.strip_prefix(MARK).unwrap_or_default();
                let words = words.split([',', ' ', '\t', ':', '\n', '\r']).map(str::to_owned);
                let is_alone = line[..comment].trim().is_empty();
                let about = if is_alone { number + 1 } else { number };
                allowed.by_line.entry(about).or_default().extend(words);
            }
            start += line.len();
        }
        allowed
    }

    /// Whether a comment allows this finding, which is in the file.
    fn covers(&self, finding: &Finding) -> bool {
        let line = finding.place.as_ref().map(|place| place.start.line);
        let names = line.and_then(|line| self.by_line.get(&line));
        names.is_some_and(|names| names.contains(finding.code))
    }
}

/// Where the comment with the mark begins in a line.
fn comment(line: &str) -> Option<usize> {
    let mark = line.find(MARK)?;
    let before = line[..mark].trim_end();
    let hashes = before.trim_end_matches('#');
    (hashes.len() < before.len()).then_some(hashes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::text::{Place, Span};

    fn is_allowed(text: &str, what: &str) -> bool {
        let file = TreePath::new("a.nix").unwrap();
        let at = text.find(what).unwrap();
        let place = Place::new(&file, text, Span::new(at, at + what.len()));
        Allowed::read(&file, text).covers(&Finding::error("some-rule", "x").at(place))
    }

    #[test]
    fn a_comment_allows_on_its_line_or_alone_on_the_line_above() {
        assert!(is_allowed("{ a = 1; } # imp: allow some-rule\n", "a ="));
        assert!(is_allowed("{\n  # imp: allow some-rule\n  a = 1;\n}\n", "a ="));
        assert!(is_allowed(
            "{\n  # imp: allow other, some-rule: it is meant\n  a = 1;\n}\n",
            "a ="
        ));
        assert!(is_allowed("{\r\n  # imp: allow some-rule\r\n  a = 1;\r\n}\r\n", "a ="));
    }

    #[test]
    fn it_allows_nothing_else() {
        assert!(!is_allowed("{\n  b = 1; # imp: allow some-rule\n  a = 1;\n}\n", "a ="));
        assert!(!is_allowed("{\n  # imp: allow some-rule\n\n  a = 1;\n}\n", "a ="));
        assert!(!is_allowed("{ a = 1; } # imp: allow some-rules\n", "a ="));
        assert!(!is_allowed("{ a = \"# imp: allow some-rule\"; }\n", "a ="));
        assert!(!is_allowed("{ a = ''\n  # imp: allow some-rule\n  b''; }\n", "b''"));
    }
}
