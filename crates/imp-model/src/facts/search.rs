//! Whether a file's bytes can hold a fact, so that most files are never parsed.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use super::{Wanted, inputs, paths, practice, references, secrets, settings, slips, update_inputs};

/// Arguments that not every file gets, and what `flake.nix` gives.
const RULES: [&str; 3] = ["outputs", "pkgs", "system"];

pub(super) struct Search {
    needles: Vec<Finder<'static>>,
    import: Finder<'static>,
    builtins: Finder<'static>,
    globals: Finder<'static>,
    one_underscore: Finder<'static>,
    declarations: Vec<&'static str>,
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
        if wanted.hosts {
            needles.extend(settings::HOST_NEEDLES.map(str::to_owned));
        }
        if wanted.rules {
            needles.extend(RULES.map(str::to_owned));
            needles.extend(practice::needles().map(str::to_owned));
        }
        Self {
            needles: needles.iter().map(|needle| Finder::new(needle).into_owned()).collect(),
            // The end of `import` and of `scopedImport`.
            import: Finder::new("mport").into_owned(),
            builtins: Finder::new("builtins").into_owned(),
            globals: Finder::new("__").into_owned(),
            one_underscore: Finder::new(&inputs::WORD[1..]).into_owned(),
            declarations: wanted.declarations().collect(),
            reads_text: wanted.rules,
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
        // A file without the word can have the declaration of a file that it reads, or work out the name,
        // unless it is a function, in which nothing is collected.
        !self.declarations.is_empty()
            && !is_plain_function(bytes)
            && (self.imports(bytes)
                || self.makes_sets(bytes)
                || self.works_out_names(bytes)
                || self.misspells(bytes))
            && !is_function(bytes)
    }

    /// Whether a file has a name that is a slip of a declaration.
    fn misspells(&self, bytes: &[u8]) -> bool {
        let is_letter = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let is_slip = |at: usize| {
            let rest = &bytes[at..];
            let name = &rest[..rest.iter().position(|b| !is_letter(b)).unwrap_or(rest.len())];
            slips::meant(name, &self.declarations).is_some()
        };
        // `_inputs` is a slip, too.
        self.globals.find_iter(bytes).any(is_slip) || self.one_underscore.find(bytes).is_some()
    }

    fn imports(&self, bytes: &[u8]) -> bool {
        self.import.find_iter(bytes).any(|at| {
            ["import", "scopedImport"].iter().any(|word| {
                let end = at + "mport".len();
                let start = end.checked_sub(word.len());
                start.is_some_and(|start| is_word(bytes, start, word))
            })
        })
    }

    /// Whether a file may call one of the functions that make a set of what they are given: `builtins.listToAttrs`,
    /// `__fromJSON`, also under another name.
    fn makes_sets(&self, bytes: &[u8]) -> bool {
        self.builtins.find_iter(bytes).any(|at| is_word(bytes, at, "builtins"))
            || self
                .globals
                .find_iter(bytes)
                .any(|at| MAKES_SETS.iter().any(|word| is_word(bytes, at, word)))
    }

    /// Whether a file has an attribute name that is an expression, or spells a word with a needless backslash.
    fn works_out_names(&self, bytes: &[u8]) -> bool {
        memchr::memchr3_iter(b'$', b'\\', b'T', bytes).any(|at| match bytes[at] {
            b'T' => at >= 4 && is_word(bytes, at - 4, "fromTOML"),
            b'$' => bytes.get(at + 1) == Some(&b'{') && begins_name(&bytes[..at]),
            _ => self.is_in_spelt_word(bytes, at),
        })
    }

    /// Whether the text around a backslash is a declaration's word once the backslashes are gone.
    fn is_in_spelt_word(&self, bytes: &[u8], at: usize) -> bool {
        let around = &bytes[at.saturating_sub(LONGEST_SPELLING)..];
        let around = &around[..around.len().min(2 * LONGEST_SPELLING)];
        let plain: Vec<u8> = around.iter().copied().filter(|byte| *byte != b'\\').collect();
        self.declarations.iter().any(|word| memchr::memmem::find(&plain, word.as_bytes()).is_some())
    }
}

/// The functions that every file knows and whose sets have names out of strings and files.
const MAKES_SETS: [&str; 6] =
    ["__fromJSON", "__groupBy", "__listToAttrs", "__readDir", "__readFile", "__scopedImport"];

/// The longest word of a declaration with a backslash before each letter, in bytes.
const LONGEST_SPELLING: usize = 2 * "__overlays".len();

/// Whether these bytes stand there and are no part of a longer word.
fn is_word(bytes: &[u8], start: usize, word: &str) -> bool {
    let is_part_of_word = |b: Option<&u8>| {
        b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'\''))
    };
    let before = start.checked_sub(1).and_then(|before| bytes.get(before));
    bytes[start..].starts_with(word.as_bytes())
        && !is_part_of_word(before)
        && !is_part_of_word(bytes.get(start + word.len()))
}

/// Whether an interpolation after these bytes may be, or be in, the first part of an attribute path: it begins one,
/// or a string on its line does that it is in.
fn begins_name(before: &[u8]) -> bool {
    let line = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    let quote = memchr::memrchr(b'"', &before[line..]);
    begins_binding(before) || quote.is_some_and(|quote| begins_binding(&before[..line + quote]))
}

/// Whether an attribute may be named after these bytes: they end with `{` or `;`, comments aside. True when in doubt.
fn begins_binding(mut before: &[u8]) -> bool {
    loop {
        before = before.trim_ascii_end();
        if [&b"{"[..], b";", b"*/"].iter().any(|end| before.ends_with(end)) {
            return true;
        }
        let line = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
        match memchr::memchr(b'#', &before[line..]) {
            Some(comment) => before = &before[..line + comment],
            None => return false,
        }
    }
}

/// Whether a text begins with `{ a, b, ... }:`, as most modules do. False when in doubt.
fn is_plain_function(bytes: &[u8]) -> bool {
    let Some(pattern) = without_comments(bytes).strip_prefix(b"{") else { return false };
    let is_plain = |b: &u8| {
        b.is_ascii_alphanumeric()
            || b.is_ascii_whitespace()
            || matches!(b, b'_' | b'-' | b',' | b'.')
    };
    let Some(end) = memchr::memchr(b'}', pattern) else { return false };
    let rest = pattern[end + 1..].trim_ascii_start();
    // Not `all`, which stops at the first that is not, and so looks at one byte at a time.
    let is_plain_so_far = |is_plain_before: bool, byte| is_plain_before & is_plain(byte);
    matches!(rest.first(), Some(b':' | b'@')) && pattern[..end].iter().fold(true, is_plain_so_far)
}

/// A text from its first token on.
fn without_comments(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = bytes.trim_ascii_start();
        let end = match bytes {
            [b'#', ..] => memchr::memchr(b'\n', bytes),
            [b'/', b'*', inside @ ..] => comment_end(inside).map(|end| end + 2),
            _ => return bytes,
        };
        bytes = &bytes[end.unwrap_or(bytes.len())..];
    }
}

/// Where a comment ends. Most are short: to look for the slash is done before a search for both bytes is prepared.
fn comment_end(inside: &[u8]) -> Option<usize> {
    let mut slashes = memchr::memchr_iter(b'/', inside);
    slashes.find(|at| inside[..*at].ends_with(b"*")).map(|at| at + 1)
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
        for text in ["{ a, b-c, ... }: 1", "{ }: 1", "/* { */ # }\n{\n  a,\n}@b: 1"] {
            assert!(is_function(text.as_bytes()) && is_plain_function(text.as_bytes()), "{text}");
        }
        for text in [
            "{ a = x: 1; }",
            "{ }",
            "{ } // (import ./x.nix)",
            "import ./x.nix",
            "rec { }",
            "(x: 1)",
            "",
            "{ a.b }",
            "# {a}: 1",
            "/* {a}: 1",
        ] {
            assert!(!is_function(text.as_bytes()) && !is_plain_function(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_file_matters_for_its_word_or_its_import() {
        let search = Search::new(Wanted::INPUTS, "registry");
        assert!(search.may_matter(b"{ __inputs = { }; }"));
        assert!(
            search.may_matter(b"{ __imputs = { }; }") && search.may_matter(b"{ _inputs = { }; }")
        );
        assert!(!search.may_matter(b"{ __functor = { }; __x_inp_uts__ = 1; }"));
        assert!(search.may_matter(b"import ./x.nix"));
        assert!(!search.may_matter(b"{ imports = [ ./x.nix ]; }"));
        assert!(!search.may_matter(b"{ pkgs, ... }: import ./x.nix pkgs"));
    }

    #[test]
    fn a_file_matters_when_it_works_out_its_names() {
        let search = Search::new(Wanted::INPUTS, "registry");
        for text in [
            "builtins.fromJSON (builtins.readFile ./x.json)",
            "builtins.scopedImport { } ./x.nix",
            "builtins.listToAttrs [ { name = \"__\" + \"inputs\"; value = { }; } ]",
            "let b = builtins; in b.${\"listTo\" + \"Attrs\"} [ ]",
            "__fromJSON \"{}\"",
            "fromTOML \"\"",
            "{ ${\"__\" + \"inputs\"}.a.url = \"x\"; }",
            "{ a = 1; # one\n\"${u}inputs\".a.url = \"x\"; }",
            "{ \"__\\inputs\".a.url = \"x\"; }",
        ] {
            assert!(search.may_matter(text.as_bytes()), "{text}");
        }
        for text in [
            "{ a = \"x ${b}\"; }",
            "{ a = ''\n  echo ${b}\n''; }",
            "{ a.${b} = 1; }",
            "{ a = \"\\n__\"; }",
            "{ a = my-builtins; __b = fromTOMLs; }",
            "{ pkgs }: builtins.readFile ./x",
        ] {
            assert!(!search.may_matter(text.as_bytes()), "{text}");
        }
    }
}
