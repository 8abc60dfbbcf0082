//! `import nixpkgs { … }`: nixpkgs evaluated once more.

use super::Reader;
use crate::syntax::{self, BindingKind, Expr, ExprId, Resolved};
use crate::text::{Edit, Place};

/// `import` of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputImport {
    /// The input.
    pub input: String,
    /// Whether it is named by an attribute that the file takes, which is an input where all are given to it.
    pub is_formal: bool,
    /// The attributes around it, the outermost first.
    pub within: Vec<String>,
    /// What makes `nixpkgs.legacyPackages.${system}` of it, where only the system is given and no comment
    /// stands in it.
    pub edit: Option<Edit>,
    /// Where it stands, without what it is applied to.
    pub place: Place,
}

pub(super) fn read(reader: &Reader<'_>) -> Vec<InputImport> {
    let tree = reader.tree();
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let Expr::Apply { function, argument } = expr else { continue };
        if !reader.tree().is_import(*function) {
            continue;
        }
        let reference = reader.input(*argument).filter(|input| input.path.len() == 1);
        let named = reference.map(|reference| reference.path[0].name.as_str());
        let Some(input) = named.or_else(|| formal(reader, *argument)) else { continue };
        found.push(InputImport {
            input: input.to_owned(),
            is_formal: named.is_none(),
            within: reader.attribute_path(id).into_iter().map(str::to_owned).collect(),
            edit: edit(reader, id, *argument),
            place: reader.context.place(tree.span(id)),
        });
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

/// The attribute that the whole file takes, if that is what an expression names.
fn formal<'a>(reader: &Reader<'a>, id: ExprId) -> Option<&'a str> {
    let tree = reader.tree();
    let Expr::Var(name, Resolved::Local { binding, .. }) = tree.expr(id) else { return None };
    match tree.binding(*binding).kind {
        BindingKind::Formal(lambda) if lambda == tree.root() => Some(tree.name(name)),
        _ => None,
    }
}

/// The systems for which nixpkgs has `legacyPackages`; `import` takes others, too.
/// Source: `lib/systems/flake-systems.nix` of nixpkgs.
fn is_exposed(system: &str) -> bool {
    const EXPOSED: [&str; 9] = [
        "aarch64-darwin",
        "aarch64-linux",
        "armv6l-linux",
        "armv7l-linux",
        "i686-linux",
        "powerpc64le-linux",
        "riscv64-linux",
        "x86_64-darwin",
        "x86_64-linux",
    ];
    EXPOSED.contains(&system)
}

/// What says the same as `import nixpkgs { inherit system; }`; `None` where a comment in it would be lost.
fn edit(reader: &Reader<'_>, import: ExprId, nixpkgs: ExprId) -> Option<Edit> {
    let tree = reader.tree();
    let whole = reader.parents[import.index()]?;
    let Expr::Apply { function, argument } = tree.expr(whole) else { return None };
    let Expr::Attrs(set) = tree.expr(*argument) else { return None };
    let [system] = &*set.entries else { return None };
    if *function != import || !set.dynamic.is_empty() || tree.name(&system.name) != "system" {
        return None;
    }
    let source = |id: ExprId| &tree.text()[tree.span(id).range()];
    if !syntax::comments(source(whole)).is_empty() {
        return None;
    }
    let attribute = match tree.expr(system.value) {
        Expr::Var(name, _) => format!("${{{}}}", tree.name(name)),
        Expr::Str(_) if tree.plain_string(system.value).is_some_and(|name| is_exposed(&name)) => {
            source(system.value).to_owned()
        }
        _ => return None,
    };
    let text = format!("{}.legacyPackages.{attribute}", source(nixpkgs));
    Some(Edit { span: tree.span(whole), text })
}
