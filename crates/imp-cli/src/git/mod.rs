//! What is read of git: where the repository is, its index, and what it ignores.
//!
//! Where the repository is, its index and what it ignores are read without obeying the repository's configuration,
//! so that nothing in a stranger's repository is ever run, and without starting a process, but where only git
//! knows which files its configuration is in. What needs the program git is in [`Git`].

mod command;
mod config;
mod ignore;
mod index;
mod merge;
mod staged;

pub use command::{Git, TreeFile};
pub(crate) use config::submodules;
pub(crate) use ignore::Ignores;
pub(crate) use index::{Index, Tracked};
pub use merge::{Marks, Merged, merge};
pub use staged::StagedFile;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::failure::from_here;

/// A git repository with a working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The top of the working tree.
    pub work_tree: PathBuf,
    /// Where the index and `HEAD` are: `.git`, or what it points to.
    pub git_dir: PathBuf,
    /// Where the parts are that all working trees share; else the same as `git_dir`.
    pub common_dir: PathBuf,
}

impl Repository {
    /// The repository that holds `directory`, which is absolute with links resolved.
    ///
    /// # Errors
    /// When a `.git` file leads to no repository, or nobody may look into a `.git` directory.
    pub fn find(directory: &Path) -> Result<Option<Self>, Failure> {
        for work_tree in directory.ancestors() {
            let dot_git = work_tree.join(".git");
            let Ok(metadata) = fs::metadata(&dot_git) else { continue };
            if metadata.is_dir() {
                match dot_git.join("HEAD").symlink_metadata() {
                    Ok(_) => return Ok(Some(Self::at(work_tree, dot_git))),
                    // Git too takes a `.git` without `HEAD` for an ordinary directory.
                    Err(error) if error.kind() != ErrorKind::PermissionDenied => {}
                    Err(error) => return Err(closed(&dot_git, &error)),
                }
            } else if metadata.is_file() {
                return linked(work_tree, &dot_git).map(Some);
            }
        }
        Ok(None)
    }

    fn at(work_tree: &Path, git_dir: PathBuf) -> Self {
        let common = fs::read_to_string(git_dir.join("commondir")).ok();
        let common_dir =
            common.map_or_else(|| git_dir.clone(), |text| git_dir.join(text.trim_end()));
        Self { work_tree: work_tree.to_path_buf(), git_dir, common_dir }
    }
}

/// What git tracks can't be known.
fn closed(dot_git: &Path, error: &std::io::Error) -> Failure {
    let name = from_here(dot_git);
    Failure::new(format!("can't look into the git repository `{name}`"))
        .because(error)
        .help(format!("give yourself the right to read it, with `chmod -R u+rX {name}`"))
}

/// The repository that a `.git` file names, as submodules and linked working trees have it.
fn linked(work_tree: &Path, dot_git: &Path) -> Result<Repository, Failure> {
    let broken = || {
        Failure::new(format!("`{}` leads to no git repository", from_here(dot_git))).help(
            "mend the link (`git worktree repair`), or remove the file to go by the files on disk",
        )
    };
    let text = fs::read_to_string(dot_git).map_err(|error| broken().because(&error))?;
    let target = text.strip_prefix("gitdir:").ok_or_else(broken)?.trim();
    let git_dir = work_tree.join(target);
    if git_dir.join("HEAD").symlink_metadata().is_err() {
        return Err(broken());
    }
    Ok(Repository::at(work_tree, git_dir))
}

/// A real git for the tests, deaf to the configuration of whoever runs them.
#[cfg(test)]
pub(crate) mod test_support {
    use std::path::Path;
    use std::process::{Command, Stdio};

    /// Runs git in a directory.
    ///
    /// # Panics
    /// When it fails.
    pub(crate) fn git(directory: &Path, arguments: &[&str]) {
        assert!(try_git(directory, arguments), "git {arguments:?} failed");
    }

    /// Runs git in a directory; gives whether it succeeded.
    pub(crate) fn try_git(directory: &Path, arguments: &[&str]) -> bool {
        let mut command = Command::new("git");
        command.args([
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.org",
            "-c",
            "commit.gpgsign=false",
        ]);
        command.args(arguments).current_dir(directory);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        command.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().expect("git is needed for these tests").success()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_linked_and_absent_repositories() {
        let temp = tempfile::tempdir().unwrap();
        let top = temp.path().canonicalize().unwrap();
        let main = top.join("main");
        fs::create_dir_all(main.join(".git/worktrees/side")).unwrap();
        fs::create_dir_all(main.join("sub/.git")).unwrap();
        fs::create_dir_all(top.join("side/deep")).unwrap();
        fs::write(main.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(main.join(".git/worktrees/side/HEAD"), "ref: refs/heads/side\n").unwrap();
        fs::write(main.join(".git/worktrees/side/commondir"), "../..\n").unwrap();
        fs::write(top.join("side/.git"), "gitdir: ../main/.git/worktrees/side\n").unwrap();

        let found = Repository::find(&main.join("sub")).unwrap().unwrap();
        assert_eq!((&found.work_tree, &found.git_dir), (&main, &main.join(".git")));
        let side = Repository::find(&top.join("side/deep")).unwrap().unwrap();
        assert_eq!(side.work_tree, top.join("side"));
        assert_eq!(side.common_dir.canonicalize().unwrap(), main.join(".git"));

        fs::write(top.join("side/.git"), "gitdir: ../gone\n").unwrap();
        let error = Repository::find(&top.join("side")).unwrap_err().to_string();
        assert!(error.ends_with("side/.git` leads to no git repository"), "{error}");
    }
}
