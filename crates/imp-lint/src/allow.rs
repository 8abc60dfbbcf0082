//! Findings that a comment allows: `# imp: allow NAME`.
//!
//! The comment stands after the code on the line of the finding, or alone on the line above. It may name
//! several rules, with commas or spaces, and go on with a reason. Spaces around the colon play no part.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::finding::Finding;
use imp_model::model::closest;
use imp_model::source::{Files, TreePath};
use imp_model::syntax;
use imp_model::text::Span;

use crate::rule;

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
    /// Reads the comments of a file.
    fn read(file: &TreePath, text: &str) -> Self {
        let mut allowed = Self::default();
        for comment in comments(file, text).into_iter().filter(|comment| comment.is_right) {
            let before = &text[..comment.hash];
            let line = before.rfind('\n').map_or(0, |end| end + 1);
            let number = before.matches('\n').count() as u32 + 1;
            let is_alone = before[line..].trim().is_empty();
            let about = if is_alone { number + 1 } else { number };
            let words = words(&text[comment.names.range()]).map(|(_, word)| word.to_owned());
            allowed.by_line.entry(about).or_default().extend(words);
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

/// A comment that allows findings, or seems to be meant so.
pub(crate) struct Comment {
    /// Where its `#` is, in bytes.
    hash: usize,
    /// What stands for `allow`.
    pub(crate) verb: Span,
    /// Whether that is `allow`.
    pub(crate) is_right: bool,
    /// What follows, to the end of the line.
    names: Span,
}

impl Comment {
    /// The first name that is no rule, and where it stands: of the first word, and of what is near to a rule.
    pub(crate) fn unknown_name<'t>(&self, text: &'t str) -> Option<(Span, &'t str)> {
        let is_meant =
            |at: usize, word: &str| at == 0 || word.contains('-') && is_near_a_rule(word);
        let words = words(&text[self.names.range()]).enumerate();
        let mut unknown =
            words.filter(|(at, (_, word))| rule(word).is_none() && is_meant(*at, word));
        unknown.next().map(|(_, (start, word))| {
            let start = self.names.start as usize + start;
            (Span::new(start, start + word.len()), word)
        })
    }
}

fn is_near_a_rule(word: &str) -> bool {
    !closest(word, crate::rules::ALL.iter().map(|rule| rule.name)).is_empty()
}

/// The words of a text, and where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split([',', ' ', '\t', ':', '\r']).filter(|word| !word.is_empty());
    words.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// What people write who mean `allow`.
const MEANT: [&str; 6] = ["alow", "allows", "allowed", "disable", "ignore", "skip"];

/// The comments of a file that say `imp: allow`, also misspelt. In a Nix file, what looks like one inside a string is
/// none.
pub(crate) fn comments(file: &TreePath, text: &str) -> Vec<Comment> {
    let is_nix = file.file_name().ends_with(".nix");
    let found = text.match_indices('#').filter_map(|(hash, _)| comment(text, hash));
    found.filter(|comment| !is_nix || syntax::is_between_tokens(text, comment.hash)).collect()
}

fn comment(text: &str, hash: usize) -> Option<Comment> {
    let line = text[hash..].lines().next()?;
    let rest = line.trim_start_matches('#').trim_start().strip_prefix("imp")?.trim_start();
    let (has_colon, rest) = match rest.strip_prefix(':') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, rest),
    };
    let verb = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let names = &rest[verb.len()..];
    let is_right = verb == "allow";
    let names_rule = || words(names).next().is_some_and(|(_, word)| rule(word).is_some());
    // Without the colon it may be a sentence.
    let is_one = (is_right || MEANT.contains(&verb)) && (has_colon || is_right && names_rule());
    let span = |part: &str| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(start, start + part.len())
    };
    is_one.then(|| Comment { hash, verb: span(verb), is_right, names: span(names) })
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
        assert!(is_allowed("{ a = 1; } #imp:allow some-rule\n", "a ="));
        assert!(is_allowed("{ a = 1; } ## imp : allow: some-rule\n", "a ="));
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
