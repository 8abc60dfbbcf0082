//! Internal types are not the wire: in `imp-model`, serde is only used under `wire/`.

use super::source::has_word;
use super::{Finding, Repository};

pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &repository.sources {
        let elsewhere = source.path.starts_with("crates/imp-model/src/")
            && !source.path.starts_with("crates/imp-model/src/wire");
        if !elsewhere {
            continue;
        }
        for (number, line) in
            source.lines().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            if has_word(line, "serde") || has_word(line, "serde_json") {
                findings.push(Finding::new(
                    &source.path,
                    number,
                    "serde is only used under src/wire/",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let sources = vec![Source { path: path.to_owned(), text: text.to_owned() }];
        let repository = Repository { sources, ..Repository::default() };
        check(&repository).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn serde_outside_wire_is_found() {
        let text = "//! Not serde.\nuse serde::Serialize;\nlet x = serde_json::Value::Null;\n";
        assert_eq!(lines("crates/imp-model/src/model/mod.rs", text), [2, 3]);
        assert!(lines("crates/imp-model/src/wire/model.rs", text).is_empty());
        assert!(lines("crates/imp-cli/src/lib.rs", text).is_empty());
    }
}
