//! What the file `cmd` of a case says: how to prepare the directory, and what to run in it.
//!
//! Lines are words as in a shell (quotes and backslashes; no variables, no globs), programs joined
//! by `|`, each with settings like `NO_COLOR=1` before its name. A line that starts with `#` is a
//! comment, or a directive if its first word is one of [`DIRECTIVES`].

/// Every directive, with the arguments that it takes.
pub const DIRECTIVES: [(&str, &str); 10] = [
    ("dir", "PATH"),
    ("file", "PATH TEXT…"),
    ("deep", "PATH COUNT OPEN MIDDLE CLOSE"),
    ("fifo", "PATH"),
    ("git", ""),
    ("git-untracked", "PATH"),
    ("git-submodule", "PATH"),
    ("git-repository", "PATH"),
    ("mode", "PATH OCTAL"),
    ("plain-user", ""),
];

/// A `cmd` file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// How to prepare the directory, in the order written.
    pub directives: Vec<Directive>,
    /// What to run, in order; never empty.
    pub lines: Vec<Line>,
}

/// A `# word …` line that prepares the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// Makes an empty directory.
    Dir(String),
    /// Writes a file that git would not carry here, such as `.gitignore`; a line end is added.
    File(String, String),
    /// Writes COUNT times OPEN, then MIDDLE, then COUNT times CLOSE.
    Deep(String, usize, [String; 3]),
    /// Makes a FIFO, which blocks whoever reads it.
    Fifo(String),
    /// Makes a repository of the directory, with everything committed.
    Git,
    /// Leaves this path out of the commit.
    GitUntracked(String),
    /// Makes this path a submodule that is not checked out.
    GitSubmodule(String),
    /// Makes this path a repository of its own, of which git tracks nothing.
    GitRepository(String),
    /// Sets the permissions of a path just before the programs run.
    Mode(String, u32),
    /// Takes from the programs what only root may do, such as reading what has no read permission.
    PlainUser,
}

/// One line of programs joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As written.
    pub text: String,
    /// The programs; never empty.
    pub stages: Vec<Stage>,
}

/// One program of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Settings of its environment.
    pub environment: Vec<(String, String)>,
    /// Its name.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// The directives in lines without `#`; anything else is an error.
pub fn directives(text: &str) -> Result<Vec<Directive>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| directive(line)?.ok_or_else(|| format!("`{line}` is no directive"))).collect()
}

/// Reads a `cmd` file; the error names the line.
pub fn parse(text: &str) -> Result<Script, String> {
    let mut script = Script::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let parsed = if let Some(comment) = line.strip_prefix('#') {
            directive(comment.trim()).map(|found| script.directives.extend(found))
        } else if line.is_empty() {
            Ok(())
        } else {
            stages(line).map(|stages| script.lines.push(Line { text: line.to_owned(), stages }))
        };
        parsed.map_err(|error| format!("cmd:{}: {error}", index + 1))?;
    }
    if script.lines.is_empty() {
        return Err("cmd: no program to run".to_owned());
    }
    Ok(script)
}

fn directive(comment: &str) -> Result<Option<Directive>, String> {
    let name = comment.split_whitespace().next().unwrap_or_default();
    let Some((_, usage)) = DIRECTIVES.iter().find(|(known, _)| *known == name) else {
        // A misspelt directive must not pass for prose.
        return if name.starts_with("git") || comment.split_whitespace().count() == 1 {
            Err(format!(
                "`# {name}` is no directive; a comment has more words and does not start so"
            ))
        } else {
            Ok(None)
        };
    };
    let words: Vec<String> = match words(&comment[name.len()..])? {
        groups if groups.len() == 1 => groups.into_iter().flatten().collect(),
        _ => return Err(format!("`|` in `# {name}`")),
    };
    let found = match (name, words.as_slice()) {
        ("dir", [path]) => Directive::Dir(path.clone()),
        ("file", [path, text @ ..]) => Directive::File(path.clone(), text.join(" ")),
        ("deep", [path, count, open, middle, close]) => Directive::Deep(
            path.clone(),
            count.parse().map_err(|_| format!("`{count}` is no number"))?,
            [open.clone(), middle.clone(), close.clone()],
        ),
        ("fifo", [path]) => Directive::Fifo(path.clone()),
        ("git", []) => Directive::Git,
        ("git-untracked", [path]) => Directive::GitUntracked(path.clone()),
        ("git-submodule", [path]) => Directive::GitSubmodule(path.clone()),
        ("git-repository", [path]) => Directive::GitRepository(path.clone()),
        ("mode", [path, mode]) => Directive::Mode(
            path.clone(),
            u32::from_str_radix(mode, 8).map_err(|_| format!("`{mode}` is no octal number"))?,
        ),
        ("plain-user", []) => Directive::PlainUser,
        _ => return Err(format!("usage: # {name} {usage}")),
    };
    Ok(Some(found))
}

fn stages(line: &str) -> Result<Vec<Stage>, String> {
    let mut stages = Vec::new();
    for words in words(line)? {
        let mut stage = Stage::default();
        for word in words {
            let setting = word.split_once('=').filter(|(name, _)| is_setting(name));
            match setting {
                Some((name, value)) if stage.program.is_empty() => {
                    stage.environment.push((name.to_owned(), value.to_owned()));
                }
                _ if stage.program.is_empty() => stage.program = word,
                _ => stage.arguments.push(word),
            }
        }
        if stage.program.is_empty() {
            return Err("a program is missing".to_owned());
        }
        stages.push(stage);
    }
    Ok(stages)
}

fn is_setting(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

/// The words of a line, in groups between `|`.
fn words(line: &str) -> Result<Vec<Vec<String>>, String> {
    let mut groups = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' => groups.last_mut().expect("never empty").extend(word.take()),
            '|' => {
                groups.last_mut().expect("never empty").extend(word.take());
                groups.push(Vec::new());
            }
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        None => return Err(format!("no closing {character}")),
                        Some(end) if end == character => break,
                        Some('\\') if character == '"' => word.push(escaped(characters.next())?),
                        Some(other) => word.push(other),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(escaped(characters.next())?),
            '$' | '*' | '<' | '>' | ';' | '&' | '`' => {
                return Err(format!(
                    "`{character}` means nothing here: no shell reads this; quote it"
                ));
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    groups.last_mut().expect("never empty").extend(word);
    Ok(groups)
}

fn escaped(character: Option<char>) -> Result<char, String> {
    match character {
        None => Err("nothing after `\\`".to_owned()),
        Some('n') => Ok('\n'),
        Some(other) => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_words_and_pipes() {
        let script =
            parse("imp-flake inputs --json | NO_COLOR=1 jq '.data | keys' \"a\\\"b\"\n").unwrap();
        let [line] = script.lines.as_slice() else { panic!("{script:?}") };
        assert_eq!(line.stages.len(), 2);
        assert_eq!(line.stages[0].arguments, ["inputs", "--json"]);
        assert_eq!(line.stages[1].environment, [("NO_COLOR".to_owned(), "1".to_owned())]);
        assert_eq!(line.stages[1].arguments, [".data | keys", "a\"b"]);
    }

    #[test]
    fn directives_are_read_and_prose_is_not() {
        let script = parse("# Two files say the same.\n# git\n# mode a/b 000\n# file .gitignore \"x\\ny\"\nimp-flake").unwrap();
        assert_eq!(
            script.directives,
            [
                Directive::Git,
                Directive::Mode("a/b".to_owned(), 0),
                Directive::File(".gitignore".to_owned(), "x\ny".to_owned()),
            ]
        );
    }

    #[test]
    fn what_can_not_be_meant_is_an_error() {
        for (text, part) in [
            ("# git\n", "no program"),
            ("# git-untrack a\nimp-flake", "no directive"),
            ("# plain-usr\nimp-flake", "no directive"),
            ("# dir\nimp-flake", "usage: # dir PATH"),
            ("imp-flake > flake.nix", "quote it"),
            ("imp-flake | ", "a program is missing"),
            ("imp-flake 'a", "no closing"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
