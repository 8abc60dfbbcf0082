//! The examples in the explanation of a rule, as small trees that a program can be asked about.
//!
//! An example is one or more fenced blocks after `Bad:` or `Good:`. In a `nix` or `yaml` block a comment that is only
//! a path, `# nix/outputs/overlays.nix`, says which file follows; a block of another language but `sh` shows what is
//! not part of the tree. A `sh` block is run in the tree, after its files are in git.
//!
//! What else the tree needs stands in `fixtures/examples/RULE/`. One without a `flake.nix` of its own is that of
//! `fixtures/examples/_imp/`: a flake with `nix/outputs` and `nix/registry`.

use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;

/// A part of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A file, and what it holds.
    File(String, String),
    /// What is run.
    Script(String),
}

/// The parts of the example after `title`, `Bad` or `Good`.
///
/// # Errors
/// When there is none, or a block of it does not say which file it is.
pub fn parts(explanation: &str, title: &str) -> Result<Vec<Part>, String> {
    let heading = format!("{title}:\n");
    let start = explanation.find(&heading).ok_or_else(|| format!("there is no `{title}:`"))?;
    let text = &explanation[start + heading.len()..];
    let text = text.split("\nGood:\n").next().unwrap_or(text);
    let mut parts = Vec::new();
    for block in text.split("\n```").skip(1).step_by(2) {
        let (language, content) = block.split_once('\n').unwrap_or((block, ""));
        match language {
            "sh" => parts.push(Part::Script(content.to_owned())),
            "nix" | "yaml" => {
                let files = files(content)?.into_iter();
                parts.extend(files.map(|(path, text)| Part::File(path, text)));
            }
            _ => {}
        }
    }
    if parts.is_empty() {
        return Err(format!("there is nothing after `{title}:` to try"));
    }
    Ok(parts)
}

/// The files of a block, each with what it holds.
///
/// # Errors
/// When something stands before the name of its file.
pub fn files(content: &str) -> Result<Vec<(String, String)>, String> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in content.lines() {
        let path = line.strip_prefix("# ").filter(|word| is_path(word));
        match (path, files.last_mut()) {
            (Some(path), _) => files.push((path.to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(&format!("{line}\n")),
            (None, None) => return Err(format!("`{line}` stands before the name of its file")),
        }
    }
    Ok(files)
}

/// Whether a comment is only a path: no space, and an extension.
fn is_path(word: &str) -> bool {
    !word.contains(' ') && Path::new(word).extension().is_some() && !word.ends_with('.')
}

/// An example as a tree.
#[derive(Debug)]
pub struct Tried {
    /// Where it is.
    pub sandbox: Sandbox,
    /// What its scripts have printed.
    pub printed: String,
}

/// Makes the tree of an example of this rule.
///
/// # Errors
/// When a file can't be written, or a program is missing.
pub fn materialise(rule: &str, parts: &[Part]) -> Result<Tried, String> {
    let sandbox = Sandbox::new()?;
    let root = sandbox.root();
    let examples = crate::folder().join("fixtures/examples");
    let own = examples.join(rule);
    let writes_flake = |part: &Part| matches!(part, Part::File(path, _) if path == "flake.nix");
    if !own.join("flake.nix").exists() && !parts.iter().any(writes_flake) {
        copy(&examples.join("_imp"), root)?;
    }
    if own.exists() {
        copy(&own, root)?;
    }
    for part in parts {
        if let Part::File(path, text) = part {
            let path = root.join(path);
            make_parent(&path)?;
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    sandbox.git(&["init", "--quiet"])?;
    sandbox.git(&["add", "--all"])?;
    sandbox.git(&["commit", "--quiet", "--allow-empty", "--message", "example"])?;
    let mut printed = String::new();
    for part in parts {
        if let Part::Script(text) = part {
            printed.push_str(&run(&sandbox, text)?);
        }
    }
    Ok(Tried { sandbox, printed })
}

/// Runs a script. What it returns says nothing: a program that finds something fails.
fn run(sandbox: &Sandbox, script: &str) -> Result<String, String> {
    let output = sandbox.shell(script)?.output();
    let output = output.map_err(|error| format!("sh did not start: {error}"))?;
    let text = [output.stdout, output.stderr].concat();
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {error}", from.display());
    for entry in fs::read_dir(from).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).map_err(fail)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(fail)?;
        }
    }
    Ok(())
}

fn make_parent(path: &Path) -> Result<(), String> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_its_files_and_what_is_run() {
        let text = "Bad:\n\n```nix\n# a.nix\n1\n# not a path\n# b/c.nix\n2\n```\n\n```sh\nls\n```\n\nGood:\n\n```nix\n3\n```\n";
        let file = |path: &str, text: &str| Part::File(path.into(), text.into());
        let bad = parts(text, "Bad").unwrap();
        assert_eq!(
            bad,
            [file("a.nix", "1\n# not a path\n"), file("b/c.nix", "2\n"), Part::Script("ls".into())]
        );
        assert!(parts(text, "Good").unwrap_err().contains("before the name of its file"));
        assert!(parts("Bad:\n\nNothing.\n", "Bad").is_err());
    }
}
