//! Changes as values, and the three uses of them: shown as a diff, printed as a document, written.

use std::sync::Arc;

use imp_cli::diff::{self, FileDiff};
use imp_cli::disk::Disk;
use imp_cli::write::{Change, Writer};
use imp_cli::{Failure, Paint, Streams};
use imp_model::source::{EntryKind, Files, TreePath};
use imp_model::wire::edits::{ChangedFile, EditsData, Move, SCHEMA};
use imp_model::wire::{Document, write_document};

use super::TOOL;
use crate::moves::Moves;
use crate::plan::Plan;

/// What is to be done in the tree.
pub(super) struct Changes {
    pub(super) moves: Moves,
    pub(super) files: Vec<Changed>,
}

/// A file whose text changes: where it is, where it is afterwards, and both texts.
pub(super) struct Changed {
    pub(super) path: TreePath,
    pub(super) after: TreePath,
    pub(super) old: Arc<str>,
    pub(super) new: String,
}

impl From<&Plan> for Changes {
    fn from(plan: &Plan) -> Self {
        let changed = |file: &crate::plan::FileChange| Changed {
            path: file.path.clone(),
            after: file.after.clone(),
            old: file.old.clone(),
            new: file.new.clone(),
        };
        Self { moves: plan.moves.clone(), files: plan.files.iter().map(changed).collect() }
    }
}

/// The plan as an `imp.edits/1` document.
pub(super) fn document(plan: &Plan, findings: Vec<imp_model::wire::findings::Finding>) -> String {
    write_document(&Document {
        schema: SCHEMA.into(),
        tool: TOOL.into(),
        data: data(plan),
        findings,
    })
}

/// The plan as the data of such a document.
pub(super) fn data(plan: &Plan) -> EditsData {
    let moves = plan.moves.iter();
    EditsData {
        moves: moves
            .map(|(from, to)| Move { from: from.to_string(), to: to.to_string() })
            .collect(),
        files: plan
            .files
            .iter()
            .map(|file| ChangedFile::new(&file.path, &file.old, &file.edits))
            .collect(),
    }
}

impl Changes {
    /// The changes as a diff that git takes.
    pub(super) fn diff(&self, files: &dyn Files, paint: Paint) -> String {
        let mut out = String::new();
        let mut paths: Vec<(TreePath, TreePath)> = Vec::new();
        for (from, to) in self.moves.iter() {
            each_file(files, from, &mut |path| {
                let rest = path.strip_prefix(from).unwrap_or_default();
                paths.extend(to.join(rest).map(|to| (path.clone(), to)));
            });
        }
        for (from, to) in &paths {
            let changed = self.files.iter().find(|file| file.path == *from);
            let (old, new) = match changed {
                Some(file) => (Some(&*file.old), Some(file.new.as_str())),
                None => (None, None),
            };
            out += &diff::moved(FileDiff { path: from, old, new }, to, paint);
        }
        for file in self.files.iter().filter(|file| file.path == file.after) {
            let (old, new) = (Some(&*file.old), Some(file.new.as_str()));
            let file = FileDiff { path: &file.path, old, new };
            out += &match paths.is_empty() {
                true => diff::unified(&[file], paint),
                // After a section for a move, git takes only such that begin alike.
                false => diff::with_header(file, paint),
            };
        }
        out
    }

    /// Refuses to move a submodule, and files into or out of one: git keeps those in a repository of their own.
    pub(super) fn check_submodules(&self, disk: &Disk) -> Result<(), Failure> {
        for submodule in disk.submodules() {
            let is_inside = |path: &TreePath| path.starts_with(&submodule);
            let moved = self
                .moves
                .iter()
                .find(|(from, to)| is_inside(from) || is_inside(to) || submodule.starts_with(from));
            if let Some((from, to)) = moved {
                return Err(Failure::new(format!(
                    "can't move `{from}` to `{to}`: `{submodule}` is a git submodule"
                ))
                .help(
                    "move it with `git mv`, then mend the names with `imp-registry migrate --write`",
                ));
            }
        }
        Ok(())
    }

    /// Does everything, or nothing.
    pub(super) fn write(&self, disk: &Disk, streams: &Streams) -> Result<(), Failure> {
        let renames = self
            .moves
            .iter()
            .map(|(from, to)| Change::Rename { from: from.clone(), to: to.clone() });
        let writes = self.files.iter().map(|file| Change::Write {
            path: file.after.clone(),
            old: Some(file.old.to_string()),
            new: file.new.clone(),
        });
        let applied = Writer::new(disk).apply(&renames.chain(writes).collect::<Vec<_>>())?;
        if let Some(failure) = applied.untold {
            let paths: Vec<String> = self
                .moves
                .iter()
                .flat_map(|(from, to)| [from.to_string(), to.to_string()])
                .collect();
            streams.note(&format!(
                "git's index does not have the move yet ({failure}); run `git add -A {}`",
                paths.join(" ")
            ));
        }
        Ok(())
    }
}

/// Calls `visit` with a file, or every file below a directory, in order.
pub(super) fn each_file(files: &dyn Files, path: &TreePath, visit: &mut dyn FnMut(&TreePath)) {
    match files.kind(path) {
        Ok(EntryKind::Directory) => {
            for entry in files.list(path).unwrap_or_default() {
                let child = path.child(&entry.name);
                // A link moves as it is, with nothing behind it.
                if entry.is_link {
                    visit(&child);
                } else {
                    each_file(files, &child, visit);
                }
            }
        }
        _ => visit(path),
    }
}
