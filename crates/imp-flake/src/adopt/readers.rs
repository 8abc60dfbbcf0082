//! Code that may read all of a directory in which the new files are, in any Nix file of the flake.
//!
//! Every path and every mention of the flake itself is followed to who gets it. What is known only to import or to copy
//! it is let go; everything else is told, whether or not it reads.

use std::collections::BTreeSet;

use imp_model::finding::Finding;
use imp_model::source::{EntryKind, TreePath};
use imp_model::syntax;
use imp_model::text::Place;

use super::leads::{Lead, Use, uses};
use super::{Context, obstacle};

/// What may read the new files.
pub(super) fn readers(context: &Context<'_>) -> Vec<Finding> {
    let mut waiting = nix_files(context);
    let mut seen: BTreeSet<TreePath> = waiting.iter().cloned().collect();
    let mut found = Vec::new();
    while let Some(file) = waiting.pop() {
        // Nix can't read either what can't be read here.
        let Ok(text) = context.files.read(&file) else { continue };
        let tree = syntax::parse(text).tree;
        let above = file.parent().unwrap_or_else(TreePath::root);
        for (at, used) in uses(&tree, &above) {
            let may_read = match &used {
                Use::Import(path) => {
                    let path = context.behind_links(path);
                    let default = path.child("default.nix");
                    let target = context.target;
                    let is_file = context.files.kind(&path) == Ok(EntryKind::File);
                    if is_file && seen.insert(path.clone()) {
                        waiting.push(path.clone());
                    }
                    // One that is there already is in the way, which is said elsewhere.
                    let mut new = [&target.inputs, &target.outputs].into_iter();
                    new.any(|it| (*it == path || *it == default) && context.is_free(it))
                }
                Use::Question(path) => context.is_free(path) && meets(context, path),
                Use::Unknown(Lead::Flake) => true,
                Use::Unknown(Lead::To(path)) => meets(context, path),
                Use::Unknown(Lead::Below(path, start, end)) => may_meet(context, path, start, end),
            };
            if may_read {
                let place = Place::new(&file, tree.text(), tree.span(at));
                found.push(finding(&tree.text()[tree.span(at).range()], place));
            }
        }
    }
    found
}

/// The files that are Nix by their names, also where only a link has such a name.
fn nix_files(context: &Context<'_>) -> Vec<TreePath> {
    let mut found = BTreeSet::new();
    let mut directories = vec![TreePath::root()];
    while let Some(directory) = directories.pop() {
        for entry in context.files.list(&directory).unwrap_or_default() {
            let path = directory.child(&entry.name);
            match entry.kind {
                EntryKind::Directory if !entry.is_link => directories.push(path),
                EntryKind::File if entry.name.ends_with(".nix") => {
                    found.insert(context.files.link_target(&path).unwrap_or(path));
                }
                _ => {}
            }
        }
    }
    found.into_iter().collect()
}

/// Whether a file that is written is at a path or below it.
fn meets(context: &Context<'_>, path: &TreePath) -> bool {
    let path = context.behind_links(path);
    written(context).into_iter().any(|written| written.starts_with(&path))
}

/// Whether a path may be that of a file that is written, or of a directory above it: one that leads through a directory
/// to an entry whose name begins with `start`, and whose last part ends with `end`.
fn may_meet(context: &Context<'_>, directory: &TreePath, start: &str, end: &str) -> bool {
    let directory = context.behind_links(directory);
    written(context).into_iter().any(|written| {
        let begins = written.strip_prefix(&directory).is_some_and(|below| below.starts_with(start));
        let mut each = std::iter::successors(Some(written.clone()), TreePath::parent);
        begins
            && each
                .any(|path| path.is_root() && end.is_empty() || format!("/{path}").ends_with(end))
    })
}

fn written<'a>(context: &Context<'a>) -> [&'a TreePath; 4] {
    let target = context.target;
    [&context.flake.path, &target.settings, &target.inputs, &target.outputs]
}

fn finding(raw: &str, place: Place) -> Finding {
    let line = raw.lines().next().unwrap_or_default();
    let more = if line.len() < raw.len() { " …" } else { "" };
    let message = format!("what gets `{line}{more}` may read the files that are written");
    let help = "name the directories that are meant, such as `./modules`; if it does not read `flake.nix`, `imp.toml` and `nix/flake`, write \
                `# imp: allow unadoptable-flake: REASON` on the line above";
    obstacle(message, place).help(help)
}
