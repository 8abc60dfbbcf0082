//! `imp-flake init`: makes a new flake.

mod ask;

use std::path::PathBuf;

use imp_cli::args::Format;
use imp_cli::disk::Disk;
use imp_cli::report::Report;
use imp_cli::root::Root;
use imp_cli::write::{Change, Writer};
use imp_cli::{Exit, Failure, Streams};
use imp_model::source::{TreePath, shell_word};
use imp_model::wire;
use imp_model::wire::flake::InitData;

use super::args::InitArgs;
use super::unseen::unseen;
use super::{Options, TOOL};
use crate::init::{ChoiceError, Choices, HomeManager, TEMPLATES, Template, files, template};

/// What `nixos-generate-config` writes.
const HARDWARE: &str = "hardware-configuration.nix";
/// What git leaves out.
const IGNORES: &str = ".gitignore";
/// What holds a part of it in a configuration tree.
const FILE_SYSTEMS: &str = "fileSystems.nix";
/// So many files that are in the way are named.
const MOST: usize = 5;

pub(super) fn init(
    options: &Options,
    arguments: &InitArgs,
    streams: &Streams,
) -> Result<Exit, Failure> {
    let format = options.report.answer_format("`init`")?;
    if options.common.config.is_some() {
        return Err(Failure::new(
            "`init` makes a new flake, to which no other configuration applies",
        )
        .help("leave `--config` out"));
    }
    let root = Root::find(Some(options.common.root.as_deref().unwrap_or(".".as_ref())))?;
    let disk = Disk::open(&root.directory)?;
    let (template, choices) = chosen(arguments, &disk, streams)?;
    let mut files = files(template, &choices)?;
    // What it says is convenient, and nothing depends on it.
    let has_ignores = disk.is_on_disk(&TreePath::root().child(IGNORES));
    files.retain(|(path, _)| !has_ignores || path.as_str() != IGNORES);
    Writer::new(&disk).settle(streams)?;
    refuse_present(&disk, &files)?;
    let ignored = refuse_unseen(&disk, &files)?;
    let change = |(path, new): &(TreePath, String)| Change::Write {
        path: path.clone(),
        old: None,
        new: new.clone(),
    };
    Writer::new(&disk).apply(&files.iter().map(change).collect::<Vec<_>>())?;
    if format == Format::Human {
        let place = Made {
            from_shell: root.from_shell(options.common.directory.as_deref()),
            tracked_by: VersionControl::of(&disk),
        };
        streams.lines(summary(template, &choices, &files, &place));
        if has_ignores {
            streams.note(
                "`.gitignore` stays as it is; it should name `.direnv/`, `result` and `result-*`",
            );
        }
        for path in ignored {
            streams.note(&format!("git ignores `{path}`, so `git add -A` leaves it out"));
        }
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

/// Refuses to write where git would not take what Nix needs. Gives what else git ignores.
fn refuse_unseen(disk: &Disk, files: &[(TreePath, String)]) -> Result<Vec<TreePath>, Failure> {
    let mut ignored = Vec::new();
    for (path, _) in files {
        let Some((message, help)) = unseen(disk, path) else { continue };
        if path.file_name().starts_with('.') || path.as_str().starts_with('.') {
            ignored.push(path.clone());
        } else {
            return Err(Failure::new(message).help(format!("nothing was written; {help}")));
        }
    }
    Ok(ignored)
}

/// Where a flake was made.
struct Made {
    /// How its directory is seen from where the program was started; empty for there.
    from_shell: PathBuf,
    tracked_by: VersionControl,
}

/// What tracks the files of a directory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum VersionControl {
    Git,
    /// jj without git beside: to Nix a directory like any other.
    Jj,
    Nothing,
}

impl VersionControl {
    fn of(disk: &Disk) -> Self {
        if disk.repository().is_some() {
            return Self::Git;
        }
        let has_jj = disk.root().ancestors().any(|above| above.join(".jj").is_dir());
        if has_jj { Self::Jj } else { Self::Nothing }
    }
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
    place: &Made,
) -> Vec<String> {
    let mut lines = vec![format!("made a flake from `{}`", template.name)];
    lines.extend(files.iter().map(|(path, _)| format!("  {path}")));
    lines.push("next:".to_owned());
    let next = next(template, choices, files, place);
    let width = next.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    lines.extend(next.iter().map(|(command, why)| format!("  {command:width$}  # {why}")));
    lines
}

/// The commands that come next, and what each is for.
fn next(
    template: &Template,
    choices: &Choices,
    files: &[(TreePath, String)],
    place: &Made,
) -> Vec<(String, String)> {
    let mut next = Vec::new();
    if !place.from_shell.as_os_str().is_empty() {
        let directory = shell_word(&place.from_shell.to_string_lossy());
        next.push((format!("cd {directory}"), "where the flake is".to_owned()));
    }
    let git = match place.tracked_by {
        VersionControl::Git => Some("git add -A"),
        VersionControl::Nothing => Some("git init && git add -A"),
        VersionControl::Jj => None,
    };
    next.extend(git.map(|git| (git.to_owned(), "Nix sees only what git tracks".to_owned())));
    let mut say = |command: &str, why: &str| next.push((command.to_owned(), why.to_owned()));
    say("nix flake lock", "writes flake.lock, which belongs to git too");
    say("nix flake check", "builds every check");
    let Some(host) = choices.host.as_deref().or(template.host) else {
        let has_shells = files.iter().any(|(path, _)| path.as_str().contains("/devShells"));
        let (command, why) = match has_shells {
            true => ("nix develop", "enters a shell with what is needed"),
            false => ("nix run", "runs the package"),
        };
        next.push((command.to_owned(), why.to_owned()));
        return next;
    };
    let generate = "nixos-generate-config --show-hardware-config";
    let of_host = files.iter().map(|(path, _)| path).filter(|path| is_of_host(path, host));
    for path in of_host {
        next.extend(match path.file_name() {
            HARDWARE => Some((
                format!("{generate} > {path}"),
                "on the machine: its own disks and drivers".to_owned(),
            )),
            FILE_SYSTEMS => Some((
                generate.to_owned(),
                format!("on the machine: its disks belong in {path}, its drivers in a module"),
            )),
            _ => None,
        });
    }
    let command = format!("sudo nixos-rebuild switch --flake .#{host}");
    next.push((command, "on the machine".to_owned()));
    if choices.home_manager == Some(HomeManager::Standalone)
        && let Some(user) = choices.user.as_deref().or(template.user)
    {
        let command = format!("nix run home-manager -- switch --flake .#{user}@{host}");
        next.push((command, "as the user; later without `nix run … --`".to_owned()));
    }
    next
}

/// Whether a file is about this machine, in a template with several or with one.
fn is_of_host(path: &TreePath, host: &str) -> bool {
    let mut components = path.components().skip_while(|part| *part != "hosts").skip(1);
    components.next().is_none_or(|name| name == host)
}
