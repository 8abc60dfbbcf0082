//! What the tasks of a walk found, put in the order of the paths.
//!
//! A task's items are in byte order of the names, and a directory's items stand where the directory stands:
//! going through them depth first gives the order of the paths without comparing any.

use imp_model::source::{ReadError, TreePath};

use super::{Collision, Scan, ScanRoot};

/// What a task found, in order.
pub(super) enum Item<T> {
    /// What another task found stands here.
    Task(usize),
    /// A directory that is a set of its entries.
    Directory(TreePath),
    /// A link that can be followed, and where it leads without further links.
    Link { path: TreePath, target: TreePath },
    /// A file that was worked on.
    File { path: TreePath, value: Option<T>, problem: Option<ReadError>, is_untracked: bool },
    /// A file that was worked on and that the conventions do not visit.
    Unvisited { path: TreePath, value: Option<T>, is_untracked: bool },
    /// An entry that is neither file nor directory, or a directory that can't be listed.
    Unreadable { path: TreePath, error: ReadError, is_untracked: bool },
    /// A link to a directory that git does not track.
    Untracked(TreePath),
    /// Two entries with one attribute.
    Collision(Collision),
    /// Everything that was found from another root, which is the directory just named.
    AllOf(usize),
    /// The file with this path that was found from another root.
    FileOf(usize, TreePath),
}

impl<T> Item<T> {
    /// A directory that can't be entered or listed.
    pub(super) fn unreadable(path: TreePath, error: ReadError) -> Self {
        Self::Unreadable { path, error, is_untracked: false }
    }
}

/// What was found from one root.
struct Draft<T> {
    /// Files that were worked on from this root, in order.
    own: Vec<(TreePath, T)>,
    /// Files that were worked on from a root below this one.
    taken: Vec<TreePath>,
    /// Files that the conventions do not visit.
    unvisited: Vec<(TreePath, T)>,
    rest: ScanRoot,
}

/// Puts the items of the tasks, by number, together; the first tasks are those of the roots.
pub(super) fn assemble<T>(roots: &[&TreePath], mut tasks: Vec<Vec<Item<T>>>) -> Scan<T> {
    // A root above another one takes from it, so the deepest go first.
    let mut order: Vec<usize> = (0..roots.len()).collect();
    order.sort_by_key(|&root| std::cmp::Reverse(roots[root].components().count()));
    let mut drafts: Vec<Option<Draft<T>>> = roots.iter().map(|_| None).collect();
    for root in order {
        let draft = draft(roots[root], root, &mut tasks, &drafts);
        drafts[root] = Some(draft);
    }

    let is_nested = roots.iter().any(|a| roots.iter().any(|b| a != b && a.starts_with(b)));
    let mut drafts: Vec<(usize, Draft<T>)> = drafts.into_iter().flatten().enumerate().collect();
    drafts.sort_by(|a, b| a.1.rest.root.cmp(&b.1.rest.root));
    let mut files = Vec::with_capacity(drafts.iter().map(|(_, draft)| draft.own.len()).sum());
    let mut unvisited = Vec::new();
    let mut paths = Vec::new();
    for (_, draft) in &mut drafts {
        unvisited.append(&mut draft.unvisited);
        let start = files.len();
        if is_nested {
            let own = draft.own.iter().map(|(path, _)| path.clone());
            paths.push(own.chain(std::mem::take(&mut draft.taken)).collect::<Vec<_>>());
        }
        files.append(&mut draft.own);
        draft.rest.files = (start..files.len()).collect();
    }
    if is_nested {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        // A flake that one root leaves to Nix is visited from the root above.
        unvisited.retain(|(path, _): &(TreePath, T)| {
            files.binary_search_by(|(other, _)| other.cmp(path)).is_err()
        });
        for ((_, draft), paths) in drafts.iter_mut().zip(paths) {
            let position =
                |path: &TreePath| files.binary_search_by(|(other, _)| other.cmp(path)).ok();
            draft.rest.files = paths.iter().filter_map(position).collect();
            draft.rest.files.sort_unstable();
        }
    }
    drafts.sort_by_key(|(given, _)| *given);
    unvisited.sort_by(|a, b| a.0.cmp(&b.0));
    let roots = drafts.into_iter().map(|(_, draft)| draft.rest).collect();
    Scan { files, unvisited, links: Vec::new(), roots }
}

/// What is left of a scan when its links lead to too many directories: which part of them was entered
/// depends on the threads, so none of it counts.
pub(super) fn too_many_links<T>(roots: &[&TreePath]) -> Scan<T> {
    let refuse = |root: &&TreePath| {
        let mut refused = empty(root);
        let words = "its links lead to too many directories".to_owned();
        refused.unreadable.push(((*root).clone(), ReadError::Io(words)));
        refused
    };
    let roots = roots.iter().map(refuse).collect();
    Scan { files: Vec::new(), unvisited: Vec::new(), links: Vec::new(), roots }
}

fn draft<T>(
    path: &TreePath,
    root: usize,
    tasks: &mut [Vec<Item<T>>],
    others: &[Option<Draft<T>>],
) -> Draft<T> {
    let mut draft =
        Draft { own: Vec::new(), taken: Vec::new(), unvisited: Vec::new(), rest: empty(path) };
    let mut stack = vec![std::mem::take(&mut tasks[root]).into_iter()];
    while let Some(items) = stack.last_mut() {
        let Some(item) = items.next() else {
            stack.pop();
            continue;
        };
        match item {
            Item::Task(id) => stack.push(std::mem::take(&mut tasks[id]).into_iter()),
            Item::Directory(path) => draft.rest.directories.push(path),
            Item::Untracked(path) => draft.rest.untracked.push(path),
            Item::Link { path, target } => draft.rest.links.push((path, target)),
            Item::Unvisited { path, value, is_untracked } => {
                if is_untracked {
                    draft.rest.untracked.push(path.clone());
                }
                draft.unvisited.extend(value.map(|value| (path, value)));
            }
            Item::Unreadable { path, error, is_untracked } => {
                if is_untracked {
                    draft.rest.untracked.push(path.clone());
                }
                draft.rest.unreadable.push((path, error));
            }
            Item::Collision(collision) => draft.rest.collisions.push(collision),
            Item::File { path, value, problem, is_untracked } => {
                if let Some(problem) = problem {
                    draft.rest.unreadable.push((path.clone(), problem));
                }
                if is_untracked {
                    draft.rest.untracked.push(path.clone());
                }
                draft.own.extend(value.map(|value| (path, value)));
            }
            Item::AllOf(other) => {
                if let Some(other) = &others[other] {
                    draft.take(other, |_| true);
                }
            }
            Item::FileOf(other, file) => {
                if let Some(other) = &others[other] {
                    draft.take(other, |path| *path == file);
                }
            }
        }
    }
    draft
}

impl<T> Draft<T> {
    /// Takes over what another root found at the paths that count.
    fn take(&mut self, other: &Self, counts: impl Fn(&TreePath) -> bool) {
        let own = other.own.iter().map(|(path, _)| path);
        self.taken.extend(own.chain(&other.taken).filter(|path| counts(path)).cloned());
        let (mine, rest) = (&mut self.rest, &other.rest);
        mine.directories.extend(rest.directories.iter().filter(|path| counts(path)).cloned());
        mine.unreadable.extend(rest.unreadable.iter().filter(|(path, _)| counts(path)).cloned());
        mine.untracked.extend(rest.untracked.iter().filter(|path| counts(path)).cloned());
        mine.collisions
            .extend(rest.collisions.iter().filter(|found| counts(&found.first)).cloned());
    }
}

fn empty(root: &TreePath) -> ScanRoot {
    ScanRoot {
        root: root.clone(),
        files: Vec::new(),
        directories: Vec::new(),
        unreadable: Vec::new(),
        untracked: Vec::new(),
        links: Vec::new(),
        collisions: Vec::new(),
    }
}
