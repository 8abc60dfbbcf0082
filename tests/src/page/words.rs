//! Commands that are not run: their words are known. Ours are asked with `--help` at the end, which fails for a flag
//! that is not there; of Nix' the commands and flags are those of the real one.

use std::process::Command;

use serde_json::Value;

use super::markdown::Part;
use super::{Page, has};
use crate::{nix, programs};

/// Programs of other people that may stand in a page.
const OTHERS: [&str; 19] = [
    "cargo",
    "cat",
    "cd",
    "cp",
    "curl",
    "direnv",
    "echo",
    "git",
    "home-manager",
    "jq",
    "mkdir",
    "mv",
    "nix",
    "nixos-generate-config",
    "nixos-rebuild",
    "pre-commit",
    "sha256sum",
    "sops",
    "tar",
];

/// What is wrong with the commands of a page that are not run, each with its place.
pub fn problems(page: &Page) -> Vec<String> {
    let mut problems = Vec::new();
    let mut found = |line: usize, text: &str, all: bool| {
        for words in commands(text) {
            if let Err(error) = known(&words, all) {
                problems.push(format!("{}:{line}: `{}`: {error}", page.path, words.join(" ")));
            }
        }
    };
    for part in &page.parts {
        match part {
            Part::Block(block) if has(block, "not-run") => found(block.line, &block.text, true),
            Part::Code(code, line) if is_command(code) => found(*line, code, false),
            _ => {}
        }
    }
    problems
}

/// Whether code in a sentence is a command with arguments, of a program that can be asked.
fn is_command(code: &str) -> bool {
    let (program, rest) = code.split_once(' ').unwrap_or((code, ""));
    let is_asked = program == "nix" || crate::world::PROGRAMS.contains(&program);
    is_asked && !rest.is_empty() && !rest.starts_with('…')
}

/// The commands of a script, as words. This is no shell: quotes group, `#` begins a comment, what follows `>` goes.
fn commands(script: &str) -> Vec<Vec<String>> {
    let script = script.replace("\\\n", " ");
    let mut commands = Vec::new();
    for line in script.lines() {
        let mut words: Vec<String> = Vec::new();
        for word in quoted_words(line) {
            match word.as_str() {
                "|" | "&&" | "||" | ";" => commands.push(std::mem::take(&mut words)),
                _ => words.push(word),
            }
        }
        commands.push(words);
    }
    for words in &mut commands {
        let kept = words.iter().position(|word| word.starts_with(['>', '<', '#']));
        words.truncate(kept.unwrap_or(words.len()));
        let settings = words.iter().take_while(|word| word.contains('=')).count();
        words.drain(..settings);
    }
    commands.retain(|words| !words.is_empty());
    commands
}

fn quoted_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// Whether these words are a command that exists.
fn known(words: &[String], all: bool) -> Result<(), String> {
    let words = if words[0] == "sudo" { &words[1..] } else { words };
    let (program, arguments) = words.split_first().ok_or("there is no command")?;
    if crate::world::PROGRAMS.contains(&program.as_str()) {
        return ask_ours(program, arguments);
    }
    if program == "nix" {
        return ask_nix(arguments);
    }
    if all && !OTHERS.contains(&program.as_str()) {
        return Err(format!("`{program}` is none of {}", OTHERS.join(", ")));
    }
    Ok(())
}

fn ask_ours(program: &str, arguments: &[String]) -> Result<(), String> {
    let program = programs::ours(program)?;
    let ask = |more: &[&str]| {
        let output = Command::new(&program).args(arguments).args(more).output();
        let output = output.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().unwrap_or_default().to_owned();
        if output.status.success() { Ok(()) } else { Err(said) }
    };
    // A sentence may name a flag without its value.
    ask(&["--help"]).or_else(|error| ask(&["VALUE", "--help"]).map_err(|_| error))
}

fn ask_nix(arguments: &[String]) -> Result<(), String> {
    // An app of ours gets what stands after `--`.
    let (ours, theirs) = match arguments.iter().position(|word| word == "--") {
        Some(at) => (&arguments[at + 1..], &arguments[..at]),
        None => (&arguments[arguments.len()..], arguments),
    };
    let app = theirs.get(1).and_then(|word| word.rsplit_once('#')).map(|(_, app)| app);
    if let Some(app) = app.filter(|app| crate::world::PROGRAMS.contains(app)) {
        ask_ours(app, ours)?;
    }
    // Where there is no Nix, `console nix` does not run either.
    let Some(dump) = nix::Nix::find().ok().and_then(nix::Nix::commands) else { return Ok(()) };
    let mut command = &dump["args"];
    let mut words = theirs.iter().peekable();
    while let Some(next) = words.peek().and_then(|word| command["commands"].get(word.as_str())) {
        command = next;
        words.next();
    }
    if let Some(word) = words.peek().filter(|_| command["commands"].is_object()) {
        return Err(format!("`{word}` is no command of `nix`"));
    }
    for flag in words.filter(|word| word.starts_with("--")) {
        let flag = flag.trim_start_matches('-');
        if !has_flag(command, flag) && !has_flag(&dump["args"], flag) {
            return Err(format!("`--{flag}` is no flag of it"));
        }
    }
    Ok(())
}

fn has_flag(command: &Value, flag: &str) -> bool {
    command["flags"].get(flag).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_words() {
        let script = "A=1 git commit -m 'a b' # why\nimp-vis -o x.html > y | jq .\nnix \\\n  fmt\n";
        assert_eq!(
            commands(script),
            [
                vec!["git", "commit", "-m", "a b"],
                vec!["imp-vis", "-o", "x.html"],
                vec!["jq", "."],
                vec!["nix", "fmt"]
            ]
        );
    }

    #[test]
    fn a_program_that_nobody_knows_is_found() {
        let words = |text: &str| commands(text).remove(0);
        assert!(known(&words("sudo nixos-rebuild switch --flake .#web"), true).is_ok());
        assert!(known(&words("frobnicate --now"), true).is_err());
        assert!(is_command("imp-flake why NAME") && !is_command("imp-flake") && !is_command("a b"));
    }
}
