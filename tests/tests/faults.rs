//! What gets in the way of a command that writes: it is killed, the disk is full, a directory may not be written,
//! somebody edits a file meanwhile, another run does the same, a file goes while it is looked for.
//!
//! The tree is then the old one or the new one, or marked as half done; nothing is lost, and the next run makes it the
//! new one.

#![expect(clippy::print_stdout, reason = "the figures are part of the result")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::Arguments;
use tests::case::prepare::plain_user;
use tests::job::{JOBS, Job, files, is_same, wait_for_children};
use tests::random::Random;
use tests::sandbox::Sandbox;
use tests::tree::{self, Tree};
use tests::{Done, lacking, programs, rounds, trial};

/// How often each command is killed where nobody asks for more.
const KILLS: u64 = 4;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for job in JOBS {
        trials.push(trial(format!("killed/{}", job.name), move || killed(job)));
        trials.push(trial(format!("full disk/{}", job.name), move || full_disk(job)));
        trials.push(trial(format!("at once/{}", job.name), move || two_at_once(job)));
        trials.push(trial(format!("edited/{}", job.name), move || edited(job)));
        trials.push(trial(format!("read-only/{}", job.name), move || read_only(job)));
    }
    trials.push(trial("files that come and go", come_and_go));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A job on its tree: what the tree was, and what it becomes when nothing gets in the way.
struct Prepared {
    job: Job,
    old: Tree,
    new: Tree,
    /// How long it takes.
    time: Duration,
}

impl Prepared {
    fn new(job: Job) -> Result<Self, String> {
        let (sandbox, input, old) = fresh(job)?;
        let start = Instant::now();
        let output = job.run(&sandbox, &input)?;
        let time = start.elapsed();
        if !output.status.success() {
            return Err(format!("it fails by itself: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let new = whole(&sandbox)?;
        if is_same(&old, &new) {
            return Err("it changes nothing".to_owned());
        }
        Ok(Self { job, old, new, time })
    }

    /// The next run makes the tree the new one, and leaves nothing beside it.
    fn settles(&self, sandbox: &Sandbox, input: &str) -> Result<(), String> {
        let output = self.job.run(sandbox, input)?;
        let found = whole(sandbox)?;
        if is_same(&found, &self.new) {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(format!("the next run leaves another tree: {}\n{said}", difference(&self.new, &found)))
    }
}

fn fresh(job: Job) -> Result<(Sandbox, String, Tree), String> {
    let sandbox = Sandbox::new()?;
    let input = job.plant(&sandbox)?;
    let old = whole(&sandbox)?;
    Ok((sandbox, input, old))
}

/// Everything in the tree, directories too, and what git says of it.
fn whole(sandbox: &Sandbox) -> Result<Tree, String> {
    let mut tree = tree::read(sandbox.root()).map_err(|error| error.to_string())?;
    if sandbox.root().join(".git").exists() {
        let status = sandbox.command("git").args(["status", "--short"]).output();
        let bytes = status.map_err(|error| error.to_string())?.stdout;
        let modified = std::time::UNIX_EPOCH;
        tree.insert("git status".into(), tree::Entry::File { bytes, executable: false, modified });
    }
    Ok(tree)
}

/// The paths that are not the same in both.
fn difference(left: &Tree, right: &Tree) -> String {
    let paths: BTreeSet<_> = left.keys().chain(right.keys()).collect();
    let differs = |path: &Path| match (left.get(path), right.get(path)) {
        (Some(a), Some(b)) => !a.same_content(b),
        _ => true,
    };
    let show = |path: &Path| format!("{} ({:?})", path.display(), right.get(path).map(kind));
    paths
        .into_iter()
        .filter(|path| differs(path))
        .map(|path| show(path))
        .collect::<Vec<_>>()
        .join(", ")
}

fn kind(entry: &tree::Entry) -> String {
    match entry {
        tree::Entry::File { bytes, .. } => String::from_utf8_lossy(bytes).into_owned(),
        other => format!("{other:?}"),
    }
}

/// Killed at random moments, half of them while the tree is marked as half done.
fn killed(job: Job) -> Result<Done, String> {
    let prepared = Prepared::new(job)?;
    let (first, count) = rounds("IMP_KILLS", KILLS);
    let (mut old, mut between, mut new) = (0, 0, 0);
    for seed in first..first + count {
        let mut random = Random::new(seed);
        let (sandbox, input, _) = fresh(job)?;
        let mut child = job.start(&sandbox, &input)?;
        let pause = |random: &mut Random, longest: Duration| {
            thread::sleep(Duration::from_micros(
                random.between(0, longest.as_micros() as usize) as u64
            ));
        };
        if random.percent(50) {
            pause(&mut random, prepared.time * 5 / 4);
        } else {
            while !job.is_half_done(&sandbox) && child.try_wait().is_ok_and(|state| state.is_none())
            {
            }
            pause(&mut random, prepared.time / 4);
        }
        child.kill().and_then(|()| child.wait()).map_err(|error| error.to_string())?;
        wait_for_children(&child)?;
        let found = files(sandbox.root())?;
        let is = |tree: &Tree| {
            let mut tree = tree.clone();
            tree.retain(|path, entry| {
                *entry != tree::Entry::Directory && path != Path::new("git status")
            });
            is_same(&found, &tree)
        };
        if is(&prepared.old) {
            old += 1;
        } else if job.is_half_done(&sandbox) {
            between += 1;
            refused(&sandbox).map_err(|why| format!("seed {seed}: {why}"))?;
        } else if is(&prepared.new) {
            new += 1;
        } else if job.name == "imp-fmt" && each_is_whole(&found, &prepared) {
            between += 1;
        } else {
            let difference = difference(&prepared.new, &found);
            return Err(format!("seed {seed}: neither the old tree nor the new: {difference}"));
        }
        prepared.settles(&sandbox, &input).map_err(|why| format!("seed {seed}: {why}"))?;
    }
    println!("{}: killed {count} times: {old} before, {between} half-way, {new} after", job.name);
    Ok(Done::Passed)
}

/// Formatting is done file by file: each is the old one or the new one.
fn each_is_whole(found: &Tree, prepared: &Prepared) -> bool {
    found.iter().all(|(path, entry)| {
        [&prepared.old, &prepared.new]
            .iter()
            .any(|tree| tree.get(path).is_some_and(|other| entry.same_content(other)))
    })
}

/// Who only reads says that the tree is half done, and leaves it alone.
fn refused(sandbox: &Sandbox) -> Result<(), String> {
    let before = whole(sandbox)?;
    for (program, command) in
        [("imp-flake", "check"), ("imp-registry", "check"), ("imp-vis", "files")]
    {
        let mut reader = sandbox.command(programs::ours(program)?);
        let output =
            reader.args([command, "--json"]).output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.code() != Some(2)
            || !said.contains("interrupted")
            || !output.stdout.is_empty()
        {
            return Err(format!("{program} reads a tree that is half done: {said}"));
        }
    }
    let after = whole(sandbox)?;
    is_same(&before, &after)
        .then_some(())
        .ok_or_else(|| format!("a reader changes it: {}", difference(&before, &after)))
}

/// No file may be written at all, or none beyond so many blocks of 512 bytes: what a full disk looks like.
fn full_disk(job: Job) -> Result<Done, String> {
    let prepared = Prepared::new(job)?;
    let mut failed = 0;
    for blocks in [0, 1, 2, 3, 5] {
        let (sandbox, input, _) = fresh(job)?;
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let child = job.start_in(&sandbox, &input, &["sh", "-c", &limit, "sh"])?;
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        let found = whole(&sandbox)?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if is_same(&found, &prepared.new) {
            continue;
        }
        failed += 1;
        if output.status.code() != Some(2) || !said.contains("can't write") {
            return Err(format!("{blocks} blocks: {} and says: {said}", output.status));
        }
        let is_whole = job.name == "imp-fmt" && each_is_whole(&found, &prepared);
        if !is_same(&found, &prepared.old) && !is_whole {
            let difference = difference(&prepared.old, &found);
            return Err(format!("{blocks} blocks: the tree is not the old one: {difference}"));
        }
        prepared.settles(&sandbox, &input)?;
    }
    if failed == 0 { Err("no disk was too small".to_owned()) } else { Ok(Done::Passed) }
}

fn two_at_once(job: Job) -> Result<Done, String> {
    let prepared = Prepared::new(job)?;
    for _ in 0..2 {
        let (sandbox, input, _) = fresh(job)?;
        let both = [job.start(&sandbox, &input)?, job.start(&sandbox, &input)?];
        let mut said = String::new();
        let mut done = 0;
        for child in both {
            let output = child.wait_with_output().map_err(|error| error.to_string())?;
            done += usize::from(output.status.success());
            said += &String::from_utf8_lossy(&output.stderr);
            if output.status.code().is_none_or(|code| code > 2) {
                return Err(format!("{}: {said}", output.status));
            }
        }
        let found = whole(&sandbox)?;
        if done == 0 || !is_same(&found, &prepared.new) {
            return Err(format!("{}\n{said}", difference(&prepared.new, &found)));
        }
    }
    Ok(Done::Passed)
}

/// An editor that saves at any moment: its text stays, and is not mixed with that of the command.
fn edited(job: Job) -> Result<Done, String> {
    let prepared = Prepared::new(job)?;
    let path =
        Path::new(if job.name.starts_with("write") { "flake.nix" } else { "reg/users/m2.nix" });
    let (first, count) = rounds("IMP_KILLS", KILLS);
    for seed in first..first + count {
        let (sandbox, input, _) = fresh(job)?;
        let child = job.start(&sandbox, &input)?;
        let longest = prepared.time.as_micros() as usize;
        thread::sleep(Duration::from_micros(Random::new(seed).between(0, longest) as u64));
        let text = "{ edited = true; }\n";
        fs::write(sandbox.root().join(path), text).map_err(|error| error.to_string())?;
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        let found = whole(&sandbox)?;
        // `--force` keeps beside what it writes over.
        let is_text = |entry: &tree::Entry| matches!(entry, tree::Entry::File { bytes, .. } if bytes == text.as_bytes());
        let is_edited = found.values().any(is_text);
        if !is_edited {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("seed {seed}: what was saved is lost: {said}"));
        }
    }
    Ok(Done::Passed)
}

/// No directory of the tree may be written.
fn read_only(job: Job) -> Result<Done, String> {
    let prepared = Prepared::new(job)?;
    let (sandbox, input, _) = fresh(job)?;
    let Some(before) = plain_user(&sandbox) else {
        return lacking("there is no `setpriv` on PATH");
    };
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let set = |mode| -> std::io::Result<()> {
        for (path, entry) in tree::read(sandbox.root())? {
            if entry == tree::Entry::Directory {
                fs::set_permissions(sandbox.root().join(path), fs::Permissions::from_mode(mode))?;
            }
        }
        fs::set_permissions(sandbox.root(), fs::Permissions::from_mode(mode))
    };
    set(0o555).map_err(|error| error.to_string())?;
    let child = job.start_in(&sandbox, &input, &before)?;
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let found = whole(&sandbox)?;
    set(0o755).map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() != Some(2) || !said.to_lowercase().contains("permission denied") {
        return Err(format!("{}: {said}", output.status));
    }
    if !is_same(&found, &prepared.old) {
        return Err(difference(&prepared.old, &found));
    }
    prepared.settles(&sandbox, &input)?;
    Ok(Done::Passed)
}

/// Files and directories that are made and removed while programs look for them.
fn come_and_go() -> Result<Done, String> {
    let (sandbox, _, _) = fresh(JOBS[1])?;
    let is_over = AtomicBool::new(false);
    let restless = || -> std::io::Result<()> {
        let folder = sandbox.root().join("reg/users/passing");
        while !is_over.load(Ordering::Relaxed) {
            fs::create_dir_all(folder.join("deeper"))?;
            for number in 0..20 {
                fs::write(
                    folder.join(format!("deeper/{number}.nix")),
                    "{ __inputs.x.url = \"a:b\"; }",
                )?;
            }
            fs::remove_dir_all(&folder)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let restless = scope.spawn(restless);
        let checked = (0..10).try_for_each(|_| readers(&sandbox));
        is_over.store(true, Ordering::Relaxed);
        restless.join().expect("it does not panic").map_err(|error| error.to_string())?;
        checked
    })?;
    Ok(Done::Passed)
}

/// Each program ends by itself, with a status of its own.
fn readers(sandbox: &Sandbox) -> Result<(), String> {
    for (program, arguments) in [
        ("imp-flake", vec!["check"]),
        ("imp-flake", vec!["lint"]),
        ("imp-registry", vec!["check"]),
        ("imp-registry", vec!["scan"]),
        ("imp-vis", vec!["files", "--json"]),
        ("imp-fmt", vec!["--check", "--no-cache"]),
    ] {
        let mut command = sandbox.command(programs::ours(program)?);
        let output = command.args(arguments).output().map_err(|error| error.to_string())?;
        if !matches!(output.status.code(), Some(0..=2)) {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("{program}: {}: {said}", output.status));
        }
    }
    Ok(())
}
