//! Names in `inherit`: `inherit (registry.a) b c;` and, below a `with`, `inherit b;`.
//!
//! Where the set moves, its name is written anew. Where only some names move or get another last part, a single
//! one becomes a binding, `b = (registry.x.c);`, and several are put over the set,
//! `inherit (registry.a // { b = registry.x.c; }) b d;`, so that nothing else changes and the way back is certain.

use imp_model::facts::Reference;
use imp_model::model::{attribute, dotted, parse_dotted};
use imp_model::syntax::Inherit;
use imp_model::text::Span;

use super::expression::{from_variable, is_variable, is_whole, whole, whole_set, written};
use super::parts::{edit, replace, spelled};
use super::{Context, Rewritten, Unwritten, names, owned};

/// A name of an `inherit` and what it becomes.
struct Inherited<'a> {
    reference: &'a Reference,
    new: Vec<String>,
}

impl Inherited<'_> {
    fn name(&self) -> &str {
        self.reference.path.last().map_or("", |part| &part.name)
    }

    fn moves(&self) -> bool {
        !names(self.reference).iter().eq(&self.new)
    }

    /// Whether it is in this set afterwards, if under another name.
    fn is_in(&self, set: &[String]) -> bool {
        self.new.split_last().is_some_and(|(_, before)| before == set)
    }

    /// What stands before the last part, when that stays.
    fn set(&self) -> Option<&[String]> {
        let (last, set) = self.new.split_last()?;
        (last == self.name()).then_some(set)
    }
}

/// Writes the names of one `inherit`.
pub(super) fn rewrite(
    context: &Context<'_>,
    statement: &Inherit,
    references: &[&Reference],
    out: &mut Rewritten,
) {
    let mut inherited = Vec::new();
    for &reference in references {
        let Some(new) = context.target(reference, out) else { return };
        inherited.push(Inherited { reference, new });
    }
    let Some(first) = inherited.first() else { return };
    let root = &first.reference.root;
    let expect = |other: &Inherited<'_>| (root.clone(), other.new.clone());
    out.expected.extend(inherited.iter().map(expect));
    let Some(from) = statement.from else {
        return below_with(context, statement, &inherited, out);
    };
    if let Some(other) = inherited.iter().find(|other| other.reference.is_call && other.moves()) {
        let reason = format!("`{}` is inherited from what a function gives", other.name());
        out.unwritten.push(Unwritten { place: other.reference.place.clone(), reason });
        return;
    }
    let old = names(first.reference);
    let old_set = &old[..old.len() - 1];
    let new_set = context.prefix(&first.reference.root, old_set);
    // A name that is no reference, or none that is asked about, stays with the set.
    let is_all = inherited.len() == statement.names.len();
    let goes_along = |set: &&[String]| inherited.iter().all(|other| other.set() == Some(*set));
    let shared = first.set().filter(|set| goes_along(set) && (is_all || **set == *new_set));
    if let Some(set) = shared {
        return write_set(context, first.reference, set, from, out);
    }
    if let ([only], [_]) = (inherited.as_slice(), statement.names.as_slice())
        && context.text(statement.span)
            == format!("inherit ({}) {};", context.text(from), attribute(only.name()))
    {
        let full = match (&only.new[..], alias_of(context, only.reference, from)) {
            ([.., last], Some(alias)) if only.is_in(&owned(old_set)) => {
                format!("{alias}.{}", attribute(last))
            }
            _ => below_alias(context, only)
                .unwrap_or_else(|| whole(context, only.reference, &only.new)),
        };
        let binding = format!("{} = ({full});", attribute(only.name()));
        out.edits.push(edit(statement.span, binding));
        return;
    }
    let stays = |other: &&Inherited<'_>| other.set() == Some(new_set.as_slice());
    let moved = inherited.iter().filter(|other| !stays(other));
    let over = moved.map(|other| {
        format!("{} = {};", attribute(other.name()), whole(context, other.reference, &other.new))
    });
    let over = format!("{{ {} }}", over.collect::<Vec<_>>().join(" "));
    // A set that an alias names keeps its name where something is in it.
    let is_kept = alias_of(context, first.reference, from).is_some()
        && inherited.iter().any(|other| other.is_in(&new_set));
    if !is_all || is_kept || inherited.iter().any(|other| stays(&other)) {
        write_set(context, first.reference, &new_set, from, out);
        out.edits.push(edit(Span::empty(from.end as usize), format!(" // {over}")));
        // A whole registry is no name.
        if !new_set.is_empty() {
            out.expected.push((first.reference.root.clone(), new_set));
        }
    } else {
        out.edits.push(edit(from, over));
    }
}

/// The name from the variable of a `let` that its set starts from, where it stays below what that stands for.
fn below_alias(context: &Context<'_>, other: &Inherited<'_>) -> Option<String> {
    let (variable, tail) = from_variable(context, other.reference, &other.new)?;
    let written = written(other.reference);
    let (last, set) = tail.split_last()?;
    let set = (!set.is_empty()).then(|| spelled(context.text, &written[..written.len() - 1], set));
    let parts = [Some(variable.to_owned()), set, Some(attribute(last))];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join("."))
}

/// What an `inherit (set) …` has as its set where that starts from an alias and is a plain name.
fn alias_of<'t>(context: &'t Context<'_>, reference: &Reference, from: Span) -> Option<&'t str> {
    let text = context.text(from);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'' | '.' | '"');
    let parts = written(reference);
    // A variable of a `with` is the first part itself.
    let is_own_variable = parts.first().is_some_and(|part| part.span.start == from.start);
    let is_alias = is_own_variable || parts.len() < reference.path.len();
    (is_alias && text.chars().all(is_name)).then_some(text)
}

/// Writes the set of an `inherit (set) …`.
fn write_set(
    context: &Context<'_>,
    reference: &Reference,
    set: &[String],
    from: Span,
    out: &mut Rewritten,
) {
    let old = names(reference);
    let old_set = &old[..old.len() - 1];
    let mut parts = written(reference);
    parts.pop();
    let alias = context.prefix(&reference.root, &old_set[..old_set.len() - parts.len()]);
    match set.strip_prefix(alias.as_slice()) {
        Some(tail) if tail.is_empty() == parts.is_empty() => {
            if !parts.is_empty() {
                out.edits.extend(replace(context.text, &parts, tail));
            }
        }
        _ => {
            out.edits.push(edit(from, whole_set(context, reference, set)));
        }
    }
}

/// `inherit b c;` where a `with` brings the names in.
fn below_with(
    context: &Context<'_>,
    statement: &Inherit,
    inherited: &[Inherited<'_>],
    out: &mut Rewritten,
) {
    let moved: Vec<&Inherited<'_>> = inherited
        .iter()
        .filter(|other| {
            let old = names(other.reference);
            let set = context.prefix(&other.reference.root, &old[..old.len() - 1]);
            other.set() != Some(set.as_slice())
        })
        .collect();
    if moved.is_empty() {
        return;
    }
    let binding = |other: &Inherited<'_>| {
        let old = names(other.reference);
        let alias = context.prefix(&other.reference.root, &old[..old.len() - 1]);
        let full = match other.new.strip_prefix(alias.as_slice()) {
            // The same `with` has it still, unless something nearer has that name.
            Some(tail @ [first, ..]) if context.collapse && is_variable(first) => dotted(tail),
            _ => whole(context, other.reference, &other.new),
        };
        format!("{} = ({full});", attribute(other.name()))
    };
    let is_moved = |name: &Span| moved.iter().any(|other| other.reference.place.span == *name);
    let kept: Vec<&str> = statement
        .names
        .iter()
        .filter(|name| !is_moved(name))
        .map(|name| context.text(*name))
        .collect();
    let mut text: Vec<String> = moved.into_iter().map(binding).collect();
    if !kept.is_empty() {
        text.insert(0, format!("inherit {};", kept.join(" ")));
    }
    out.edits.push(edit(statement.span, text.join(" ")));
}

/// Writes the statements that inherit from a set with something over it. Where that has the shape which [`rewrite`]
/// gives it, names that agree with the set again leave no trace, and others that part with it join what is over it.
/// Gives where the sets stand that are written as a whole.
pub(super) fn overrides(
    context: &Context<'_>,
    statements: &[Inherit],
    inherited: &mut [Vec<&Reference>],
    plain: &[&Reference],
    out: &mut Rewritten,
) -> Vec<Span> {
    let mut done = Vec::new();
    for (statement, others) in statements.iter().zip(inherited) {
        let Some(from) = statement.from else { continue };
        if !context.text(from).ends_with('}') {
            continue;
        }
        let inside: Vec<&Reference> =
            plain.iter().copied().filter(|other| from.contains(other.place.span)).collect();
        // Only those that are not over the set are here.
        let others = std::mem::take(others);
        let Some(written) = overridden(context, statement, from, &inside, &others) else {
            in_place(context, &others, out);
            continue;
        };
        let root = &inside[0].root;
        let all = inside.iter().chain(&others);
        let targets = all.filter_map(|reference| context.target(reference, out));
        // Who changes is counted; what is expected depends on what is left.
        drop(targets.collect::<Vec<_>>());
        let names: Vec<String> =
            statement.names.iter().map(|name| context.text(*name).to_owned()).collect();
        out.expected.extend(written.expected(&names).into_iter().map(|path| (root.clone(), path)));
        if written.text != context.text(from) {
            out.edits.push(edit(from, written.text));
        }
        done.push(from);
    }
    done
}

/// Names that stay in their set, which is written where it stands; another can't be.
fn in_place(context: &Context<'_>, others: &[&Reference], out: &mut Rewritten) {
    for &reference in others {
        let Some(new) = context.target(reference, out) else { continue };
        let other = Inherited { reference, new };
        let old = names(reference);
        let set = context.prefix(&reference.root, &old[..old.len() - 1]);
        if other.set() == Some(set.as_slice()) {
            out.expected.push((reference.root.clone(), other.new));
        } else {
            let reason = format!(
                "`{}` is inherited from a set with something over it, and becomes `{}`",
                other.name(),
                dotted(&other.new)
            );
            out.unwritten.push(Unwritten { place: reference.place.clone(), reason });
        }
    }
}

/// A set with something over it, written anew.
struct Overridden {
    text: String,
    set: Vec<String>,
    /// What is put over it: names as they are written, and what they are.
    left: Vec<(String, Vec<String>)>,
}

impl Overridden {
    /// What an `inherit` of these names, as they are written, then refers to.
    fn expected(&self, written: &[String]) -> Vec<Vec<String>> {
        let over = |name: &str| self.left.iter().any(|(other, _)| other == name);
        let below = written.iter().filter(|name| !over(name)).filter_map(|name| parse_dotted(name));
        let below = below.map(|name| [self.set.clone(), name].concat());
        let set = Some(self.set.clone()).filter(|set| !self.left.is_empty() && !set.is_empty());
        set.into_iter().chain(below).chain(self.left.iter().map(|(_, new)| new.clone())).collect()
    }
}

/// A binding in an override.
struct Bound<'a> {
    name: String,
    reference: &'a Reference,
    new: Vec<String>,
}

impl Bound<'_> {
    /// Whether it says no more than that the name is in `set`.
    fn agrees(&self, set: &[String]) -> bool {
        let parts = self.new.split_last();
        parts.is_some_and(|(last, before)| before == set && attribute(last) == self.name)
    }
}

fn binding<'a>(context: &Context<'_>, reference: &'a Reference) -> Option<Bound<'a>> {
    let before = context.text[..reference.place.span.start as usize].strip_suffix(" = ")?;
    // After `{ ` or the binding before; a name in quotes may hold spaces.
    let start = ["{ ", "; "].into_iter().filter_map(|end| Some(before.rfind(end)? + 2)).max()?;
    let new = context.prefix(&reference.root, &names(reference));
    is_whole(context, reference).then(|| Bound { name: before[start..].to_owned(), reference, new })
}

/// The new text of `registry.a // { b = registry.x.c; }` or `{ b = registry.x.c; }`; `None` when it has
/// another shape or only names in it change. `others` are the names that the statement takes from the set itself.
fn overridden(
    context: &Context<'_>,
    statement: &Inherit,
    from: Span,
    inside: &[&Reference],
    others: &[&Reference],
) -> Option<Overridden> {
    let old = context.text(from);
    let (set, bindings) = match inside {
        [set, rest @ ..] if set.place.span.start == from.start => (Some(*set), rest),
        bindings => (None, bindings),
    };
    let root = &bindings.first()?.root;
    let target = |reference: &Reference| context.prefix(root, &names(reference));
    let bound =
        bindings.iter().map(|reference| binding(context, reference)).collect::<Option<Vec<_>>>()?;
    let shape = |set: Option<String>, bindings: Vec<String>| {
        let over = format!("{{ {} }}", bindings.join(" "));
        match set {
            Some(set) if bindings.is_empty() => set,
            Some(set) => format!("{set} // {over}"),
            None => over,
        }
    };
    let was = bound.iter().map(|Bound { name, reference, .. }| {
        format!("{name} = {};", context.text(reference.place.span))
    });
    let old_set = match set {
        Some(set) => Some(context.text(set.place.span).to_owned()),
        // A whole registry is no name, so that nothing refers to it.
        None => bound.first().map(|other| context.base(other.reference)).filter(|base| {
            old.strip_prefix(base.as_str()).is_some_and(|rest| rest.starts_with(" // "))
        }),
    };
    let is_whole = set.is_none() && old_set.is_some();
    if shape(old_set, was.collect()) != old {
        return None;
    }
    let new_set: Vec<String> = match set {
        Some(set) => target(set),
        None if is_whole => Vec::new(),
        // Without a set, all names must agree on one.
        None => {
            let (_, before) = bound.first()?.new.split_last()?;
            bound.iter().all(|other| other.agrees(before)).then(|| before.to_vec())?
        }
    };
    let leaving = others.iter().map(|reference| {
        let old = names(reference);
        let new = target(reference);
        let name = attribute(old.last().copied().unwrap_or_default());
        Bound { name, reference, new }
    });
    let leaving: Vec<Bound<'_>> = leaving.filter(|other| !other.agrees(&new_set)).collect();
    let mut left: Vec<&Bound<'_>> =
        bound.iter().filter(|other| context.collapse && other.agrees(&new_set)).collect();
    if left.is_empty() && leaving.is_empty() {
        return None;
    }
    left = bound.iter().filter(|other| !left.iter().any(|gone| gone.name == other.name)).collect();
    left.extend(&leaving);
    // In the order of the statement, so that what comes and goes again leaves no trace.
    let order = |name: &str| statement.names.iter().position(|span| context.text(*span) == name);
    if left.iter().any(|other| order(&other.name).is_none()) {
        return None;
    }
    left.sort_by_key(|other| order(&other.name));
    let set = match set {
        Some(set) if names(set).iter().eq(&new_set) => context.text(set.place.span).to_owned(),
        Some(set) => whole(context, set, &new_set),
        None => whole_set(context, bound[0].reference, &new_set),
    };
    let bindings = left.iter().map(|Bound { name, reference, new }| {
        format!("{name} = {};", whole(context, reference, new))
    });
    let bindings = bindings.collect();
    Some(Overridden {
        text: shape(Some(set), bindings),
        set: new_set,
        left: left.into_iter().map(|other| (other.name.clone(), other.new.clone())).collect(),
    })
}
