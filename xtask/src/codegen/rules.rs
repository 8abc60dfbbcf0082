//! `docs/rules.md`: every rule with its explanation, and `nix/modules/rule-names.nix`, from the list of the rules.

use std::error::Error;
use std::fmt::Write;

use xshell::Shell;

use super::Made;

const INTRODUCTION: &str = "\
# Rules

<!-- Made by `cargo xtask codegen` from the rules in crates/imp-lint. -->

What the programs find, in order of the names; `imp-flake explain RULE` says the same. `imp-flake lint` runs them.

- `imp.lint.rules.RULE = \"off\"`, `\"warn\"` or `\"error\"` changes the severity of a rule.
- A comment `# imp: allow RULE` after the code on the line of a finding, or alone on the line above, allows that one. It
  may name several rules, with commas, and a reason after a colon.
- `imp-flake lint --json > known.json` keeps what is there; `imp-flake lint --baseline known.json` reports what is new.
";

/// The page, and the list by which the module knows a misspelt name.
pub(super) fn make(_: &Shell) -> Result<Vec<Made>, Box<dyn Error>> {
    Ok(vec![("docs/rules.md", page()?), ("nix/modules/rule-names.nix", names()?)])
}

fn names() -> Result<String, Box<dyn Error>> {
    let mut text =
        "# The rules. Made by `cargo xtask codegen` from those in crates/imp-lint.\n[\n".to_owned();
    for rule in imp_lint::rules::ALL {
        writeln!(text, "  \"{}\"", rule.name)?;
    }
    text.push_str("]\n");
    Ok(text)
}

fn page() -> Result<String, Box<dyn Error>> {
    let mut text = INTRODUCTION.to_owned();
    for rule in imp_lint::rules::ALL {
        let (name, severity) = (rule.name, rule.severity.name());
        let (summary, explanation) = (rule.summary, rule.explanation.trim_end());
        write!(text, "\n## `{name}`\n\n*{severity}*: {summary}.\n\n{explanation}\n")?;
    }
    Ok(text)
}
