//! What may copy a secret into the store, where everybody on the machine can read it.

use super::{Reader, plain_name};
use crate::source::TreePath;
use crate::syntax::{Expr, ExprId, Part};
use crate::text::{Place, Span};

/// What may copy a secret into the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreCopy {
    /// How.
    pub kind: StoreCopyKind,
    /// Where.
    pub place: Place,
}

/// How a secret comes into the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreCopyKind {
    /// Nix itself is to read a secret that is decrypted at run time.
    Decrypted,
    /// A path literal stands where the name of a file with a secret is wanted: what it names.
    Path(TreePath),
    /// A function writes the secret there: where it stands.
    Written(Span),
}

pub(super) const NEEDLES: &[&str] = &["File", "_file", "-file"];

/// Endings of attributes that want the name of a file with a secret.
const ENDINGS: [&str; 6] = [
    "credentialsfile",
    "passphrasefile",
    "passwordfile",
    "privatekeyfile",
    "secretfile",
    "tokenfile",
];

/// Directories in which decrypted secrets lie at run time.
const DECRYPTED: [&str; 3] = ["/run/agenix/", "/run/secrets/", "/run/secrets.d/"];

pub(super) fn read(reader: &Reader<'_>) -> Vec<StoreCopy> {
    let tree = reader.tree();
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let kind = match expr {
            Expr::Apply { function, argument } => call(reader, id, *function, *argument),
            Expr::Path(..) if is_wanted(reader, id) => reader.path(id).map(StoreCopyKind::Path),
            _ => None,
        };
        let place = reader.context.place(tree.span(id));
        found.extend(kind.map(|kind| StoreCopy { kind, place }));
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// What a call brings into the store.
fn call(
    reader: &Reader<'_>,
    id: ExprId,
    function: ExprId,
    argument: ExprId,
) -> Option<StoreCopyKind> {
    if reader.last_name(function) == Some("readFile") {
        return is_decrypted(reader, argument).then_some(StoreCopyKind::Decrypted);
    }
    let Expr::Apply { function, .. } = reader.tree().expr(function) else { return None };
    let is_written = matches!(reader.last_name(*function), Some("toFile" | "writeText"));
    let is_wanted = reader.names[id.index()].is_some_and(wants_secret);
    (is_written && is_wanted).then(|| StoreCopyKind::Written(reader.tree().span(argument)))
}

/// Whether an expression is the path of what sops-nix or agenix decrypts.
fn is_decrypted(reader: &Reader<'_>, id: ExprId) -> bool {
    let tree = reader.tree();
    match tree.expr(id) {
        Expr::Str(parts) => match &**parts {
            [Part::Text(name)] => DECRYPTED.iter().any(|start| tree.name(name).starts_with(start)),
            [Part::Interpolation(inner)] => is_decrypted(reader, *inner),
            _ => false,
        },
        Expr::Select { set, path, .. } => {
            let is_config = matches!(reader.last_name(*set), Some("config" | "osConfig"));
            let names: Vec<_> = path.iter().map(|attr| tree.static_name(attr)).collect();
            let is_secret =
                matches!(&*names, [Some("sops" | "age"), Some("secrets"), .., Some("path")]);
            is_config && is_secret
        }
        _ => false,
    }
}

/// Whether a path stands where the name of a file with a secret is wanted, or is read as one.
fn is_wanted(reader: &Reader<'_>, id: ExprId) -> bool {
    if let Some(name) = reader.names[id.index()] {
        return wants_secret(name);
    }
    let Some(parent) = reader.parents[id.index()] else { return false };
    let Expr::Apply { function, .. } = reader.tree().expr(parent) else { return false };
    let is_read = reader.last_name(*function) == Some("readFile");
    is_read && reader.path(id).is_some_and(|path| is_secret(&path))
}

/// Whether an attribute wants the name of a file with a secret.
fn wants_secret(name: &str) -> bool {
    let name = plain_name(name);
    !name.contains("hashed") && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether the name of a file says that a secret is in it.
fn is_secret(path: &TreePath) -> bool {
    let name = path.file_name();
    let is_public = [".pub", ".nix", ".md"].iter().any(|ending| name.ends_with(ending));
    let is_key =
        name.ends_with(".key") || name.starts_with("id_rsa") || name.starts_with("id_ed25519");
    let is_below = path.components().any(|part| matches!(part, "secret" | "secrets" | ".secrets"));
    !is_public && (is_key || is_below)
}
