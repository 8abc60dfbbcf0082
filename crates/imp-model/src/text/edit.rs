//! Edits as values: sorted, disjoint, applied once.
//!
//! A diff, a write and an `imp.edits/1` document are three renderings of one [`FileEdits`].

use super::Span;

/// One replacement: the bytes of `span` become `text`. An empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced, in the text before any edit.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// The edits of one file: in order of their spans, none touching the bytes of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEdits {
    edits: Vec<Edit>,
}

/// Two edits that want the same bytes, or one that does not fit the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditConflict {
    /// Both replace some of the same bytes, or both insert at one offset.
    Overlap(Edit, Edit),
    /// The span ends after the text, or starts or ends inside a character.
    OutOfBounds(Edit),
}

impl std::fmt::Display for EditConflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Overlap(a, b) => write!(
                f,
                "the edits of bytes {}..{} and {}..{} overlap",
                a.span.start, a.span.end, b.span.start, b.span.end
            ),
            Self::OutOfBounds(edit) => {
                write!(f, "bytes {}..{} are no range of the text", edit.span.start, edit.span.end)
            }
        }
    }
}

impl std::error::Error for EditConflict {}

impl FileEdits {
    /// Sorts the edits and drops exact repetitions.
    ///
    /// # Errors
    /// [`EditConflict::Overlap`] when two different edits touch the same bytes or insert at one place:
    /// which of them should win is not for a program to say.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, EditConflict> {
        edits.sort();
        edits.dedup();
        for pair in edits.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            if b.span.start < a.span.end || b.span.start == a.span.start {
                return Err(EditConflict::Overlap(a.clone(), b.clone()));
            }
        }
        Ok(Self { edits })
    }

    /// The edits in order.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The text with every edit done.
    ///
    /// # Errors
    /// [`EditConflict::OutOfBounds`] when an edit does not fit `text`; nothing is done then.
    pub fn apply(&self, text: &str) -> Result<String, EditConflict> {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for edit in &self.edits {
            let range = edit.span.range();
            let kept = text.get(done..range.start).filter(|_| text.get(range.clone()).is_some());
            out.push_str(kept.ok_or_else(|| EditConflict::OutOfBounds(edit.clone()))?);
            out.push_str(&edit.text);
            done = range.end;
        }
        out.push_str(&text[done..]);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.into() }
    }

    #[test]
    fn edits_apply_in_order_whatever_order_they_came_in() {
        let edits =
            FileEdits::new(vec![edit(4, 5, "B"), edit(0, 1, "AA"), edit(2, 2, "+")]).unwrap();
        assert_eq!(edits.apply("a | b").unwrap(), "AA +| B");
    }

    #[test]
    fn overlapping_and_competing_edits_are_refused_and_equal_ones_are_one() {
        assert!(FileEdits::new(vec![edit(0, 3, "x"), edit(2, 4, "y")]).is_err());
        assert!(FileEdits::new(vec![edit(1, 1, "x"), edit(1, 1, "y")]).is_err());
        assert_eq!(
            FileEdits::new(vec![edit(0, 1, "x"), edit(0, 1, "x")]).unwrap().iter().count(),
            1
        );
    }

    #[test]
    fn an_edit_outside_the_text_or_inside_a_character_is_refused() {
        let past = FileEdits::new(vec![edit(1, 9, "")]).unwrap();
        assert!(matches!(past.apply("ab"), Err(EditConflict::OutOfBounds(_))));
        let inside = FileEdits::new(vec![edit(0, 1, "")]).unwrap();
        assert!(matches!(inside.apply("é"), Err(EditConflict::OutOfBounds(_))));
    }
}
