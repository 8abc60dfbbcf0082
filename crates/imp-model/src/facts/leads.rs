//! Where the paths in a text lead, whether or not an evaluation comes there.

use std::collections::BTreeSet;

use crate::source::{EntryKind, Files, ReadError, TreePath};
use crate::syntax::{self, Expr, ExprId, PathKind, Tree};
use crate::text::Span;

/// How many files are looked into.
const MOST: usize = 200;

/// Whether what is asked is true of a file, or of one that its paths lead to, or one of them can't be read and may be such.
/// Directories stand for their `default.nix`. Files that are not Nix are asked, too, if `data` are.
pub(crate) fn leads_to(
    files: &dyn Files,
    file: &TreePath,
    data: bool,
    asked: impl Fn(&str) -> bool,
) -> bool {
    let (mut seen, mut work) = (BTreeSet::new(), vec![file.clone()]);
    while let Some(path) = work.pop() {
        let file = match files.kind(&path) {
            Ok(EntryKind::Directory) => path.child("default.nix"),
            Ok(EntryKind::File) => path,
            Err(ReadError::NotFound | ReadError::NotDirectory) => continue,
            Ok(_) | Err(_) => return true,
        };
        let is_nix = file.file_name().ends_with(".nix");
        if !(is_nix || data) || !seen.insert(file.clone()) {
            continue;
        }
        let text = match files.read(&file) {
            Ok(text) => text,
            Err(ReadError::NotFound | ReadError::NotDirectory | ReadError::IsDirectory) => continue,
            Err(_) => return true,
        };
        if asked(&text) {
            return true;
        }
        if is_nix && seen.len() < MOST {
            let parsed = syntax::parse(text);
            if parsed.error.is_some_and(|error| error.is_limit) {
                return true;
            }
            work.extend(paths_in(&file, &parsed.tree, parsed.tree.span(parsed.tree.root())));
        }
    }
    false
}

/// What the paths in a part of a file name.
pub(crate) fn paths_in(file: &TreePath, tree: &Tree, part: Span) -> Vec<TreePath> {
    let directory = file.parent().unwrap_or_else(TreePath::root);
    let path = |(id, expr): (ExprId, &Expr)| match expr {
        Expr::Path(PathKind::Relative, _) if part.contains(tree.span(id)) => {
            directory.join(&tree.text()[tree.span(id).range()])
        }
        _ => None,
    };
    tree.exprs().filter_map(path).collect()
}
