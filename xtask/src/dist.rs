//! `cargo xtask dist`: an archive of the programs with completions, man pages and licences, and its checksum.
//!
//! The programs are static, so that one archive runs on every Linux of a processor. The same commit gives the same
//! bytes with the same compiler.

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use xshell::{Shell, cmd};

use crate::Outcome;
use crate::manual::{self, PROGRAMS};
use crate::workspace::Workspace;

/// What goes along.
const TEXTS: [&str; 4] = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// Builds the archive in `target/dist`.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let target = match arguments {
        [] => format!("{}-unknown-linux-musl", std::env::consts::ARCH),
        [flag, target] if flag == "--target" => target.clone(),
        _ => return Err("usage: cargo xtask dist [--target TRIPLE]".into()),
    };
    let shell = Shell::new()?;
    let workspace = Workspace::read(&shell)?;
    check_target(&shell, &target)?;
    let revision = revision(&shell)?;
    let packages = PROGRAMS.iter().flat_map(|(name, _)| ["--package", name]);
    let build = workspace.target.join("dist-build");
    cmd!(
        shell,
        "cargo build --release --locked --target {target} --target-dir {build} {packages...}"
    )
    .env("IMP_REVISION", &revision)
    .run()?;

    let name = format!("imp-{}-{target}", env!("CARGO_PKG_VERSION"));
    let dist = workspace.target.join("dist");
    let folder = dist.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("bin"))?;
    for (program, _) in PROGRAMS {
        let built = build.join(&target).join("release").join(program);
        if target.ends_with("-musl") && has_interpreter(&fs::read(&built)?) {
            return Err(format!("`{}` is not static", built.display()).into());
        }
        fs::copy(built, folder.join("bin").join(program))?;
    }
    for text in TEXTS {
        fs::copy(workspace.root.join(text), folder.join(text))?;
    }
    manual::write(&folder.join("share"))?;
    archive(&shell, &dist, &name)
}

/// Says what is missing to build for a target.
fn check_target(shell: &Shell, target: &str) -> Outcome {
    let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
    let library = Path::new(&sysroot).join("lib/rustlib").join(target).join("lib");
    let mut missing = Vec::new();
    if !library.is_dir() {
        missing.push(format!("the standard library of Rust: `rustup target add {target}`"));
    }
    // mimalloc is written in C.
    if target.ends_with("-musl") && !compilers(target).any(|compiler| is_there(shell, &compiler)) {
        let names = compilers(target).collect::<Vec<_>>().join("` or `");
        missing
            .push(format!("a C compiler for musl, `{names}`: the package `musl-tools` on Debian"));
    }
    if missing.is_empty() {
        return Ok(());
    }
    let mut message = format!("can't build for {target}, because this is missing:\n");
    missing.iter().for_each(|what| message += &format!("  {what}\n"));
    message += "or build for another target with `--target TRIPLE`";
    Err(message.into())
}

/// What cargo's crates for C look for.
fn compilers(target: &str) -> impl Iterator<Item = String> {
    let processor = target.split('-').next().unwrap_or_default();
    ["musl-gcc".to_owned(), format!("{processor}-linux-musl-gcc")].into_iter()
}

fn is_there(shell: &Shell, program: &str) -> bool {
    cmd!(shell, "{program} --version").quiet().ignore_stdout().ignore_stderr().run().is_ok()
}

/// The commit, and whether the tree is what it says.
fn revision(shell: &Shell) -> Result<String, xshell::Error> {
    cmd!(shell, "git describe --always --abbrev=12 --dirty --exclude=*").quiet().read()
}

/// Whether a program for Linux asks for a dynamic linker: a header of the type `PT_INTERP`, as the ABI of System V
/// describes it.
fn has_interpreter(elf: &[u8]) -> bool {
    const PT_INTERP: u32 = 3;
    let number = |at: usize, length: usize| {
        let bytes = elf.get(at..at + length).unwrap_or_default();
        bytes.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    (0..count).any(|header| number((start + header * size) as usize, 4) == u64::from(PT_INTERP))
}

/// Packs a folder beside itself, with the time of the commit in place of that of the build.
fn archive(shell: &Shell, dist: &Path, name: &str) -> Outcome {
    let time = cmd!(shell, "git log -1 --format=@%ct").quiet().read()?;
    shell.change_dir(dist);
    let file = format!("{name}.tar.gz");
    let tar = format!("{name}.tar");
    cmd!(
        shell,
        "tar --create --file {tar} --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mode=go+u,go-w --mtime={time} {name}"
    )
    .quiet()
    .run()?;
    cmd!(shell, "gzip --force --no-name --best {tar}").quiet().run()?;
    let sum = sums(&[(&file, &fs::read(dist.join(&file))?)]);
    fs::write(dist.join(format!("{file}.sha256")), &sum)?;
    println!("{}\n{sum}", dist.join(&file).display());
    Ok(())
}

/// Checksums as `sha256sum --check` takes them.
fn sums(files: &[(&str, &[u8])]) -> String {
    let sum = |(name, bytes): &(&str, &[u8])| {
        let digits: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        format!("{digits}  {name}\n")
    };
    files.iter().map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_coreutils() {
        assert_eq!(
            sums(&[("a", b"abc")]),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"
        );
    }

    #[test]
    fn a_dynamic_program_is_told_from_a_static_one() {
        let own = std::env::current_exe().and_then(fs::read).expect("this program");
        assert_eq!(has_interpreter(&own), !cfg!(target_feature = "crt-static"));
        assert!(!has_interpreter(b"\x7fELF"));
    }
}
