//! Where the paths in a text lead, whether or not an evaluation comes there.

use std::collections::BTreeSet;

use crate::source::{EntryKind, Files, ReadError, TreePath};
use crate::syntax::{self, Expr, ExprId, Parsed, PathKind, Tree};
use crate::text::Span;

/// How many files are looked into.
const MOST: usize = 200;

/// Whether a file that the paths in a text lead to has a word, or can't be read.
pub(super) fn lead_to(files: &dyn Files, file: &TreePath, parsed: &Parsed, word: &str) -> bool {
    let tree = &parsed.tree;
    let mut work = paths_in(file, tree, tree.span(tree.root()));
    let mut seen = BTreeSet::from([file.clone()]);
    while let Some(path) = work.pop() {
        let file = match files.kind(&path) {
            Ok(EntryKind::Directory) => path.child("default.nix"),
            _ => path,
        };
        if seen.len() > MOST || !seen.insert(file.clone()) {
            continue;
        }
        match files.read(&file) {
            Ok(text) if text.contains(word) => return true,
            Ok(text) if file.file_name().ends_with(".nix") => {
                let tree = syntax::parse(text).tree;
                work.extend(paths_in(&file, &tree, tree.span(tree.root())));
            }
            Ok(_) | Err(ReadError::NotFound | ReadError::NotDirectory) => {}
            Err(_) => return true,
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
