//! Unified diffs, as `git apply` and `patch` take them.

use imp_model::source::{TreePath, is_hidden};
use similar::{ChangeTag, TextDiff};

use crate::escape::escaped;
use crate::streams::{Paint, Style};

/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 3;

/// One file before and after. `None` is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDiff<'a> {
    /// The file, relative to the root.
    pub path: &'a TreePath,
    /// Its text before.
    pub old: Option<&'a str>,
    /// Its text after.
    pub new: Option<&'a str>,
}

/// The diffs of several files, one after the other; nothing for those that are the same.
///
/// In colour it is for a person at a terminal: what can't be shown is escaped then. Otherwise the lines are
/// exact, for a program.
pub fn unified(files: &[FileDiff<'_>], paint: Paint) -> String {
    files.iter().map(|file| one(*file, paint)).collect()
}

/// The diff of one file that changes, as git writes it: what stands beside [`moved`] must begin with a header, too.
pub fn with_header(file: FileDiff<'_>, paint: Paint) -> String {
    header(file.path, file.path, paint) + &one(file, paint)
}

fn header(from: &TreePath, to: &TreePath, paint: Paint) -> String {
    let (from, to) = (quoted(&format!("a/{from}")), quoted(&format!("b/{to}")));
    paint.with(Style::Bold, &format!("diff --git {from} {to}")) + "\n"
}

/// The diff of a file that moves to `to`, as git writes it; the text may stay the same.
pub fn moved(file: FileDiff<'_>, to: &TreePath, paint: Paint) -> String {
    let bold = |line: String| paint.with(Style::Bold, &line) + "\n";
    let mut out = header(file.path, to, paint);
    let (from, to) = (file.path.to_string(), to.to_string());
    out += &bold(format!("rename from {}", quoted(&from)));
    out += &bold(format!("rename to {}", quoted(&to)));
    let difference = one(file, paint);
    // After the two lines with names.
    let hunks = difference.splitn(3, '\n').nth(2).unwrap_or_default();
    if !hunks.is_empty() {
        out += &bold(format!("--- {}", in_header(&format!("a/{from}"))));
        out += &bold(format!("+++ {}", in_header(&format!("b/{to}"))));
    }
    out + hunks
}

/// What stands instead of the diff of a file that is no text.
pub fn binary(path: &TreePath) -> String {
    let (from, to) = (quoted(&format!("a/{path}")), quoted(&format!("b/{path}")));
    format!("Binary files {from} and {to} differ\n")
}

fn one(file: FileDiff<'_>, paint: Paint) -> String {
    let (old, new) = (file.old.unwrap_or_default(), file.new.unwrap_or_default());
    if file.old == file.new {
        return String::new();
    }
    let name = |side: &str, text: Option<&str>| match text {
        Some(_) => in_header(&format!("{side}/{}", file.path)),
        None => "/dev/null".to_owned(),
    };
    let mut out = String::new();
    for (sign, name) in [("---", name("a", file.old)), ("+++", name("b", file.new))] {
        out.push_str(&paint.with(Style::Bold, &format!("{sign} {name}")));
        out.push('\n');
    }
    // As for git and `patch`, only a line feed ends a line.
    let (old, new): (Vec<_>, Vec<_>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let diff = TextDiff::from_slices(&old, &new);
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        out.push_str(&paint.with(Style::Hunk, &hunk.header().to_string()));
        out.push('\n');
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', Some(Style::Removed)),
                ChangeTag::Insert => ('+', Some(Style::Added)),
                ChangeTag::Equal => (' ', None),
            };
            let text = change.value();
            let line = text.strip_suffix('\n').unwrap_or(text);
            let line = format!(
                "{sign}{}",
                if paint == Paint::Color { visible(line) } else { line.into() }
            );
            out.push_str(&style.map_or(line.clone(), |style| paint.with(style, &line)));
            out.push('\n');
            if !text.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// A line without what drives a terminal. Tabs stay.
fn visible(line: &str) -> String {
    let show = |character: char| match character {
        '\t' => "\t".to_owned(),
        character if is_hidden(character) => escaped(character),
        character => character.to_string(),
    };
    line.chars().map(show).collect()
}

/// A name after `---` or `+++`. As from git, a tab ends one that has spaces: else `patch` takes only the first word.
fn in_header(name: &str) -> String {
    let end = if name.contains(' ') { "\t" } else { "" };
    quoted(name) + end
}

/// A name as git writes it: quoted, as in C, when a character would break the line or turn the reading direction.
fn quoted(name: &str) -> String {
    if !name.chars().any(|character| is_hidden(character) || matches!(character, '"' | '\\')) {
        return name.to_owned();
    }
    let mut out = String::from("\"");
    for byte in name.bytes() {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b' '..=b'~' => out.push(byte.into()),
            other => out.push_str(&format!("\\{other:03o}")),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Ended, find_program, run_program};

    fn diff(path: &str, old: Option<&str>, new: Option<&str>) -> String {
        let path = TreePath::new(path).unwrap();
        unified(&[FileDiff { path: &path, old, new }], Paint::Plain)
    }

    #[test]
    fn changed_new_removed_and_equal_files() {
        assert_eq!(
            diff("a.nix", Some("1\n2\n3\n"), Some("1\n2\n4")),
            "--- a/a.nix\n+++ b/a.nix\n@@ -1,3 +1,3 @@\n 1\n 2\n-3\n+4\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("a", None, Some("1\n")), "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+1\n");
        assert_eq!(diff("a", Some("1\n"), None), "--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n");
        assert_eq!(diff("a", Some("1\n"), Some("1\n")), "");
        assert!(diff("a\nb", Some("1\n"), None).starts_with("--- \"a/a\\nb\"\n"));
        let path = TreePath::new("a\nb").unwrap();
        assert_eq!(binary(&path), "Binary files \"a/a\\nb\" and \"b/a\\nb\" differ\n");
    }

    #[test]
    fn git_takes_a_move() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path();
        let (from, to) = (TreePath::new("a é").unwrap(), TreePath::new("b/c").unwrap());
        std::fs::write(root.join(from.as_str()), "1\n2\n").unwrap();
        let file = FileDiff { path: &from, old: Some("1\n2\n"), new: Some("1\n3\n") };
        let other = TreePath::new("other").unwrap();
        std::fs::write(root.join("other"), "1\n").unwrap();
        let beside = FileDiff { path: &other, old: Some("1\n"), new: Some("2\n") };
        let patch = moved(file, &to, Paint::Plain) + &with_header(beside, Paint::Plain);
        std::fs::write(root.join("patch"), patch).unwrap();
        crate::git::test_support::git(root, &["apply", "patch"]);
        assert_eq!(std::fs::read_to_string(root.join("b/c")).unwrap(), "1\n3\n");
        assert_eq!(std::fs::read_to_string(root.join("other")).unwrap(), "2\n");
        assert!(!root.join(from.as_str()).exists());
        let same = FileDiff { path: &from, old: Some("1"), new: Some("1") };
        assert!(moved(same, &to, Paint::Plain).ends_with("rename to b/c\n"));
    }

    #[test]
    fn git_and_patch_take_what_it_gives() {
        let (old, new) =
            ("a\nb\r\nc\n\n\nd\re\nf\ng\nh\ni\nj", "a\nB\r\nc\n\nd\re\nf\ng\nh\ni\nk\n");
        for name in ["x \"y", "x y", "x\ty", "x\t y", "x\u{202e}y", "é"] {
            let temp = tempfile::tempdir().unwrap();
            let root = temp.path();
            std::fs::write(root.join("diff"), diff(name, Some(old), Some(new))).unwrap();
            for program in ["git apply diff", "patch -p1 --batch --input diff"] {
                std::fs::write(root.join(name), old).unwrap();
                let words: Vec<&str> = program.split(' ').collect();
                if words[0] == "patch" && find_program("patch", root).is_none() {
                    continue;
                }
                let ended = run_program(&find_program(words[0], root).unwrap(), &words[1..], root);
                assert!(ended.as_ref().is_ok_and(Ended::is_success), "{name:?}: {ended:?}");
                assert_eq!(std::fs::read_to_string(root.join(name)).unwrap(), new, "{name:?}");
            }
        }
    }

    #[test]
    fn names_are_those_of_git() {
        let (temp, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let git = |arguments: &[&str]| crate::git::test_support::git(temp.path(), arguments);
        git(&["init", "-q"]);
        for name in ["x y", "x\ty", "x\"y", "x\\y", "x\u{7f}y", "x\" y"] {
            std::fs::write(temp.path().join(name), "1\n").unwrap();
            git(&["add", "-A"]);
            std::fs::write(temp.path().join(name), "2\n").unwrap();
            let written = other.path().join("diff");
            git(&["diff", "--no-color", &format!("--output={}", written.display())]);
            let shown = std::fs::read_to_string(written).unwrap();
            let (_, expected) = shown.split_once("\n---").unwrap();
            assert_eq!(diff(name, Some("1\n"), Some("2\n")), format!("---{expected}"), "{name:?}");
            std::fs::remove_file(temp.path().join(name)).unwrap();
        }
    }
}
