//! Starting other people's programs: found once, run without a shell, their output kept.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Failure;

/// The most that is kept of what a program says, in bytes from the end.
const MAX_SAID: usize = 16 << 10;

/// What a program said, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

impl Ended {
    /// Whether it ended well.
    pub fn is_success(&self) -> bool {
        self.status == Some(0)
    }

    /// How it ended, in words.
    pub fn how(&self) -> String {
        match self.status {
            Some(status) => format!("exited with status {status}"),
            None => "was ended by a signal".to_owned(),
        }
    }

    /// What it said on both streams, the end of it where it said too much.
    pub fn said(&self) -> String {
        let both = [&self.stdout[..], &self.stderr[..]].concat();
        let start = both.len().saturating_sub(MAX_SAID);
        let text = String::from_utf8_lossy(&both[start..]).trim().to_owned();
        if start > 0 { format!("… {text}") } else { text }
    }
}

/// The program that a name means: a name without `/` is looked for on `PATH`, of which only absolute
/// directories count; any other is a path, a relative one as seen from `directory`.
pub fn find_program(name: &str, directory: &Path) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(directory.join(name)).filter(|path| is_program(path));
    }
    let path = std::env::var_os("PATH")?;
    let mut folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    folders.find_map(|folder| Some(folder.join(name)).filter(|path| is_program(path)))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// What tells one version of a program from another without running it: where it really is, its size, and when it
/// was changed.
pub fn version_of(program: &Path) -> Vec<u8> {
    let real = program.canonicalize().unwrap_or_else(|_| program.to_path_buf());
    let mut version = real.as_os_str().as_encoded_bytes().to_vec();
    if let Ok(metadata) = real.metadata() {
        use std::os::unix::fs::MetadataExt;
        for number in [metadata.len(), metadata.ino()] {
            version.extend(number.to_le_bytes());
        }
        for number in [metadata.mtime(), metadata.mtime_nsec()] {
            version.extend(number.to_le_bytes());
        }
    }
    version
}

/// Whether a process is running, as far as anybody can tell: without `/proc` all are.
pub(crate) fn is_running(process: u32) -> bool {
    let all = Path::new("/proc");
    all.join(process.to_string()).exists() || !all.join("self").exists()
}

/// Runs a program in a directory, with nothing on standard input. It has ended when it ends itself, whatever it
/// leaves running; so what it says goes to files, which nobody needs to close.
///
/// # Errors
/// When it can't be started, or there is no room for what it says.
pub fn run_program<S: AsRef<OsStr>>(
    program: &Path,
    arguments: &[S],
    directory: &Path,
) -> Result<Ended, Failure> {
    let (mut stdout, mut stderr) = (Said::new()?, Said::new()?);
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).stdin(Stdio::null());
    command.stdout(stdout.writer()?).stderr(stderr.writer()?);
    let status = command.status().map_err(|error| {
        let failure = Failure::new(format!("can't run `{}`", program.display()));
        match error.kind() {
            std::io::ErrorKind::NotFound if program.is_file() => Failure::new(format!(
                "{failure}: what its first line (`#!`) or its header names to run it is not there"
            )),
            _ => failure.because(&error),
        }
    })?;
    Ok(Ended { status: status.code(), stdout: stdout.read()?, stderr: stderr.read()? })
}

/// What a program says on one stream, in a file without a name.
struct Said(File);

impl Said {
    fn new() -> Result<Self, Failure> {
        tempfile::tempfile().map(Self).map_err(|error| Self::failure(&error))
    }

    fn writer(&self) -> Result<File, Failure> {
        self.0.try_clone().map_err(|error| Self::failure(&error))
    }

    fn read(&mut self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let read = self.0.rewind().and_then(|()| self.0.read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(|error| Self::failure(&error))
    }

    fn failure(error: &std::io::Error) -> Failure {
        let directory = std::env::temp_dir();
        let words = format!("can't keep in {} what a program says", directory.display());
        Failure::new(words).because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_run_and_heard() {
        let cat = find_program("cat", Path::new("/")).unwrap();
        let ended = run_program(&cat, &["/no/such/file"], Path::new("/")).unwrap();
        assert!(!ended.is_success() && ended.said().contains("/no/such/file"));
        assert_eq!(ended.how(), "exited with status 1");
        assert!(find_program("no-such-program-anywhere", Path::new("/")).is_none());
        assert!(run_program(Path::new("/no/such"), &[""; 0], Path::new("/")).is_err());
    }

    #[test]
    fn what_a_program_leaves_running_is_not_waited_for() {
        let temp = tempfile::tempdir().unwrap();
        let shell = find_program("sh", Path::new("/")).unwrap();
        // It ends only when somebody writes into the pipe.
        let script = "mkfifo pipe && { read word < pipe; echo late; } & echo said";
        let ended = run_program(&shell, &["-c", script], temp.path()).unwrap();
        assert_eq!((ended.status, ended.stdout.as_slice()), (Some(0), &b"said\n"[..]));
        let pipe = temp.path().join("pipe");
        while !pipe.exists() {
            std::thread::yield_now();
        }
        std::fs::write(pipe, "word\n").unwrap();
    }

    #[test]
    fn a_path_is_seen_from_the_directory_and_must_be_a_program() {
        let temp = tempfile::tempdir().unwrap();
        std::fs::write(temp.path().join("script"), "").unwrap();
        assert!(find_program("./script", temp.path()).is_none());
        use std::os::unix::fs::PermissionsExt;
        std::fs::write(temp.path().join("script"), "#!/no/such/shell\n").unwrap();
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(temp.path().join("script"), mode).unwrap();
        let program = find_program("./script", temp.path()).unwrap();
        let error = run_program(&program, &[""; 0], temp.path()).unwrap_err().to_string();
        assert!(error.contains("first line"), "{error}");
    }
}
