//! What other people's machinery starts: the hooks for pre-commit and git-hooks.nix, and the action for GitHub.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use serde_json::{Value, json};
use tests::action::{Action, shell};
use tests::page::repository;
use tests::sandbox::Sandbox;
use tests::{Done, lacking, nix, programs, tree, trial, yaml};

/// A test, and its name.
type Test = (&'static str, fn() -> Result<Done, String>);

const TESTS: [Test; 12] = [
    ("hooks/pass", hooks_pass),
    ("hooks/fail", hooks_fail),
    ("hooks/pre-commit", real_pre_commit),
    ("hooks/git-hooks.nix", git_hooks),
    ("install", install),
    ("action/pull-request", pull_request),
    ("action/findings", findings),
    ("action/below-the-root", below_the_root),
    ("action/nothing-before", nothing_before),
    ("action/unknown-check", unknown_check),
    ("action/no-such-base", no_such_base),
    ("action/no-such-root", no_such_root),
];

fn main() -> ExitCode {
    let trials = TESTS.into_iter().map(|(name, test)| trial(name, test)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A file of the template.
const FILE: &str = "nix/outputs/overlays.nix";

/// What each hook is there to find: a text of that file, and what it says of it.
const WRONG: [(&str, &str, &str); 4] = [
    ("imp-fmt", "{default=_: _: {};}\n", ""),
    ("imp-flake", "{ __inputs.nur.url = \"github:nix-community/NUR\"; }\n", "+    nur.url"),
    ("imp-registry", "{ registry, ... }: { default = registry.nothing; }\n", FILE),
    ("imp-lint", "{ default = import ./no-such-file.nix; }\n", FILE),
];

fn hooks_pass() -> Result<Done, String> {
    for hook in hooks()? {
        for file in ["", FILE] {
            let sandbox = example()?;
            let (status, said) = run_hook(&sandbox, &hook, file)?;
            if status != 0 || sandbox.git(&["diff", "--quiet"]).is_err() {
                return Err(format!("{} {file}: {status}\n{said}", hook["id"]));
            }
        }
    }
    Ok(Done::Passed)
}

fn hooks_fail() -> Result<Done, String> {
    for hook in hooks()? {
        let wrong = WRONG.iter().find(|(id, ..)| hook["id"] == *id);
        let (_, text, told) = wrong.ok_or_else(|| format!("{}: nothing to find", hook["id"]))?;
        for file in ["", FILE] {
            let sandbox = example()?;
            write(&sandbox.root().join(FILE), text)?;
            let (status, said) = run_hook(&sandbox, &hook, file)?;
            if status != 1 || !said.contains(told) {
                return Err(format!("{} {file}: {status}\n{said}", hook["id"]));
            }
        }
    }
    Ok(Done::Passed)
}

/// The entry of a hook as pre-commit starts it: below the hook's repository, in the user's.
fn run_hook(sandbox: &Sandbox, hook: &Value, file: &str) -> Result<(i32, String), String> {
    let entry = hook["entry"].as_str().unwrap_or_default();
    shell(sandbox, &format!("{}/{entry} {file}", repository().display()))
}

/// The real pre-commit, with a copy of what it takes from this repository.
fn real_pre_commit() -> Result<Done, String> {
    if programs::on_path("pre-commit").is_none() {
        return Ok(Done::Skipped("`pre-commit` is not on PATH".to_owned()));
    }
    let sandbox = example()?;
    let source = sandbox.root().join("../source");
    fs::create_dir(&source).map_err(|error| error.to_string())?;
    copy(&repository().join("integrations"), &source.join("integrations"))?;
    let manifest = ".pre-commit-hooks.yaml";
    fs::copy(repository().join(manifest), source.join(manifest))
        .map_err(|error| error.to_string())?;
    let ids = hooks()?.iter().map(|hook| json!({ "id": hook["id"] })).collect::<Vec<_>>();
    let config = json!({ "repos": [{ "repo": "../source", "rev": "main", "hooks": ids }] });
    write(&sandbox.root().join(".pre-commit-config.yaml"), &config.to_string())?;
    let start = "cd ../source && git init -q -b main && git add . && git commit -q -m hooks
        cd ../root && git add . && pre-commit run --all-files";
    let (status, said) = shell(&sandbox, start)?;
    let passed = said.matches("Passed").count();
    if status != 0 || passed != ids.len() {
        return Err(format!("{status}, {passed} passed\n{said}"));
    }
    for (id, text, told) in WRONG {
        sandbox.git(&["checkout", "--quiet", "."])?;
        write(&sandbox.root().join(FILE), text)?;
        let (status, said) = shell(&sandbox, &format!("pre-commit run {id} --files {FILE}"))?;
        if status != 1 || !said.contains("Failed") || !said.contains(told) {
            return Err(format!("{id}: {status}\n{said}"));
        }
    }
    Ok(Done::Passed)
}

/// Both lists have the same hooks.
fn git_hooks() -> Result<Done, String> {
    let nix = match nix::Nix::find() {
        Ok(nix) => nix,
        Err(message) => return lacking(&message),
    };
    let file = nix::quoted(&repository().join("nix/git-hooks.nix"));
    let mut theirs = nix.eval(&format!("import (/. + {file}) \"PACKAGE\""))?;
    for hook in hooks()? {
        let id = hook["id"].as_str().unwrap_or_default();
        let theirs = theirs.as_object_mut().and_then(|hooks| hooks.remove(id));
        let mut expected = hook.clone();
        if let Some(fields) = expected.as_object_mut() {
            fields.remove("id");
            // git-hooks.nix has programs of Nix, and says the language itself.
            fields.remove("language");
            let entry = hook["entry"].as_str().unwrap_or_default();
            let entry = entry.replace("integrations/pre-commit ", "PACKAGE/bin/");
            fields.insert("entry".to_owned(), json!(entry));
            fields.insert("enable".to_owned(), json!(true));
        }
        if theirs.as_ref() != Some(&expected) {
            return Err(format!("`{id}`: expected {expected:#}, got {theirs:#?}"));
        }
    }
    match theirs.as_object() {
        Some(rest) if rest.is_empty() => Ok(Done::Passed),
        rest => Err(format!("only in nix/git-hooks.nix: {rest:?}")),
    }
}

/// A cargo that says what it was asked for, and makes the program.
const CARGO: &str = "#!/usr/bin/env bash
set -e
test -f \"$5/Cargo.toml\"
echo \"$@\" >> log
program=programs/bin/${5##*/}
mkdir -p programs/bin
: > \"$program\"
chmod +x \"$program\"
";

/// Programs that are missing are built, once; without cargo that is said.
fn install() -> Result<Done, String> {
    let sandbox = Sandbox::new()?;
    let bin = sandbox.root().join("bin");
    fs::create_dir(&bin).map_err(|error| error.to_string())?;
    for name in ["bash", "chmod", "dirname", "env", "mkdir"] {
        let program = programs::on_path(name).ok_or_else(|| format!("`{name}` is not on PATH"))?;
        symlink(program, bin.join(name)).map_err(|error| error.to_string())?;
    }
    let run = || -> Result<(i32, String), String> {
        let mut command = sandbox.command(repository().join("integrations/install"));
        command.env("PATH", &bin).args(["programs", "imp-fmt", "imp-vis"]);
        let output = command.output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((output.status.code().unwrap_or(-1), said))
    };
    let (status, said) = run()?;
    if status != 2 || !said.contains("neither imp-fmt imp-vis nor cargo") {
        return Err(format!("without cargo: {status}\n{said}"));
    }
    write(&bin.join("cargo"), CARGO)?;
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(bin.join("cargo"), executable).map_err(|error| error.to_string())?;
    for turn in ["first", "second"] {
        let (status, said) = run()?;
        let log = fs::read_to_string(sandbox.root().join("log")).unwrap_or_default();
        if status != 0 || log.lines().count() != 2 {
            return Err(format!("{turn} time: {status}\n{said}\n{log}"));
        }
    }
    Ok(Done::Passed)
}

/// A rename in a pull request: the checks pass, and the summary draws it.
fn pull_request() -> Result<Done, String> {
    let action = Action::new("nix/templates/full", "", |sandbox| {
        let mv = "imp-registry mv modules.nixos.features.ssh modules.nixos.remote";
        shell(sandbox, &format!("cd ../origin && {mv}")).map(drop)
    })?;
    let done = action.run(&[("GITHUB_BASE_REF", "main")], &[])?;
    done.expect(0)?;
    done.has_in_summary(&[
        "| every name leads somewhere | passed |",
        "```mermaid\nflowchart",
        "[\"remote #40;came#41;\"]",
        "- `nixosConfigurations.server`",
        "- `nixosConfigurations.workstation`",
    ])
}

fn findings() -> Result<Done, String> {
    let action = Action::new("nix/templates/full", "", |sandbox| {
        let text = "{ registry, ... }:\n{\n  default = registry.modules.nix;\n}\n";
        write(&sandbox.root().join("../origin").join(FILE), text)
    })?;
    let done = action.run(&[("GITHUB_BASE_REF", "main")], &[])?;
    done.expect(1)?;
    done.has_in_log(&format!("::error file={FILE},line=3"))?;
    done.has_in_summary(&["| every name leads somewhere | **findings**, see the annotations |"])
}

/// GitHub wants the paths of a flake that is not at the root from there.
fn below_the_root() -> Result<Done, String> {
    let action = Action::new("nix/templates/minimal", "machines", |_| Ok(()))?;
    let inputs = [("root", "machines"), ("checks", "lint"), ("fail-on", "warning")];
    let done = action.run(&[("GITHUB_BASE_REF", "main")], &inputs)?;
    done.expect(1)?;
    done.has_in_log("::warning file=machines/flake.nix,line=1")?;
    done.has_in_summary(&["| rules | **findings**, see the annotations |", "came or went"])
}

fn nothing_before() -> Result<Done, String> {
    let action = Action::new("nix/templates/minimal", "", |_| Ok(()))?;
    let before = "0000000000000000000000000000000000000000";
    let done = action.run(&[("github.event.before", before)], &[])?;
    done.expect(0)?;
    done.has_in_summary(&["There is no revision to compare with."])
}

fn no_such_base() -> Result<Done, String> {
    for base in ["nowhere", "--upload-pack=touch ../harm;git-upload-pack", "+main:refs/heads/harm"]
    {
        let action = Action::new("nix/templates/minimal", "", |_| Ok(()))?;
        let done = action.run(&[], &[("base", base)])?;
        done.expect(2)?;
        done.has_in_log(&format!("::error::imp: there is no revision `{base}`"))?;
        action.has_not("../harm")?;
    }
    Ok(Done::Passed)
}

fn no_such_root() -> Result<Done, String> {
    let action = Action::new("nix/templates/minimal", "", |_| Ok(()))?;
    let done = action.run(&[], &[("root", "nowhere")])?;
    done.expect(2)?;
    done.has_in_log("::error::imp: there is no directory `nowhere`")?;
    done.has_in_summary(&["there is no directory `nowhere`"])
}

fn unknown_check() -> Result<Done, String> {
    let action = Action::new("nix/templates/minimal", "", |_| Ok(()))?;
    let done = action.run(&[], &[("checks", "flake lnit")])?;
    done.expect(2)?;
    done.has_in_log("::error::imp: `lnit` is no check")?;
    done.has_in_summary(&["| `flake.nix` is up to date | passed |"])
}

/// The hooks of `.pre-commit-hooks.yaml`.
fn hooks() -> Result<Vec<Value>, String> {
    match yaml(".pre-commit-hooks.yaml")? {
        Value::Array(hooks) if !hooks.is_empty() => Ok(hooks),
        other => Err(format!("no hooks in {other}")),
    }
}

/// The template `full` in git.
fn example() -> Result<Sandbox, String> {
    let sandbox = Sandbox::new()?;
    copy(&repository().join("nix/templates/full"), sandbox.root())?;
    sandbox.git(&["init", "--quiet"])?;
    sandbox.git(&["add", "--all"])?;
    sandbox.git(&["commit", "--quiet", "--message", "example"])?;
    Ok(sandbox)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let copied = fs::create_dir_all(to).and_then(|()| tree::copy(from, to));
    copied.map_err(|error| format!("{}: {error}", from.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
