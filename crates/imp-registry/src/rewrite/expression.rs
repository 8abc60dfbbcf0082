//! A name that is an expression: `registry.a.b`, `r.b`, `b` below a `with`, and questions.

use imp_model::facts::{Alias, Reference};
use imp_model::model::{dotted, is_identifier};
use imp_model::text::{Edit, Span};

use super::parts::{Written, edit, replace, spelled};
use super::{Context, Rewritten, names};

/// Writes one name.
pub(super) fn rewrite(context: &Context<'_>, reference: &Reference, out: &mut Rewritten) {
    let Some(new) = context.target(reference, out) else { return };
    out.edits.extend(edits(context, reference, &new));
    out.expected.push((reference.root.clone(), new));
}

/// The edits for one name that becomes `new`.
pub(super) fn edits(context: &Context<'_>, reference: &Reference, new: &[String]) -> Vec<Edit> {
    let old = names(reference);
    let written = written(reference);
    let aliased = old.len() - written.len();
    let alias = context.prefix(&reference.root, &old[..aliased]);
    if written.is_empty() || old.iter().eq(new) && alias.iter().eq(&old[..aliased]) {
        return Vec::new();
    }
    if context.collapse
        && let Some(edit) = collapsed(context, reference, &old, new)
    {
        return vec![edit];
    }
    let question = question(context, reference, &written);
    let of_with = aliased > 0 && written[0].span.start == reference.place.span.start;
    if question.is_none() && written.len() != new.len() && is_parenthesized(context, &written) {
        return split(context, reference, &written, new);
    }
    match new.strip_prefix(alias.as_slice()) {
        Some(tail) if !tail.is_empty() => match question {
            Some(question) => question.edits(context, &written, tail),
            None if of_with && !is_identifier(&tail[0]) => split(context, reference, &written, new),
            None => replace(context.text, &written, tail),
        },
        _ => match question {
            Some(question) => question.split(context, reference, &written, new),
            None => split(context, reference, &written, new),
        },
    }
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

/// The whole name instead of one that starts from an alias.
fn split(
    context: &Context<'_>,
    reference: &Reference,
    written: &[Written<'_>],
    new: &[String],
) -> Vec<Edit> {
    let full = whole(context, reference, new);
    let (place, end) = (reference.place.span, written[written.len() - 1].span.end);
    if end < place.end {
        // What follows stays: `or default`, a part that only Nix knows.
        return vec![edit(Span { start: place.start, end }, full)];
    }
    vec![edit(place, format!("({full})"))]
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
        edits.push(edit(Span { start: reference.place.span.start, end: self.end }, full));
        edits
    }
}

/// The way back from a whole name in parentheses, which an earlier rename has written.
fn collapsed(
    context: &Context<'_>,
    reference: &Reference,
    old: &[&str],
    new: &[String],
) -> Option<Edit> {
    let (place, written) = (reference.place.span, written(reference));
    let before = context.text[..place.start as usize].strip_suffix('(')?;
    let after = context.text[place.end as usize..].strip_prefix(')')?;
    if !is_whole(context, reference) || new.is_empty() {
        return None;
    }
    let around = Span { start: place.start - 1, end: place.end + 1 };
    let last = &new[new.len() - 1];
    // `b = (registry.a.c);` was `inherit (registry.a) b;`.
    if let Some(before) = before.strip_suffix(&format!("{} = ", dotted([last])))
        && before.ends_with(char::is_whitespace)
        && after.starts_with(';')
        && old.last() != Some(&last.as_str())
    {
        let from = whole_set(context, reference, &new[..new.len() - 1]);
        let span = Span { start: before.len() as u32, end: around.end };
        return Some(edit(span, format!("inherit ({from}) {}", dotted([last]))));
    }
    let aliases = context
        .facts
        .aliases
        .iter()
        .filter(|alias| alias.root == reference.root && alias.scope.contains(place));
    let mut covering: Vec<(usize, &Alias, Vec<String>)> = aliases
        .filter_map(|alias| {
            let path: Vec<&str> = alias.path.iter().map(String::as_str).collect();
            let tail = new.strip_prefix(context.prefix(&alias.root, &path).as_slice())?;
            let was_covered = old.strip_prefix(path.as_slice()).is_some_and(|tail| {
                alias.variable.is_some() || tail.first().is_some_and(|part| is_identifier(part))
            });
            let fits = !tail.is_empty() && (alias.variable.is_some() || is_identifier(&tail[0]));
            (fits && !was_covered).then(|| (tail.len(), alias, tail.to_vec()))
        })
        .collect();
    covering.sort_by_key(|(tail, alias, _)| (*tail, alias.variable.is_some(), alias.scope.len()));
    let (_, alias, tail) = covering.first()?;
    let short = match &alias.variable {
        Some(variable) => format!("{variable}.{}", spelled(context.text, &written, tail)),
        // A variable has no quotes.
        None if tail.len() == 1 => tail[0].clone(),
        None => format!("{}.{}", tail[0], spelled(context.text, &written, &tail[1..])),
    };
    Some(edit(around, short))
}
