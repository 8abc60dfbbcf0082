//! Names as strings in `__host`.

use imp_model::facts::{HostName, ReferenceRoot};
use imp_model::model::Registry;
use imp_model::text::Edit;

use super::{Context, Rewritten, Target, Unwritten};

/// Writes the names in `__host`.
pub(super) fn rewrite(context: &Context<'_>, out: &mut Rewritten) {
    for name in context.facts.host.iter().flat_map(|host| &host.names) {
        let old: Vec<&str> = match name.field {
            "bases" | "modules" if !name.text.starts_with(['@', '/']) => {
                let split = |registry: &'_ Registry| registry.split(&name.text);
                context.registry.map_or_else(|| name.text.split('.').collect(), split)
            }
            "user" => vec!["users", name.text.as_str()],
            _ => continue,
        };
        let new = match (context.namer)(&ReferenceRoot::Registry, &old) {
            Target::Same => continue,
            Target::To(new) => new,
            Target::Unresolved(reason) => {
                out.unwritten.push(Unwritten { place: name.place.clone(), reason });
                continue;
            }
        };
        match written(context, name, &new) {
            Ok(edit) => {
                out.changed += 1;
                out.edits.push(edit);
            }
            Err(reason) => out.unwritten.push(Unwritten { place: name.place.clone(), reason }),
        }
    }
}

fn written(context: &Context<'_>, name: &HostName, new: &[String]) -> Result<Edit, String> {
    let text = match (name.field, new) {
        ("user", [users, user]) if users == "users" => user.clone(),
        ("user", _) => {
            return Err(format!(
                "the host takes the modules of its user from `users.{}`, which becomes `{}`; \
                 a user's modules are only found below `users`",
                name.text,
                new.join(".")
            ));
        }
        _ => new.join("."),
    };
    let Some(span) = name.span else {
        return Err(format!(
            "`{}` in `{}` is put together, or written elsewhere, and not as one string here",
            name.text, name.field
        ));
    };
    if context.text[..span.start as usize].ends_with("''") {
        let is_plain = !text.contains("''") && !text.contains("${") && !text.ends_with(['\'', '$']);
        return if is_plain {
            Ok(Edit { span, text })
        } else {
            Err(format!("`{text}` needs escapes in a string in `''`; write it in `\"`"))
        };
    }
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "\\${");
    Ok(Edit { span, text: escaped })
}
