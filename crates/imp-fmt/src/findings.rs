//! What imp-fmt finds: the list of its findings, and how each is made.

use imp_cli::Explanation;
use imp_model::finding::{Finding, Fix, Severity};
use imp_model::source::{EntryKind, ReadError, TreePath, shell_word};
use imp_model::text::{Edit, Place, Span};

use crate::nix::Unformattable;

/// Every finding, in byte order of the codes.
pub const ALL: [Explanation; 6] = [
    Explanation {
        code: "filtered-file",
        severity: Severity::Error,
        summary: "a staged file that is not formatted, and that git's index has in another form",
        text: "\
A filter that `.gitattributes` names (`filter=lfs`, `filter=git-crypt`) stands between the working tree and the index.
`imp-fmt --staged` runs no filters, so it can't put a formatted file there. Format the file, and add it again.

Bad:

```sh
git add secret.nix && imp-fmt --staged
```

Good:

```sh
imp-fmt secret.nix && git add secret.nix && imp-fmt --staged
```
",
    },
    Explanation {
        code: "formatter-failed",
        severity: Severity::Error,
        summary: "a program that formats files of this kind rejected the file",
        text: "\
The program ended with an error, no file was left after it ran, or it made of a Nix file what is no Nix. What it said
stands below the finding. The file stays as it is; the others are formatted. Most often the file has a syntax error.

Bad:

```sh
if true; then echo
```

Good:

```sh
if true; then echo; fi
```
",
    },
    Explanation {
        code: "syntax-error",
        severity: Severity::Error,
        summary: "a file that Nix rejects before it evaluates anything",
        text: "\
What does not parse can't be formatted. The file stays as it is; the others are formatted.

Bad:

```nix
{ a = 1 }
```

Good:

```nix
{ a = 1; }
```
",
    },
    Explanation {
        code: "unformattable-file",
        severity: Severity::Error,
        summary: "a Nix file that Nix takes and the formatter does not",
        text: "\
Nix reads the file, but laying it out would take too long (a call of more than 2,000 arguments, `a.b. …` of more than
2,000 parts), would change what it means, or is more than the formatter can do. The file stays as it is; the others
are formatted. Write the place in another way, or name the file in `imp.fmt.excludes`.

Bad:

```nix
f: f 1 2 3 /* and 2000 arguments more */
```

Good:

```nix
f: builtins.foldl' (f: x: f x) f [ 1 2 3 /* and 2000 elements more */ ]
```
",
    },
    Explanation {
        code: "unformatted-file",
        severity: Severity::Error,
        summary: "a file that is not formatted",
        text: "\
`imp-fmt --check` and `--diff` report it. Run `imp-fmt` to format the tree, `imp-fmt FILE` for one file. A
part that must stay as it is stands between `/*nixfmt:disable*/` and `/*nixfmt:enable*/`; a file that must
stay is named in `imp.fmt.excludes`.

Bad:

```nix
{a=1;}
```

Good:

```nix
{ a = 1; }
```
",
    },
    Explanation {
        code: "unreadable-file",
        severity: Severity::Error,
        summary: "a file of the tree that can't be read",
        text: "\
What can't be read can't be formatted: files and directories without permission, text that is not UTF-8, a link that
leads nowhere or out of the tree. The other files are formatted.

Bad:

```sh
chmod a-r secret.nix
```

Good:

```sh
chmod u+r secret.nix
```
",
    },
];

/// A Nix file that can't be formatted.
pub fn unformattable(path: &TreePath, text: &str, error: &Unformattable) -> Finding {
    let code = if error.is_valid { "unformattable-file" } else { "syntax-error" };
    let place = Place::new(path, text, within(text, error.span));
    let mut finding = Finding::error(code, error.message.clone()).at(place);
    for (span, words) in &error.related {
        finding = finding.label(Place::new(path, text, within(text, *span)), words.clone());
    }
    match &error.help {
        Some(help) => finding.help(help.clone()),
        None if text.starts_with('\u{feff}') => {
            finding.help("the file begins with a byte order mark, which Nix rejects; remove it")
        }
        None => finding,
    }
}

/// The end of a file may be given as a place after it.
fn within(text: &str, span: Span) -> Span {
    let end = (span.end as usize).min(text.len());
    Span::new((span.start as usize).min(end), end)
}

/// A file that can't be read.
pub fn unreadable(path: &TreePath, error: &ReadError) -> Finding {
    let finding = Finding::error("unreadable-file", format!("`{path}` can't be read: {error}"))
        .at(Place::start_of(path));
    match error {
        ReadError::NotUtf8(_) => finding.help("save it as UTF-8, or name it in `imp.fmt.excludes`"),
        ReadError::Unreadable(EntryKind::BadName) => {
            finding.help("rename it, or leave it out with a pattern in `imp.fmt.excludes`")
        }
        ReadError::Unreadable(EntryKind::Outside) => {
            finding.help("run `imp-fmt` where the file is, or name its tree with `--root DIR`")
        }
        _ => finding,
    }
}

/// A directory that can't be read, so that nobody knows what is in it.
pub fn unreadable_directory(path: &TreePath, error: &ReadError) -> Finding {
    let message =
        format!("the directory `{path}` can't be read, so nothing in it is formatted: {error}");
    let word = shell_word(path.as_str());
    Finding::error("unreadable-file", message)
        .at(Place::start_of(path))
        .help(format!("run `chmod u+rx {word}`, or name it in `imp.fmt.excludes`"))
}

/// A file that a program could not format.
pub fn formatter_failed(path: &TreePath, formatter: &str, how: &str, said: &str) -> Finding {
    let finding = Finding::error("formatter-failed", format!("`{formatter}` {how} on `{path}`"))
        .at(Place::start_of(path));
    if said.is_empty() { finding } else { finding.note(format!("it said:\n{said}")) }
}

/// How a program rejected a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rejection {
    /// How it ended.
    pub how: String,
    /// What it said, without the path of the file.
    pub said: String,
}

/// A file that a program was not run on, because it rejected each of the `count` files that were tried.
pub fn formatter_given_up(
    path: &TreePath,
    formatter: &str,
    rejection: &Rejection,
    count: usize,
) -> Finding {
    let Rejection { how, said } = rejection;
    let message = format!(
        "`{formatter}` was not run on `{path}`: it {how} on each of the {count} files that were tried, and said the same"
    );
    let finding = Finding::error("formatter-failed", message)
        .at(Place::start_of(path))
        .help(format!("to run it on this file alone: `imp-fmt {}`", shell_word(path.as_str())));
    if said.is_empty() { finding } else { finding.note(format!("it said:\n{said}")) }
}

/// A Nix file of which the formatters `names` made something that `broken` is about.
pub fn broken_by(path: &TreePath, names: &str, broken: &Finding, made: &[u8]) -> Finding {
    let message = format!("what {names} made of `{path}` can't be formatted: {}", broken.message);
    let finding = Finding::error("formatter-failed", message).at(Place::start_of(path));
    let Some(place) = &broken.place else { return finding };
    let made = String::from_utf8_lossy(made);
    let number = place.start.line;
    match made.lines().nth((number as usize).saturating_sub(1)) {
        Some(line) => finding.note(format!("line {number} of it is `{}`", line.trim())),
        None => finding.note(format!("it is about line {number} of it")),
    }
}

/// A staged file that is not formatted in the working tree, and that the index has in another form.
pub fn filtered(path: &TreePath, filter: &str, old: &[u8], new: &[u8]) -> Finding {
    let word = shell_word(path.as_str());
    let message = format!(
        "`{path}` is not formatted, and git's index has it in the form of `filter={filter}`"
    );
    let help = Some(format!("run `imp-fmt {word} && git add {word}`"));
    let code = "filtered-file";
    Finding { code, message, help, fix: None, ..unformatted(path, old, new) }
}

/// A file that is not formatted. With a fix where both are text.
pub fn unformatted(path: &TreePath, old: &[u8], new: &[u8]) -> Finding {
    let finding = Finding::error("unformatted-file", format!("`{path}` is not formatted"));
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else {
        return finding.at(Place::start_of(path));
    };
    let edit = whole_lines(old, new);
    let place = Place::new(path, old, edit.span);
    let message = format!("format `{path}`");
    finding.at(place).fix(Fix { message, edits: vec![(path.clone(), edit)] })
}

/// The lines that differ, from the first to the last.
fn whole_lines(old: &str, new: &str) -> Edit {
    let line_start = |text: &str, at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let mut start = same.min(old.len());
    while !old.is_char_boundary(start) {
        start -= 1;
    }
    let start = line_start(old, start);
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let mut end = 0;
    let tails = old_rest.split_inclusive('\n').rev().zip(new_rest.split_inclusive('\n').rev());
    for (line, _) in tails.take_while(|(a, b)| a == b) {
        end += line.len();
    }
    Edit {
        span: Span::new(start, old.len() - end),
        text: new_rest[..new_rest.len() - end].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_explained_with_examples() {
        assert!(ALL.is_sorted_by_key(|each| each.code));
        assert!(
            ALL.iter().all(|each| each.text.contains("Bad:\n") && each.text.contains("Good:\n"))
        );
    }

    #[test]
    fn the_fix_is_the_lines_that_differ_and_gives_the_new_text() {
        for (old, new) in [
            ("a\nb\nc\n", "a\nB\nc\n"),
            ("é", "è\n"),
            ("", "a\n"),
            ("a\na\n", "a\n"),
            ("a\n", "a\na\n"),
            ("x\n\n\ny\n", "x\n\ny\n"),
            ("a", "a\n"),
        ] {
            let edit = whole_lines(old, new);
            let edits = imp_model::text::FileEdits::new(vec![edit]).unwrap();
            assert_eq!(edits.apply(old).unwrap(), new, "{old:?}");
        }
    }
}
