//! `imp-flake write`: writes `flake.nix`.

use std::thread;
use std::time::Duration;

use imp_cli::args::Format;
use imp_cli::diff::{FileDiff, unified};
use imp_cli::write::{Change, Writer};
use imp_cli::{Exit, Failure, Paint, Streams};
use imp_model::facts::Wanted;
use imp_model::model::FlakeState;
use imp_model::source::{Files, ReadError, TreePath, git_add_from};

use super::args::WriteArgs;
use super::check::{is_ignored, present_text, track_ignored, wanted_text};
use super::said::findings;
use super::{Loaded, Options, flake_data, listed};
use crate::lost::{Lost, lost};
use crate::{ChangeKind, Plan};

/// How long an editor may take from emptying a file to writing it.
const SAVING: Duration = Duration::from_millis(100);

pub(super) fn write(
    options: &Options,
    arguments: &WriteArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let loaded = Loaded::to_write(options, Wanted::INPUTS, streams)?;
    let plan = Plan::new(&loaded.model, arguments.keep_going)?;
    let findings = findings(&loaded, &plan)?;
    let present = present_text(&loaded)?;
    let wanted = wanted_text(&plan, present)?;
    let is_stale = present != Some(wanted.as_str());
    let may_write = !plan.is_blocked() || arguments.keep_going;
    let written = is_stale && may_write;
    if written {
        let changes = file_changes(&loaded, &plan, &wanted, arguments.force)?;
        // What is saved just now is noticed when the file is compared with what was read.
        if present.is_some_and(str::is_empty) {
            thread::sleep(SAVING);
        }
        Writer::new(&loaded.project.disk).apply(&changes)?;
    }
    let difference = [FileDiff { path: &plan.path, old: present, new: Some(&wanted) }];
    let difference = if written { unified(&difference, Paint::Plain) } else { String::new() };
    let lost = match &loaded.model.flake {
        FlakeState::Present(file) if written && plan.owns(file) => {
            lost(&plan.path, &file.text, &wanted)
        }
        _ => Vec::new(),
    };
    let data = flake_data(&plan, may_write, &lost, written, difference);
    let exit = loaded.report(options, streams, &findings, &data);
    if options.report.format() == Format::Human {
        let root = loaded.project.root.from_shell(options.common.directory.as_deref());
        let root = root.to_string_lossy();
        streams.lines(summary(&loaded, &root, &plan, &lost, (written, may_write)));
    }
    Ok(exit)
}

/// What to write: `flake.nix`, and beside it the one that is replaced if imp did not write it.
fn file_changes(
    loaded: &Loaded,
    plan: &Plan,
    wanted: &str,
    force: bool,
) -> Result<Vec<Change>, Failure> {
    if is_ignored(loaded, &plan.path) {
        let message = format!("git ignores `{}`, so Nix does not see it", plan.path);
        return Err(Failure::new(message)
            .help(format!("{}, then run `imp-flake write`", track_ignored(&plan.path))));
    }
    let old = present_text(loaded)?.map(str::to_owned);
    let write = Change::Write { path: plan.path.clone(), old: old.clone(), new: wanted.to_owned() };
    let FlakeState::Present(file) = &loaded.model.flake else { return Ok(vec![write]) };
    if plan.owns(file) {
        return Ok(vec![write]);
    }
    let path = &plan.path;
    if !force {
        return Err(Failure::new(format!(
            "imp did not write `{path}`, so it does not overwrite it"
        ))
        .help(format!(
            "move its inputs to the files that need them, then run `imp-flake write --force`; \
                 the present one is kept as `{path}.orig`"
        )));
    }
    let kept = TreePath::new(&format!("{path}.orig")).expect("beside a path below the root");
    match loaded.project.disk.kind(&kept) {
        Err(ReadError::NotFound) => {}
        _ => {
            return Err(Failure::new(format!("`{kept}` is there already"))
                .help("move it away, so that nothing is lost, and run again"));
        }
    }
    let new = old.unwrap_or_default();
    Ok(vec![Change::Write { path: kept, old: None, new }, write])
}

fn summary(
    loaded: &Loaded,
    from_shell: &str,
    plan: &Plan,
    lost: &[Lost],
    (written, may_write): (bool, bool),
) -> Vec<String> {
    let path = &plan.path;
    if !may_write {
        return vec![format!(
            "{path} is not written; mend the errors, or run with `--keep-going` to keep the present \
             lines for what can't be read"
        )];
    }
    if !written {
        return vec![format!("{path} is up to date")];
    }
    let mut lines = vec![format!("wrote {path}")];
    for change in &plan.changes {
        let sign = match change.kind {
            ChangeKind::Added => '+',
            ChangeKind::Removed => '-',
            ChangeKind::Changed => '~',
        };
        let places: Vec<String> = change.places.iter().map(ToString::to_string).collect();
        let was = if change.kind == ChangeKind::Removed { "was at " } else { "" };
        let name = listed(&change.name);
        lines.push(format!("  {sign} {name}  {was}{}", places.join(", ")));
    }
    lines.extend(lost.iter().map(lost_line));
    for name in &plan.kept {
        lines.push(format!("  = {}  kept as it was", listed(name)));
    }
    let is_new = matches!(loaded.model.flake, FlakeState::Missing);
    let untracked = if is_new { loaded.project.disk.to_track(path) } else { Vec::new() };
    if is_new && loaded.project.disk.is_hidden(path) {
        lines.push(format!("git ignores it, so Nix does not see it; {}", track_ignored(path)));
    } else if !untracked.is_empty() {
        let add = git_add_from(from_shell, &untracked);
        lines.push(format!("git does not track it yet; run `{add}`"));
    }
    lines
}

/// What `flake.nix` had beside inputs and has no more.
fn lost_line(lost: &Lost) -> String {
    let sign = if lost.is_changed { '~' } else { '-' };
    // What is changed is what the option says.
    let way = match lost.option {
        Some(option) if !lost.is_changed => format!("; set `{option}` to keep it"),
        _ => String::new(),
    };
    format!("  {sign} {}  was at {}{way}", listed(&lost.name), lost.place)
}
