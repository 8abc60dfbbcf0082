//! The program: arguments to calls of the library, results to reports.

mod affected;
mod apply;
mod args;
mod changes;
mod check;
mod fixes;
mod history;
mod left_behind;
mod links;
mod migrate;
mod mv;
mod names;
mod orphans;
mod outside;
mod scan;
mod source;
mod then;
mod why;

use imp_cli::disk::Disk;
use imp_cli::project::Project;
use imp_cli::report::{Data, Report};
use imp_cli::root::Root;
use imp_cli::write::Writer;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::finding::Finding;
use imp_model::model::Model;

pub use args::Arguments;
use args::{Command, Options};

/// The name of the program in documents.
const TOOL: &str = "imp-registry";

/// Runs the program.
///
/// # Errors
/// A [`Failure`] when it can't do its job.
pub fn run(arguments: Arguments, streams: &Streams) -> Result<Exit, Failure> {
    let options = &arguments.options;
    if options.common.print_config {
        return print_config(options, streams);
    }
    if arguments.command.is_some() && arguments.check != args::CheckArgs::default() {
        return Err(Failure::new("paths stand after the command")
            .help("write `imp-registry check nix/outputs`"));
    }
    let command = arguments.command.clone().unwrap_or(Command::Check(arguments.check));
    refuse_document(options, &command)?;
    match command {
        Command::Check(check) => check::check(options, &check, streams),
        Command::List => names::list(options, streams),
        Command::Refs { name } => names::refs(options, name.as_deref(), streams),
        Command::Explain { code } => imp_cli::explain(TOOL, &[], options.report, &code, streams),
        Command::Mv(mv) => mv::mv(options, &mv, streams),
        Command::Why { file } => why::why(options, &file, streams),
        Command::Orphans => orphans::orphans(options, streams),
        Command::Affected { since } => affected::affected(options, &since, streams),
        Command::Scan => scan::scan(options, streams),
        Command::Apply { dry_run } => apply::apply(options, dry_run, streams),
        Command::Migrate(migrate) => migrate::migrate(options, &migrate, streams),
    }
}

/// A document holds no texts, which some commands need.
fn refuse_document(options: &Options, command: &Command) -> Result<(), Failure> {
    let what = match command {
        Command::Mv(_) => "mv",
        Command::Migrate(_) => "migrate",
        Command::Scan => "scan",
        Command::Explain { .. } => "explain",
        _ => return Ok(()),
    };
    match options.common.from {
        None => Ok(()),
        Some(_) => Err(Failure::new(format!("`imp-registry {what}` reads no document")).help(
            "leave `--from` out; `check`, `list`, `refs`, `why`, `orphans`, `affected` and `apply` take it",
        )),
    }
}

fn print_config(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let project = Project::open(&options.common)?;
    let format = options.report.answer_format("`--print-config`")?;
    streams.out(&imp_cli::configuration::print_config(TOOL, &project.configuration, format));
    Ok(Exit::Clean)
}

/// Completes what an earlier run that was killed has left half done, before anything is read.
fn settle(options: &Options, streams: &Streams) -> Result<bool, Failure> {
    let root = Root::find(options.common.root.as_deref())?;
    Writer::new(&Disk::open(&root.directory)?).settle(streams)
}

/// A flake and its model.
struct Loaded {
    project: Project,
    model: Model,
}

impl Loaded {
    fn new(options: &Options, wanted: Wanted) -> Result<Self, Failure> {
        let project = Project::open(&options.common)?;
        let model = project.model(wanted)?;
        Ok(Self { project, model })
    }

    /// Prints findings with the data of the command, and gives the exit status.
    fn report(
        &self,
        options: &Options,
        streams: &Streams,
        findings: &[Finding],
        data: &Data,
    ) -> Exit {
        let report = Report { tool: TOOL, findings, files: &self.project.disk, data };
        report.print(options.report.format(), options.report.fail_on, streams)
    }
}

/// Whether there are names at all; says so if not.
fn has_names(model: &Model, streams: &Streams) -> bool {
    let has_names = model.registry.is_some() || !model.registries.is_empty();
    if !has_names {
        streams.note(
            "this flake has no registry: `imp.registry.src` is not set, so there are no names to look at",
        );
    }
    has_names
}
