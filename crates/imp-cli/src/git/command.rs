//! The program `git`, for what the index and the working tree don't say: other revisions, and renames in
//! the index.
//!
//! Only plumbing is run, and only what neither filters nor hooks nor helpers of a stranger's repository
//! take part in: no hook, no fsmonitor, no pager, no network, paths taken literally.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use imp_model::source::TreePath;

use super::{Repository, index};
use crate::Failure;

/// Runs git in one repository.
#[derive(Clone, Debug)]
pub struct Git<'a> {
    pub(super) repository: &'a Repository,
    /// Where the flake is in the working tree: empty or ended with `/`.
    pub(super) prefix: String,
    /// The index, where it is not the repository's own.
    pub(super) index_file: Option<PathBuf>,
}

/// A file in a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// The file, relative to the root of the flake.
    pub path: TreePath,
    /// The name of its content.
    pub blob: String,
    /// Whether it is a symbolic link; its content is then where it leads.
    pub is_link: bool,
    /// Whether it may be run.
    pub is_executable: bool,
}

impl<'a> Git<'a> {
    /// The git of the repository that holds the flake at `root`.
    pub fn new(repository: &'a Repository, root: &Path) -> Self {
        let below = root.strip_prefix(&repository.work_tree).unwrap_or(Path::new(""));
        let mut prefix = below.to_string_lossy().into_owned();
        if !prefix.is_empty() {
            prefix.push('/');
        }
        Self { repository, prefix, index_file: None }
    }

    /// The commit that a person means.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn commit(&self, revision: &str) -> Result<String, Failure> {
        let commit = format!("{revision}^{{commit}}");
        match self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit], b"") {
            Ok(name) if !name.is_empty() => Ok(String::from_utf8_lossy(&name).trim().to_owned()),
            Ok(_) => Err(unknown(revision)),
            Err(failure) if failure.is_missing => Err(failure.failure),
            Err(_) => Err(unknown(revision)),
        }
    }

    /// The files of a commit below a directory of the flake, in order.
    ///
    /// # Errors
    /// When git can't read them.
    pub fn files(&self, commit: &str, directory: &TreePath) -> Result<Vec<TreeFile>, Failure> {
        let path = self.path(directory);
        let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", commit];
        if !path.is_empty() {
            arguments.extend(["--", &path]);
        }
        let listed = self.run(&arguments, b"")?;
        let line = |line: &[u8]| {
            let line = std::str::from_utf8(line).ok()?;
            let (head, path) = line.split_once('\t')?;
            let mut head = head.split(' ');
            let (mode, kind, blob) = (head.next()?, head.next()?, head.next()?);
            let (is_link, is_executable) = (mode == "120000", mode == "100755");
            let path = TreePath::new(path.strip_prefix(&self.prefix)?)?;
            (kind == "blob").then(|| TreeFile {
                path,
                blob: blob.to_owned(),
                is_link,
                is_executable,
            })
        };
        let mut files: Vec<TreeFile> = listed.split(|byte| *byte == 0).filter_map(line).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The commit of a submodule in a commit, where it is there.
    ///
    /// # Errors
    /// When git can't read it.
    pub fn submodule_commit(
        &self,
        commit: &str,
        submodule: &TreePath,
    ) -> Result<Option<String>, Failure> {
        let path = self.path(submodule);
        let listed = self.run(&["ls-tree", "-z", "--full-tree", commit, "--", &path], b"")?;
        let listed = String::from_utf8_lossy(&listed);
        let rest = listed.strip_prefix("160000 commit ");
        Ok(rest.and_then(|rest| rest.split('\t').next()).map(str::to_owned))
    }

    /// The contents of blobs, in the order asked for.
    ///
    /// # Errors
    /// When git can't read one.
    pub fn contents(&self, blobs: &[&str]) -> Result<Vec<Vec<u8>>, Failure> {
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        let asked = blobs.join("\n") + "\n";
        let given = self.run(&["cat-file", "--batch"], asked.as_bytes())?;
        let mut rest = given.as_slice();
        let mut contents = Vec::with_capacity(blobs.len());
        for blob in blobs {
            let missing = || Failure::new(format!("git has no content `{blob}`"));
            let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(missing)?;
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            let size: usize =
                head.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(missing)?;
            let content = rest.get(end + 1..end + 1 + size).ok_or_else(missing)?;
            contents.push(content.to_vec());
            rest = rest.get(end + 2 + size..).unwrap_or_default();
        }
        Ok(contents)
    }

    /// The files of the flake that are not what they are in a commit, as far as git's index can tell; some
    /// may turn out to be the same. Gone and new ones too, in order.
    ///
    /// # Errors
    /// When git can't compare.
    pub fn changed(&self, commit: &str) -> Result<Vec<TreePath>, Failure> {
        let options =
            ["-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all", "--name-only", "--"];
        let staged =
            self.run(&[&["diff-index", "--cached", commit][..], &options].concat(), b"")?;
        let mut paths = self.listed_paths(&staged);
        paths.extend(self.touched()?);
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    /// The files of the flake that may have other content in the working tree than in the index, as far as the index
    /// can tell.
    ///
    /// # Errors
    /// When the index can't be read.
    pub(super) fn touched(&self) -> Result<Vec<TreePath>, Failure> {
        let own = self.repository.git_dir.join("index");
        let paths = index::touched(self.repository, self.index_file.as_ref().unwrap_or(&own))?;
        Ok(paths.iter().filter_map(|path| self.own_path(path)).collect())
    }

    /// The files of the flake in a list of paths, each ended by a NUL.
    pub(super) fn listed_paths(&self, listed: &[u8]) -> Vec<TreePath> {
        listed.split(|byte| *byte == 0).filter_map(|name| self.own_path(name)).collect()
    }

    /// A file of the flake, from the top of the working tree as git has it.
    fn own_path(&self, name: &[u8]) -> Option<TreePath> {
        let below = std::str::from_utf8(name).ok()?.strip_prefix(&self.prefix)?;
        TreePath::new(below).filter(|path| !path.is_root())
    }

    /// Moves what the index has at one path to another, as `git mv` does, content and all. The files themselves are
    /// moved by others.
    ///
    /// # Errors
    /// When the index can't be written.
    pub fn move_in_index(&self, moves: &[(TreePath, TreePath)]) -> Result<(), Failure> {
        let (mut lines, mut new) = (Vec::new(), Vec::new());
        let intended = index::intended(self.repository)?;
        for (from, to) in moves {
            let old = self.path(from);
            let listed =
                self.run(&["ls-files", "--stage", "-z", "--full-name", "--", &old], b"")?;
            for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
                let Some(tab) = line.iter().position(|byte| *byte == b'\t') else { continue };
                let (head, path) = (&line[..tab], &line[tab + 1..]);
                let Some(rest) = path.strip_prefix(old.as_bytes()) else { continue };
                let target = [self.path(to).as_bytes(), rest].concat();
                let hash = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
                lines.extend([b"0 ", &*vec![b'0'; hash.len()], b"\t", path, b"\0"].concat());
                if intended.contains(path) {
                    // It has no content yet, and would be taken for an empty file.
                    new.push(String::from_utf8_lossy(&target).into_owned());
                } else {
                    lines.extend([head, b"\t", &target, b"\0"].concat());
                }
            }
        }
        if !lines.is_empty() {
            self.write(&["update-index", "-z", "--index-info"], &lines)?;
        }
        if !new.is_empty() {
            let arguments: Vec<&str> = ["add", "--intent-to-add", "--force", "--"]
                .into_iter()
                .chain(new.iter().map(String::as_str))
                .collect();
            self.write(&arguments, b"")?;
        }
        Ok(())
    }

    /// A path as git has it, from the top of the working tree.
    pub(super) fn path(&self, path: &TreePath) -> String {
        let full = format!("{}{}", self.prefix, path.as_str());
        full.trim_end_matches('/').to_owned()
    }

    /// Runs a command that only reads.
    pub(super) fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitFailure> {
        self.start(&["--no-optional-locks"], arguments, input)
    }

    /// Runs a command that writes the index.
    pub(super) fn write(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitFailure> {
        self.start(&[], arguments, input)
    }

    fn start(
        &self,
        options: &[&str],
        arguments: &[&str],
        input: &[u8],
    ) -> Result<Vec<u8>, GitFailure> {
        let mut command = Command::new("git");
        command.args(["--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false"]);
        command.args(["-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false"]);
        command.args(["-c", "protocol.allow=never", "-c", "core.quotePath=false"]);
        command.args(options).args(arguments);
        command.current_dir(&self.repository.work_tree);
        command
            .env("GIT_DIR", &self.repository.git_dir)
            .env("GIT_WORK_TREE", &self.repository.work_tree);
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        for name in ["GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF", "GIT_TRACE"] {
            command.env_remove(name);
        }
        if let Some(index) = &self.index_file {
            command.env("GIT_INDEX_FILE", index);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let failed = |error: &std::io::Error| GitFailure {
            failure: Failure::new("can't run `git`")
                .because(error)
                .help("install git, and put it on `PATH`"),
            is_missing: error.kind() == std::io::ErrorKind::NotFound,
        };
        let mut child = command.spawn().map_err(|error| failed(&error))?;
        let stdin = child.stdin.take();
        // Git may answer before it has read everything.
        let output = std::thread::scope(|scope| {
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        let output = output.map_err(|error| failed(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().unwrap_or("it said nothing").trim();
        let what = arguments.first().copied().unwrap_or_default();
        let mut failure = Failure::new(format!("`git {what}` failed: {said}"));
        if said.contains("index.lock") {
            failure = failure.help(
                "wait until the other git has ended; if none is running, one was killed: remove the file `index.lock`",
            );
        }
        Err(GitFailure { failure, is_missing: false })
    }
}

pub(super) struct GitFailure {
    failure: Failure,
    /// Whether there is no git at all.
    is_missing: bool,
}

impl From<GitFailure> for Failure {
    fn from(failure: GitFailure) -> Self {
        failure.failure
    }
}

fn unknown(revision: &str) -> Failure {
    if revision == "HEAD" {
        return Failure::new("there is no commit yet to compare with")
            .help("commit something first");
    }
    Failure::new(format!("git knows no revision `{revision}`"))
        .help("name a commit, branch or tag; a shallow clone may lack it")
}

#[cfg(test)]
mod tests {
    use super::super::test_support::git;
    use super::*;
    use std::fs;

    fn path(path: &str) -> TreePath {
        TreePath::new(path).unwrap()
    }

    #[test]
    fn revisions_changes_and_moves_of_a_flake_below_the_top() {
        let temp = tempfile::tempdir().unwrap();
        let top = temp.path().canonicalize().unwrap();
        let root = top.join("flake");
        fs::create_dir_all(root.join("a[b]")).unwrap();
        git(&top, &["init", "--quiet"]);
        fs::write(root.join("a[b]/x é.nix"), "1").unwrap();
        fs::write(root.join("y.nix"), "2").unwrap();
        fs::write(top.join("outside.nix"), "3").unwrap();
        git(&top, &["add", "--all"]);
        git(&top, &["commit", "--quiet", "-m", "x"]);

        let repository = Repository::find(&root).unwrap().unwrap();
        let runs = Git::new(&repository, &root);
        let commit = runs.commit("HEAD").unwrap();
        assert!(runs.commit("nowhere").unwrap_err().to_string().contains("`nowhere`"));
        assert!(runs.commit("--help").is_err());
        let files = runs.files(&commit, &TreePath::root()).unwrap();
        assert_eq!(
            files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
            ["a[b]/x é.nix", "y.nix"]
        );
        assert_eq!(runs.files(&commit, &path("a[b]")).unwrap().len(), 1);
        let blobs: Vec<&str> = files.iter().map(|file| file.blob.as_str()).collect();
        assert_eq!(runs.contents(&blobs).unwrap(), [b"1", b"2"]);

        assert_eq!(runs.changed(&commit).unwrap(), []);
        fs::write(root.join("y.nix"), "changed").unwrap();
        fs::write(root.join("new.nix"), "5").unwrap();
        git(&root, &["add", "--intent-to-add", "new.nix"]);
        assert_eq!(runs.changed(&commit).unwrap(), [path("new.nix"), path("y.nix")]);

        fs::create_dir_all(root.join("b")).unwrap();
        fs::rename(root.join("a[b]"), root.join("b/c")).unwrap();
        fs::rename(root.join("new.nix"), root.join("newer.nix")).unwrap();
        runs.move_in_index(&[(path("a[b]"), path("b/c")), (path("new.nix"), path("newer.nix"))])
            .unwrap();
        let listed = runs.run(&["ls-files", "-z"], b"").ok().unwrap();
        let listed = String::from_utf8(listed).unwrap();
        assert_eq!(
            listed.split_terminator('\0').collect::<Vec<_>>(),
            ["flake/b/c/x é.nix", "flake/newer.nix", "flake/y.nix", "outside.nix"]
        );
    }

    #[test]
    fn an_empty_file_that_is_tracked_stays_so_when_it_moves() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        git(&root, &["init", "--quiet"]);
        fs::create_dir(root.join("a")).unwrap();
        for name in ["kept", "added", "intended"] {
            fs::write(root.join("a").join(name), "").unwrap();
        }
        git(&root, &["add", "a/kept"]);
        git(&root, &["commit", "--quiet", "-m", "x"]);
        git(&root, &["add", "a/added"]);
        git(&root, &["add", "--intent-to-add", "a/intended"]);
        let repository = Repository::find(&root).unwrap().unwrap();
        let runs = Git::new(&repository, &root);
        let path = |path: &str| TreePath::new(path).unwrap();
        let status = || {
            let status = runs.run(&["status", "--porcelain", "--no-renames"], b"").ok().unwrap();
            String::from_utf8(status).unwrap()
        };
        let before = status();
        fs::rename(root.join("a"), root.join("b")).unwrap();
        runs.move_in_index(&[(path("a"), path("b"))]).unwrap();
        assert_eq!(status(), "D  a/kept\nA  b/added\n A b/intended\nA  b/kept\n");
        fs::rename(root.join("b"), root.join("a")).unwrap();
        runs.move_in_index(&[(path("b"), path("a"))]).unwrap();
        assert_eq!(status(), before);
    }
}
