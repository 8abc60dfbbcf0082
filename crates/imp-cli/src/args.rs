//! The arguments that all programs share.
//!
//! A program flattens [`CommonArgs`], and [`ReportArgs`] too where it has findings to report (imp-vis
//! has formats of its own), and hands its own `clap::Parser` to [`run`](crate::run()).

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{ColorChoice, Failure};

/// Where to work, and how to speak.
#[derive(Args, Clone, Debug, Default)]
pub struct CommonArgs {
    /// Change to DIR first
    #[arg(short = 'C', value_name = "DIR", global = true, help_heading = "Where")]
    pub directory: Option<PathBuf>,

    /// Take DIR for the root of the flake
    ///
    /// Otherwise it is the nearest parent directory with `flake.nix`, `.git` or `.jj`.
    #[arg(long, value_name = "DIR", global = true, help_heading = "Where")]
    pub root: Option<PathBuf>,

    /// Read the configuration from a JSON file
    ///
    /// It goes before what `flake.nix` and `imp.toml` say; flags go before it. Of several the last counts.
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        overrides_with = "config",
        help_heading = "Where"
    )]
    pub config: Option<PathBuf>,

    /// Read a document instead of the tree; `-` is standard input
    #[arg(long, value_name = "FILE", global = true, help_heading = "Where")]
    pub from: Option<PathBuf>,

    /// Show the configuration that applies, and where each value comes from
    #[arg(long, global = true, help_heading = "Output")]
    pub print_config: bool,

    /// Use colour when: auto, always, never
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        hide_default_value = true,
        global = true,
        help_heading = "Output"
    )]
    pub color: ColorChoice,

    /// Say more
    #[arg(short, long, global = true, help_heading = "Output")]
    pub verbose: bool,
}

/// How to report findings.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct ReportArgs {
    /// Report as: human, json, sarif, github
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        hide_possible_values = true,
        global = true,
        help_heading = "Output"
    )]
    format: Option<Format>,

    /// Report as JSON, short for `--format json`
    #[arg(long, global = true, conflicts_with = "format", help_heading = "Output")]
    json: bool,

    /// Exit with 1 from this severity on: error, warning
    #[arg(
        long,
        value_name = "SEVERITY",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        hide_default_value = true,
        global = true,
        help_heading = "Output"
    )]
    pub fail_on: FailOn,
}

impl ReportArgs {
    /// The format to report in.
    pub fn format(self) -> Format {
        self.asked().unwrap_or_default()
    }

    /// The format of an answer in which there are no findings: human or JSON. `what` is the command.
    ///
    /// # Errors
    /// When another one was asked for.
    pub fn answer_format(self, what: &str) -> Result<Format, Failure> {
        match self.format() {
            format @ (Format::Human | Format::Json) => Ok(format),
            Format::Sarif | Format::Github => Err(Failure::new(format!(
                "{what} reports no findings, so `--format sarif` and `--format github` have nothing to show"
            ))
            .help("leave `--format` out, or ask for `--json`")),
        }
    }

    /// The format that was asked for, if one was.
    pub fn asked(self) -> Option<Format> {
        if self.json { Some(Format::Json) } else { self.format }
    }
}

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text with source lines
    #[default]
    Human,
    /// An `imp.findings/1` document
    Json,
    /// SARIF 2.1.0, as code scanning takes it
    Sarif,
    /// Workflow commands of GitHub Actions, which become annotations
    Github,
}

/// The least severity that gives exit status 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Only errors
    #[default]
    Error,
    /// Errors and warnings
    Warning,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, Parser};

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        common: CommonArgs,
        #[command(flatten)]
        report: ReportArgs,
        #[command(subcommand)]
        command: Option<Command>,
    }

    #[derive(clap::Subcommand)]
    enum Command {
        Check,
    }

    #[test]
    fn the_definitions_hold_together() {
        Program::command().debug_assert();
    }

    #[test]
    fn shared_arguments_may_stand_after_the_command() {
        let program =
            Program::try_parse_from(["p", "check", "--json", "-C", "x", "--fail-on", "warning"])
                .unwrap();
        assert!(matches!(program.command, Some(Command::Check)));
        assert_eq!(program.report.format(), Format::Json);
        assert_eq!(program.report.fail_on, FailOn::Warning);
        assert_eq!(program.common.directory, Some("x".into()));
        assert!(Program::try_parse_from(["p", "--json", "--format", "human"]).is_err());
    }
}
