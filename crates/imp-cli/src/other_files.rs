//! Reads the files in other languages than Nix that rules ask about: scripts, workflows, what may hold a secret.
//!
//! In goes the working tree; out come facts, in the order of the paths. Only what git tracks counts. Links are not
//! followed, and what is known to be no text by its name, or is too large to be written by hand, is there but not read.

use std::cell::RefCell;

use imp_model::facts::{Form, OtherFile, Wanted};
use imp_model::source::TreePath;

use crate::disk::{Disk, OpenFile};

/// Files above this many bytes are made by programs.
const MAX_SIZE: u64 = 1 << 20;

/// Endings of files that are no text.
const NO_TEXT: [&str; 30] = [
    "7z", "avif", "bin", "bmp", "bz2", "eot", "gif", "gz", "icns", "ico", "iso", "jar", "jpeg",
    "jpg", "jxl", "mp3", "mp4", "ogg", "otf", "pdf", "png", "so", "svg", "tar", "ttf", "wasm",
    "webp", "woff2", "xz", "zst",
];

/// The facts of all such files, where they are wanted.
pub(crate) fn other_files(disk: &Disk, wanted: Wanted) -> Vec<OtherFile> {
    if !wanted.rules {
        return Vec::new();
    }
    let walked = disk.walk_files(&TreePath::root(), |_, name| is_wanted(name), read);
    walked.results.into_iter().map(|(_, file)| file).collect()
}

fn is_wanted(name: &str) -> bool {
    !name.ends_with(".nix") && name != "flake.lock"
}

fn read(file: &OpenFile<'_>) -> Option<OtherFile> {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    if file.is_untracked {
        return None;
    }
    let path = file.path();
    let ending = path.file_name().rsplit_once('.').map_or("", |(_, ending)| ending);
    if NO_TEXT.contains(&ending) || file.identity().ok()?.size() > MAX_SIZE {
        return Some(OtherFile::new(&path, Form::Unread));
    }
    BUFFER.with_borrow_mut(|buffer| {
        let (bytes, _) = file.read(buffer).ok()?;
        Some(OtherFile::read(&path, bytes))
    })
}
