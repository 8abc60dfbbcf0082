//! The written parts of a name, replaced one by one where that is possible.

use imp_model::model::{attribute, dotted, is_identifier, quoted};
use imp_model::text::{Edit, Span};

/// A part of a name as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
}

/// The edits that make the written parts `old` the parts `new`. Neither is empty.
pub(super) fn replace(text: &str, old: &[Written<'_>], new: &[String]) -> Vec<Edit> {
    let same = |a: &Written<'_>, b: &String| a.name == b;
    let before = old.iter().zip(new).take_while(|(a, b)| same(a, b)).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after =
        old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let out = &old_rest[..old_rest.len() - after];
    let put = &new_rest[..new_rest.len() - after];
    let next = old_rest.get(out.len()).map(|part| part.span);
    let previous = before.checked_sub(1).map(|at| old[at].span);
    match (out, put) {
        ([], []) => Vec::new(),
        ([_, ..], [_, ..]) => {
            let pairs = out.iter().zip(put).filter(|(a, b)| !same(a, b));
            let mut edits: Vec<Edit> = pairs
                .map(|(a, b)| edit(a.span, requoted(&text[a.span.range()], a.name, b)))
                .collect();
            // What is more or less comes last, so that the way back finds the others as they were.
            let shared = out.len().min(put.len());
            let end = out[shared - 1].span.end;
            if let Some(last) = out[shared..].last() {
                edits.push(edit(Span { start: end, end: last.span.end }, String::new()));
            } else if put.len() > shared {
                edits.push(edit(Span::empty(end as usize), format!(".{}", dotted(&put[shared..]))));
            }
            edits
        }
        ([], put) => match (next, previous) {
            (Some(next), _) => {
                vec![edit(Span::empty(next.start as usize), format!("{}.", dotted(put)))]
            }
            (None, Some(previous)) => {
                vec![edit(Span::empty(previous.end as usize), format!(".{}", dotted(put)))]
            }
            (None, None) => Vec::new(),
        },
        ([first, ..], []) => {
            let last = out.last().unwrap_or(first);
            let span = match (next, previous) {
                (Some(next), _) => Span { start: first.span.start, end: next.start },
                (None, Some(previous)) => Span { start: previous.end, end: last.span.end },
                (None, None) => first.span.cover(last.span),
            };
            vec![edit(span, String::new())]
        }
    }
}

/// The parts `new`, dotted, in the manner of the written parts `old`: the last like the last, and so on.
pub(super) fn spelled(text: &str, old: &[Written<'_>], new: &[String]) -> String {
    let added = new.len().saturating_sub(old.len());
    let kept = &old[(old.len() + added) - new.len()..];
    let plain = new[..added].iter().map(|part| attribute(part));
    let alike = kept.iter().zip(&new[added..]).map(|(old, new)| {
        let raw = &text[old.span.range()];
        if old.name == new { raw.to_owned() } else { requoted(raw, old.name, new) }
    });
    plain.chain(alike).collect::<Vec<_>>().join(".")
}

/// A part in the manner of the one that it replaces: quotes that were not needed stay, and so does `${ }`.
pub(super) fn requoted(raw: &str, old: &str, new: &str) -> String {
    if let Some(inner) = raw.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        let (start, end) = (inner.len() - inner.trim_start().len(), inner.trim_end().len());
        return format!("${{{}{}{}}}", &inner[..start], quoted(new), &inner[end..]);
    }
    if raw.starts_with('"') && is_identifier(old) { quoted(new) } else { attribute(new) }
}

pub(super) fn edit(span: Span, text: String) -> Edit {
    Edit { span, text }
}
