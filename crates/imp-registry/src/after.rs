//! Where a place of before stands after a rename was written, so that what is shown of it is what is there.

use imp_model::text::{Edit, Place, Span};

use crate::plan::Plan;

impl Plan {
    /// Gives the findings the places that they have once the plan is written.
    pub fn move_findings(&mut self) {
        let mut findings = std::mem::take(&mut self.findings);
        for finding in &mut findings {
            let labels = finding.labels.iter_mut().map(|label| &mut label.place);
            for place in finding.place.iter_mut().chain(labels) {
                *place = self.place_after(place);
            }
        }
        self.findings = findings;
    }

    /// A place once the plan is written: in the file where it is then, behind what was written before it.
    pub fn place_after(&self, place: &Place) -> Place {
        let file = self.moves.after(&place.file);
        match self.files.iter().find(|changed| changed.path == place.file) {
            Some(changed) => {
                let start = offset_after(changed.edits.iter(), place.span.start, Side::Start);
                let end = offset_after(changed.edits.iter(), place.span.end, Side::End);
                Place::new(&file, &changed.new, Span { start, end })
            }
            None => Place { file, ..place.clone() },
        }
    }
}

/// Which end of a place an offset is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// An offset after edits, which are in order. One inside of what is replaced goes to the end that keeps all of it.
fn offset_after<'a>(edits: impl Iterator<Item = &'a Edit>, offset: u32, side: Side) -> u32 {
    let mut after = offset;
    for edit in edits.take_while(|edit| edit.span.start < offset) {
        let length = u32::try_from(edit.text.len()).unwrap_or(u32::MAX);
        let kept = edit.span.end.min(offset);
        let (removed, added) = match side {
            Side::Start if offset < edit.span.end => (kept - edit.span.start, 0),
            _ => (kept - edit.span.start, length),
        };
        after = after - removed + added;
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_move_with_what_stands_before_them() {
        let edit = |start, end, text: &str| Edit { span: Span { start, end }, text: text.into() };
        // `ab cd ef` becomes `abc c e`.
        let edits = [edit(0, 2, "abc"), edit(3, 5, "c"), edit(6, 8, "e")];
        let after = |offset, side| offset_after(edits.iter(), offset, side);
        assert_eq!((after(0, Side::Start), after(2, Side::End)), (0, 3));
        assert_eq!((after(3, Side::Start), after(5, Side::End)), (4, 5));
        assert_eq!((after(4, Side::Start), after(7, Side::End)), (4, 7));
        assert_eq!((after(6, Side::Start), after(8, Side::End)), (6, 7));
    }
}
