//! Code that reads all of a directory in which the new files are: in `flake.nix`, and in every other Nix file.

use imp_model::finding::Finding;
use imp_model::source::{EntryKind, TreePath};
use imp_model::syntax::{self, BinaryOperator, Expr, ExprId, Name, Part, PathKind, Tree};
use imp_model::text::Place;

use super::Context;
use super::obstacle;

/// Attributes whose value is only copied, or read as far as something else says.
const COPIED: [&str; 4] = ["src", "root", "path", "fileset"];
/// Functions that look at `default.nix` in a directory, or only copy it.
const HARMLESS: [&str; 5] =
    ["import", "callPackage", "cleanSource", "cleanCargoSource", "pathExists"];
/// Functions to which the flake itself is a directory that they read all of.
const READERS: [&str; 3] = ["import-tree", "listFilesRecursive", "readDir"];

/// Directories that hold the new files, given to something that may read every file in them.
pub(super) fn readers(context: &Context<'_>) -> Vec<Finding> {
    let mut found = in_file(context, &context.flake.path, context.tree);
    let mut directories = vec![TreePath::root()];
    while let Some(directory) = directories.pop() {
        for entry in context.files.list(&directory).unwrap_or_default() {
            let path = directory.child(&entry.name);
            match entry.kind {
                _ if entry.is_link || path == context.flake.path => {}
                EntryKind::Directory => directories.push(path),
                EntryKind::File if entry.name.ends_with(".nix") => {
                    // Nix can't read either what can't be read here.
                    let Ok(text) = context.files.read(&path) else { continue };
                    found.extend(in_file(context, &path, &syntax::parse(text).tree));
                }
                _ => {}
            }
        }
    }
    found
}

fn in_file(context: &Context<'_>, file: &TreePath, tree: &Tree) -> Vec<Finding> {
    let above = file.parent().unwrap_or_else(TreePath::root);
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let directory = match expr {
            Expr::Path(PathKind::Relative, parts) => {
                written(tree, id, parts).and_then(|raw| above.join(raw))
            }
            Expr::Apply { function, argument } if is_self(tree, *argument) => {
                let name = function_name(tree, *function).unwrap_or_default();
                READERS.contains(&name).then(TreePath::root)
            }
            Expr::Apply { argument, .. } => below_self(tree, *argument),
            _ => None,
        };
        let id = match expr {
            Expr::Apply { argument, .. } => *argument,
            _ => id,
        };
        let Some(directory) = directory else { continue };
        let Some(below) = context.target.outputs.strip_prefix(&directory) else { continue };
        let next = below.split('/').next().unwrap_or_default();
        if harmless(tree, next).contains(&id) {
            continue;
        }
        let span = tree.span(id);
        let raw = &tree.text()[span.range()];
        let message = format!("what reads all of `{raw}` would meet the new files in `nix/flake`");
        let help = "name the directories that are meant, such as `./modules`";
        found.push(obstacle(message, Place::new(file, tree.text(), span)).help(help));
    }
    found
}

/// A path as it is written, unless a part of it is computed.
fn written<'t>(tree: &'t Tree, id: ExprId, parts: &[Part]) -> Option<&'t str> {
    let [Part::Text(Name::Source(_))] = parts else { return None };
    Some(&tree.text()[tree.span(id).range()])
}

/// The directory that `self + "/nix"` or `"${self}/nix"` names.
fn below_self(tree: &Tree, id: ExprId) -> Option<TreePath> {
    let name = match tree.expr(id) {
        Expr::Binary(BinaryOperator::Add, left, right) if is_self(tree, *left) => {
            tree.plain_string(*right)?
        }
        Expr::Str(parts) => match &**parts {
            [Part::Interpolation(inner), Part::Text(text)] if is_self(tree, *inner) => {
                tree.name(text).to_owned()
            }
            [Part::Interpolation(inner)] if is_self(tree, *inner) => "/".to_owned(),
            _ => return None,
        },
        _ => return None,
    };
    TreePath::new(name.strip_prefix('/')?)
}

/// `self`, or `inputs.self`.
fn is_self(tree: &Tree, id: ExprId) -> bool {
    function_name(tree, id) == Some("self")
}

/// The expressions that stand where a directory is not read as a whole: `src = ./.`, `import ./.`, `./. + "/x"`,
/// `"${./.}/x"`, where what is added does not begin with `next`, the way to the new files.
fn harmless(tree: &Tree, next: &str) -> Vec<ExprId> {
    let is_below = |part: &Part| match part {
        Part::Text(text) => {
            let text = tree.name(text);
            text.strip_prefix('/').is_some_and(|name| !name.is_empty() && !name.starts_with(next))
        }
        Part::Interpolation(_) => false,
    };
    let mut found = Vec::new();
    for (_, expr) in tree.exprs() {
        match expr {
            Expr::Attrs(set) => {
                let copied =
                    set.entries.iter().filter(|entry| COPIED.contains(&tree.name(&entry.name)));
                found.extend(copied.map(|entry| entry.value));
            }
            Expr::Apply { function, argument } => {
                let name = function_name(tree, *function);
                found.extend(name.filter(|name| HARMLESS.contains(name)).map(|_| *argument));
                if name == Some("getFlake") {
                    found.extend(summands(tree, *argument));
                }
            }
            Expr::Binary(BinaryOperator::Add, left, right) => {
                if let Expr::Str(parts) = tree.expr(*right)
                    && parts.first().is_some_and(is_below)
                {
                    found.push(*left);
                }
            }
            Expr::Str(parts) => {
                for pair in parts.windows(2) {
                    if let [Part::Interpolation(path), after] = pair
                        && is_below(after)
                    {
                        found.push(*path);
                    }
                }
            }
            _ => {}
        }
    }
    let as_text: Vec<ExprId> = found.iter().filter_map(|id| in_to_string(tree, *id)).collect();
    found.extend(as_text);
    found
}

/// The last word of what names a function.
fn function_name(tree: &Tree, function: ExprId) -> Option<&str> {
    match tree.expr(function) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|attr| tree.static_name(attr)),
        _ => None,
    }
}

/// What an expression adds up, or the expression.
fn summands(tree: &Tree, id: ExprId) -> Vec<ExprId> {
    match tree.expr(id) {
        Expr::Binary(BinaryOperator::Add, left, right) => vec![*left, *right],
        _ => vec![id],
    }
}

/// `./.` of `toString ./.`, which is used as that is.
fn in_to_string(tree: &Tree, id: ExprId) -> Option<ExprId> {
    let Expr::Apply { function, argument } = tree.expr(id) else { return None };
    (function_name(tree, *function)? == "toString").then_some(*argument)
}
