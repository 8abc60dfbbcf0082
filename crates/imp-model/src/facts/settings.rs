//! What a file says of hosts and users in the words that every flake uses: options such as
//! `home-manager.users.NAME` and `nixpkgs.overlays`, and other flakes' modules and functions.
//!
//! Read from the text by shape, wherever it stands: whether a module is used, and under which condition, is not
//! asked. A name that is an expression is kept as it is written, unless the file binds it to a string.

use std::collections::BTreeSet;

use super::Context;
use crate::syntax::{
    Attr, AttrSet, BinaryOperator, BindingKind, Expr, ExprId, Part, Resolved, Tree,
};
use crate::text::{Place, Span};

/// An option that a file sets, or something of another flake that it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What kind of thing it is.
    pub kind: SettingKind,
    /// Its attribute path: `["home-manager", "users", "ann"]`. A part that only Nix knows is as it is written,
    /// and only the last can be one.
    pub path: Vec<String>,
    /// Whether the last part of the path is such an expression.
    pub is_dynamic: bool,
    /// The value, if it is a string, also one in `mkDefault`.
    pub text: Option<String>,
    /// The names in the value, as far as it is written as a set; `None` where it is something else.
    pub attributes: Option<Vec<String>>,
    /// The variables and selections in the value, dotted: `self.overlays.default`.
    pub mentions: Vec<String>,
    /// Those that stand in functions of the value, which may do anything with them.
    pub inner_mentions: Vec<String>,
    /// Where its name stands.
    pub place: Place,
    /// Where its value stands.
    pub body: Place,
}

/// What a [`Setting`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingKind {
    /// An attribute of a set.
    Option,
    /// `overlays` in `import nixpkgs { … }`, or the argument of `extend`.
    Argument,
    /// A selection from something: `inputs.home-manager.nixosModules.home-manager`.
    Selection,
}

/// The attribute paths that are looked for; `*` is any name.
const OPTIONS: [&[&str]; 14] = [
    &["age", "identityPaths"],
    &["age", "secrets"],
    &["darwinConfigurations", "*"],
    &["home-manager", "*"],
    &["home-manager", "users", "*"],
    &["homeConfigurations", "*"],
    &["nixosConfigurations", "*"],
    &["nixpkgs", "hostPlatform"],
    &["nixpkgs", "hostPlatform", "system"],
    &["nixpkgs", "overlays"],
    &["nixpkgs", "system"],
    &["sops", "defaultSopsFile"],
    &["sops", "secrets"],
    &["users", "users", "*"],
];

/// The same of hosts that are outputs.
const HOSTS: [&[&str]; 2] = [&["darwinConfigurations", "*"], &["nixosConfigurations", "*"]];

/// What a selection must have in it.
const SELECTED: [&str; 5] = [
    "darwinModules",
    "homeManagerConfiguration",
    "homeModules",
    "homeManagerModules",
    "nixosModules",
];

/// Functions that give what their last argument is, at least under a condition.
const TRANSPARENT: [&str; 7] =
    ["mkDefault", "mkForce", "mkIf", "mkMerge", "mkOverride", "optionalAttrs", "recursiveUpdate"];

pub(super) const NEEDLES: [&str; 14] = [
    "age",
    "darwinConfigurations",
    "darwinModules",
    "home-manager",
    "homeConfigurations",
    "homeManager",
    "homeModules",
    "hostPlatform",
    "nixosConfigurations",
    "nixosModules",
    "nixpkgs",
    "overlays",
    "sops",
    "users",
];

pub(super) const HOST_NEEDLES: [&str; 2] = ["darwinConfigurations", "nixosConfigurations"];

/// Only the hosts.
pub(super) fn hosts(context: &Context<'_>) -> Vec<Setting> {
    let mut reader = Reader { context, found: Vec::new() };
    for (_, expr) in context.tree.exprs() {
        if let Expr::Attrs(set) = expr {
            HOSTS.iter().for_each(|option| reader.option(set, option, &mut Vec::new()));
        }
    }
    reader.sorted()
}

pub(super) fn read(context: &Context<'_>) -> Vec<Setting> {
    let mut reader = Reader { context, found: Vec::new() };
    for (id, expr) in context.tree.exprs() {
        match expr {
            Expr::Attrs(set) => OPTIONS.iter().for_each(|option| {
                reader.option(set, option, &mut Vec::new());
            }),
            Expr::Apply { function, argument } => reader.argument(*function, *argument),
            Expr::Select { .. } => reader.selection(id),
            _ => {}
        }
    }
    reader.sorted()
}

struct Reader<'a, 'c> {
    context: &'a Context<'c>,
    found: Vec<Setting>,
}

impl Reader<'_, '_> {
    fn sorted(self) -> Vec<Setting> {
        let mut found = self.found;
        found.sort_by(|a, b| (&a.place, &a.path).cmp(&(&b.place, &b.path)));
        found.dedup();
        found
    }

    /// The attributes of a set that `option` names, `path` being the names that led to the set.
    fn option(&mut self, set: &AttrSet, option: &[&str], path: &mut Vec<String>) {
        let tree = self.context.tree;
        let Some((wanted, rest)) = option.split_first() else { return };
        for entry in &set.entries {
            let name = tree.name(&entry.name);
            if *wanted == "*" || *wanted == name {
                path.push(name.to_owned());
                self.attribute(rest, path, entry.value, entry.span, false);
                path.pop();
            }
        }
        if *wanted == "*" {
            for dynamic in &set.dynamic {
                let known = string_of(tree, dynamic.name);
                let is_dynamic = known.is_none();
                path.push(known.unwrap_or_else(|| tree.text()[dynamic.span.range()].to_owned()));
                self.attribute(rest, path, dynamic.value, dynamic.span, is_dynamic);
                path.pop();
            }
        }
    }

    fn attribute(
        &mut self,
        rest: &[&str],
        path: &mut Vec<String>,
        value: ExprId,
        span: Span,
        is_dynamic: bool,
    ) {
        if rest.is_empty() {
            self.push(SettingKind::Option, path.clone(), is_dynamic, value, span);
            return;
        }
        let tree = self.context.tree;
        for set in sets(tree, value) {
            if let Expr::Attrs(set) = tree.expr(set) {
                self.option(set, rest, path);
            }
        }
    }

    /// `import nixpkgs { overlays = …; }`, `pkgs.extend …` and `pkgs.appendOverlays …`; `lib.extend` is about no
    /// packages.
    fn argument(&mut self, function: ExprId, argument: ExprId) {
        let tree = self.context.tree;
        match tree.expr(function) {
            Expr::Apply { function, .. } if is_global(tree, *function, "import") => {
                for set in sets(tree, argument) {
                    let Expr::Attrs(set) = tree.expr(set) else { continue };
                    for entry in &set.entries {
                        if tree.name(&entry.name) == "overlays" {
                            let path = vec!["import".to_owned(), "overlays".to_owned()];
                            self.push(SettingKind::Argument, path, false, entry.value, entry.span);
                        }
                    }
                }
            }
            Expr::Select { path, .. } => {
                let last = path.last().and_then(|last| tree.static_name(last));
                let of = selection(tree, function).unwrap_or_default();
                let is_packages =
                    of.iter().any(|part| part.contains("pkgs") || part.contains("Packages"));
                if let Some(name @ ("extend" | "appendOverlays")) = last.filter(|_| is_packages) {
                    let (path, span) = (vec![name.to_owned()], tree.span(function));
                    self.push(SettingKind::Argument, path, false, argument, span);
                }
            }
            _ => {}
        }
    }

    fn selection(&mut self, id: ExprId) {
        let Some(path) = selection(self.context.tree, id) else { return };
        if path.iter().any(|part| SELECTED.contains(&part.as_str())) {
            let span = self.context.tree.span(id);
            self.push(SettingKind::Selection, path, false, id, span);
        }
    }

    fn push(
        &mut self,
        kind: SettingKind,
        path: Vec<String>,
        is_dynamic: bool,
        value: ExprId,
        span: Span,
    ) {
        let tree = self.context.tree;
        let sets = sets(tree, value);
        let (mentions, inner_mentions) = mentions(tree, value);
        self.found.push(Setting {
            kind,
            path,
            is_dynamic,
            text: string_of(tree, value),
            attributes: (!sets.is_empty()).then(|| names(tree, &sets)),
            mentions,
            inner_mentions,
            place: self.context.place(span),
            body: self.context.place(tree.span(value)),
        });
    }
}

/// The sets that a value is made of, through `mkIf`, `mkMerge`, `//`, `let`, `with` and `if`.
fn sets(tree: &Tree, id: ExprId) -> Vec<ExprId> {
    let (mut found, mut work) = (Vec::new(), vec![id]);
    while let Some(id) = work.pop() {
        match tree.expr(id) {
            Expr::Attrs(_) => found.push(id),
            Expr::Let { body, .. } | Expr::With { body, .. } | Expr::Assert { body, .. } => {
                work.push(*body);
            }
            Expr::If { yes, no, .. } => work.extend([*yes, *no]),
            Expr::Binary(BinaryOperator::Update, left, right) => work.extend([*left, *right]),
            Expr::List(items) => work.extend(items),
            Expr::Apply { function, argument } if is_transparent(tree, *function) => {
                work.push(*argument);
            }
            _ => {}
        }
    }
    found.sort();
    found
}

/// Whether a function, applied to what it already has, gives its next argument back.
fn is_transparent(tree: &Tree, function: ExprId) -> bool {
    let head = match tree.expr(function) {
        Expr::Apply { function, .. } => *function,
        _ => function,
    };
    let name = match tree.expr(head) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|last| tree.static_name(last)),
        _ => None,
    };
    name.is_some_and(|name| TRANSPARENT.contains(&name))
}

fn is_global(tree: &Tree, id: ExprId, wanted: &str) -> bool {
    matches!(tree.expr(id), Expr::Var(name, Resolved::Global) if tree.name(name) == wanted)
}

/// A string, also one in `mkDefault` or behind a name that the file binds.
fn string_of(tree: &Tree, id: ExprId) -> Option<String> {
    match tree.expr(id) {
        Expr::Str(parts) => match &**parts {
            [Part::Interpolation(inner)] => string_of(tree, *inner),
            _ => tree.plain_string(id),
        },
        Expr::Apply { function, argument } if is_transparent(tree, *function) => {
            tree.plain_string(*argument)
        }
        Expr::Var(_, Resolved::Local { binding, .. }) => match tree.binding(*binding).kind {
            BindingKind::Value(value) => tree.plain_string(value),
            BindingKind::Argument(_) | BindingKind::Formal(_) => None,
        },
        _ => None,
    }
}

fn names(tree: &Tree, sets: &[ExprId]) -> Vec<String> {
    let mut found = Vec::new();
    for set in sets {
        if let Expr::Attrs(set) = tree.expr(*set) {
            found.extend(set.entries.iter().map(|entry| tree.name(&entry.name).to_owned()));
            let dynamic = set.dynamic.iter();
            found.extend(dynamic.map(|one| tree.text()[one.span.range()].to_owned()));
        }
    }
    found
}

/// The parts of a selection from a variable, as far as they are names.
fn selection(tree: &Tree, id: ExprId) -> Option<Vec<String>> {
    let Expr::Select { set, path, .. } = tree.expr(id) else { return None };
    let mut parts = match tree.expr(*set) {
        Expr::Var(name, _) => vec![tree.name(name).to_owned()],
        _ => selection(tree, *set)?,
    };
    let names = path.iter().map_while(|part: &Attr| tree.static_name(part));
    parts.extend(names.map(str::to_owned));
    Some(parts)
}

/// The variables and selections inside an expression, each once, in order; of a variable that is bound to a list or a
/// selection what is in that. `a.overlays` is all of them; where only Nix knows which of them, `*` follows. What is in
/// functions comes second.
fn mentions(tree: &Tree, id: ExprId) -> (Vec<String>, Vec<String>) {
    let (mut outer, mut inner) = (Vec::new(), Vec::new());
    let (mut work, mut seen) = (vec![(id, false)], BTreeSet::new());
    while let Some((id, is_inner)) = work.pop() {
        let found = if is_inner { &mut inner } else { &mut outer };
        let mut add = |id: ExprId| work.push((id, is_inner));
        match tree.expr(id) {
            Expr::Var(name, resolved) => match listed(tree, resolved) {
                Some(value) if seen.insert(value) => add(value),
                Some(_) => {}
                None => found.push(variable(tree, tree.name(name), resolved)),
            },
            Expr::Select { .. } => match selection(tree, id) {
                Some(parts) if parts.last().is_some_and(|last| last == "overlays") => {
                    found.push(parts.join(".") + ".*");
                }
                Some(parts) => found.push(parts.join(".")),
                None => tree.children(id, add),
            },
            Expr::Apply { function, argument } if takes_all(tree, *function) => {
                match selection(tree, *argument).filter(|_| is_whole(tree, *argument)) {
                    Some(parts) => found.push(parts.join(".")),
                    None => add(*argument),
                }
            }
            Expr::With { body, .. } => add(*body),
            Expr::Lambda(_) => tree.children(id, |child| work.push((child, true))),
            _ => tree.children(id, add),
        }
    }
    for found in [&mut outer, &mut inner] {
        found.sort();
        found.dedup();
    }
    (outer, inner)
}

/// The list or selection that a variable is bound to.
fn listed(tree: &Tree, resolved: &Resolved) -> Option<ExprId> {
    let Resolved::Local { binding, .. } = resolved else { return None };
    let BindingKind::Value(value) = tree.binding(*binding).kind else { return None };
    let is_listed = matches!(
        tree.expr(value),
        Expr::List(_) | Expr::Select { .. } | Expr::Binary(BinaryOperator::Concat, ..)
    );
    is_listed.then_some(value)
}

/// A variable by its name, after what the innermost `with` brings in.
fn variable(tree: &Tree, name: &str, resolved: &Resolved) -> String {
    let with = match resolved {
        Resolved::With(withs) => withs.first().map(|scope| tree.expr(scope.with)),
        _ => None,
    };
    match with {
        Some(Expr::With { namespace, .. }) => match selection(tree, *namespace) {
            Some(parts) => format!("{}.{name}", parts.join(".")),
            None => name.to_owned(),
        },
        _ => name.to_owned(),
    }
}

/// Whether a function gives all values of a set.
fn takes_all(tree: &Tree, function: ExprId) -> bool {
    match tree.expr(function) {
        Expr::Var(name, _) => tree.name(name) == "attrValues",
        Expr::Select { path, .. } => {
            path.last().and_then(|last| tree.static_name(last)) == Some("attrValues")
        }
        _ => false,
    }
}

/// Whether every part of a selection is a name.
fn is_whole(tree: &Tree, id: ExprId) -> bool {
    match tree.expr(id) {
        Expr::Select { set, path, default: None } => {
            path.iter().all(|part| tree.static_name(part).is_some()) && is_whole(tree, *set)
        }
        expr => matches!(expr, Expr::Var(..)),
    }
}
