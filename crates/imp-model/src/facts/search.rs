//! Whether a file's bytes can hold a fact, so that most files are never parsed.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use super::{Wanted, paths, practice, references, secrets, settings, update_inputs};

/// Arguments that not every file gets, and what `flake.nix` gives.
const RULES: [&str; 3] = ["outputs", "pkgs", "system"];

pub(super) struct Search {
    needles: Vec<Finder<'static>>,
    import: Finder<'static>,
    reads_declarations: bool,
    reads_text: bool,
}

impl Search {
    pub(super) fn new(wanted: Wanted, registry_name: &str) -> Self {
        let mut needles: Vec<String> = wanted.declarations().map(str::to_owned).collect();
        needles.extend(references::needles(wanted, registry_name));
        if wanted.paths {
            needles.extend(paths::NEEDLES.map(str::to_owned));
        }
        if wanted.settings {
            needles.extend(settings::NEEDLES.map(str::to_owned));
        }
        if wanted.rules {
            needles.extend(RULES.map(str::to_owned));
            needles.extend(practice::needles().map(str::to_owned));
        }
        Self {
            needles: needles.iter().map(|needle| Finder::new(needle).into_owned()).collect(),
            import: Finder::new("import").into_owned(),
            reads_text: wanted.rules,
            reads_declarations: wanted.declarations().next().is_some(),
        }
    }

    /// Looks for these words too.
    pub(super) fn add(&mut self, words: &BTreeSet<String>) {
        self.needles.extend(words.iter().map(|word| Finder::new(word).into_owned()));
    }

    /// False only when parsing would find nothing.
    pub(super) fn may_matter(&self, bytes: &[u8]) -> bool {
        if self.needles.iter().any(|needle| needle.find(bytes).is_some()) {
            return true;
        }
        if self.reads_text && (secrets::may_have(bytes) || update_inputs::may_have(bytes)) {
            return true;
        }
        // A file without the word can have the declaration of a file that it imports, unless it is a
        // function, in which nothing is collected.
        self.reads_declarations && self.imports(bytes) && !is_function(bytes)
    }

    fn imports(&self, bytes: &[u8]) -> bool {
        let is_part_of_word = |b: Option<&u8>| {
            b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'\''))
        };
        self.import.find_iter(bytes).any(|at| {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            !is_part_of_word(before) && !is_part_of_word(bytes.get(at + "import".len()))
        })
    }
}

/// Whether a text certainly begins with `{ … }:`, `{ … }@x:`, `x:` or `x@{`. False when in doubt.
fn is_function(bytes: &[u8]) -> bool {
    use rnix::SyntaxKind::*;
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut depth = 0usize;
    let mut is_first = true;
    let mut after_head = false;
    for (kind, _) in rnix::tokenize(text) {
        if kind.is_trivia() {
            continue;
        }
        if after_head {
            return matches!(kind, TOKEN_COLON | TOKEN_AT);
        }
        match kind {
            TOKEN_IDENT if is_first => after_head = true,
            TOKEN_L_BRACE | TOKEN_INTERPOL_START => depth += 1,
            // What only a set holds, or a default in the pattern that is not worth following.
            _ if depth == 0 => return false,
            TOKEN_ASSIGN if depth == 1 => return false,
            TOKEN_R_BRACE | TOKEN_INTERPOL_END => {
                depth -= 1;
                after_head = depth == 0;
            }
            _ => {}
        }
        is_first = false;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_told_from_sets_without_parsing() {
        for text in ["{ a, b ? { c = 1; }, ... }: 1", "# c\nx: 1", "args@{ a }: 1", "{ }@a: 1"] {
            assert!(is_function(text.as_bytes()), "{text}");
        }
        for text in [
            "{ a = x: 1; }",
            "{ }",
            "{ } // (import ./x.nix)",
            "import ./x.nix",
            "rec { }",
            "(x: 1)",
            "",
        ] {
            assert!(!is_function(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_file_matters_for_its_word_or_its_import() {
        let search = Search::new(Wanted::INPUTS, "registry");
        assert!(search.may_matter(b"{ __inputs = { }; }"));
        assert!(search.may_matter(b"import ./x.nix"));
        assert!(!search.may_matter(b"{ imports = [ ./x.nix ]; }"));
        assert!(!search.may_matter(b"{ pkgs, ... }: import ./x.nix pkgs"));
    }
}
