//! Where the flake is, and how the paths that a person typed lie in it.

use std::path::{Component, Path, PathBuf};

use imp_model::source::TreePath;

use crate::Failure;

/// What marks a root: the nearest parent directory that holds one of these.
const MARKS: [&str; 3] = ["flake.nix", ".git", ".jj"];

/// The root of a flake, and the directory that relative arguments start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The root: absolute, links resolved.
    pub directory: PathBuf,
    /// The working directory: absolute, links resolved.
    pub cwd: PathBuf,
}

impl Root {
    /// Finds the root: `named` when given, else the nearest parent of the working directory that holds
    /// `flake.nix`, `.git` or `.jj`.
    ///
    /// # Errors
    /// When there is none, or when the named one is no directory.
    pub fn find(named: Option<&Path>) -> Result<Self, Failure> {
        let cwd = std::env::current_dir()
            .and_then(|cwd| cwd.canonicalize())
            .map_err(|error| Failure::new("can't tell the working directory").because(&error))?;
        Self::find_from(&cwd, named)
    }

    /// As [`Root::find`]; where nothing marks a root, the working directory is one.
    ///
    /// # Errors
    /// When the named one is no directory.
    pub fn find_or_here(named: Option<&Path>) -> Result<Self, Failure> {
        Self::find(named).or_else(|failure| match named {
            Some(_) => Err(failure),
            None => Self::find(Some(Path::new("."))),
        })
    }

    /// The root of the nearest flake above a file, which need not be there; where nothing marks one, the working
    /// directory.
    ///
    /// # Errors
    /// When there is no working directory.
    pub fn of_file(file: &Path) -> Result<Self, Failure> {
        let here = Self::find(Some(Path::new(".")))?;
        let directory = by_name(&here.cwd.join(file));
        let nearest = directory.parent().map(|directory| Self::find_from(directory, None));
        Ok(match nearest {
            Some(Ok(found)) => Self { directory: found.directory, ..here },
            _ => here,
        })
    }

    fn find_from(cwd: &Path, named: Option<&Path>) -> Result<Self, Failure> {
        let directory = match named {
            Some(named) => named_root(cwd, named)?,
            None => cwd
                .ancestors()
                // Also a link to nothing, which is then said of it.
                .find(|directory| {
                    MARKS.iter().any(|mark| directory.join(mark).symlink_metadata().is_ok())
                })
                .map(Path::to_path_buf)
                .ok_or_else(|| {
                    Failure::new(
                        "there is no `flake.nix`, `.git` or `.jj` in the working directory or above",
                    )
                    .help("run it inside a flake, or name one with `--root DIR`")
                })?,
        };
        Ok(Self { directory, cwd: cwd.to_path_buf() })
    }

    /// The name of the directory, by which people know the flake.
    pub fn name(&self) -> Option<String> {
        self.directory.file_name().map(|name| name.to_string_lossy().into_owned())
    }

    /// The root as it is seen by who started the program, which then went to the directory `changed`: empty for who is
    /// there.
    pub fn from_shell(&self, changed: Option<&Path>) -> PathBuf {
        let above = self.cwd.strip_prefix(&self.directory);
        let way = match self.directory.strip_prefix(&self.cwd) {
            Ok(below) => below.to_path_buf(),
            Err(_) => above.map_or_else(
                |_| self.directory.clone(),
                |down| down.components().map(|_| Component::ParentDir).collect(),
            ),
        };
        match changed {
            Some(changed) if way.as_os_str().is_empty() => changed.to_path_buf(),
            Some(changed) => changed.join(way),
            None => way,
        }
    }

    /// The path below the root that an argument names, of something that is there.
    ///
    /// # Errors
    /// When it is not there, lies outside of the root, or is not UTF-8.
    pub fn existing_path(&self, argument: &Path) -> Result<TreePath, Failure> {
        let path = self.tree_path(argument)?;
        if self.directory.join(path.as_str()).symlink_metadata().is_ok() {
            return Ok(path);
        }
        Err(Failure::new(format!("there is no file or directory `{}`", argument.display()))
            .help("`--help` lists the commands, if it was meant as one"))
    }

    /// The path below the root that an argument names. The file need not be there.
    ///
    /// # Errors
    /// When it lies outside of the root, or is not UTF-8.
    pub fn tree_path(&self, argument: &Path) -> Result<TreePath, Failure> {
        let absolute = by_name(&self.cwd.join(argument));
        // `/tmp/x` for `/private/tmp/x`: the root has its links resolved, the argument may not. Only the
        // directory is resolved, so that a link inside the tree stays the link.
        let resolved = absolute.parent().and_then(|parent| parent.canonicalize().ok());
        let resolved = resolved.zip(absolute.file_name()).map(|(parent, name)| parent.join(name));
        let below = [Some(&absolute), resolved.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|path| path.strip_prefix(&self.directory).ok())
            .ok_or_else(|| {
                Failure::new(format!("`{}` is not in this flake", argument.display()))
                    .help("name files of this flake, or another flake with `--root DIR`")
            })?;
        below
            .to_str()
            .and_then(TreePath::new)
            .ok_or_else(|| Failure::new(format!("the path `{}` is not UTF-8", argument.display())))
    }
}

fn named_root(cwd: &Path, named: &Path) -> Result<PathBuf, Failure> {
    let wrong = format!("`{}` can't be the root", named.display());
    let help = "name the directory of `flake.nix`, as seen from the working directory";
    match cwd.join(named).canonicalize() {
        Ok(directory) if directory.is_dir() => Ok(directory),
        Ok(_) => Err(Failure::new(format!("{wrong}: it is not a directory")).help(help)),
        Err(error) => Err(Failure::new(wrong).because(&error).help(help)),
    }
}

/// The path with `.` and `..` resolved by name.
fn by_name(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree() -> (tempfile::TempDir, PathBuf) {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().canonicalize().unwrap();
        fs::create_dir_all(path.join("repo/.git")).unwrap();
        fs::create_dir_all(path.join("repo/sub/flake/deep")).unwrap();
        fs::write(path.join("repo/sub/flake/flake.nix"), "{ }").unwrap();
        (temp, path)
    }

    #[test]
    fn who_is_elsewhere_sees_the_root_from_there() {
        let (_temp, path) = tree();
        let seen = |cwd: &str, named: Option<&str>, changed: Option<&str>| {
            let root = Root::find_from(&path.join(cwd), named.map(Path::new)).unwrap();
            root.from_shell(changed.map(Path::new)).display().to_string()
        };
        assert_eq!(seen("repo/sub/flake", None, None), "");
        assert_eq!(seen("repo/sub/flake/deep", None, None), "..");
        assert_eq!(seen("repo", Some("sub/flake"), None), "sub/flake");
        assert_eq!(seen("repo/sub/flake", None, Some("sub/flake")), "sub/flake");
        assert_eq!(seen("repo/sub/flake/deep", None, Some("deep")), "deep/..");
        let beside = path.join("repo/sub").display().to_string();
        assert_eq!(seen("repo/.git", Some("../sub"), None), beside);
    }

    #[test]
    fn the_nearest_mark_wins() {
        let (_temp, path) = tree();
        let found = |cwd: &str| Root::find_from(&path.join(cwd), None).unwrap().directory;
        assert_eq!(found("repo/sub/flake/deep"), path.join("repo/sub/flake"));
        assert_eq!(found("repo/sub"), path.join("repo"));
    }

    #[test]
    fn a_named_root_must_be_a_directory() {
        let (_temp, path) = tree();
        assert_eq!(
            Root::find_from(&path, Some(Path::new("repo"))).unwrap().directory,
            path.join("repo")
        );
        assert!(Root::find_from(&path, Some(Path::new("nowhere"))).is_err());
        let error =
            Root::find_from(&path, Some(Path::new("repo/sub/flake/flake.nix"))).unwrap_err();
        assert!(error.to_string().ends_with("it is not a directory"), "{error}");
    }

    #[test]
    fn arguments_become_paths_below_the_root() {
        let (_temp, path) = tree();
        let root = Root::find_from(&path.join("repo/sub"), None).unwrap();
        let tree_path =
            |argument: &str| root.tree_path(Path::new(argument)).map(|path| path.to_string());
        assert_eq!(tree_path("flake/flake.nix").unwrap(), "sub/flake/flake.nix");
        assert_eq!(tree_path("../x.nix").unwrap(), "x.nix");
        assert_eq!(tree_path("..").unwrap(), ".");
        assert_eq!(tree_path(path.join("repo/a").to_str().unwrap()).unwrap(), "a");
        assert!(tree_path("../../x").is_err());
    }
}
