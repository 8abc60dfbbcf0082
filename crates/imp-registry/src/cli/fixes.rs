//! Fixes for broken names, where git shows what a name became.

use std::collections::BTreeMap;

use imp_model::facts::{FileFacts, ReferenceRoot};
use imp_model::finding::{Finding, Fix};
use imp_model::model::{BrokenUse, Lookup, UseForm, dotted};
use imp_model::source::Files;
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
    for finding in findings.iter_mut().filter(|finding| is_broken(finding)) {
        let Some(broken) = finding.place.as_ref().and_then(|place| by_place.get(place)) else {
            continue;
        };
        let was_there = matches!(history.registry.lookup(&broken.name.path), Lookup::Found(_));
        let is_unresolved = history.learnt.why_unresolved(&broken.name.path).is_some();
        let Some(new) = map.get(&broken.name.path).filter(|_| was_there && !is_unresolved) else {
            continue;
        };
        finding.fix = fix(loaded, broken, &new);
        finding.notes.push(format!("it was renamed to `{}` since the last commit", dotted(&new)));
        finding.help = Some("run `imp-registry migrate --write` to mend all such names".into());
    }
}

/// The edits that write one name anew.
fn fix(loaded: &Loaded, broken: &BrokenUse<'_>, new: &[String]) -> Option<Fix> {
    let file = broken.name.file;
    let text = loaded.project.disk.read(&file.path).ok()?;
    let mut only = FileFacts { references: Vec::new(), host: None, ..file.clone() };
    match broken.name.form {
        UseForm::Expression(reference) => only.references.push(reference.clone()),
        UseForm::Host(name) => {
            only.host = file.host.clone().map(|mut host| {
                host.names = vec![name.clone()];
                host
            });
        }
    }
    let namer = |_: &ReferenceRoot, path: &[&str]| match path == broken.name.path {
        true => Target::To(new.to_vec()),
        false => Target::Same,
    };
    let rewritten = rewrite::rewrite(&text, &only, loaded.model.registry.as_ref(), &namer, false);
    let edits =
        rewritten.edits.into_iter().map(|edit| (file.path.clone(), edit)).collect::<Vec<_>>();
    let is_certain = rewritten.unwritten.is_empty() && !edits.is_empty();
    is_certain.then(|| Fix { message: format!("write `{}`", dotted(new)), edits })
}
