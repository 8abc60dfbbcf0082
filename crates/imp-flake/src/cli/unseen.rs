//! Files that would be new, and that git does not take, so that Nix would not see them.

use imp_cli::disk::Disk;
use imp_model::source::{TreePath, shell_word};

/// Why git would not take a new file, and what to do.
pub(super) fn unseen(disk: &Disk, path: &TreePath) -> Option<(String, String)> {
    if let Some(other) = disk.other_repository_at(path) {
        let message =
            format!("`{path}` would be in `{other}`, which is a git repository of its own");
        let help = format!("move `{other}` away, or make it a part of this repository");
        return Some((message, help));
    }
    disk.is_ignored(path).then(|| {
        let message = format!("git would ignore `{path}`, so Nix would not see it");
        let word = shell_word(path.as_str());
        (message, format!("take the pattern away that `git check-ignore -v {word}` names"))
    })
}
