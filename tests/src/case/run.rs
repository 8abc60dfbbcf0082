//! Runs what a case says and returns what came out.

use std::collections::BTreeSet;
use std::path::Path;

use super::Files;
use super::prepare;
use super::script::{Directive, Line, Script, Stage};
use crate::sandbox::{PATIENCE, Sandbox};
use crate::tree::{self, Tree};
use crate::{Done, lacking, programs};

/// What came out of a case.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Both streams and the exit statuses, as the case folder would hold them.
    pub files: Files,
    /// The directory before.
    pub before: Tree,
    /// The directory after.
    pub after: Tree,
}

/// Runs a script on a copy of `input`; `Err(Ok(done))` where the machine lacks something.
pub fn run(script: &Script, input: &Path, stdin: &[u8]) -> Result<Outcome, Result<Done, String>> {
    let sandbox = Sandbox::new().map_err(Err)?;
    for program in needed(script).map_err(Err)? {
        if programs::on_path(&program).is_none() {
            return Err(lacking(&format!("`{program}` is not on PATH")));
        }
    }
    let mut prefix = Vec::new();
    if script.directives.contains(&Directive::PlainUser) {
        prefix = match prepare::plain_user(&sandbox) {
            Some(words) => words,
            None => {
                return Err(Ok(Done::Skipped("root's rights can't be taken away here".to_owned())));
            }
        };
    }
    prepare::prepare(&sandbox, input, script).map_err(Err)?;
    let before = tree::read(sandbox.root()).map_err(|error| Err(error.to_string()))?;
    let modes = prepare::set_modes(sandbox.root(), script).map_err(Err)?;
    let mut files = Files::default();
    let several = script.lines.len() > 1;
    let mut exits = Vec::new();
    for (index, line) in script.lines.iter().enumerate() {
        let stdin = if index == 0 { stdin } else { b"" };
        let (stdout, stderr, exit) = run_line(&sandbox, &prefix, line, stdin).map_err(Err)?;
        for (stream, text) in [(&mut files.stdout, stdout), (&mut files.stderr, stderr)] {
            if several && !text.is_empty() {
                stream.extend_from_slice(format!("$ {}\n", line.text).as_bytes());
            }
            stream.extend_from_slice(&sandbox.masked(&text));
        }
        exits.push(exit);
    }
    if exits.iter().any(|exit| *exit != 0) {
        files.exit = exits.iter().map(|exit| format!("{exit}\n")).collect::<String>().into_bytes();
    }
    prepare::restore_modes(modes).map_err(Err)?;
    let after = tree::read(sandbox.root()).map_err(|error| Err(error.to_string()))?;
    Ok(Outcome { files, before, after })
}

fn needed(script: &Script) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    if prepare::needs_git(script) {
        names.insert("git".to_owned());
    }
    for stage in script.lines.iter().flat_map(|line| &line.stages) {
        if programs::OTHERS.contains(&stage.program.as_str()) {
            names.insert(stage.program.clone());
        } else if !stage.program.starts_with("imp-") {
            let others = programs::OTHERS.join(", ");
            return Err(format!("cmd: `{}` is neither ours nor one of {others}", stage.program));
        }
    }
    Ok(names)
}

/// One line's stdout, stderr, and the last exit status in it that is not 0.
///
/// The programs of a line run one after another, each with the whole output of the one before.
fn run_line(
    sandbox: &Sandbox,
    prefix: &[String],
    line: &Line,
    stdin: &[u8],
) -> Result<(Vec<u8>, Vec<u8>, i32), String> {
    let (mut passed_on, mut stderr, mut exit) = (stdin.to_vec(), Vec::new(), 0);
    for stage in &line.stages {
        let (program, arguments) = command_of(prefix, stage)?;
        let mut command = sandbox.command(&program);
        command.args(arguments).write_stdin(passed_on);
        command.envs(stage.environment.iter().map(|(name, value)| (name, value)));
        let output = command.output().map_err(|error| format!("`{}`: {error}", stage.program))?;
        let Some(status) = output.status.code() else {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "`{}` was killed ({}) or took more than {PATIENCE:?}\n{stderr}",
                line.text, output.status
            ));
        };
        // A panic is a bug whatever the case expects, and must not be blessed.
        if String::from_utf8_lossy(&output.stderr).contains("panicked at") {
            return Err(format!(
                "`{}` panicked\n{}",
                line.text,
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        exit = if status == 0 { exit } else { status };
        stderr.extend_from_slice(&output.stderr);
        passed_on = output.stdout;
    }
    Ok((passed_on, stderr, exit))
}

fn command_of(prefix: &[String], stage: &Stage) -> Result<(String, Vec<String>), String> {
    let program = if stage.program.starts_with("imp-") {
        programs::ours(&stage.program)?.display().to_string()
    } else {
        stage.program.clone()
    };
    let mut words = prefix.to_vec();
    words.push(program);
    words.extend(stage.arguments.iter().cloned());
    let program = words.remove(0);
    Ok((program, words))
}
