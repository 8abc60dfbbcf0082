//! Makes the directory that a case starts from: a copy of `in/`, and what the directives add.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::script::{Directive, Script};
use crate::sandbox::Sandbox;
use crate::{programs, tree};

/// Fills the sandbox of a case from the folder `input`, if there is one.
pub fn prepare(sandbox: &Sandbox, input: &Path, script: &Script) -> Result<(), String> {
    let root = sandbox.root();
    if input.is_dir() {
        tree::copy(input, root).map_err(|error| format!("in/ can't be copied: {error}"))?;
    }
    for directive in &script.directives {
        add(sandbox, directive).map_err(|error| format!("{directive:?}: {error}"))?;
    }
    tree::make_old(root).map_err(|error| format!("time stamps can't be set: {error}"))?;
    if script.directives.iter().any(is_git) {
        commit(sandbox, script)?;
    }
    Ok(())
}

/// Whether the case needs git to be prepared.
pub fn needs_git(script: &Script) -> bool {
    script.directives.iter().any(is_git)
}

/// Does what `# mode` says, and returns the permissions that were there before.
pub fn set_modes(root: &Path, script: &Script) -> Result<Vec<(PathBuf, Permissions)>, String> {
    let mut before = Vec::new();
    for directive in &script.directives {
        let Directive::Mode(path, mode) = directive else { continue };
        let path = root.join(path);
        let metadata = fs::metadata(&path).map_err(|error| format!("{directive:?}: {error}"))?;
        set_mode(&path, Permissions::from_mode(*mode))?;
        before.push((path, metadata.permissions()));
    }
    Ok(before)
}

/// Takes [`set_modes`] back, so that the result can be read and removed.
pub fn restore_modes(before: Vec<(PathBuf, Permissions)>) -> Result<(), String> {
    before.into_iter().rev().try_for_each(|(path, permissions)| {
        if path.exists() { set_mode(&path, permissions) } else { Ok(()) }
    })
}

/// The words before a program that take root's rights away: as few as make permissions count.
///
/// Empty for who is not root, whose permissions count anyway; `None` where it can't be done.
pub fn plain_user(sandbox: &Sandbox) -> Option<Vec<String>> {
    let probe = sandbox.root().parent()?.join("unreadable");
    fs::write(&probe, "").ok()?;
    fs::set_permissions(&probe, Permissions::from_mode(0o000)).ok()?;
    let is_root = fs::read(&probe).is_ok();
    if !is_root {
        return Some(Vec::new());
    }
    let program = programs::on_path("setpriv")?;
    let lost = "-dac_override,-dac_read_search";
    let words = vec![
        program.display().to_string(),
        format!("--bounding-set={lost}"),
        format!("--inh-caps={lost}"),
    ];
    let mut command = sandbox.command(&words[0]);
    let output = command.args(&words[1..]).arg("cat").arg(&probe).output().ok()?;
    String::from_utf8_lossy(&output.stderr).contains("ermission denied").then_some(words)
}

fn is_git(directive: &Directive) -> bool {
    use Directive::{Git, GitRepository, GitSubmodule, GitUntracked};
    matches!(directive, Git | GitUntracked(_) | GitSubmodule(_) | GitRepository(_))
}

fn add(sandbox: &Sandbox, directive: &Directive) -> Result<(), String> {
    let root = sandbox.root();
    let place = |path: &str| {
        let path = root.join(path);
        let parent = path.parent().unwrap_or(root);
        fs::create_dir_all(parent).map(|()| path.clone()).map_err(|error| error.to_string())
    };
    match directive {
        Directive::Dir(path) => {
            fs::create_dir_all(root.join(path)).map_err(|error| error.to_string())
        }
        Directive::File(path, text) => {
            fs::write(place(path)?, format!("{text}\n")).map_err(|error| error.to_string())
        }
        Directive::Deep(path, count, [open, middle, close]) => {
            let text = format!("{}{middle}{}\n", open.repeat(*count), close.repeat(*count));
            fs::write(place(path)?, text).map_err(|error| error.to_string())
        }
        Directive::Fifo(path) => {
            let output = sandbox.command("mkfifo").arg(place(path)?).output();
            let output = output.map_err(|error| error.to_string())?;
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.success() { Ok(()) } else { Err(stderr) }
        }
        Directive::GitSubmodule(path) => {
            fs::create_dir_all(root.join(path)).map_err(|error| error.to_string())
        }
        Directive::Git
        | Directive::GitUntracked(_)
        | Directive::GitRepository(_)
        | Directive::Mode(..)
        | Directive::PlainUser => Ok(()),
    }
}

fn commit(sandbox: &Sandbox, script: &Script) -> Result<(), String> {
    sandbox.git(&["init", "--quiet", "--initial-branch=main"])?;
    sandbox.git(&["add", "--all"])?;
    for directive in &script.directives {
        match directive {
            Directive::GitUntracked(path) | Directive::GitRepository(path) => {
                sandbox.git(&["rm", "--quiet", "--cached", "-r", "--", path])?;
            }
            Directive::GitSubmodule(path) => {
                let link = format!("160000,{},{path}", "1".repeat(40));
                sandbox.git(&["update-index", "--add", "--cacheinfo", &link])?;
            }
            _ => {}
        }
    }
    sandbox.git(&["commit", "--quiet", "--allow-empty", "--message=in"])?;
    for directive in &script.directives {
        if let Directive::GitRepository(path) = directive {
            sandbox.git(&["init", "--quiet", "--initial-branch=main", path])?;
        }
    }
    Ok(())
}

fn set_mode(path: &Path, permissions: Permissions) -> Result<(), String> {
    fs::set_permissions(path, permissions)
        .map_err(|error| format!("mode of {}: {error}", path.display()))
}
