//! The parallel walk: one task a directory, the files of a large one in several.
//!
//! Tasks never wait for each other, so a thread's stack holds the work on one file and nothing else. Each
//! task has a number; what it found is put in order afterwards, see [`assemble`](super::assemble).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use imp_model::facts::Role;
use imp_model::model::take_out_flake;
use imp_model::source::{
    DirEntry, EntryKind, Named, ReadError, TreePath, Visit, is_fragment_directory, visit,
};
use rayon::Scope;

use super::assemble::{Item, assemble, too_many_links};
use super::tree::Tree;
use super::{Collision, Coverage, Found, Scan, pool};

/// From how many files on a directory is worked on by several threads, and how many each takes at a time.
const MANY_FILES: usize = 64;
const FILES_PER_TASK: usize = 32;

/// How many directories are entered through links. Links from everywhere to everywhere are no cycle, but
/// they make more paths than there is time.
const MAX_LINKED: usize = 10_000;

pub(super) fn walk<T, S, F>(
    tree: &S,
    roots: &[TreePath],
    coverage: Coverage,
    per_file: &F,
) -> Scan<T>
where
    T: Send,
    S: Tree,
    F: Fn(&Found<'_>, Role, Result<&[u8], ReadError>) -> Option<T> + Sync,
{
    let mut distinct: Vec<&TreePath> = Vec::new();
    for root in roots {
        if !distinct.contains(&root) {
            distinct.push(root);
        }
    }
    let (top, given) = (TreePath::root(), distinct.len());
    if coverage == Coverage::Tree && !distinct.contains(&&top) {
        distinct.push(&top);
    }
    let pool = pool();
    let walk = Walk {
        tree,
        coverage,
        per_file,
        roots: &distinct,
        given,
        next: AtomicUsize::new(distinct.len()),
        linked: AtomicUsize::new(0),
        links: Mutex::default(),
        done: (0..pool.current_num_threads()).map(|_| Mutex::default()).collect(),
    };
    pool.scope(|scope| {
        for (id, root) in distinct.iter().enumerate() {
            let walk = &walk;
            scope.spawn(move |scope| walk.root(scope, id, root));
        }
    });
    if walk.linked.into_inner() > MAX_LINKED {
        return too_many_links(&distinct);
    }
    let mut tasks: Vec<Vec<Item<T>>> = Vec::new();
    tasks.resize_with(walk.next.into_inner(), Vec::new);
    for done in walk.done {
        for (id, items) in done.into_inner().unwrap_or_else(PoisonError::into_inner) {
            tasks[id] = items;
        }
    }
    let mut scan = assemble(&distinct, tasks);
    scan.links = walk.links.into_inner().unwrap_or_else(PoisonError::into_inner);
    scan.links.sort();
    scan
}

/// What the task with a number found.
type Done<T> = (usize, Vec<Item<T>>);

struct Walk<'a, S, F, T> {
    tree: &'a S,
    coverage: Coverage,
    per_file: &'a F,
    roots: &'a [&'a TreePath],
    /// How many of the roots somebody named.
    given: usize,
    /// The number of the next task. The first ones are those of the roots.
    next: AtomicUsize,
    linked: AtomicUsize,
    /// What was entered or read through a link.
    links: Mutex<Vec<TreePath>>,
    /// One list a thread, so that nobody waits.
    done: Vec<Mutex<Vec<Done<T>>>>,
}

/// A directory that is open, with the entries that count.
struct Directory<S: Tree> {
    place: S::Place,
    open: S::Open,
    entries: Vec<Named>,
}

impl<'a, T, S, F> Walk<'a, S, F, T>
where
    T: Send,
    S: Tree,
    F: Fn(&Found<'_>, Role, Result<&[u8], ReadError>) -> Option<T> + Sync,
{
    fn root<'s>(&'s self, scope: &Scope<'s>, id: usize, root: &TreePath) {
        match self.tree.find(root) {
            Ok(place) => self.directory(scope, id, place, true, Role::Visited),
            Err(ReadError::NotDirectory) => self.done(id, self.named_file(root)),
            Err(error) => self.done(id, vec![Item::unreadable(root.clone(), error)]),
        }
    }

    /// A Nix file that is a root itself, which is meant whatever it is called.
    fn named_file(&self, path: &TreePath) -> Vec<Item<T>> {
        let found = path.parent().and_then(|parent| {
            let place = self.tree.find(&parent).ok()?;
            let (open, entries) = self.tree.open(&place, Coverage::All).ok()?;
            let is_named =
                |entry: &&DirEntry| entry.name == path.file_name() && entry.name.ends_with(".nix");
            let entry = entries.iter().find(is_named)?.clone();
            Some((place, open, entry))
        });
        match found {
            Some((place, open, entry)) => {
                self.worked(&place, &open, &entry, Role::Visited).into_iter().collect()
            }
            None => vec![Item::unreadable(path.clone(), ReadError::NotDirectory)],
        }
    }

    /// Lists a directory, starts a task for each one in it, and works on its files.
    fn directory<'s>(
        &'s self,
        scope: &Scope<'s>,
        id: usize,
        place: S::Place,
        is_scan_root: bool,
        role: Role,
    ) {
        let path = self.tree.path(&place);
        let nested =
            if is_scan_root { None } else { self.roots.iter().position(|root| *root == path) };
        if role != Role::Visited && nested.is_some() {
            return self.done(id, Vec::new());
        }
        let (open, mut entries) = match self.tree.open(&place, self.coverage) {
            Ok(opened) => opened,
            Err(error) => {
                let item = Item::unreadable(path.clone(), error);
                return self.done(id, if role == Role::Visited { vec![item] } else { Vec::new() });
            }
        };
        let mut items = self.links(&place, &entries);
        if is_scan_root
            && let Some(flake) = take_out_flake(self.tree.files(), path, &mut entries)
            && self.coverage != Coverage::Visited
            && !path.is_root()
        {
            items.extend(self.unvisited(scope, &place, &open, &[flake], Role::Elsewhere));
        }
        if role != Role::Visited {
            items.extend(self.unvisited(scope, &place, &open, &entries, role));
            return self.done(id, items);
        }
        // What belongs to Nix at the other root is a file like any other here.
        let is_above = |root: &&TreePath| *root != path && path.starts_with(root);
        let flake = nested
            .filter(|_| self.roots[..self.given].iter().any(is_above))
            .and_then(|_| take_out_flake(self.tree.files(), path, &mut entries));
        let is_unit = |entry: &DirEntry| entry.name == "default.nix";
        let hidden: Vec<DirEntry> = match self.coverage {
            Coverage::Visited => Vec::new(),
            Coverage::All | Coverage::Tree => {
                entries.iter().filter(|entry| entry.name.starts_with('_')).cloned().collect()
            }
        };
        let default = entries.iter().position(is_unit);
        let others = match (self.coverage, default, is_scan_root) {
            (Coverage::All | Coverage::Tree, Some(default), false) => {
                [&entries[..default], &entries[default + 1..]].concat()
            }
            _ => Vec::new(),
        };
        let default = default.map(|default| entries[default].clone());
        let entries = match visit(entries, is_scan_root) {
            Visit::Unit => {
                let Some(default) = default else { return self.done(id, items) };
                items.extend(match nested {
                    Some(root) => Some(Item::FileOf(root, path.child("default.nix"))),
                    None => self.file(&place, &open, &default, Role::Visited),
                });
                if nested.is_none() {
                    items.extend(self.unvisited(scope, &place, &open, &others, Role::BelowUnit));
                }
                return self.done(id, items);
            }
            Visit::Entries(_) if nested.is_some() => {
                items.push(Item::Directory(path.clone()));
                items.extend(
                    flake.and_then(|flake| self.file(&place, &open, &flake, Role::Visited)),
                );
                items.extend(nested.map(Item::AllOf));
                return self.done(id, items);
            }
            Visit::Entries(entries) => entries,
        };
        if !is_scan_root {
            items.push(Item::Directory(path.clone()));
        }
        items.extend(collisions(path, &entries).into_iter().map(Item::Collision));
        let is_new_link = |entry: &DirEntry| {
            entry.is_link && entry.is_untracked && entry.kind == EntryKind::Directory
        };
        let new_links = entries.iter().filter(|named| is_new_link(&named.entry));
        items.extend(new_links.map(|named| Item::Untracked(path.child(&named.entry.name))));
        items.extend(self.unvisited(scope, &place, &open, &hidden, Role::Hidden));
        let is_file = |named: &Named| is_file(&named.entry);
        let is_large = entries.iter().filter(|named| is_file(named)).count() > MANY_FILES;
        // Directories first, so that the other threads get something to do early.
        let subtasks: Vec<Option<usize>> = entries
            .iter()
            .map(|named| self.subdirectory(scope, &place, &open, &named.entry, Role::Visited))
            .collect();
        if is_large {
            let directory = Arc::new(Directory::<S> { place, open, entries });
            self.large(scope, &directory, &subtasks, &mut items);
        } else {
            for (named, subtask) in entries.iter().zip(subtasks) {
                items.extend(match subtask {
                    Some(id) => Some(Item::Task(id)),
                    None => self.entry(&place, &open, &named.entry),
                });
            }
        }
        self.done(id, items);
    }

    /// The links among entries that can be followed.
    fn links(&self, place: &S::Place, entries: &[DirEntry]) -> Vec<Item<T>> {
        let is_open = |kind| matches!(kind, EntryKind::File | EntryKind::Directory);
        let links = entries.iter().filter(|entry| entry.is_link && is_open(entry.kind));
        let link = |entry: &DirEntry| {
            let target = self.tree.target(place, entry)?;
            Some(Item::Link { path: self.tree.path(place).child(&entry.name), target })
        };
        links.filter_map(link).collect()
    }

    /// Works on entries that the conventions do not visit. What can't be read there is nobody's loss, unless a path may lead
    /// there or the rules would look into it.
    fn unvisited<'s>(
        &'s self,
        scope: &Scope<'s>,
        place: &S::Place,
        open: &S::Open,
        entries: &[DirEntry],
        role: Role,
    ) -> Vec<Item<T>> {
        let item = |entry: &DirEntry| match self.subdirectory(scope, place, open, entry, role) {
            Some(id) => Some(Item::Task(id)),
            None if entry.kind == EntryKind::File && entry.name.ends_with(".nix") => {
                self.file(place, open, entry, role)
            }
            None => {
                let is_missed = match entry.kind {
                    EntryKind::MissingSubmodule => true,
                    EntryKind::BadName => entry.name.ends_with(".nix"),
                    _ => false,
                };
                let path = self.tree.path(place).child(&entry.name);
                let error = ReadError::Unreadable(entry.kind);
                (is_missed && role == Role::Elsewhere).then(|| Item::unreadable(path, error))
            }
        };
        entries.iter().filter_map(item).collect()
    }

    /// Starts a task for an entry that is a directory; gives its number.
    fn subdirectory<'s>(
        &'s self,
        scope: &Scope<'s>,
        place: &S::Place,
        open: &S::Open,
        entry: &DirEntry,
        role: Role,
    ) -> Option<usize> {
        if entry.kind != EntryKind::Directory {
            return None;
        }
        if entry.is_link {
            if self.linked.fetch_add(1, Ordering::Relaxed) >= MAX_LINKED {
                return None;
            }
            self.add_link(self.tree.path(place).child(&entry.name));
        }
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        match self.tree.enter(place, open, entry) {
            Ok(place) => scope.spawn(move |scope| self.directory(scope, id, place, false, role)),
            Err(error) => {
                let path = self.tree.path(place).child(&entry.name);
                self.done(id, vec![Item::unreadable(path, error)]);
            }
        }
        Some(id)
    }

    /// Works on the entries of a large directory in tasks of their own.
    fn large<'s>(
        &'s self,
        scope: &Scope<'s>,
        directory: &Arc<Directory<S>>,
        subtasks: &[Option<usize>],
        items: &mut Vec<Item<T>>,
    ) where
        S: 's,
    {
        let mut start = 0;
        while start < directory.entries.len() {
            if let Some(id) = subtasks[start] {
                items.push(Item::Task(id));
                start += 1;
                continue;
            }
            let run = subtasks[start..]
                .iter()
                .take(FILES_PER_TASK)
                .take_while(|task| task.is_none())
                .count();
            let range = start..start + run;
            let id = self.next.fetch_add(1, Ordering::Relaxed);
            items.push(Item::Task(id));
            start = range.end;
            let directory = Arc::clone(directory);
            scope.spawn(move |_| {
                let Directory { place, open, entries } = &*directory;
                let entries = entries[range].iter();
                let work = entries.filter_map(|named| self.entry(place, open, &named.entry));
                self.done(id, work.collect());
            });
        }
    }

    /// An entry that is no directory to enter.
    fn entry(&self, place: &S::Place, open: &S::Open, entry: &DirEntry) -> Option<Item<T>> {
        if is_file(entry) {
            self.file(place, open, entry, Role::Visited)
        } else {
            let path = self.tree.path(place).child(&entry.name);
            let (error, is_untracked) = (self.tree.trouble(place, entry), entry.is_untracked);
            Some(Item::Unreadable { path, error, is_untracked })
        }
    }

    /// Works on a file, unless it is a root itself.
    fn file(
        &self,
        place: &S::Place,
        open: &S::Open,
        entry: &DirEntry,
        role: Role,
    ) -> Option<Item<T>> {
        let path = || self.tree.path(place).child(&entry.name);
        let is_here = |root: &&TreePath| {
            root.as_str().ends_with(&entry.name)
                && root.file_name() == entry.name
                && root.parent().as_ref() == Some(self.tree.path(place))
        };
        match self.roots.iter().position(is_here) {
            None => self.worked(place, open, entry, role),
            Some(root) if role == Role::Visited => Some(Item::FileOf(root, path())),
            Some(_) => None,
        }
    }

    /// Works on a file. Most have nothing to say, and leave nothing behind.
    fn worked(
        &self,
        place: &S::Place,
        open: &S::Open,
        entry: &DirEntry,
        role: Role,
    ) -> Option<Item<T>> {
        let found = Found::new(self.tree.path(place), &entry.name);
        if entry.is_link {
            self.add_link(found.path().clone());
        }
        let mut problem = None;
        let mut work = |bytes: Result<&[u8], ReadError>| {
            problem = bytes.as_ref().err().cloned();
            (self.per_file)(&found, role, bytes)
        };
        let value = match entry.kind {
            EntryKind::File => self.tree.read(place, open, entry, work),
            _ => work(Err(self.tree.trouble(place, entry))),
        };
        let is_untracked = entry.is_untracked;
        let says_nothing = value.is_none() && problem.is_none() && !is_untracked;
        if says_nothing {
            return None;
        }
        let path = found.into_path();
        Some(match role {
            Role::Visited => Item::File { path, value, problem, is_untracked },
            _ => Item::Unvisited { path, value, is_untracked },
        })
    }

    fn add_link(&self, path: TreePath) {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    }

    fn done(&self, id: usize, mut items: Vec<Item<T>>) {
        if items.is_empty() {
            return;
        }
        // Most hold one or two, and there may be a million.
        items.shrink_to_fit();
        let thread = rayon::current_thread_index().unwrap_or(0);
        self.done[thread].lock().unwrap_or_else(PoisonError::into_inner).push((id, items));
    }
}

/// Whether an entry is a file, or would be one if it could be read.
fn is_file(entry: &DirEntry) -> bool {
    match entry.kind {
        EntryKind::Directory => false,
        EntryKind::MissingSubmodule if !entry.is_link => false,
        EntryKind::File => true,
        _ => entry.name.ends_with(".nix"),
    }
}

/// The attributes that two entries claim. A fragment directory adds to a file of its name.
fn collisions(directory: &TreePath, entries: &[Named]) -> Vec<Collision> {
    // Most directories are in the order of their attributes, too, and then none is claimed twice.
    if entries.is_sorted_by(|a, b| a.attribute() < b.attribute()) {
        return Vec::new();
    }
    let mut by_attribute: Vec<&Named> = entries.iter().collect();
    by_attribute.sort_by_key(|named| named.attribute());
    let mut found = Vec::new();
    for same in by_attribute.chunk_by(|a, b| a.attribute() == b.attribute()) {
        for (position, second) in same.iter().enumerate() {
            let Some(first) =
                same[..position].iter().find(|first| !adds_to(&first.entry, &second.entry))
            else {
                continue;
            };
            found.push(Collision {
                attribute: second.attribute().to_owned(),
                first: directory.child(&first.entry.name),
                second: directory.child(&second.entry.name),
            });
        }
    }
    found
}

/// Whether one of two entries is a fragment directory and the other a file.
fn adds_to(a: &DirEntry, b: &DirEntry) -> bool {
    let is_fragment = |entry: &DirEntry| !is_file(entry) && is_fragment_directory(&entry.name);
    (is_fragment(a) && is_file(b)) || (is_file(a) && is_fragment(b))
}
