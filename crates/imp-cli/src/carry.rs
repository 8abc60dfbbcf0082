//! A change of one text, made in another one that has changes of its own.
//!
//! In go a text, what it becomes, and the other text; out comes the other text with every part of the change whose
//! lines are the same there. Lines beside each other are not the same lines: two changes
//! that only touch are both made, where `git merge-file` sees a conflict.

use std::ops::{Range, RangeInclusive};

use similar::{Algorithm, DiffOp, capture_diff_slices, capture_diff_slices_by_key};

/// Lines of the old text, and what stands there instead.
struct Hunk<'a> {
    old: Range<usize>,
    new: &'a [&'a [u8]],
}

/// Makes the change from `old` to `new` in `present`.
pub fn carry(old: &[u8], new: &[u8], present: &[u8]) -> Vec<u8> {
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
    let free = change.iter().filter(|part| !is_blocked(part));
    let mut all: Vec<&Hunk<'_>> = own.iter().chain(free).collect();
    // What is put in front of a line comes before what stands instead of it.
    all.sort_by_key(|hunk| (hunk.old.start, hunk.old.end));
    let mut out = Vec::<&[u8]>::new();
    let mut at = 0;
    for hunk in all {
        out.extend(&old[at..hunk.old.start]);
        out.extend(hunk.new);
        at = hunk.old.end;
    }
    out.extend(&old[at..]);
    out.concat()
}

/// The lines of a text, counted from 1, that another text has in another form: each range the first and the last.
pub fn unlike(text: &[u8], other: &[u8]) -> Vec<RangeInclusive<usize>> {
    let (text, other) = (lines(text), lines(other));
    let operations = capture_diff_slices(Algorithm::Myers, &text, &other);
    let changed = hunks(&operations, &other).into_iter().map(|hunk| hunk.old);
    changed.filter(|old| !old.is_empty()).map(|old| old.start + 1..=old.end).collect()
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

    fn check(old: &str, new: &str, present: &str, expected: &str) {
        let carried = carry(old.as_bytes(), new.as_bytes(), present.as_bytes());
        assert_eq!(String::from_utf8(carried).unwrap(), expected, "{present}");
    }

    #[test]
    fn lines_that_are_the_same_take_the_change() {
        let (old, new) = ("a\nb\nc\n", "A\nb\nC\n");
        check(old, new, old, new);
        check(old, new, new, new);
        check(old, new, "a\nB\nc\n", "A\nB\nC\n");
        check(old, new, "a\nb\nx\ny\nc\n", "A\nb\nx\ny\nC\n");
        check(old, new, "0\na\nb\nc\nd\n", "0\nA\nb\nC\nd\n");
        check(old, new, "a\nc\n", "A\nC\n");
    }

    #[test]
    fn lines_that_are_not_the_same_stay() {
        let (old, new) = ("a\nb\nc\n", "A\nb\nC\n");
        check(old, new, "x\nb\nc\n", "x\nb\nC\n");
        check(old, new, "b\nc\n", "b\nC\n");
        check("a\n", "a\nx\n", "a\ny\n", "a\ny\n");
        check("a\nb\n", "", "a\nx\nb\n", "a\nx\nb\n");
        check("a", "a\n", "b", "b");
    }

    #[test]
    fn a_block_that_moves_sideways_moves_line_by_line() {
        let (old, new) = ("{\na=1;\nb=2;\nc=3;\n}\n", "{\n  a = 1;\n  b = 2;\n  c = 3;\n}\n");
        check(old, new, &old.replace("b=2", "b=5"), &new.replace("  b = 2", "b=5"));
    }

    #[test]
    fn the_lines_that_differ_are_told_as_they_are_now() {
        let unlike = |text: &str, other: &str| {
            let lines = unlike(text.as_bytes(), other.as_bytes());
            lines.into_iter().map(|lines| (*lines.start(), *lines.end())).collect::<Vec<_>>()
        };
        assert_eq!(unlike("a\nb\nc\nd\n", "a\nB\nC\nd\n"), [(2, 3)]);
        assert_eq!(unlike("a\nb\nc\n", "A\nb\n"), [(1, 1), (3, 3)]);
        assert_eq!(unlike("a\n", "a\nb\n"), []);
        assert_eq!(unlike("a", "a\n"), [(1, 1)]);
    }
}
