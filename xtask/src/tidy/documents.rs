//! The documents that every reader looks for are there.

use super::{Finding, Repository};

const NEEDED: [&str; 6] = [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "tests/README.md",
];

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let missing = NEEDED.iter().filter(|name| !repository.paths.iter().any(|path| path == *name));
    missing.map(|name| Finding::new(name, 1, "is missing")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_document_is_found() {
        let mut paths: Vec<String> = NEEDED.iter().map(ToString::to_string).collect();
        assert!(check(&Repository { paths: paths.clone(), ..Repository::default() }).is_empty());
        paths.remove(0);
        let findings = check(&Repository { paths, ..Repository::default() });
        assert_eq!(findings, [Finding::new("CHANGELOG.md", 1, "is missing")]);
    }
}
