//! A flake that somebody wrote by hand, before and after `imp-flake write --adopt`: to the real Nix it is the same.
//!
//! Each fixture is a flake whose outputs are plain data. It is evaluated with stand-ins for its inputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use tests::nix::{Nix, quoted};
use tests::sandbox::Sandbox;
use tests::{Done, lacking, programs, tree, trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let folder = tests::folder().join("fixtures/adopt");
    let fixtures = fs::read_dir(&folder).map(|entries| entries.flatten().collect::<Vec<_>>());
    match fixtures {
        Ok(fixtures) if !fixtures.is_empty() => fixtures
            .into_iter()
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                trial(name, move || check(&entry.path()))
            })
            .chain([trial("shown-first".to_owned(), shown_first)])
            .collect(),
        _ => vec![Trial::test("fixtures", move || Err("there are none".into()))],
    }
}

fn check(fixture: &Path) -> Result<Done, String> {
    let nix = match Nix::find() {
        Ok(nix) => nix,
        Err(message) => return lacking(&message),
    };
    let sandbox = Sandbox::new()?;
    let root = sandbox.root();
    tree::copy(fixture, root).map_err(|error| error.to_string())?;
    let before = evaluated(nix, root)?;
    run(&sandbox, &["write", "--adopt"])?;
    let after = evaluated(nix, root)?;
    if before != after {
        return Err(format!("before: {before:#}\nafter: {after:#}"));
    }
    let text = |path: PathBuf| fs::read_to_string(&path).map_err(|error| format!("{error}"));
    if !text(root.join("flake.nix"))?.contains("import ./nix/flake inputs") {
        return Err("the outputs did not move".to_owned());
    }
    run(&sandbox, &["check"])?;
    Ok(Done::Passed)
}

/// Where the difference can't be shown, nothing is written.
fn shown_first() -> Result<Done, String> {
    let sandbox = Sandbox::new()?;
    let before = "{ outputs = _: { }; }";
    let words = |error: std::io::Error| error.to_string();
    fs::write(sandbox.root().join("flake.nix"), before).map_err(words)?;
    let full = fs::OpenOptions::new().write(true).open("/dev/full").map_err(words)?;
    let mut command = sandbox.unwatched(programs::ours("imp-flake")?);
    let status = command.args(["write", "--adopt"]).stdout(full).status().map_err(words)?;
    let after = fs::read_to_string(sandbox.root().join("flake.nix")).map_err(words)?;
    let names: Vec<_> = fs::read_dir(sandbox.root()).map_err(words)?.flatten().collect();
    if status.code() != Some(2) || after != before || names.len() != 1 {
        return Err(format!("{status}, {} files\n{after}", names.len()));
    }
    Ok(Done::Passed)
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Result<(), String> {
    let mut command = sandbox.command(programs::ours("imp-flake")?);
    let output = command.args(arguments).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{arguments:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Everything that a flake says, its outputs with stand-ins for the inputs.
fn evaluated(nix: &Nix, root: &Path) -> Result<Value, String> {
    let expression = format!(
        "let
          root = {};
          flake = import (/. + root + \"/flake.nix\");
          plain = builtins.mapAttrs (_: input: input // (if input ? url then {{ url = toString input.url; }} else {{ }}));
          stand-in = name: {{ inherit name; outPath = \"/inputs/${{name}}\"; }};
          inputs = flake.inputs or {{ }};
        in
        {{
          description = flake.description or null;
          nixConfig = flake.nixConfig or null;
          inputs = plain inputs;
          outputs = flake.outputs (
            builtins.mapAttrs (name: _: stand-in name) inputs // {{ self.outPath = root; }}
          );
        }}",
        quoted(root)
    );
    nix.eval(&expression)
}
