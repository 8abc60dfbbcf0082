//! Walking the scanned directories in parallel and working on each file where it is read.
//!
//! In go the roots and what to do with a file; out come the results in the order of the paths, and what
//! else the walk saw: directories, entries that can't be read, files that git does not track yet, and names
//! that two entries claim. The result does not depend on which thread was first. What is visited is said
//! by [`imp_model::source::visit`].

mod assemble;
mod found;
mod tree;
mod walk;

use std::sync::OnceLock;

use imp_model::facts::Role;
pub use imp_model::source::Collision;
use imp_model::source::{Files, ReadError, TreePath};

use rayon::prelude::*;

pub use self::found::Found;
use crate::disk::Disk;
use crate::run::{give_up, no_thread};

/// The stack of a thread that scans, in bytes. Files are parsed there: it holds the parser's nesting of
/// 512 many times over. Long chains of operators, which are deeper, are bounded before they are walked.
pub const STACK_SIZE: usize = crate::run::STACK_SIZE;

/// More threads than this wait for the kernel and not for work.
const MAX_THREADS: usize = 8;

/// What a scan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan<T> {
    /// The files that are visited from any root, once, in order of the paths, with what the work on them gave.
    pub files: Vec<(TreePath, T)>,
    /// Unless only [`Coverage::Visited`]: the Nix files that no root visits, once, in order of the paths.
    pub unvisited: Vec<(TreePath, T)>,
    /// Directories and files that are links, in order of the paths: what they lead to is in the tree.
    pub links: Vec<TreePath>,
    /// The roots, in the order in which they were given, repetitions left out, and what [`Coverage::Tree`] adds.
    pub roots: Vec<ScanRoot>,
}

/// What a scan found below one root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanRoot {
    /// The root.
    pub root: TreePath,
    /// Positions in [`Scan::files`], ascending. A directory with `default.nix` gives only that file.
    pub files: Vec<usize>,
    /// The directories below the root that are sets of their entries, also empty ones.
    pub directories: Vec<TreePath>,
    /// What can't be read, and why: files (which are in `files` too) and directories, maybe the root itself.
    pub unreadable: Vec<(TreePath, ReadError)>,
    /// Files that were worked on and that git does not track, so that Nix does not see them yet.
    pub untracked: Vec<TreePath>,
    /// Links that can be followed, and where each leads without further links; those that another root holds are
    /// that one's.
    pub links: Vec<(TreePath, TreePath)>,
    /// Attributes that two entries of a directory claim.
    pub collisions: Vec<Collision>,
}

/// Which files a scan works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Those that the conventions visit.
    Visited,
    /// Also the Nix files below a directory with `default.nix`, and hidden ones. Of them the scan reports
    /// nothing but what the work on them gives.
    All,
    /// Also those elsewhere in the tree: its top is one more root. A flake at another root stays Nix's there,
    /// unless the top was given as a root itself.
    Tree,
}

/// Scans directories of a working tree. `per_file` gets each file, how the conventions see it, and its bytes,
/// or why there are none (which is in [`ScanRoot::unreadable`] too). A file for which it gives nothing is not among
/// those of the [`Scan`]. It runs in several threads at once, each with [`STACK_SIZE`].
pub fn scan<T, F>(disk: &Disk, roots: &[TreePath], coverage: Coverage, per_file: F) -> Scan<T>
where
    T: Send,
    F: Fn(&Found<'_>, Role, Result<&[u8], ReadError>) -> Option<T> + Sync,
{
    walk::walk(disk, roots, coverage, &per_file)
}

/// Scans directories of anything that is [`Files`]: of a tree in memory.
pub fn scan_files<T, F>(
    files: &dyn Files,
    roots: &[TreePath],
    coverage: Coverage,
    per_file: F,
) -> Scan<T>
where
    T: Send,
    F: Fn(&Found<'_>, Role, Result<&[u8], ReadError>) -> Option<T> + Sync,
{
    walk::walk(&tree::AnyFiles(files), roots, coverage, &per_file)
}

/// The threads that scan, which are there for other parallel work as well.
///
/// # Panics
/// With a [`Failure`](crate::Failure) when the system gives no more threads, which the program then ends with.
pub fn pool() -> &'static rayon::ThreadPool {
    static POOL: OnceLock<rayon::ThreadPool> = OnceLock::new();
    POOL.get_or_init(|| {
        let available = std::thread::available_parallelism().map_or(1, usize::from);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(available.min(MAX_THREADS))
            .stack_size(STACK_SIZE)
            .thread_name(|index| format!("imp-scan-{index}"))
            .build();
        pool.unwrap_or_else(|error| give_up(no_thread(&error)))
    })
}

/// What the work on each item gives, in their order. It runs in the threads that scan.
pub fn in_parallel<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    pool().install(|| items.par_iter().map(&work).collect())
}

#[cfg(test)]
mod tests;
