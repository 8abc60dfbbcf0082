//! What keeps a hand-written `flake.nix` from being taken apart with certainty.

use imp_model::facts::definition_problem;
use imp_model::finding::Finding;
use imp_model::source::{EntryKind, TreePath};
use imp_model::syntax::{AttrSet, Entry, Expr, Lambda, Tree};
use imp_model::text::{Place, Span};

use super::readers::readers;
use super::{Context, obstacle};

/// What a generated `flake.nix` has.
const ATTRIBUTES: [&str; 4] = ["description", "inputs", "nixConfig", "outputs"];

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
    // Who knows what reads the paths may allow it.
    found.extend(imp_lint::without_allowed(readers(context), context.files).0);
    imp_model::finding::sort(&mut found);
    found
}

/// What is in the place of files that would be written, and a `flake.nix` that is somewhere else.
fn in_the_way(context: &Context<'_>) -> Vec<Finding> {
    let target = context.target;
    let elsewhere = linked_flake(context).or_else(|| no_directory(context));
    if elsewhere.is_some() {
        return elsewhere.into_iter().collect();
    }
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

/// A `flake.nix` that is a link: Nix takes its relative paths from where that leads.
fn linked_flake(context: &Context<'_>) -> Option<Finding> {
    let flake = &context.flake.path;
    if !context.is_link(flake) {
        return None;
    }
    let message = format!("`{flake}` is a link, and Nix takes its paths from where that leads");
    let help = format!(
        "put the file itself in its place, with the paths as they are from there: `cp --remove-destination \"$(readlink -f {flake})\" {flake}`"
    );
    Some(obstacle(message, Place::start_of(flake)).help(help))
}

/// What stands where a directory for the new files would.
fn no_directory(context: &Context<'_>) -> Option<Finding> {
    let above = context.target.outputs.parent()?;
    let mut directories: Vec<TreePath> =
        std::iter::successors(Some(above), TreePath::parent).filter(|it| !it.is_root()).collect();
    directories.reverse();
    let wrong = directories.into_iter().find(|path| {
        !context.is_free(path)
            && (context.is_link(path) || context.files.kind(path) != Ok(EntryKind::Directory))
    })?;
    let what = if context.is_link(&wrong) { "a link" } else { "no directory" };
    let message = format!("`{wrong}` is {what}, and the new files would be in it");
    Some(
        obstacle(message, Place::start_of(&wrong))
            .help(format!("move it away: `git mv {wrong} …`")),
    )
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
                .help("write it between `\"`, without `${…}`")
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
                .help("write the place out, or move what needs it to a file of its own")
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

/// An attribute of a set.
pub(super) fn entry<'s>(tree: &Tree, set: &'s AttrSet, name: &str) -> Option<&'s Entry> {
    set.entries.iter().find(|entry| tree.name(&entry.name) == name)
}
