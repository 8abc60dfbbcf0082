//! Fixes for broken names, where git shows what a name became.

use std::collections::BTreeMap;

use imp_model::facts::{FileFacts, Reference, ReferenceRoot};
use imp_model::finding::{Finding, Fix};
use imp_model::model::{BrokenUse, Lookup, UseForm, dotted};
use imp_model::source::Files;
use imp_model::syntax::{self, Inherit};
use imp_model::text::Place;

use super::Loaded;
use super::history::History;
use crate::rewrite::{self, Target};

/// Adds a fix to every finding about a name that was there at `HEAD` and whose file certainly has another name now.
pub(super) fn add(loaded: &Loaded, findings: &mut [Finding]) {
    let is_broken = |finding: &Finding| finding.code == "broken-reference";
    if !findings.iter().any(is_broken) {
        return;
    }
    // Whatever stands in the way of asking git, the names are broken all the same.
    if !History::is_needed(loaded, "HEAD").unwrap_or(false) {
        return;
    }
    let Ok(Some(history)) = History::read(loaded, "HEAD") else { return };
    let Ok(broken) = loaded.model.broken_uses() else { return };
    let by_place: BTreeMap<&Place, &BrokenUse<'_>> =
        broken.iter().map(|broken| (broken.name.place, broken)).collect();
    let map = history.learnt.map();
    let renamed = |path: &[&str]| {
        let was_there = matches!(history.registry.lookup(path), Lookup::Found(_));
        let is_unresolved = history.learnt.why_unresolved(path).is_some();
        map.get(path).filter(|_| was_there && !is_unresolved)
    };
    for finding in findings.iter_mut().filter(|finding| is_broken(finding)) {
        let Some(broken) = finding.place.as_ref().and_then(|place| by_place.get(place)) else {
            continue;
        };
        // What is known is the flake's registry, not that of some directory.
        let main = loaded.model.registry.as_ref();
        let is_main = main.is_some_and(|main| std::ptr::eq(main, broken.name.registry));
        let Some(new) = renamed(&broken.name.path).filter(|_| is_main) else { continue };
        let parts: Vec<&str> = new.iter().map(String::as_str).collect();
        // A name that stood for another module then is the same word twice as soon as one of the two is written.
        if renamed(&parts).is_none() {
            finding.fix = fix(loaded, broken, &new, &renamed);
        }
        finding.notes.push(format!("it was renamed to `{}` since the last commit", dotted(&new)));
        finding.help = Some("run `imp-registry migrate --write` to mend all such names".into());
    }
}

/// The edits that write one name anew, and what one `inherit` takes together with it.
fn fix(
    loaded: &Loaded,
    broken: &BrokenUse<'_>,
    new: &[String],
    renamed: &dyn Fn(&[&str]) -> Option<Vec<String>>,
) -> Option<Fix> {
    let file = broken.name.file;
    let text = loaded.project.disk.read(&file.path).ok()?;
    let mut only = FileFacts { references: Vec::new(), host: None, ..file.clone() };
    match broken.name.form {
        UseForm::Expression(reference) => only.references = together(&text, file, reference),
        UseForm::Host(name) => {
            only.host = file.host.clone().map(|mut host| {
                host.names = vec![name.clone()];
                host
            });
        }
    }
    let namer = |_: &ReferenceRoot, path: &[&str]| renamed(path).map_or(Target::Same, Target::To);
    let rewritten = rewrite::rewrite(&text, &only, loaded.model.registry.as_ref(), &namer, false);
    let edits =
        rewritten.edits.into_iter().map(|edit| (file.path.clone(), edit)).collect::<Vec<_>>();
    let is_certain = rewritten.unwritten.is_empty() && !edits.is_empty();
    is_certain.then(|| Fix { message: format!("write `{}`", dotted(new)), edits })
}

/// The references of the `inherit` that a reference is in, or only itself.
fn together(text: &str, file: &FileFacts, reference: &Reference) -> Vec<Reference> {
    let name = |other: &Reference| other.path.last().and_then(|part| part.span);
    let is_of = |statement: &Inherit, other: &Reference| {
        name(other).is_some_and(|name| statement.names.contains(&name))
    };
    let statement = syntax::inherits(text).into_iter().find(|found| is_of(found, reference));
    let is_together = |other: &&Reference| match &statement {
        Some(statement) => is_of(statement, other),
        None => *other == reference,
    };
    file.references.iter().filter(is_together).cloned().collect()
}
