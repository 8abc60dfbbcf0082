//! The program: arguments to calls of the library, results to reports.

mod args;
mod merge;
mod report;
mod staged;
mod stdin;
mod tree;
mod visit;

use imp_cli::git::Marks;
use imp_cli::project::Project;
use imp_cli::root::Root;
use imp_cli::{Exit, Failure, Streams};

use crate::engine::Engine;
use crate::findings;
use crate::selection::NIX;
use crate::settings::Settings;
pub use args::Arguments;
use args::{Command, FormatArgs, Options};

/// The name of the program in documents.
const TOOL: &str = "imp-fmt";

/// What `imp-fmt hook` prints.
const HOOK: &str = "\
#!/bin/sh
# Formats what is staged. Unstaged changes stay as they are. Written by `imp-fmt hook`.
exec imp-fmt --staged
";

/// Runs the program.
///
/// # Errors
/// A [`Failure`] when it can't do its job.
pub fn run(arguments: Arguments, streams: &Streams) -> Result<Exit, Failure> {
    let options = &arguments.options;
    if options.common.from.is_some() {
        return Err(Failure::new("imp-fmt reads no document").help("leave `--from` out"));
    }
    if options.common.print_config {
        return print_config(options, streams);
    }
    match &arguments.command {
        None => format(options, &arguments.format, streams),
        Some(Command::Hook) => {
            streams.out(HOOK);
            Ok(Exit::Clean)
        }
        Some(Command::Explain { code }) => {
            imp_cli::explain(TOOL, findings::ALL.iter().copied(), options.report, code, streams)
        }
        Some(Command::MergeDriver { base, ours, theirs, path, marker_size, labels }) => {
            let marks = Marks { size: *marker_size, labels };
            merge::merge_driver(base, ours, theirs, path.as_deref(), &marks)
        }
    }
}

fn format(options: &Options, arguments: &FormatArgs, streams: &Streams) -> Result<Exit, Failure> {
    let has_dash = arguments.paths.iter().any(|path| path.as_os_str() == "-");
    match (&arguments.stdin_filepath, has_dash) {
        (None, false) if arguments.staged => staged::staged(options, arguments, streams),
        (None, false) => tree::tree(options, arguments, streams),
        (Some(name), true) if arguments.paths.len() == 1 => {
            stdin::stdin(options, arguments, name, streams)
        }
        (Some(_), true) => Err(Failure::new("`-` stands alone, without files")
            .help("run imp-fmt once more for the files")),
        (Some(name), false) => {
            let name = name.display();
            Err(Failure::new("`--stdin-filepath` needs `-`, so that standard input is read")
                .help(format!("write `imp-fmt --stdin-filepath {name} -`")))
        }
        (None, true) => Err(Failure::new("standard input has no name, so its language is unknown")
            .help("write `imp-fmt --stdin-filepath FILE.nix -`")),
    }
}

fn print_config(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let project = Project::open(&options.common)?;
    let configuration = Settings::with_treefmt(&project.configuration, &project.disk)?;
    let format = options.report.format();
    streams.out(&imp_cli::project::print_config(TOOL, &configuration, format));
    Ok(Exit::Clean)
}

/// A tree and what applies to it.
struct Loaded {
    project: Project,
    settings: Settings,
}

impl Loaded {
    /// Opens the tree. A flake that does not parse is no reason not to format it: that is said, and the rest of
    /// the configuration holds.
    fn open(
        options: &Options,
        arguments: &FormatArgs,
        root: Root,
        streams: &Streams,
    ) -> Result<Self, Failure> {
        let (project, unread) = Project::open_any(root, &options.common)?;
        if let Some(failure) = unread {
            streams.note(&format!("warning: {failure}; formatting without what it says"));
        }
        let is_only_nix = arguments.formatters == [NIX];
        let mut settings = if is_only_nix {
            Settings::without_programs(&project.configuration, &project.disk)?
        } else {
            Settings::read(&project.configuration, &project.disk)?
        };
        settings.allow_missing |= arguments.allow_missing_formatter;
        settings.fail_on_change |= arguments.fail_on_change || arguments.ci;
        Ok(Self { project, settings })
    }

    fn engine(&self, arguments: &FormatArgs) -> Result<Engine<'_>, Failure> {
        Engine::new(&self.project.disk, &self.settings, &arguments.formatters)
    }
}
