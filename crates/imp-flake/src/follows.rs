//! Fixes for missing and stale `follows`, in the declarations where they stand and in their style.

use imp_lint::copies::own_copies;
use imp_lint::follows::{is_understood, override_path, stale};
use imp_lint::inputs::{Declared, declared};
use imp_lint::rules::{missing_follows, stale_follows};
use imp_model::finding::{Finding, Fix};
use imp_model::model::{Model, quoted};
use imp_model::source::{Files, TreePath};
use imp_model::syntax;
use imp_model::text::{Edit, Place};

/// Adds fixes to the findings about `follows` whose declarations can be edited with certainty.
pub fn add_fixes(model: &Model, files: &dyn Files, findings: &mut [Finding]) {
    let is_about = |finding: &Finding| matches!(finding.code, "missing-follows" | "stale-follows");
    if !findings.iter().any(is_about) {
        return;
    }
    let declared = declared(model);
    for copy in own_copies(model) {
        let Some(input) = declared.get(&copy.path[0]) else { continue };
        let path = override_path(&copy.path);
        let target = quoted(&copy.target);
        let message = format!("add `{} = {target};`", path.join("."));
        if !is_understood(&copy.path, &declared) {
            continue;
        }
        let found = missing_follows(&copy, Some(input));
        let fix = fix(input, files, message, |text, place| {
            syntax::add_binding(text, place.span, &path, &target).into_iter().collect()
        });
        give(findings, &found, fix);
    }
    for (stale, input) in stale(model) {
        if stale.missing_target.is_some() {
            continue;
        }
        let below = &stale.path[1..];
        let path: Vec<String> =
            below.iter().flat_map(|name| ["inputs".to_owned(), name.clone()]).collect();
        let message = format!("remove `inputs.{}`", below.join(".inputs."));
        let found = stale_follows(&stale, &input);
        let fix = fix(&input, files, message, |text, place| {
            syntax::remove_bindings(text, place.span, &path)
        });
        give(findings, &found, fix);
    }
}

/// The edits at every place that declares an input; `None` where one of them can't be edited.
fn fix(
    input: &Declared,
    files: &dyn Files,
    message: String,
    edit: impl Fn(&str, &Place) -> Vec<Edit>,
) -> Option<Fix> {
    let mut edits: Vec<(TreePath, Edit)> = Vec::new();
    for place in &input.places {
        let text = files.read(&place.file).ok()?;
        let here = edit(&text, place);
        if here.is_empty() {
            return None;
        }
        edits.extend(here.into_iter().map(|edit| (place.file.clone(), edit)));
    }
    (!edits.is_empty()).then_some(Fix { message, edits })
}

fn give(findings: &mut [Finding], found: &Finding, fix: Option<Fix>) {
    let mut same = findings
        .iter_mut()
        .filter(|finding| finding.code == found.code && finding.message == found.message);
    if let Some(finding) = same.next() {
        finding.fix = fix;
    }
}
