//! Source lines with the places underlined.
//!
//! Columns are those of the terminal: tabs are widened, wide characters count twice, and what can't be
//! shown is escaped. Of a very long line only a window is shown.

use imp_model::source::is_hidden;
use imp_model::text::Place;
use unicode_width::UnicodeWidthChar;

use crate::escape::{brief, escaped, one_line};
use crate::streams::{Paint, Style};

const TAB: &str = "    ";

/// How many bytes of a line before and after a place are looked at: more than are ever shown, so that a long line
/// with many findings is not gone through for each of them.
const NEAR: usize = 4096;

/// How many columns of a line are shown at most, and how many of them before the place.
const WINDOW: usize = 140;
const BEFORE: usize = 60;

/// A place to underline.
pub(crate) struct Mark<'a> {
    pub(crate) place: &'a Place,
    pub(crate) message: &'a str,
    /// `^` for the first place, `-` for the others.
    pub(crate) sign: char,
    pub(crate) style: Style,
}

/// What to show of one file.
pub(crate) struct Shown<'a> {
    pub(crate) text: &'a str,
    pub(crate) marks: &'a [Mark<'a>],
    /// How wide the line numbers are.
    pub(crate) gutter: usize,
    pub(crate) paint: Paint,
}

/// The lines that the marks start on, in order, each followed by its marks.
pub(crate) fn show(shown: &Shown<'_>) -> String {
    let mut marks: Vec<(Line<'_>, &Mark<'_>)> = shown
        .marks
        .iter()
        .map(|mark| (line_at(shown.text, mark.place.span.start as usize), mark))
        .collect();
    marks.sort_by_key(|(line, mark)| (line.start, mark.place.span));
    let number = |number: &str| {
        let number = format!("{number:>width$} |", width = shown.gutter);
        shown.paint.with(Style::Frame, &number)
    };
    let mut out = String::new();
    let mut before: Option<u32> = None;
    for same_line in marks.chunk_by(|a, b| a.0.start == b.0.start) {
        let line = &same_line[0].0;
        let line_number = same_line[0].1.place.start.line;
        if before.is_some_and(|before| line_number > before + 1) {
            out.push_str(&shown.paint.with(Style::Frame, "..."));
            out.push('\n');
        }
        before = Some(line_number);
        let (near, cells, window) = around(line, same_line);
        let column = |byte: u32| cells.column((byte as usize).saturating_sub(near));
        out.push_str(
            format!("{} {}", number(&line_number.to_string()), cells.part(&window)).trim_end(),
        );
        out.push('\n');
        for (_, mark) in same_line {
            let span = mark.place.span;
            let (start, end) = window.clip(column(span.start), column(span.end));
            let signs = mark.sign.to_string().repeat((end - start).max(1));
            let message = brief(mark.message);
            let message = one_line(&message);
            let said = if message.is_empty() { signs } else { format!("{signs} {message}") };
            let said = shown.paint.with(mark.style, &said);
            out.push_str(&format!("{} {}{said}\n", number(""), " ".repeat(start)));
        }
    }
    out
}

/// Where the part of a line starts that is looked at, that part, and what of it is shown: it begins near the first of
/// the marks, unless the place of the finding itself would then be left out.
fn around(line: &Line<'_>, marks: &[(Line<'_>, &Mark<'_>)]) -> (usize, Cells, Window) {
    let start = |mark: &Mark<'_>| mark.place.span.start as usize;
    let at = |start: usize| {
        let (near, text) = line.near(start);
        let cells = Cells::new(text);
        let window = Window::new(cells.width(), cells.column(start.saturating_sub(near)));
        (near, cells, window)
    };
    let first = at(start(marks[0].1));
    let Some((_, main)) = marks.iter().find(|(_, mark)| mark.sign == '^') else { return first };
    let (near, cells, window) = &first;
    if cells.column(start(main).saturating_sub(*near)) < window.end {
        first
    } else {
        at(start(main))
    }
}

/// A line without its end.
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    /// The part of the line around a byte of the text, and where that part starts.
    fn near(&self, offset: usize) -> (usize, &'a str) {
        let offset = offset.saturating_sub(self.start);
        let start = boundary(self.text, offset.saturating_sub(NEAR));
        let end = boundary(self.text, offset + NEAR);
        (self.start + start, &self.text[start..end])
    }
}

/// The line that holds a byte. What is past the end is on the last line.
fn line_at(text: &str, offset: usize) -> Line<'_> {
    let offset = boundary(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let text = &text[start..end];
    Line { start, text: text.strip_suffix('\r').unwrap_or(text) }
}

/// The part of a line around a byte that is shown at most, and where it starts.
pub(super) fn part_at(text: &str, offset: usize) -> (usize, &str) {
    line_at(text, offset).near(offset)
}

/// Where the character starts that holds a byte, or the text ends.
fn boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A line as it is shown, with the column at which each character starts.
struct Cells {
    shown: String,
    /// Byte in the line, byte in what is shown, and column, of each character and of the end.
    starts: Vec<(usize, usize, usize)>,
}

impl Cells {
    fn new(line: &str) -> Self {
        let mut cells = Self { shown: String::new(), starts: Vec::new() };
        let mut column = 0;
        for (byte, character) in line.char_indices() {
            cells.starts.push((byte, cells.shown.len(), column));
            match character {
                '\t' => {
                    cells.shown.push_str(TAB);
                    column += TAB.len();
                }
                character if is_hidden(character) => {
                    let escaped = escaped(character);
                    column += escaped.len();
                    cells.shown.push_str(&escaped);
                }
                character => {
                    cells.shown.push(character);
                    column += character.width().unwrap_or(0);
                }
            }
        }
        cells.starts.push((line.len(), cells.shown.len(), column));
        cells
    }

    /// The column of a byte of the line; one past the end for what is on later lines.
    fn column(&self, byte: usize) -> usize {
        let next = self.starts.partition_point(|(start, _, _)| *start <= byte);
        self.starts[next.saturating_sub(1)].2
    }

    fn width(&self) -> usize {
        self.starts[self.starts.len() - 1].2
    }

    fn part(&self, window: &Window) -> String {
        if window.is_all {
            return self.shown.clone();
        }
        let at = |column: usize| {
            let next = self.starts.partition_point(|(_, _, start)| *start < column);
            self.starts[next.min(self.starts.len() - 1)].1
        };
        let (start, end) = (if window.start == 0 { 0 } else { at(window.start) }, at(window.end));
        let before = if window.start > 0 { "…" } else { "" };
        let after = if window.end < self.width() { "…" } else { "" };
        format!("{before}{}{after}", &self.shown[start..end])
    }
}

/// The columns of a line that are shown.
struct Window {
    start: usize,
    end: usize,
    is_all: bool,
}

impl Window {
    fn new(width: usize, from: usize) -> Self {
        if width <= WINDOW {
            return Self { start: 0, end: width, is_all: true };
        }
        let start = from.saturating_sub(BEFORE);
        Self { start, end: (start + WINDOW).min(width), is_all: false }
    }

    /// Columns of the line as columns of what is shown. What is left out is where the sign for that stands.
    fn clip(&self, start: usize, end: usize) -> (usize, usize) {
        // The sign takes a column.
        let shift = usize::from(self.start > 0);
        let into = |column: usize| match column.checked_sub(self.start) {
            None => 0,
            Some(column) => column.min(self.end - self.start) + shift,
        };
        (into(start), into(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imp_model::source::TreePath;
    use imp_model::text::Span;

    fn shown(text: &str, part: &str) -> String {
        let start = text.find(part).unwrap();
        let place = Place::new(&TreePath::root(), text, Span::new(start, start + part.len()));
        let mark = Mark { place: &place, message: "here", sign: '^', style: Style::Error };
        show(&Shown { text, marks: &[mark], gutter: 1, paint: Paint::Plain })
    }

    #[test]
    fn tabs_and_wide_characters_keep_the_columns_right() {
        assert_eq!(shown("\t日本 = x;\r\n", "x"), "1 |     日本 = x;\n  |            ^ here\n");
        assert_eq!(shown("e\u{301} = x;", "x"), "1 | e\u{301} = x;\n  |     ^ here\n");
        assert_eq!(shown("a\u{1b}[2J x", "x"), "1 | a\\u{1b}[2J x\n  |            ^ here\n");
    }

    #[test]
    fn a_place_over_several_lines_is_underlined_to_the_end_of_the_first() {
        assert_eq!(shown("a = {\n  b = 1;\n}", "{\n  b = 1;\n}"), "1 | a = {\n  |     ^ here\n");
        assert_eq!(shown("a =\n1", "\n"), "1 | a =\n  |    ^ here\n");
    }

    #[test]
    fn of_a_long_line_a_window_is_shown() {
        let text = format!("{}x{}", "a".repeat(5000), "b".repeat(5000));
        let out = shown(&text, "x");
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[0], format!("1 | …{}x{}…", "a".repeat(60), "b".repeat(79)));
        assert_eq!(lines[1].find('^'), Some(lines[0].chars().position(|c| c == 'x').unwrap()));
    }

    #[test]
    fn of_a_long_line_the_window_with_the_first_place_is_shown() {
        let text = format!("y{}x{}", "a".repeat(9000), "b".repeat(9000));
        let place =
            |start: usize| Place::new(&TreePath::root(), &text, Span::new(start, start + 1));
        let (label, main) = (place(0), place(9001));
        let marks = [
            Mark { place: &main, message: "here", sign: '^', style: Style::Error },
            Mark { place: &label, message: "there", sign: '-', style: Style::Error },
        ];
        let out = show(&Shown { text: &text, marks: &marks, gutter: 1, paint: Paint::Plain });
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[0], format!("1 | …{}x{}…", "a".repeat(60), "b".repeat(79)));
        assert_eq!(lines[1], "  | - there");
        assert_eq!(lines[2].find('^'), Some(lines[0].chars().position(|c| c == 'x').unwrap()));
    }

    #[test]
    fn a_place_that_does_not_fit_the_text_is_shown_at_its_end() {
        let place = Place::new(&TreePath::root(), "long long text", Span::new(10, 14));
        let mark = Mark { place: &place, message: "", sign: '^', style: Style::Error };
        assert_eq!(
            show(&Shown { text: "é", marks: &[mark], gutter: 1, paint: Paint::Plain }),
            "1 | é\n  |  ^\n"
        );
    }
}
