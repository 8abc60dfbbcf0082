//! What is in the index and not in `HEAD`: read, and put back with other contents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use imp_model::source::TreePath;

use super::{Git, Repository};
use crate::Failure;
use crate::scratch::temporary_folder;

/// A regular file in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedFile {
    /// The file, relative to the root of the flake.
    pub path: TreePath,
    /// Its mode in git's words: `100644` or `100755`.
    pub mode: String,
    /// The name of its content.
    pub blob: String,
}

impl<'a> Git<'a> {
    /// The git that a hook works with: with the index that git names in `GIT_INDEX_FILE` (`git commit FILE` and
    /// `git commit -a` have one of their own), else the repository's.
    pub fn in_hook(repository: &'a Repository, root: &Path) -> Self {
        let named = std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
        let here = std::env::current_dir().unwrap_or_default();
        let index_file = named.map(|named| here.join(named)).filter(|path| path.is_file());
        Self { index_file, ..Self::new(repository, root) }
    }

    /// The regular files of the flake whose content in the index is not the one in `HEAD`, in order. Those whose
    /// names are not UTF-8 come beside them, with a mark for what is not.
    ///
    /// # Errors
    /// When git can't compare.
    pub fn staged(&self) -> Result<(Vec<StagedFile>, Vec<TreePath>), Failure> {
        let head = self.commit("HEAD").or_else(|_| self.empty_tree())?;
        let listed = self.run(
            &[
                "diff-index",
                "--cached",
                "--raw",
                "-z",
                "--no-abbrev",
                "--no-renames",
                "--no-ext-diff",
                "--ignore-submodules=all",
                // What `git add -N` has put there has no content yet.
                "--ita-invisible-in-index",
                "--diff-filter=AMT",
                &head,
                "--",
            ],
            b"",
        )?;
        let mut parts = listed.split(|byte| *byte == 0);
        let (mut files, mut odd) = (Vec::new(), Vec::new());
        while let (Some(head), Some(path)) = (parts.next(), parts.next()) {
            let head = String::from_utf8_lossy(head);
            let mut head = head.split(' ').skip(1);
            let (Some(mode), Some(_), Some(blob)) = (head.next(), head.next(), head.next()) else {
                continue;
            };
            let name = String::from_utf8_lossy(path);
            let name = name.strip_prefix(&self.prefix).and_then(TreePath::new);
            // Links and submodules have no text.
            let (Some(name), "100644" | "100755") = (name, mode) else { continue };
            if std::str::from_utf8(path).is_err() {
                odd.push(name);
            } else {
                let (mode, blob) = (mode.to_owned(), blob.to_owned());
                files.push(StagedFile { path: name, mode, blob });
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        odd.sort();
        Ok((files, odd))
    }

    /// The files that may have other content in the working tree than in the index: those that were touched since,
    /// and those that git is told not to look at.
    ///
    /// # Errors
    /// When git can't compare.
    pub fn unstaged(&self) -> Result<BTreeSet<TreePath>, Failure> {
        let marked = self.marked()?;
        let marked = marked.iter().flat_map(|(_, paths)| self.listed_paths(paths));
        Ok(self.touched()?.into_iter().chain(marked).collect())
    }

    /// The files of these that have a filter, and its name: what the index has need not be what the working tree has.
    ///
    /// # Errors
    /// When git can't say.
    pub fn filtered<'p>(
        &self,
        paths: impl Iterator<Item = &'p TreePath>,
    ) -> Result<BTreeMap<TreePath, String>, Failure> {
        let asked: Vec<u8> = paths.flat_map(|path| (self.path(path) + "\0").into_bytes()).collect();
        if asked.is_empty() {
            return Ok(BTreeMap::new());
        }
        let said = self.run(&["check-attr", "-z", "--stdin", "filter"], &asked)?;
        let words: Vec<&[u8]> = said.split(|byte| *byte == 0).collect();
        let named = words.chunks_exact(3).filter_map(|line| {
            let filter = String::from_utf8_lossy(line[2]).into_owned();
            let is_named = !matches!(filter.as_str(), "unspecified" | "unset" | "set");
            Some((self.listed_paths(line[0]).pop()?, filter)).filter(|_| is_named)
        });
        Ok(named.collect())
    }

    /// The tree without files, by the hash of this repository.
    fn empty_tree(&self) -> Result<String, Failure> {
        let name = self.run(&["hash-object", "-t", "tree", "--stdin"], b"")?;
        Ok(String::from_utf8_lossy(&name).trim().to_owned())
    }

    /// Gives files of the index other contents; all or none.
    ///
    /// # Errors
    /// When one has not the content any more that it is given with, or git can't write, as when another git is at
    /// work. The index is then as it was.
    pub fn restage(&self, files: &[(StagedFile, Vec<u8>)]) -> Result<(), Failure> {
        if files.is_empty() {
            return Ok(());
        }
        let blobs = self.write_blobs(files.iter().map(|(_, bytes)| bytes.as_slice()))?;
        let parts = files.iter().zip(&blobs).map(|((file, _), blob)| {
            let path = self.path(&file.path);
            patch(&path, file, blob)
        });
        let patch: String = parts.collect();
        self.restage_by(&patch, files)?;
        match self.index_of_partial_commit() {
            Some(real) => Self { index_file: Some(real), ..self.clone() }.restage_by(&patch, files),
            None => Ok(()),
        }
    }

    /// Changes the index, and sets the marks again that git takes from an entry that changes. It is a patch because git
    /// compares what a patch is for with what the index has while nobody else may write it.
    fn restage_by(&self, patch: &str, files: &[(StagedFile, Vec<u8>)]) -> Result<(), Failure> {
        let marked = self.marked()?;
        let arguments = ["apply", "--cached", "--whitespace=nowarn"];
        if let Err(failure) = self.write(&arguments, patch.as_bytes()) {
            return Err(self.changed_since(files)?.unwrap_or_else(|| failure.into()));
        }
        for (mark, paths) in marked {
            if !paths.is_empty() {
                self.write(&["update-index", mark, "-z", "--stdin"], &paths)?;
            }
        }
        Ok(())
    }

    /// Names the first of these files that is not in the index any more as it was read.
    fn changed_since(&self, files: &[(StagedFile, Vec<u8>)]) -> Result<Option<Failure>, Failure> {
        let present: BTreeMap<TreePath, StagedFile> =
            self.staged()?.0.into_iter().map(|file| (file.path.clone(), file)).collect();
        let changed = files.iter().find(|(file, _)| present.get(&file.path) != Some(file));
        Ok(changed.map(|(file, _)| {
            Failure::new(format!("`{}` was changed in the index since it was read", file.path))
                .help("run it again")
        }))
    }

    /// What git is told not to look at in the working tree: each mark as an option of `git update-index`, and the
    /// files that have it.
    fn marked(&self) -> Result<[(&'static str, Vec<u8>); 2], Failure> {
        let (mut unchanged, mut skipped) = (Vec::new(), Vec::new());
        let listed = self.run(&["ls-files", "-z", "-v", "--full-name"], b"")?;
        for line in listed.split(|byte| *byte == 0) {
            let [tag, b' ', path @ ..] = line else { continue };
            // A small letter is a file that is taken for unchanged.
            let marks =
                [(tag.is_ascii_lowercase(), &mut unchanged), (b"Ss".contains(tag), &mut skipped)];
            for (_, paths) in marks.into_iter().filter(|(is_marked, _)| *is_marked) {
                paths.extend([path, b"\0"].concat());
            }
        }
        Ok([("--assume-unchanged", unchanged), ("--skip-worktree", skipped)])
    }

    /// For `git commit FILE`, git makes an index for the commit and another one that becomes the repository's
    /// afterwards. Both must change, or the next commit would take the change back.
    fn index_of_partial_commit(&self) -> Option<PathBuf> {
        let name = self.index_file.as_ref()?.file_name()?.to_str()?;
        let real = self.repository.git_dir.join("index.lock");
        (name.starts_with("next-index-") && real.is_file()).then_some(real)
    }

    fn write_blobs<'b>(
        &self,
        contents: impl Iterator<Item = &'b [u8]>,
    ) -> Result<Vec<String>, Failure> {
        let failed =
            |error: std::io::Error| Failure::new("can't write a temporary file").because(&error);
        let folder = temporary_folder().map_err(failed)?;
        let mut paths = String::new();
        for (number, content) in contents.enumerate() {
            let path = folder.path().join(number.to_string());
            std::fs::write(&path, content).map_err(failed)?;
            paths.push_str(&format!("{}\n", path.display()));
        }
        let written =
            self.write(&["hash-object", "-w", "--no-filters", "--stdin-paths"], paths.as_bytes())?;
        Ok(String::from_utf8_lossy(&written).lines().map(str::to_owned).collect())
    }
}

/// A patch that gives a file other contents, which git has already.
fn patch(path: &str, file: &StagedFile, new: &str) -> String {
    let (old, mode) = (&file.blob, &file.mode);
    let (a, b) = (quoted(&format!("a/{path}")), quoted(&format!("b/{path}")));
    format!("diff --git {a} {b}\nindex {old}..{new} {mode}\nBinary files {a} and {b} differ\n")
}

/// A path as git quotes it.
fn quoted(path: &str) -> String {
    let quoted = path.bytes().map(|byte| match byte {
        b'"' | b'\\' | 0..0x20 | 0x7f.. => format!("\\{byte:03o}"),
        byte => char::from(byte).to_string(),
    });
    format!("\"{}\"", quoted.collect::<String>())
}
