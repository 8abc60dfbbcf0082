//! Text that moves: edits within a range, and lines that begin in another column.

use imp_model::text::{Edit, FileEdits, Span};

/// A text from which parts move.
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    /// The edits that every part takes along, wherever it goes.
    pub(super) edits: Vec<Edit>,
    /// What is in strings, where white space counts.
    pub(super) strings: Vec<Span>,
}

impl Source<'_> {
    /// The text of `span` with the edits in it and `more`, all lines moved alike so that the first begins in column
    /// `to`, counted from 0. The indentation of its own first line is left to the caller.
    pub(super) fn moved(&self, span: Span, more: &[Edit], to: usize) -> String {
        let is_inside = |edit: &&Edit| span.start <= edit.span.start && edit.span.end <= span.end;
        let mut edits: Vec<Edit> =
            self.edits.iter().filter(is_inside).chain(more).cloned().collect();
        let lines = self.lines(span);
        let base = self.own_indent(span).or_else(|| lines.iter().map(|line| line.len()).min());
        let base = base.unwrap_or(0);
        let is_gone = |line: &Span| {
            more.iter().any(|edit| edit.span.range().contains(&(line.start as usize)))
        };
        for line in lines.iter().filter(|line| !is_gone(line)) {
            let start = line.start as usize;
            // With the line break, so that it touches no edit at the start of a line.
            let span = Span::new(start - 1, start + base.min(line.len()));
            edits.push(Edit { span, text: format!("\n{}", self.indent(to)) });
        }
        let edits = edits.into_iter().map(|edit| {
            let from = |at: u32| at - span.start;
            let span = Span { start: from(edit.span.start), end: from(edit.span.end) };
            Edit { span, text: edit.text }
        });
        let text = &self.text[span.range()];
        let edits = FileEdits::new(edits.collect()).expect("indentation and code are apart");
        edits.apply(text).expect("the edits lie in the text")
    }

    /// The white space of so many columns, two for each level: tabs where the text has them.
    pub(super) fn indent(&self, columns: usize) -> String {
        match self.text.contains("\n\t") {
            true => "\t".repeat(columns / 2),
            false => " ".repeat(columns),
        }
    }

    /// The white space before the text of a span, where nothing else is before it in its line.
    fn own_indent(&self, span: Span) -> Option<usize> {
        let before = &self.text[..span.start as usize];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        line.trim().is_empty().then_some(line.len())
    }

    /// The indentation of the lines that begin in a span, but for those that are blank or begin in a string.
    fn lines(&self, span: Span) -> Vec<Span> {
        let text = &self.text[span.range()];
        let starts = text.match_indices('\n').map(|(at, _)| span.start as usize + at + 1);
        let line = |start: usize| {
            let rest = &self.text[start..span.end as usize];
            let indent = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let is_blank = matches!(rest[indent..].chars().next(), None | Some('\n' | '\r'));
            let at = start as u32;
            let is_string = self.strings.iter().any(|string| string.start < at && at <= string.end);
            (!is_blank && !is_string).then(|| Span::new(start, start + indent))
        };
        starts.filter_map(line).collect()
    }
}

/// A span without the white space at both ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let inside = &text[span.range()];
    let start = span.start as usize + (inside.len() - inside.trim_start().len());
    Span::new(start, start + inside.trim().len())
}
