//! The parts of `flake.nix` as the texts of the files that they move to.

use imp_model::finding::Finding;
use imp_model::syntax::{self, Expr, Name, Part, PathKind, TopBinding, Tree};
use imp_model::text::{Edit, Span};

use super::obstacles::entry;
use super::text::{Source, trimmed};
use super::{Context, WAY_BACK, obstacle};

/// A `flake.nix` in parts: its bindings, and the comments around them.
pub(super) struct Parts<'a> {
    context: &'a Context<'a>,
    source: Source<'a>,
    bindings: Vec<Segment>,
    /// The comments before the set and after the last binding.
    first: Span,
    last: Vec<Span>,
}

/// A binding with the comments that belong to it.
struct Segment {
    binding: TopBinding,
    /// The comments before it, in one piece; empty where there are none.
    before: Span,
    /// Whether a blank line is above.
    is_apart: bool,
    /// The comments between its name and its value and its semicolon.
    inside: Vec<Span>,
    /// The comment in the rest of its line; empty where there is none.
    after: Span,
}

impl<'a> Parts<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Result<Self, Box<Finding>> {
        let text = &*context.flake.text;
        let Some((bindings, inside)) = syntax::top_bindings(text) else {
            let place = context.place(Span::new(0, 0));
            let message = "its attributes are not written so that each could be moved".to_owned();
            return Err(Box::new(obstacle(message, place)));
        };
        let comments = syntax::comments(text);
        let mut at = inside.start as usize;
        let mut segments = Vec::new();
        for binding in bindings {
            let gap = Span::new(at, binding.span.start as usize);
            let before = trimmed(text, gap);
            let leading = &text[at..before.start as usize];
            let after = rest_of_line(text, binding.span.end as usize);
            at = after.end as usize;
            let is_inside = |comment: &&Span| {
                let is_in = |from: u32, to: u32| from <= comment.start && comment.end <= to;
                let name = binding.path.last().map_or(binding.span.start, |(_, span)| span.end);
                is_in(name, binding.value.start) || is_in(binding.value.end, binding.span.end)
            };
            segments.push(Segment {
                inside: comments.iter().filter(is_inside).copied().collect(),
                is_apart: leading.matches('\n').count() > 1,
                before,
                after,
                binding,
            });
        }
        let close = inside.end as usize;
        let last = [Span::new(at, close), Span::new(close + 1, text.len())];
        let last = last.map(|span| trimmed(text, span)).into_iter().filter(|span| !span.is_empty());
        Ok(Self {
            context,
            source: Source {
                text,
                edits: moved_paths(context.tree),
                strings: syntax::string_contents(text),
            },
            bindings: segments,
            first: trimmed(text, Span::new(0, inside.start as usize - 1)),
            last: last.collect(),
        })
    }

    /// What `description` says; empty where there is none.
    pub(super) fn description(&self) -> String {
        let tree = self.context.tree;
        let Expr::Attrs(set) = tree.expr(tree.root()) else { return String::new() };
        let value =
            entry(tree, set, "description").and_then(|entry| tree.plain_string(entry.value));
        value.unwrap_or_default()
    }

    /// Whether the flake has an attribute.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    /// The text of a file that holds what an attribute of the flake does, which is a set.
    pub(super) fn set(&self, name: &str) -> String {
        let (mut above, mut lines) = (Vec::new(), Vec::new());
        for segment in self.named(name) {
            let binding = &segment.binding;
            let is_apart = segment.is_apart && !lines.is_empty();
            let start = lines.len();
            if binding.is_set && binding.path.len() == 1 {
                above.extend(self.comments(segment));
                let value = binding.value;
                let body = Span::new(value.start as usize + 1, value.end as usize - 1);
                let body = trimmed(self.source.text, body);
                lines.extend(self.piece(body, 2));
            } else {
                lines.extend(self.piece(segment.before, 2));
                lines.extend(segment.inside.iter().flat_map(|span| self.piece(*span, 2)));
                lines.push(self.without_prefix(segment));
            }
            if is_apart && let Some(first) = lines.get_mut(start) {
                first.insert_str(0, self.newline());
            }
        }
        let mut out = above;
        if lines.is_empty() {
            out.push("{ }".to_owned());
        } else {
            out.push("{".to_owned());
            out.extend(lines.iter().map(|line| self.indented(line)));
            out.push("}".to_owned());
        }
        self.file(out)
    }

    /// The text of `default.nix`.
    pub(super) fn outputs(&self) -> String {
        let mut blocks: Vec<Vec<String>> = vec![self.piece(self.first, 0)];
        blocks.extend(self.named("description").map(|segment| self.comments(segment)));
        for segment in self.named("outputs") {
            let mut block = self.piece(segment.before, 0);
            let text = self.source.text;
            let (inside, late): (Vec<Span>, Vec<Span>) =
                segment.inside.iter().partition(|span| span.start < segment.binding.value.start);
            block.extend(inside.iter().flat_map(|span| self.piece(*span, 0)));
            let value = self.source.moved(segment.binding.value, &[], 0);
            let rest = &text[segment.after.range()];
            block.push(if rest.is_empty() { value } else { format!("{value} {rest}") });
            block.extend(late.iter().flat_map(|span| self.piece(*span, 0)));
            blocks.push(block);
        }
        blocks.extend(self.last.iter().map(|span| self.piece(*span, 0)));
        blocks.retain(|block| !block.is_empty());
        let between = [String::new()];
        self.file(blocks.join(&between[..]))
    }

    /// The bindings of an attribute.
    fn named(&self, name: &str) -> impl Iterator<Item = &Segment> {
        self.bindings.iter().filter(move |segment| segment.binding.path[0].0 == name)
    }

    /// All comments of a binding, for where its value does not stand.
    fn comments(&self, segment: &Segment) -> Vec<String> {
        let spans = [segment.before].into_iter().chain(segment.inside.iter().copied());
        spans.chain([segment.after]).flat_map(|span| self.piece(span, 0)).collect()
    }

    /// `inputs.a.url = …;` as `a.url = …;`, with what follows in its line.
    fn without_prefix(&self, segment: &Segment) -> String {
        let binding = &segment.binding;
        let (first, second) = (binding.path[0].1, binding.path.get(1));
        let end = second.map_or(binding.value.start, |(_, span)| span.start);
        let prefix = Span { start: first.start, end };
        let cut = Edit { span: prefix, text: String::new() };
        let span = Span { start: binding.span.start, end: segment.after.end };
        self.source.moved(span, &[cut], 2)
    }

    /// A part as it moves; nothing for an empty one.
    fn piece(&self, span: Span, to: usize) -> Vec<String> {
        if span.is_empty() { Vec::new() } else { vec![self.source.moved(span, &[], to)] }
    }

    /// A piece whose first line begins in column 2, as the others do.
    fn indented(&self, piece: &str) -> String {
        let text = piece.trim_start_matches(['\r', '\n']);
        format!("{}{}{text}", &piece[..piece.len() - text.len()], self.source.indent(2))
    }

    fn newline(&self) -> &'static str {
        if self.source.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    fn file(&self, lines: Vec<String>) -> String {
        lines.join(self.newline()) + self.newline()
    }
}

/// The comment after `end` in its line, white space before it included; else nothing.
fn rest_of_line(text: &str, end: usize) -> Span {
    let line = &text[end..];
    let line = &line[..line.find('\n').unwrap_or(line.len())];
    let is_comment = line.trim_start().starts_with('#');
    let start = end + line.len() - line.trim_start().len();
    if is_comment { Span::new(start, end + line.trim_end().len()) } else { Span::new(end, end) }
}

/// The edits after which every relative path leads from the new directory to where it led.
fn moved_paths(tree: &Tree) -> Vec<Edit> {
    let paths = tree.exprs().filter_map(|(id, expr)| {
        let Expr::Path(PathKind::Relative, parts) = expr else { return None };
        let Some(Part::Text(Name::Source(first))) = parts.first() else { return None };
        let start = if parts.len() > 1 { first.start } else { tree.span(id).start };
        let dot = if tree.text()[start as usize..].starts_with("./") { 2 } else { 0 };
        Some(Edit { span: Span { start, end: start + dot }, text: WAY_BACK.to_owned() })
    });
    paths.collect()
}
