//! A text file of ours, and which of its lines are tests.

/// A text file.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// From the root of the repository.
    pub(super) path: String,
    /// All of it.
    pub(super) text: String,
}

/// Whether the rules about text apply to this path: what we write, not what tests read.
pub(super) fn is_source(path: &str) -> bool {
    let data = ["tests/cases/", "tests/fixtures/"].iter().any(|folder| path.starts_with(folder));
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    !data && (matches!(extension, "rs" | "toml" | "nix" | "md" | "sh" | "yml") || path == ".ci/run")
}

impl Source {
    /// Whether it is Rust.
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether all of it is tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// Its lines, counted from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines that are no tests, counted from 1 in the whole file.
    ///
    /// A test module runs from `#[cfg(test)]` before `mod NAME {` to a `}` of the same indentation,
    /// which is what rustfmt makes of it.
    pub(super) fn lines_without_tests(&self) -> Vec<(usize, &str)> {
        if self.is_test() {
            return Vec::new();
        }
        let mut kept = Vec::new();
        let mut lines = self.lines().peekable();
        while let Some((number, line)) = lines.next() {
            let opens = lines.peek().is_some_and(|(_, next)| {
                next.trim_start().starts_with("mod ") && next.trim_end().ends_with('{')
            });
            if line.trim() == "#[cfg(test)]" && opens {
                let end = line.replace("#[cfg(test)]", "}");
                lines.by_ref().find(|(_, line)| *line == end);
            } else {
                kept.push((number, line));
            }
        }
        kept
    }
}

/// Whether `word` is in `text` with no letter, digit or `_` beside it.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(part_of_word) && !text[at + word.len()..].starts_with(part_of_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_modules_are_left_out_and_what_follows_is_not() {
        let text = "a\n#[cfg(test)]\nmod tests {\n    b\n}\nc\n#[cfg(test)]\nmod tests;\n";
        let source = Source { path: "x/src/a.rs".to_owned(), text: text.to_owned() };
        let numbers: Vec<usize> =
            source.lines_without_tests().iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 6, 7, 8]);
    }

    #[test]
    fn what_tests_read_is_no_source() {
        assert!(is_source("crates/a/src/b.rs") && is_source(".ci/run") && is_source("nix/a.nix"));
        assert!(!is_source("tests/cases/a/b/in/c.nix") && !is_source("Cargo.lock"));
    }

    #[test]
    fn words_end_where_words_end() {
        assert!(has_word("a serde::b", "serde") && !has_word("serde_json", "serde"));
    }
}
