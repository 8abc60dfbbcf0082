//! A flake as it was at a revision, as files in a temporary directory.
//!
//! What a stranger's history holds is only written below that directory: paths are checked, links are
//! resolved as in any tree, no filter and no hook runs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use imp_model::source::TreePath;
use tempfile::TempDir;

use crate::Failure;
use crate::args::CommonArgs;
use crate::git::Git;
use crate::project::Project;

/// The largest file that is written. No program reads larger Nix files.
const MAX_FILE: usize = 16 << 20;

/// The files of a revision; they are gone when it is dropped.
pub struct Revision {
    directory: TempDir,
}

impl Revision {
    /// The flake of a project at a revision.
    ///
    /// # Errors
    /// When there is no git, no such revision, or no room.
    pub fn of(project: &Project, name: &str) -> Result<Self, Failure> {
        let Some(repository) = project.disk.repository() else {
            return Err(Failure::new(
                "this flake is in no git repository, so nothing can be compared",
            ));
        };
        let git = Git::new(repository, project.disk.root());
        let commit = git.commit(name)?;
        let files = git.files(&commit, &TreePath::root())?;
        let blobs: Vec<&str> = files.iter().map(|file| file.blob.as_str()).collect();
        let contents = git.contents(&blobs)?;
        let directory = TempDir::new().map_err(|error| failed(&error))?;
        for (file, content) in files.iter().zip(contents) {
            let is_control =
                file.path.as_str().split('/').any(|part| matches!(part, ".git" | ".jj"));
            if !is_control && content.len() <= MAX_FILE {
                let path = directory.path().join(file.path.as_str());
                put(directory.path(), &path, &content, file.is_link)
                    .map_err(|error| failed(&error))?;
            }
        }
        Ok(Self { directory })
    }

    /// The flake then, with the configuration that it had then.
    ///
    /// # Errors
    /// As [`Project::at`].
    pub fn project(&self, common: &CommonArgs) -> Result<(Project, Option<Failure>), Failure> {
        Project::at(self.directory.path(), common)
    }
}

/// Writes one file of the revision. One below what is a link or a file is left out.
fn put(root: &Path, path: &Path, content: &[u8], is_link: bool) -> std::io::Result<()> {
    let above = path.ancestors().skip(1).take_while(|above| *above != root);
    if above.filter_map(|above| above.symlink_metadata().ok()).any(|found| !found.is_dir()) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    match std::str::from_utf8(content) {
        Ok(target) if is_link => symlink(target, path),
        _ if is_link => Ok(()),
        _ => fs::write(path, content),
    }
}

fn failed(error: &dyn std::error::Error) -> Failure {
    Failure::new("can't write the files of the revision to a temporary directory").because(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::test_support::git;
    use imp_model::source::{Files, ReadError};

    #[test]
    fn a_revision_has_its_files_and_leads_nowhere_else() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        git(&root, &["init", "--quiet"]);
        fs::write(root.join("flake.nix"), "{ }").unwrap();
        fs::create_dir(root.join("a")).unwrap();
        fs::write(root.join("a/b.nix"), "then").unwrap();
        symlink("b.nix", root.join("a/inside.nix")).unwrap();
        symlink("/etc/hostname", root.join("a/outside.nix")).unwrap();
        git(&root, &["add", "--all"]);
        git(&root, &["commit", "--quiet", "--message", "x"]);
        fs::write(root.join("a/b.nix"), "now").unwrap();

        let common = CommonArgs { root: Some(root.clone()), ..CommonArgs::default() };
        let project = Project::open(&common).unwrap();
        let revision = Revision::of(&project, "HEAD").unwrap();
        let (then, unread) = revision.project(&common).unwrap();
        assert_eq!(unread, None);
        let read = |path: &str| then.disk.read(&TreePath::new(path).unwrap());
        assert_eq!(read("a/b.nix").unwrap().as_ref(), "then");
        assert_eq!(read("a/inside.nix").unwrap().as_ref(), "then");
        assert!(matches!(read("a/outside.nix"), Err(ReadError::Unreadable(_))));
        assert!(Revision::of(&project, "no-such").is_err());
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let temp = tempfile::tempdir().unwrap();
        let (root, other) = (temp.path().join("root"), temp.path().join("other"));
        fs::create_dir_all(&root).unwrap();
        fs::create_dir_all(&other).unwrap();
        symlink(&other, root.join("link")).unwrap();
        put(&root, &root.join("link/x.nix"), b"x", false).unwrap();
        assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
    }
}
