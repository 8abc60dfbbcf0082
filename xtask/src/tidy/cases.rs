//! Case folders hold what a case has, and nothing else.

use std::collections::BTreeSet;

use ::tests::case::KNOWN;

use super::{Finding, Repository};

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let (mut findings, mut cases, mut runnable) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for path in &repository.paths {
        let Some(rest) = path.strip_prefix("tests/cases/") else { continue };
        let parts: Vec<&str> = rest.splitn(4, '/').collect();
        let (case, entry) = match parts.as_slice() {
            [tool, name, entry] | [tool, name, entry, _] => {
                (format!("tests/cases/{tool}/{name}"), *entry)
            }
            _ => {
                findings.push(Finding::new(
                    path,
                    1,
                    "no part of a case: cases are `TOOL/NAME/` folders",
                ));
                continue;
            }
        };
        if !KNOWN.contains(&entry) {
            let known = KNOWN.join(", ");
            findings.push(Finding::new(
                path,
                1,
                format!("`{entry}` is not part of a case ({known})"),
            ));
        }
        if entry == "cmd" {
            runnable.insert(case.clone());
        }
        cases.insert(case);
    }
    let without = cases.difference(&runnable);
    findings.extend(
        without.map(|case| Finding::new(&format!("{case}/cmd"), 1, "a case without `cmd`")),
    );
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(paths: &[&str]) -> Vec<String> {
        let paths = paths.iter().map(ToString::to_string).collect();
        let repository = Repository { paths, ..Repository::default() };
        check(&repository).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn only_known_files_and_always_a_cmd() {
        let good = ["tests/cases/t/a/cmd", "tests/cases/t/a/in/x/y", "tests/cases/t/a/stdout"];
        assert!(messages(&good).is_empty());
        assert!(messages(&["tests/cases/t/a/cmd", "tests/cases/t/a/stdot"])[0].contains("`stdot`"));
        assert_eq!(messages(&["tests/cases/t/a/stdout"]), ["a case without `cmd`"]);
        assert!(messages(&["tests/cases/t/stray"])[0].contains("no part of a case"));
    }
}
