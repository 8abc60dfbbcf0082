//! `cargo xtask bench programs`: each program beside reading and beside parsing all files of the same tree, beside
//! the programs of others that are on `PATH`, and beside the library's own collectors in Nix; how long each takes to
//! start; and how its time grows with the tree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tests::nix::quoted;
use tests::programs::on_path;
use xshell::{Shell, cmd};

use super::measure::{Sample, Subject, peak_memory, turn_by_turn};
use super::{Request, times, tree};
use crate::Outcome;
use crate::workspace::Workspace;

/// How many modules the trees have, and how many turns are counted, if nobody says.
const SIZES: [usize; 4] = [100, 1000, 10_000, 100_000];
const TURNS: [(usize, usize); 4] = [(100, 31), (1000, 15), (10_000, 7), (usize::MAX, 3)];

/// How often each program is started to see how long that takes.
const STARTS: usize = 201;

const OURS: [&str; 4] = ["imp-flake", "imp-registry", "imp-fmt", "imp-vis"];

/// What each does with a whole tree.
const COMMANDS: [(&str, &[&str]); 6] = [
    ("imp-flake", &["check"]),
    ("imp-flake", &["lint"]),
    ("imp-registry", &["check"]),
    ("imp-registry", &["scan"]),
    ("imp-fmt", &["--check", "--no-cache"]),
    ("imp-vis", &["registry", "--json"]),
];

/// The programs of others that read all files of a tree and write none.
const PEERS: [(&str, &[&str]); 5] = [
    ("deadnix", &["."]),
    ("statix", &["check", "."]),
    ("nixfmt", &["--check", "."]),
    ("nixpkgs-fmt", &["--check", "."]),
    ("alejandra", &["--check", "--quiet", "."]),
];

/// Medians in seconds: by what was measured, and by the size of the tree.
type Medians = BTreeMap<String, BTreeMap<usize, f64>>;

/// Builds, generates, measures, prints. Where a program is named, those beside it are measured and none is built.
pub(super) fn run(request: &Request) -> Outcome {
    let shell = Shell::new()?;
    let workspace = Workspace::read(&shell)?;
    let release = match request.programs.as_slice() {
        [] => {
            cmd!(shell, "cargo build --release --quiet --workspace").run()?;
            workspace.target.join("release")
        }
        [program, ..] => program.parent().map(Path::to_owned).unwrap_or_default(),
    };
    start_up(&release)?;
    let given = request.sizes.as_slice() != super::SIZES;
    let sizes = if given { request.sizes.as_slice() } else { SIZES.as_slice() };
    let mut medians = Medians::new();
    for &size in sizes {
        let folder = tempfile::tempdir()?;
        println!("\n{size} modules ({})", tree::write(folder.path(), size, request.seed)?);
        shell.change_dir(folder.path());
        let flake = release.join("imp-flake");
        cmd!(shell, "{flake} write").quiet().ignore_stdout().run()?;
        let subjects = subjects(&release, &workspace.root, folder.path());
        let turns = match request.runs {
            0 => TURNS.iter().find(|(most, _)| size <= *most).map_or(1, |(_, turns)| *turns),
            turns => turns,
        };
        let peak = release.join("bench-peak");
        let memory = subjects
            .iter()
            .map(|subject| peak_memory(&peak, subject, folder.path(), turns.min(3)))
            .collect::<Result<Vec<_>, _>>()?;
        let samples = turn_by_turn(&subjects, folder.path(), turns)?;
        table(&subjects, &samples, &memory, turns)?;
        for (subject, sample) in subjects.iter().zip(&samples) {
            medians.entry(subject.name.clone()).or_default().insert(size, sample.median());
        }
    }
    growth(&medians);
    Ok(())
}

/// What `--version` takes beyond a program that does nothing.
fn start_up(release: &Path) -> Outcome {
    let mut subjects = vec![Subject::new("empty program", &release.join("bench-empty"), &[])];
    subjects.extend(OURS.map(|name| Subject::new(name, &release.join(name), &["--version"])));
    let samples = turn_by_turn(&subjects, Path::new("."), STARTS)?;
    println!("start-up, {STARTS} turns: median (fastest to slowest), beyond an empty program");
    for (subject, sample) in subjects.iter().zip(&samples) {
        let beyond = (sample.median() - samples[0].median()) * 1000.0;
        println!("    {:28} {}, {beyond:.2} ms", subject.name, times(sample));
    }
    Ok(())
}

/// The two floors, and all programs there are.
fn subjects(release: &Path, repository: &Path, tree: &Path) -> Vec<Subject> {
    let floor = release.join("bench-floor");
    let mut subjects = vec![
        Subject::new("walk, read, search", &floor, &[".", "__inputs"]),
        // Every file holds the empty word.
        Subject::new("walk, read, parse all", &floor, &[".", "--parse", ""]),
    ];
    let mut add = |program: PathBuf, name: &str, arguments: &[&str]| {
        let name = format!("{name} {}", arguments.join(" "));
        subjects.push(Subject::new(&name, &program, arguments).may_find());
    };
    COMMANDS.iter().for_each(|(name, arguments)| add(release.join(name), name, arguments));
    for (name, arguments) in PEERS {
        match on_path(name) {
            Some(program) => add(program, name, arguments),
            None => println!("    not on PATH: {name}"),
        }
    }
    match on_path("nix") {
        Some(program) => subjects.push(collectors(&program, repository, tree)),
        None => println!("    not on PATH: nix"),
    }
    subjects
}

/// What `imp-registry scan` says, asked of the library.
fn collectors(nix: &Path, repository: &Path, tree: &Path) -> Subject {
    let (library, registry) = (repository.join("nix/lib"), tree.join("nix/registry"));
    let expression = format!(
        "let imp = import {}; dir = /. + {}; in builtins.deepSeq [ (imp.collectInputs dir) \
         (builtins.attrNames (imp.collectHosts dir)) (builtins.attrNames (imp.collectExports dir)) \
         (builtins.attrNames ((imp.registryModule {{ lib = {{ }}; }}).flattenRegistry (imp.registry dir))) ] true",
        quoted(&library),
        quoted(&registry)
    );
    let mut arguments = vec!["eval", "--impure", "--offline", "--store", "dummy://"];
    arguments.extend(["--extra-experimental-features", "nix-command", "--expr", &expression]);
    Subject::new("nix eval of the collectors", nix, &arguments)
}

fn table(subjects: &[Subject], samples: &[Sample], memory: &[u64], turns: usize) -> Outcome {
    let [reading, parsing, ..] = samples else { return Err("nothing measured".into()) };
    println!("{turns} turns: median (fastest to slowest), of reading, of parsing, memory");
    for ((subject, sample), memory) in subjects.iter().zip(samples).zip(memory) {
        println!(
            "    {:28} {}, {:6.2}, {:6.2}, {:7.1} MB",
            subject.name,
            times(sample),
            sample.median() / reading.median(),
            sample.median() / parsing.median(),
            *memory as f64 / 1e6
        );
    }
    Ok(())
}

/// How much longer each takes on a tree than on the one before.
fn growth(medians: &Medians) {
    println!("\nhow the time grows");
    for (name, by_size) in medians {
        let pairs = by_size.iter().zip(by_size.iter().skip(1));
        for ((small, fast), (large, slow)) in pairs {
            println!("    {name:28} {small:6} to {large:6} modules: {:.1} times", slow / fast);
        }
    }
}
