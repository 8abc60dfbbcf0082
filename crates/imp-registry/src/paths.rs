//! Relative paths that a move breaks, written anew.

use imp_model::facts::{FileFacts, PathUse};
use imp_model::source::TreePath;
use imp_model::text::Edit;

use crate::moves::Moves;
use crate::rewrite::Unwritten;

/// The relative paths of a file, written anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RewrittenPaths {
    /// What to replace.
    pub edits: Vec<Edit>,
    /// What the paths of the file, all of them, then lead to.
    pub expected: Vec<TreePath>,
    /// What can't be written.
    pub unwritten: Vec<Unwritten>,
}

/// Writes the paths of a file that lead elsewhere after the moves.
pub fn rewrite(text: &str, facts: &FileFacts, moves: &Moves) -> RewrittenPaths {
    let mut out = RewrittenPaths::default();
    let directory = |file: &TreePath| file.parent().unwrap_or_else(TreePath::root);
    let (old_directory, new_directory) =
        (directory(&facts.path), directory(&moves.after(&facts.path)));
    for path in &facts.paths {
        let raw = &text[path.place.span.range()];
        let unwritten = |reason: String| Unwritten { place: path.place.clone(), reason };
        let Some(target) = &path.target else {
            // How far it is out of the flake changes with the depth.
            if old_directory.components().count() != new_directory.components().count() {
                let reason = format!("`{raw}` leads out of the flake, from where only you know");
                out.unwritten.push(unwritten(reason));
            }
            continue;
        };
        let new_target = moves.after(target);
        out.expected.push(new_target.clone());
        // `../a/.` still leads to `a` from within it, and is written `./.` there.
        let comes_home = raw.ends_with("/.")
            && new_directory.starts_with(&new_target)
            && !old_directory.starts_with(target);
        if new_directory.join(raw).as_ref() == Some(&new_target) && !comes_home {
            continue;
        }
        let mut excess = ups(raw).saturating_sub(ups_needed(&old_directory, target));
        if excess == 1
            && old_directory.starts_with(target)
            && !path.is_partial
            && !raw.ends_with('.')
        {
            // How [`spell`] names a directory that the file is in.
            excess = 0;
        }
        let new = spell(path, raw, &new_directory, &new_target, excess);
        if new.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+/".contains(&b)) {
            out.edits.push(Edit { span: path.place.span, text: new });
        } else {
            let reason =
                format!("`{raw}` would become `{new}`, which is no path that Nix can read");
            out.unwritten.push(unwritten(reason));
        }
    }
    out
}

/// How many `..` a path begins with.
fn ups(raw: &str) -> usize {
    raw.split('/').filter(|part| *part != ".").take_while(|part| *part == "..").count()
}

fn ups_needed(directory: &TreePath, target: &TreePath) -> usize {
    let shared =
        directory.components().zip(target.components()).take_while(|(a, b)| a == b).count();
    directory.components().count() - shared
}

/// A path to `target` in the manner of `raw`: as many steps too far up, and the same dots at its ends.
fn spell(
    path: &PathUse,
    raw: &str,
    directory: &TreePath,
    target: &TreePath,
    excess: usize,
) -> String {
    let depth = directory.components().count();
    let mut ups = (ups_needed(directory, target) + excess).min(depth);
    // A directory that the file is in has no name from there, unless from one further up: so it does not become one
    // that ends with a dot, which would stay so on the way back.
    if directory.starts_with(target) && !target.is_root() && !path.is_partial && !raw.ends_with('.')
    {
        ups = depth + 1 - target.components().count();
    }
    let rest: Vec<&str> = target.components().skip(depth - ups).collect();
    let mut parts = vec![".."; ups];
    let begins_with_dot = raw.starts_with("./..") || ups == 0;
    if begins_with_dot && (ups > 0 || raw.starts_with('.') || rest.len() < 2) {
        parts.insert(0, ".");
    }
    parts.extend(&rest);
    if path.is_partial {
        return parts.join("/") + "/";
    }
    // `..` alone is no path, and neither is `.`.
    if raw.ends_with("/.") || rest.is_empty() && parts.len() < 2 {
        parts.push(".");
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::facts::{Reader, Role, Wanted};
    use imp_model::source::MemoryFiles;
    use imp_model::text::FileEdits;

    fn moved(file: &str, text: &str, from: &str, to: &str) -> String {
        let files = MemoryFiles::default();
        let wanted = Wanted { paths: true, ..Wanted::default() };
        let path = |path: &str| TreePath::new(path).expect("a path");
        let facts = Reader::new(&files, wanted, "registry")
            .read(&path(file), text.as_bytes(), Role::Visited)
            .expect("it matters")
            .expect("it is text");
        let moves = Moves::new(vec![(path(from), path(to))]);
        let rewritten = rewrite(text, &facts, &moves);
        assert_eq!(rewritten.unwritten, [], "{text}");
        FileEdits::new(rewritten.edits).expect("disjoint").apply(text).expect("in bounds")
    }

    #[test]
    fn paths_follow_the_move_there_and_back() {
        for (file, text, from, to, new_file, expected) in [
            // In a file that moves.
            (
                "r/a/b.nix",
                "import ../c.nix",
                "r/a/b.nix",
                "r/x/y/b.nix",
                "r/x/y/b.nix",
                "import ../../c.nix",
            ),
            ("r/a/b.nix", "./c.nix", "r/a/b.nix", "r/b.nix", "r/b.nix", "./a/c.nix"),
            ("r/a/b.nix", "./.", "r/a/b.nix", "r/b.nix", "r/b.nix", "./a/."),
            ("r/a/b/c.nix", "../.", "r/a/b", "r/b", "r/b/c.nix", "../a/."),
            ("r/a/b.nix", "./.", "r/a/b.nix", "r/b/b.nix", "r/b/b.nix", "../a/."),
            ("r/b.nix", "./a", "r/b.nix", "r/a/b.nix", "r/a/b.nix", "../a"),
            ("r/b/c.nix", "../a", "r/b", "r/a/b", "r/a/b/c.nix", "../../a"),
            ("o.nix", "r/a/.", "r/a", "r/b", "o.nix", "r/b/."),
            // What moves along stays.
            (
                "r/a/b.nix",
                "[ ./c.nix ./d ../a/e ]",
                "r/a",
                "r/x/a",
                "r/x/a/b.nix",
                "[ ./c.nix ./d ../a/e ]",
            ),
            ("r/a/b.nix", "../a/e", "r/a", "r/x/y", "r/x/y/b.nix", "../y/e"),
            // In a file that stays.
            ("o/x.nix", "import ../r/a", "r/a", "r/b/c", "o/x.nix", "import ../r/b/c"),
            ("r/x.nix", "./a/${x}/y", "r/a", "r/b/c", "r/x.nix", "./b/c/${x}/y"),
            ("x.nix", "a/b.nix", "a", "c/d", "x.nix", "c/d/b.nix"),
            ("r/x.nix", "./../r/a/b.nix", "r/a", "r/c", "r/x.nix", "./../r/c/b.nix"),
        ] {
            let text = format!("{{ x }}: {text}");
            let there = moved(file, &text, from, to);
            assert_eq!(there, format!("{{ x }}: {expected}"), "{text}");
            let back = moved(new_file, &there, to, from);
            assert_eq!(back, text, "back from {there}");
        }
    }

    #[test]
    fn a_path_that_nix_cannot_read_is_not_written() {
        let files = MemoryFiles::default();
        let wanted = Wanted { paths: true, ..Wanted::default() };
        let path = |path: &str| TreePath::new(path).expect("a path");
        let facts = Reader::new(&files, wanted, "registry")
            .read(&path("x.nix"), b"import ./a.nix", Role::Visited)
            .expect("it matters")
            .expect("it is text");
        let moves = Moves::new(vec![(path("a.nix"), path("a@b.nix"))]);
        assert_eq!(rewrite("import ./a.nix", &facts, &moves).unwritten.len(), 1);
    }
}
