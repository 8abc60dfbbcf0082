//! `cargo xtask demo`: `imp-flake` and `imp-registry` on a copy of the example, step by step.
//!
//! Every step says what it expects as exit status; another one ends the demo with an error.

use std::fs;
use std::path::Path;

use tests::tree;
use xshell::{Shell, cmd};

use crate::Outcome;
use crate::workspace::Workspace;

const EDITED: &str = "nix/outputs/perSystem/formatter.nix";
const NEW: &str = "  __inputs.git-hooks.url = \"github:cachix/git-hooks.nix\";\n";
const CONFLICTING: &str = "nix/outputs/perSystem/devChecks.nix";
const CONFLICT: &str = "{
  __inputs.git-hooks.url = \"github:cachix/git-hooks.nix/main\";
  __functor = _: { ... }: { };
}
";

const OLD: &str = "modules.nixos";
const RENAMED: &str = "modules.system";

/// Builds the programs and shows them at work.
pub(crate) fn run(_arguments: &[String]) -> Outcome {
    let shell = Shell::new()?;
    let workspace = Workspace::read(&shell)?;
    // A development build shares what `ci` has built, and is ready sooner on a fresh machine.
    cmd!(shell, "cargo build --quiet --package imp-flake --package imp-registry").quiet().run()?;
    let programs = workspace.target.join("debug");
    let copy = tempfile::tempdir()?;
    tree::copy(&workspace.root.join("nix/templates/full"), copy.path())?;
    shell.change_dir(copy.path());
    say(
        "This is a copy of nix/templates/full: two hosts, a user, features, and inputs declared where they are used.",
    );
    if cmd!(shell, "git init --quiet").quiet().ignore_stderr().run().is_ok() {
        cmd!(shell, "git add --all").quiet().run()?;
    }
    names(&shell, &programs, copy.path())?;
    inputs(&shell, &programs, copy.path())?;
    say("Nothing was evaluated, and Nix was not needed.");
    Ok(())
}

/// A rename, proof that nothing broke, and the way back.
fn names(shell: &Shell, programs: &Path, copy: &Path) -> Outcome {
    let imp_registry = |arguments: &[&str], expected: i32| {
        step(shell, &programs.join("imp-registry"), arguments, expected)
    };
    say(
        "Every module has a name. No reference is broken; who refers to whom is known without Nix.",
    );
    let checked = imp_registry(&["check"], 0)?;
    imp_registry(&["refs", OLD], 0)?;
    let before = tree::read(copy)?;
    say(&format!(
        "We rename {OLD} to {RENAMED}: first as a diff, which writes nothing, then in earnest."
    ));
    imp_registry(&["mv", "--dry-run", OLD, RENAMED], 0)?;
    if tree::read(copy)? != before {
        return Err("--dry-run changed something".into());
    }
    imp_registry(&["mv", OLD, RENAMED], 0)?;
    say(
        "As many references as before, and still none is broken. Nothing has the old name any more.",
    );
    if imp_registry(&["check"], 0)? != checked {
        return Err("there are not as many references as before".into());
    }
    imp_registry(&["refs", RENAMED], 0)?;
    imp_registry(&["refs", OLD], 2)?;
    say("The way back leaves the same bytes as at the start.");
    imp_registry(&["mv", RENAMED, OLD], 0)?;
    if !is_same(&tree::read(copy)?, &before) {
        return Err("the way back left something else than the start".into());
    }
    Ok(())
}

/// An input that a file declares, and a conflict.
fn inputs(shell: &Shell, programs: &Path, copy: &Path) -> Outcome {
    let imp_flake = |arguments: &[&str], expected: i32| {
        step(shell, &programs.join("imp-flake"), arguments, expected)
    };
    imp_flake(&["check"], 0)?;

    say(&format!("A file needs a new input, and says so itself. We add to {EDITED}:\n\n{NEW}"));
    edit(copy, EDITED)?;
    say("flake.nix is now out of date: exit status 1, with the difference.");
    imp_flake(&["check"], 1)?;
    imp_flake(&["write"], 0)?;
    say("Nothing is left to do, and writing again changes nothing.");
    imp_flake(&["check"], 0)?;
    let before = tree::read(copy)?;
    imp_flake(&["write"], 0)?;
    if tree::read(copy)? != before {
        return Err("writing twice changed something".into());
    }

    say("Every input, with the places that declare it; and the whole story of the new one.");
    imp_flake(&["inputs"], 0)?;
    imp_flake(&["why", "git-hooks"], 0)?;

    say(&format!(
        "Another file wants another git-hooks ({CONFLICTING}). That is an error, and flake.nix stays."
    ));
    fs::write(copy.join(CONFLICTING), CONFLICT)?;
    imp_flake(&["write"], 1)?;
    if fs::read(copy.join("flake.nix"))? != file(&before, "flake.nix") {
        return Err("flake.nix was written in spite of the conflict".into());
    }
    Ok(())
}

fn say(text: &str) {
    println!("\n{}", text.trim_end());
}

/// Runs a program and gives what it says.
fn step(
    shell: &Shell,
    program: &Path,
    arguments: &[&str],
    expected: i32,
) -> Result<String, Box<dyn std::error::Error>> {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let shown = format!("{name} {}", arguments.join(" "));
    println!("\n$ {shown}");
    let output = cmd!(shell, "{program} {arguments...}").quiet().ignore_status().output()?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    print!("{said}");
    match output.status.code() {
        Some(status) if status == expected => {
            println!("(exit status {status})");
            Ok(said)
        }
        _ => Err(format!("`{shown}`: {}, expected {expected}", output.status).into()),
    }
}

fn edit(root: &Path, name: &str) -> Outcome {
    let path = root.join(name);
    let text = fs::read_to_string(&path)?;
    let at = text.find("  __inputs.").ok_or_else(|| format!("no `__inputs` in {name}"))?;
    Ok(fs::write(path, format!("{}{NEW}{}", &text[..at], &text[at..]))?)
}

/// Whether two trees hold the same, whenever it was written.
fn is_same(a: &tree::Tree, b: &tree::Tree) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && a.1.same_content(b.1))
}

fn file<'a>(tree: &'a tree::Tree, name: &str) -> &'a [u8] {
    match tree.get(Path::new(name)) {
        Some(tree::Entry::File { bytes, .. }) => bytes,
        _ => &[],
    }
}
