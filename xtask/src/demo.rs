//! `cargo xtask demo`: `imp-flake` on a copy of the example, step by step.
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

/// Builds the program and shows it at work.
pub(crate) fn run(_arguments: &[String]) -> Outcome {
    let shell = Shell::new()?;
    let workspace = Workspace::read(&shell)?;
    // A development build shares what `ci` has built, and is ready sooner on a fresh machine.
    cmd!(shell, "cargo build --quiet --package imp-flake").quiet().run()?;
    let program = workspace.target.join("debug/imp-flake");
    let copy = tempfile::tempdir()?;
    tree::copy(&workspace.root.join("nix/templates/full"), copy.path())?;
    shell.change_dir(copy.path());
    let imp_flake = |arguments: &[&str], expected: i32| step(&shell, &program, arguments, expected);

    say(
        "This is a copy of nix/templates/full: two hosts, a user, features, and inputs declared where they are used.",
    );
    if cmd!(shell, "git init --quiet").quiet().ignore_stderr().run().is_ok() {
        cmd!(shell, "git add --all").quiet().run()?;
    }
    imp_flake(&["check"], 0)?;

    say(&format!("A file needs a new input, and says so itself. We add to {EDITED}:\n\n{NEW}"));
    edit(copy.path(), EDITED)?;
    say("flake.nix is now out of date: exit status 1, with the difference.");
    imp_flake(&["check"], 1)?;
    imp_flake(&["write"], 0)?;
    say("Nothing is left to do, and writing again changes nothing.");
    imp_flake(&["check"], 0)?;
    let before = tree::read(copy.path())?;
    imp_flake(&["write"], 0)?;
    if tree::read(copy.path())? != before {
        return Err("writing twice changed something".into());
    }

    say("Every input, with the places that declare it; and the whole story of the new one.");
    imp_flake(&["inputs"], 0)?;
    imp_flake(&["why", "git-hooks"], 0)?;

    say(&format!(
        "Another file wants another git-hooks ({CONFLICTING}). That is an error, and flake.nix stays."
    ));
    fs::write(copy.path().join(CONFLICTING), CONFLICT)?;
    imp_flake(&["write"], 1)?;
    if fs::read(copy.path().join("flake.nix"))? != file(&before, "flake.nix") {
        return Err("flake.nix was written in spite of the conflict".into());
    }
    say("That was imp-flake. Nothing was evaluated, and Nix was not needed.");
    Ok(())
}

fn say(text: &str) {
    println!("\n{}", text.trim_end());
}

fn step(shell: &Shell, program: &Path, arguments: &[&str], expected: i32) -> Outcome {
    let shown = arguments.join(" ");
    println!("\n$ imp-flake {shown}");
    let output = cmd!(shell, "{program} {arguments...}").quiet().ignore_status().output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    print!("{}", String::from_utf8_lossy(&output.stderr));
    match output.status.code() {
        Some(status) if status == expected => {
            println!("(exit status {status})");
            Ok(())
        }
        _ => Err(format!("`imp-flake {shown}`: {}, expected {expected}", output.status).into()),
    }
}

fn edit(root: &Path, name: &str) -> Outcome {
    let path = root.join(name);
    let text = fs::read_to_string(&path)?;
    let at = text.find("  __inputs.").ok_or_else(|| format!("no `__inputs` in {name}"))?;
    Ok(fs::write(path, format!("{}{NEW}{}", &text[..at], &text[at..]))?)
}

fn file<'a>(tree: &'a tree::Tree, name: &str) -> &'a [u8] {
    match tree.get(Path::new(name)) {
        Some(tree::Entry::File { bytes, .. }) => bytes,
        _ => &[],
    }
}
