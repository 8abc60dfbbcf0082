//! `cargo xtask bench`: what `imp-flake check` and `imp-registry check` take, beside what can't be avoided; and
//! what pictures take.
//!
//! Everything that is compared is measured in one run, turn by turn, so that a busy machine is busy for
//! all. Nothing is asserted: the numbers are printed, for people to read.

use std::path::{Path, PathBuf};

use xshell::{Shell, cmd};

use crate::Outcome;
use crate::workspace::Workspace;

mod fmt;
mod lint;
mod measure;
mod programs;
mod references;
mod tree;
mod vis;

use measure::{Sample, Subject};

/// Below this many modules the time beyond an empty program matters, above it the time beside reading.
const SMALL: usize = 1000;

/// How many modules the trees have, if nobody says.
const SIZES: [usize; 3] = [100, 1000, 10_000];

struct Request {
    sizes: Vec<usize>,
    runs: usize,
    seed: u64,
    programs: Vec<PathBuf>,
    /// Measure only pictures.
    only_pictures: bool,
}

/// Builds, generates, measures, prints.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    match arguments {
        [what, rest @ ..] if what == "fmt" => return fmt::run(&parse(rest)?),
        [what, rest @ ..] if what == "lint" => return lint::run(&parse(rest)?),
        [what, rest @ ..] if what == "programs" => return programs::run(&parse(rest)?),
        _ => {}
    }
    let mut request = parse(arguments)?;
    let shell = Shell::new()?;
    let workspace = Workspace::read(&shell)?;
    if request.only_pictures {
        return vis::run(&shell, &workspace, &request);
    }
    let release = workspace.target.join("release");
    if request.programs.is_empty() {
        let packages = "--package imp-flake --package imp-registry".split(' ');
        cmd!(shell, "cargo build --release --quiet {packages...}").run()?;
        request.programs.extend(["imp-flake", "imp-registry"].map(|name| release.join(name)));
    }
    cmd!(shell, "cargo build --release --quiet --package xtask --bins").run()?;
    for &size in &request.sizes {
        let folder = tempfile::tempdir()?;
        let stats = tree::write(folder.path(), size, request.seed)?;
        shell.change_dir(folder.path());
        // The first writing makes `flake.nix` what `check` wants to see.
        if let Some(first) = request.programs.iter().find(|program| !asks_for_names(program)) {
            cmd!(shell, "{first} write").quiet().ignore_stdout().run()?;
        }
        println!("\n{size} modules ({stats})");
        report("  files on disk, no git", &request, folder.path(), &release, size)?;
        if cmd!(shell, "git init --quiet").quiet().ignore_stderr().run().is_ok() {
            cmd!(shell, "git add --all").quiet().run()?;
            report("  tracked by git", &request, folder.path(), &release, size)?;
        }
    }
    for program in request.programs.iter().filter(|program| asks_for_names(program)) {
        references::run(program, request.runs)?;
    }
    vis::run(&shell, &workspace, &request)
}

fn parse(arguments: &[String]) -> Result<Request, String> {
    let mut request = Request {
        sizes: SIZES.to_vec(),
        runs: 0,
        seed: 20_260_101,
        programs: Vec::new(),
        only_pictures: false,
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number"));
        match argument.as_str() {
            "--sizes" => {
                request.sizes = value()?.split(',').map(number).collect::<Result<_, _>>()?;
            }
            "--pictures" => request.only_pictures = true,
            "--runs" => request.runs = number(value()?)?,
            "--seed" => request.seed = number(value()?)? as u64,
            flag if flag.starts_with('-') => return Err(format!("unknown flag {flag}")),
            program => {
                let path = std::path::absolute(program).map_err(|error| error.to_string())?;
                request.programs.push(path);
            }
        }
    }
    Ok(request)
}

/// Whether a program is an `imp-registry`, which must parse what others only search.
fn asks_for_names(program: &Path) -> bool {
    program.file_name().is_some_and(|name| name.to_string_lossy().contains("registry"))
}

/// The words of the files that `imp-registry check` can't do without parsing.
const NAMING: [&str; 2] = ["registry", "__host"];

fn report(title: &str, request: &Request, tree: &Path, release: &Path, size: usize) -> Outcome {
    let floor = release.join("bench-floor");
    let parsing = [&[".", "--parse"], NAMING.as_slice()].concat();
    let empty = Subject::new("empty program", &release.join("bench-empty"), &[]);
    // Each program takes its turn right after what it is compared with.
    let (mut subjects, mut compared) = (vec![empty], Vec::new());
    for (parses, what, arguments) in
        [(false, "search", &[".", "__inputs"][..]), (true, "parse", &parsing)]
    {
        let floor_at = subjects.len();
        subjects.push(Subject::new(&format!("walk, read, {what}"), &floor, arguments));
        for program in request.programs.iter().filter(|program| asks_for_names(program) == parses) {
            let (path, name) = (program.display().to_string(), program.file_name());
            let name = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let name = if request.programs.len() > 2 { path } else { name };
            let subject = Subject::new(&format!("{name} check"), program, &["check"]);
            compared.push((subjects.len(), floor_at, what));
            // The tree has names that lead nowhere.
            subjects.push(if parses { subject.may_find() } else { subject });
        }
    }
    let runs = match request.runs {
        0 if size < SMALL => 101,
        0 => 31,
        runs => runs,
    };
    let samples = measure::turn_by_turn(&subjects, tree, runs)?;
    println!("{title}, {runs} turns: median (fastest to slowest)");
    for (subject, sample) in subjects.iter().zip(&samples) {
        println!("    {:24} {}", subject.name, times(sample));
    }
    for (program, floor, what) in compared {
        let (subject, sample, floor) = (&subjects[program], &samples[program], &samples[floor]);
        let peak = measure::peak_memory(&release.join("bench-peak"), subject, tree, 5)?;
        let beyond = sample.median() - samples[0].median();
        let ratio = sample.median() / floor.median();
        let (best, worst) = sample.ratios(floor);
        println!(
            "    {:24} {ratio:.2} of {what} ({best:.2} to {worst:.2} turn by turn), {:.2} ms beyond an empty program, {:.1} MB",
            subject.name,
            beyond * 1000.0,
            peak as f64 / 1e6
        );
    }
    Ok(())
}

fn times(sample: &Sample) -> String {
    let (median, (fastest, slowest)) = (sample.median() * 1000.0, sample.range());
    format!("{median:9.2} ms ({:.2} to {:.2})", fastest * 1000.0, slowest * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn arguments_are_sizes_turns_and_programs() {
        let request = parse(&words("--sizes 10,20 --runs 3 a/b")).unwrap();
        assert_eq!((request.sizes, request.runs), (vec![10, 20], 3));
        assert!(request.programs[0].is_absolute() && request.programs[0].ends_with("a/b"));
        assert!(parse(&words("--sizes x")).is_err() && parse(&words("--nothing")).is_err());
        assert!(parse(&words("--runs")).is_err());
    }
}
