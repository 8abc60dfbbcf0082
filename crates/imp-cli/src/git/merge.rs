//! Three texts into one, as `git merge-file` does it.

use std::ffi::OsString;
use std::path::Path;

use crate::Failure;
use crate::process::{find_program, run_program};
use crate::scratch::temporary_folder;

/// What came out of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text.
    pub bytes: Vec<u8>,
    /// Whether there are conflicts in it.
    pub has_conflicts: bool,
    /// Whether git takes a text for binary, so that it is ours.
    pub is_binary: bool,
}

/// How conflicts are marked.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// How many characters a mark is long.
    pub size: usize,
    /// What marks call our version, the common ancestor, and their version.
    pub labels: &'a [String],
}

/// Puts the changes from `base` to `theirs` into `ours`. Where both sides changed the same lines it shows both, between
/// marks, in the style that git's configuration says where the program runs. Of what git takes for binary ours is kept,
/// with a conflict.
///
/// # Errors
/// When git can't be run.
pub fn merge(
    ours: &[u8],
    base: &[u8],
    theirs: &[u8],
    marks: &Marks<'_>,
) -> Result<Merged, Failure> {
    let failed =
        |error: std::io::Error| Failure::new("can't write a temporary file").because(&error);
    let folder = temporary_folder().map_err(failed)?;
    for (name, bytes) in [("ours", ours), ("base", base), ("theirs", theirs)] {
        std::fs::write(folder.path().join(name), bytes).map_err(failed)?;
    }
    let git = find_program("git", Path::new("/"))
        .ok_or_else(|| Failure::new("can't run `git`").help("install git, and put it on `PATH`"))?;
    let mut arguments: Vec<OsString> =
        ["merge-file", "--stdout", "--quiet"].into_iter().map(Into::into).collect();
    arguments.push(format!("--marker-size={}", marks.size).into());
    for label in marks.labels {
        arguments.extend(["-L".into(), label.into()]);
    }
    arguments.extend(["ours", "base", "theirs"].map(|name| folder.path().join(name).into()));
    let ended = run_program(&git, &arguments, Path::new("."))?;
    match ended.status {
        Some(conflicts @ 0..=127) => {
            let has_conflicts = conflicts > 0;
            Ok(Merged { bytes: ended.stdout, has_conflicts, is_binary: false })
        }
        // It says nothing when it is to be quiet.
        _ if [ours, base, theirs].iter().any(|text| text.contains(&0)) => {
            Ok(Merged { bytes: ours.to_vec(), has_conflicts: true, is_binary: true })
        }
        _ => {
            let (how, said) = (ended.how(), ended.said());
            let said = if said.is_empty() { "it said nothing" } else { &*said };
            Err(Failure::new(format!("`git merge-file` {how}: {said}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untouched_lines_take_the_change_and_touched_ones_are_shown_twice() {
        let labels = ["mine", "old", "yours"].map(str::to_owned);
        let marks = Marks { size: 9, labels: &labels };
        let merged =
            merge(b"x\nb\nc\nd\ne\n", b"a\nb\nc\nd\ne\n", b"A\nb\nc\nd\nE\n", &marks).unwrap();
        let text = String::from_utf8(merged.bytes).unwrap();
        assert!(
            merged.has_conflicts && text.starts_with("<<<<<<<<< mine\n") && text.ends_with("\nE\n")
        );
    }
}
