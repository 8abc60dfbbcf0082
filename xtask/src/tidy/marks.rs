//! Marks that do not go into the repository: unfinished work, silenced lints and tests, places on
//! somebody's machine.
//!
//! The marks are written in pieces here, so that this file passes its own check.

use super::source::{Source, has_word};
use super::{Finding, Repository};

const UNFINISHED: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// In Rust only, with what to do instead.
const FORBIDDEN: [(&str, &str); 6] = [
    (concat!("to", "do!("), "finish it, or leave it out"),
    (concat!("unimplemen", "ted!("), "finish it, or leave it out"),
    (concat!("db", "g!("), "leave it out"),
    (concat!("#[al", "low("), "use `#[expect(…, reason = \"…\")]`"),
    (concat!("#![al", "low("), "use `#![expect(…, reason = \"…\")]`"),
    (concat!("#[ig", "nore"), "a test that does not run is no test"),
];

/// Whether each counts in comments too, where a temporary path may be an example.
const MACHINE: [(&str, bool); 3] =
    [(concat!("/ho", "me/"), true), (concat!("/ro", "ot/"), true), (concat!("/t", "mp/"), false)];

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    repository.sources.iter().flat_map(check_file).collect()
}

fn check_file(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |line, message| findings.push(Finding::new(&source.path, line, message));
    for (number, line) in source.lines() {
        for mark in UNFINISHED.iter().filter(|mark| has_word(line, mark)) {
            found(number, format!("`{mark}`: finish it, or write an issue"));
        }
        for (mark, instead) in
            FORBIDDEN.iter().filter(|(mark, _)| source.is_rust() && line.contains(mark))
        {
            found(number, format!("`{mark}`: {instead}"));
        }
    }
    // A home directory is a normal thing in somebody's Nix configuration and in a manual.
    let is_ours = source.is_rust() || source.path.ends_with(".toml") || source.path == ".ci/run";
    for (number, line) in source.lines_without_tests().into_iter().filter(|_| is_ours) {
        let is_comment = line.trim_start().starts_with("//");
        for (place, in_comments) in MACHINE {
            if begins_path(line, place) && (in_comments || !is_comment) {
                found(number, format!("`{place}`: a path on one machine"));
            }
        }
    }
    findings
}

/// Whether a path in the line begins with `place`; `modules/home/x` does not.
fn begins_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || "._-".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check_file(&Source { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn every_mark_is_found() {
        for mark in UNFINISHED {
            assert_eq!(count("README.md", &format!("a {mark}: b")), 1, "{mark}");
            assert_eq!(count("README.md", &format!("a{mark}b")), 0, "{mark}");
        }
        for (mark, _) in FORBIDDEN {
            assert_eq!(count("a/src/b.rs", &format!("    {mark}x")), 1, "{mark}");
            assert_eq!(count("a/tests/b.rs", &format!("    {mark}x")), 1, "{mark}");
            assert_eq!(count("docs/style.md", mark), 0, "{mark}");
        }
    }

    #[test]
    fn paths_on_one_machine_are_found() {
        for (place, in_comments) in MACHINE {
            assert_eq!(count("a/src/b.rs", &format!("\"{place}x\"")), 1, "{place}");
            assert_eq!(count("a/src/b.rs", &format!("// {place}x")), usize::from(in_comments));
            assert_eq!(count("a/src/b.rs", &format!("\"modules{place}x\"")), 0, "{place}");
            assert_eq!(count("a/src/b/tests.rs", &format!("\"{place}x\"")), 0, "{place}");
            assert_eq!(count("nix/templates/a.nix", &format!("\"{place}x\"")), 0, "{place}");
        }
    }
}
