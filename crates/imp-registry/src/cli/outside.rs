//! What a rename changes beside the registry: the outputs that hosts are, and patterns that name what moves.

use imp_cli::Failure;
use imp_model::facts::{FileFacts, Reference, ReferenceRoot, Wanted};
use imp_model::finding::{Finding, Severity};
use imp_model::model::{Model, dotted};
use imp_model::source::{Files, TreePath};
use imp_model::text::{Place, Span};

use super::Loaded;
use crate::plan::{Plan, UNRESOLVED, WANTED};

/// The output that hosts are.
const HOSTS: &str = "nixosConfigurations";

/// The hosts that are called differently afterwards, old and new.
pub(super) fn hosts(model: &Model, plan: &Plan) -> Vec<(String, String)> {
    let renamed = model.hosts().map(|(file, _)| {
        let after = FileFacts { path: plan.moves.after(&file.path), ..file.clone() };
        (file.host_name().to_owned(), after.host_name().to_owned())
    });
    renamed.filter(|(old, new)| old != new).collect()
}

/// A warning for each place that goes by the old name of a host or by the old path of what moves.
pub(super) fn places(loaded: &Loaded, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let hosts = hosts(&loaded.model, plan);
    let mut found = patterns(loaded, plan);
    if hosts.is_empty() {
        return Ok(found);
    }
    // Far more files refer to the flake itself than to names.
    let model = loaded.project.model(Wanted { references: true, ..WANTED })?;
    for reference in model.files.iter().flat_map(|file| &file.references) {
        let Some(name) = host(reference) else { continue };
        let Some((old, new)) = hosts.iter().find(|(old, _)| old == name) else { continue };
        let is = dotted([HOSTS, new]);
        let message = format!("`{}` is `{is}` afterwards", dotted([HOSTS, old]));
        let finding = Finding::new(UNRESOLVED, Severity::Warning, message);
        found.push(finding.at(reference.place.clone()).help(format!("write `{is}` here")));
    }
    Ok(found)
}

/// The host that a reference to the flake itself names where it stands; what only uses an alias stays as it is.
fn host(reference: &Reference) -> Option<&str> {
    let path = match reference.root {
        ReferenceRoot::Flake => &reference.path[..],
        ReferenceRoot::Inputs => {
            reference.path.split_first().filter(|(first, _)| first.name == "self")?.1
        }
        _ => return None,
    };
    let [kind, name, ..] = path else { return None };
    (kind.name == HOSTS && name.span.is_some()).then_some(&name.name)
}

/// The places in `imp.toml` that name what moves: `excludes = [ "nix/registry/a/**" ]`.
fn patterns(loaded: &Loaded, plan: &Plan) -> Vec<Finding> {
    let file = TreePath::root().child("imp.toml");
    let Ok(text) = loaded.project.disk.read(&file) else { return Vec::new() };
    let mut found = Vec::new();
    for (from, to) in plan.moves.iter() {
        for (at, _) in text.match_indices(from.as_str()) {
            let rest = &text[at + from.as_str().len()..];
            if !rest.starts_with(['/', '"', '\'', '*']) {
                continue;
            }
            let span = Span::new(at, at + from.as_str().len());
            let message = format!("this names `{from}`, which moves to `{to}`");
            let finding = Finding::new(UNRESOLVED, Severity::Warning, message);
            let place = Place::new(&file, &text, span);
            found.push(finding.at(place).help(format!("write `{to}` here")));
        }
    }
    found
}
