//! `__host`: a NixOS host.

use super::{Context, FileFacts, declaration, host_types, place_of, unread};
use crate::eval::{Evaluator, Known, Stop, Value};
use crate::syntax::{BinaryOperator, BindingKind, Expr, ExprId, Name, Part, Resolved};
use crate::text::{Place, Span};

pub(super) const WORD: &str = "__host";

/// A host that a file declares. Its name is the file's.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// Where `__host` stands.
    pub place: Place,
    /// Its attributes in byte order.
    pub fields: Vec<HostField>,
    /// The strings in it that are names, in order of place.
    pub names: Vec<HostName>,
    /// What stands beside `__host` and is no part of a host: each name with its place, in byte order.
    pub beside: Vec<(String, Place)>,
}

/// A string in `__host` that names something: in the registry (`bases`, `modules`), an input (the same after
/// `@`), a sink (`sinks`, `hmSinks`) or a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName {
    /// The attribute that it stands in: `bases`, `hmSinks`, `modules`, `sinks` or `user`.
    pub field: &'static str,
    /// The string.
    pub text: String,
    /// Where it stands; the attribute where the string is not written in this file.
    pub place: Place,
    /// The string without its quotes, where it is written in this file and without escapes.
    pub span: Option<Span>,
}

/// The attributes whose strings are names.
const NAMED: [&str; 5] = ["bases", "hmSinks", "modules", "sinks", "user"];

/// What may stand beside `__host`: parts of the host, and other declarations. Source: `nix/lib/internal/hosts.nix`.
const BESIDE: [&str; 7] =
    ["__exports", WORD, "__inputs", "__outputs", "__overlays", "config", "extraConfig"];

/// How many variables a value is followed through.
const MAX_VARIABLES: u32 = 32;

/// An attribute of `__host`.
#[derive(Clone, Debug, PartialEq)]
pub struct HostField {
    /// `system`, `bases`, …
    pub name: String,
    /// Its value; `None` where only Nix knows it, as with `modules` that are not names.
    pub value: Option<Known>,
    /// Where it is named.
    pub place: Place,
}

pub(super) fn read(
    facts: &mut FileFacts,
    evaluator: &mut Evaluator<'_>,
    value: &Value,
    context: &Context<'_>,
) {
    let Some(slot) = declaration(evaluator, value, WORD) else { return };
    let place = place_of(evaluator, &facts.path, slot.at);
    let beside = beside(evaluator, value, &place);
    let fields = match evaluator.force(slot.value) {
        Ok(Value::Attrs(attrs)) => attrs,
        // There is a host, of which only Nix knows more.
        Ok(Value::Opaque(_)) => {
            facts.host = Some(Host { place, fields: Vec::new(), names: Vec::new(), beside });
            return;
        }
        Ok(other) => {
            let stop = Stop::error(format!("it is {}, not a set", other.type_name()));
            facts.unread.push(unread(evaluator, WORD, None, &stop, place));
            return;
        }
        Err(stop) => {
            facts.unread.push(unread(evaluator, WORD, None, &stop, place));
            return;
        }
    };
    let unlike = host_types::unlike(evaluator, &fields, value);
    facts.unread.extend(unlike.into_iter().map(|(name, reason, at)| {
        let stop = Stop::error(reason);
        let place = at.map_or_else(|| place.clone(), |at| evaluator.place(at));
        unread(evaluator, WORD, Some(&name), &stop, place)
    }));
    let fields = fields.iter().map(|(name, slot)| HostField {
        name: name.to_string(),
        value: evaluator.known(slot.value).ok(),
        place: slot.at.map_or_else(|| place.clone(), |at| evaluator.place(at)),
    });
    let fields: Vec<HostField> = fields.collect();
    let names = names(context, &fields);
    facts.host = Some(Host { fields, names, beside, place: place.clone() });
}

fn beside(evaluator: &Evaluator<'_>, value: &Value, host: &Place) -> Vec<(String, Place)> {
    let Value::Attrs(attrs) = value else { return Vec::new() };
    let others = attrs.iter().filter(|(name, _)| !BESIDE.contains(&&***name));
    others
        .map(|(name, slot)| {
            let place = slot.at.map_or_else(|| host.clone(), |at| evaluator.place(at));
            (name.to_string(), place)
        })
        .collect()
}

/// The names in the fields: those that are written in the file, then those that only the value has.
fn names(context: &Context<'_>, fields: &[HostField]) -> Vec<HostName> {
    let mut names = Vec::new();
    let written = declared(context, context.tree.root(), MAX_VARIABLES);
    for field in NAMED {
        let Some(value) = fields.iter().find(|other| other.name == field) else { continue };
        let start = names.len();
        if let Some(id) = written.and_then(|set| attribute(context, set, field)) {
            strings(context, id, field, MAX_VARIABLES, &mut names);
        }
        let known: Vec<&str> = match &value.value {
            Some(Known::String(text)) => vec![text],
            Some(Known::List(items)) => items.iter().filter_map(Known::as_str).collect(),
            _ => Vec::new(),
        };
        for text in known {
            if names[start..].iter().all(|name| name.text != text) {
                let place = value.place.clone();
                names.push(HostName { field, text: text.to_owned(), place, span: None });
            }
        }
    }
    names.sort_by(|a, b| a.place.cmp(&b.place));
    names.dedup();
    names
}

/// The set that `__host` is in the sets that an expression comes to without calling anything.
fn declared(context: &Context<'_>, id: ExprId, depth: u32) -> Option<ExprId> {
    let depth = depth.checked_sub(1)?;
    match context.tree.expr(id) {
        Expr::Attrs(_) => attribute(context, id, WORD).map(|id| followed(context, id, depth)),
        Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
            declared(context, *body, depth)
        }
        Expr::Binary(_, left, right) => {
            declared(context, *right, depth).or_else(|| declared(context, *left, depth))
        }
        _ => None,
    }
}

fn attribute(context: &Context<'_>, set: ExprId, name: &str) -> Option<ExprId> {
    let Expr::Attrs(set) = context.tree.expr(within(context, set)) else { return None };
    let entry = set.entries.iter().find(|entry| context.tree.name(&entry.name) == name)?;
    Some(entry.value)
}

/// The body of a `let`, `with` or `assert`.
fn within(context: &Context<'_>, mut id: ExprId) -> ExprId {
    while let Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } =
        context.tree.expr(id)
    {
        id = *body;
    }
    id
}

/// What a variable is bound to; the expression itself when it is none.
fn followed(context: &Context<'_>, id: ExprId, depth: u32) -> ExprId {
    let Expr::Var(_, Resolved::Local { binding, .. }) = context.tree.expr(id) else { return id };
    match (context.tree.binding(*binding).kind, depth.checked_sub(1)) {
        (BindingKind::Value(value), Some(depth)) => followed(context, value, depth),
        _ => id,
    }
}

/// The strings that a list, or a function that gives one, is written with.
fn strings(
    context: &Context<'_>,
    id: ExprId,
    field: &'static str,
    depth: u32,
    names: &mut Vec<HostName>,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let id = followed(context, id, depth);
    let mut all = |ids: &[ExprId]| {
        ids.iter().for_each(|id| strings(context, *id, field, depth, names));
    };
    match context.tree.expr(id) {
        Expr::Str(parts) => {
            let Some(text) = context.tree.plain_string(id) else { return };
            let whole = context.tree.span(id);
            let span = match &**parts {
                [Part::Text(Name::Source(span))] => Some(*span),
                _ => indented(context, whole, &text),
            };
            let place = context.place(whole);
            names.push(HostName { field, text, place, span });
        }
        Expr::List(items) => all(items),
        // Of `"a" + ".b"` only the value is a name.
        Expr::Binary(BinaryOperator::Concat, left, right) => all(&[*left, *right]),
        Expr::If { yes, no, .. } => all(&[*yes, *no]),
        Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
            all(&[*body]);
        }
        Expr::Lambda(lambda) => all(&[lambda.body]),
        _ => {}
    }
}

/// The text of `''a.b''` in one line, which is as it is written.
fn indented(context: &Context<'_>, whole: Span, text: &str) -> Option<Span> {
    let written = &context.tree.text()[whole.range()];
    let inner = written.strip_prefix("''")?.strip_suffix("''")?;
    (inner == text).then_some(Span { start: whole.start + 2, end: whole.end - 2 })
}
