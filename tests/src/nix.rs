//! The real Nix, asked what something is: offline, with a home of its own, and without a store or with
//! one of its own.

use std::ffi::OsString;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::programs;

/// The oldest Nix whose answers count.
pub const OLDEST: (u32, u32) = (2, 18);

/// The features that expressions may use; a Nix that has no pipe operators says so and goes on.
const FEATURES: &str = "nix-command flakes pipe-operators";

/// A Nix on this machine.
#[derive(Clone, Debug)]
pub struct Nix {
    program: PathBuf,
}

impl Nix {
    /// The `nix` on `PATH`; the error says why there is none that can be used.
    pub fn find() -> Result<&'static Self, String> {
        static FOUND: OnceLock<Result<Nix, String>> = OnceLock::new();
        FOUND.get_or_init(find).as_ref().map_err(Clone::clone)
    }

    /// The value of an expression, as JSON; the error is what Nix wrote to stderr.
    pub fn eval(&self, expression: &str) -> Result<Value, String> {
        let home = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut command = self.command(home.path());
        command.args(["eval", "--json", "--impure", "--offline", "--store", "dummy://"]);
        command.args(["--extra-experimental-features", FEATURES]);
        let output = command.args(["--expr", expression]).output();
        let output = output.map_err(|error| format!("{}: {error}", self.program.display()))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("not JSON from nix: {error}"))
    }

    /// Every command with its flags, as `nix` itself tells them.
    pub fn commands(&self) -> Option<Value> {
        let home = tempfile::tempdir().ok()?;
        let mut command = self.command(home.path());
        let output = command.env("NIX_CONFIG", CONFIGURATION).arg("__dump-cli").output().ok()?;
        serde_json::from_slice(&output.stdout).ok()
    }

    /// What `nix repl` writes to stdout when it reads these lines; what a line fails with goes elsewhere.
    pub fn repl(&self, lines: &str) -> Result<String, String> {
        let home = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut input = tempfile::tempfile().map_err(|error| error.to_string())?;
        let write = input.write_all(lines.as_bytes()).and_then(|()| input.rewind());
        write.map_err(|error| error.to_string())?;
        let mut command = self.command(home.path());
        command.args(["repl", "--impure", "--offline", "--store", "dummy://"]);
        command.args(["--extra-experimental-features", FEATURES]).env("NO_COLOR", "1");
        let output = command.stdin(input).output();
        let output = output.map_err(|error| format!("{}: {error}", self.program.display()))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn command(&self, home: &Path) -> Command {
        let keep = |name: &str| -> Option<(String, OsString)> {
            std::env::var_os(name).map(|value| (name.to_owned(), value))
        };
        let mut command = Command::new(&self.program);
        command.env_clear().envs(["PATH", "NIX_CONF_DIR"].iter().filter_map(|name| keep(name)));
        command.env("HOME", home).current_dir(home);
        for name in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env(name, home.join(name));
        }
        command
    }
}

/// How long a command of Nix may take in a test that waits for it.
pub const PATIENCE: Duration = Duration::from_secs(600);

/// The configuration of a Nix that may only use what is on this machine. Builders are programs of this
/// machine, so there is no sandbox.
const CONFIGURATION: &str = "\
experimental-features = nix-command flakes
sandbox = false
build-users-group =
substituters =
accept-flake-config = false
warn-dirty = false
flake-registry =
";

/// A Nix with a temporary store and home of its own; both are gone when this is dropped.
#[derive(Debug)]
pub struct Store {
    nix: &'static Nix,
    folder: TempDir,
}

impl Store {
    /// An empty one; the error says why there is no Nix.
    pub fn new() -> Result<Self, String> {
        let nix = Nix::find()?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        Ok(Self { nix, folder })
    }

    /// `nix ARGUMENTS`, run in a directory; an exit status other than 0 is no error here.
    pub fn run<I: AsRef<std::ffi::OsStr>>(
        &self,
        directory: &Path,
        arguments: impl IntoIterator<Item = I>,
    ) -> Result<Output, String> {
        let base = self.folder.path();
        let mut command = self.nix.command(base);
        command.envs(self.environment()).env("TMPDIR", base).env("LANG", "C.UTF-8");
        let output = command.arg("--offline").args(arguments).current_dir(directory).output();
        output.map_err(|error| format!("{}: {error}", self.nix.program.display()))
    }

    /// What makes a Nix use this store, and nothing but this machine.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let folder = |name: &str| self.folder.path().join("nix").join(name).into_os_string();
        vec![
            ("NIX_CONFIG", CONFIGURATION.into()),
            ("NIX_STORE_DIR", folder("store")),
            ("NIX_STATE_DIR", folder("state")),
            ("NIX_LOG_DIR", folder("log")),
            ("NIX_LOCALSTATE_DIR", folder("local")),
        ]
    }

    /// What `nix eval --json ARGUMENTS` gives; the error is what Nix wrote to stderr.
    pub fn eval(&self, arguments: &[&str]) -> Result<Value, String> {
        let arguments = ["eval", "--impure", "--json"].iter().chain(arguments);
        let output = self.run(self.folder.path(), arguments)?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("not JSON from nix: {error}"))
    }
}

/// The directory that an environment variable names, where what is not part of this repository is.
pub fn given(variable: &str) -> Result<PathBuf, String> {
    let path = std::env::var_os(variable).filter(|path| !path.is_empty());
    let path = PathBuf::from(path.ok_or_else(|| format!("`{variable}` is not set"))?);
    std::fs::canonicalize(&path)
        .map_err(|error| format!("`{variable}` is `{}`: {error}", path.display()))
}

/// The sources of flake-parts: `IMP_FLAKE_PARTS`.
pub fn flake_parts() -> Result<PathBuf, String> {
    given("IMP_FLAKE_PARTS")
}

/// The directory of nixpkgs' `lib`: `IMP_NIXPKGS_LIB`, which may also be the repository around it.
pub fn nixpkgs_lib() -> Result<PathBuf, String> {
    let path = given("IMP_NIXPKGS_LIB")?;
    Ok(if path.join("lib/default.nix").is_file() { path.join("lib") } else { path })
}

/// A path as a Nix string: `import "/a/b.nix"`.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "\\${"))
}

fn find() -> Result<Nix, String> {
    let program = programs::on_path("nix").ok_or("there is no `nix` on PATH")?;
    let nix = Nix { program };
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let output = nix.command(home.path()).arg("--version").output();
    let output = output.map_err(|error| format!("{}: {error}", nix.program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = text.trim();
    match version(text) {
        Some(found) if found >= OLDEST => Ok(nix),
        _ => {
            Err(format!("`nix` on PATH is `{text}`; {}.{} or later is needed", OLDEST.0, OLDEST.1))
        }
    }
}

/// The version in `nix (Nix) 2.26.3`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.rsplit(' ').next()?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        assert_eq!(version("nix (Nix) 2.26.3"), Some((2, 26)));
        assert_eq!(version("nix (Lix, like Nix) 2.93.0"), Some((2, 93)));
        assert!(version("nix (Nix) 2.3.16") < Some(OLDEST));
        assert_eq!(version("nonsense"), None);
    }

    #[test]
    fn paths_are_strings_without_interpolation() {
        assert_eq!(quoted(Path::new("/a\"${b}")), "\"/a\\\"\\${b}\"");
    }
}
