//! A block of `console`: commands after `$ `, each with what it prints below it.
//!
//! A line that is only `…` stands for any lines, none included.

/// The line that stands for any lines.
const ANY: &str = "…";

/// A command and what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is run.
    pub command: String,
    /// What it prints, with [`ANY`].
    pub expected: String,
}

/// The commands of a block. A command goes on in the next line after `> `, as a shell shows it.
///
/// # Errors
/// When it does not begin with a command.
pub fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                steps.push(Step { command: command.to_owned(), expected: String::new() });
            }
            (None, Some(step)) if line.starts_with("> ") && step.expected.is_empty() => {
                step.command.push('\n');
                step.command.push_str(&line["> ".len()..]);
            }
            (None, Some(step)) => {
                step.expected.push_str(line);
                step.expected.push('\n');
            }
            (None, None) => return Err(format!("`{line}` stands before any `$ ` command")),
        }
    }
    if steps.is_empty() { Err("there is no `$ ` command".to_owned()) } else { Ok(steps) }
}

/// The text of a block.
pub fn text(steps: &[Step]) -> String {
    let command = |step: &Step| step.command.replace('\n', "\n> ");
    steps.iter().map(|step| format!("$ {}\n{}", command(step), step.expected)).collect()
}

/// Whether what was printed is what is expected.
pub fn matches(expected: &str, printed: &str) -> bool {
    let (expected, printed): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), printed.lines().collect());
    match_lines(&expected, &printed)
}

fn match_lines(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&ANY, rest)) => {
            (0..=printed.len()).any(|passed| match_lines(rest, &printed[passed..]))
        }
        Some((line, rest)) => printed.first() == Some(line) && match_lines(rest, &printed[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_commands_and_what_they_print() {
        let block = "$ a\n1\n2\n$ b \\\n>   c\n$ d\n3\n> 4\n";
        let found = steps(block).unwrap();
        let commands: Vec<&str> = found.iter().map(|step| step.command.as_str()).collect();
        assert_eq!(commands, ["a", "b \\\n  c", "d"]);
        assert_eq!(found[0].expected, "1\n2\n");
        assert_eq!(text(&found), block);
        assert!(steps("1\n$ a\n").is_err() && steps("").is_err());
    }

    #[test]
    fn dots_stand_for_any_lines() {
        assert!(matches("a\n…\nd\n", "a\nb\nc\nd\n") && matches("a\n…\n", "a\n"));
        assert!(!matches("a\n…\nd\n", "a\nb\n") && !matches("a\n", "a\nb\n"));
        assert!(matches("", "") && !matches("", "a\n") && !matches("a\n", ""));
    }
}
