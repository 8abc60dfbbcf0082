//! From changes to steps: every path settled, everything that must hold checked, before anything is done.

use std::collections::BTreeSet;
use std::path::Path;

use imp_model::source::{ReadError, TreePath};

use super::Change;
use super::step::Step;
use crate::Failure;
use crate::disk::{Links, join};

/// What is to be done, and the paths that will be different.
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) changed: Vec<TreePath>,
}

/// Checks the changes against the tree as it is.
pub(super) fn plan(root: &Path, changes: &[Change]) -> Result<Plan, Failure> {
    let mut planner = Planner { root, renames: Vec::new(), seen: BTreeSet::new() };
    let mut plan = Plan { steps: Vec::new(), changed: Vec::new() };
    let is_rename = |change: &&Change| matches!(change, Change::Rename { .. });
    let in_order =
        changes.iter().filter(is_rename).chain(changes.iter().filter(|change| !is_rename(change)));
    for change in in_order {
        let (step, path) = match change {
            Change::Rename { from, to } => (Some(planner.rename(from, to)?), to),
            Change::Write { path, old, new } => (planner.write(path, old.as_deref(), new)?, path),
            Change::Remove { path, old } => (Some(planner.remove(path, old)?), path),
        };
        if let Some(step) = step {
            plan.steps.push(step);
            plan.changed.push(path.clone());
        }
    }
    Ok(plan)
}

struct Planner<'a> {
    root: &'a Path,
    /// The renames so far, in order.
    renames: Vec<(TreePath, TreePath)>,
    /// The files that have a change.
    seen: BTreeSet<String>,
}

/// Where something is before the renames.
struct Settled {
    /// Its path without links; for the last component as asked.
    now: String,
    /// The same after the renames.
    later: String,
}

impl Planner<'_> {
    fn rename(&mut self, from: &TreePath, to: &TreePath) -> Result<Step, Failure> {
        let refuse = |why: &str| Err(Failure::new(format!("can't move `{from}` to `{to}`: {why}")));
        if from.is_root() || to.starts_with(from) {
            return refuse("it can't be moved into itself");
        }
        let source = self.settle(from, Last::AsItIs)?;
        let Some(source) = source.filter(|source| self.is_there(&source.now)) else {
            return refuse("it is not there");
        };
        let target = self.settle(to, Last::AsItIs)?;
        if target.as_ref().is_some_and(|target| self.is_there(&target.now)) {
            return refuse("something is there already");
        }
        let target = target.map_or_else(|| to.as_str().to_owned(), |target| target.later);
        self.renames.push((from.clone(), to.clone()));
        Ok(Step::Rename { from: source.later, to: target })
    }

    fn write(
        &mut self,
        path: &TreePath,
        old: Option<&str>,
        new: &str,
    ) -> Result<Option<Step>, Failure> {
        let settled = self.settle(path, Last::Followed)?;
        let now = match &settled {
            Some(settled) => self.text(path, &settled.now)?,
            None => None,
        };
        let real = settled.map_or_else(|| path.as_str().to_owned(), |settled| settled.later);
        self.once(path, &real)?;
        if now.as_deref() == Some(new.as_bytes()) {
            return Ok(None);
        }
        if now.as_deref() != old.map(str::as_bytes) {
            return Err(match (old, now) {
                (None, Some(_)) => Failure::new(format!("`{path}` is already there")),
                (_, None) => Failure::new(format!("`{path}` was removed since it was read"))
                    .help("run it again"),
                _ => Failure::new(format!("`{path}` was changed since it was read"))
                    .help("run it again"),
            });
        }
        Ok(Some(Step::Write { path: real, old: old.map(str::to_owned), new: new.to_owned() }))
    }

    fn remove(&mut self, path: &TreePath, old: &str) -> Result<Step, Failure> {
        let gone =
            || Failure::new(format!("`{path}` was removed since it was read")).help("run it again");
        let settled = self.settle(path, Last::AsItIs)?.ok_or_else(gone)?;
        let text = self.text(path, &settled.now)?.ok_or_else(gone)?;
        if text != old.as_bytes() {
            return Err(Failure::new(format!("`{path}` was changed since it was read"))
                .help("run it again"));
        }
        self.once(path, &settled.later)?;
        Ok(Step::Remove { path: settled.later, old: old.to_owned() })
    }

    fn once(&mut self, path: &TreePath, real: &str) -> Result<(), Failure> {
        if self.seen.insert(real.to_owned()) {
            Ok(())
        } else {
            Err(Failure::new(format!("there are two changes of `{path}`")))
        }
    }

    /// Where a path that holds after the renames is now; `None` when a rename moved it away, so that
    /// nothing is there.
    fn settle(&self, path: &TreePath, last: Last) -> Result<Option<Settled>, Failure> {
        let mut before = path.clone();
        for (from, to) in self.renames.iter().rev() {
            if let Some(rest) = before.strip_prefix(to) {
                before = from.join(rest).unwrap_or_else(|| before.clone());
            } else if before.starts_with(from) {
                return Ok(None);
            }
        }
        let now = self.real(path, &before, last)?;
        let later = if before == *path { now.clone() } else { self.moved(&now) };
        Ok(Some(Settled { now, later }))
    }

    /// A path after the renames.
    fn moved(&self, path: &str) -> String {
        let mut moved = TreePath::new(path).unwrap_or_else(TreePath::root);
        for (from, to) in &self.renames {
            if let Some(after) = moved.strip_prefix(from).and_then(|rest| to.join(rest)) {
                moved = after;
            }
        }
        moved.as_str().to_owned()
    }

    /// The path without links, as far as it is there.
    fn real(&self, shown: &TreePath, path: &TreePath, last: Last) -> Result<String, Failure> {
        let links = Links::new(self.root, &|_| true);
        let wrong = |error: ReadError| Failure::new(format!("can't write `{shown}`: {error}"));
        let mut real = String::new();
        let mut components = path.components().peekable();
        while let Some(name) = components.next() {
            let is_last = components.peek().is_none();
            // File systems that take upper and lower case as one find it by any spelling.
            if [".git", ".jj"].iter().any(|store| name.eq_ignore_ascii_case(store)) {
                return Err(Failure::new(format!(
                    "can't write `{shown}`: it belongs to version control"
                )));
            }
            if is_last && matches!(last, Last::AsItIs) {
                return Ok(join(&real, name));
            }
            match links.resolve(&real, name) {
                Ok(target) if !is_last && !target.metadata.is_dir() => {
                    return Err(wrong(ReadError::NotDirectory));
                }
                Ok(target) => real = target.path,
                // Nothing is there, so no link is either: the rest is taken by name.
                Err(ReadError::NotFound) => {
                    real = join(&real, name);
                    for name in components.by_ref() {
                        real = join(&real, name);
                    }
                }
                Err(error) => return Err(wrong(error)),
            }
        }
        Ok(real)
    }

    fn is_there(&self, real: &str) -> bool {
        self.root.join(real).symlink_metadata().is_ok()
    }

    /// The bytes of a file; `None` when nothing is there.
    fn text(&self, shown: &TreePath, real: &str) -> Result<Option<Vec<u8>>, Failure> {
        let path = self.root.join(real);
        let failed = |error| Failure::new(format!("can't read `{shown}`")).because(&error);
        match path.metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
            Ok(metadata) if !metadata.is_file() => {
                Err(Failure::new(format!("can't write `{shown}`: it is not a regular file")))
            }
            Ok(_) => std::fs::read(&path).map(Some).map_err(failed),
        }
    }
}

/// Whether the last component is followed when it is a link.
#[derive(Clone, Copy)]
enum Last {
    Followed,
    AsItIs,
}
