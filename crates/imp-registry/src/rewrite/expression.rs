//! A name that is an expression: `registry.a.b`, `r.b`, `b` below a `with`, and questions.

use imp_model::facts::Reference;
use imp_model::model::{attribute, dotted, is_identifier};
use imp_model::syntax;
use imp_model::text::{Edit, Span};

use super::call;
use super::collapse::collapsed;
use super::parts::{Written, edit, replace, requoted, spelled};
use super::{Context, Rewritten, Unwritten, names};

/// Writes one name.
pub(super) fn rewrite(context: &Context<'_>, reference: &Reference, out: &mut Rewritten) {
    let Some(new) = context.target(reference, out) else { return };
    if reference.is_call {
        return call::rewrite(context, reference, &new, out);
    }
    let edits = match has_inner_default(context, &written(reference)) {
        true => beside_default(context, reference, &new),
        false => Some(edits(context, reference, &new)),
    };
    let Some(edits) = edits else {
        let (place, name) = (reference.place.clone(), context.text(reference.place.span));
        let reason = format!("`{name}` has a default for a part of the name, which would be lost");
        return out.unwritten.push(Unwritten { place, reason });
    };
    out.edits.extend(edits);
    out.expected.push((reference.root.clone(), new));
}

/// Whether parentheses around the first parts hold a default as well: `(registry.a or x).b`.
fn has_inner_default(context: &Context<'_>, written: &[Written<'_>]) -> bool {
    written.windows(2).any(|pair| {
        let between = Span { start: pair[0].span.end, end: pair[1].span.start };
        let before = context.text(between).split(')').next().unwrap_or_default();
        is_parenthesized(context, pair) && before.trim_start().starts_with("or")
    })
}

/// The edits where such a default stays where it is, if there are any.
fn beside_default(
    context: &Context<'_>,
    reference: &Reference,
    new: &[String],
) -> Option<Vec<Edit>> {
    let (old, written) = (names(reference), written(reference));
    let alias = context.prefix(&reference.root, &old[..old.len() - written.len()]);
    let tail = new.strip_prefix(alias.as_slice())?;
    if tail.len() == written.len() {
        return Some(renamed(context, &written, tail));
    }
    in_parentheses(context, &written, tail)
}

/// The edits for one name that becomes `new`.
fn edits(context: &Context<'_>, reference: &Reference, new: &[String]) -> Vec<Edit> {
    let old = names(reference);
    let written = written(reference);
    let aliased = old.len() - written.len();
    let alias = context.prefix(&reference.root, &old[..aliased]);
    if written.is_empty() || old.iter().eq(new) && alias.iter().eq(&old[..aliased]) {
        return Vec::new();
    }
    if context.collapse
        && let Some(edits) = collapsed(context, reference, &old, new)
    {
        return edits;
    }
    let question = question(context, reference, &written);
    let of_with = aliased > 0 && written[0].span.start == reference.place.span.start;
    if question.is_none() && written.len() != new.len() && is_parenthesized(context, &written) {
        let tail = new.strip_prefix(alias.as_slice()).filter(|_| context.collapse);
        let edits = tail.and_then(|tail| in_parentheses(context, &written, tail));
        return edits.unwrap_or_else(|| split(context, reference, &written, new));
    }
    match new.strip_prefix(alias.as_slice()) {
        Some(tail) if !tail.is_empty() => match question {
            Some(question) => question.edits(context, &written, tail),
            None if of_with && !is_below_with(context, &written[0], &tail[0]) => {
                split(context, reference, &written, new)
            }
            None => replace(context.text, &written, tail),
        },
        _ => match question {
            Some(question) => question.split(context, reference, &written, new),
            None => split(context, reference, &written, new),
        },
    }
}

/// The edits that make `(registry.a).b` the parts `new` with the last ones where they are; `None` where nothing would be
/// left in the parentheses.
fn in_parentheses(
    context: &Context<'_>,
    written: &[Written<'_>],
    new: &[String],
) -> Option<Vec<Edit>> {
    let closes = |at: &usize| is_parenthesized(context, &written[at - 1..=*at]);
    let (inside, outside) = written.split_at((1..written.len()).rev().find(closes)?);
    let (left, right) = new.split_at(new.len().checked_sub(outside.len())?);
    let is_plain = !left.is_empty() && !is_parenthesized(context, inside);
    is_plain
        .then(|| [replace(context.text, inside, left), renamed(context, outside, right)].concat())
}

/// Whether a `with` gives its variable `old` as `new`, as far as that can be told. Without shortcuts it must be the same.
fn is_below_with(context: &Context<'_>, old: &Written<'_>, new: &str) -> bool {
    is_variable(new) && (context.collapse || old.name == new)
}

/// Whether a part of a name can be a variable of a `with`, which never has what Nix itself names.
pub(super) fn is_variable(part: &str) -> bool {
    is_identifier(part) && !syntax::is_global(part)
}

/// Whether a parenthesis ends between the parts, as in `(registry.a).b`: then they can't be replaced one by one.
fn is_parenthesized(context: &Context<'_>, written: &[Written<'_>]) -> bool {
    written.windows(2).any(|pair| {
        let between = Span { start: pair[0].span.end, end: pair[1].span.start };
        context.text(between).contains(')')
    })
}

/// The parts that are written in this expression: all but those that an alias brings in.
pub(super) fn written(reference: &Reference) -> Vec<Written<'_>> {
    let written = reference.path.iter().skip_while(|part| part.span.is_none());
    written.filter_map(|part| Some(Written { name: &part.name, span: part.span? })).collect()
}

/// The variable of a `let` that a name starts from as it is written, and what of `new` it does not cover.
pub(super) fn from_variable<'c, 'n>(
    context: &Context<'c>,
    reference: &Reference,
    new: &'n [String],
) -> Option<(&'c str, &'n [String])> {
    let (old, written) = (names(reference), written(reference));
    let aliased = old.len() - written.len();
    let alias = context.prefix(&reference.root, &old[..aliased]);
    // Between the set and a name that is inherited from it there is more than a dot.
    let before = &context.text[..written.first()?.span.start as usize];
    let before = before.strip_suffix('.').or_else(|| before.trim_end().strip_suffix(')'))?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'');
    let variable = &before[before.trim_end_matches(is_name).len()..];
    let is_alone = aliased > 0 && before[..before.len() - variable.len()].ends_with('(');
    let tail = new.strip_prefix(alias.as_slice())?;
    (is_alone && !variable.is_empty() && !tail.is_empty()).then_some((variable, tail))
}

/// The whole name instead of one that starts from an alias. The last parts stay where they are written.
fn split(
    context: &Context<'_>,
    reference: &Reference,
    written: &[Written<'_>],
    new: &[String],
) -> Vec<Edit> {
    let (place, end) = (reference.place.span, written[written.len() - 1].span.end);
    // `or default` needs a part before it. What follows stays, also a part that only Nix knows.
    let has_default = end < place.end && !reference.is_partial;
    let Some(start) = start_of_kept(context, reference, written, new) else {
        let full = whole(context, reference, new);
        let full = if has_default { full } else { format!("({full})") };
        return vec![edit(Span { start: place.start, end }, full)];
    };
    let kept = &written[written.len().saturating_sub(new.len())..];
    let (added, tail) = new.split_at(new.len() - kept.len());
    let mut head = format!("({}", context.base(reference));
    added.iter().for_each(|part| head += &format!(".{}", attribute(part)));
    let closed = if has_default { kept.len().checked_sub(2) } else { kept.len().checked_sub(1) };
    if closed.is_none() {
        head.push(')');
    }
    let mut edits = match kept {
        // A variable of a `with`: there is no dot before it yet.
        [first, rest @ ..] if first.span.start == start => {
            head += &format!(".{}", requoted(context.text(first.span), first.name, &tail[0]));
            let span = Span { start: place.start, end: first.span.end };
            [vec![edit(span, head)], renamed(context, rest, &tail[1..])].concat()
        }
        _ => {
            let span = Span { start: place.start, end: start };
            [vec![edit(span, head)], renamed(context, kept, tail)].concat()
        }
    };
    if let Some(closed) = closed {
        edits.push(edit(Span::empty(kept[closed].span.end as usize), ")".to_owned()));
    }
    edits
}

/// Where what stays begins when the last parts of a name do: after the alias, or after the part before them. `None`
/// where it can't be told from the text alone.
fn start_of_kept(
    context: &Context<'_>,
    reference: &Reference,
    written: &[Written<'_>],
    new: &[String],
) -> Option<u32> {
    let place = reference.place.span;
    if let Some(gone) = written.len().checked_sub(new.len() + 1) {
        return (!is_parenthesized(context, written)).then_some(written[gone].span.end);
    }
    if written[0].span.start == place.start {
        return Some(place.start);
    }
    if reference.base.start == place.start {
        return (!is_parenthesized(context, written)).then_some(reference.base.end);
    }
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\'');
    let word = context.text(place).chars().take_while(|c| is_of_word(*c)).count();
    (word > 0 && !is_parenthesized(context, written)).then_some(place.start + word as u32)
}

/// The edits that give written parts other names.
pub(super) fn renamed(context: &Context<'_>, old: &[Written<'_>], new: &[String]) -> Vec<Edit> {
    let pairs = old.iter().zip(new).filter(|(old, new)| old.name != *new);
    let write = |(old, new): (&Written<'_>, &String)| {
        edit(old.span, requoted(context.text(old.span), old.name, new))
    };
    pairs.map(write).collect()
}

/// The name `new` from the root on, its parts in the manner of those that are written.
pub(super) fn whole(context: &Context<'_>, reference: &Reference, new: &[String]) -> String {
    let base = context.base(reference);
    match new {
        [] => base,
        new => format!("{base}.{}", spelled(context.text, &written(reference), new)),
    }
}

/// As [`whole`] for the set that a name stands in: without the last part.
pub(super) fn whole_set(context: &Context<'_>, reference: &Reference, set: &[String]) -> String {
    let mut parts = written(reference);
    parts.pop();
    let base = context.base(reference);
    match set {
        [] => base,
        set => format!("{base}.{}", spelled(context.text, &parts, set)),
    }
}

/// Whether a name is written from the root on, with nothing between its parts.
pub(super) fn is_whole(context: &Context<'_>, reference: &Reference) -> bool {
    let parts = written(reference).into_iter().map(|part| context.text(part.span));
    let parts: Vec<&str> = parts.collect();
    let whole = format!("{}.{}", context.base(reference), parts.join("."));
    context.text(reference.place.span) == whole
}

/// `left ? right`, where only the left side may be an alias.
struct Question {
    /// How many written parts are on the left.
    left: usize,
    /// Where the left side ends.
    end: u32,
}

/// Where the `?` of a question stands.
fn question(
    context: &Context<'_>,
    reference: &Reference,
    written: &[Written<'_>],
) -> Option<Question> {
    if !reference.is_question {
        return None;
    }
    let mut start = reference.place.span.start;
    for (left, part) in written.iter().enumerate() {
        let gap = context.text.get(start as usize..part.span.start as usize)?;
        if let Some(at) = gap.find('?') {
            let before = gap[..at].trim_end().len() as u32;
            return Some(Question { left, end: start + before });
        }
        start = part.span.end;
    }
    None
}

impl Question {
    fn edits(&self, context: &Context<'_>, written: &[Written<'_>], new: &[String]) -> Vec<Edit> {
        let (left, right) = written.split_at(self.left);
        // What is selected from stays where it can: asking never fails, and selecting may.
        let stays = left.len() < new.len() && left.iter().zip(new).all(|(a, b)| a.name == b);
        let at = if stays { left.len() } else { new.len().saturating_sub(right.len()) };
        let (new_left, new_right) = new.split_at(at);
        let mut edits = replace(context.text, right, new_right);
        match (left, new_left) {
            ([], []) => {}
            ([], new) => {
                edits.push(edit(Span::empty(self.end as usize), format!(".{}", dotted(new))));
            }
            ([first, ..], []) => {
                let dot = context.text[..first.span.start as usize].rfind('.');
                let start = dot.map_or(first.span.start, |dot| dot as u32);
                edits.push(edit(Span { start, end: self.end }, String::new()));
            }
            (left, new) => edits.extend(replace(context.text, left, new)),
        }
        edits
    }

    fn split(
        &self,
        context: &Context<'_>,
        reference: &Reference,
        written: &[Written<'_>],
        new: &[String],
    ) -> Vec<Edit> {
        let (left, right) = written.split_at(self.left);
        let (new_left, new_right) = new.split_at(new.len().saturating_sub(right.len()));
        let mut edits = replace(context.text, right, new_right);
        let mut full = context.base(reference);
        if !new_left.is_empty() {
            full = format!("{full}.{}", spelled(context.text, left, new_left));
        }
        edits.push(edit(
            Span { start: reference.place.span.start, end: self.end },
            format!("({full})"),
        ));
        edits
    }
}
