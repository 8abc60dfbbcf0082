//! Names the commit that a release is built from, for `--version`, where `IMP_REVISION` does not and git knows it:
//! `cargo install` from a repository. While imp is worked on it would only cost time.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-env-changed=IMP_REVISION");
    println!("cargo::rerun-if-changed=build.rs");
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_release
        && env::var_os("IMP_REVISION").is_none()
        && let Some(revision) = revision()
    {
        println!("cargo::rustc-env=IMP_REVISION={revision}");
    }
}

/// The commit of the repository that this crate belongs to; `None` outside of it.
fn revision() -> Option<String> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?).join("../..").canonicalize().ok()?;
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(&root).args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !text.is_empty()).then_some(text)
    };
    // A copy of the crate in somebody else's repository is not that repository's revision.
    if fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()? != root {
        return None;
    }
    // It grows with every commit, also on a branch, where HEAD itself stays.
    let log = root.join(git(&["rev-parse", "--git-path", "logs/HEAD"])?);
    if log.is_file() {
        println!("cargo::rerun-if-changed={}", log.display());
    }
    git(&["describe", "--always", "--abbrev=12", "--dirty", "--exclude=*"])
}
