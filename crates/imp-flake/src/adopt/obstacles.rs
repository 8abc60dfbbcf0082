//! What keeps a hand-written `flake.nix` from being taken apart with certainty.

use imp_model::facts::definition_problem;
use imp_model::finding::Finding;
use imp_model::source::TreePath;
use imp_model::syntax::{
    AttrSet, BinaryOperator, Entry, Expr, ExprId, Lambda, Name, Part, PathKind, Tree,
};
use imp_model::text::{Place, Span};

use super::Context;

/// What a generated `flake.nix` has.
const ATTRIBUTES: [&str; 4] = ["description", "inputs", "nixConfig", "outputs"];
/// Attributes whose value is only copied, or read as far as something else says.
const COPIED: [&str; 4] = ["src", "root", "path", "fileset"];
/// Functions that look at `default.nix` in a directory, or only copy it.
const HARMLESS: [&str; 5] =
    ["import", "callPackage", "cleanSource", "cleanCargoSource", "pathExists"];

/// A reason, at its place.
pub(super) fn obstacle(message: String, place: Place) -> Finding {
    Finding::error("unadoptable-flake", message).at(place)
}

/// Every reason, in order of the places.
pub(super) fn obstacles(context: &Context<'_>) -> Vec<Finding> {
    let tree = context.tree;
    let mut found = in_the_way(context);
    match tree.expr(tree.root()) {
        Expr::Attrs(set) if set.is_recursive => {
            let start = tree.span(tree.root()).start as usize;
            let at = context.place(Span::new(start, start + 3));
            let message = "with `rec` the parts of the flake can refer to each other".to_owned();
            found
                .push(obstacle(message, at).help("write out what they refer to, and take it away"));
        }
        Expr::Attrs(set) => {
            found.extend(attributes(context, set));
            found.extend(nix_config(context, set));
            found.extend(inputs(context, set));
            found.extend(outputs(context, set));
        }
        _ => {
            let message = "the file is not a set, as Nix wants it".to_owned();
            let help = "write `{ inputs = { … }; outputs = inputs: …; }`, with nothing around it";
            found.push(obstacle(message, context.place(tree.span(tree.root()))).help(help));
        }
    }
    found.extend(paths(context));
    imp_model::finding::sort(&mut found);
    found
}

/// Files in the place of those that would be written.
fn in_the_way(context: &Context<'_>) -> Vec<Finding> {
    let target = context.target;
    let has_settings = match context.tree.expr(context.tree.root()) {
        Expr::Attrs(set) => entry(context.tree, set, "nixConfig").is_some(),
        _ => false,
    };
    let settings = has_settings.then_some(&target.nix_config);
    let targets = [&target.inputs, &target.outputs].into_iter().chain(settings);
    let taken = targets.filter(|path| !context.is_free(path));
    let finding = |path: &TreePath| {
        let message = format!("`{path}` is there already, and something would move to it");
        obstacle(message, Place::start_of(path)).help(format!("move it away: `git mv {path} …`"))
    };
    taken.map(finding).collect()
}

/// Attributes that a generated `flake.nix` does not have.
fn attributes(context: &Context<'_>, set: &AttrSet) -> Vec<Finding> {
    let tree = context.tree;
    let mut found: Vec<Finding> = set
        .entries
        .iter()
        .filter(|entry| !ATTRIBUTES.contains(&tree.name(&entry.name)))
        .map(|entry| {
            let name = tree.name(&entry.name);
            let message = format!("a generated `flake.nix` has no `{name}`");
            obstacle(message, context.place(entry.span))
                .help("take it away: Nix does not know it either")
        })
        .collect();
    found.extend(set.dynamic.iter().map(|dynamic| {
        obstacle("only Nix knows this name".to_owned(), context.place(dynamic.span))
    }));
    let description = entry(tree, set, "description");
    found.extend(description.filter(|entry| tree.plain_string(entry.value).is_none()).map(
        |entry| {
            let message = "the description is not a plain string".to_owned();
            obstacle(message, context.place(tree.span(entry.value)))
        },
    ));
    found
}

/// The set that an attribute is written as.
///
/// # Errors
/// The reason why it is none that could move.
fn plain_set<'a>(context: &Context<'a>, entry: &Entry) -> Result<&'a AttrSet, Box<Finding>> {
    let tree = context.tree;
    let name = tree.name(&entry.name);
    let place = context.place(tree.span(entry.value));
    match tree.expr(entry.value) {
        Expr::Attrs(set) if set.is_recursive => {
            let message = format!("with `rec` the parts of `{name}` can refer to each other");
            Err(Box::new(obstacle(message, place).help("write out what they refer to")))
        }
        Expr::Attrs(set) => Ok(set),
        _ => {
            let message =
                format!("`{name}` is not written as a set, so Nix does not take it either");
            Err(Box::new(obstacle(message, place).help(format!("write `{name} = {{ … }};`"))))
        }
    }
}

fn nix_config(context: &Context<'_>, set: &AttrSet) -> Option<Finding> {
    let entry = entry(context.tree, set, "nixConfig")?;
    if let Err(finding) = plain_set(context, entry) {
        return Some(*finding);
    }
    let (reason, place) = super::settings_of(context.flake).err()?;
    let place = place.unwrap_or_else(|| context.place(context.tree.span(entry.value)));
    let message = format!("`nixConfig` can't be kept because {reason}");
    let help = "keep this `flake.nix`, or write out the settings as plain data";
    Some(obstacle(message, place).help(help))
}

fn inputs(context: &Context<'_>, set: &AttrSet) -> Option<Finding> {
    let tree = context.tree;
    let entry = entry(tree, set, "inputs")?;
    let place = context.place(tree.span(entry.value));
    let declared = match plain_set(context, entry) {
        Ok(declared) => declared,
        Err(finding) => return Some(*finding),
    };
    match context.flake.all_inputs() {
        Err(unread) => {
            let message = format!("the inputs can't be read because {}", unread.reason);
            let place = unread.place.clone().unwrap_or(place);
            Some(obstacle(message, place).help("write out what it is"))
        }
        Ok(read) => declared.entries.iter().find_map(|entry| {
            let name = tree.name(&entry.name);
            let reason = match read.iter().find(|input| input.name == name) {
                Some(input) => definition_problem(&name, &input.definition)?,
                None => format!("it is not a set; write `{name}.url = \"…\";`"),
            };
            let message = format!("the input `{name}` can't be read because {reason}");
            Some(obstacle(message, context.place(entry.span)))
        }),
    }
}

fn outputs(context: &Context<'_>, set: &AttrSet) -> Vec<Finding> {
    let tree = context.tree;
    let Some(entry) = entry(tree, set, "outputs") else {
        let place = context.place(tree.span(tree.root()));
        return vec![obstacle("the flake has no `outputs`".to_owned(), place)];
    };
    let Expr::Lambda(lambda) = tree.expr(entry.value) else {
        let message = "`outputs` is not written as a function".to_owned();
        let place = context.place(tree.span(entry.value));
        return vec![
            obstacle(message, place).help("write `outputs = inputs: import ./outputs.nix inputs;`"),
        ];
    };
    let positions = tree.exprs().filter(|(_, expr)| matches!(expr, Expr::CurrentPosition));
    let mut found: Vec<Finding> = positions
        .map(|(id, _)| {
            let message = "`__curPos` would be another place afterwards".to_owned();
            obstacle(message, context.place(tree.span(id)))
        })
        .collect();
    found.extend(undeclared(context, lambda));
    found
}

/// Arguments of the outputs that no input is declared for: Nix takes each as an input from its registry, and sees
/// them only in `flake.nix`.
fn undeclared(context: &Context<'_>, lambda: &Lambda) -> Vec<Finding> {
    let tree = context.tree;
    let declared: Vec<&str> =
        context.flake.inputs.iter().map(|input| input.name.as_str()).collect();
    let formals = lambda.formals.iter().flatten();
    let undeclared = formals.filter_map(|formal| {
        let name = tree.name(&formal.name);
        let is_known = name == "self" || declared.contains(&name);
        (!is_known).then(|| {
            let message =
                format!("`{name}` is no input, so Nix takes it from its registry of flakes");
            obstacle(message, context.place(formal.span))
                .help(format!("declare it: `inputs.{name}.url = \"flake:{name}\";`"))
        })
    });
    undeclared.collect()
}

/// Directories that hold the new files, given to something that may read every file in them.
fn paths(context: &Context<'_>) -> Vec<Finding> {
    let tree = context.tree;
    let harmless = harmless(tree);
    let mut found = Vec::new();
    for (id, expr) in tree.exprs() {
        let Expr::Path(PathKind::Relative, parts) = expr else { continue };
        let [Part::Text(Name::Source(_))] = &**parts else { continue };
        let span = tree.span(id);
        let raw = &context.flake.text[span.range()];
        let Some(directory) = TreePath::new(raw) else { continue };
        if !context.target.outputs.starts_with(&directory) || harmless.contains(&id) {
            continue;
        }
        let message = format!("what reads all of `{raw}` would meet the new files in `nix/flake`");
        let help = "name the directories that are meant, such as `./modules`";
        found.push(obstacle(message, context.place(span)).help(help));
    }
    found
}

/// The expressions that stand where a directory is not read as a whole: `src = ./.`, `import ./.`, `./. + "/x"`,
/// `"${./.}/x"`.
fn harmless(tree: &Tree) -> Vec<ExprId> {
    let is_below = |part: &Part| match part {
        Part::Text(text) => {
            let text = tree.name(text);
            text.starts_with('/') && text != "/" && !text.starts_with("/nix")
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
                let name = match tree.expr(*function) {
                    Expr::Var(name, _) => Some(tree.name(name)),
                    Expr::Select { path, .. } => {
                        path.last().and_then(|attr| tree.static_name(attr))
                    }
                    _ => None,
                };
                found.extend(name.filter(|name| HARMLESS.contains(name)).map(|_| *argument));
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
    found
}

/// An attribute of a set.
pub(super) fn entry<'s>(tree: &Tree, set: &'s AttrSet, name: &str) -> Option<&'s Entry> {
    set.entries.iter().find(|entry| tree.name(&entry.name) == name)
}
