//! The program: arguments to calls of the library, results to reports.

mod args;
mod follow;
mod merge;
mod report;
mod staged;
mod stdin;
mod tree;
mod visit;

use std::path::Path;

use imp_cli::args::CommonArgs;
use imp_cli::git::{Marks, Repository};
use imp_cli::project::Project;
use imp_cli::root::Root;
use imp_cli::unread_modules::{Question, first_file, is_data, is_nix};
use imp_cli::{Exit, Failure, Streams};
use imp_model::eval::Known;
use imp_model::model::begins_with;
use imp_model::model::config::{Configuration, DEFAULT_HEADER, UnreadModules};
use imp_model::source::{Files, ReadError, TreePath, shell_word};
use imp_model::syntax;

use crate::engine::Engine;
use crate::findings;
use crate::parts::{add_given_parts, add_parts, find_parts};
use crate::selection::{NIX, refuse_other_nix};
use crate::settings::{OPTIONS, Settings};
pub use args::Arguments;
use args::{Command, FormatArgs, Options};

/// The name of the program in documents.
const TOOL: &str = "imp-fmt";

/// What `imp-fmt hook` prints.
const HOOK: &str = "\
#!/bin/sh
# Formats what is staged. Unstaged changes stay as they are. Written by `imp-fmt hook`.
if ! command -v imp-fmt >/dev/null; then
  echo \"error: imp-fmt is not on PATH, so .git/hooks/pre-commit can't format what is staged\" >&2
  echo \" = help: install it or enter the development shell; to commit without it: git commit --no-verify\" >&2
  exit 1
fi
exec imp-fmt --staged";

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
    if arguments.command.is_some() && arguments.format != FormatArgs::default() {
        return Err(Failure::new("a command takes no options about what to format, and how")
            .help("leave them out; for a file that is called as the command is, write `./NAME`"));
    }
    match &arguments.command {
        None => format(options, &arguments.format, streams),
        Some(Command::Hook) => {
            streams.out(&hook(&options.common)?);
            Ok(Exit::Clean)
        }
        Some(Command::Explain { code }) => {
            imp_cli::explain(TOOL, &findings::ALL, options.report, code, streams)
        }
        Some(Command::MergeDriver { base, ours, theirs, path, marker_size, labels }) => {
            let marks = Marks { size: *marker_size, labels };
            merge::merge_driver(options, [base, ours, theirs], path.as_deref(), &marks, streams)
        }
    }
}

/// The hook. Git runs it at the top of the working tree, where the flake need not be.
fn hook(common: &CommonArgs) -> Result<String, Failure> {
    let mut hook = HOOK.to_owned();
    let mut add = |option: &str, path: &Path| {
        hook.push_str(&format!(" {option}={}", shell_word(&path.to_string_lossy())));
    };
    let root = match Root::find(common.root.as_deref()) {
        Err(failure) if common.root.is_some() => return Err(failure),
        root => root.ok(),
    };
    let repository = root.as_ref().and_then(|root| Repository::find(&root.directory).ok()?);
    let top = repository.map(|repository| repository.work_tree).unwrap_or_default();
    if let Some(below) = root.as_ref().and_then(|root| root.directory.strip_prefix(&top).ok())
        && top != Path::new("")
        && below != Path::new("")
    {
        add("--root", below);
    }
    if let Some(config) = &common.config {
        let path = config.canonicalize().map_err(|error| {
            Failure::new(format!("can't find `{}`", config.display())).because(&error)
        })?;
        add("--config", path.strip_prefix(&top).unwrap_or(&path));
    }
    hook.push('\n');
    Ok(hook)
}

fn format(options: &Options, arguments: &FormatArgs, streams: &Streams) -> Result<Exit, Failure> {
    let has_dash = arguments.paths.iter().any(|path| path.as_os_str() == "-");
    match (&arguments.stdin_filepath, has_dash) {
        (None, false) if arguments.staged => {
            staged::staged(options, arguments, streams).map_err(for_hooks)
        }
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

/// Where Nix is the way out, it can be that of a hook.
fn for_hooks(failure: Failure) -> Failure {
    let way_out = "`nix fmt -- --staged`, which a hook can run as well";
    match failure.way_out().map(|help| help.replace("`nix fmt`", way_out)) {
        Some(help) => failure.help(help),
        None => failure,
    }
}

fn print_config(options: &Options, streams: &Streams) -> Result<Exit, Failure> {
    let mut project = Project::open(&options.common)?;
    read_parts(&mut project, options);
    let configuration = Settings::with_treefmt(&project.configuration, &project.disk)?;
    let format = options.report.format();
    streams.out(&imp_cli::configuration::print_config(TOOL, &configuration, format));
    Ok(Exit::Clean)
}

/// What is said of a path where nothing is; some words are commands elsewhere.
fn no_such(argument: &Path) -> Failure {
    let failure = Failure::new(format!("there is no `{}`", argument.display()));
    match argument.to_str() {
        Some("check") => failure.help("to list what is not formatted, run `imp-fmt --check`"),
        Some("diff") => failure.help("to see what would change, run `imp-fmt --diff`"),
        Some("staged") => failure.help("to format what is staged, run `imp-fmt --staged`"),
        Some("fmt" | "format" | "fix" | "write") => {
            failure.help("to format the whole tree, run `imp-fmt` without a word")
        }
        Some("lint") => failure.help("to check the rules, run `imp-flake lint`"),
        _ => failure.help("name files of this flake as seen from the working directory"),
    }
}

/// Whether files are looked for, beside those that are named, or what is named may be excluded.
fn searches(arguments: &FormatArgs) -> bool {
    let FormatArgs { paths, stdin_filepath, force_exclude, .. } = arguments;
    *force_exclude
        || stdin_filepath.is_none() && (paths.is_empty() || paths.iter().any(|path| path.is_dir()))
}

/// A file that may say what is formatted, where the configuration can't be read: one that is not there, a Nix file that
/// may set `imp.fmt`, data that a Nix file names, or parts in the outputs tree.
fn may_set_fmt(project: &Project) -> Option<TreePath> {
    let Project { disk, configuration, .. } = project;
    let is_gone = |gone: &&UnreadModules| disk.kind(&gone.path) == Err(ReadError::NotFound);
    if let Some(gone) = configuration.unread_modules.iter().find(is_gone) {
        return Some(gone.path.clone());
    }
    let root = TreePath::root();
    first_file(disk, &root, is_nix, |bytes, _| sets_fmt(bytes, b".="))
        .or_else(|| {
            // This one was read.
            let is_other = |name: &str| is_data(name) && name != "imp.toml";
            let is_named = |path: &TreePath| {
                let name = path.file_name().as_bytes();
                let names =
                    |bytes: &[u8], _: &TreePath| memchr::memmem::find(bytes, name).is_some();
                first_file(disk, &root, is_nix, names).is_some()
            };
            first_file(disk, &root, is_other, |bytes, path| {
                sets_fmt(bytes, b".=:]") && is_named(path)
            })
        })
        .or_else(|| find_parts(configuration, disk))
}

/// Refuses to go on where modules that only Nix finds may set `imp.fmt`.
fn refuse_unread_modules(project: &Project) -> Result<(), Failure> {
    let has_imp = |bytes: &[u8]| {
        std::str::from_utf8(bytes).is_ok_and(|text| !syntax::occurrences(text, "imp").is_empty())
    };
    let question = Question {
        says: "say what is excluded",
        option: "`imp.fmt`",
        or_else: Some("run `nix fmt`"),
        // In a list of names, too, as `lib.setAttrByPath` takes it.
        in_nix: &|bytes| (sets_fmt(bytes, b".=") || is_fmt_in_list(bytes)) && has_imp(bytes),
        in_data: &|bytes| sets_fmt(bytes, b".=:]"),
    };
    question.refuse(&project.configuration.unread_modules, &project.disk)
}

/// Whether there is a name `fmt` in front of one of these, such as `fmt.…` and `fmt = …`.
fn sets_fmt(bytes: &[u8], then: &[u8]) -> bool {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'\'');
    memchr::memmem::find_iter(bytes, b"fmt").any(|at| {
        let is_start = !bytes[..at].last().is_some_and(in_name);
        let rest = &bytes[at + 3..];
        let quotes: [&[u8]; 2] = [b"\"", b"'"];
        let rest = quotes.iter().find_map(|quote| rest.strip_prefix(*quote)).unwrap_or(rest);
        is_start && rest.trim_ascii_start().first().is_some_and(|next| then.contains(next))
    })
}

/// Whether `"fmt"` stands in a list.
fn is_fmt_in_list(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"\"fmt\"").any(|at| {
        let next = bytes[at + 5..].trim_ascii_start().first();
        next.is_some_and(|next| matches!(next, b'"' | b']'))
    })
}

/// Adds what the outputs tree says. Who gives the configuration gives this as well, as `nix fmt` does.
fn read_parts(project: &mut Project, options: &Options) {
    match options.common.config {
        Some(_) => add_given_parts(&mut project.configuration),
        None => add_parts(&mut project.configuration, &project.disk),
    }
}

/// Goes on without the options of `imp.fmt` that only Nix can read.
fn leave_out_unread(configuration: &mut Configuration, streams: &Streams) {
    for name in OPTIONS {
        if let Err(unread) = configuration.value(name) {
            let failure = Failure::from(unread);
            streams.note(&format!("warning: {failure}; formatting without what it says"));
            configuration.unset(name);
        }
    }
}

/// The `flake.nix` that imp-flake writes, if the configuration says so and it did.
fn generated(project: &Project) -> Option<TreePath> {
    let configuration = &project.configuration;
    if configuration.value("flakeFile.enable").ok()? != Some(&Known::Bool(true)) {
        return None;
    }
    let path = configuration.path("flakeFile.path").ok()?;
    let path = path.unwrap_or_else(|| TreePath::root().child("flake.nix"));
    let header = configuration.text("flakeFile.header", DEFAULT_HEADER).ok()?;
    let text = project.disk.read(&path).ok()?;
    begins_with(&text, header).then_some(path)
}

/// A tree and what applies to it.
struct Loaded {
    project: Project,
    settings: Settings,
}

impl Loaded {
    /// Opens the tree. A flake that does not parse is no reason not to format it: that is said, and the rest of
    /// the configuration holds. It is one if it may say which files are left alone, and the files are not named.
    fn open(
        options: &Options,
        arguments: &FormatArgs,
        root: Root,
        streams: &Streams,
    ) -> Result<Self, Failure> {
        let (mut project, unread) = Project::open_known(root, &options.common)?;
        if let Some(failure) = unread {
            if searches(arguments)
                && let Some(path) = may_set_fmt(&project)
            {
                return Err(Failure::new(format!(
                    "{failure}; nothing is formatted, because `{path}` may say what is excluded"
                ))
                .help(
                    "mend it, name the files to format, pass the configuration with `--config`, or, if Nix can read it, run `nix fmt`",
                ));
            }
            streams.note(&format!("warning: {failure}; formatting without what it says"));
        }
        read_parts(&mut project, options);
        if searches(arguments) && options.common.config.is_none() {
            refuse_unread_modules(&project)?;
        }
        if !searches(arguments) {
            leave_out_unread(&mut project.configuration, streams);
        }
        if arguments.formatters.iter().any(|name| name == NIX)
            && let Ok(all) = Settings::read(&project.configuration, &project.disk)
        {
            refuse_other_nix(&all.formatters)?;
        }
        let is_only_nix = arguments.formatters == [NIX];
        let mut settings = if is_only_nix {
            Settings::without_programs(&project.configuration, &project.disk)?
        } else {
            Settings::read(&project.configuration, &project.disk)?
        };
        settings.allow_missing |= arguments.allow_missing_formatter;
        settings.fail_on_change |= arguments.fail_on_change || arguments.ci;
        settings.force_exclude = arguments.force_exclude;
        if !settings.formatters.is_empty() {
            settings.generated = generated(&project);
        }
        Ok(Self { project, settings })
    }

    fn engine(&self, arguments: &FormatArgs) -> Result<Engine<'_>, Failure> {
        Engine::new(&self.project.disk, &self.settings, &arguments.formatters)
    }
}
