//! What `--help` lists: rules and templates.

use crate::init::{TEMPLATES, Template};

/// Rules whose findings `lint` makes itself, because they need the plan of `flake.nix`.
const MADE_BY_LINT: [&str; 1] = ["stale-flake"];

/// The list of the rules for `--help`.
pub(super) fn lint() -> String {
    let mut text = "Rules:\n".to_owned();
    for rule in imp_lint::rules::ALL {
        if rule.check.is_some() || MADE_BY_LINT.contains(&rule.name) {
            let (name, severity) = (rule.name, rule.severity.name());
            text.push_str(&format!("  {name} ({severity}): {}\n", rule.summary));
        }
    }
    text + "
Examples:
  Check the flake, and fail on warnings too:
      imp-flake lint --fail-on warning
  Start at zero in a large repository, and hear only of what is new:
      imp-flake lint --json > known.json
      imp-flake lint --baseline known.json
  Look at the fixes that are certain, and apply them later:
      imp-flake lint --edits > fixes.json
      imp-registry apply --from fixes.json
  Read what a rule is about:
      imp-flake explain orphan-module"
}

/// What `--help` says of the templates.
pub(super) fn init() -> String {
    let width = TEMPLATES.iter().map(|template| template.name.len()).max().unwrap_or(0);
    let line = |template: &Template| format!("  {:width$}  {}\n", template.name, template.summary);
    let templates: String = TEMPLATES.iter().map(line).collect();
    format!(
        "Templates:\n{templates}\n\
         Each is also one of Nix: `nix flake init --template github:imp-nix/imp#NAME`.\n\n\
         Examples:\n  \
         A machine called `web` and a home on it, with secrets kept by agenix:\n      \
         imp-flake init single-host --host web --user me --secrets agenix\n  \
         Packages and a shell that direnv enters:\n      \
         imp-flake init dev --direnv"
    )
}
