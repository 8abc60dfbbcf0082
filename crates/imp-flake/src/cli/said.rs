//! What is said of what was found: as far as the configuration and comments let the rules speak.

use imp_cli::Failure;
use imp_model::finding::Finding;

use super::{Loaded, missing_outputs};
use crate::Plan;

/// What was found on the way to the text of `flake.nix`, and an outputs file that is not there.
pub(super) fn findings(loaded: &Loaded, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let missing = missing_outputs(loaded, plan);
    said(loaded, plan.findings.iter().cloned().chain(missing).collect())
}

/// What was found on the way to the inputs.
pub(super) fn about_inputs(loaded: &Loaded, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    said(loaded, plan.findings.clone())
}

fn said(loaded: &Loaded, findings: Vec<Finding>) -> Result<Vec<Finding>, Failure> {
    Ok(imp_lint::said(findings, &loaded.model.configuration, &loaded.project.disk)?)
}
