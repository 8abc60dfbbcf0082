//! The arguments.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use imp_cli::args::{CommonArgs, ReportArgs};

use crate::init::{Ci, HomeManager, SecretsTool, TEMPLATES};

/// Collect flake inputs from the files that need them and write flake.nix
///
/// Files declare the inputs that they need in `__inputs`, next to the code that uses them. imp-flake
/// reads the declarations without evaluating Nix, and writes `flake.nix` with all of them. Without a
/// command it writes.
#[derive(Clone, Debug, Parser)]
#[command(name = "imp-flake", version = imp_cli::version(), after_long_help = EXAMPLES)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `write`, which is the default
    #[command(flatten)]
    pub write: WriteArgs,
    /// The arguments that all commands share
    #[command(flatten)]
    pub options: Options,
}

const EXAMPLES: &str = "\
Examples:
  Make a new flake, and be asked what to make:
      imp-flake init
  Write flake.nix, and say what came, went and changed:
      imp-flake
  See what would change, and fail if something would:
      imp-flake check
  List the inputs and where each is declared:
      imp-flake inputs --format human
  Move a flake.nix that you wrote by hand to files that imp can work with:
      imp-flake write --adopt
  Ask who declares an input, who uses it, and what pulls it in:
      imp-flake why nixpkgs
  Check the flake against the rules:
      imp-flake lint
  Let inputs follow what the flake has, where they are declared:
      imp-flake follows --write
  See what is in a flake, also a stranger's:
      imp-flake show -C ~/src/dotfiles
  Read what a finding means:
      imp-flake explain input-conflict

Exit status: 0 nothing to say, or done; 1 a finding, or a difference; 2 it could not do its job.";

/// Where to work, and how to report.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Where to work
    #[command(flatten)]
    pub common: CommonArgs,
    /// How to report
    #[command(flatten)]
    pub report: ReportArgs,
}

impl AsRef<CommonArgs> for Arguments {
    fn as_ref(&self) -> &CommonArgs {
        &self.options.common
    }
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Write flake.nix, and say which inputs came, went and changed (the default)
    Write(WriteArgs),
    /// Show how flake.nix differs from the declarations, and fail if it does
    ///
    /// It needs the tree, because a document does not hold the text of flake.nix: with a document, compare with
    /// `imp-flake render --from FILE | diff flake.nix -`.
    Check {
        /// Report only findings in these files; flake.nix is always checked
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Check the flake against the rules
    ///
    /// `imp.lint.rules.NAME = "off" | "warn" | "error"` changes the severity of a rule, `imp.lint.excludes` names
    /// files in which no rule counts, and a comment `# imp: allow NAME` on the line of a finding, or alone on the
    /// line above, allows that one. It needs the tree: what rules ask for, such as comments, no document holds.
    #[command(after_long_help = super::help::lint())]
    Lint(LintArgs),
    /// Find inputs that bring their own copy of what the flake has, as flake.lock says
    ///
    /// These are the rules `missing-follows`, `stale-follows` and `duplicate-in-lock`. Lock anew afterwards,
    /// with `nix flake lock`. It needs the tree: a document does not hold the comments beside the inputs.
    Follows {
        /// Write the lines that are missing where the inputs are declared, and remove stale ones
        #[arg(long)]
        write: bool,
        /// Write nothing; print these changes as an `imp.edits/1` document
        #[arg(long, conflicts_with = "write")]
        edits: bool,
    },
    /// List every input with its definition and the places that declare it
    ///
    /// On a terminal as text, into a file or pipe as an `imp.inputs/1` document. With `--from` the inputs are
    /// those of an `imp.inputs/1` or `imp.model/1` document.
    Inputs,
    /// Print flake.nix without writing it
    ///
    /// With `--from` it is made from an `imp.inputs/1` or `imp.model/1` document.
    Render {
        /// Keep the present lines of inputs whose declarations can't be read
        #[arg(long)]
        keep_going: bool,
    },
    /// Say who declares and who uses an input, and what pulls it in
    ///
    /// With `--from` it is asked of an `imp.model/1` document.
    Why {
        /// The input
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Show what is in the flake: hosts, users, outputs and how they are put together
    ///
    /// It works for any flake. What can't be known without evaluation is said with its place. `SOURCE_DATE_EPOCH`
    /// stands for the present time, against which the age of the lock is counted. It needs the tree: a document holds
    /// neither the options of modules nor files in other languages.
    Show,
    /// Make a new flake from a template
    ///
    /// On a terminal it asks what to make; with a template, or elsewhere, the flags say it, and what they leave out stays
    /// as the template has it. Nothing is ever overwritten, and no network is needed.
    #[command(after_long_help = super::help::init())]
    Init(InitArgs),
    /// Explain a finding
    Explain {
        /// Its code, such as `input-conflict`
        #[arg(value_name = "CODE")]
        code: String,
    },
}

/// How to write.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteArgs {
    /// Write nothing; show the difference and fail if there is one
    #[arg(long)]
    pub check: bool,
    /// Replace a flake.nix that imp did not write, and keep it as flake.nix.orig
    #[arg(long)]
    pub force: bool,
    /// Take a flake.nix written by hand apart: inputs to nix/flake/inputs.nix, outputs to nix/flake/default.nix
    ///
    /// The difference is shown first; on a terminal it is written when you say so. Comments stay, relative paths are
    /// adjusted, and `imp.toml` says where the parts are. What can't move with certainty is reported, and nothing
    /// is written then.
    #[arg(long, conflicts_with_all = ["check", "force", "keep_going"])]
    pub adopt: bool,
    /// With --adopt: show the difference, and write nothing
    #[arg(long, requires = "adopt")]
    pub dry_run: bool,
    /// Write even if some declarations can't be read, and keep the present lines for them
    #[arg(long)]
    pub keep_going: bool,
}

/// What to make.
#[derive(Args, Clone, Debug, Default)]
pub struct InitArgs {
    /// The template, as `--template` names it
    #[arg(
        value_name = "TEMPLATE",
        conflicts_with = "template",
        value_parser = template_names(),
        hide_possible_values = true
    )]
    pub name: Option<String>,
    /// Make it from this template
    #[arg(
        long,
        value_name = "TEMPLATE",
        value_parser = template_names(),
        hide_possible_values = true
    )]
    pub template: Option<String>,
    /// Call the machine NAME
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// Call the user NAME
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Manage homes as: module, standalone, both
    #[arg(long, value_name = "HOW", value_enum, hide_possible_values = true)]
    pub home_manager: Option<HomeManager>,
    /// Keep secrets with: sops, agenix, none
    #[arg(long, value_name = "TOOL", value_enum, hide_possible_values = true)]
    pub secrets: Option<SecretsTool>,
    /// Check every change on: github, none
    #[arg(long, value_name = "WHERE", value_enum, hide_possible_values = true)]
    pub ci: Option<Ci>,
    /// Let direnv enter the shell of the flake; `--direnv=false` leaves that out
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub direnv: Option<bool>,
}

fn template_names() -> PossibleValuesParser {
    PossibleValuesParser::new(TEMPLATES.iter().map(|template| template.name))
}

/// How to check the flake against the rules.
#[derive(Args, Clone, Debug, Default)]
pub struct LintArgs {
    /// Report only findings in these files, and those about no file
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Apply the fixes that are certain, and report what is left
    #[arg(long)]
    pub fix: bool,
    /// Write nothing; print the fixes that are certain as an `imp.edits/1` document
    #[arg(long, conflicts_with = "fix")]
    pub edits: bool,
    /// Leave out the findings of this document, which an earlier `lint --json` has written
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Arguments::command().debug_assert();
    }
}
