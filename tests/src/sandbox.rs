//! The directory and the environment that a program under test sees.
//!
//! Nothing of the machine comes through but `PATH`: no home, no configuration of git, no colour
//! settings. The directory is always called `root`, below a temporary one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::programs;

/// How long one program may take; more is a hang.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A temporary directory with `root/`, where the program runs, beside `home/` and `tmp/`.
#[derive(Debug)]
pub struct Sandbox {
    temporary: TempDir,
    root: PathBuf,
}

impl Sandbox {
    /// A new one with an empty `root/`.
    ///
    /// # Errors
    /// When it can't be made, or lies in a flake or repository: a program that looks for its root would find that one,
    /// and change what is in it.
    pub fn new() -> Result<Self, String> {
        let temporary =
            TempDir::new().map_err(|error| format!("no temporary directory: {error}"))?;
        // Links in the way to it (macOS has one) would show in what programs print.
        let base = fs::canonicalize(temporary.path()).map_err(|error| error.to_string())?;
        refuse_root_above(&base)?;
        for name in ["root", "home", "tmp"] {
            fs::create_dir(base.join(name)).map_err(|error| error.to_string())?;
        }
        Ok(Self { temporary, root: base.join("root") })
    }

    /// Where programs run.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A command in [`Self::root`] with an environment of its own, which ends in time.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::from_std(self.unwatched(program));
        command.timeout(PATIENCE);
        command
    }

    /// The same for a process that goes on beside the test.
    pub fn unwatched(&self, program: impl AsRef<Path>) -> std::process::Command {
        let mut command = std::process::Command::new(program.as_ref());
        let base = self.root.parent().unwrap_or(&self.root);
        command.current_dir(&self.root).env_clear();
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_STATE_HOME", "home/.local/state"),
            ("TMPDIR", "tmp"),
        ] {
            command.env(name, base.join(folder));
        }
        command.env("LANG", "C.UTF-8").env("GIT_CEILING_DIRECTORIES", base);
        command.env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Tester");
            command.env(format!("GIT_{who}_EMAIL"), "tester@example.org");
            command.env(format!("GIT_{who}_DATE"), "2001-01-01T00:00:00Z");
        }
        command
    }

    /// A script for `sh` in [`Self::root`], with our programs before the others on `PATH`.
    ///
    /// # Errors
    /// When they are not built.
    pub fn shell(&self, script: &str) -> Result<Command, String> {
        let programs = programs::ours("imp-flake")?;
        let folders = programs.parent().map(Path::to_path_buf).into_iter();
        let others = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = folders.chain(std::env::split_paths(&others)).collect();
        let path = std::env::join_paths(folders).map_err(|error| error.to_string())?;
        let mut command = self.command("sh");
        command.env("PATH", path).args(["-c", script]);
        Ok(command)
    }

    /// Runs git in [`Self::root`] for a test's own purposes.
    pub fn git(&self, arguments: &[&str]) -> Result<(), String> {
        let output = self.command("git").args(arguments).output();
        let output = output.map_err(|error| format!("git did not start: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(format!("git {} failed: {stderr}", arguments.join(" ")))
    }

    /// `text` without what differs from run to run: the temporary directory and our version.
    pub fn masked(&self, text: &[u8]) -> Vec<u8> {
        let version = env!("CARGO_PKG_VERSION");
        let mut text = text.to_vec();
        let base = self.root.parent().unwrap_or(&self.root);
        let given = self.temporary.path().join("root");
        for path in [self.root.as_path(), given.as_path()] {
            text = replaced(&text, path.as_os_str().as_encoded_bytes(), b"[ROOT]");
        }
        for path in [base, self.temporary.path()] {
            text = replaced(&text, path.as_os_str().as_encoded_bytes(), b"[TEMP]");
        }
        for space in ["", " "] {
            let exact = format!("\"version\":{space}\"{version}\"");
            let masked = format!("\"version\":{space}\"[VERSION]\"");
            text = replaced(&text, exact.as_bytes(), masked.as_bytes());
        }
        for program in ["imp-flake", "imp-fmt", "imp-registry", "imp-vis"] {
            let exact = format!("{program} {version}");
            text = replaced(&text, exact.as_bytes(), format!("{program} [VERSION]").as_bytes());
        }
        text
    }
}

fn refuse_root_above(base: &Path) -> Result<(), String> {
    for directory in base.ancestors() {
        for marker in ["flake.nix", ".git", ".jj"] {
            if directory.join(marker).exists() {
                let found = directory.join(marker);
                return Err(format!(
                    "`{}` is above the temporary directory; remove it, or set TMPDIR",
                    found.display()
                ));
            }
        }
    }
    Ok(())
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if rest.starts_with(from) {
            result.extend_from_slice(to);
            rest = &rest[from.len()..];
        } else {
            result.push(rest[0]);
            rest = &rest[1..];
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_run_to_run_is_masked() {
        let sandbox = Sandbox::new().unwrap();
        let text =
            format!("{}/a.nix: imp-flake {}", sandbox.root().display(), env!("CARGO_PKG_VERSION"));
        assert_eq!(sandbox.masked(text.as_bytes()), b"[ROOT]/a.nix: imp-flake [VERSION]");
    }

    #[test]
    fn a_root_above_is_refused() {
        let folder = TempDir::new().unwrap();
        let inside = folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        assert_eq!(refuse_root_above(&inside), Ok(()));
        fs::write(folder.path().join("flake.nix"), "{ }").unwrap();
        assert!(refuse_root_above(&inside).unwrap_err().contains("set TMPDIR"));
    }

    #[test]
    fn the_environment_of_the_machine_does_not_come_through() {
        let sandbox = Sandbox::new().unwrap();
        let output = sandbox.command("env").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("HOME=") && !text.contains("CARGO_MANIFEST_DIR"), "{text}");
    }
}
