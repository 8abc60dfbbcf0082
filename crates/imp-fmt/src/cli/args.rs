//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use imp_cli::args::{CommonArgs, ReportArgs};

/// Format the files of the tree
///
/// Nix is formatted in the official style (RFC 166), as nixfmt does; other languages through the programs in
/// `imp.fmt.formatters`, or in an existing `treefmt.toml`. Without paths: all files that git tracks or
/// would track. A file of the tree that is named is always formatted; one elsewhere needs `--root` of its own.
#[derive(Clone, Debug, Parser)]
#[command(name = "imp-fmt", version = imp_cli::version(), override_usage = USAGE, after_long_help = EXAMPLES)]
pub struct Arguments {
    /// What else to do
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to format, and how
    #[command(flatten)]
    pub format: FormatArgs,
    /// The arguments that all commands share
    #[command(flatten)]
    pub options: Options,
}

const USAGE: &str = "imp-fmt [OPTIONS] [PATH]...\n       imp-fmt [OPTIONS] <COMMAND>";

const EXAMPLES: &str = "\
Examples:
  Format the whole tree:
      imp-fmt
  List the files that are not formatted, and fail if there are some:
      imp-fmt --check
  See what would change:
      imp-fmt --diff
  Format from an editor:
      imp-fmt --stdin-filepath nix/a.nix - < nix/a.nix
  Format what is staged whenever you commit:
      imp-fmt hook > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit
  Keep reformatting from causing merge conflicts:
      echo '*.nix merge=imp-fmt' >> .gitattributes
      git config merge.imp-fmt.driver 'imp-fmt merge-driver --marker-size %L --labels %X %S %Y -- %O %A %B %P'

Exit status: 0 nothing to say, or done; 1 a finding, or --check found a difference; 2 it could not do its job.";

const MERGE_DRIVER: &str = "\
Setup:
  In `.gitattributes`, which is committed:
      *.nix merge=imp-fmt
  In `.git/config`, in every clone (or once in `~/.gitconfig`):
      [merge \"imp-fmt\"]
          name = formats Nix before it merges
          driver = imp-fmt merge-driver --marker-size %L --labels %X %S %Y -- %O %A %B %P
  An old git that does not know the labels marks conflicts with `%X`: leave `--labels %X %S %Y` out there. Where imp-fmt
  is not on PATH, git keeps our version and reports a conflict.";

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

/// What to format, and how.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct FormatArgs {
    /// Format these files and what is in these directories; `-` is standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write nothing; list the files that are not formatted, and fail if there are some
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show the difference, and fail if there is one
    #[arg(long)]
    pub diff: bool,
    /// Write nothing; print the changes as an `imp.edits/1` document
    #[arg(long, conflicts_with_all = ["check", "diff", "staged"])]
    pub edits: bool,
    /// Format what is in git's index, and put it back there
    ///
    /// The same change is made in the working tree, but for lines that have changes which are not staged.
    #[arg(long)]
    pub staged: bool,
    /// Format standard input, which is the text of this file, to standard output
    #[arg(long, value_name = "PATH", conflicts_with_all = ["check", "diff", "edits", "staged"])]
    pub stdin_filepath: Option<PathBuf>,
    /// Leave alone what is excluded, also where it is named: for hooks, which name all that is committed
    #[arg(long)]
    pub force_exclude: bool,
    /// Fail if a file was changed
    #[arg(long)]
    pub fail_on_change: bool,
    /// Short for `--no-cache --fail-on-change`
    #[arg(long)]
    pub ci: bool,
    /// Look at every file anew, and remember nothing
    #[arg(long)]
    pub no_cache: bool,
    /// Leave out formatters that are not installed
    #[arg(long)]
    pub allow_missing_formatter: bool,
    /// Use only these formatters; `nix` is the one that is built in
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub formatters: Vec<String>,
}

/// What else to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Print a pre-commit hook that formats what is staged
    Hook,
    /// Merge three versions of a Nix file, formatted, for git
    ///
    /// Git runs it, once `.gitattributes` and git's configuration name it. The result is written to OURS. Exits with 1
    /// when conflicts are left in it.
    #[command(after_long_help = MERGE_DRIVER)]
    MergeDriver {
        /// The common ancestor: `%O`
        #[arg(value_name = "BASE")]
        base: PathBuf,
        /// Our version, and the result: `%A`
        #[arg(value_name = "OURS")]
        ours: PathBuf,
        /// Their version: `%B`
        #[arg(value_name = "THEIRS")]
        theirs: PathBuf,
        /// The path of the file in the tree: `%P`
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
        /// How many characters a conflict mark is long: `%L`
        #[arg(long, value_name = "N", default_value_t = 7)]
        marker_size: usize,
        /// What conflict marks call our version, the ancestor, and theirs: `%X %S %Y`
        #[arg(long, num_args = 3, value_names = ["OURS", "BASE", "THEIRS"], default_values = ["ours", "base", "theirs"])]
        labels: Vec<String>,
    },
    /// Explain a finding
    Explain {
        /// Its code, such as `syntax-error`
        #[arg(value_name = "CODE")]
        code: String,
    },
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
