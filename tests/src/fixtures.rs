//! The files in `fixtures/inputs/`, each a file that declares `__inputs` in one way of writing it.
//!
//! `NAME.nix` is a fixture; what it imports or reads is in `_NAME/` beside it, which no scan visits.

use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::Sandbox;
use crate::tree;

const FLAKE: &str = "{
  inputs = { };
  outputs = inputs: import ./nix/flake inputs;
}
";

const CONFIGURATION: &str = "inputs:
inputs.flake-parts.lib.mkFlake { inherit inputs; } {
  imports = [ inputs.imp.flakeModules.default ];
  systems = [ \"x86_64-linux\" ];
  imp = {
    src = ../outputs;
    flakeFile = {
      enable = true;
      coreInputs = { };
      outputsFile = \"./nix/flake\";
    };
  };
}
";

/// One file that declares inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// Its name without `.nix`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl Fixture {
    /// Makes a flake in the sandbox in which this file is the only one that declares inputs.
    pub fn plant(&self, sandbox: &Sandbox) -> Result<(), String> {
        let plant = || -> std::io::Result<()> {
            let outputs = sandbox.root().join("nix/outputs");
            fs::create_dir_all(sandbox.root().join("nix/flake"))?;
            fs::create_dir_all(&outputs)?;
            fs::write(sandbox.root().join("flake.nix"), FLAKE)?;
            fs::write(sandbox.root().join("nix/flake/default.nix"), CONFIGURATION)?;
            fs::copy(&self.path, outputs.join(format!("{}.nix", self.name)))?;
            let helpers = self.path.with_file_name(format!("_{}", self.name));
            if helpers.is_dir() {
                let target = outputs.join(format!("_{}", self.name));
                fs::create_dir(&target)?;
                tree::copy(&helpers, &target)?;
            }
            Ok(())
        };
        plant().map_err(|error| format!("{} can't be planted: {error}", self.name))
    }
}

/// All fixtures in a folder, by name; none, or anything that is none, is an error.
pub fn discover(folder: &Path) -> Result<Vec<Fixture>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let mut found = Vec::new();
    for entry in &names {
        if let Some(name) = entry.strip_suffix(".nix") {
            found.push(Fixture { name: name.to_owned(), path: folder.join(entry) });
        } else if !entry
            .strip_prefix('_')
            .is_some_and(|name| names.contains(&format!("{name}.nix")))
        {
            return Err(format!("{entry} is neither a fixture nor the `_NAME` folder of one"));
        }
    }
    if found.is_empty() { Err(format!("no fixture in {}", folder.display())) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_fixtures_or_with_strays_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(discover(folder.path()).unwrap_err().contains("no fixture"));
        fs::write(folder.path().join("a.nix"), "{ }").unwrap();
        fs::create_dir(folder.path().join("_a")).unwrap();
        assert_eq!(discover(folder.path()).unwrap().len(), 1);
        fs::create_dir(folder.path().join("_b")).unwrap();
        assert!(discover(folder.path()).unwrap_err().contains("_b is neither"));
    }
}
