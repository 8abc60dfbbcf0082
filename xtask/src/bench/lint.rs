//! `cargo xtask bench lint`: what `imp-flake lint` takes beside parsing and walking all files with rnix on two
//! threads.

use xshell::{Shell, cmd};

use super::measure::{Subject, turn_by_turn};
use super::{Request, times, tree};
use crate::Outcome;
use crate::workspace::Workspace;

/// How many modules the tree has if nobody says: with what is beside them, 5,000 files.
const SIZE: usize = 4_660;
const TURNS: usize = 31;

/// Builds, generates, measures, prints.
pub(super) fn run(request: &Request) -> Outcome {
    let shell = Shell::new()?;
    let release = Workspace::read(&shell)?.target.join("release");
    let program = match request.programs.first() {
        Some(program) => program.clone(),
        None => {
            cmd!(shell, "cargo build --release --quiet --package imp-flake").run()?;
            release.join("imp-flake")
        }
    };
    cmd!(shell, "cargo build --release --quiet --package xtask --bins").run()?;
    let size = match request.sizes.as_slice() {
        [size] => *size,
        _ => SIZE,
    };
    let folder = tempfile::tempdir()?;
    println!("{size} modules ({})", tree::write(folder.path(), size, request.seed)?);
    shell.change_dir(folder.path());
    cmd!(shell, "{program} write").quiet().ignore_stdout().run()?;
    let floor = release.join("bench-floor");
    let subjects = [
        // Every file holds the empty word.
        Subject::new("walk, read, parse all", &floor, &[".", "--parse", ""]),
        // The tree has modules that nothing uses.
        Subject::new("imp-flake lint", &program, &["lint"]).may_find(),
    ];
    let turns = if request.runs == 0 { TURNS } else { request.runs };
    for title in ["files on disk, no git", "tracked by git"] {
        if title == "tracked by git" {
            cmd!(shell, "git init --quiet").quiet().ignore_stderr().run()?;
            cmd!(shell, "git add --all").quiet().run()?;
        }
        let samples = turn_by_turn(&subjects, folder.path(), turns)?;
        println!("{title}, {turns} turns: median (fastest to slowest)");
        for (subject, sample) in subjects.iter().zip(&samples) {
            println!("    {:24} {}", subject.name, times(sample));
        }
        let [floor, lint] = samples.as_slice() else { return Err("nothing measured".into()) };
        let (best, worst) = lint.ratios(floor);
        let ratio = lint.median() / floor.median();
        println!("    lint, of parsing all: {ratio:.2} ({best:.2} to {worst:.2} turn by turn)");
    }
    Ok(())
}
