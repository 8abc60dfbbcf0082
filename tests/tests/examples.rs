//! What a rule shows is true: its bad example has the finding, its good one has not.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use tests::{Done, example, programs, trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials: Vec<Trial> =
        imp_lint::rules::ALL.iter().map(|rule| trial(rule.name, || check(rule))).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn check(rule: &'static imp_lint::Rule) -> Result<Done, String> {
    for (title, is_bad) in [("Bad", true), ("Good", false)] {
        let parts = example::parts(rule.explanation, title)?;
        let found = codes(rule.name, &parts).map_err(|error| format!("{title}: {error}"))?;
        let has = |code: &str| found.iter().any(|found| found == code);
        if has(rule.name) != is_bad {
            return Err(format!("{title}: the findings are {found:?}"));
        }
        // An example that can't be read shows nothing else.
        if rule.name != "syntax-error" && has("syntax-error") {
            return Err(format!("{title}: it does not parse"));
        }
    }
    Ok(Done::Passed)
}

/// The codes of what `imp-flake lint` finds in the tree of an example, and of what its scripts have reported.
fn codes(rule: &str, parts: &[example::Part]) -> Result<Vec<String>, String> {
    let tried = example::materialise(rule, parts)?;
    let mut command = tried.sandbox.command(programs::ours("imp-flake")?);
    // Rules that are off unless somebody asks for them are asked for.
    let config = format!("{{\"lint\": {{\"rules\": {{\"{rule}\": \"warn\"}}}}}}");
    let output = command.args(["lint", "--json", "--config", "-"]).write_stdin(config).output();
    let output = output.map_err(|error| format!("imp-flake did not start: {error}"))?;
    let document: Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let mut codes: Vec<String> =
        findings.iter().filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect();
    if tried.printed.contains(&format!("[{rule}]")) {
        codes.push(rule.to_owned());
    }
    Ok(codes)
}
