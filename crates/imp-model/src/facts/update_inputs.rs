//! `--update-input`, which Nix has replaced: in scripts, workflows, and strings of Nix.

use memchr::memmem;

use crate::source::TreePath;
use crate::text::{Edit, Place, Span};

const FLAG: &str = "--update-input";

/// A place that says `--update-input`, with those behind it in the same command where one edit is for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateInput {
    /// Where the flag stands.
    pub place: Place,
    /// The input, where it is a word.
    pub input: Option<String>,
    /// Whether it is part of `nix flake lock`.
    pub is_lock: bool,
    /// What makes `nix flake update` of the command, where that says the same.
    pub edit: Option<Edit>,
}

/// False only when [`read`] would find nothing.
pub(super) fn may_have(bytes: &[u8]) -> bool {
    memmem::find(bytes, FLAG.as_bytes()).is_some()
}

/// The places in a text, comments left out.
pub(super) fn read(path: &TreePath, text: &str) -> Vec<UpdateInput> {
    let mut found = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), FLAG) {
        let end = at + FLAG.len();
        let line_start = line_start(text, at);
        let is_word = !text[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        let is_written = found.last().and_then(|last: &UpdateInput| last.edit.as_ref());
        let is_written = is_written.is_some_and(|edit| at < edit.span.end as usize);
        if !is_word || is_written || is_comment(&text[line_start..at]) {
            continue;
        }
        let start = command_start(text, line_start);
        let before = &text[start..at];
        let is_gap = |char: char| char.is_whitespace() || char == '\\';
        let is_first = before.trim_end_matches(is_gap).ends_with("nix flake lock");
        let edit = is_first.then(|| as_update(text, start, at)).flatten();
        let place = Place::new(path, text, Span::new(at, end));
        let is_lock = before.contains("flake lock");
        found.push(UpdateInput {
            place,
            input: argument(text, end).map(|(word, _)| word),
            is_lock,
            edit,
        });
    }
    found
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the command on a line begins, which `\` at the end of a line continues.
fn command_start(text: &str, mut start: usize) -> usize {
    while let Some(above) = text[..start].strip_suffix("\\\n") {
        let above_start = line_start(text, above.len());
        if is_comment(&text[above_start..above.len()]) {
            break;
        }
        start = above_start;
    }
    start
}

/// A text without what may stand between words: spaces, and the end of a line that goes on.
fn next_word(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches([' ', '\t']);
        match text.strip_prefix("\\\n") {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// Whether a comment of shells, YAML or Nix has begun on the line.
fn is_comment(before: &str) -> bool {
    let mut from = 0;
    while let Some(at) = before[from..].find('#').map(|at| from + at) {
        if before[..at].chars().next_back().is_none_or(char::is_whitespace) {
            return true;
        }
        from = at + 1;
    }
    false
}

/// The word that follows, and where it ends. In a list of Nix each word is a string.
fn argument(text: &str, end: usize) -> Option<(String, usize)> {
    let rest = text[end..].trim_start_matches('"').trim_start_matches([' ', '=']);
    let start = text.len() - rest.trim_start_matches('"').len();
    let length = text[start..].bytes().take_while(|byte| is_name(*byte)).count();
    (length > 0).then(|| (text[start..start + length].to_owned(), start + length))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/')
}

/// What makes `nix flake lock --update-input a --update-input b` into `nix flake update a b`, where nothing else is
/// said that means something else there.
fn as_update(text: &str, line_start: usize, at: usize) -> Option<Edit> {
    let lock = line_start + text[line_start..at].rfind("lock")?;
    let mut words = vec!["update".to_owned()];
    let mut end = at;
    while let Some(rest) = next_word(&text[end..]).strip_prefix(FLAG) {
        let flag_end = text.len() - rest.len();
        if !rest.starts_with(' ') {
            return None;
        }
        let (word, word_end) = argument(text, flag_end)?;
        words.push(word);
        end = word_end;
    }
    let rest = next_word(&text[end..]);
    let rest = next_word(rest.strip_prefix("--commit-lock-file").unwrap_or(rest));
    let is_end = rest.is_empty() || rest.starts_with(['\n', '\r', ';', '&', '|', ')', '"', '\'']);
    is_end.then(|| Edit { span: Span::new(lock, end), text: words.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileEdits;

    fn one(text: &str) -> UpdateInput {
        let mut found = read(&TreePath::new("a.sh").unwrap(), text);
        assert_eq!(found.len(), 1, "{text}");
        found.remove(0)
    }

    fn fixed(text: &str) -> Option<String> {
        let found = read(&TreePath::new("a.sh").unwrap(), text);
        let edit = found.into_iter().find_map(|found| found.edit)?;
        FileEdits::new(vec![edit]).ok()?.apply(text).ok()
    }

    #[test]
    fn a_command_goes_on_behind_a_backslash() {
        let text = "# a \\\nnix flake lock \\\n  --update-input a \\\n  --update-input b\n";
        let edit = one(text).edit.unwrap();
        assert_eq!(edit.text, "update a b");
        assert!(
            text[edit.span.range()].starts_with("lock") && edit.span.end as usize == text.len() - 1
        );
    }

    #[test]
    fn a_lock_of_inputs_is_an_update() {
        let text = "nix flake lock --update-input a --update-input b --commit-lock-file && x\n";
        assert_eq!(fixed(text).unwrap(), "nix flake update a b --commit-lock-file && x\n");
        assert_eq!(
            fixed("run: nix flake lock --update-input a").unwrap(),
            "run: nix flake update a"
        );
    }

    #[test]
    fn what_may_mean_something_else_is_left_alone() {
        for text in [
            "nix flake lock --update-input a ./dir\n",
            "nix flake lock --update-input \"$1\"\n",
            "nix flake lock . --update-input a\n",
            "nixos-rebuild switch --update-input a\n",
        ] {
            assert_eq!(fixed(text), None, "{text}");
            assert_eq!(one(text).is_lock, text.starts_with("nix flake"));
        }
    }

    #[test]
    fn it_is_found_in_lists_of_nix_and_not_in_comments() {
        assert_eq!(
            one("flags = [ \"--update-input\" \"nixpkgs\" ];").input.as_deref(),
            Some("nixpkgs")
        );
        assert_eq!(one("nixos-rebuild --flake .#x --update-input a").input.as_deref(), Some("a"));
        for text in ["# nix flake lock --update-input a", "x # --update-input a", "--update-inputs"]
        {
            assert!(read(&TreePath::new("a.sh").unwrap(), text).is_empty(), "{text}");
        }
    }
}
