//! `imp-flake check`: whether `flake.nix` is what the declarations give.

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use imp_cli::args::Format;
use imp_cli::diff::{FileDiff, unified};
use imp_cli::project::first_difference;
use imp_cli::{Exit, Failure, Paint, Streams};
use imp_fmt::has_only_crlf;
use imp_model::facts::Wanted;
use imp_model::finding::{Finding, Severity};
use imp_model::model::FlakeState;
use imp_model::source::{EntryKind, ReadError, TreePath, git_add};

use super::said::findings;
use super::{Loaded, Options, flake_data};
use crate::Plan;

pub(super) fn check(
    options: &Options,
    paths: &[PathBuf],
    streams: &Streams,
) -> Result<Exit, Failure> {
    // The program ends with this command: nobody waits for what is large to be taken apart.
    let loaded = ManuallyDrop::new(Loaded::generated(options, Wanted::INPUTS)?);
    let plan = ManuallyDrop::new(Plan::new(&loaded.model, false)?);
    let present = present_text(&loaded)?;
    let wanted = wanted_text(&plan, present)?;
    let mut findings = limited(&findings(&loaded, &plan)?, &loaded.project.named_paths(paths)?);
    let is_stale = present != Some(wanted.as_str());
    // What is not certain can't be compared.
    let difference = [FileDiff { path: &plan.path, old: present, new: Some(&wanted) }];
    let difference = if plan.is_blocked() { &[] } else { &difference[..] };
    if is_stale && !plan.is_blocked() {
        findings.insert(0, stale_flake(&loaded, &plan, present, &wanted));
    }
    let up_to_date = !is_stale && !plan.is_blocked();
    let data = flake_data(&plan, up_to_date, &[], false, unified(difference, Paint::Plain));
    let exit = loaded.report(options, streams, &findings, &data);
    if options.report.format() == Format::Human {
        streams.out(&unified(difference, streams.out_paint()));
    }
    Ok(exit)
}

/// The finding about a `flake.nix` that is not what the plan wants.
pub(super) fn stale_flake(
    loaded: &Loaded,
    plan: &Plan,
    present: Option<&str>,
    wanted: &str,
) -> Finding {
    let place = present.map(|present| first_difference(&plan.path, present, wanted));
    let mut finding = imp_lint::rules::stale_flake(&plan.path, place);
    if is_ignored(loaded, &plan.path) {
        finding.message = format!("`{}` is not there for Nix, because git ignores it", plan.path);
        return finding.help(track_ignored(&plan.path));
    }
    let note = present.and_then(|present| invisible(present, wanted));
    finding.notes.extend(note.map(str::to_owned));
    match &loaded.model.flake {
        FlakeState::Present(file) if !plan.owns(file) => finding
            .help("imp did not write it; run `imp-flake write --force`, which keeps it beside"),
        _ => finding,
    }
}

/// Whether a `flake.nix` is there that git ignores, so that nothing is known of it.
pub(super) fn is_ignored(loaded: &Loaded, path: &TreePath) -> bool {
    let disk = &loaded.project.disk;
    matches!(loaded.model.flake, FlakeState::Missing)
        && disk.is_on_disk(path)
        && disk.is_hidden(path)
}

/// How Nix sees a file that git ignores.
pub(super) fn track_ignored(path: &TreePath) -> String {
    let add = git_add(std::slice::from_ref(path)).replacen("add", "add -f", 1);
    format!("run `{add}`, or take it out of `.gitignore`")
}

/// The text of `flake.nix`, if there is one.
pub(super) fn present_text(loaded: &Loaded) -> Result<Option<&str>, Failure> {
    match &loaded.model.flake {
        FlakeState::Missing | FlakeState::Described { .. } => Ok(None),
        FlakeState::Present(file) => Ok(Some(&file.text)),
        FlakeState::Unreadable(error) => Err(unreadable(loaded, error)),
    }
}

/// What `flake.nix` should be, with the line ends that it has: where all of them are CR LF, as git may check out, they
/// stay, as they do when it is formatted.
pub(super) fn wanted_text(plan: &Plan, present: Option<&str>) -> Result<String, Failure> {
    let wanted = plan.text()?;
    Ok(if present.is_some_and(has_only_crlf) { wanted.replace('\n', "\r\n") } else { wanted })
}

fn unreadable(loaded: &Loaded, error: &ReadError) -> Failure {
    let path = crate::flake_path(&loaded.model).unwrap_or_else(|_| TreePath::root());
    let again = "run `imp-flake write`";
    Failure::new(format!("`{path}` can't be read: {error}")).help(match error {
        ReadError::Unreadable(EntryKind::DanglingLink | EntryKind::LinkCycle) => {
            format!("remove the link with `rm {path}`, or mend it, then {again}")
        }
        ReadError::NotUtf8(_) => {
            format!("save it as UTF-8, or move it away with `mv {path} {path}.orig`, then {again}")
        }
        ReadError::IsDirectory => format!("move the directory away, then {again}"),
        ReadError::Io(words) if words.contains("ermission denied") => {
            format!("give yourself the right to read it, with `chmod u+r {path}`, then {again}")
        }
        error if error.is_not_checked_out() => {
            let command = error.check_out().unwrap_or_default();
            format!("run `{command}`, then {again}")
        }
        _ => format!("mend that, or move it away with `mv {path} {path}.orig`, then {again}"),
    })
}

/// A difference that a diff does not show.
fn invisible(present: &str, wanted: &str) -> Option<&'static str> {
    if present.starts_with('\u{feff}') {
        return Some("it begins with a byte order mark, U+FEFF, which Nix rejects");
    }
    if !present.contains('\r') || wanted.contains('\r') {
        return None;
    }
    Some(if present.replace("\r\n", "\n") == wanted {
        "only the line ends differ: some of its lines end with CRLF, and imp writes LF"
    } else {
        "some of its lines end with CRLF, and imp writes LF"
    })
}

/// The findings in the files that were asked for, those about no file, and errors, which say why
/// `flake.nix` can't be checked.
fn limited(findings: &[Finding], wanted: &[TreePath]) -> Vec<Finding> {
    if wanted.is_empty() {
        return findings.to_vec();
    }
    let is_wanted = |finding: &&Finding| {
        let is_error = finding.severity == Severity::Error;
        is_error
            || finding.place.as_ref().is_none_or(|place| {
                let labels = finding.labels.iter().map(|label| &label.place.file);
                let mut files = labels.chain([&place.file]);
                files.any(|file| wanted.iter().any(|path| file.starts_with(path)))
            })
    };
    findings.iter().filter(is_wanted).cloned().collect()
}
