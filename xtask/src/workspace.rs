//! What cargo knows of this workspace.

use std::path::{Path, PathBuf};

use serde_json::Value;
use xshell::{Shell, cmd};

/// The workspace that this program was built in.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// Where its `Cargo.toml` is.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// Its members.
    pub(crate) packages: Vec<Package>,
}

/// A member of the workspace.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its `Cargo.toml`, from the root.
    pub(crate) manifest: String,
    /// The crates that it is built with; those of its tests and build script are not here.
    pub(crate) dependencies: Vec<String>,
}

impl Workspace {
    /// Asks cargo, without the network.
    pub(crate) fn read(shell: &Shell) -> Result<Self, Box<dyn std::error::Error>> {
        shell.change_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
        let text =
            cmd!(shell, "cargo metadata --no-deps --format-version 1 --offline").quiet().read()?;
        let metadata: Value = serde_json::from_str(&text)?;
        let path = |name: &str| PathBuf::from(metadata[name].as_str().unwrap_or_default());
        let root = path("workspace_root");
        shell.change_dir(&root);
        let packages =
            list(&metadata["packages"]).map(|package| read_package(package, &root)).collect();
        Ok(Self { target: path("target_directory"), root, packages })
    }
}

fn read_package(package: &Value, root: &Path) -> Package {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    let manifest = manifest.strip_prefix(root).unwrap_or(&manifest).display().to_string();
    let normal = |dependency: &&Value| dependency["kind"].is_null();
    let dependencies = list(&package["dependencies"])
        .filter(normal)
        .map(|dependency| text(&dependency["name"]))
        .collect();
    Package { name: text(&package["name"]), manifest, dependencies }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
