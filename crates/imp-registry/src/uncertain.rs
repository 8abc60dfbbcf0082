//! Places that may refer to what a rename moves, where only Nix knows whether they do. They are not rewritten.

use imp_model::eval::Known;
use imp_model::facts::FileFacts;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Lookup, Model, NameUse, UseForm, dotted};
use imp_model::source::{Files, TreePath, attribute_name};
use imp_model::text::{Place, Span};

use crate::moves::Moves;
use crate::name_map::prefix;
use crate::plan::UNRESOLVED;

/// The places that may mean `old` in the registry of the flake, in order of files: an error for one that breaks
/// unless something else has its name, a warning for the others. Also an error for each name that would mean `new`
/// and means something else now.
pub fn places(model: &Model, files: &dyn Files, old: &[String], new: &[String]) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &model.files {
        found.extend(captured(model, file, new));
        found.extend(answered(model, file, old, new));
        found.extend(meant(model, files, file, old));
    }
    found
}

/// The places that may mean what was called by one of these names, each once.
pub fn places_of_old(model: &Model, files: &dyn Files, names: &[Vec<String>]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for file in model.files.iter().filter(|file| is_uncertain(model, file)) {
        let before = found.len();
        for finding in names.iter().flat_map(|old| meant(model, files, file, old)) {
            if found[before..].iter().all(|other| other.place != finding.place) {
                found.push(finding);
            }
        }
    }
    found
}

/// Whether a file has any place that may mean something else than it says. Most have none, whatever is renamed.
fn is_uncertain(model: &Model, file: &FileFacts) -> bool {
    !file.possible.is_empty()
        || !file.unfollowed.is_empty()
        || file.handed.iter().any(|handed| !handed.is_followed)
        || model
            .uses(file)
            .iter()
            .any(|name| name.is_partial || name.path.last() == Some(&"__path"))
}

/// The places of a file that may mean `old`.
fn meant(model: &Model, files: &dyn Files, file: &FileFacts, old: &[String]) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in model.uses(file).iter().filter(|name| is_main(model, name)) {
        found.extend(part_of_name(name, old));
        found.extend(joined(files, name, old));
    }
    found.extend(below_with(model, file, old));
    found.extend(handed_on(file, old));
    found.extend(unfollowed(file, old));
    found
}

fn is_main(model: &Model, name: &NameUse<'_>) -> bool {
    model.registry.as_ref().is_some_and(|main| std::ptr::eq(main, name.registry))
}

/// The paths that may lead to what moves (`./a/${x}.nix`), and the inputs of `flake.nix` that lead there: warnings.
pub fn paths(model: &Model, moves: &Moves) -> Vec<Finding> {
    let mut found = Vec::new();
    for path in model.files.iter().flat_map(|file| &file.paths).filter(|path| path.is_partial) {
        let Some(directory) = &path.target else { continue };
        let leaves = |(from, _): &&(TreePath, TreePath)| {
            let is_below = from != directory && from.starts_with(directory);
            is_below && (!from.file_name().ends_with(".nix") || from.as_str().ends_with(&path.rest))
        };
        found.extend(moves.iter().find(leaves).map(|(from, _)| {
            let what = "this path goes on with what only Nix knows, and may lead to";
            finding(Severity::Warning, format!("{what} `{from}`"), &path.place)
                .help("look whether what follows names it, and change that by hand")
        }));
    }
    for input in model.flake.known_inputs().unwrap_or_default() {
        let url = input.definition.get("url").and_then(Known::as_str).unwrap_or_default();
        let path = url.strip_prefix("path:").unwrap_or(url);
        let path = path.starts_with("./").then(|| TreePath::root().join(path)).flatten();
        if let Some(path) = path.filter(|path| moves.after(path) != *path) {
            let message = format!("the input `{}` leads to `{path}`, which moves", input.name);
            let scheme = if url.starts_with("path:") { "path:" } else { "" };
            let help = format!("write `{scheme}./{}` where it is declared", moves.after(&path));
            found.push(finding(Severity::Warning, message, &input.place).help(help));
        }
    }
    found
}

/// `registry.a.${x}`.
fn part_of_name(name: &NameUse<'_>, old: &[String]) -> Option<Finding> {
    (name.is_partial && is_above(&name.path, old)).then(|| {
        let what = "this name goes on with what only Nix knows, and may be";
        finding(Severity::Warning, format!("{what} `{}`", dotted(old)), name.place)
            .help("look whether what follows names it, and change that by hand")
    })
}

/// `registry.a.__path + "/b.nix"`, `"${registry.a.__path}/b.nix"`.
fn joined(files: &dyn Files, name: &NameUse<'_>, old: &[String]) -> Option<Finding> {
    let (_, directory) = name.path.split_last().filter(|(last, _)| **last == "__path")?;
    let text = files.read(&name.place.file).ok().filter(|_| is_above(directory, old))?;
    let after = text.get(name.place.span.end as usize..)?.trim_start_matches([' ', '\n', ')']);
    let rest = after.strip_prefix('}').or_else(|| {
        let added = after.strip_prefix('+')?.trim_start();
        Some(added.strip_prefix('"').unwrap_or("/${"))
    })?;
    let entry = rest.strip_prefix('/')?.split(['/', '"', '\n']).next()?;
    // What begins with another name leads elsewhere.
    let is_it = attribute_name(entry, !entry.ends_with(".nix")) == Some(&old[directory.len()]);
    (is_it || entry.contains("${")).then(|| {
        let message = format!("a path is put together here, and may lead to `{}`", dotted(old));
        finding(Severity::Warning, message, name.place)
            .help("name the module itself, as in `registry.a.b`, or change what follows by hand")
    })
}

/// `with registry.a; with lib; [ b ]`.
fn below_with(model: &Model, file: &FileFacts, old: &[String]) -> Vec<Finding> {
    let possible = file.possible.iter().filter_map(|other| model.reference_use(file, other));
    let meant = possible.filter(|name| {
        // What is above the variable is named by the `with`.
        let is_in_with = variable(name).is_some_and(|(at, _)| old.len() <= at);
        is_main(model, name)
            && (is_above(old, &name.path) || name.path.iter().eq(old))
            && !is_in_with
            && !is_found_further_in(model, file, name)
    });
    meant
        .map(|name| {
            let what = "another `with` stands between this name and the registry, and may have it";
            let message = format!("this can't be rewritten: {what}");
            finding(Severity::Error, message, name.place).help(format!(
                "if it is `{}`, write it as `registry.{}`; else select it from what it is in",
                dotted(&name.path),
                dotted(&name.path)
            ))
        })
        .collect()
}

/// `f registry.a`, `[ registry ]`, where nobody can tell what it is asked for.
fn handed_on<'a>(file: &'a FileFacts, old: &'a [String]) -> impl Iterator<Item = Finding> + 'a {
    let handed = file.handed.iter().filter(|handed| !handed.is_followed);
    handed.filter(move |handed| is_above(&handed.path, old)).map(move |handed| {
        let what = "the registry goes to something that can't be followed here, which may ask for";
        finding(Severity::Warning, format!("{what} `{}`", dotted(old)), &handed.place)
            .help("look whether it does, and change that by hand")
    })
}

/// `s.registry.a`, where nobody can tell whether that is the registry.
fn unfollowed<'a>(file: &'a FileFacts, old: &'a [String]) -> impl Iterator<Item = Finding> + 'a {
    let meant = file.unfollowed.iter().filter(move |name| {
        is_above(&name.path, old) || is_above(old, &name.path) || name.path == old
    });
    meant.map(move |name| {
        let what = "what this is selected from can't be followed; it may be";
        let message = format!("{what} the registry, and this `{}` of it", dotted(&name.path));
        finding(Severity::Warning, message, &name.place)
            .help("look whether it is, and change that by hand")
    })
}

/// `with pkgs; with registry.a; [ b ]`, where `b` is none of `a` before and would be one.
fn captured(model: &Model, file: &FileFacts, new: &[String]) -> Vec<Finding> {
    let certain = model.uses(file).into_iter().filter(is_weak_variable);
    let possible = file.possible.iter().filter_map(|other| model.reference_use(file, other));
    let possible =
        possible.filter(|name| name.is_question && !is_found_further_in(model, file, name));
    certain
        .chain(possible)
        .filter_map(|name| {
            let (at, _) = variable(&name)?;
            let path = in_main(model, &name.path[..=at], &name)?;
            let registry = model.registry.as_ref()?;
            let is_new = matches!(registry.lookup(&path), Lookup::Missing { .. });
            (is_new && (is_above(&path, new) || path == new)).then(|| {
                let variable = &name.path[at];
                let message = format!(
                    "`{variable}` comes from another `with` here, and would be `{}` of the registry afterwards",
                    dotted(&path)
                );
                finding(Severity::Error, message, name.place).help(format!(
                    "select it from what it is in, such as `pkgs.{variable}`, then run it again"
                ))
            })
        })
        .collect()
}

/// `registry.c or x`, `registry ? c`, where there is no `c` before and there would be one.
fn answered(model: &Model, file: &FileFacts, old: &[String], new: &[String]) -> Vec<Finding> {
    let asked = model.uses(file).into_iter().filter(|name| name.is_question);
    let asked = asked.filter(|name| !is_weak_variable(name));
    asked
        .filter_map(|name| {
            let registry = model.registry.as_ref()?;
            let path = in_main(model, &name.path, &name)?;
            let is_there =
                |path: &[String]| matches!(registry.lookup(path), Lookup::Found(_) | Lookup::Unknown(_));
            let comes = match path.strip_prefix(new) {
                Some(below) => is_there(&[old, below].concat()),
                None => is_above(&path, new),
            };
            (comes && !is_there(&path)).then(|| {
                let name_asked = dotted(&path);
                let message = format!(
                    "`{name_asked}` is not there where this asks for it, and would be afterwards"
                );
                finding(Severity::Error, message, name.place).help(format!(
                    "take the question for `{name_asked}` out, or give another new name, then run it again"
                ))
            })
        })
        .collect()
}

/// A name in the registry of the flake, also of one in the registry of a directory in it.
fn in_main(model: &Model, path: &[&str], name: &NameUse<'_>) -> Option<Vec<String>> {
    let prefix = prefix(model.registry.as_ref()?, name.registry.directory())?;
    Some(prefix.into_iter().chain(path.iter().map(|part| (*part).to_owned())).collect())
}

/// Whether a name begins with a variable that another `with` may have.
fn is_weak_variable(name: &NameUse<'_>) -> bool {
    let UseForm::Expression(reference) = name.form else { return false };
    let starts = variable(name).is_some_and(|(_, span)| span.start <= name.place.span.start);
    name.is_question && !reference.is_call && starts
}

/// The first part of a name that is written where the name is, and which part it is.
fn variable(name: &NameUse<'_>) -> Option<(usize, Span)> {
    (0..name.path.len()).find_map(|at| Some((at, name.part(at)?)))
}

/// Whether the innermost `with` has the name of a variable, so that the others are not asked.
fn is_found_further_in(model: &Model, file: &FileFacts, name: &NameUse<'_>) -> bool {
    let Some((_, span)) = variable(name) else { return false };
    model.uses(file).iter().any(|other| {
        variable(other).is_some_and(|(at, found)| {
            let lookup = other.registry.lookup(&other.path[..=at]);
            found == span && matches!(lookup, Lookup::Found(_) | Lookup::Unknown(_))
        })
    })
}

/// Whether `path` is a name above `below`.
fn is_above<A: AsRef<str>, B: AsRef<str>>(path: &[A], below: &[B]) -> bool {
    path.len() < below.len() && path.iter().zip(below).all(|(a, b)| a.as_ref() == b.as_ref())
}

fn finding(severity: Severity, message: String, place: &Place) -> Finding {
    Finding::new(UNRESOLVED, severity, message).at(place.clone())
}
