//! The flake that a configuration belongs to. The apps of a flake hand over by what it is known, so that they work on
//! no other one: which flake is meant is found from the working directory, and an app may be started above its own.

use std::path::{Path, PathBuf};

use imp_model::eval::Known;
use imp_model::source::{Files, TreePath};
use imp_model::text::sha256;

use crate::Failure;
use crate::failure::from_here;
use crate::root::Root;

/// What marks the top of a repository.
const TOPS: [&str; 2] = [".git", ".jj"];

/// By what a flake is known. What is `None` is not known of it, so that any flake may be the one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnFlake {
    /// Its directory in its repository; empty for the top.
    directory: Option<String>,
    /// The SHA-256 of its `flake.nix` with `\n` as line ends, in hexadecimal digits.
    sha256: Option<String>,
    /// The SHA-256 of the names of the directories beside that, each with `\n` behind it. A flake in another one has
    /// not the same, even where both are new and alike.
    directories: Option<String>,
}

impl OwnFlake {
    /// Takes `self = { directory; sha256; directories; }` out of a configuration.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn take(configuration: &mut Known) -> Result<Self, String> {
        let mut own = Self::default();
        let Known::Attrs(options) = configuration else { return Ok(own) };
        let Some(attr) = options.remove("self") else { return Ok(own) };
        let Known::Attrs(parts) = attr.value else {
            return Err("`self` is no set".to_owned());
        };
        for (name, part) in parts {
            let Known::String(text) = part.value else {
                return Err(format!("`self.{name}` is no string"));
            };
            match name.as_str() {
                "directory" => own.directory = Some(text),
                "sha256" => own.sha256 = Some(text),
                "directories" => own.directories = Some(text),
                _ => return Err(format!("there is no `self.{name}`")),
            }
        }
        Ok(own)
    }

    /// Refuses a root that is elsewhere in its repository.
    ///
    /// # Errors
    /// Where the right one is.
    pub(crate) fn refuse_other_place(&self, root: &Root) -> Result<(), Failure> {
        let Some(directory) = self.directory.as_deref().map(Path::new) else { return Ok(()) };
        let above = || root.directory.ancestors();
        let tops: Vec<&Path> = above().filter(|directory| is_top(directory)).collect();
        let is_own = match tops.is_empty() {
            true => root.directory.ends_with(directory),
            false => tops.iter().any(|top| below(top, directory) == root.directory),
        };
        if is_own {
            return Ok(());
        }
        let name = match directory.as_os_str().is_empty() {
            true => "the flake at the top of its repository".to_owned(),
            false => format!("the flake in `{}` of its repository", directory.display()),
        };
        let candidates = if tops.is_empty() { above().collect() } else { tops };
        let has_flake = |path: &PathBuf| path.join("flake.nix").symlink_metadata().is_ok();
        let right = candidates.iter().map(|top| below(top, directory)).find(has_flake);
        let way_out = match right {
            Some(right) => format!("`-C {}` works on that one", from_here(&right)),
            None => "run it in that flake".to_owned(),
        };
        let here = from_here(&root.directory);
        Err(Failure::new(format!("the configuration belongs to {name}, not to `{here}`"))
            .help(format!("{way_out}; `-C .` takes this one in spite of that")))
    }

    /// Refuses a flake with another `flake.nix`, or with other directories.
    ///
    /// # Errors
    /// How to go on.
    pub(crate) fn refuse_other_text(&self, root: &Root, files: &dyn Files) -> Result<(), Failure> {
        let here = from_here(&root.directory);
        let text =
            || Some(files.read(&TreePath::root().child("flake.nix")).ok()?.replace("\r\n", "\n"));
        let other = if is_other(self.sha256.as_ref(), text) {
            format!("a flake with another `flake.nix` than the one in `{here}`")
        } else if is_other(self.directories.as_ref(), || names_of_directories(&root.directory)) {
            format!("a flake with other directories than the one in `{here}`")
        } else {
            return Ok(());
        };
        Err(Failure::new(format!("the configuration belongs to {other}")).help(
            "run the app of this flake; where it has changed since, start the app or enter the shell anew; `-C .` takes this flake in spite of that",
        ))
    }
}

fn is_other(expected: Option<&String>, found: impl FnOnce() -> Option<String>) -> bool {
    expected.is_some_and(|expected| found().is_none_or(|found| sha256(&found) != *expected))
}

/// In byte order; the hidden ones come and go.
fn names_of_directories(directory: &Path) -> Option<String> {
    let mut names = Vec::new();
    for entry in directory.read_dir().ok()? {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        if entry.file_type().ok()?.is_dir() && !name.starts_with('.') {
            names.push(name + "\n");
        }
    }
    names.sort();
    Some(names.concat())
}

fn below(top: &Path, directory: &Path) -> PathBuf {
    top.components().chain(directory.components()).collect()
}

fn is_top(directory: &Path) -> bool {
    TOPS.iter().any(|mark| directory.join(mark).symlink_metadata().is_ok())
}
