//! What can't be avoided by a program that looks for something in all files below a directory: two threads
//! that list directories, read every file into one buffer each, and search it.
//!
//! `bench-floor ROOT WORD…` searches for the words. With `--parse` before them, the files that hold one are parsed
//! with rnix, and their trees walked: what can't be avoided by who asks what is said in them.
//! With `--names` there, files are only counted.
#![expect(
    clippy::print_stdout,
    reason = "the count is the result, and keeps the search from going"
)]

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

use memchr::memmem::Finder;
use rnix::Root;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Directories to list, and how many threads are at one.
#[derive(Default)]
struct Queue {
    folders: Vec<PathBuf>,
    busy: usize,
}

/// What to do with a file.
struct Task {
    words: Vec<Finder<'static>>,
    parses: bool,
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    let root = arguments.next().map_or_else(|| PathBuf::from("."), PathBuf::from);
    let parses = arguments.next_if(|argument| argument == "--parse").is_some();
    let words = arguments.map(|word| Finder::new(&word).into_owned()).collect();
    let task = Task { words, parses };
    let queue = (Mutex::new(Queue { folders: vec![root], busy: 0 }), Condvar::new());
    let found: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| work(&queue, &task))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(Ok(0))).sum::<io::Result<usize>>()
    })?;
    println!("{found}");
    Ok(())
}

fn work(queue: &(Mutex<Queue>, Condvar), task: &Task) -> io::Result<usize> {
    let only_names = std::env::args_os().nth(2).is_some_and(|what| what == "--names");
    let (mut buffer, mut found) = (Vec::new(), 0);
    while let Some(folder) = take(queue) {
        let mut folders = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() && entry.file_name() != ".git" {
                folders.push(entry.path());
            } else if kind.is_file() && only_names {
                found += 1;
            } else if kind.is_file() {
                buffer.clear();
                File::open(entry.path())?.read_to_end(&mut buffer)?;
                found += task.run(&buffer);
            }
        }
        let mut state = queue.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.folders.append(&mut folders);
        state.busy -= 1;
        queue.1.notify_all();
    }
    Ok(found)
}

impl Task {
    /// Whether a file holds a word, or how many nodes and tokens its tree has if it does.
    fn run(&self, bytes: &[u8]) -> usize {
        if !self.words.iter().any(|word| word.find(bytes).is_some()) {
            return 0;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if self.parses => Root::parse(text).syntax().descendants_with_tokens().count(),
            _ => 1,
        }
    }
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
