//! The way back from whole names in parentheses, which an earlier rename has written.

use imp_model::facts::{Alias, Reference};
use imp_model::model::{attribute, dotted};
use imp_model::text::{Edit, Span};

use super::expression::{from_variable, is_variable, is_whole, renamed, whole_set, written};
use super::parts::{edit, spelled};
use super::{Context, owned};

/// The edits that make a name in parentheses short again; `None` for one that stays whole.
pub(super) fn collapsed(
    context: &Context<'_>,
    reference: &Reference,
    old: &[&str],
    new: &[String],
) -> Option<Vec<Edit>> {
    let place = reference.place.span;
    let (before, from) = context.text.split_at(place.start as usize);
    let after = &context.text[place.end as usize..];
    let around = if from.starts_with('(') {
        // `(registry.a).b or x`, `(registry.a) ? b`, `(registry.a).${x}`.
        let start = '('.len_utf8() + context.base(reference).len();
        let end = start + from.get(start..)?.find(')')? + 1;
        let is_first = reference.is_question || reference.is_partial;
        is_first.then(|| Span { start: place.start, end: place.start + end as u32 })?
    } else if before.ends_with('(') && after.starts_with(')') {
        if let Some(edit) = binding(context, reference, old, new) {
            return Some(vec![edit]);
        }
        Span { start: place.start - 1, end: place.end + 1 }
    } else {
        return None;
    };
    let written = written(reference);
    if written.len() < old.len() {
        return None;
    }
    let (alias, tail) = covering(context, reference, old, new)?;
    short(context, reference, around, alias, &tail)
}

/// The `inherit (registry.a) b;` that `b = (registry.a.c);` was.
fn binding(
    context: &Context<'_>,
    reference: &Reference,
    old: &[&str],
    new: &[String],
) -> Option<Edit> {
    let place = reference.place.span;
    let name = new.last()?;
    let before =
        context.text[..place.start as usize].strip_suffix(&format!("{} = (", dotted([name])))?;
    let is_binding = before.ends_with(char::is_whitespace)
        && context.text[place.end as usize..].starts_with(");");
    let statement = is_binding.then(|| statement(context, reference, old, new))??;
    Some(edit(Span { start: before.len() as u32, end: place.end + 1 }, statement))
}

/// The `inherit` that a binding was.
fn statement(
    context: &Context<'_>,
    reference: &Reference,
    old: &[&str],
    new: &[String],
) -> Option<String> {
    let (last, set) = new.split_last()?;
    let name = attribute(last);
    let was_other = old.last() != Some(&last.as_str());
    let written = written(reference);
    let (aliased, own) = (old.len() - written.len(), written.last()?.span);
    let is_own_variable = written[0].span.start == reference.place.span.start;
    if aliased == 0 && !is_own_variable {
        let is_below_with = || {
            let (alias, tail) = covering(context, reference, old, new)?;
            (alias.variable.is_none() && tail.len() == 1).then_some(())
        };
        return match is_below_with() {
            Some(()) => Some(format!("inherit {name}")),
            None if was_other && is_whole(context, reference) => {
                Some(format!("inherit ({}) {name}", whole_set(context, reference, set)))
            }
            None => None,
        };
    }
    let alias = context.prefix(&reference.root, &old[..aliased]);
    if is_own_variable && new.strip_prefix(alias.as_slice()).is_some_and(|tail| tail.len() == 1) {
        return Some(format!("inherit {name}"));
    }
    let from = Span { start: reference.place.span.start, end: own.start };
    let from = context.text(from).strip_suffix('.')?;
    let is_same =
        was_other && owned(&old[..old.len() - 1]) == set && !from.contains(char::is_whitespace);
    if is_same {
        return Some(format!("inherit ({from}) {name}"));
    }
    let (variable, tail) = from_variable(context, reference, new).filter(|_| was_other)?;
    let set = &tail[..tail.len() - 1];
    let set = (!set.is_empty()).then(|| spelled(context.text, &written[..written.len() - 1], set));
    let set = [Some(variable.to_owned()), set].into_iter().flatten().collect::<Vec<_>>().join(".");
    Some(format!("inherit ({set}) {name}"))
}

/// The alias that covers a name and did not before, and what of the name it does not cover: the one that covers most,
/// then the innermost `with`, then the innermost `let`.
fn covering<'c>(
    context: &'c Context<'_>,
    reference: &Reference,
    old: &[&str],
    new: &[String],
) -> Option<(&'c Alias, Vec<String>)> {
    let place = reference.place.span;
    let aliases = context.facts.aliases.iter();
    let aliases =
        aliases.filter(|alias| alias.root == reference.root && alias.scope.contains(place));
    let covered = aliases.filter_map(|alias| {
        let path: Vec<&str> = alias.path.iter().map(String::as_str).collect();
        let tail = new.strip_prefix(context.prefix(&alias.root, &path).as_slice())?;
        let was_covered = old.strip_prefix(path.as_slice()).is_some_and(|tail| {
            alias.variable.is_some() || tail.first().is_some_and(|part| is_variable(part))
        });
        let fits = !tail.is_empty() && (alias.variable.is_some() || is_variable(&tail[0]));
        (fits && !was_covered).then(|| (alias, tail.to_vec()))
    });
    covered.min_by_key(|(alias, tail)| (tail.len(), alias.variable.is_some(), alias.scope.len()))
}

/// The edits that make a whole name one that starts from an alias, without the parentheses that are `around` it or its
/// first parts. The last parts stay where they are written.
fn short(
    context: &Context<'_>,
    reference: &Reference,
    around: Span,
    alias: &Alias,
    tail: &[String],
) -> Option<Vec<Edit>> {
    let written = written(reference);
    let (gone, kept) = written.split_at(written.len().saturating_sub(tail.len()));
    let (added, tail) = tail.split_at(tail.len() - kept.len());
    // What goes must be as a rename writes it, so that nothing else goes with it.
    let base = context.base(reference);
    let parts = gone.iter().map(|part| context.text(part.span).to_owned());
    let head = std::iter::once(base).chain(parts).collect::<Vec<_>>().join(".");
    let start = around.start + 1;
    let mut end = start + head.len() as u32;
    if context.text.get(start as usize..end as usize) != Some(head.as_str()) {
        return None;
    }
    let added = added.iter().map(|part| attribute(part));
    let mut short = alias.variable.clone().into_iter().chain(added).collect::<Vec<_>>().join(".");
    let mut edits = Vec::new();
    let mut rest = (kept, tail);
    if alias.variable.is_none() {
        // Nothing is left between the `with` and its variable.
        let (first, dot) = (kept.first()?, Span { start: end, end: kept.first()?.span.start });
        if context.text(dot) != "." {
            return None;
        }
        end = first.span.start;
        if !short.is_empty() {
            short.push('.');
        } else {
            // A variable has no quotes.
            edits.push(edit(first.span, tail[0].clone()));
            rest = (&kept[1..], &tail[1..]);
        }
    }
    edits.push(edit(Span { start: around.start, end }, short));
    edits.extend(renamed(context, rest.0, rest.1));
    edits.push(edit(Span { start: around.end - 1, end: around.end }, String::new()));
    Some(edits)
}
