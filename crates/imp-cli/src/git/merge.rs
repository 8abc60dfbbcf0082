//! Three texts into one, as `git merge-file` does it.

use std::ffi::OsString;
use std::path::Path;

use crate::Failure;
use crate::process::{find_program, run_program};

/// What to do where both sides changed the same lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// Show both, between marks of this length.
    Neither {
        /// How many characters a mark is long.
        marker_size: usize,
    },
    /// Take the lines of our side.
    Ours,
}

/// What came out of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text.
    pub bytes: Vec<u8>,
    /// Whether there are conflicts in it.
    pub has_conflicts: bool,
}

/// Puts the changes from `base` to `theirs` into `ours`.
///
/// # Errors
/// When git can't be run, or takes a text for binary.
pub fn merge(ours: &[u8], base: &[u8], theirs: &[u8], prefer: Prefer) -> Result<Merged, Failure> {
    let failed =
        |error: std::io::Error| Failure::new("can't write a temporary file").because(&error);
    let folder = tempfile::Builder::new().prefix("imp-merge-").tempdir().map_err(failed)?;
    for (name, bytes) in [("ours", ours), ("base", base), ("theirs", theirs)] {
        std::fs::write(folder.path().join(name), bytes).map_err(failed)?;
    }
    let git = find_program("git", Path::new("/"))
        .ok_or_else(|| Failure::new("can't run `git`").help("install git, and put it on `PATH`"))?;
    let option = match prefer {
        Prefer::Neither { marker_size } => format!("--marker-size={marker_size}"),
        Prefer::Ours => "--ours".to_owned(),
    };
    let arguments: Vec<OsString> =
        ["merge-file", "--stdout", "--quiet", &option, "ours", "base", "theirs"]
            .into_iter()
            .map(Into::into)
            .collect();
    let ended = run_program(&git, &arguments, folder.path())?;
    match ended.status {
        Some(conflicts @ 0..=127) => {
            Ok(Merged { bytes: ended.stdout, has_conflicts: conflicts > 0 })
        }
        _ => Err(Failure::new(format!("`git merge-file` {}: {}", ended.how(), ended.said()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untouched_lines_take_the_change_and_touched_ones_stay() {
        let (base, theirs) = ("a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n");
        let merged = merge(b"x\nb\nc\nd\ne\n", base.as_bytes(), theirs.as_bytes(), Prefer::Ours);
        assert_eq!(merged.unwrap().bytes, b"x\nb\nc\nd\nE\n");
        let marks = Prefer::Neither { marker_size: 7 };
        let merged = merge(b"x\nb\nc\nd\ne\n", base.as_bytes(), theirs.as_bytes(), marks).unwrap();
        assert!(merged.has_conflicts && merged.bytes.starts_with(b"<<<<<<< "));
    }
}
