//! Flakes on this machine for a real Nix without network: the inputs of the example as `path:` flakes,
//! nixpkgs' package set and Home Manager as the stand-ins in `nix/tests`, and our programs as cargo built
//! them.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::nix::{self, Store};
use crate::{programs, tree};

/// The programs that a flake offers, as far as they exist. This is the one list of them here.
pub const PROGRAMS: &[&str] = &["imp-flake", "imp-fmt", "imp-registry", "imp-vis"];

/// Every input of the templates and of our own flake: what its URL is, and the folder that stands for it.
const INPUTS: [(&str, &str); 8] = [
    ("github:nixos/nixpkgs/nixos-unstable", "nixpkgs"),
    ("github:hercules-ci/flake-parts", "flake-parts"),
    ("github:imp-nix/imp", "imp"),
    ("github:nix-community/home-manager", "home-manager"),
    ("github:nixos/nixos-hardware", "nixos-hardware"),
    ("github:Mic92/sops-nix", "sops-nix"),
    ("github:numtide/treefmt-nix", "treefmt-nix"),
    ("github:ryantm/agenix", "agenix"),
];

/// What of this repository a flake that uses imp can see.
const OWN: [&str; 6] = ["nix", "crates", "Cargo.toml", "Cargo.lock", "flake.nix", "README.md"];

/// The inputs, and a Nix with a store of its own. All of it is gone when this is dropped.
#[derive(Debug)]
pub struct World {
    store: Store,
    folder: TempDir,
}

impl World {
    /// Puts the inputs together; the error says what this machine lacks.
    pub fn new() -> Result<Self, String> {
        let (flake_parts, lib) = (nix::flake_parts()?, nix::nixpkgs_lib()?);
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let world = Self { store: Store::new()?, folder };
        world.make(&flake_parts, &lib).map_err(|error| format!("the inputs: {error}"))?;
        Ok(world)
    }

    /// The folder that stands for an input.
    pub fn input(&self, name: &str) -> PathBuf {
        self.folder.path().join("inputs").join(name)
    }

    /// `nix ARGUMENTS` in a directory.
    pub fn nix(&self, directory: &Path, arguments: &[&str]) -> Result<Output, String> {
        self.store.run(directory, arguments)
    }

    /// Gives a file, or every file below a folder, the inputs that are here.
    pub fn localize(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                self.localize(&entry?.path())?;
            }
            return Ok(());
        }
        let text = fs::read_to_string(path)?;
        fs::write(path, self.localized(&text))
    }

    /// A text of Nix with the inputs that are here.
    pub fn localized(&self, text: &str) -> String {
        INPUTS.iter().fold(text.to_owned(), |text, (url, name)| {
            text.replace(&format!("\"{url}\""), &format!("\"{}\"", self.url(name)))
        })
    }

    /// A command with the inputs that are here. Ours is as it is on GitHub, where Nix can't write a lock.
    pub fn with_urls(&self, command: &str) -> String {
        INPUTS.iter().fold(command.to_owned(), |text, (url, name)| {
            let here = if *name == "imp" {
                format!("tarball+file://{}", self.packed().display())
            } else {
                self.url(name)
            };
            text.replace(url, &here)
        })
    }

    fn packed(&self) -> PathBuf {
        self.folder.path().join("imp.tar.gz")
    }

    /// Takes [`Self::localized`] back.
    pub fn unlocalized(&self, text: &str) -> String {
        INPUTS.iter().fold(text.to_owned(), |text, (url, name)| text.replace(&self.url(name), url))
    }

    /// What makes any program use the Nix that is here.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        self.store.environment()
    }

    fn url(&self, name: &str) -> String {
        format!("path:{}", self.input(name).display())
    }

    fn make(&self, flake_parts: &Path, lib: &Path) -> io::Result<()> {
        let repository = crate::folder().join("..");
        let tests = repository.join("nix/tests");
        self.nixpkgs(&tests, lib)?;
        let parts = self.input("flake-parts");
        fs::create_dir_all(&parts)?;
        tree::copy(flake_parts, &parts)?;
        let nixpkgs = self.input("nixpkgs").display().to_string();
        let home_manager = self.input("home-manager").display().to_string();
        for name in ["agenix", "home-manager", "sops-nix", "treefmt-nix"] {
            let also = match name {
                "agenix" => format!("inputs.home-manager.url = \"path:{home_manager}\";"),
                _ => String::new(),
            };
            let outputs = format!(
                "{{ inputs.nixpkgs.url = \"path:{nixpkgs}\"; {also} outputs = {{ nixpkgs, ... }}: (import ./inputs.nix {{ inherit (nixpkgs) lib; inherit nixpkgs; }}).{name}; }}"
            );
            self.stand_in(&tests, name, &outputs)?;
        }
        let bare = "(import ./inputs.nix { lib = { }; nixpkgs = { }; })";
        self.stand_in(
            &tests,
            "nixos-hardware",
            &format!("{{ outputs = _: {bare}.nixos-hardware; }}"),
        )?;
        self.stand_in(&tests, "git-hooks", "{ outputs = _: { }; }")?;
        let imp = self.input("imp");
        fs::create_dir_all(&imp)?;
        for name in OWN {
            let (from, to) = (repository.join(name), imp.join(name));
            if from.is_dir() {
                fs::create_dir(&to)?;
                tree::copy(&from, &to)?;
            } else {
                fs::copy(&from, &to)?;
            }
        }
        // The templates keep theirs, as a user gets them.
        for name in ["flake.nix", "nix/flake", "nix/outputs"] {
            self.localize(&imp.join(name))?;
        }
        let mut tar = Command::new("tar");
        tar.arg("-czf").arg(self.packed()).arg("-C").arg(self.folder.path().join("inputs"));
        let status = tar.arg("imp").status()?;
        status.success().then_some(()).ok_or_else(|| io::Error::other(format!("tar: {status}")))
    }

    fn nixpkgs(&self, tests: &Path, lib: &Path) -> io::Result<()> {
        let nixpkgs = self.input("nixpkgs");
        for (from, to) in [(lib, "lib"), (&tests.join("fixtures/nixos"), "fixtures/nixos")] {
            fs::create_dir_all(nixpkgs.join(to))?;
            tree::copy(from, &nixpkgs.join(to))?;
        }
        fs::copy(tests.join("standin.nix"), nixpkgs.join("standin.nix"))?;
        fs::create_dir(nixpkgs.join("bin"))?;
        for name in PROGRAMS {
            let program = programs::ours(name).map_err(io::Error::other)?;
            // What Nix copies to its store with the flake is only the link.
            symlink(program, nixpkgs.join("bin").join(name))?;
        }
        let flake =
            "{ outputs = _: import ./standin.nix { lib = import ./lib; programs = ./bin; }; }";
        fs::write(nixpkgs.join("flake.nix"), flake)
    }

    fn stand_in(&self, tests: &Path, name: &str, flake: &str) -> io::Result<()> {
        let folder = self.input(name);
        fs::create_dir_all(&folder)?;
        fs::copy(tests.join("flake-parts/inputs.nix"), folder.join("inputs.nix"))?;
        fs::write(folder.join("flake.nix"), flake)
    }
}
