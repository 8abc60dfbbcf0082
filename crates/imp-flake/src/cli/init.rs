//! `imp-flake init`: makes a new flake.

mod ask;

use imp_cli::args::Format;
use imp_cli::disk::Disk;
use imp_cli::report::Report;
use imp_cli::root::Root;
use imp_cli::write::{Change, Writer};
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::TreePath;
use imp_model::wire;
use imp_model::wire::flake::InitData;

use super::args::InitArgs;
use super::{Options, TOOL};
use crate::init::{ChoiceError, Choices, TEMPLATES, Template, files, template};

/// What `nixos-generate-config` writes.
const HARDWARE: &str = "hardware-configuration.nix";
/// So many files that are in the way are named.
const MOST: usize = 5;

pub(super) fn init(
    options: &Options,
    arguments: &InitArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let format = options.report.answer_format("`init`")?;
    let root = Root::find(Some(options.common.root.as_deref().unwrap_or(".".as_ref())))?;
    let disk = Disk::open(&root.directory)?;
    let (template, choices) = chosen(arguments, &disk, streams)?;
    let files = files(template, &choices)?;
    Writer::new(&disk).settle(streams)?;
    refuse_present(&disk, &files)?;
    let change = |(path, new): &(TreePath, String)| Change::Write {
        path: path.clone(),
        old: None,
        new: new.clone(),
    };
    Writer::new(&disk).apply(&files.iter().map(change).collect::<Vec<_>>())?;
    if format == Format::Human {
        streams.lines(summary(template, &choices, &files, disk.repository().is_some()));
        note_misplaced(&disk, &files, streams);
        return Ok(Exit::Clean);
    }
    let data = InitData {
        template: template.name.to_owned(),
        files: files.iter().map(|(path, _)| path.to_string()).collect(),
    };
    let report = Report { tool: TOOL, findings: &[], files: &disk, data: &wire::to_json(data) };
    Ok(report.print(format, options.report.fail_on, streams))
}

impl From<ChoiceError> for Failure {
    fn from(error: ChoiceError) -> Self {
        Failure::new(error.message).help(error.help)
    }
}

/// What the flags say, or on a terminal what is answered.
fn chosen(
    arguments: &InitArgs,
    disk: &Disk,
    streams: &Streams,
) -> Result<(&'static Template, Choices), Failure> {
    let choices = Choices {
        host: arguments.host.clone(),
        user: arguments.user.clone(),
        home_manager: arguments.home_manager,
        secrets: arguments.secrets,
        ci: arguments.ci,
        direnv: arguments.direnv,
    };
    let name = arguments.name.as_deref().or(arguments.template.as_deref());
    match name.map(template) {
        Some(template) => Ok((template.expect("the arguments are held to their names"), choices)),
        None if streams.can_ask() => {
            // Every template has it; nobody has to answer for nothing.
            let flake = TreePath::root().child("flake.nix");
            refuse_present(disk, &[(flake, String::new())])?;
            ask::ask(choices, streams)
        }
        None => {
            let names: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
            let failure = Failure::new("there is no terminal to ask on, and no template is named");
            Err(failure
                .help(format!("write `imp-flake init NAME`; there are: {}", names.join(", "))))
        }
    }
}

/// Refuses to write where something is.
fn refuse_present(disk: &Disk, files: &[(TreePath, String)]) -> Result<(), Failure> {
    let present: Vec<&TreePath> =
        files.iter().map(|(path, _)| path).filter(|path| disk.is_on_disk(path)).collect();
    if present.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = present.iter().take(MOST).map(|path| format!("`{path}`")).collect();
    let more = present.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let are = if present.len() == 1 { "is" } else { "are" };
    Err(Failure::new(format!("{}{more} {are} there already", named.join(", "))).help(
        "nothing was written; make the flake in an empty directory, with `-C DIR`, or take a `flake.nix` \
         that you wrote by hand apart with `imp-flake write --adopt`",
    ))
}

/// Says that workflows of a flake below the top of its repository are where GitHub does not look.
fn note_misplaced(disk: &Disk, files: &[(TreePath, String)], streams: &Streams) {
    let workflows = TreePath::root().child(".github");
    let below = disk.repository().and_then(|it| disk.root().strip_prefix(&it.work_tree).ok());
    if let Some(below) = below.filter(|below| below.components().next().is_some())
        && files.iter().any(|(path, _)| path.starts_with(&workflows))
    {
        streams.note(&format!(
            "GitHub reads `.github` at the top of the repository only: move it there, and give its jobs \
             `defaults.run.working-directory: {}`",
            below.display()
        ));
    }
}

fn summary(
    template: &Template,
    choices: &Choices,
    files: &[(TreePath, String)],
    is_repository: bool,
) -> Vec<String> {
    let mut lines = vec![format!("made a flake from `{}`", template.name)];
    lines.extend(files.iter().map(|(path, _)| format!("  {path}")));
    lines.push("next:".to_owned());
    let next = next(template, choices, files, is_repository);
    let width = next.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    lines.extend(next.iter().map(|(command, why)| format!("  {command:width$}  # {why}")));
    lines
}

/// The commands that come next, and what each is for.
fn next(
    template: &Template,
    choices: &Choices,
    files: &[(TreePath, String)],
    is_repository: bool,
) -> Vec<(String, &'static str)> {
    let git = if is_repository { "git add -A" } else { "git init && git add -A" };
    let mut next = vec![
        (git.to_owned(), "Nix sees only what git tracks"),
        ("nix flake lock".to_owned(), "writes flake.lock, which belongs to git too"),
        ("nix flake check".to_owned(), "builds every check"),
    ];
    let Some(host) = choices.host.as_deref().or(template.host) else {
        let has_shells = files.iter().any(|(path, _)| path.as_str().contains("/devShells"));
        let (command, why) = match has_shells {
            true => ("nix develop", "enters a shell with what is needed"),
            false => ("nix run", "runs the package"),
        };
        next.push((command.to_owned(), why));
        return next;
    };
    let hardware = files.iter().map(|(path, _)| path);
    let mut hardware = hardware.filter(|path| path.file_name() == HARDWARE);
    if let Some(path) = hardware.find(|path| !path.as_str().contains("server")) {
        let command = format!("nixos-generate-config --show-hardware-config > {path}");
        next.push((command, "on the machine: its own disks and drivers"));
    }
    let command = format!("sudo nixos-rebuild switch --flake .#{host}");
    next.push((command, "on the machine"));
    next
}
