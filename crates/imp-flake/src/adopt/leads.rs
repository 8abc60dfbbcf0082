//! Where the paths of a Nix file lead, and who gets them.

use imp_model::source::TreePath;
use imp_model::syntax::{
    AttrSet, BinaryOperator, BindingKind, Expr, ExprId, Name, Part, PathKind, Resolved, Tree,
};

/// Functions that import what they are given: of a directory, its `default.nix`.
const IMPORTS: [&str; 4] = ["import", "callPackage", "callPackages", "callPackageWith"];
/// Attributes of modules that are imported.
const MODULES: [&str; 2] = ["imports", "modules"];
/// Functions whose value is what they are given, as a text or as a copy.
const SAME: [&str; 6] =
    ["toString", "toPath", "cleanSource", "cleanCargoSource", "gitignoreSource", "storePath"];
/// Functions whose value is their second argument, or nothing.
const CONDITIONS: [&str; 3] = ["optional", "optionals", "mkIf"];
/// Attributes that name what a builder copies.
const SOURCES: [&str; 4] = ["src", "root", "path", "fileset"];
/// Functions that only copy such a source.
const COPY: [&str; 8] = [
    "cleanSourceWith",
    "developPackage",
    "filterSource",
    "overrideAttrs",
    "path",
    "run",
    "runCommand",
    "toSource",
];

/// Where a value leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// To the root, as the flake that is a set.
    Flake,
    /// To this path.
    To(TreePath),
    /// Into this directory, there to a name that begins so, and in the end to a name that ends so; nobody knows what is
    /// between.
    Below(TreePath, String, String),
}

/// Who gets a value that leads somewhere.
pub(super) enum Use {
    /// It is imported.
    Import(TreePath),
    /// It is asked whether it is there.
    Question(TreePath),
    /// Nobody knows, so it may be read.
    Unknown(Lead),
}

/// Every use of a path of a file in the directory `above`, but for those that only copy or compare it.
pub(super) fn uses(tree: &Tree, above: &TreePath) -> Vec<(ExprId, Use)> {
    let mut parents = vec![None; tree.exprs().count()];
    for (id, _) in tree.exprs() {
        tree.children(id, |child| parents[child.index()] = Some(id));
    }
    let starts = tree.exprs().filter_map(|(id, _)| Some((id, lead(tree, above, id)?)));
    let walks = starts.map(|(at, lead)| Walk { tree, at, id: at, lead, place: Position::Itself });
    walks.filter_map(|walk| walk.followed(&parents)).collect()
}

/// Where an expression leads by itself.
fn lead(tree: &Tree, above: &TreePath, id: ExprId) -> Option<Lead> {
    match tree.expr(id) {
        Expr::Path(PathKind::Relative, parts) => match &**parts {
            [Part::Text(Name::Source(_))] => {
                Some(Lead::To(above.join(&tree.text()[tree.span(id).range()])?))
            }
            parts => {
                let (text, end) = text_of(tree, parts);
                let Some(end) = end else { return Some(Lead::To(above.join(&text)?)) };
                let (directory, start) = text.rsplit_once('/')?;
                Some(Lead::Below(above.join(directory)?, start.to_owned(), end))
            }
        },
        Expr::Var(name, resolved) => {
            is_flake(tree, tree.name(name), resolved).then_some(Lead::Flake)
        }
        Expr::Select { path, .. } => {
            let names: Vec<_> = path.iter().map(|attr| tree.static_name(attr)).collect();
            let at = names.iter().rposition(|name| *name == Some("self"))?;
            of_flake(&names[at + 1..])
        }
        _ => None,
    }
}

/// What a text is, as far as that is known from its beginning; and how it ends, if not all of it is known.
fn text_of(tree: &Tree, parts: &[Part]) -> (String, Option<String>) {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(more) => text.push_str(tree.name(more)),
            Part::Interpolation(inner) => match plain(tree, *inner) {
                Some(more) => text.push_str(&more),
                None => {
                    let end = match parts.last() {
                        Some(Part::Text(end)) => tree.name(end).to_owned(),
                        _ => String::new(),
                    };
                    return (text, Some(end));
                }
            },
        }
    }
    (text, None)
}

/// The text of a plain string, or of a variable that is one.
fn plain(tree: &Tree, id: ExprId) -> Option<String> {
    let Expr::Var(_, Resolved::Local { binding, .. }) = tree.expr(id) else {
        return tree.plain_string(id);
    };
    match tree.binding(*binding).kind {
        BindingKind::Value(value) => tree.plain_string(value),
        _ => None,
    }
}

/// Where an attribute of the flake leads.
fn of_flake(names: &[Option<&str>]) -> Option<Lead> {
    match names {
        [] => Some(Lead::Flake),
        [Some("outPath" | "sourceInfo")] | [Some("sourceInfo"), Some("outPath")] => {
            Some(Lead::To(TreePath::root()))
        }
        _ => None,
    }
}

/// Whether a variable is the flake, and not what an overlay or a fixed point calls so.
fn is_flake(tree: &Tree, name: &str, resolved: &Resolved) -> bool {
    let kind = match resolved {
        Resolved::Local { binding, .. } => Some(tree.binding(*binding).kind),
        _ => None,
    };
    match (name, kind) {
        ("self" | "flake", Some(BindingKind::Formal(_))) | ("self", None) => true,
        ("self", Some(BindingKind::Value(value))) => match tree.expr(value) {
            Expr::Var(..) | Expr::Select { .. } => true,
            _ => called(tree, value) == "getFlake",
        },
        ("self", Some(BindingKind::Argument(lambda))) => {
            let Expr::Lambda(outer) = tree.expr(lambda) else { return true };
            let inner = match tree.expr(outer.body) {
                Expr::Lambda(inner) => inner.argument.as_ref().map(|(name, _)| tree.name(name)),
                _ => None,
            };
            lambda == tree.root() && !matches!(inner, Some("super" | "prev" | "previous" | "old"))
        }
        _ => false,
    }
}

/// What the value that leads somewhere is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Itself,
    List,
    /// A set in which it is the source of something.
    Source,
}

/// The way from where a path is written to who gets it.
struct Walk<'t> {
    tree: &'t Tree,
    /// The outermost expression that leads there.
    at: ExprId,
    /// Where the walk is.
    id: ExprId,
    lead: Lead,
    place: Position,
}

/// What an expression means to a part of it.
enum Step {
    /// It is, or holds, the same.
    On,
    /// It leads on to there.
    To(Lead),
    End(Option<Use>),
}

impl Walk<'_> {
    fn followed(mut self, parents: &[Option<ExprId>]) -> Option<(ExprId, Use)> {
        loop {
            let Some(parent) = parents[self.id.index()] else {
                return Some((self.at, Use::Unknown(self.lead)));
            };
            match self.step(parent) {
                Step::On => {}
                Step::To(lead) => {
                    self.at = parent;
                    self.lead = lead;
                }
                Step::End(used) => return Some((self.at, used?)),
            }
            self.id = parent;
        }
    }

    fn unknown(&self) -> Step {
        Step::End(Some(Use::Unknown(self.lead.clone())))
    }

    /// Its path; that of the flake is the root.
    fn path(&self) -> Option<TreePath> {
        match &self.lead {
            Lead::Flake => Some(TreePath::root()),
            Lead::To(path) => Some(path.clone()),
            Lead::Below(..) => None,
        }
    }

    fn step(&mut self, parent: ExprId) -> Step {
        use BinaryOperator as B;
        let is_itself = self.place == Position::Itself;
        match self.tree.expr(parent) {
            Expr::Str(parts) if is_itself => self.in_text(parts),
            Expr::Binary(B::Add, left, right) if is_itself => {
                if self.id == *right {
                    return Step::To(self.as_text());
                }
                match self.tree.expr(*right) {
                    Expr::Str(parts) | Expr::Path(PathKind::Absolute, parts) => {
                        self.going_on(parts)
                    }
                    _ => self.going_on(&[Part::Interpolation(*right)]),
                }
            }
            Expr::Apply { function, argument } | Expr::Binary(B::PipeLeft, function, argument) => {
                self.applied(*function, *argument)
            }
            Expr::Binary(B::PipeRight, argument, function) => self.applied(*function, *argument),
            Expr::Select { set, .. } if *set == self.id && self.place == Position::Source => {
                self.unknown()
            }
            Expr::Select { set, path, .. } if *set == self.id => {
                let names: Vec<_> = path.iter().map(|attr| self.tree.static_name(attr)).collect();
                let lead = if self.lead == Lead::Flake { of_flake(&names) } else { None };
                lead.map_or(Step::End(None), Step::To)
            }
            // What follows `or`.
            Expr::Select { .. } | Expr::If { .. } => Step::On,
            Expr::With { namespace, .. } if *namespace == self.id => Step::End(None),
            Expr::With { .. } | Expr::Assert { .. } => Step::On,
            Expr::HasAttr { .. } | Expr::Binary(B::Equal | B::NotEqual, ..) => Step::End(None),
            Expr::List(_) | Expr::Binary(B::Concat, ..) if self.place != Position::Source => {
                self.place = Position::List;
                Step::On
            }
            Expr::Binary(B::Update, ..) | Expr::Lambda(_) if self.place == Position::Source => {
                Step::On
            }
            Expr::Attrs(set) => self.in_set(set),
            Expr::Let { body, .. } if *body == self.id => Step::On,
            Expr::Let { bindings, .. } => self.in_let(bindings),
            _ => self.unknown(),
        }
    }

    /// The same place, as a text or a path.
    fn as_text(&self) -> Lead {
        match &self.lead {
            Lead::Flake => Lead::To(TreePath::root()),
            lead => lead.clone(),
        }
    }

    /// A string that the path is a part of.
    fn in_text(&self, parts: &[Part]) -> Step {
        let is_this = |part: &Part| *part == Part::Interpolation(self.id);
        let texts = parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(self.tree.name(text)),
            Part::Interpolation(_) => None,
        });
        // With white space it is no path, but text for a program.
        if texts.clone().any(|text| text.contains(char::is_whitespace)) {
            return Step::End(None);
        }
        match parts.iter().position(is_this) {
            Some(at) if at < 2 => self.going_on(&parts[at + 1..]),
            _ => Step::End(None),
        }
    }

    /// What these parts of a text lead to from here.
    fn going_on(&self, parts: &[Part]) -> Step {
        let Some(from) = self.path() else { return Step::To(self.lead.clone()) };
        let (more, end) = text_of(self.tree, parts);
        let mut text = format!("{}{more}", from.as_str());
        if from.is_root() && !text.is_empty() {
            // What does not go on with `/` is beside the flake.
            match text.strip_prefix('/') {
                Some(below) => text = below.to_owned(),
                None => return Step::End(None),
            }
        }
        let lead = match end {
            None => TreePath::new(&text).map(Lead::To),
            Some(end) => {
                let (directory, start) = text.rsplit_once('/').unwrap_or(("", &text));
                TreePath::new(directory)
                    .map(|directory| Lead::Below(directory, start.to_owned(), end))
            }
        };
        lead.map_or(Step::End(None), Step::To)
    }

    fn applied(&self, function: ExprId, argument: ExprId) -> Step {
        if argument != self.id {
            return Step::End(None);
        }
        let name = function_name(self.tree, function).unwrap_or_default();
        match self.place {
            Position::Itself if IMPORTS.contains(&name) => Step::End(self.path().map(Use::Import)),
            Position::Itself if name == "getFlake" || is_check(self.tree, function) => {
                Step::End(None)
            }
            Position::Itself if name == "pathExists" => match self.path() {
                Some(path) => Step::End(Some(Use::Question(path))),
                None => self.unknown(),
            },
            Position::Itself if SAME.contains(&name) => Step::To(self.as_text()),
            Position::Source if copies(called(self.tree, function)) => Step::End(None),
            Position::Itself | Position::List
                if CONDITIONS.contains(&called(self.tree, function)) =>
            {
                Step::On
            }
            _ => self.unknown(),
        }
    }

    fn in_set(&mut self, set: &AttrSet) -> Step {
        let entry = set.entries.iter().find(|entry| entry.value == self.id);
        let name = entry.map_or("", |entry| self.tree.name(&entry.name));
        match self.place {
            Position::Itself | Position::List if MODULES.contains(&name) => {
                Step::End(self.path().map(Use::Import))
            }
            Position::Itself if matches!(name, "self" | "flake") && self.lead == Lead::Flake => {
                Step::End(None)
            }
            Position::Itself if SOURCES.contains(&name) => {
                self.place = Position::Source;
                Step::On
            }
            _ => self.unknown(),
        }
    }

    /// A variable: what it is called elsewhere is not followed.
    fn in_let(&self, bindings: &AttrSet) -> Step {
        let entry = bindings.entries.iter().find(|entry| entry.value == self.id);
        let is_self = entry.is_some_and(|entry| self.tree.name(&entry.name) == "self");
        match is_self && self.lead == Lead::Flake {
            true => Step::End(None),
            false => self.unknown(),
        }
    }
}

/// Whether a function only copies its source.
fn copies(name: &str) -> bool {
    let is_package = name.starts_with("mk")
        && ["Derivation", "Package", "Application", "Shell", "ShellNoCC"]
            .iter()
            .any(|end| name.ends_with(end));
    is_package || name.starts_with("build") || name.starts_with("cargo") || COPY.contains(&name)
}

/// `build.check` of treefmt, which copies what it checks.
fn is_check(tree: &Tree, function: ExprId) -> bool {
    let Expr::Select { path, .. } = tree.expr(function) else { return false };
    let names: Vec<_> = path.iter().map(|attr| tree.static_name(attr)).collect();
    names.ends_with(&[Some("build"), Some("check")])
}

/// The last word of what names a function.
fn function_name(tree: &Tree, function: ExprId) -> Option<&str> {
    match tree.expr(function) {
        Expr::Var(name, _) => Some(tree.name(name)),
        Expr::Select { path, .. } => path.last().and_then(|attr| tree.static_name(attr)),
        _ => None,
    }
}

/// The last word of what names a function that has some of its arguments.
fn called(tree: &Tree, mut function: ExprId) -> &str {
    while let Expr::Apply { function: inner, .. } = tree.expr(function) {
        function = *inner;
    }
    function_name(tree, function).unwrap_or_default()
}
