//! Inputs in `flake.nix` that Nix does not take as they are written: it reads them before it evaluates anything, so
//! that each has to be written out, as what is wanted there.
//!
//! A variable is left to Nix, which looks it up.

use imp_model::syntax::{Expr, ExprId, Resolved, Tree};
use imp_model::text::Span;

/// A part of the inputs that Nix refuses.
pub(crate) struct Refused {
    /// The attributes below `inputs` that lead to it.
    pub(crate) path: Vec<String>,
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is, and what is wanted.
    pub(crate) reason: String,
    /// Whether it would have to be worked out.
    pub(crate) is_computed: bool,
}

/// What Nix wants somewhere.
#[derive(Clone, Copy)]
enum Wanted {
    Inputs,
    Input,
    Url,
    Text,
    Flag,
    Data,
}

/// Everything in the inputs of a flake that Nix refuses, in order of place.
pub(crate) fn refused(flake: &Tree) -> Vec<Refused> {
    let Expr::Attrs(set) = flake.expr(flake.root()) else { return Vec::new() };
    let inputs = set.entries.iter().find(|entry| flake.name(&entry.name) == "inputs");
    let mut found = Vec::new();
    if let Some(inputs) = inputs {
        read(flake, inputs.value, Wanted::Inputs, &mut Vec::new(), &mut found);
    }
    found.sort_by_key(|refused: &Refused| refused.span.start);
    found
}

fn read(tree: &Tree, id: ExprId, wanted: Wanted, path: &mut Vec<String>, found: &mut Vec<Refused>) {
    if let (Expr::Attrs(set), Wanted::Inputs | Wanted::Input) = (tree.expr(id), wanted) {
        for entry in &set.entries {
            let name = tree.name(&entry.name);
            path.push(name.to_owned());
            read(tree, entry.value, wanted.below(name), path, found);
            path.pop();
        }
        return;
    }
    let Some(kind) = kind(tree, id) else { return };
    if kind.is_some_and(|kind| wanted.takes(kind)) {
        return;
    }
    let reason = match kind {
        Some(kind) => format!("is {kind}, and Nix takes only {} there", wanted.name()),
        None => "is not written out, and Nix evaluates nothing there".to_owned(),
    };
    let (path, span) = (path.clone(), tree.span(id));
    found.push(Refused { path, span, reason, is_computed: kind.is_none() });
}

impl Wanted {
    /// What is wanted of an attribute.
    fn below(self, name: &str) -> Self {
        match (self, name) {
            (Self::Inputs, _) => Self::Input,
            (_, "inputs") => Self::Inputs,
            (_, "url") => Self::Url,
            (_, "follows") => Self::Text,
            (_, "flake") => Self::Flag,
            _ => Self::Data,
        }
    }

    fn takes(self, kind: &str) -> bool {
        match self {
            Self::Inputs | Self::Input => kind == "a set",
            Self::Url => matches!(kind, "a string" | "a path"),
            Self::Text => kind == "a string",
            Self::Flag => kind == "a Boolean",
            Self::Data => matches!(kind, "a string" | "a Boolean" | "an integer"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Inputs | Self::Input => "a set",
            Self::Url | Self::Text => "a string",
            Self::Flag => "a Boolean",
            Self::Data => "a string, a Boolean or an integer",
        }
    }
}

/// What an expression is: its kind, or nothing known where it would have to be worked out. `None` where that is not to
/// be told here.
fn kind(tree: &Tree, id: ExprId) -> Option<Option<&'static str>> {
    Some(match tree.expr(id) {
        Expr::Error => return None,
        Expr::Var(name, Resolved::Global) => match tree.name(name) {
            "true" | "false" => Some("a Boolean"),
            "null" => Some("null"),
            _ => return None,
        },
        Expr::Var(..) => return None,
        Expr::Attrs(_) => Some("a set"),
        Expr::Str(_) => tree.plain_string(id).map(|_| "a string"),
        Expr::Path(..) => Some("a path"),
        Expr::Int(_) => Some("an integer"),
        Expr::Float(_) => Some("a float"),
        Expr::List(_) => Some("a list"),
        Expr::Lambda(_) => Some("a function"),
        _ => None,
    })
}
