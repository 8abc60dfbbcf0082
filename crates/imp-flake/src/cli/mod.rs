//! The program: arguments to calls of the library, results to reports.

mod adopt;
mod args;
mod check;
mod fixes;
mod follows;
mod help;
mod init;
mod inputs;
mod lint;
mod said;
mod show;
mod source;
mod unseen;
mod why;
mod write;

use imp_cli::project::Project;
use imp_cli::report::Report;
use imp_cli::texts::Texts;
use imp_cli::{Exit, Failure, Streams};
use imp_model::facts::Wanted;
use imp_model::finding::Finding;
use imp_model::model::config::Origin;
use imp_model::model::{FoundConfig, Model, is_set_in_outputs};
use imp_model::source::{EntryKind, Files, ReadError, TreePath};
use imp_model::text::{Place, Span};

use crate::lost::Lost;
use crate::{ChangeKind, Plan, PlanError, RenderError};
pub use args::Arguments;
use args::{Command, Options, WriteArgs};

/// The name of the program in documents.
const TOOL: &str = "imp-flake";

/// Runs the program.
///
/// # Errors
/// A [`Failure`] when it can't do its job.
pub fn run(arguments: Arguments, streams: &Streams) -> Result<Exit, Failure> {
    let options = &arguments.options;
    if options.common.print_config {
        return print_config(options, streams);
    }
    if arguments.command.is_some() && arguments.write != WriteArgs::default() {
        return Err(Failure::new(
            "`--check`, `--force`, `--keep-going` and `--adopt` stand after the command",
        )
        .help("write `imp-flake write --force`"));
    }
    let write = || Command::Write(arguments.write.clone());
    let command = arguments.command.clone().unwrap_or_else(write);
    if options.common.from.is_some() {
        refuse_document(&command)?;
    }
    match command {
        Command::Write(write) if write.check => check::check(options, &[], streams),
        Command::Write(write) if write.adopt => adopt::adopt(options, &write, streams),
        Command::Write(write) => write::write(options, &write, streams),
        Command::Check { paths } => check::check(options, &paths, streams),
        Command::Lint(lint) => lint::lint(options, &lint, streams),
        Command::Follows { write, edits } => follows::follows(options, write, edits, streams),
        Command::Inputs => inputs::inputs(options, streams),
        Command::Render { keep_going } => inputs::render(options, keep_going, streams),
        Command::Why { name } => why::why(options, &name, streams),
        Command::Show => show::show(options, streams),
        Command::Init(arguments) => init::init(options, &arguments, streams),
        Command::Explain { code } => imp_cli::explain(TOOL, &[], options.report, &code, streams),
    }
}

/// Refuses a document where it does not hold what the command needs.
fn refuse_document(command: &Command) -> Result<(), Failure> {
    let (name, why) = match command {
        Command::Inputs | Command::Render { .. } | Command::Why { .. } => return Ok(()),
        Command::Check { .. } | Command::Write(_) => {
            let name = if matches!(command, Command::Check { .. }) { "check" } else { "write" };
            let failure = Failure::new(format!(
                "`{name}` can't work on a document, which does not hold the text of `flake.nix`"
            ));
            return Err(failure.help(
                "leave `--from` out, or compare with `imp-flake render --from FILE | diff flake.nix -`",
            ));
        }
        Command::Lint(_) => (
            "lint",
            "its rules ask for comments, options and other files, which a document does not hold",
        ),
        Command::Follows { .. } => (
            "follows",
            "it asks for the comments beside the inputs, which a document does not hold",
        ),
        Command::Show => (
            "show",
            "it asks for options of modules and other files, which a document does not hold",
        ),
        Command::Init(_) => ("init", "it makes a new flake"),
        Command::Explain { .. } => ("explain", "it is about no flake"),
    };
    Err(Failure::new(format!("`{name}` can't work on a document: {why}"))
        .help("leave `--from` out; `inputs`, `render` and `why` read a document"))
}

fn print_config(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let format = options.report.answer_format("`--print-config`")?;
    let project = Project::open(&options.common)?;
    streams.out(&imp_cli::configuration::print_config(TOOL, &project.configuration, format));
    Ok(Exit::Clean)
}

/// A flake whose `flake.nix` imp writes, and its model.
struct Loaded {
    project: Project,
    model: Model,
}

impl Loaded {
    /// Reads the flake, which must be one whose `flake.nix` is generated.
    fn generated(options: &Options, wanted: Wanted) -> Result<Self, Failure> {
        Self::of(Project::open(&options.common)?, wanted)
    }

    /// The same, to write it.
    fn to_write(options: &Options, wanted: Wanted, streams: &Streams) -> Result<Self, Failure> {
        Self::of(Project::open_to_write(&options.common, streams)?, wanted)
    }

    fn of(project: Project, wanted: Wanted) -> Result<Self, Failure> {
        check_enabled(&project)?;
        let model = project.model(wanted)?;
        Ok(Self { project, model })
    }

    /// The files as they were read.
    fn texts(&self) -> Texts<'_> {
        Texts { model: &self.model, disk: &self.project.disk }
    }

    /// Prints findings with the data of the command, and gives the exit status.
    fn report(
        &self,
        options: &Options,
        streams: &Streams,
        findings: &[Finding],
        data: &imp_cli::report::Data,
    ) -> Exit {
        let report = Report { tool: TOOL, findings, files: &self.texts(), data };
        report.print(options.report.format(), options.report.fail_on, streams)
    }
}

/// Refuses a flake whose `flake.nix` imp does not write.
fn check_enabled(project: &Project) -> Result<(), Failure> {
    let configuration = &project.configuration;
    let names_core_inputs = configuration.origin("flakeFile.coreInputs").is_some();
    if configuration.writes_flake()? {
        return Ok(());
    }
    if matches!(project.found, FoundConfig::Absent) && is_set_in_outputs(&project.disk) {
        return Err(Failure::new(
            "`nix/flake` sets `imp = { … }`, and the outputs of `flake.nix` are not `import ./nix/flake inputs`",
        )
        .help(
            "write `outputs = inputs: import ./nix/flake inputs;` in `flake.nix`; or move it away with \
             `mv flake.nix flake.nix.orig`, and run `imp-flake`, which writes a new one",
        ));
    }
    let failure = match project.found {
        _ if names_core_inputs => {
            Failure::new("`imp.flakeFile.enable` is off, so imp does not write `flake.nix`")
        }
        FoundConfig::NoFlake => {
            Failure::new("there is neither `flake.nix` nor `nix/flake/default.nix`")
        }
        FoundConfig::Absent | FoundConfig::ImportMissing { .. } => {
            Failure::new("this flake sets no `imp = { … }` in what it gives to `mkFlake`")
        }
        FoundConfig::Found => {
            Failure::new("`imp.flakeFile.enable` is not set, so imp does not write `flake.nix`")
        }
    };
    let set = "set `imp.flakeFile = { enable = true; coreInputs = import ./inputs.nix; outputsFile = \"./nix/flake\"; };`";
    // The app of a flake that was started above it.
    let is_told =
        configuration.settings().any(|(_, set)| matches!(set.origin, Origin::ConfigFile(_)));
    Err(failure.help(match project.found {
        FoundConfig::NoFlake if is_told => {
            "run this inside of the flake that `--config` is for, or give its directory with `--root`"
                .to_owned()
        }
        FoundConfig::NoFlake => "make a new flake with `imp-flake init`".to_owned(),
        FoundConfig::Absent if !names_core_inputs => format!(
            "{set}; or let `imp-flake write --adopt` take a `flake.nix` apart that you wrote by hand"
        ),
        _ => set.to_owned(),
    }))
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Config(error) => error.into(),
            PlanError::PresentUnreadable(reason) => Failure::new(format!(
                "the present inputs of `flake.nix` can't be kept because {reason}"
            ))
            .help("mend `flake.nix`, or run without `--keep-going`"),
        }
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        let failure = Failure::new(error.to_string());
        match error {
            RenderError::HeaderIsCode(_) => failure.help("start every line of the header with `#`"),
            RenderError::NotNix(_) => failure,
        }
    }
}

/// The finding about an outputs file that is not there.
fn missing_outputs(loaded: &Loaded, plan: &Plan) -> Option<Finding> {
    let directory = plan.path.parent().unwrap_or_else(TreePath::root);
    let outputs = directory.join(&plan.flake.outputs_file)?;
    let disk = &loaded.project.disk;
    let file = match disk.kind(&outputs) {
        Ok(EntryKind::Directory) => outputs.child("default.nix"),
        _ => outputs,
    };
    let error = match disk.kind(&file) {
        Ok(EntryKind::File) => return None,
        Ok(kind) => ReadError::Unreadable(kind),
        Err(error) => error,
    };
    let place = match loaded.project.configuration.origin("flakeFile.outputsFile") {
        Some(Origin::Flake(place)) => Some(place.clone()),
        Some(Origin::ImpToml) => in_imp_toml(disk, "outputsFile"),
        _ => None,
    };
    Some(imp_lint::rules::missing_outputs(&plan.path, &file, &error, place))
}

/// The name of an input in a list, in which nobody would see an empty one.
fn listed(name: &str) -> &str {
    if name.is_empty() { "\"\"" } else { name }
}

/// Where `imp.toml` has a word first.
fn in_imp_toml(files: &dyn Files, word: &str) -> Option<Place> {
    let path = TreePath::root().child("imp.toml");
    let text = files.read(&path).ok()?;
    let at = text.find(word)?;
    Some(Place::new(&path, &text, Span::new(at, at + word.len())))
}

/// What the plan of a flake is, as the data of a report.
fn flake_data(
    plan: &Plan,
    up_to_date: bool,
    lost: &[Lost],
    written: bool,
    diff: String,
) -> imp_cli::report::Data {
    use imp_model::wire::flake::{Change, FlakeData, LostAttribute};
    let kind = |is_changed| if is_changed { ChangeKind::Changed } else { ChangeKind::Removed };
    let lost = lost.iter().map(|lost| LostAttribute {
        name: lost.name.clone(),
        kind: kind(lost.is_changed).name().into(),
        place: (&lost.place).into(),
        option: lost.option.map(str::to_owned),
    });
    let change = |change: &crate::Change| Change {
        name: change.name.clone(),
        kind: change.kind.name().into(),
        places: change.places.iter().map(Into::into).collect(),
    };
    imp_model::wire::to_json(FlakeData {
        file: plan.path.to_string(),
        up_to_date,
        written,
        changes: plan.changes.iter().map(change).collect(),
        kept: plan.kept.clone(),
        lost: lost.collect(),
        diff,
        adopted: Vec::new(),
    })
}
