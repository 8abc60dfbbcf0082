//! Relative paths that lead nowhere since modules were moved on disk: what they led to is where it went.

use std::collections::BTreeMap;

use imp_cli::disk::Disk;
use imp_model::facts::{FileFacts, PathUse, PathUseKind, Reader};
use imp_model::finding::Finding;
use imp_model::source::{Files, TreePath};

use super::Loaded;
use super::history::History;
use crate::moves::Moves;
use crate::name_map::NameMap;
use crate::plan::{Done, UNRESOLVED, WANTED};

/// The moves that were made on disk with the paths that they broke, and a finding for each path to what is gone.
pub(super) fn find(
    loaded: &Loaded,
    history: &History<'_>,
    given: &NameMap,
) -> (Done, Vec<Finding>) {
    let moved = history.moved(given);
    let by_length = |length: fn(&(TreePath, TreePath)) -> usize| {
        let mut moves = moved.clone();
        moves.sort_by_key(|pair| std::cmp::Reverse(length(pair)));
        Moves::new(moves)
    };
    let search = Search {
        loaded,
        history,
        disk: &loaded.project.disk,
        there: by_length(|(from, _)| from.as_str().len()),
        back: by_length(|(_, to)| to.as_str().len()),
    };
    let (mut files, mut findings) = (BTreeMap::new(), Vec::new());
    for file in loaded.model.files.iter().filter(|file| file.rejected.is_none()) {
        if let Some(then) = search.broken(file, &mut findings) {
            files.insert(file.path.clone(), then);
        }
    }
    (Done { moves: search.there, files }, findings)
}

struct Search<'a> {
    loaded: &'a Loaded,
    history: &'a History<'a>,
    disk: &'a Disk,
    /// The moves, the innermost first, as they were made and as they are undone.
    there: Moves,
    back: Moves,
}

impl Search<'_> {
    /// A file as it was read where it was, with those of its paths that lead nowhere now and can be written.
    fn broken(&self, file: &FileFacts, findings: &mut Vec<Finding>) -> Option<FileFacts> {
        let leads_nowhere = |path: &PathUse| {
            path.target.as_ref().is_none_or(|target| !self.disk.is_on_disk(target))
        };
        if !file.paths.iter().any(leads_nowhere) {
            return None;
        }
        let mut then = self.read_then(file)?;
        then.paths.retain_mut(|path| {
            let now = file.paths.iter().find(|now| {
                now.place.span == path.place.span && now.form == path.form && leads_nowhere(now)
            });
            let (Some(now), Some(target)) = (now, &path.target) else { return false };
            let after = self.there.after(target);
            path.place = now.place.clone();
            let was_written = now.target.as_ref().filter(|target| self.history.had(target));
            if !self.history.had(target) {
                // It is written for where the file is now.
                findings.extend(was_written.and_then(|target| gone(path, target)));
                return false;
            }
            let is_there = self.disk.is_on_disk(&after);
            if !is_there {
                findings.extend(gone(path, target));
            }
            is_there
        });
        (!then.paths.is_empty()).then_some(then)
    }

    /// The facts of a file's text with its paths taken from where it was.
    fn read_then(&self, file: &FileFacts) -> Option<FileFacts> {
        let before = self.back.before(&file.path);
        if before == file.path {
            return Some(file.clone());
        }
        let text = self.disk.read(&file.path).ok()?;
        let name = self.loaded.model.configuration.text("registry.name", "registry").ok()?;
        let reader = Reader::new(self.disk, WANTED, name);
        let facts = reader.read(&before, text.as_bytes(), file.role)?.ok()?;
        (self.there.after(&before) == file.path).then_some(facts)
    }
}

/// The finding about a path to what is gone, unless it only asks.
fn gone(path: &PathUse, target: &TreePath) -> Option<Finding> {
    let message = format!("this path led to `{target}`, which is gone");
    let finding = Finding::error(UNRESOLVED, message).at(path.place.clone());
    let finding = finding.help("write where it leads now, or remove it");
    (path.kind != PathUseKind::Question).then_some(finding)
}
