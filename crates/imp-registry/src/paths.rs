//! Paths that a move breaks, written anew.

use imp_model::facts::{FileFacts, PathForm, PathUse};
use imp_model::source::TreePath;
use imp_model::text::Edit;

use crate::moves::Moves;
use crate::rewrite::Unwritten;

/// The paths of a file, written anew.
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
    let is_moved = moves.after(&facts.path) != facts.path;
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
        match path.form {
            PathForm::Literal => {}
            PathForm::FromRoot if new_target == *target => continue,
            PathForm::FromRoot => {
                match from_root(text, path, &new_target) {
                    Some(edit) => out.edits.push(edit),
                    None => out.unwritten.push(unwritten(leads_to(raw, target, &new_target))),
                }
                continue;
            }
            PathForm::Joined => {
                // The path before the text is written anew by itself, which may be all that it takes.
                let base = facts.paths.iter().find(|other| is_start_of(other, path));
                let base = base.and_then(|base| base.target.as_ref());
                let goes_along = base.is_some_and(|base| {
                    let rest = target.strip_prefix(base);
                    rest.is_some_and(|rest| {
                        moves.after(base).join(rest).as_ref() == Some(&new_target)
                    })
                });
                if !goes_along {
                    out.unwritten.push(unwritten(leads_to(raw, target, &new_target)));
                }
                continue;
            }
        }
        // What moves together keeps its path. Otherwise one that happens to hold is not what the way back began with:
        // `../a/b.nix` would stay so in `a`.
        let is_together = is_moved == (new_target != *target);
        if is_together && new_directory.join(raw).as_ref() == Some(&new_target) {
            continue;
        }
        let way = Way::new(path, raw, &old_directory);
        let new = way.after(&new_directory, &new_target, moves);
        if new.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+/".contains(&b)) {
            let edit = Edit { span: path.place.span, text: new };
            out.edits.extend((edit.text != raw).then_some(edit));
        } else {
            let reason =
                format!("`{raw}` would become `{new}`, which is no path that Nix can read");
            out.unwritten.push(unwritten(reason));
        }
    }
    out
}

/// The path from the root of the flake, in a string; `None` when a string would need escapes for it.
fn from_root(file: &str, path: &PathUse, target: &TreePath) -> Option<Edit> {
    // What follows a `/` is put right behind it.
    let end = match &file[path.place.span.range()] {
        raw if raw.ends_with("/.") => "/.",
        raw if path.is_partial || raw.ends_with('/') => "/",
        _ => "",
    };
    let text = format!("/{target}{end}");
    // `self + /a.nix` has a path, which takes fewer characters than a string.
    let is_string = file[..path.place.span.start as usize].ends_with(['"', '\'', '}']);
    let is_plain = match is_string {
        true => !text.contains(['"', '\\', '$', '\n', '\r']),
        false => text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+".contains(c)),
    };
    is_plain.then_some(Edit { span: path.place.span, text })
}

/// Whether a path literal is what a joined path begins with.
fn is_start_of(literal: &PathUse, joined: &PathUse) -> bool {
    literal.form == PathForm::Literal && literal.place.span.start == joined.place.span.start
}

fn leads_to(raw: &str, target: &TreePath, new: &TreePath) -> String {
    format!(
        "`{raw}` leads to `{target}`, which becomes `{new}`; write it as one path, such as `./a.nix`"
    )
}

/// A path as it is written: up from the file, down, and perhaps up and down again.
struct Way<'a> {
    raw: &'a str,
    is_partial: bool,
    /// The directories at which it turns: the file's, the highest, the lowest after that, and so on. What it leads to
    /// is last, and stands for the highest before it too where it is reached from below.
    turns: Vec<TreePath>,
}

impl<'a> Way<'a> {
    fn new(path: &PathUse, raw: &'a str, directory: &TreePath) -> Self {
        let (mut turns, mut at, mut is_up) = (vec![directory.clone()], directory.clone(), true);
        for step in raw.split('/').filter(|step| !matches!(*step, "" | ".")) {
            if is_up != (step == "..") {
                turns.push(at.clone());
                is_up = !is_up;
            }
            at = at.join(step).unwrap_or_else(TreePath::root);
        }
        if is_up {
            turns.push(at.clone());
        }
        turns.push(at);
        Self { raw, is_partial: path.is_partial, turns }
    }

    /// The way after the moves. It turns where it did: at the lowest directory above both sides where it took that,
    /// and else at the same one.
    fn after(&self, directory: &TreePath, target: &TreePath, moves: &Moves) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut from = directory.clone();
        for (number, turn) in self.turns.windows(3).step_by(2).enumerate() {
            let [low, top, next] = turn else { continue };
            let is_last = 2 * number + 3 == self.turns.len();
            let to = if is_last { target.clone() } else { moves.after(next) };
            let lowest = self.lowest(&from, &to, is_last);
            let kept = moves.after(top);
            let is_above = from.starts_with(&kept) && lowest.starts_with(&kept);
            let was_lowest = *top == self.lowest(low, next, is_last);
            // Without a step up it would not turn any more.
            let turns = number == 0 || lowest != from;
            let top = if is_above && !(was_lowest && turns) { kept } else { lowest };
            parts.extend(vec!["..".to_owned(); depth(&from) - depth(&top)]);
            parts.extend(to.components().skip(depth(&top)).map(str::to_owned));
            from = to;
        }
        self.spelled(parts)
    }

    /// The lowest directory from which both are reached. What has a name is named, also where the way comes from
    /// inside of it.
    fn lowest(&self, from: &TreePath, to: &TreePath, is_last: bool) -> TreePath {
        let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b);
        let lowest: Vec<&str> = shared.map(|(a, _)| a).collect();
        let lowest = TreePath::new(&lowest.join("/")).unwrap_or_else(TreePath::root);
        let is_named = !is_last || !self.is_partial && !self.raw.ends_with('.');
        match lowest.parent() {
            Some(parent) if is_named && lowest == *to => parent,
            _ => lowest,
        }
    }

    /// The steps with the dots at their ends as they were.
    fn spelled(&self, mut parts: Vec<String>) -> String {
        let goes_up = parts.first().is_some_and(|part| part == "..");
        let names = parts.iter().filter(|part| *part != "..").count();
        // A name alone is no path, unless something follows.
        let fewest = if self.is_partial { 1 } else { 2 };
        let begins_with_dot = match goes_up {
            true => self.raw.starts_with("./.."),
            false => self.raw.starts_with('.') || parts.len() < fewest,
        };
        if begins_with_dot {
            parts.insert(0, ".".to_owned());
        }
        if self.is_partial {
            return parts.join("/") + "/";
        }
        // `..` alone is no path either, nor `.`; a directory that had no name stays without.
        let (was_named, needed, needless) = self.dots();
        let needed = match names {
            0 => parts.len() < 2,
            _ => needed || !was_named,
        };
        parts.extend(vec![".".to_owned(); usize::from(needed) + needless]);
        parts.join("/")
    }

    /// Whether it names what it leads to, whether a dot at its end says something, and how many others there are.
    fn dots(&self) -> (bool, bool, usize) {
        let steps: Vec<&str> = self.raw.split('/').collect();
        let was_named = steps.iter().any(|step| !matches!(*step, "" | "." | ".."));
        let dots = steps[1..].iter().rev().take_while(|step| **step == ".").count();
        let needed = dots > 0 && (was_named || steps.len() - dots < 2);
        (was_named, needed, dots - usize::from(needed))
    }
}

fn depth(path: &TreePath) -> usize {
    path.components().count()
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
            ("r/a/b.nix", "../a/e", "r/a", "r/x/y", "r/x/y/b.nix", "../../x/y/e"),
            // What goes further up than it must goes as far afterwards.
            (
                "hosts/x/d.nix",
                "../../hosts/common.nix",
                "hosts/x",
                "hosts/y/z",
                "hosts/y/z/d.nix",
                "../../../hosts/common.nix",
            ),
            ("a/b/x.nix", "../../a/c.nix", "a", "n", "n/b/x.nix", "../../n/c.nix"),
            ("r/a/x.nix", "./y.nix", "r/a/x.nix", "r/b/x.nix", "r/b/x.nix", "../a/y.nix"),
            // Detours lead where they did.
            ("r/x.nix", "./a/../b.nix", "r/b.nix", "r/c/d.nix", "r/x.nix", "./a/../c/d.nix"),
            ("r/x.nix", "./a/../b.nix", "r/b.nix", "r/a/b.nix", "r/x.nix", "./a/../a/b.nix"),
            ("r/x.nix", "./a/../b.nix", "r/x.nix", "s/x.nix", "s/x.nix", "../r/a/../b.nix"),
            ("r/x.nix", "./a/../a/b", "r/a", "r/c/d", "r/x.nix", "./c/d/../../c/d/b"),
            ("r/x.nix", "./a/p/../q.nix", "r/a/q.nix", "r/q.nix", "r/x.nix", "./a/p/../../q.nix"),
            ("r/x.nix", "./a/../../r/b.nix", "r/b.nix", "r/c.nix", "r/x.nix", "./a/../../r/c.nix"),
            // A directory without a name.
            ("r/a/b.nix", "./..", "r/a/b.nix", "s/b.nix", "s/b.nix", "./../r/."),
            ("r/a/b/c.nix", "../..", "r/a/b", "s/b", "s/b/c.nix", "../../r/."),
            ("r/a/b/c.nix", "../..", "r/a/b", "r/b", "r/b/c.nix", "../."),
            ("r/a/b/c.nix", "../../.", "r/a/b", "r/b", "r/b/c.nix", ".././."),
            ("r/a/b/c.nix", "../../.", "r/a/b", "s/b", "s/b/c.nix", "../../r/./."),
            ("r/a/b/c.nix", "../../..", "r/a/b", "r/b", "r/b/c.nix", "../.."),
            ("r/a/b/c.nix", "../../../.", "r/a/b", "r/b", "r/b/c.nix", "../../."),
            ("r/a/b.nix", "../.", "r/a/b.nix", "r/b.nix", "r/b.nix", "./."),
            // In a file that stays.
            ("o/x.nix", "import ../r/a", "r/a", "r/b/c", "o/x.nix", "import ../r/b/c"),
            ("r/x.nix", "./a/${x}/y", "r/a", "r/b/c", "r/x.nix", "./b/c/${x}/y"),
            ("x.nix", "a/b.nix", "a", "c/d", "x.nix", "c/d/b.nix"),
            ("x.nix", "a/${x}", "a", "b", "x.nix", "b/${x}"),
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
