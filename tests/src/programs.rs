//! Where the programs are: ours beside the test that runs, others on `PATH`.

use std::env;
use std::path::PathBuf;

/// The programs of other people that a case may call.
pub const OTHERS: [&str; 13] =
    ["cat", "chmod", "cp", "diff", "git", "head", "jq", "ln", "mkdir", "mv", "rm", "tail", "touch"];

/// Whether this runs in continuous integration (`CI=true`), where nothing may be skipped quietly.
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Whether the expectations are to be written from what happens: `UPDATE_EXPECT=1`.
pub fn blessing() -> bool {
    env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1")
}

/// One of our programs, as cargo built it in the profile of the test that runs.
///
/// Cargo gives the paths of binaries (`CARGO_BIN_EXE_…`) only to tests of the same package, so this
/// looks in the directory above the one that holds the test.
pub fn ours(name: &str) -> Result<PathBuf, String> {
    let test =
        env::current_exe().map_err(|error| format!("no path of the test itself: {error}"))?;
    let mut folder = test.parent().map(PathBuf::from).unwrap_or_default();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let program = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    Err(format!(
        "`{name}` is not in `{}`: run `cargo build --workspace` first (`cargo xtask ci` does)",
        folder.display()
    ))
}

/// A program on `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_built_says_how_to_build_it() {
        let message = ours("imp-nothing").unwrap_err();
        assert!(message.contains("cargo build --workspace"), "{message}");
    }

    #[test]
    fn programs_on_path_are_found() {
        assert!(on_path("cat").is_some());
        assert_eq!(on_path("no-such-program-anywhere"), None);
    }
}
