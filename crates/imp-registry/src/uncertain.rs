//! Places that may refer to what a rename moves, where only Nix knows whether they do. They are not rewritten.

use imp_model::facts::FileFacts;
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, NameUse, dotted};
use imp_model::source::{Files, attribute_name};
use imp_model::text::Place;

use crate::plan::UNRESOLVED;

/// The places that may mean `old` in the registry of the flake, in order of files: an error for one that breaks
/// unless something else has its name, a warning for the others.
pub fn places(model: &Model, files: &dyn Files, old: &[String]) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &model.files {
        for name in model.uses(file).iter().filter(|name| is_main(model, name)) {
            found.extend(part_of_name(name, old));
            found.extend(joined(files, name, old));
        }
        found.extend(below_with(model, file, old));
    }
    found
}

fn is_main(model: &Model, name: &NameUse<'_>) -> bool {
    model.registry.as_ref().is_some_and(|main| std::ptr::eq(main, name.registry))
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
        is_main(model, name) && (is_above(old, &name.path) || name.path.iter().eq(old))
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

/// Whether `path` is a name above `below`.
fn is_above<A: AsRef<str>, B: AsRef<str>>(path: &[A], below: &[B]) -> bool {
    path.len() < below.len() && path.iter().zip(below).all(|(a, b)| a.as_ref() == b.as_ref())
}

fn finding(severity: Severity, message: String, place: &Place) -> Finding {
    Finding::new(UNRESOLVED, severity, message).at(place.clone())
}
