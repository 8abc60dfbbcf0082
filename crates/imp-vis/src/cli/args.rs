//! The arguments.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use imp_cli::args::{CommonArgs, ReportArgs};

use crate::{graph, render, views};

/// Draw what is in a flake, and who uses what
///
/// Reads the tree without evaluating Nix and draws it as one page that works offline, or in another format.
/// The views `files` and `inputs` need none of imp's conventions. Without VIEW it draws the registry, or
/// the files where there is none.
#[derive(Clone, Debug, Parser)]
#[command(name = "imp-vis", version = imp_cli::version(), after_long_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What else to do
    #[command(subcommand)]
    pub command: Option<Command>,

    /// What to draw: registry, inputs, outputs, hosts, files
    #[arg(value_name = "VIEW", long_help = view_help(), value_parser = names(views::ALL.iter().map(|view| view.name)), hide_possible_values = true)]
    pub view: Option<String>,

    /// How to draw it
    #[command(flatten)]
    pub output: OutputArgs,

    /// What to leave out
    #[command(flatten)]
    pub part: PartArgs,

    /// Where to work
    #[command(flatten)]
    pub common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  Look at the flake in the browser:
      imp-vis --open
  Write the page to a file, or a picture for a README:
      imp-vis -o flake.html
      imp-vis hosts -o hosts.svg
  Show who uses a module, and whom they are used by:
      imp-vis --focus modules.nixos.base --direction in --depth 2 --format text
  Show why a host has a module, step by step with the lines:
      imp-vis --why hosts.web modules.nixos.base --format text
  Show what a branch changes, for a pull request:
      imp-vis --diff origin/main --format mermaid
  Find inputs that are locked twice:
      imp-vis inputs --format json | jq '.data.nodes[] | select(.flags | index(\"duplicate\"))'
  Draw a tree that was read elsewhere:
      imp-registry scan | imp-vis --from - > tree.html

Names are those of the registry, `modules.nixos.base`, and `outputs.…`, `inputs.…`, `sinks.…`,
`files.…`. In the view `files` they are paths.

Exit status: 0 done; 2 it could not do its job.";

/// What else to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Explain a finding
    Explain {
        /// Its code, such as `duplicate-in-lock`
        #[arg(value_name = "CODE")]
        code: String,

        /// How to print it
        #[command(flatten)]
        report: ReportArgs,
    },
}

/// How to draw it.
#[derive(Args, Clone, Debug, Default)]
pub struct OutputArgs {
    /// Draw as: html, svg, json, dot, mermaid, text, graphml
    ///
    /// Otherwise by the ending of the file of `-o`, else html.
    #[arg(long, value_name = "FORMAT", value_parser = names(formats()), hide_possible_values = true, help_heading = "Output")]
    pub format: Option<String>,

    /// Print an `imp.graph/1` document, short for `--format json`
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub json: bool,

    /// Indent the JSON
    #[arg(long, help_heading = "Output")]
    pub pretty: bool,

    /// Write to FILE, as a whole or not at all; `-` is stdout
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Open it in a browser: html or svg
    #[arg(long, help_heading = "Output")]
    pub open: bool,

    /// Link places to where the source is read: an address, `{path}` and `{line}` filled in
    #[arg(long, value_name = "URL", help_heading = "Output")]
    pub source_url: Option<String>,

    /// Colours of pages and pictures: auto, light, dark
    #[arg(
        long,
        value_name = "THEME",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        hide_default_value = true,
        help_heading = "Output"
    )]
    pub theme: Theme,

    /// Give it a title; otherwise the name of the directory
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub title: Option<String>,

    /// Text: print who uses what, instead of what uses whom
    #[arg(long, help_heading = "Output")]
    pub invert: bool,
}

/// What to leave out: alike in every format.
#[derive(Args, Clone, Debug, Default)]
pub struct PartArgs {
    /// Draw what is near NAME: a node, a cluster, or a file
    #[arg(long, value_name = "NAME", help_heading = "What")]
    pub focus: Option<String>,

    /// Go N edges far: 1 with `--focus`, otherwise from what nothing uses
    #[arg(long, value_name = "N", help_heading = "What")]
    pub depth: Option<u32>,

    /// Go to what uses it (in), what it uses (out), or both
    #[arg(
        long,
        value_name = "WAY",
        value_enum,
        hide_possible_values = true,
        help_heading = "What"
    )]
    pub direction: Option<Direction>,

    /// Draw only what a pattern matches: `modules.**`, `nix/hosts/*`
    #[arg(long, value_name = "GLOB", help_heading = "What")]
    pub include: Vec<String>,

    /// Leave out what a pattern matches
    #[arg(long, value_name = "GLOB", help_heading = "What")]
    pub exclude: Vec<String>,

    /// Open N levels of clusters; those below are one box each
    #[arg(long, value_name = "N", help_heading = "What")]
    pub collapse: Option<usize>,

    /// Draw the shortest way from one name to another
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], conflicts_with_all = ["focus", "depth", "direction", "invert"], help_heading = "What")]
    pub why: Vec<String>,

    /// Draw what came and went since a revision
    #[arg(long, value_name = "REV", conflicts_with = "from", help_heading = "What")]
    pub diff: Option<String>,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// As the system of whoever looks at it
    #[default]
    Auto,
    /// Dark on light
    Light,
    /// Light on dark
    Dark,
}

impl From<Theme> for render::Theme {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Auto => Self::Auto,
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Direction {
    In,
    Out,
    Both,
}

impl From<Direction> for graph::Direction {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::In => Self::In,
            Direction::Out => Self::Out,
            Direction::Both => Self::Both,
        }
    }
}

impl AsRef<CommonArgs> for Arguments {
    fn as_ref(&self) -> &CommonArgs {
        &self.common
    }
}

/// The name of the format that is a document.
pub(super) const JSON: &str = "json";

fn formats() -> impl Iterator<Item = &'static str> {
    render::ALL.iter().map(|renderer| renderer.name).chain([JSON])
}

/// How names of files end that say their format.
pub(super) fn endings() -> impl Iterator<Item = &'static str> {
    render::ALL.iter().map(|renderer| renderer.extension).chain([JSON])
}

/// The format of files that end so.
fn format_of(ending: &str) -> Option<&'static str> {
    formats()
        .zip(endings())
        .find(|(_, other)| other.eq_ignore_ascii_case(ending))
        .map(|(format, _)| format)
}

fn view_help() -> String {
    let line = |view: &views::View| format!("- {}: {}\n", view.name, view.summary);
    format!("What to draw:\n{}", views::ALL.iter().map(line).collect::<String>())
}

fn names(names: impl Iterator<Item = &'static str>) -> PossibleValuesParser {
    PossibleValuesParser::new(names.collect::<Vec<_>>())
}

impl OutputArgs {
    /// The format: the one that was asked for, else that of the file, else the page.
    pub fn format(&self) -> &str {
        if self.json {
            return JSON;
        }
        let of_file = || self.ending().and_then(format_of);
        self.format.as_deref().or_else(of_file).unwrap_or(render::ALL[0].name)
    }

    /// The file to write, unless that is standard output.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|file| *file != Path::new("-"))
    }

    /// The ending of the file, where it must say the format and is that of none.
    pub fn unknown_ending(&self) -> Option<&str> {
        let is_asked = self.json || self.format.is_some();
        self.ending().filter(|ending| !is_asked && format_of(ending).is_none())
    }

    fn ending(&self) -> Option<&str> {
        self.file()?.extension()?.to_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_names_every_view_and_format() {
        let help = Arguments::command().render_long_help().to_string();
        for view in views::ALL {
            assert!(help.contains(&format!("{}: ", view.name)), "{}", view.name);
        }
        let formats: Vec<&str> = formats().collect();
        let listed = help.lines().find(|line| line.contains("Draw as: ")).expect("it is there");
        assert!(formats.iter().all(|format| listed.contains(format)), "{listed}");
    }

    #[test]
    fn the_format_is_asked_for_or_that_of_the_file() {
        let format = |words: &[&str]| {
            let words = std::iter::once("imp-vis").chain(words.iter().copied());
            Arguments::parse_from(words).output.format().to_owned()
        };
        assert_eq!(format(&[]), "html");
        assert_eq!(format(&["-o", "x/a.svg"]), "svg");
        assert_eq!(format(&["-o", "a.json"]), "json");
        assert_eq!(format(&["-o", "a.svg", "--format", "text"]), "text");
        assert_eq!(format(&["-o", "a"]), "html");
        assert_eq!(format(&["--json"]), "json");
    }
}
