//! A rename as a whole: what moves, what is written, and proof that nothing breaks.
//!
//! In go the model, the files, and what each name becomes; out comes a [`Plan`]. Every text that it would write
//! is read again, in the tree as it would be: names and paths must lead where they are meant to, and nothing
//! may be broken that was not before. What can't be made certain is said, and then nothing should be written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use imp_model::facts::{FileFacts, Reader, Reference, ReferenceRoot, Role, Wanted};
use imp_model::finding::Finding;
use imp_model::model::{Lookup, Model, NameUse, RegistryBuilder, UseForm, dotted};
use imp_model::source::{Files, ReadError, TreePath};
use imp_model::syntax;
use imp_model::text::{FileEdits, Place};

use crate::moves::Moves;
use crate::overlay::Overlay;
use crate::paths;
use crate::rewrite::{self, Namer, Rewritten, Target, Unwritten};

/// The code of findings about places that can't be written with certainty.
pub const UNRESOLVED: &str = "unresolved-name";

/// What a plan looks at in every file.
pub const WANTED: Wanted = Wanted { paths: true, ..Wanted::NAMES };

/// A rename as a whole.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What moves.
    pub moves: Moves,
    /// The files whose text changes, in order of their paths before.
    pub files: Vec<FileChange>,
    /// What can't be written with certainty.
    pub findings: Vec<Finding>,
}

/// A file whose text changes.
#[derive(Clone, Debug)]
pub struct FileChange {
    /// Where it is.
    pub path: TreePath,
    /// Where it is afterwards.
    pub after: TreePath,
    /// Its text.
    pub old: Arc<str>,
    /// Its text afterwards.
    pub new: String,
    /// What is replaced.
    pub edits: FileEdits,
    /// How many names are written anew.
    pub references: usize,
    /// How many relative paths are.
    pub paths: usize,
}

impl Plan {
    /// How many names are written anew.
    pub fn references(&self) -> usize {
        self.files.iter().map(|file| file.references).sum()
    }

    /// How many relative paths are.
    pub fn paths(&self) -> usize {
        self.files.iter().map(|file| file.paths).sum()
    }
}

/// Moves that were made before, and the paths that they broke.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// What moved.
    pub moves: Moves,
    /// By where they are now, files as they were read where they were, with the paths that are to be written anew.
    pub files: BTreeMap<TreePath, FileFacts>,
}

/// What names become, by file.
pub type Names<'a> = dyn Fn(&FileFacts, &ReferenceRoot, &[&str]) -> Target + 'a;

/// Plans a rename. `old_names` are the last parts of the names that change, by which a file that can't be
/// read is known to matter.
pub fn plan(
    model: &Model,
    files: &dyn Files,
    moves: Moves,
    done: &Done,
    names: &Names<'_>,
    old_names: &BTreeSet<String>,
) -> Plan {
    let mut planner =
        Planner { model, files, done, names, plan: Plan { moves, ..Plan::default() } };
    let moves = planner.plan.moves.clone();
    let mut overlay = Overlay::new(files, &moves);
    let mut drafts: BTreeMap<TreePath, Draft> = BTreeMap::new();
    for file in &model.files {
        if file.rejected.is_some() {
            planner.rejected(file, old_names);
        } else if planner.concerns(file)
            && let Some(draft) = planner.draft(file, true)
        {
            overlay.write(moves.after(&file.path), draft.new.as_str().into());
            drafts.insert(file.path.clone(), draft);
        }
    }
    let mut after = Vec::with_capacity(model.files.len());
    for file in &model.files {
        let is_moved = moves.after(&file.path) != file.path;
        let facts = match drafts.remove(&file.path) {
            Some(draft) => planner.settled(file, draft, &mut overlay),
            None if is_moved => planner.read(&overlay, file),
            None => Some(file.clone()),
        };
        after.extend(facts);
    }
    planner.check_after(&overlay, after);
    planner.not_utf8(old_names);
    planner.plan
}

struct Planner<'a> {
    model: &'a Model,
    files: &'a dyn Files,
    done: &'a Done,
    names: &'a Names<'a>,
    plan: Plan,
}

/// A file as it might be written.
struct Draft {
    old: Arc<str>,
    new: String,
    edits: FileEdits,
    names: Rewritten,
    paths: paths::RewrittenPaths,
}

impl Planner<'_> {
    fn namer<'a>(&'a self, file: &'a FileFacts) -> Box<Namer<'a>> {
        Box::new(move |root, path| (self.names)(file, root, path))
    }

    /// Whether anything in a file changes.
    fn concerns(&self, file: &FileFacts) -> bool {
        let namer = self.namer(file);
        let changes = |root: &ReferenceRoot, path: &[&str]| namer(root, path) != Target::Same;
        let moves = &self.plan.moves;
        self.model.uses(file).iter().any(|name| match name.form {
            UseForm::Expression(reference) => changes(&reference.root, &name.path),
            UseForm::Host(_) => changes(&ReferenceRoot::Registry, &name.path),
        }) || self.done.files.contains_key(&file.path)
            || moves.after(&file.path) != file.path && !file.paths.is_empty()
            || file
                .paths
                .iter()
                .flat_map(|path| &path.target)
                .any(|target| moves.after(target) != *target)
    }

    /// The file as it might be written; `None` when nothing changes.
    fn draft(&mut self, file: &FileFacts, collapse: bool) -> Option<Draft> {
        let text = match self.files.read(&file.path) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("`{}` can't be read: {error}", file.path);
                self.plan.findings.push(Finding::error(UNRESOLVED, message));
                return None;
            }
        };
        let registry = self.model.registry.as_ref();
        let names = rewrite::rewrite(&text, file, registry, &*self.namer(file), collapse);
        let paths = match self.done.files.get(&file.path) {
            Some(then) => paths::rewrite(&text, then, &self.done.moves),
            None => paths::rewrite(&text, file, &self.plan.moves),
        };
        let edits = names.edits.iter().chain(&paths.edits).cloned().collect();
        let applied = FileEdits::new(edits).and_then(|edits| Ok((edits.apply(&text)?, edits)));
        match applied {
            Ok((new, edits)) => Some(Draft { old: text, new, edits, names, paths }),
            Err(error) => {
                let message = format!("`{}` can't be rewritten: {error}", file.path);
                self.plan
                    .findings
                    .push(Finding::error(UNRESOLVED, message).help("rewrite its names by hand"));
                None
            }
        }
    }

    /// Takes a draft into the plan if it means what it should, without shortcuts if need be. Gives the facts
    /// of the file as it will be.
    fn settled(
        &mut self,
        file: &FileFacts,
        mut draft: Draft,
        overlay: &mut Overlay<'_>,
    ) -> Option<FileFacts> {
        let mut facts = self.read(overlay, file);
        if !facts.as_ref().is_some_and(|facts| draft.is_met_by(facts)) {
            draft = self.draft(file, false)?;
            overlay.write(self.plan.moves.after(&file.path), draft.new.as_str().into());
            facts = self.read(overlay, file);
            if !facts.as_ref().is_some_and(|facts| draft.is_met_by(facts)) {
                self.plan.findings.push(self.not_met(file, &draft, facts.as_ref()));
                return facts;
            }
        }
        let unwritten = draft.names.unwritten.iter().chain(&draft.paths.unwritten);
        self.plan.findings.extend(unwritten.map(finding));
        if *draft.old != *draft.new {
            self.plan.files.push(FileChange {
                path: file.path.clone(),
                after: self.plan.moves.after(&file.path),
                old: draft.old,
                new: draft.new,
                edits: draft.edits,
                references: draft.names.changed,
                paths: draft.paths.edits.len(),
            });
        }
        facts
    }

    /// The finding about a name that would not be read as what is meant.
    fn not_met(&self, file: &FileFacts, draft: &Draft, facts: Option<&FileFacts>) -> Finding {
        let missing = facts.and_then(|facts| draft.missing_name(facts));
        let namer = self.namer(file);
        let is_it = |reference: &&Reference| {
            let path: Vec<&str> = reference.path.iter().map(|part| &*part.name).collect();
            missing.as_ref().is_some_and(|missing| match namer(&reference.root, &path) {
                Target::To(new) => new == *missing,
                Target::Same | Target::Unresolved(_) => path.iter().eq(missing),
            })
        };
        let message = match &missing {
            Some(name) => format!(
                "this can't be rewritten: `{}` would not be read as that name here",
                dotted(name)
            ),
            None => format!("`{}` can't be rewritten with certainty", file.path),
        };
        let place = file.references.iter().find(is_it).map(|reference| reference.place.clone());
        Finding::error(UNRESOLVED, message)
            .at(place.unwrap_or_else(|| Place::start_of(&file.path)))
            .help("write it in a simpler way, such as `registry.a.b`, then run it again")
    }

    fn read(&self, overlay: &Overlay<'_>, file: &FileFacts) -> Option<FileFacts> {
        let path = self.plan.moves.after(&file.path);
        let text = overlay.read(&path).ok()?;
        let name = self.model.configuration.text("registry.name", "registry").unwrap_or("registry");
        let mut facts =
            Reader::new(overlay, WANTED, name).read(&path, text.as_bytes(), file.role)?.ok()?;
        self.model.given.settle(&mut facts);
        self.model.registry_output.settle(&mut facts);
        Some(facts)
    }

    /// A file that Nix rejects has no facts, so that nobody knows what to rewrite in it.
    fn rejected(&mut self, file: &FileFacts, old_names: &BTreeSet<String>) {
        let Some(rejected) = &file.rejected else { return };
        let Ok(text) = self.files.read(&file.path) else { return };
        let is_moved = self.plan.moves.after(&file.path) != file.path;
        let mentions = file.role != Role::Elsewhere
            && old_names.iter().any(|name| !syntax::occurrences(&text, name).is_empty());
        if mentions || is_moved && text.contains("./") {
            let message = format!(
                "`{}` can't be rewritten, because Nix can't read it: {}",
                file.path, rejected.message
            );
            self.plan.findings.push(
                Finding::error(UNRESOLVED, message)
                    .at(rejected.place.clone())
                    .help("mend the file, and run again"),
            );
        }
    }

    /// What is no text may have names and paths all the same, which Nix reads.
    fn not_utf8(&mut self, old_names: &BTreeSet<String>) {
        if old_names.is_empty() {
            return;
        }
        for (path, error) in &self.model.unreadable {
            if let ReadError::NotUtf8(_) = error {
                let message = format!("`{path}` can't be rewritten: {error}");
                let finding = Finding::error(UNRESOLVED, message).at(Place::start_of(path));
                self.plan.findings.push(finding.help("write it in UTF-8, and run again"));
            }
        }
    }

    /// The places now where a name may stand that a file will have after the rename.
    fn places_before(&self, (path, name): &(TreePath, Vec<String>)) -> Vec<Place> {
        let after = |file: &&FileFacts| self.plan.moves.after(&file.path) == *path;
        let Some(file) = self.model.files.iter().find(after) else { return Vec::new() };
        let becomes = |old: &&NameUse<'_>| {
            let root = match old.form {
                UseForm::Expression(reference) => &reference.root,
                UseForm::Host(_) => &ReferenceRoot::Registry,
            };
            // What can't be written stays.
            let becomes = (self.names)(file, root, &old.path) == Target::To(name.clone());
            becomes || old.path.iter().eq(name)
        };
        self.model.uses(file).iter().filter(becomes).map(|old| old.place.clone()).collect()
    }

    /// The names that lead nowhere now, also through an alias that does, by the file and the name that they have
    /// afterwards.
    fn broken_before(&self) -> BTreeSet<(TreePath, Vec<String>)> {
        let uses = self.model.files.iter().flat_map(|file| self.model.uses(file));
        let broken = uses.filter(|name| {
            let lookup = name.lookup();
            let is_there = matches!(lookup, Lookup::Found(_) | Lookup::Unknown(_));
            !is_there && !name.may_be_missing(&lookup)
        });
        let after = |name: NameUse<'_>| {
            let root = match name.form {
                UseForm::Expression(reference) => &reference.root,
                UseForm::Host(_) => &ReferenceRoot::Registry,
            };
            let path = match (self.names)(name.file, root, &name.path) {
                Target::To(new) => new,
                _ => name.path.iter().map(|part| (*part).to_owned()).collect(),
            };
            (self.plan.moves.after(&name.file.path), path)
        };
        broken.map(after).collect()
    }

    /// Finds names that lead nowhere afterwards and did not before.
    fn check_after(&mut self, overlay: &Overlay<'_>, files: Vec<FileFacts>) {
        let known = self.broken_before();
        let none = imp_model::eval::Known::Null;
        let modules = match self.model.configuration.value("registry.modules") {
            Ok(modules) => Some(modules.unwrap_or(&none)),
            Err(_) => None,
        };
        let registry = |directory: &TreePath, modules| {
            RegistryBuilder::new(directory).all(overlay).finish(modules)
        };
        let own =
            files.iter().flat_map(|file| &file.references).filter_map(|other| match &other.root {
                ReferenceRoot::RegistryOf(directory) => Some(directory.clone()),
                _ => None,
            });
        let own: BTreeSet<TreePath> = own.collect();
        let main = self.model.registry.as_ref().map(|old| registry(old.directory(), modules));
        let own = own.into_iter().map(|path| (path.clone(), registry(&path, Some(&none))));
        let after = self.model.with_files(files, main, own.collect());
        for broken in after.broken_uses().unwrap_or_default() {
            let path: Vec<String> =
                broken.name.path.iter().map(|part| (*part).to_owned()).collect();
            let found = (broken.name.file.path.clone(), path);
            if known.contains(&found) {
                continue;
            }
            let message =
                format!("`{}` in `{}` would lead nowhere afterwards", dotted(&found.1), found.0);
            let places = self.places_before(&found);
            let is_said = |place: &&Place| {
                self.plan.findings.iter().any(|other| other.place.as_ref() == Some(place))
            };
            let place = match places.iter().find(|place| !is_said(place)) {
                Some(place) => place.clone(),
                None if places.is_empty() => Place::start_of(&found.0),
                None => continue,
            };
            self.plan.findings.push(Finding::error(UNRESOLVED, message).at(place).help(
                "a directory that nothing is left in is no name any more; rename it as a whole",
            ));
        }
    }
}

impl Draft {
    /// Whether the facts of the new text are what the draft means.
    fn is_met_by(&self, facts: &FileFacts) -> bool {
        let mut targets: Vec<&TreePath> =
            facts.paths.iter().filter_map(|path| path.target.as_ref()).collect();
        let paths = self.paths.unwritten.is_empty().then(|| {
            self.paths.expected.iter().all(|path| {
                let at = targets.iter().position(|other| *other == path);
                at.map(|at| targets.swap_remove(at)).is_some()
            })
        });
        let names_are_met = self.missing_name(facts).is_none();
        facts.rejected.is_none() && names_are_met && paths.unwrap_or(true)
    }

    /// The first name that the new text should refer to and does not.
    fn missing_name(&self, facts: &FileFacts) -> Option<Vec<String>> {
        let mut found: Vec<(&ReferenceRoot, Vec<&str>)> = facts
            .references
            .iter()
            .map(|other| (&other.root, other.path.iter().map(|part| &*part.name).collect()))
            .collect();
        let missing = self.names.expected.iter().find(|(root, path)| {
            // The directory of a file's own registry may have moved.
            let is_alike = |other: &ReferenceRoot| {
                let is_own = |root| matches!(root, &ReferenceRoot::RegistryOf(_));
                other == root || is_own(root) && is_own(other)
            };
            let at = found.iter().position(|(other, found)| *path == *found && is_alike(other));
            at.map(|at| found.swap_remove(at)).is_none()
        });
        missing.map(|(_, path)| path.clone())
    }
}

fn finding(unwritten: &Unwritten) -> Finding {
    Finding::error(UNRESOLVED, format!("this can't be rewritten: {}", unwritten.reason))
        .at(unwritten.place.clone())
        .help("change this place by hand first, then run it again")
}
