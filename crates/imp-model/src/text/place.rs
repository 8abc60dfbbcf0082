//! A range in a file of the tree, with the lines and columns that people read.

use super::Span;
use crate::source::TreePath;

/// A line and a column, both from 1; columns are Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// Where something stands: file, bytes, and both ends as line and column.
///
/// The order is by file, then by bytes, which is the order of every list that people read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the root.
    pub file: TreePath,
    /// The bytes.
    pub span: Span,
    /// Line and column of the first byte.
    pub start: Position,
    /// Line and column after the last byte.
    pub end: Position,
}

impl Place {
    /// The place of `span` in `text`, which is the text of `file`.
    pub fn new(file: &TreePath, text: &str, span: Span) -> Self {
        Self::starting(file, text, span, position_at(text, span.start as usize))
    }

    /// The same where the line and column of its first byte are known.
    pub(crate) fn starting(file: &TreePath, text: &str, span: Span, start: Position) -> Self {
        let end = match text.get(span.range()) {
            Some(inside) => position_after(start, inside),
            None => position_at(text, span.end as usize),
        };
        Self { file: file.clone(), span, start, end }
    }

    /// The same in a text of which many places are asked.
    pub(crate) fn known(file: &TreePath, text: &str, span: Span, positions: &Positions) -> Self {
        Self::starting(file, text, span, positions.at(text, span.start as usize))
    }

    /// The start of a file, for what concerns the file as a whole.
    pub fn start_of(file: &TreePath) -> Self {
        let start = Position { line: 1, column: 1 };
        Self { file: file.clone(), span: Span::empty(0), start, end: start }
    }

    /// The place that these words, which a place shows, stand for; its bytes are not known.
    pub(crate) fn of_words(words: &str) -> Option<Self> {
        let mut parts = words.rsplitn(3, ':');
        let mut number = || parts.next()?.parse().ok();
        let (column, line) = (number()?, number()?);
        let start = Position { line, column };
        let file = TreePath::new(parts.next()?)?;
        Some(Self { file, span: Span::empty(0), start, end: start })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.start.line, self.start.column)
    }
}

/// Where a text ends that starts there.
pub(crate) fn position_after(start: Position, text: &str) -> Position {
    let end = position_at(text, text.len());
    let column = if end.line == 1 { start.column + end.column - 1 } else { end.column };
    Position { line: start.line + end.line - 1, column }
}

/// Line and column of byte `offset` of `text`. An offset inside a character means that character,
/// one past the end means the end.
pub fn position_at(text: &str, offset: usize) -> Position {
    let offset = start_of_character(text, offset);
    let before = &text.as_bytes()[..offset];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    Position {
        line: memchr::memchr_iter(b'\n', before).count() as u32 + 1,
        column: text[line_start..offset].chars().count() as u32 + 1,
    }
}

/// Where the character begins that an offset is in; the end for one past it.
fn start_of_character(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Lines and columns of a text at regular distances, from where those of any byte are near.
#[derive(Debug)]
pub(crate) struct Positions(Vec<(usize, Position)>);

impl Positions {
    /// How many bytes lie between them.
    const STEP: usize = 1024;

    pub(crate) fn new(text: &str) -> Self {
        let mut found = vec![(0, Position { line: 1, column: 1 })];
        while let Some((at, position)) = found.last().copied()
            && at + Self::STEP < text.len()
        {
            let next = start_of_character(text, at + Self::STEP);
            found.push((next, position_after(position, &text[at..next])));
        }
        Self(found)
    }

    /// As [`position_at`] of this text.
    fn at(&self, text: &str, offset: usize) -> Position {
        let offset = start_of_character(text, offset);
        let next = self.0.partition_point(|(at, _)| *at <= offset);
        let (at, position) = self.0[next - 1];
        position_after(position, &text[at..offset])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let text = "a = 1;\n/* 🦀é */ b = 2;\n";
        let at = text.find("b =").unwrap();
        assert_eq!(position_at(text, at), Position { line: 2, column: 10 });
        assert_eq!(position_at(text, 0), Position { line: 1, column: 1 });
        assert_eq!(position_at(text, text.len() + 9), Position { line: 3, column: 1 });
        let place = Place::new(&TreePath::root(), text, Span::new(at - 4, text.len()));
        assert_eq!((place.start.column, place.end), (6, Position { line: 3, column: 1 }));
        let place = Place::new(&TreePath::root(), text, Span::new(at, at + 3));
        assert_eq!((place.start.column, place.end), (10, Position { line: 2, column: 13 }));
        let inside_the_crab = text.find('🦀').unwrap() + 2;
        assert_eq!(position_at(text, inside_the_crab), Position { line: 2, column: 4 });
    }

    #[test]
    fn positions_are_the_same_where_many_are_asked() {
        let text = "é🦀 = 1;\n\n".repeat(Positions::STEP / 4) + &"é".repeat(3 * Positions::STEP);
        let positions = Positions::new(&text);
        for offset in 0..text.len() + 2 {
            assert_eq!(positions.at(&text, offset), position_at(&text, offset), "{offset}");
        }
        assert_eq!(Positions::new("").at("", 7), position_at("", 7));
    }
}
