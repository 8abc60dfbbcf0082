//! The harness tested on folders made here: every way in which a case can fail does fail.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::script::DIRECTIVES;
use super::{Case, discover};
use crate::Done;

fn case(files: &[(&str, &str)]) -> (TempDir, Case) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let case = Case { name: "t/n".to_owned(), folder: folder.path().to_owned() };
    (folder, case)
}

fn passes(files: &[(&str, &str)]) {
    let (_folder, case) = case(files);
    assert_eq!(case.check(false), Ok(Done::Passed));
}

fn fails(files: &[(&str, &str)], part: &str) {
    let (_folder, case) = case(files);
    let message = case.check(false).unwrap_err();
    assert!(message.contains(part), "{message}");
}

#[test]
fn streams_exit_and_stdin_are_compared() {
    passes(&[("cmd", "cat"), ("stdin", "a\n"), ("stdout", "a\n")]);
    passes(&[("cmd", "cat a | cat - b"), ("in/a", "1\n"), ("in/b", "2\n"), ("stdout", "1\n2\n")]);
    fails(&[("cmd", "cat"), ("stdin", "a\n"), ("stdout", "b\n")], "+a");
    fails(&[("cmd", "cat a"), ("in/a", "1\n")], "expected stdout");
    fails(&[("cmd", "cat a"), ("in/a", ""), ("exit", "1\n")], "expected exit");
    fails(&[("cmd", "cat none")], "expected stderr");
}

#[test]
fn several_lines_are_told_apart() {
    passes(&[
        ("cmd", "cat a\ndiff -q a b\n"),
        ("in/a", "1\n"),
        ("in/b", "2\n"),
        ("stdout", "$ cat a\n1\n$ diff -q a b\nFiles a and b differ\n"),
        ("exit", "0\n1\n"),
    ]);
}

#[test]
fn files_are_compared() {
    passes(&[("cmd", "cp a b"), ("in/a", "1\n"), ("out/b", "1\n")]);
    passes(&[("cmd", "rm a"), ("in/a", "1\n"), ("removed", "a\n")]);
    passes(&[("cmd", "cp a d/b"), ("in/a", "1\n"), ("in/d/b", "2\n"), ("out/d/b", "1\n")]);
    fails(&[("cmd", "cp a b"), ("in/a", "1\n")], "out/b");
    fails(&[("cmd", "cp a b"), ("in/a", "1\n"), ("out/b", "2\n")], "-2\n+1");
    fails(&[("cmd", "cat a"), ("in/a", ""), ("out/b", "2\n")], "out/b was not written");
    fails(&[("cmd", "rm a"), ("in/a", "1\n")], "+a");
    fails(&[("cmd", "mkdir d")], "out/d came");
    fails(&[("cmd", "touch a"), ("in/a", "1\n")], "a was written again");
    fails(&[("cmd", "chmod +x a"), ("in/a", "1\n")], "out/a");
}

#[test]
fn a_folder_that_is_no_case_fails() {
    fails(&[("cmd", "cat"), ("stdotu", "")], "`stdotu` is not part of a case");
    fails(&[("stdout", "")], "`cmd` can't be read");
    fails(&[("cmd", "")], "no program to run");
    fails(&[("cmd", "bash -c x")], "neither ours");
    fails(&[("cmd", "imp-nothing")], "cargo build --workspace");
}

#[test]
fn a_corpus_without_cases_fails() {
    let folder = tempfile::tempdir().unwrap();
    assert!(discover(folder.path()).unwrap_err().contains("no case"));
    fs::create_dir(folder.path().join("tool")).unwrap();
    assert!(discover(folder.path()).unwrap_err().contains("no case"));
    fs::create_dir(folder.path().join("tool/a")).unwrap();
    assert_eq!(discover(folder.path()).unwrap()[0].name, "tool/a");
    fs::write(folder.path().join("tool/stray"), "").unwrap();
    assert!(discover(folder.path()).unwrap_err().contains("no folder of a case"));
    assert!(discover(Path::new("/nowhere/at/all")).is_err());
}

#[test]
fn directives_prepare_the_directory() {
    passes(&[
        (
            "cmd",
            "# git\n# git-untracked b\n# git-submodule s\n# file .gitignore x\n# file x 1\ngit status --short\ngit ls-files\n",
        ),
        ("in/a", ""),
        ("in/b", ""),
        ("stdout", "$ git status --short\n?? b\n$ git ls-files\n.gitignore\na\ns\n"),
    ]);
    passes(&[("cmd", "# deep d 3 '[ ' 1 ' ]'\ncat d"), ("stdout", "[ [ [ 1 ] ] ]\n")]);
    passes(&[("cmd", "# dir e\n# fifo f\n# mode e 000\ncat"), ("stdin", "")]);
}

#[test]
fn the_readme_tells_every_directive() {
    let readme = fs::read_to_string(crate::folder().join("README.md")).unwrap();
    for (name, arguments) in DIRECTIVES {
        let told = format!("| `{}` |", format!("# {name} {arguments}").trim());
        assert!(readme.contains(&told), "{told}");
    }
}

#[test]
fn permissions_count_for_a_plain_user() {
    let (_folder, case) = case(&[
        ("cmd", "# plain-user\n# mode a 000\ncat a"),
        ("in/a", "1\n"),
        ("stderr", "cat: a: Permission denied\n"),
        ("exit", "1\n"),
    ]);
    // `Skipped` where root's rights can't be taken away; never a pass that read the file.
    case.check(false).unwrap();
}

#[test]
fn blessing_makes_a_case_pass_and_takes_away_what_is_no_more() {
    let (folder, case) =
        case(&[("cmd", "cp a b\nrm c\ncat b x"), ("in/a", "1\n"), ("in/c", ""), ("out/z", "0\n")]);
    assert!(case.check(false).is_err());
    assert_eq!(case.check(true), Ok(Done::Passed));
    assert_eq!(case.check(false), Ok(Done::Passed));
    assert_eq!(fs::read_to_string(folder.path().join("exit")).unwrap(), "0\n0\n1\n");
    assert!(folder.path().join("out/b").exists() && !folder.path().join("out/z").exists());
}
