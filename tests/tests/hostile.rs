//! A tree that somebody made who means ill, read by every program: nothing of it is executed, nothing outside of it is
//! read or written, memory stays bounded, and what comes out is well-formed.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{ExitCode, Output};
use std::sync::{Arc, LazyLock};

use imp_model::eval::Evaluator;
use imp_model::source::{MemoryFiles, TreePath};
use imp_model::syntax;
use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use tests::hostile::{self, NAMES, RAN, SECRET};
use tests::sandbox::Sandbox;
use tests::{Done, lacking, programs, rounds, tree, trial};

/// How many empty directories the tree has where nobody asks for more.
const DIRECTORIES: u64 = 2000;

/// The memory that a program may ask for, in KiB: less than one of the large files.
const MEMORY: &str = "1000000";

/// The tree of those that only read, made when the first asks for it.
type Shared = Arc<LazyLock<Result<Sandbox, String>>>;

/// How the output of a command is looked at.
type Form = fn(&str) -> Result<(), String>;

/// What only reads, and what comes out.
const READERS: [(&str, &[&str], Form); 26] = [
    ("imp-flake", &["inputs"], document),
    ("imp-flake", &["render", "--keep-going"], nix),
    ("imp-flake", &["check"], lines),
    ("imp-flake", &["check", "--json"], document),
    ("imp-flake", &["lint"], lines),
    ("imp-flake", &["lint", "--json"], document),
    ("imp-flake", &["lint", "--format", "sarif"], json),
    ("imp-flake", &["lint", "--format", "github"], github),
    ("imp-flake", &["show"], lines),
    ("imp-flake", &["show", "--json"], document),
    ("imp-registry", &["check"], lines),
    ("imp-registry", &["check", "--json"], document),
    ("imp-registry", &["check", "--format", "github"], github),
    ("imp-registry", &["check", "--format", "sarif"], json),
    ("imp-registry", &["list"], lines),
    ("imp-registry", &["orphans"], lines),
    ("imp-registry", &["scan"], document),
    ("imp-vis", &["registry", "--format", "html"], html),
    ("imp-vis", &["registry", "--format", "svg"], xml),
    ("imp-vis", &["files", "--format", "graphml"], xml),
    ("imp-vis", &["registry", "--format", "dot"], dot),
    ("imp-vis", &["registry", "--format", "mermaid"], lines),
    ("imp-vis", &["hosts", "--format", "text"], lines),
    ("imp-vis", &["inputs", "--json"], document),
    ("imp-fmt", &["--check", "--no-cache"], lines),
    ("imp-fmt", &["--check", "--no-cache", "--format", "github"], github),
];

/// What asks git, or writes.
const WITH_GIT: [(&str, &[&str]); 8] = [
    ("imp-registry", &["migrate"]),
    ("imp-registry", &["affected", "--since", "HEAD"]),
    ("imp-registry", &["mv", "dir", "elsewhere"]),
    ("imp-vis", &["registry", "--diff", "HEAD", "--json"]),
    ("imp-fmt", &["--staged"]),
    ("imp-fmt", &["--no-cache"]),
    ("imp-flake", &["write", "--keep-going"]),
    ("imp-flake", &["lint", "--fix"]),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let tree = Shared::new(LazyLock::new(|| planted(rounds("IMP_HOSTILE", DIRECTORIES).1)));
    let mut trials: Vec<Trial> = READERS
        .into_iter()
        .map(|(program, arguments, form)| {
            let (name, tree) = (format!("{program} {}", arguments.join(" ")), Shared::clone(&tree));
            trial(name, move || read(&tree, program, arguments, form))
        })
        .collect();
    trials.push(trial("nothing is executed and nothing outside is opened", traced));
    trials.push(trial("documents that are none", documents));
    trials.push(trial("a Nix file whose name is no text is named", name_without_text));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Also where only the rules would look into it.
fn name_without_text() -> Result<Done, String> {
    let sandbox = Sandbox::new()?;
    for (name, text) in [
        (&b"flake.nix"[..], "{ outputs = _: { }; }\n"),
        (b"odd\xff.nix", "{ users.users.a.password = \"x\"; }\n"),
        (b"odd\xff.txt", ""),
    ] {
        let file = sandbox.root().join(OsStr::from_bytes(name));
        fs::write(file, text).map_err(|error| error.to_string())?;
    }
    let output = run(&sandbox, "imp-flake", &["lint"], "")?;
    let said = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
    match said.contains("odd\u{fffd}.nix` can't be read") && !said.contains(".txt") {
        true => Ok(Done::Passed),
        false => Err(format!("it is not named: {said}")),
    }
}

fn planted(directories: u64) -> Result<Sandbox, String> {
    let sandbox = Sandbox::new()?;
    hostile::plant(&sandbox, directories).map_err(|error| error.to_string())?;
    Ok(sandbox)
}

/// Runs a program that may only have so much memory.
fn run(
    sandbox: &Sandbox,
    program: &str,
    arguments: &[&str],
    input: &str,
) -> Result<Output, String> {
    let mut command = sandbox.command("sh");
    let limit = format!("ulimit -v {MEMORY}; exec \"$@\"");
    command.args(["-c", &limit, "sh"]).arg(programs::ours(program)?).args(arguments);
    let output = command.write_stdin(input).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.code() {
        Some(0..=2) if !said.contains("panicked") => Ok(output),
        _ => Err(format!("{program} {}: {}: {said}", arguments.join(" "), output.status)),
    }
}

fn read(tree: &Shared, program: &str, arguments: &[&str], form: Form) -> Result<Done, String> {
    let sandbox = (**tree).as_ref().map_err(Clone::clone)?;
    let output = run(sandbox, program, arguments, "")?;
    let text = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if text.is_empty() {
        return Err(format!("nothing comes out: {said}"));
    }
    for stream in [&text, &said] {
        if stream.contains(SECRET) {
            return Err("what stands outside of the root comes out".to_owned());
        }
    }
    lines(&said)?;
    form(&text)?;
    Ok(Done::Passed)
}

/// No name begins a line, and none reaches the terminal as more than text.
fn lines(text: &str) -> Result<(), String> {
    match text.lines().find(|line| line.starts_with("FORGED")) {
        Some(line) => Err(format!("a name begins a line: {line}")),
        None if text.contains(['\u{1b}', '\r', '\u{202e}']) => {
            Err(format!("control characters come out: {text:?}"))
        }
        None => Ok(()),
    }
}

fn json(text: &str) -> Result<(), String> {
    serde_json::from_str::<Value>(text).map(drop).map_err(|error| format!("{error}: {text}"))
}

fn document(text: &str) -> Result<(), String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?;
    let is_ours = value["schema"].as_str().is_some_and(|schema| schema.starts_with("imp."));
    if is_ours { Ok(()) } else { Err(format!("no document: {text}")) }
}

/// One annotation a line, and no other line: GitHub obeys whatever begins with `::`.
fn github(text: &str) -> Result<(), String> {
    let is_known = |property: &str| {
        let known = ["file=", "line=", "endLine=", "col=", "endColumn=", "title="];
        known.iter().any(|name| property.starts_with(name))
    };
    let is_annotation = |line: &str| {
        let kinds = ["::error ", "::warning ", "::notice "];
        let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind));
        let properties =
            rest.and_then(|rest| rest.split_once("::")).map(|(properties, _)| properties);
        properties.is_some_and(|properties| properties.split(',').all(is_known))
    };
    match text.lines().find(|line| !is_annotation(line)) {
        Some(line) => Err(format!("no annotation: {line}")),
        None => Ok(()),
    }
}

fn xml(text: &str) -> Result<(), String> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let page = roxmltree::Document::parse_with_options(text, options);
    let page = page.map_err(|error| format!("{error}: {text}"))?;
    let bad = |node: roxmltree::Node<'_, '_>| {
        node.tag_name().name() == "script"
            || node.attributes().any(|attribute| attribute.name().starts_with("on"))
    };
    if page.descendants().any(bad) { Err("a name became markup".to_owned()) } else { Ok(()) }
}

/// A name that closed what stands around it would show as a tag.
fn html(text: &str) -> Result<(), String> {
    for forged in ["<script>alert", "<svg onload", "]]><"] {
        if text.contains(forged) {
            return Err(format!("`{forged}` comes out as it is"));
        }
    }
    if text.contains("alert(1)") { Ok(()) } else { Err("the names are not in it".to_owned()) }
}

/// Strings end where they should: outside of them there is nothing but words, numbers and punctuation.
fn dot(text: &str) -> Result<(), String> {
    let (mut outside, mut is_inside, mut escaped) = (String::new(), false, false);
    for character in text.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if is_inside => escaped = true,
            '"' => is_inside = !is_inside,
            _ if !is_inside => outside.push(character),
            _ => {}
        }
    }
    if is_inside || outside.contains("FORGED") || outside.contains("script") {
        return Err(format!("a string does not end where it should: {outside}"));
    }
    Ok(())
}

/// What is rendered is Nix, in which the inputs have the names and the texts that files gave them.
fn nix(text: &str) -> Result<(), String> {
    let files = MemoryFiles::new([]);
    let mut evaluator = Evaluator::new(&files);
    let path = TreePath::new("flake.nix").ok_or("a path")?;
    let value = evaluator.file(&path, syntax::parse(text.into()));
    let inputs = value.and_then(|value| evaluator.attr(&value, "inputs"));
    let inputs = inputs.map_err(|stop| format!("{}: {text}", stop.reason))?.ok_or("no inputs")?;
    let known = evaluator.known(inputs.value).map_err(|stop| format!("{}: {text}", stop.reason))?;
    for name in NAMES {
        // As Nix reads it in a text.
        let name = &*name.replace('\r', "\n");
        let url = known.get(name).and_then(|input| input.get("url")).and_then(|url| url.as_str());
        if url != Some(name) {
            return Err(format!("{name:?} is {url:?} in {text}"));
        }
    }
    Ok(())
}

/// Every program under `strace`: what it starts, and what it opens.
fn traced() -> Result<Done, String> {
    if programs::on_path("strace").is_none() {
        return lacking("there is no `strace` on PATH");
    }
    let sandbox = planted(5)?;
    hostile::repository(&sandbox)?;
    let outside =
        tree::read(&sandbox.root().with_file_name("outside")).map_err(|error| error.to_string())?;
    let readers = READERS.into_iter().map(|(program, arguments, _)| (program, arguments));
    for (program, arguments) in readers.chain(WITH_GIT) {
        let name = format!("{program} {}", arguments.join(" "));
        let trace = sandbox.root().with_file_name("trace");
        let mut command = sandbox.command("strace");
        command
            .args(["-f", "-y", "-s", "300", "-e", "trace=execve,open,openat,openat2,connect", "-o"])
            .arg(&trace);
        let output = command.arg(programs::ours(program)?).args(arguments).output();
        let output = output.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !matches!(output.status.code(), Some(0..=2)) || said.contains("panicked") {
            return Err(format!("{name}: {}: {said}", output.status));
        }
        let trace = fs::read(&trace).map_err(|error| error.to_string())?;
        check_trace(&sandbox, &String::from_utf8_lossy(&trace))
            .map_err(|why| format!("{name}: {why}"))?;
        let ran = sandbox.root().with_file_name(RAN);
        if let Ok(what) = fs::read_to_string(ran) {
            return Err(format!("{name}: the repository made it run {what}"));
        }
    }
    let after =
        tree::read(&sandbox.root().with_file_name("outside")).map_err(|error| error.to_string())?;
    if outside == after {
        Ok(Done::Passed)
    } else {
        Err("something outside was changed".to_owned())
    }
}

/// Where a program may look outside of the tree: the system's own, and the home directory that it was given.
fn check_trace(sandbox: &Sandbox, trace: &str) -> Result<(), String> {
    let base = sandbox.root().parent().unwrap_or(sandbox.root());
    let mut allowed: Vec<String> = ["root", "home", "tmp"]
        .iter()
        .map(|folder| base.join(folder).display().to_string())
        .collect();
    let system = [
        "/etc/ld.so",
        "/lib",
        "/usr",
        "/proc/",
        "/sys/",
        "/dev/null",
        "/dev/tty",
        "/nix/",
        "/etc/gitconfig",
    ];
    allowed.extend(system.map(str::to_owned));
    let mut programs = BTreeSet::new();
    for line in trace.lines() {
        if let Some((_, call)) = line.split_once("execve(\"") {
            let path = call.split('"').next().unwrap_or_default();
            if line.ends_with("= 0") {
                programs.insert(
                    Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned(),
                );
            }
        } else if line.contains("connect(") {
            return Err(format!("it connects: {line}"));
        } else if let Some((_, opened)) = line.rsplit_once(" = ") {
            let path = opened.split_once('<').map(|(_, path)| path.trim_end_matches('>'));
            let is_allowed =
                |path: &str| allowed.iter().any(|start| path.starts_with(start.as_str()));
            if let Some(path) = path.filter(|path| !is_allowed(path)) {
                return Err(format!("it opens `{path}`: {line}"));
            }
        }
    }
    programs.retain(|program| program != "git" && !program.starts_with("imp-"));
    if programs.is_empty() { Ok(()) } else { Err(format!("it starts {programs:?}")) }
}

/// Documents that nobody of ours wrote: a clear failure, nothing on stdout, nothing written.
fn documents() -> Result<Done, String> {
    let sandbox = planted(5)?;
    let readers: [(&str, &[&str]); 5] = [
        ("imp-flake", &["render", "--from", "-"]),
        ("imp-flake", &["lint", "--from", "-"]),
        ("imp-registry", &["check", "--from", "-"]),
        ("imp-registry", &["apply", "--from", "-"]),
        ("imp-vis", &["--from", "-"]),
    ];
    let schemas = ["model", "inputs", "findings", "edits", "graph"];
    let mut texts =
        vec![String::new(), "{".into(), "null".into(), "[".repeat(100_000), "\u{0}".into()];
    texts.push("{\"schema\":\"imp.other/1\",\"tool\":\"x\",\"data\":{},\"findings\":[]}".into());
    for schema in schemas {
        for data in [
            "null",
            "[]",
            "{}",
            "{\"files\":[{\"path\":\"../out\"}]}",
            "1e999",
            "{\"inputs\":\"x\"}",
        ] {
            for version in ["1", "2"] {
                texts.push(format!("{{\"schema\":\"imp.{schema}/{version}\",\"tool\":\"x\",\"data\":{data},\"findings\":[]}}"));
            }
        }
    }
    for path in
        ["../outside/new", "/tmp/new", "reg/directory/new", "reg/relative.nix", ".git/config"]
    {
        texts.push(format!(
            "{{\"schema\":\"imp.edits/1\",\"tool\":\"x\",\"data\":{{\"moves\":[{{\"from\":\"flake.nix\",\"to\":\"{path}\"}}],\"files\":[]}},\"findings\":[]}}"
        ));
    }
    let before = names(&sandbox)?;
    for text in texts {
        for (program, arguments) in readers {
            let output = run(&sandbox, program, arguments, &text)?;
            let start: String = text.chars().take(200).collect();
            if output.status.code() == Some(2) && !output.stdout.is_empty() {
                return Err(format!("{program} fails and writes to stdout: {start}"));
            }
            if text.len() < 10 && output.status.code() != Some(2) {
                return Err(format!("{program} {} takes {start:?}", arguments.join(" ")));
            }
        }
    }
    let after = names(&sandbox)?;
    let written: Vec<&String> = before.symmetric_difference(&after).collect();
    if written.is_empty() { Ok(Done::Passed) } else { Err(format!("written: {written:?}")) }
}

/// All paths around the root. The large files are too large to be compared.
fn names(sandbox: &Sandbox) -> Result<BTreeSet<String>, String> {
    let base = sandbox.root().parent().unwrap_or(sandbox.root());
    let output =
        std::process::Command::new("find").arg(base).args(["-printf", "%p %s\\n"]).output();
    let text =
        String::from_utf8_lossy(&output.map_err(|error| error.to_string())?.stdout).into_owned();
    Ok(text.lines().map(str::to_owned).collect())
}
