//! Compares what came out of a case with what its folder says, or writes it there.
//!
//! `out/` holds only the files that are new or have changed, `removed` the paths that are gone; every
//! other file must not have been written at all, which its time stamp shows.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use similar::TextDiff;

use super::Files;
use super::run::Outcome;
use crate::tree::{self, Entry, Tree};

/// What happened to the files of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Changes {
    /// New or changed, by path.
    written: Tree,
    /// Paths that are gone.
    removed: String,
    /// Files that were written again with the bytes that they had.
    rewritten: Vec<String>,
}

/// What differs from the folder's expectations, as one text.
pub fn compare(folder: &Path, outcome: &Outcome) -> Result<(), String> {
    let mut differences = Vec::new();
    let Files { stdout, stderr, exit } = &outcome.files;
    for (name, actual) in [("exit", exit), ("stderr", stderr), ("stdout", stdout)] {
        let expected = fs::read(folder.join(name)).unwrap_or_default();
        differences.extend(difference(name, &expected, actual));
    }
    let changes = changes(&outcome.before, &outcome.after);
    let removed = fs::read(folder.join("removed")).unwrap_or_default();
    differences.extend(difference("removed", &removed, changes.removed.as_bytes()));
    for path in &changes.rewritten {
        differences.push(format!("{path} was written again with the bytes that it had"));
    }
    differences.extend(compare_trees(&expected_tree(folder)?, &changes.written));
    if differences.is_empty() {
        return Ok(());
    }
    differences.push("`UPDATE_EXPECT=1` writes what came out into the folder.".to_owned());
    Err(differences.join("\n"))
}

/// Makes the folder say what came out.
pub fn bless(folder: &Path, outcome: &Outcome) -> Result<(), String> {
    let changes = changes(&outcome.before, &outcome.after);
    if !changes.rewritten.is_empty() {
        let paths = changes.rewritten.join(", ");
        return Err(format!(
            "written again with the bytes that they had, which is never right: {paths}"
        ));
    }
    let Files { stdout, stderr, exit } = &outcome.files;
    let files = [
        ("exit", exit.as_slice()),
        ("stderr", stderr.as_slice()),
        ("stdout", stdout.as_slice()),
        ("removed", changes.removed.as_bytes()),
    ];
    let result = (|| -> io::Result<()> {
        for (name, bytes) in files {
            let path = folder.join(name);
            if !bytes.is_empty() {
                fs::write(path, bytes)?;
            } else if path.exists() {
                fs::remove_file(path)?;
            }
        }
        let out = folder.join("out");
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        changes.written.iter().try_for_each(|(path, entry)| place(&out.join(path), entry))
    })();
    result.map_err(|error| format!("can't be blessed: {error}"))
}

fn expected_tree(folder: &Path) -> Result<Tree, String> {
    let out = folder.join("out");
    if !out.exists() {
        return Ok(Tree::new());
    }
    let mut expected = tree::read(&out).map_err(|error| format!("out/: {error}"))?;
    expected.retain(|_, entry| *entry != Entry::Directory);
    Ok(expected)
}

fn changes(before: &Tree, after: &Tree) -> Changes {
    let mut changes = Changes::default();
    for (path, entry) in after {
        match before.get(path) {
            Some(old) if old == entry => {}
            Some(old) if old.same_content(entry) => {
                changes.rewritten.push(path.display().to_string());
            }
            _ if *entry == Entry::Directory && holds_something(after, path) => {}
            _ => drop(changes.written.insert(path.clone(), entry.clone())),
        }
    }
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        changes.removed.push_str(&format!("{}\n", path.display()));
    }
    changes
}

fn holds_something(tree: &Tree, folder: &Path) -> bool {
    tree.keys().any(|path| path != folder && path.starts_with(folder))
}

fn compare_trees(expected: &Tree, actual: &Tree) -> Vec<String> {
    let mut differences = Vec::new();
    for (path, entry) in actual {
        let name = format!("out/{}", path.display());
        match (expected.get(path), entry) {
            (
                Some(Entry::File { bytes: expected, executable: e, .. }),
                Entry::File { bytes, executable, .. },
            ) => {
                differences.extend(difference(&name, expected, bytes));
                if e != executable {
                    differences
                        .push(format!("{name} has another mode: executable is {executable}"));
                }
            }
            (Some(expected), _) if expected.same_content(entry) => {}
            (Some(expected), _) => {
                differences.push(format!("{name} is {entry:?}, not {expected:?}"));
            }
            (None, Entry::File { bytes, .. }) => differences.extend(
                difference(&name, b"", bytes)
                    .or_else(|| Some(format!("{name} was written, and is empty"))),
            ),
            (None, _) => differences.push(format!("{name} came: {entry:?}")),
        }
    }
    for path in expected.keys().filter(|path| !actual.contains_key(*path)) {
        differences.push(format!("out/{} was not written", path.display()));
    }
    differences
}

fn difference(name: &str, expected: &[u8], actual: &[u8]) -> Option<String> {
    if expected == actual {
        return None;
    }
    let (expected, actual) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(actual));
    let diff = TextDiff::from_lines(expected.as_ref(), actual.as_ref());
    let diff = diff
        .unified_diff()
        .header(&format!("expected {name}"), &format!("actual {name}"))
        .to_string();
    Some(diff)
}

fn place(path: &Path, entry: &Entry) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    match entry {
        Entry::File { bytes, executable, .. } => {
            fs::write(path, bytes)?;
            let mode = if *executable { 0o755 } else { 0o644 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode))
        }
        Entry::Link(target) => std::os::unix::fs::symlink(target, path),
        Entry::Directory | Entry::Special => {
            Err(io::Error::other(format!("{} can't be kept in a case: {entry:?}", path.display())))
        }
    }
}
