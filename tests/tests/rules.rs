//! Every rule has a case folder that shows its finding, and one that shows what looks alike and is right.
//!
//! What is right is marked: `right: RULE` on a line of an input, where no finding of the rule may be reported, or in
//! the `cmd` of a case, which then may not report the rule at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const MARK: &str = "right: ";

/// A case: what is marked in it, and what it reports.
struct Case {
    name: String,
    /// Rule, and the place that is right: `in/`'s file and a line. None in `cmd`.
    marks: Vec<(String, Option<(String, usize)>)>,
    /// Rule, and the file and line of each finding that is shown to people.
    findings: Vec<(String, Option<(String, usize)>)>,
}

#[test]
fn every_rule_has_a_case_with_its_finding() {
    let cases = cases();
    let shown: BTreeSet<&str> =
        cases.iter().flat_map(|case| &case.findings).map(|(rule, _)| rule.as_str()).collect();
    let missing: Vec<&str> = rules().filter(|rule| !shown.contains(rule)).collect();
    assert!(missing.is_empty(), "no case shows a finding of {missing:?}");
}

#[test]
fn every_rule_has_a_case_with_what_looks_alike_and_is_right() {
    let cases = cases();
    let marked: BTreeSet<&str> =
        cases.iter().flat_map(|case| &case.marks).map(|(rule, _)| rule.as_str()).collect();
    let missing: Vec<&str> = rules().filter(|rule| !marked.contains(rule)).collect();
    assert!(missing.is_empty(), "no case has a line with `{MARK}` and one of {missing:?}");
    let known: BTreeSet<&str> = rules().collect();
    let unknown: Vec<&&str> = marked.difference(&known).collect();
    assert!(unknown.is_empty(), "marked, and no rules: {unknown:?}");
}

#[test]
fn what_is_marked_as_right_is_no_finding() {
    for case in cases() {
        for (rule, right) in &case.marks {
            let is_wrong = |(found, place): &&(String, Option<(String, usize)>)| {
                found == rule
                    && match (right, place) {
                        (None, _) => true,
                        (Some(right), Some((file, line))) => {
                            right.1 == *line && Path::new(&right.0).ends_with(file)
                        }
                        (Some(_), None) => false,
                    }
            };
            let wrong: Vec<_> = case.findings.iter().filter(is_wrong).collect();
            assert!(wrong.is_empty(), "{}: {rule} is said to be right at {right:?}", case.name);
        }
    }
}

fn rules() -> impl Iterator<Item = &'static str> {
    imp_lint::rules::ALL.iter().map(|rule| rule.name)
}

fn cases() -> Vec<Case> {
    let tools = folders(&tests::folder().join("cases"));
    let cases: Vec<Case> = tools.iter().flat_map(|tool| folders(tool)).map(case).collect();
    assert!(cases.len() > 100, "the cases are found");
    cases
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of cases");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn case(folder: PathBuf) -> Case {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let mut marks: Vec<_> = marked(&read("cmd")).map(|(rule, _)| (rule, None)).collect();
    inputs(&folder.join("in"), "", &mut marks);
    Case { name: folder.display().to_string(), marks, findings: findings(&read("stdout")) }
}

/// The marks in the files below a folder.
fn inputs(folder: &Path, below: &str, marks: &mut Vec<(String, Option<(String, usize)>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            inputs(&entry.path(), &format!("{path}/"), marks);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            let here = marked(&text).map(|(rule, line)| (rule, Some((path.clone(), line))));
            marks.extend(here.collect::<Vec<_>>());
        }
    }
}

/// The rules that a text marks, and on which lines.
fn marked(text: &str) -> impl Iterator<Item = (String, usize)> {
    text.lines().zip(1..).flat_map(|(line, number)| {
        let rest = line.split_once(MARK).map_or("", |(_, rest)| rest);
        let words = rest.split([',', ' ']).filter(|word| !word.is_empty());
        let is_name = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        words.take_while(is_name).map(move |word| (word.to_owned(), number)).collect::<Vec<_>>()
    })
}

/// What people are shown: `error[RULE]: …`, and on the next line ` --> FILE:LINE:COLUMN`.
fn findings(stdout: &str) -> Vec<(String, Option<(String, usize)>)> {
    let lines: Vec<&str> = stdout.lines().collect();
    let finding = |(index, line): (usize, &&str)| {
        let words = ["error[", "warning[", "note["];
        let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
        let rule = rest.split_once("]: ")?.0.to_owned();
        let place = lines.get(index + 1).and_then(|next| next.trim().strip_prefix("--> "));
        let mut parts = place.unwrap_or_default().rsplitn(3, ':').skip(1);
        let line = parts.next().and_then(|line| line.parse().ok());
        Some((rule, line.and_then(|line| Some((parts.next()?.to_owned(), line)))))
    };
    lines.iter().enumerate().filter_map(finding).collect()
}
