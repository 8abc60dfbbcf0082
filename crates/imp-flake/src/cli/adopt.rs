//! `imp-flake write --adopt`: takes a hand-written `flake.nix` apart.

use imp_cli::args::Format;
use imp_cli::diff::{FileDiff, unified};
use imp_cli::project::Project;
use imp_cli::report::Report;
use imp_cli::root::Root;
use imp_cli::write::{Change, Writer};
use imp_cli::{Exit, Failure, Paint, Streams};
use imp_model::facts::Wanted;
use imp_model::finding::Finding;
use imp_model::model::config::DEFAULT_HEADER;
use imp_model::model::{CollectedInput, FlakeFile, FlakeState};
use imp_model::source::{Files, TreePath, git_add_from};
use imp_model::text::Place;
use imp_model::wire;
use imp_model::wire::flake::FlakeData;

use super::args::WriteArgs;
use super::unseen::unseen;
use super::{Options, TOOL};
use crate::Plan;
use crate::adopt::{self, Adoption};

pub(super) fn adopt(
    options: &Options,
    arguments: &WriteArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let project = opened(options, arguments, streams)?;
    let path = TreePath::root().child("flake.nix");
    let flake = by_hand(&project, &path)?;
    let collected = match collected(&project, &flake)? {
        Ok(collected) => collected,
        Err(findings) => return Ok(refused(options, &project, &findings, streams)),
    };
    let adoption = match adopt::adopt(&project.disk, &flake, collected) {
        Ok(adoption) => adoption,
        Err(findings) => return Ok(refused(options, &project, &findings, streams)),
    };
    check_settings(&adoption)?;
    let unseen = unseen_files(&project, &path, &adoption);
    if !unseen.is_empty() {
        return Ok(refused(options, &project, &unseen, streams));
    }
    let is_human = options.report.format() == Format::Human;
    let shown = |paint| unified(&differences(&adoption), paint);
    let asks = is_human && !arguments.dry_run && streams.can_ask();
    if asks {
        streams.err(&shown(streams.err_paint()));
    } else if is_human {
        streams.out_now(&shown(streams.out_paint()))?;
    }
    let writes = !arguments.dry_run && (!asks || streams.yes_or_no("Write these files?", false)?);
    if writes {
        Writer::new(&project.disk).apply(&changes(&adoption))?;
    }
    if is_human {
        let root = project.root.from_shell(options.common.directory.as_deref());
        streams.lines(summary(&project, &root.to_string_lossy(), &adoption, writes));
        return Ok(Exit::Clean);
    }
    let data = FlakeData {
        file: path.to_string(),
        up_to_date: writes,
        written: writes,
        changes: Vec::new(),
        kept: Vec::new(),
        lost: Vec::new(),
        diff: shown(Paint::Plain),
        adopted: match writes {
            true => adoption.files.iter().map(|file| file.path.to_string()).collect(),
            false => Vec::new(),
        },
    };
    Ok(report(options, &project, &[], data, streams))
}

fn opened(options: &Options, arguments: &WriteArgs, streams: &Streams) -> Result<Project, Failure> {
    let common = &options.common;
    if arguments.dry_run {
        // What it says about imp, if anything, must not be lost.
        let (project, failure) = Project::open_any(Root::find(common.root.as_deref())?, common)?;
        return failure.map_or(Ok(project), Err);
    }
    Project::open_to_write(common, streams)
}

/// The `flake.nix` that somebody wrote by hand.
fn by_hand(project: &Project, path: &TreePath) -> Result<FlakeFile, Failure> {
    let configuration = &project.configuration;
    let header = configuration.text("flakeFile.header", DEFAULT_HEADER)?;
    let flake = match FlakeState::read(&project.disk, path) {
        FlakeState::Present(flake) if flake.begins_with(header) => {
            return Err(Failure::new("imp wrote this `flake.nix`, so there is nothing to adopt")
                .help("change what it is written from, and run `imp-flake write`"));
        }
        FlakeState::Present(flake) => flake,
        FlakeState::Unreadable(error) => {
            return Err(Failure::new(format!("`{path}` can't be read: {error}")));
        }
        FlakeState::Missing | FlakeState::Described { .. } => {
            return Err(Failure::new("there is no `flake.nix` to adopt")
                .help("make a new flake with `imp-flake init`"));
        }
    };
    match configuration.settings().find(|(name, _)| name.starts_with("flakeFile.")) {
        None => Ok(*flake),
        Some((name, setting)) => Err(Failure::new(format!(
            "`imp.{name}` is set already ({}), so it is known what `{path}` is to be written from",
            setting.origin
        ))
        .help("run `imp-flake write --force`, which keeps the present one beside")),
    }
}

/// The inputs that files declare beside the flake, as they will be written.
///
/// # Errors
/// In the outer result what keeps the tree from being read; in the inner one why an input is not certain.
fn collected(
    project: &Project,
    flake: &FlakeFile,
) -> Result<Result<Vec<CollectedInput>, Vec<Finding>>, Failure> {
    let model = project.model(Wanted::INPUTS)?;
    let plan = Plan::new(&model, false)?;
    if plan.is_blocked() {
        return Ok(Err(plan.findings));
    }
    let (known, new): (Vec<_>, Vec<_>) = plan
        .inputs
        .into_iter()
        .partition(|input| flake.inputs.iter().any(|known| known.name == input.name));
    let is_same = |input: &&CollectedInput| {
        flake.inputs.iter().any(|it| it.name == input.name && it.definition == input.definition)
    };
    let unlike: Vec<Finding> = known.iter().filter(|input| !is_same(input)).map(unlike).collect();
    Ok(if unlike.is_empty() { Ok(new) } else { Err(unlike) })
}

fn unlike(input: &CollectedInput) -> Finding {
    let message = format!("the input `{}` is declared here unlike in `flake.nix`", input.name);
    let finding = Finding::error("unadoptable-flake", message);
    let finding = match input.places.first() {
        Some(place) => finding.at(place.clone()),
        None => finding,
    };
    finding.help("declare it once, or in both places alike")
}

/// Refuses settings that would not go with what is in `imp.toml`.
fn check_settings(adoption: &Adoption) -> Result<(), Failure> {
    let file = adoption.files.iter().find(|file| file.path.as_str() == "imp.toml");
    let Some(file) = file else { return Ok(()) };
    imp_cli::toml::read(&file.path, &file.new).map(|_| ()).map_err(|failure| {
        Failure::new(
            "`imp.toml` has a table `flakeFile` already, and what it has to say would come twice",
        )
        .because(&failure)
        .help("take the table out of `imp.toml`")
    })
}

/// The new files that Nix would not see.
fn unseen_files(project: &Project, path: &TreePath, adoption: &Adoption) -> Vec<Finding> {
    let new = adoption.files.iter().filter(|file| file.old.is_none());
    let unseen = new.filter_map(|file| unseen(&project.disk, &file.path));
    let finding = |(message, help): (String, String)| {
        Finding::error("unadoptable-flake", message).at(Place::start_of(path)).help(help)
    };
    unseen.map(finding).collect()
}

fn refused(options: &Options, project: &Project, findings: &[Finding], streams: &Streams) -> Exit {
    let data = FlakeData {
        file: "flake.nix".to_owned(),
        up_to_date: false,
        written: false,
        changes: Vec::new(),
        kept: Vec::new(),
        lost: Vec::new(),
        diff: String::new(),
        adopted: Vec::new(),
    };
    let exit = report(options, project, findings, data, streams);
    if options.report.format() == Format::Human {
        streams.lines(["nothing is written: not every part can move with certainty"]);
    }
    exit
}

fn report(
    options: &Options,
    project: &Project,
    findings: &[Finding],
    data: FlakeData,
    streams: &Streams,
) -> Exit {
    let files: &dyn Files = &project.disk;
    let report = Report { tool: TOOL, findings, files, data: &wire::to_json(data) };
    report.print(options.report.format(), options.report.fail_on, streams)
}

fn differences(adoption: &Adoption) -> Vec<FileDiff<'_>> {
    let files = adoption.files.iter();
    files
        .map(|file| FileDiff { path: &file.path, old: file.old.as_deref(), new: Some(&file.new) })
        .collect()
}

fn changes(adoption: &Adoption) -> Vec<Change> {
    let change = |file: &adopt::AdoptedFile| Change::Write {
        path: file.path.clone(),
        old: file.old.as_deref().map(str::to_owned),
        new: file.new.clone(),
    };
    adoption.files.iter().map(change).collect()
}

fn summary(project: &Project, root: &str, adoption: &Adoption, written: bool) -> Vec<String> {
    if !written {
        return vec!["nothing is written".to_owned()];
    }
    let mut lines = vec!["adopted flake.nix".to_owned()];
    lines.extend(adoption.files.iter().map(|file| format!("  wrote {}", file.path)));
    if project.disk.repository().is_some() {
        let new = adoption.files.iter().filter(|file| file.old.is_none());
        let new: Vec<TreePath> = new.map(|file| file.path.clone()).collect();
        lines.push(format!(
            "git does not track all of them yet; run `{}`",
            git_add_from(root, &new)
        ));
    }
    lines
}
