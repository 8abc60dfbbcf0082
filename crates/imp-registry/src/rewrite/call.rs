//! A name that a call has as text: `builtins.getAttr "a" registry`, `lib.hasAttrByPath [ "a" "b" ] registry`.

use imp_model::facts::Reference;
use imp_model::model::{dotted, quoted};
use imp_model::text::Edit;

use super::expression::written;
use super::parts::{Written, edit, replace, requoted};
use super::{Context, Rewritten, Unwritten, names};

/// Writes a name that becomes `new`: part by part where there are as many, else as an expression.
pub(super) fn rewrite(
    context: &Context<'_>,
    reference: &Reference,
    new: &[String],
    out: &mut Rewritten,
) {
    let (old, written) = (names(reference), written(reference));
    let alias = context.prefix(&reference.root, &old[..old.len() - written.len()]);
    match new.strip_prefix(alias.as_slice()) {
        Some(tail) if tail.len() == written.len() => {
            for (part, new) in written.iter().zip(tail).filter(|(part, new)| part.name != *new) {
                let raw = context.text(part.span);
                let is_text = raw.starts_with(['"', '\'']);
                let text = if is_text { quoted(new) } else { requoted(raw, part.name, new) };
                out.edits.push(edit(part.span, text));
            }
        }
        Some(tail) if let Some(edits) = moved(context, reference, tail) => out.edits.extend(edits),
        _ if reference.is_question || reference.is_partial => {
            let reason = format!(
                "a function asks for `{}`, which becomes `{}` with another number of parts",
                dotted(&old),
                dotted(new)
            );
            out.unwritten.push(Unwritten { place: reference.place.clone(), reason });
            return;
        }
        _ => {
            let place = reference.place.span;
            let full = format!("{}.{}", context.base(reference), dotted(new));
            let is_enclosed = context.text[..place.start as usize].ends_with('(')
                && context.text[place.end as usize..].starts_with(')');
            let full = if is_enclosed { full } else { format!("({full})") };
            out.edits.push(edit(place, full));
        }
    }
    out.expected.push((reference.root.clone(), new.to_vec()));
}

/// The edits that make the set and the names of a call `new` together, which is another number of parts: a list takes
/// as many as come, else the set does. `None` where that leaves one of them with nothing.
fn moved(context: &Context<'_>, reference: &Reference, new: &[String]) -> Option<Vec<Edit>> {
    let (old, written) = (names(reference), written(reference));
    // What the set is selected by stands behind the names that it is asked for.
    let is_behind = |pair: &[Written<'_>]| pair[1].span.start < pair[0].span.start;
    let (set, asked) =
        written.split_at(written.windows(2).position(is_behind).map_or(0, |at| at + 1));
    let between = |pair: &[Written<'_>]| {
        context.text.get(pair[0].span.end as usize..pair[1].span.start as usize)
    };
    let are_alone =
        asked.windows(2).all(|pair| between(pair).is_some_and(|text| text.trim().is_empty()));
    if !are_alone || !set.windows(2).all(|pair| between(pair) == Some(".")) {
        return None;
    }
    let span = asked.first()?.span.cover(asked.last()?.span);
    let is_list = context.text[..span.start as usize].trim_end().ends_with('[')
        && context.text[span.end as usize..].trim_start().starts_with(']');
    let aliased = old.len() - written.len();
    let alias = context.prefix(&reference.root, &old[..aliased]);
    let set_after = context.prefix(&reference.root, &old[..aliased + set.len()]);
    let stays =
        set_after.strip_prefix(alias.as_slice()).filter(|set| is_list && new.starts_with(set));
    let at = match stays {
        Some(set) => set.len(),
        None => new.len().checked_sub(asked.len())?,
    };
    let (new_set, new_asked) = new.split_at(at);
    if new_asked.is_empty() || new_set.is_empty() != set.is_empty() {
        return None;
    }
    let quoted: Vec<String> = new_asked.iter().map(|part| quoted(part)).collect();
    let mut edits = if set.is_empty() { Vec::new() } else { replace(context.text, set, new_set) };
    if !asked.iter().map(|part| part.name).eq(new_asked) {
        edits.push(edit(span, quoted.join(" ")));
    }
    Some(edits)
}
