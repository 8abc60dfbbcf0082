//! A name that a call has as text: `builtins.getAttr "a" registry`, `lib.hasAttrByPath [ "a" "b" ] registry`.

use imp_model::facts::Reference;
use imp_model::model::{dotted, quoted};

use super::expression::written;
use super::parts::{edit, requoted};
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
