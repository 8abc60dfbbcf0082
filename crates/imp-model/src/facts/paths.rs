//! Paths in the flake that a file names: relative to itself, or from the root of the flake (`self + "/a.nix"`).

use super::resolver::Resolver;
use super::{Context, elements};
use crate::source::TreePath;
use crate::syntax::{
    BinaryOperator, BindingKind, Entry, Expr, ExprId, Name, Part, PathKind, Resolved, Tree,
};
use crate::text::{Place, Span};

pub(super) const NEEDLES: [&str; 1] = ["/"];

/// A path in a file that leads to a certain place in the flake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathUse {
    /// What it names; `None` when it leads out of the flake.
    pub target: Option<TreePath>,
    /// What it is for.
    pub kind: PathUseKind,
    /// Whether a `${…}` follows that only Nix knows; `target` and `place` are then the directory before it.
    pub is_partial: bool,
    /// What is certain again after the last `${…}`: `.nix`, `/home.nix`; else empty.
    pub rest: String,
    /// How it is written.
    pub form: PathForm,
    /// Where it stands.
    pub place: Place,
}

/// How a path is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathForm {
    /// `./a.nix`: relative to the file.
    Literal,
    /// `self + "/a.nix"`, `self + /a.nix`, `"${self}/a.nix"`: from the root of the flake. The place is the text after it.
    FromRoot,
    /// `./a + "/b.nix"`, `./a + name`, `"${a}/b.nix"` where `a` is `self + "/a"`: the path is a use of its own, and this
    /// one is what both lead to.
    Joined,
}

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathUseKind {
    /// `import ./x`
    Import,
    /// An element of `imports` or `modules`.
    Imports,
    /// `callPackage ./x { }`, which imports it.
    CallPackage,
    /// `f ./x`, `f { dir = ./x; }`: what the function does with it, only Nix knows.
    Argument,
    /// `imp.configTree ./x`: a function of imp reads the files of the directory.
    Tree,
    /// `builtins.pathExists ./x`: it may be missing.
    Question,
    /// Any other place, such as the source of a package.
    Other,
}

impl PathUseKind {
    /// All of them, with their names in documents.
    const NAMES: [(Self, &str); 7] = [
        (Self::Import, "import"),
        (Self::Imports, "imports"),
        (Self::CallPackage, "callPackage"),
        (Self::Argument, "argument"),
        (Self::Tree, "tree"),
        (Self::Question, "question"),
        (Self::Other, "other"),
    ];

    /// Whether Nix reads one file there: of a directory `default.nix`.
    pub fn is_of_one_file(self) -> bool {
        matches!(self, Self::Import | Self::Imports | Self::CallPackage)
    }

    /// What it is called in documents.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map_or("other", |(_, name)| name)
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, other)| *other == name).map(|(kind, _)| *kind)
    }
}

/// Functions that copy files for a build or a check and read no Nix in them; so do those whose name begins with `build`
/// or ends in `Derivation`. `check` is treefmt's, `run` that of git-hooks.nix.
const COPIES: [&str; 8] = [
    "check",
    "cleanSource",
    "fetchGit",
    "filterSource",
    "gitTracked",
    "gitignoreSource",
    "run",
    "runCommand",
];

/// What [`read`] gives, each in order of place.
pub(super) struct Read {
    pub(super) paths: Vec<PathUse>,
    /// Where a function gets the flake itself, which is its directory: `f self`, `f { src = self; }`.
    pub(super) given_flake: Vec<Place>,
}

pub(super) fn read(context: &Context<'_>, resolver: &Resolver<'_>) -> Read {
    let tree = context.tree;
    let (kinds, read_as) = (kinds(tree), as_directories(tree));
    let mut read = Read { paths: Vec::new(), given_flake: Vec::new() };
    for (id, expr) in tree.exprs() {
        let path = match expr {
            Expr::Path(PathKind::Relative, parts) => literal(context, tree.span(id), parts),
            Expr::Str(parts) => match &**parts {
                [Part::Interpolation(root), rest @ ..] if !is_of_words(tree, rest) => {
                    below(context, resolver, *root, rest).or_else(|| after_path(context, *root))
                }
                _ => None,
            },
            Expr::Binary(BinaryOperator::Add, left, right) => {
                joined(context, resolver, tree.span(id), *left, *right)
            }
            _ => None,
        };
        if let Expr::Str(parts) = expr {
            let is_word = |at: usize| at > 0 || is_of_words(tree, &parts[1..]);
            let words = parts.iter().enumerate().filter(|(at, _)| is_word(*at));
            read.paths.extend(words.filter_map(|(_, part)| in_text(context, resolver, part)));
        }
        let is_read = path.is_none() && read_as[id.index()];
        let path = if is_read { whole_flake(context, resolver, id) } else { path };
        let kind = kinds[id.index()];
        read.paths.extend(path.map(|path| PathUse { kind, ..path }));
        if kind == PathUseKind::Argument && is_whole_flake(tree, resolver, id) {
            read.given_flake.push(context.place(tree.span(id)));
        }
    }
    read.paths.sort_by(|a, b| a.place.cmp(&b.place));
    read.given_flake.sort();
    read
}

/// Attributes whose value is read as files, whatever gets them.
const SOURCES: [&str; 6] = ["dir", "directory", "path", "root", "source", "src"];

/// Functions of Nix and nixpkgs that read a directory as a whole.
const READERS: [&str; 3] = ["path", "readDir", "toString"];

/// Expressions that are read as files or are a text, so that the flake itself in their place is the whole directory.
fn as_directories(tree: &Tree) -> Vec<bool> {
    let mut found = vec![false; tree.exprs().count()];
    let mut parts = Vec::new();
    for (id, expr) in tree.exprs() {
        match expr {
            Expr::Attrs(set) => {
                let is_source = |entry: &&Entry| SOURCES.contains(&tree.name(&entry.name));
                let sources = set.entries.iter().filter(is_source);
                sources.for_each(|entry| found[entry.value.index()] = true);
            }
            Expr::Apply { function, argument } => {
                let is_reader = |name| READERS.contains(&name) || COPIES.contains(&name);
                found[argument.index()] |= name(tree, *function).is_some_and(is_reader);
            }
            Expr::Select { path, .. } => {
                let last = path.last().and_then(|attr| tree.static_name(attr));
                found[id.index()] |= last == Some("outPath");
            }
            Expr::Str(texts) => {
                found[id.index()] = true;
                parts.extend(texts.iter().filter_map(|part| match part {
                    Part::Interpolation(part) => Some(*part),
                    Part::Text(_) => None,
                }));
            }
            Expr::Binary(BinaryOperator::Add, left, _) => parts.push(*left),
            _ => {}
        }
    }
    // What begins a path is no use of all that is there.
    parts.into_iter().for_each(|part| found[part.index()] = false);
    found
}

/// The root, where the flake itself stands for it: `src = self`, `cleanSource self`, `self.outPath`, `"${self}"`.
/// Anywhere else it is handed on to be asked.
fn whole_flake(context: &Context<'_>, resolver: &Resolver<'_>, id: ExprId) -> Option<PathUse> {
    is_whole_flake(context.tree, resolver, id).then(|| PathUse {
        target: Some(TreePath::root()),
        kind: PathUseKind::Other,
        is_partial: false,
        rest: String::new(),
        form: PathForm::FromRoot,
        place: context.place(context.tree.span(id)),
    })
}

/// Whether an expression is the flake itself as a directory: `self`, `"${self}"`.
fn is_whole_flake(tree: &Tree, resolver: &Resolver<'_>, id: ExprId) -> bool {
    match tree.expr(id) {
        Expr::Str(parts) => match &**parts {
            [Part::Interpolation(root)] => resolver.is_flake(*root),
            _ => false,
        },
        Expr::Var(..) | Expr::Select { .. } => resolver.is_flake(id),
        _ => false,
    }
}

/// What each expression would be for, if it is a path.
pub(super) fn kinds(tree: &Tree) -> Vec<PathUseKind> {
    let mut kinds = vec![PathUseKind::Other; tree.exprs().count()];
    for (_, expr) in tree.exprs() {
        if let Expr::Apply { function, argument } = expr {
            let kind = kind(tree, *function);
            kinds[argument.index()] = kind;
            if let (PathUseKind::Tree | PathUseKind::Imports, Expr::List(items)) =
                (kind, tree.expr(*argument))
            {
                items.iter().for_each(|item| kinds[item.index()] = kind);
            }
            if let Expr::Attrs(set) = tree.expr(*argument) {
                let kind = kind_in_set(tree, *function);
                // What is inherited keeps its name: it is handed on to be asked, not to be read.
                let entries = set.entries.iter().filter(|entry| !entry.is_inherited);
                entries.for_each(|entry| kinds[entry.value.index()] = kind);
            }
        }
    }
    elements::all(tree).for_each(|element| kinds[element.id.index()] = PathUseKind::Imports);
    kinds
}

/// What a path is for that this function is applied to.
fn kind(tree: &Tree, function: ExprId) -> PathUseKind {
    match tree.expr(function) {
        Expr::Var(name, Resolved::Global) if tree.name(name) == "import" => PathUseKind::Import,
        Expr::Var(..) | Expr::Select { .. } => match name(tree, function) {
            Some("pathExists") => PathUseKind::Question,
            Some("callPackage" | "callPackages") => PathUseKind::CallPackage,
            _ => kind_in_set(tree, function),
        },
        _ => kind_in_set(tree, function),
    }
}

/// What a path is for in a set that this function is applied to.
fn kind_in_set(tree: &Tree, function: ExprId) -> PathUseKind {
    let mut head = function;
    while let Expr::Apply { function, .. } = tree.expr(head) {
        head = *function;
    }
    let is_copy = |name: &str| {
        COPIES.contains(&name) || name.starts_with("build") || name.ends_with("Derivation")
    };
    match name(tree, head) {
        Some("imports") if is_imp(tree, head) => PathUseKind::Imports,
        _ if is_imp(tree, head) => PathUseKind::Tree,
        // What a file of the flake gets is read there.
        Some("import") => PathUseKind::Other,
        Some(name) if is_copy(name) => PathUseKind::Other,
        _ => PathUseKind::Argument,
    }
}

/// Whether a function is one of imp: `imp`, `imp.configTree`, `inputs.imp.leafs`.
fn is_imp(tree: &Tree, function: ExprId) -> bool {
    let (root, first) = match tree.expr(function) {
        Expr::Select { set, path, .. } => (*set, path.first()),
        _ => (function, None),
    };
    let Expr::Var(root, _) = tree.expr(root) else { return false };
    let first = first.and_then(|attr| tree.static_name(attr));
    tree.name(root) == "imp" || tree.name(root) == "inputs" && first == Some("imp")
}

/// The last part of the name of a function.
fn name(tree: &Tree, function: ExprId) -> Option<&str> {
    match tree.expr(function) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|attr| tree.static_name(attr)),
        _ => None,
    }
}

/// A path literal.
fn literal(context: &Context<'_>, span: Span, parts: &[Part]) -> Option<PathUse> {
    let Some(Part::Text(Name::Source(first))) = parts.first() else { return None };
    let whole = if parts.len() > 1 { *first } else { span };
    Some(path_use(context, &directory(context), whole, parts, PathForm::Literal))
}

/// The text after `self`, or after a variable that is a path below it: `"${modules}/a.nix"` where `modules` is
/// `self + "/modules"`.
fn below(
    context: &Context<'_>,
    resolver: &Resolver<'_>,
    start: ExprId,
    parts: &[Part],
) -> Option<PathUse> {
    if resolver.is_flake(start) {
        return from_root(context, parts);
    }
    let [Part::Text(Name::Source(first)), ..] = parts else { return None };
    if !context.tree.text()[first.range()].starts_with('/') {
        return None;
    }
    let directory = directory_below(context, resolver, start)?;
    Some(path_use(context, &directory, *first, parts, PathForm::Joined))
}

/// Whether what follows the first `${…}` of a text goes on with more words and another `${…}`, as in a script.
fn is_of_words(tree: &Tree, rest: &[Part]) -> bool {
    match rest {
        [Part::Text(text), _, ..] => tree.name(text).contains(char::is_whitespace),
        _ => false,
    }
}

/// A path in a longer text: `"cp ${self}/a.nix ${./b}/c.nix"`.
fn in_text(context: &Context<'_>, resolver: &Resolver<'_>, part: &Part) -> Option<PathUse> {
    let Part::Interpolation(start) = part else { return None };
    if !resolver.is_flake(*start) {
        return after_path(context, *start);
    }
    let (span, is_partial) = word_after(context.tree, *start)?;
    let text = &context.tree.text()[span.range()];
    Some(PathUse {
        target: TreePath::root().join(text.trim_start_matches('/')),
        kind: PathUseKind::Other,
        is_partial,
        rest: String::new(),
        form: PathForm::FromRoot,
        place: context.place(span),
    })
}

/// `${./a}/b.nix` in a text.
fn after_path(context: &Context<'_>, start: ExprId) -> Option<PathUse> {
    let tree = context.tree;
    let Expr::Path(PathKind::Relative, base) = tree.expr(start) else { return None };
    let [Part::Text(base)] = &**base else { return None };
    let (span, is_partial) = word_after(tree, start)?;
    let text = &tree.text()[span.range()];
    Some(PathUse {
        target: directory(context).join(&format!("{}{text}", tree.name(base))),
        kind: PathUseKind::Other,
        is_partial,
        rest: String::new(),
        form: PathForm::Joined,
        place: context.place(tree.span(start).cover(span)),
    })
}

/// The path behind a `${…}` in a text, as far as it is certain, and whether it goes on with what only Nix or a shell
/// knows.
fn word_after(tree: &Tree, start: ExprId) -> Option<(Span, bool)> {
    const ENDS: &str = "\"'`$\\;:,()<>|&*?[]{}=!#";
    let text = tree.text()[tree.span(start).end as usize..].strip_prefix('}')?;
    let end = text.find(|c: char| c.is_whitespace() || ENDS.contains(c))?;
    let is_partial = text[end..].starts_with(['$', '*', '?', '[', '{']);
    let mut word = if is_partial { up_to_slash(&text[..end]) } else { &text[..end] };
    // A sentence may end there.
    while !word.ends_with("/.") && !word.ends_with("/..") && word.ends_with('.') {
        word = &word[..word.len() - 1];
    }
    let first = tree.span(start).end as usize + 1;
    word.starts_with('/').then(|| (Span::new(first, first + word.len()), is_partial))
}

/// The directory that a variable is, where it is written from the root of the flake.
fn directory_below(context: &Context<'_>, resolver: &Resolver<'_>, id: ExprId) -> Option<TreePath> {
    let tree = context.tree;
    let Expr::Var(_, Resolved::Local { binding, .. }) = tree.expr(id) else { return None };
    let BindingKind::Value(value) = tree.binding(*binding).kind else { return None };
    let (root, parts) = match tree.expr(value) {
        Expr::Str(parts) => match &**parts {
            [Part::Interpolation(root), rest @ ..] => (*root, rest),
            _ => return None,
        },
        Expr::Binary(BinaryOperator::Add, left, right) => match tree.expr(*right) {
            Expr::Str(parts) => (*left, &**parts),
            Expr::Path(PathKind::Absolute, parts) if resolver.is_flake_set(*left) => {
                (*left, &**parts)
            }
            _ => return None,
        },
        _ => return None,
    };
    let path = resolver.is_flake(root).then(|| from_root(context, parts))??;
    path.target.filter(|_| !path.is_partial)
}

/// The text after `self`, which begins with a slash.
fn from_root(context: &Context<'_>, parts: &[Part]) -> Option<PathUse> {
    let Some(Part::Text(Name::Source(first))) = parts.first() else { return None };
    let is_path = context.tree.text()[first.range()].starts_with('/');
    is_path.then(|| path_use(context, &TreePath::root(), *first, parts, PathForm::FromRoot))
}

/// `self + "/a.nix"` or `./a + "/b.nix"`.
fn joined(
    context: &Context<'_>,
    resolver: &Resolver<'_>,
    span: Span,
    left: ExprId,
    right: ExprId,
) -> Option<PathUse> {
    let tree = context.tree;
    let parts = match tree.expr(right) {
        Expr::Str(parts) => &**parts,
        // What has a path is joined as text; to a text Nix adds the copy of the path in the store.
        Expr::Path(PathKind::Absolute, parts) if resolver.is_flake_set(left) => &**parts,
        _ => &[],
    };
    if let Some(path) = below(context, resolver, left, parts) {
        return Some(path);
    }
    let Expr::Path(PathKind::Relative, base) = tree.expr(left) else { return None };
    let [Part::Text(base)] = &**base else { return None };
    // Nix puts the two texts side by side. What begins with a name that only Nix knows is taken to go on below.
    let (known, rest, is_partial) = match parts {
        [Part::Text(text)] => (tree.name(text), "", false),
        [Part::Text(text), .., last] => (up_to_slash(tree.name(text)), end(tree, last), true),
        [_, .., last] => ("", end(tree, last), true),
        _ => ("", "", true),
    };
    Some(PathUse {
        target: directory(context).join(&format!("{}{known}", tree.name(base))),
        kind: PathUseKind::Other,
        is_partial,
        rest: rest.to_owned(),
        form: PathForm::Joined,
        place: context.place(span),
    })
}

/// A text up to its last slash: the part of a name that stands before an interpolation names nothing yet.
fn up_to_slash(text: &str) -> &str {
    &text[..text.rfind('/').map_or(0, |slash| slash + 1)]
}

/// What is certain after the last interpolation.
fn end<'t>(tree: &'t Tree, last: &'t Part) -> &'t str {
    match last {
        Part::Text(text) => tree.name(text),
        Part::Interpolation(_) => "",
    }
}

/// The path that begins with the text at `first`, seen from a directory, up to what only Nix knows.
fn path_use(
    context: &Context<'_>,
    from: &TreePath,
    first: Span,
    parts: &[Part],
    form: PathForm,
) -> PathUse {
    let tree = context.tree;
    let is_partial = parts.len() > 1;
    let (mut text, mut span) = (&tree.text()[first.range()], first);
    if is_partial {
        text = up_to_slash(text);
        span = Span::new(span.start as usize, span.start as usize + text.len());
    }
    let rest = parts.last().filter(|_| is_partial).map_or("", |last| end(tree, last)).to_owned();
    let below = if form != PathForm::Literal { text.trim_start_matches('/') } else { text };
    PathUse {
        target: from.join(below),
        kind: PathUseKind::Other,
        is_partial,
        rest,
        form,
        place: context.place(span),
    }
}

fn directory(context: &Context<'_>) -> TreePath {
    context.path.parent().unwrap_or_else(TreePath::root)
}
