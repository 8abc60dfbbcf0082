//! `cargo xtask manual DIR`: completions for shells and man pages, from the definitions of the arguments.
//!
//! They stand below DIR as they do below `/usr/share`, or `share` of a package.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command, CommandFactory};
use clap_complete::{Generator, Shell, generate_to};
use clap_complete_nushell::Nushell;

use crate::Outcome;

/// The name of a program and what defines its arguments.
type Program = (&'static str, fn() -> Command);

/// All programs.
pub(crate) const PROGRAMS: [Program; 4] = [
    ("imp-flake", imp_flake::cli::Arguments::command),
    ("imp-fmt", imp_fmt::cli::Arguments::command),
    ("imp-registry", imp_registry::cli::Arguments::command),
    ("imp-vis", imp_vis::cli::Arguments::command),
];

/// Writes all of them.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    match arguments {
        [directory] => write(Path::new(directory)),
        _ => Err("name one directory, such as `target/share`".into()),
    }
}

/// Writes all of them below a directory.
pub(crate) fn write(share: &Path) -> Outcome {
    let pages = share.join("man/man1");
    fs::create_dir_all(&pages)?;
    for (name, command) in PROGRAMS {
        let completed = || with_codes(name, command());
        complete(share, "fish/vendor_completions.d", Shell::Fish, name, completed())?;
        add_words(
            &share.join(format!("fish/vendor_completions.d/{name}.fish")),
            name,
            &completed(),
        )?;
        complete(share, "nushell/vendor/autoload", Nushell, name, for_nushell(completed()))?;
        complete(share, "zsh/site-functions", Shell::Zsh, name, completed())?;
        let bash = share.join("bash-completion/completions");
        complete(share, "bash-completion/completions", Shell::Bash, name, completed())?;
        // bash looks for a file that is called as the program.
        fs::rename(bash.join(format!("{name}.bash")), bash.join(name))?;
        mend_labels(&bash.join(name), name)?;
        clap_mangen::generate_to(command(), &pages)?;
    }
    Ok(())
}

/// What `explain` explains, by name: shells that know no names offer files.
fn with_codes(name: &str, command: Command) -> Command {
    let own = imp_fmt::findings::ALL.iter().map(|finding| finding.code);
    let own = own.filter(|_| name == "imp-fmt");
    let rules = imp_lint::rules::ALL.iter().map(|rule| rule.name);
    let codes: BTreeSet<&str> = own.chain(rules).collect();
    command.mut_subcommand("explain", |explain| {
        explain.mut_arg("code", |code| code.value_parser(PossibleValuesParser::new(codes)))
    })
}

/// The generator for fish knows no words but those of flags, so files would be offered in their place.
fn add_words(file: &Path, name: &str, command: &Command) -> Outcome {
    let mut text = fs::read_to_string(file)?;
    for below in command.get_subcommands() {
        let arguments = below.get_positionals().filter(|argument| !argument.is_hide_set());
        let values: Vec<_> = arguments.flat_map(Arg::get_possible_values).collect();
        let words: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        if !words.is_empty() {
            let condition = format!("__fish_{}_using_subcommand", name.replace('-', "_"));
            let (below, words) = (below.get_name(), words.join(" "));
            text += &format!("complete -c {name} -n \"{condition} {below}\" -f -a \"{words}\"\n");
        }
    }
    Ok(fs::write(file, text)?)
}

/// The generator calls a command by two names where the program's has a dash, so that no command would be found.
fn mend_labels(file: &Path, name: &str) -> Outcome {
    let wrong = format!("{}__subcmd__", name.replace('-', "__subcmd__"));
    let right = format!("{}__subcmd__", name.replace('-', "__"));
    Ok(fs::write(file, fs::read_to_string(file)?.replace(&wrong, &right))?)
}

/// In nushell a flag has a value or has none, so `--direnv` has none.
fn for_nushell(command: Command) -> Command {
    if command.find_subcommand("init").is_none() {
        return command;
    }
    let switch = |flag: Arg| flag.num_args(0).require_equals(false).action(ArgAction::SetTrue);
    command.mut_subcommand("init", |init| init.mut_arg("direnv", switch))
}

fn complete(
    share: &Path,
    directory: &str,
    shell: impl Generator,
    name: &str,
    mut command: Command,
) -> Outcome {
    let directory = share.join(directory);
    fs::create_dir_all(&directory)?;
    generate_to(shell, &mut command, name, directory)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_and_is_completed() {
        let folder = tempfile::tempdir().expect("a directory");
        let share = folder.path();
        write(share).expect("it can be written");
        let text = |path: String| {
            fs::read_to_string(share.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        for (name, command) in PROGRAMS {
            let completions = [
                format!("bash-completion/completions/{name}"),
                format!("fish/vendor_completions.d/{name}.fish"),
                format!("nushell/vendor/autoload/{name}.nu"),
                format!("zsh/site-functions/_{name}"),
            ]
            .map(text);
            assert!(text(format!("man/man1/{name}.1")).contains(r"\-\-root"), "{name}");
            for command in command().get_subcommands() {
                let word = command.get_name();
                let page = text(format!("man/man1/{name}-{word}.1"));
                assert!(page.contains(".SH NAME"), "{name} {word}");
                for completion in &completions {
                    assert!(completion.contains(word), "{name} {word}");
                }
            }
            for completion in &completions[..2] {
                assert!(completion.contains("plaintext-secret"), "{name}");
            }
            assert!(completions[3].contains("plaintext-secret"), "{name}");
        }
    }

    /// What bash offers for the last word of a command.
    fn offered(share: &Path, words: &[&str]) -> String {
        let [program, .., before, word] = words else { panic!("a program, a command, a word") };
        let script = format!(
            "source {}/bash-completion/completions/{program}; COMP_WORDS=({}); COMP_CWORD={}; \
             _{} {program} '{word}' '{before}'; echo \"${{COMPREPLY[@]}}\"",
            share.display(),
            words.iter().map(|word| format!("'{word}' ")).collect::<String>(),
            words.len() - 1,
            program.replace('-', "__"),
        );
        let output = std::process::Command::new("bash").args(["-c", &script]).output();
        let output = output.expect("bash runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    #[test]
    fn bash_completes_after_a_command() {
        let folder = tempfile::tempdir().expect("a directory");
        let share = folder.path();
        write(share).expect("it can be written");
        assert_eq!(offered(share, &["imp-flake", "init", "--secrets", "s"]), "sops");
        assert_eq!(offered(share, &["imp-flake", "init", "", "--dir"]), "--direnv");
        assert_eq!(offered(share, &["imp-fmt", "explain", "unformatted"]), "unformatted-file");
        for (name, command) in PROGRAMS {
            for command in command().get_subcommands() {
                let word = command.get_name();
                let all = offered(share, &[name, word, ""]);
                let mut flags = command.get_arguments().filter_map(|argument| argument.get_long());
                let missing = flags.find(|flag| !all.contains(&format!("--{flag}")));
                assert_eq!(missing, None, "{name} {word}: {all}");
            }
        }
    }

    #[test]
    fn nushell_takes_a_flag_whose_value_may_be_left_out() {
        let folder = tempfile::tempdir().expect("a directory");
        write(folder.path()).expect("it can be written");
        let file = folder.path().join("nushell/vendor/autoload/imp-flake.nu");
        let text = fs::read_to_string(file).expect("it is there");
        assert!(text.contains("    --direnv "), "{text}");
    }
}
