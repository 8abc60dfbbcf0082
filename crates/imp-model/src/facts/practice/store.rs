//! What may copy a secret into the store, where everybody on the machine can read it.

use super::{Reader, plain_name};
use crate::source::TreePath;
use crate::syntax::{Entry, Expr, ExprId, Part, PathKind};
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreCopyKind {
    /// Nix itself is to read a secret that is decrypted at run time.
    Decrypted,
    /// A path literal stands where the name of a file with a secret is wanted: what it names.
    Path(TreePath),
    /// A function writes the secret there: where it stands.
    Written(Span),
}

pub(super) const NEEDLES: &[&str] =
    &["File", "_file", "-file", "file", "secret", ".key", "id_", "/run/agenix/"];

/// Endings of attributes that want the name of a file with a secret.
const ENDINGS: [&str; 6] = [
    "credentialsfile",
    "passphrasefile",
    "passwordfile",
    "privatekeyfile",
    "secretfile",
    "tokenfile",
];

/// Functions that read the text of a file while Nix evaluates.
const READING: [&str; 4] = ["fileContents", "importJSON", "importTOML", "readFile"];

/// Directories in which decrypted secrets lie at run time.
const DECRYPTED: [&str; 4] =
    ["/run/agenix/", "/run/secrets-for-users/", "/run/secrets.d/", "/run/secrets/"];

pub(super) fn read(reader: &Reader<'_>) -> Vec<StoreCopy> {
    let tree = reader.tree();
    let mut found = Vec::new();
    let mut add = |kind: Option<StoreCopyKind>, id: ExprId| {
        let place = || reader.context.place(tree.span(id));
        found.extend(kind.map(|kind| StoreCopy { kind, place: place() }));
    };
    for (id, expr) in tree.exprs() {
        match expr {
            Expr::Path(PathKind::Absolute, parts) => add(decrypted_file(reader, id, parts), id),
            Expr::Path(..) => add(secret_file(reader, id), id),
            Expr::Attrs(set) => {
                let wanting = |entry: &&Entry| wants_secret(tree.name(&entry.name));
                for entry in set.entries.iter().filter(wanting) {
                    for value in reader.values(entry.value) {
                        add(given(reader, value), value);
                    }
                }
            }
            _ => add(read_secret(reader, id), id),
        }
    }
    found.sort_by(|a, b| (&a.place, &a.kind).cmp(&(&b.place, &b.kind)));
    found.dedup();
    found
}

/// A path whose name says that it is a secret. That one is there may be asked, and a hash is none.
fn secret_file(reader: &Reader<'_>, id: ExprId) -> Option<StoreCopyKind> {
    if reader.names[id.index()].is_some_and(|name| plain_name(name).contains("hashed")) {
        return None;
    }
    let path = reader.path(id).filter(is_secret)?;
    let parent = reader.parents[id.index()].and_then(|parent| reader.call(parent));
    let function = parent.and_then(|(function, _)| reader.last_name(function));
    (function != Some("pathExists")).then_some(StoreCopyKind::Path(path))
}

/// A path literal of what is decrypted at run time: Nix copies the file where it makes a string of it.
fn decrypted_file(reader: &Reader<'_>, id: ExprId, parts: &[Part]) -> Option<StoreCopyKind> {
    let [Part::Text(start), ..] = parts else { return None };
    let parent = reader.parents[id.index()].and_then(|parent| reader.call(parent));
    let function = parent.and_then(|(function, _)| reader.last_name(function));
    let stays = matches!(function, Some("baseNameOf" | "dirOf" | "pathExists" | "toString"));
    let is_decrypted = is_below_decrypted(reader.tree().name(start));
    (is_decrypted && !stays).then_some(StoreCopyKind::Decrypted)
}

/// What is given where the name of a file with a secret is wanted: a path, or what a function has just written.
fn given(reader: &Reader<'_>, id: ExprId) -> Option<StoreCopyKind> {
    if let Some(path) = reader.path(id) {
        return Some(StoreCopyKind::Path(path));
    }
    let (function, argument) = reader.call(id)?;
    if let Some(path) = copied(reader, function, argument).and_then(|path| reader.path(path)) {
        return Some(StoreCopyKind::Path(path));
    }
    let (function, _) = reader.call(function)?;
    let is_written = matches!(reader.last_name(function), Some("toFile" | "writeText"));
    is_written.then(|| StoreCopyKind::Written(reader.tree().span(argument)))
}

/// What a call reads of a secret that is decrypted.
fn read_secret(reader: &Reader<'_>, id: ExprId) -> Option<StoreCopyKind> {
    let (function, argument) = reader.call(id)?;
    let is_reading = reader.last_name(function).is_some_and(|name| READING.contains(&name));
    let file = if is_reading { Some(argument) } else { copied(reader, function, argument) };
    file.filter(|file| is_decrypted(reader, *file)).map(|_| StoreCopyKind::Decrypted)
}

/// What `builtins.path { path = …; }` copies.
fn copied(reader: &Reader<'_>, function: ExprId, argument: ExprId) -> Option<ExprId> {
    let Expr::Select { set, .. } = reader.tree().expr(function) else { return None };
    let is_path =
        reader.last_name(*set) == Some("builtins") && reader.last_name(function) == Some("path");
    let Expr::Attrs(set) = reader.tree().expr(argument) else { return None };
    reader.entry(set, "path").filter(|_| is_path).map(|entry| entry.value)
}

/// Whether an expression is the path of what sops-nix or agenix decrypts.
fn is_decrypted(reader: &Reader<'_>, id: ExprId) -> bool {
    let tree = reader.tree();
    reader.values(id).into_iter().any(|id| match tree.expr(id) {
        Expr::Str(parts) => match &**parts {
            [Part::Text(name)] => is_below_decrypted(tree.name(name)),
            _ => false,
        },
        Expr::Select { .. } => {
            let names = selected(reader, id, MAX_ALIASES).unwrap_or_default();
            let names: Vec<&str> = names.iter().map(|name| name.unwrap_or("*")).collect();
            let config = names.iter().position(|name| matches!(*name, "config" | "osConfig"));
            matches!(
                config.map_or(&[][..], |config| &names[config + 1..]),
                ["sops", "secrets" | "templates", _, .., "path"]
                    | ["age", "secrets", _, .., "path"]
            )
        }
        _ => false,
    })
}

fn is_below_decrypted(file: &str) -> bool {
    DECRYPTED.iter().any(|start| file.starts_with(start))
}

/// How many variables of a `let` a name is followed through.
const MAX_ALIASES: u32 = 8;

/// The names of a selection from its first variable on, variables of a `let` replaced by what they stand for. A name that
/// is worked out is `None`.
fn selected<'a>(reader: &Reader<'a>, id: ExprId, aliases: u32) -> Option<Vec<Option<&'a str>>> {
    let tree = reader.tree();
    match tree.expr(id) {
        Expr::Select { set, path, default: None } => {
            let mut names = selected(reader, *set, aliases)?;
            names.extend(path.iter().map(|attr| tree.static_name(attr)));
            Some(names)
        }
        Expr::Var(name, _) => match reader.bound(id) {
            Some(value) => selected(reader, value, aliases.checked_sub(1)?),
            None => Some(vec![Some(tree.name(name))]),
        },
        _ => None,
    }
}

/// Whether an attribute wants the name of a file with a secret.
fn wants_secret(name: &str) -> bool {
    let name = plain_name(name);
    !name.contains("hashed") && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether the name of a file says that a secret is in it.
fn is_secret(path: &TreePath) -> bool {
    let name = path.file_name();
    let is_public = PUBLIC.iter().any(|ending| name.ends_with(ending));
    let is_key = name.ends_with(".key")
        || ["id_rsa", "id_ed25519", "id_ecdsa"].iter().any(|start| name.starts_with(start));
    let is_below = path.components().any(|part| matches!(part, "secret" | "secrets" | ".secrets"));
    !is_public && (is_key || is_below)
}

/// Endings of files that stand beside secrets and are for everybody.
const PUBLIC: [&str; 7] = [".crt", ".md", ".nix", ".pub", ".sh", ".asc", ".csr"];
