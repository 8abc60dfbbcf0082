//! A change of one text, made in another one that has changes of its own.
//!
//! In go a text, what it becomes, and the other text; out comes the other text with every part of the change whose
//! lines are the same there, and the lines that were not. Lines beside each other are not the same lines: two changes
//! that only touch are both made, where `git merge-file` sees a conflict.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices, capture_diff_slices_by_key};

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The other text with the change.
    pub bytes: Vec<u8>,
    /// The lines of [`Carried::bytes`], from 1, at which the other text keeps what it has of its own and a part of the
    /// change was left out.
    pub kept: Vec<usize>,
}

/// Lines of the old text, and what stands there instead.
struct Hunk<'a> {
    old: Range<usize>,
    new: &'a [&'a [u8]],
}

/// Makes the change from `old` to `new` in `present`.
pub fn carry(old: &[u8], new: &[u8], present: &[u8]) -> Carried {
    let (old, new, present) = (lines(old), lines(new), lines(present));
    let change = fine_hunks(&old, &new);
    let own = hunks(&capture_diff_slices(Algorithm::Myers, &old, &present), &present);
    // Each part of the change is asked for once, in order, against the few hunks that may touch it.
    let is_blocked = |part: &Hunk<'_>| {
        let first = own.partition_point(|hunk| hunk.old.end < part.old.start);
        own[first..]
            .iter()
            .take_while(|hunk| hunk.old.start <= part.old.end)
            .any(|hunk| overlap(&hunk.old, &part.old))
    };
    let is_made = |part: &&Hunk<'_>| own.iter().any(|h| h.old == part.old && h.new == part.new);
    let (blocked, free): (Vec<&Hunk<'_>>, Vec<&Hunk<'_>>) =
        change.iter().partition(|part| is_blocked(part));
    let blocked: Vec<&Hunk<'_>> = blocked.into_iter().filter(|part| !is_made(part)).collect();

    let mut all: Vec<(&Hunk<'_>, bool)> = own.iter().map(|hunk| (hunk, true)).collect();
    all.extend(free.into_iter().map(|hunk| (hunk, false)));
    // What is put in front of a line comes before what stands instead of it.
    all.sort_by_key(|(hunk, _)| (hunk.old.start, hunk.old.end));
    let (mut out, mut kept) = (Vec::<&[u8]>::new(), Vec::new());
    let mut at = 0;
    for (hunk, is_own) in all {
        out.extend(&old[at..hunk.old.start]);
        if is_own && blocked.iter().any(|part| overlap(&hunk.old, &part.old)) {
            kept.push(out.len() + 1);
        }
        out.extend(hunk.new);
        at = hunk.old.end;
    }
    out.extend(&old[at..]);
    Carried { bytes: out.concat(), kept }
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

fn hunks<'a>(operations: &[DiffOp], new: &'a [&'a [u8]]) -> Vec<Hunk<'a>> {
    let changes = operations.iter().filter(|operation| !matches!(operation, DiffOp::Equal { .. }));
    changes.map(|op| Hunk { old: op.old_range(), new: &new[op.new_range()] }).collect()
}

/// The change in parts that are as small as can be: where only the space in a line changes, one for each line.
fn fine_hunks<'a>(old: &[&[u8]], new: &'a [&'a [u8]]) -> Vec<Hunk<'a>> {
    let without_space = |line: &&[u8]| -> Vec<u8> {
        line.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect()
    };
    let mut found = Vec::new();
    for operation in capture_diff_slices_by_key(Algorithm::Myers, old, new, without_space) {
        match operation {
            DiffOp::Equal { .. } => {
                let pairs = operation.old_range().zip(operation.new_range());
                let changed = pairs.filter(|(before, after)| old[*before] != new[*after]);
                found.extend(changed.map(|(before, after)| Hunk {
                    old: before..before + 1,
                    new: &new[after..after + 1],
                }));
            }
            other => found.extend(hunks(&[other], new)),
        }
    }
    found
}

/// Whether two hunks are about the same lines, or put something at the same place.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    if a.is_empty() && b.is_empty() {
        return a.start == b.start;
    }
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, present: &str, expected: &str, kept: &[usize]) {
        let carried = carry(old.as_bytes(), new.as_bytes(), present.as_bytes());
        assert_eq!(String::from_utf8(carried.bytes).unwrap(), expected, "{present}");
        assert_eq!(carried.kept, kept, "{present}");
    }

    #[test]
    fn lines_that_are_the_same_take_the_change() {
        let (old, new) = ("a\nb\nc\n", "A\nb\nC\n");
        check(old, new, old, new, &[]);
        check(old, new, new, new, &[]);
        check(old, new, "a\nB\nc\n", "A\nB\nC\n", &[]);
        check(old, new, "a\nb\nx\ny\nc\n", "A\nb\nx\ny\nC\n", &[]);
        check(old, new, "0\na\nb\nc\nd\n", "0\nA\nb\nC\nd\n", &[]);
        check(old, new, "a\nc\n", "A\nC\n", &[]);
    }

    #[test]
    fn lines_that_are_not_the_same_stay() {
        let (old, new) = ("a\nb\nc\n", "A\nb\nC\n");
        check(old, new, "x\nb\nc\n", "x\nb\nC\n", &[1]);
        check(old, new, "b\nc\n", "b\nC\n", &[1]);
        check("a\n", "a\nx\n", "a\ny\n", "a\ny\n", &[2]);
        check("a\nb\n", "", "a\nx\nb\n", "a\nx\nb\n", &[2]);
        check("a", "a\n", "b", "b", &[1]);
    }

    #[test]
    fn a_block_that_moves_sideways_moves_line_by_line() {
        let (old, new) = ("{\na=1;\nb=2;\nc=3;\n}\n", "{\n  a = 1;\n  b = 2;\n  c = 3;\n}\n");
        check(old, new, &old.replace("b=2", "b=5"), &new.replace("  b = 2", "b=5"), &[3]);
    }
}
