//! What can't be avoided by a program that looks for bytes in all files below a directory: two threads
//! that list directories, read every file into one buffer each, and search it.
#![expect(
    clippy::print_stdout,
    reason = "the count is the result, and keeps the search from going"
)]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

use memchr::memmem::Finder;

/// Directories to list, and how many threads are at one.
#[derive(Default)]
struct Queue {
    folders: Vec<PathBuf>,
    busy: usize,
}

fn main() -> io::Result<()> {
    let root = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let queue = (Mutex::new(Queue { folders: vec![root], busy: 0 }), Condvar::new());
    let found: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| work(&queue))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(Ok(0))).sum::<io::Result<usize>>()
    })?;
    println!("{found}");
    Ok(())
}

fn work(queue: &(Mutex<Queue>, Condvar)) -> io::Result<usize> {
    let (finder, mut buffer, mut found) = (Finder::new(b"__inputs"), Vec::new(), 0);
    while let Some(folder) = take(queue) {
        let mut folders = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() && entry.file_name() != ".git" {
                folders.push(entry.path());
            } else if kind.is_file() {
                buffer.clear();
                File::open(entry.path())?.read_to_end(&mut buffer)?;
                found += usize::from(finder.find(&buffer).is_some());
            }
        }
        let mut state = queue.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.folders.append(&mut folders);
        state.busy -= 1;
        queue.1.notify_all();
    }
    Ok(found)
}

fn take((state, changed): &(Mutex<Queue>, Condvar)) -> Option<PathBuf> {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some(folder) = state.folders.pop() {
            state.busy += 1;
            return Some(folder);
        }
        if state.busy == 0 {
            return None;
        }
        state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
}
