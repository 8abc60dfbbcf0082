//! Files and directories that can't be read.

use imp_model::facts::FileFacts;
use imp_model::finding::{Finding, Severity};
use imp_model::model::Model;
use imp_model::model::config::Origin;
use imp_model::source::{EntryKind, ReadError, TreePath, shell_word};
use imp_model::text::Place;

use crate::Rule;

pub(super) const RULE: Rule = Rule {
    name: "unreadable-file",
    severity: Severity::Error,
    summary: "a file or directory of the tree that can't be read",
    explanation: "\
What can't be read may declare something. Links that lead nowhere, in a circle or out of the flake,
files that are not UTF-8, directories without permission, submodules that are not checked out and what a
sparse checkout leaves out are named, and nothing is written until they are mended or `--keep-going` says to keep what is there.

What can't declare anything is a warning of `imp-flake lint`: a Nix file that is not UTF-8, as Nix takes any bytes in
comments and strings and the rules can't look into the file, apart from secrets of known shape; one whose name is not
UTF-8; and a submodule that is not checked out and that a path leads into.

Bad:

```sh
ln -s nowhere.nix nix/outputs/checks.nix
git add nix/outputs/checks.nix
```

Good:

```sh
ln -s systems.nix nix/outputs/checks.nix
git add nix/outputs/checks.nix
```
",
    check: Some(check),
};

/// What the system says of a file that its reader has no right to.
pub(super) const NO_RIGHT: &str = "ermission denied";

/// The way out of that.
pub(super) fn take_right(path: &TreePath) -> String {
    format!("give yourself the right to read it, with `chmod u+rX {}`", shell_word(path.as_str()))
}

fn check(model: &Model) -> Vec<Finding> {
    let finding = |(path, error): &(TreePath, ReadError)| {
        // Editors make links to nothing, as their locks; git, and so Nix, does not have them.
        let is_untracked = model.untracked.contains(path) && is_link_to_nothing(error);
        let severity = match is_untracked || is_nothing_to_nix(path, error) {
            true => Severity::Warning,
            false => RULE.severity,
        };
        let mut finding =
            Finding::new(RULE.name, severity, format!("`{path}` can't be read: {error}"))
                .at(Place::start_of(path));
        if is_untracked {
            finding = finding.note("git does not track it, so Nix does not see it");
        }
        let is_in_other = model.repositories.iter().any(|other| path.starts_with(other));
        match way_out(path, error, is_in_other) {
            Some(_) if *error == ReadError::NotFound && is_told(model) => finding.help(
                "`--config` names it for a flake: run this inside of that flake, or give its directory with `--root`",
            ),
            Some(help) => finding.help(help),
            None => finding,
        }
    };
    let mut findings: Vec<Finding> = model.unreadable.iter().map(finding).collect();
    findings.extend(model.unreadable_elsewhere.iter().filter_map(|found| elsewhere(model, found)));
    findings
}

/// Of a file that nothing needs to read but the rules, or of a submodule that a path leads into.
fn elsewhere(model: &Model, (path, error): &(TreePath, ReadError)) -> Option<Finding> {
    let unseen = "rules know nothing of what is in it";
    let note = match error {
        ReadError::NotUtf8(_) => format!("{unseen}, apart from secrets of known shape"),
        ReadError::Io(words) if words.contains(NO_RIGHT) => {
            format!("{unseen}, apart from secrets of known shape")
        }
        ReadError::Unreadable(EntryKind::BadName) => unseen.to_owned(),
        error if error.is_missing_submodule() => {
            format!("`{}` leads there", leads_to(model, path)?)
        }
        _ => return None,
    };
    let message = format!("`{path}` can't be read: {error}");
    let finding = Finding::new(RULE.name, Severity::Warning, message).at(Place::start_of(path));
    let finding = finding.note(note);
    Some(match way_out(path, error, false) {
        Some(help) => finding.help(help),
        None => finding,
    })
}

/// The first file with a path that leads to a place or below it.
fn leads_to<'m>(model: &'m Model, place: &TreePath) -> Option<&'m TreePath> {
    let leads = |file: &&FileFacts| {
        let mut targets = file.paths.iter().filter_map(|path| path.target.as_ref());
        targets.any(|target| target.starts_with(place))
    };
    model.files.iter().find(leads).map(|file| &file.path)
}

/// Whether a file of options says where the directories are: that may be the one of another flake, as where the app of
/// a flake is started above it.
fn is_told(model: &Model) -> bool {
    let options = ["src", "registry.src", "scan.src"];
    let mut origins = options.iter().filter_map(|option| model.configuration.origin(option));
    origins.any(|origin| matches!(origin, Origin::ConfigFile(_)))
}

/// Whether Nix, too, finds nothing there that it would import: no Nix file, and no directory of some. A
/// link to nothing or out of the flake may have been one of those, so Nix refuses it.
fn is_nothing_to_nix(path: &TreePath, error: &ReadError) -> bool {
    let is_special = matches!(error, ReadError::Unreadable(EntryKind::Special));
    is_special && !path.as_str().ends_with(".nix")
}

fn is_link_to_nothing(error: &ReadError) -> bool {
    matches!(error, ReadError::Unreadable(EntryKind::DanglingLink))
}

fn way_out(path: &TreePath, error: &ReadError, is_in_other_repository: bool) -> Option<String> {
    let words = match error {
        ReadError::Io(words) if words.contains(NO_RIGHT) => return Some(take_right(path)),
        ReadError::OutsideCheckout { path, submodule } => {
            return Some(check_out(error, path, submodule.as_ref()));
        }
        ReadError::Unreadable(EntryKind::NotCheckedOut) => {
            return Some(check_out(error, path, None));
        }
        error if error.is_missing_submodule() => "run `git submodule update --init --recursive`",
        ReadError::Unreadable(EntryKind::DanglingLink) => {
            "remove the link, or make what it points at visible to git with `git add -N`, or `git add -f -N` where git ignores it"
        }
        ReadError::Unreadable(EntryKind::LinkCycle) => "remove the link",
        ReadError::Unreadable(EntryKind::Outside) => {
            "imp reads only what is below the directory of `flake.nix`, and Nix only what is in its git repository; copy it to below that directory, or make it an input"
        }
        ReadError::Unreadable(EntryKind::BadName) => "rename it",
        ReadError::NotUtf8(_) => "save it as UTF-8",
        ReadError::NotFound if is_in_other_repository => {
            "it is in a git repository of its own, which Nix does not see; make that a part of this one"
        }
        ReadError::NotFound => {
            "create it, where git does not ignore it, or take it out of the configuration"
        }
        _ => return None,
    };
    Some(words.to_owned())
}

/// How to get what is at a path outside of the sparse checkout. Git adds directories to one, not files.
fn check_out(error: &ReadError, path: &TreePath, submodule: Option<&TreePath>) -> String {
    let all = error.check_out().unwrap_or_default();
    let is_file = path.as_str().ends_with(".nix");
    let directory = path.parent().filter(|_| is_file).unwrap_or_else(|| path.clone());
    let top = submodule.cloned().unwrap_or_else(TreePath::root);
    match directory.strip_prefix(&top).filter(|below| !below.is_empty()) {
        None => format!("run `{all}`"),
        Some(below) => {
            let add = all.replace("disable", &format!("add {}", shell_word(below)));
            format!("run `{all}`, or `{add}`")
        }
    }
}
