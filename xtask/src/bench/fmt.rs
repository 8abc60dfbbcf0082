//! `cargo xtask bench fmt`: what `imp-fmt` takes beside the `nixfmt` on `PATH`, and beside a plain walk.
//!
//! `nixfmt` should be the program of the crate that imp-fmt is built with (`cargo install nixfmt_rs`), so that
//! the difference is ours.

use std::path::{Path, PathBuf};

use tests::{programs, tree as files};
use xshell::{Shell, cmd};

use super::measure::{Sample, Subject, turn_by_turn};
use super::{Request, times, tree};
use crate::Outcome;
use crate::workspace::Workspace;

/// How many modules a tree has, if nobody says.
const SIZE: usize = 6000;
const TURNS: usize = 21;

/// Builds, generates, measures, prints.
pub(super) fn run(request: &Request) -> Outcome {
    let shell = Shell::new()?;
    let workspace = Workspace::read(&shell)?;
    let release = workspace.target.join("release");
    cmd!(shell, "cargo build --release --quiet --package imp-fmt").run()?;
    cmd!(shell, "cargo build --release --quiet --package xtask --bins").run()?;
    let nixfmt = programs::on_path("nixfmt")
        .ok_or("there is no nixfmt on PATH: `cargo install nixfmt_rs` gives one")?;
    let program = request.programs.first().cloned().unwrap_or_else(|| release.join("imp-fmt"));
    let turns = if request.runs == 0 { TURNS } else { request.runs };
    let given = request.sizes.as_slice() != super::SIZES;
    let size = if given { request.sizes.first().copied().unwrap_or(SIZE) } else { SIZE };

    let folder = tempfile::tempdir()?;
    let (rough, cache) = (folder.path().join("rough"), folder.path().join("cache"));
    std::fs::create_dir(&rough)?;
    println!("{size} modules ({})", tree::write(&rough, size, request.seed)?);
    let floor = release.join("bench-floor");
    let copy = in_place(&nixfmt, &program, &rough, folder.path(), turns)?;

    // The tree is formatted now, and known to be.
    let second = Subject::new("imp-fmt, second run", &program, &["--root", "."])
        .with("XDG_CACHE_HOME", &cache);
    second.time(&copy)?;
    second.time(&copy)?;
    let subjects = [
        Subject::new("nixfmt --check", &nixfmt, &["--check", "."]),
        Subject::new(
            "imp-fmt --check --no-cache",
            &program,
            &["--check", "--no-cache", "--root", "."],
        ),
        Subject::new("plain walk", &floor, &[".", "--names"]),
        second,
    ];
    let samples = turn_by_turn(&subjects, &copy, turns)?;
    report("formatted already", &subjects, &samples, turns);
    let [nixfmt, cold, walk, second] = samples.as_slice() else {
        return Err("nothing measured".into());
    };
    ratio("imp-fmt --check --no-cache, of nixfmt --check", cold, nixfmt);
    ratio("imp-fmt, second run, of a plain walk", second, walk);
    Ok(())
}

/// Formats fresh copies of a tree, with an empty cache. Gives the last copy.
fn in_place(
    nixfmt: &Path,
    program: &Path,
    rough: &Path,
    folder: &Path,
    turns: usize,
) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let cache = folder.join("cold");
    let subjects = [
        Subject::new("nixfmt", nixfmt, &["."]),
        Subject::new("imp-fmt", program, &["--root", "."]).with("XDG_CACHE_HOME", &cache),
    ];
    let mut samples = vec![Sample::default(); subjects.len()];
    let shell = Shell::new()?;
    let mut copy = PathBuf::new();
    for turn in 0..turns {
        for (number, (subject, sample)) in subjects.iter().zip(&mut samples).enumerate() {
            // Copies stay to the end: ext4 passes over the places of files that have just gone, one by one, so
            // who makes new files would pay for the removal. The cache is one file.
            copy = folder.join(format!("copy-{turn}-{number}"));
            if cache.exists() {
                std::fs::remove_dir_all(&cache)?;
            }
            std::fs::create_dir(&copy)?;
            files::copy(rough, &copy)?;
            // What is not on the disk yet would be cheaper to write over.
            cmd!(shell, "sync").quiet().run()?;
            sample.push(subject.time(&copy)?);
        }
    }
    report("in place, cold", &subjects, &samples, turns);
    ratio("imp-fmt, of nixfmt", &samples[1], &samples[0]);
    Ok(copy)
}

fn report(title: &str, subjects: &[Subject], samples: &[Sample], turns: usize) {
    println!("{title}, {turns} turns: median (fastest to slowest)");
    for (subject, sample) in subjects.iter().zip(samples) {
        println!("    {:28} {}", subject.name, times(sample));
    }
}

fn ratio(title: &str, mine: &Sample, other: &Sample) {
    let (best, worst) = mine.ratios(other);
    let ratio = mine.median() / other.median();
    println!("    {title}: {ratio:.2} ({best:.2} to {worst:.2} turn by turn)");
}
