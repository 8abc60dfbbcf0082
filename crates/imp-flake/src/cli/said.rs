//! What is said of what was found: as far as the configuration and comments let the rules speak.

use std::collections::BTreeMap;

use imp_cli::Failure;
use imp_lint::{Allowed, Severities};
use imp_model::finding::{self, Finding};
use imp_model::source::{Files, TreePath};

use super::{Loaded, missing_outputs};
use crate::plan::blocks;
use crate::{Plan, RULES};

/// What was found on the way to the text of `flake.nix`, and an outputs file that is not there.
pub(super) fn findings(loaded: &Loaded, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let missing = missing_outputs(loaded, plan);
    said(loaded, plan.findings.iter().cloned().chain(missing).collect())
}

/// What was found on the way to the inputs. What keeps `flake.nix` from being written is an error whatever the
/// configuration and comments say: a run that writes nothing must say why.
pub(super) fn about_inputs(loaded: &Loaded, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    said(loaded, plan.findings.clone())
}

fn said(loaded: &Loaded, findings: Vec<Finding>) -> Result<Vec<Finding>, Failure> {
    let severities = Severities::read(&loaded.model.configuration)?;
    let in_the_way = |finding: &Finding| RULES.contains(&finding.code) && blocks(finding);
    let (mut said, others): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(in_the_way);
    said.extend(without_allowed(loaded, severities.apply(others)).0);
    finding::sort(&mut said);
    Ok(said)
}

/// The findings that no comment allows, and how many one does.
pub(super) fn without_allowed(loaded: &Loaded, findings: Vec<Finding>) -> (Vec<Finding>, u64) {
    let mut files: BTreeMap<TreePath, Allowed> = BTreeMap::new();
    let is_allowed = |finding: &Finding| {
        let Some(file) = finding.place.as_ref().map(|place| &place.file) else { return false };
        let allowed = files.entry(file.clone()).or_insert_with(|| {
            let text = loaded.project.disk.read(file);
            text.map(|text| Allowed::read(file, &text)).unwrap_or_default()
        });
        allowed.covers(finding)
    };
    let (allowed, left): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_allowed);
    (left, allowed.len() as u64)
}
