//! `docs/programs.md`: the help of every program and command, as the programs print it.

use std::error::Error;
use std::fmt::Write;

use xshell::{Shell, cmd};

use super::Made;

const PROGRAMS: [&str; 4] = ["imp-flake", "imp-registry", "imp-vis", "imp-fmt"];

const INTRODUCTION: &str = "\
# The programs

<!-- Made by `cargo xtask codegen` from what the programs print with `--help`. -->

Four programs that read a tree or a document, and write to stdout. They never run Nix and never use the network, and
change files only when they are asked to.

| | |
| --- | --- |
| exit status | 0: nothing to say, or done. 1: a finding of severity error (with `--fail-on warning` also a warning), or `--check` found a difference. 2: it could not do its job; stdout is empty then. The format of the report changes none of this |
| streams | stdout is the result; notes and failures go to stderr |
| root | the nearest parent directory with `flake.nix`, `.git` or `.jj`; `-C DIR` and `--root DIR` say another |
| configuration | flags, then `--config FILE`, then what `flake.nix` says (read without evaluation), then `imp.toml` at the root. `--print-config` shows what applies, and where each value comes from |
| files | what Nix sees: those that git tracks. Untracked ones are read with a warning; ignored ones are not |
| writing | whole files at once, and several all or none; nothing is written when nothing changes |

Flags that every command of a program has are only listed with the program.
";

/// The page.
pub(super) fn make(shell: &Shell) -> Result<Vec<Made>, Box<dyn Error>> {
    let mut text = INTRODUCTION.to_owned();
    for program in PROGRAMS {
        let help = help(shell, program, None)?;
        write!(text, "\n## {program}\n\n```text\n{help}\n```\n")?;
        for command in commands(&help) {
            let own = self::help(shell, program, Some(command))?;
            write!(text, "\n### {program} {command}\n\n```text\n{}\n```\n", without(&own, &help))?;
        }
    }
    Ok(vec![("docs/programs.md", text)])
}

fn help(shell: &Shell, program: &str, command: Option<&str>) -> Result<String, Box<dyn Error>> {
    let help = cmd!(shell, "cargo run --quiet --package {program} -- {command...} --help");
    let lines: Vec<String> =
        help.quiet().read()?.lines().map(|line| line.trim_end().to_owned()).collect();
    Ok(lines.join("\n"))
}

/// The names below `Commands:`.
fn commands(help: &str) -> Vec<&str> {
    let list = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let lines = list.lines().take_while(|line| !line.is_empty());
    // Deeper lines go on with what a command does.
    let names =
        lines.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    names.filter_map(|line| line.split(' ').next()).filter(|name| *name != "help").collect()
}

/// A help without the sections that another one has, too.
fn without(help: &str, other: &str) -> String {
    let known = sections(other);
    let kept = sections(help).into_iter().filter(|section| !known.contains(section));
    kept.collect::<Vec<_>>().join("\n\n")
}

/// The parts of a help: a line that is not indented begins one, after a blank line.
fn sections(help: &str) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for paragraph in help.split("\n\n") {
        match sections.last_mut() {
            Some(last) if paragraph.starts_with(' ') => {
                last.push_str("\n\n");
                last.push_str(paragraph);
            }
            _ => sections.push(paragraph.to_owned()),
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELP: &str = "Does\n\nCommands:\n  a    One\n       more\n  b-c  Two\n  help Print\n\nWhere:\n  -C\n          Go\n\n  -x\n\nEnd";

    #[test]
    fn commands_are_those_of_the_list() {
        assert_eq!(commands(HELP), ["a", "b-c"]);
        assert_eq!(commands("Does\n"), [""; 0]);
    }

    #[test]
    fn what_the_program_says_too_is_left_out() {
        let own = "Is\n\nWhere:\n  -C\n          Go\n\n  -x\n\nOutput:\n  -y";
        assert_eq!(without(own, HELP), "Is\n\nOutput:\n  -y");
    }
}
