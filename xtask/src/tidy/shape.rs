//! The shape of a Rust file: it says what it is, and is short enough to be read whole.

use super::source::Source;
use super::{Finding, Repository};

/// More lines than this without tests are worth a question.
const LONG: usize = 400;
/// More lines than this without tests are too many.
const TOO_LONG: usize = 600;
/// A `main.rs` has fewer lines than this.
const MAIN: usize = 40;

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    repository.sources.iter().filter(|source| source.is_rust()).flat_map(check_file).collect()
}

fn check_file(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !source.text.starts_with("//!") {
        let message = "the file does not start with `//!`: what lives here, what goes in and out";
        findings.push(Finding::new(&source.path, 1, message));
    }
    let lines = source.lines_without_tests().len();
    if source.path.ends_with("/main.rs") && lines >= MAIN {
        findings.push(Finding::new(
            &source.path,
            MAIN,
            format!("{lines} lines in a `main.rs`: under {MAIN}"),
        ));
    }
    if lines > TOO_LONG {
        let message = format!("{lines} lines without tests, more than {TOO_LONG}: split the file");
        findings.push(Finding::new(&source.path, TOO_LONG, message));
    } else if lines > LONG {
        let message = format!("{lines} lines without tests: is this one thing?");
        findings.push(Finding::warning(&source.path, LONG, message));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<Finding> {
        check_file(&Source { path: path.to_owned(), text: text.to_owned() })
    }

    fn long(lines: usize) -> String {
        format!("//! A file.\n{}", "\n".repeat(lines - 1))
    }

    #[test]
    fn files_say_what_they_are() {
        assert!(findings("a/src/b.rs", "//! B.\n").is_empty());
        assert!(findings("a/src/b.rs", "\n//! B.\n")[0].message.contains("does not start"));
    }

    #[test]
    fn files_are_short() {
        assert!(findings("a/src/b.rs", &long(400)).is_empty());
        assert!(findings("a/src/b.rs", &long(401))[0].only_warning);
        assert!(!findings("a/src/b.rs", &long(601))[0].only_warning);
        let tested = format!("//! B.\n#[cfg(test)]\nmod tests {{\n{}}}\n", long(700));
        assert!(findings("a/src/b.rs", &tested).is_empty());
        assert!(findings("a/src/b/tests.rs", &long(700)).is_empty());
        assert!(findings("a/src/main.rs", &long(39)).is_empty());
        assert!(findings("a/src/main.rs", &long(40))[0].message.contains("main.rs"));
    }
}
