//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use imp_cli::args::{CommonArgs, ReportArgs};

/// Check, rename and ask about the names of a flake's modules
///
/// The registry is a directory as names: `registry.modules.home.git` is the file
/// `modules/home/git.nix` in it. imp-registry reads every reference by scope, without evaluating Nix.
/// Without a command it checks them.
#[derive(Clone, Debug, Parser)]
#[command(name = "imp-registry", version = imp_cli::version(), after_long_help = EXAMPLES, override_usage = USAGE)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `check`, which is the default
    #[command(flatten)]
    pub check: CheckArgs,
    /// The arguments that all commands share
    #[command(flatten)]
    pub options: Options,
}

const USAGE: &str = "imp-registry [OPTIONS] [PATH]...
       imp-registry [OPTIONS] <COMMAND>";

const EXAMPLES: &str = "\
Examples:
  Find every reference that leads nowhere:
      imp-registry
  Rename a module, and everything that refers to it:
      imp-registry mv modules.home.git modules.home.vcs
  See the same as a diff first:
      imp-registry mv --dry-run modules/home/git modules/home/vcs
  Mend the references after files were moved by hand:
      imp-registry migrate --write
  Ask what a file is, and who uses it:
      imp-registry why nix/registry/modules/home/git.nix
  Ask what a branch can change, for a CI matrix:
      imp-registry affected --since origin/main --json
  Draw the tree:
      imp-registry scan | imp-vis --from - > tree.html
  Ask a document that was made before, here or elsewhere:
      imp-registry scan > tree.json
      imp-registry refs modules.home --from tree.json

`check`, `list`, `refs`, `why`, `orphans` and `affected` read an `imp.model/1` document with
`--from`, and `apply` one of edits or findings; the others need the texts of the files.

Exit status: 0 nothing to say, or done; 1 a finding of severity error; 2 it could not do its job.";

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
    /// Find every reference by name that leads nowhere, with the closest names (the default)
    ///
    /// `imp.lint.rules`, `imp.lint.excludes` and `# imp: allow NAME` count as they do for `imp-flake lint`.
    Check(CheckArgs),
    /// List the names of the registry
    List,
    /// Show who refers to what
    Refs {
        /// Only references to this name and what is below it
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Say what a file becomes, who uses it, or why nothing sees it
    Why {
        /// The file or directory
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// List the modules that nothing reaches
    Orphans,
    /// Rename in the registry: move the file or directory, and rewrite every reference and path
    ///
    /// Moving back gives the same bytes as at the start, unless two different trees become the same one, of which nobody
    /// can tell which it was. That is so for
    ///
    /// - quotes that a part of a name does not need, where the new name has no such part or needs them itself;
    ///
    /// - line breaks and comments between parts that go, the parentheses of `(registry.a).b` and
    ///   `(with registry; a).b`, where all that is in them goes;
    ///
    /// - a call such as `builtins.getAttr "b" registry.a`, where the new name is too short for both of its sides, or is
    ///   not of one part and the set is `registry` itself (a list of names takes any number there);
    ///
    /// - where the `?` of `registry.a ? b` stands, where the new name is shorter;
    ///
    /// - the `a` of `inherit (a) b`, where `a` starts from a variable and `b` leaves what that stands for;
    ///
    /// - the names of `inherit a b` below a `with`, which come back one by one, and what is below a `with`, where
    ///   something nearer has the new name;
    ///
    /// - a name that starts from one of several aliases of the same directory and leaves it: it comes back to the
    ///   innermost;
    ///
    /// - a `default_.nix` right in the registry, which needs its `_` in every other directory: after a time as `default`
    ///   there it comes back as `default.nix`, which has the same name;
    ///
    /// - a path that climbs further than it must, goes around or begins with `./..`, where the new place makes that the
    ///   shortest way or none.
    ///
    /// What can't be rewritten with certainty stops the rename: a path that is put together (`./a + "/b.nix"`), a name
    /// that another `with` may have, `lib.attrByPath` and the other questions that are calls, where such a call would not
    /// come back, a part with a default of its own, a question for the new name, a file that Nix can't read or that
    /// is not UTF-8 text, and a new name that a directory without modules would leave broken. A warning is a name or a
    /// path that goes on with what only Nix knows, a registry that goes to a function or any other expression which can't
    /// be followed (`(lib.id registry).a`), a name below a `registry` that may be another (`x.registry.a`), a directory
    /// that is used as a whole and holds something else afterwards, an input or a pattern of `imp.toml` that names what
    /// moves, and an output that is called after a host (`self.nixosConfigurations.web`). Submodules, and what a symbolic
    /// link leads to, are not moved.
    Mv(MvArgs),
    /// Rewrite references after files were moved on disk
    ///
    /// Compares the registry of a revision with the one on disk and pairs their files by path and content.
    /// What has no certain target is listed, never guessed. With `--write` all the rest is written; the exit status is 1
    /// as long as something is listed, be it a name, also one that another `with` may have, a path to what is gone, or a
    /// file that Nix can't read or that is not UTF-8 text. Where only Nix knows whether a place has an old name, there is a
    /// warning, as from `mv`.
    Migrate(MigrateArgs),
    /// Apply the edits of an `imp.edits/1` document, or the fixes of an `imp.findings/1` document
    ///
    /// Reads the document given with `--from`. All files are written or none: what a run that was killed has left half
    /// done is completed first, as `mv` and `migrate --write` do too, and given up where every file is back as it was.
    Apply {
        /// Write nothing; show the difference
        #[arg(long)]
        dry_run: bool,
    },
    /// List the outputs and hosts that a change can reach
    ///
    /// With `--json` a plain list of their names, for a CI matrix. With `--from` git says what has changed, and an
    /// `imp.model/1` document of the tree as it is now says what that reaches.
    Affected {
        /// Compare with this revision
        #[arg(long, value_name = "REV", default_value = "HEAD")]
        since: String,
    },
    /// Print the tree as an `imp.model/1` document
    Scan,
    /// Explain a finding
    Explain {
        /// Its code, such as `broken-reference`
        #[arg(value_name = "CODE")]
        code: String,
    },
}

/// What to check.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckArgs {
    /// Report only findings in these files and directories
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// What to rename, and how.
#[derive(Args, Clone, Debug)]
pub struct MvArgs {
    /// The name, or the path in the registry: `modules.home` or `modules/home`
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The new name or path
    #[arg(value_name = "NEW")]
    pub new: String,
    /// What to do with the changes
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What to do with changes instead of writing them.
#[derive(Args, Clone, Debug, Default)]
pub struct OutputArgs {
    /// Write nothing; show the difference
    #[arg(long)]
    pub dry_run: bool,
    /// Write nothing; print the changes as an `imp.edits/1` document
    #[arg(long, conflicts_with = "dry_run")]
    pub edits: bool,
}

/// What to migrate.
#[derive(Args, Clone, Debug)]
pub struct MigrateArgs {
    /// Learn the renames from the registry at this revision
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    pub since: String,
    /// Rename this name, whatever else is learnt; the longest that fits wins
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// Write the changes; otherwise they are only shown
    #[arg(long)]
    pub write: bool,
    /// Print the changes as an `imp.edits/1` document
    #[arg(long, conflicts_with = "write")]
    pub edits: bool,
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
