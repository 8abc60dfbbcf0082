//! The files of a revision, read from git one by one: enough for the configuration that the flake had then.

use std::sync::Arc;

use imp_cli::git::{Git, TreeFile};
use imp_model::model::config::Configuration;
use imp_model::model::{FoundConfig, find_config};
use imp_model::source::{DirEntry, EntryKind, Files, ReadError, TreePath};

use crate::listed::ListedFiles;

/// The files of a revision. Links are not followed.
pub(super) struct FilesThen<'a> {
    git: &'a Git<'a>,
    files: &'a [TreeFile],
    listed: ListedFiles,
}

impl<'a> FilesThen<'a> {
    /// These files, in order of their paths.
    pub(super) fn new(git: &'a Git<'a>, files: &'a [TreeFile]) -> Self {
        Self { git, files, listed: ListedFiles::new(files.iter().map(|file| &file.path)) }
    }

    /// What the flake said of itself; `None` where that can't be read or it said nothing.
    pub(super) fn configuration(&self) -> Option<Configuration> {
        let mut configuration = Configuration::default();
        let found = find_config(self, &mut configuration).ok()?;
        matches!(found, FoundConfig::Found).then_some(configuration)
    }
}

impl Files for FilesThen<'_> {
    fn read(&self, path: &TreePath) -> Result<Arc<str>, ReadError> {
        let at = self.files.binary_search_by(|file| file.path.cmp(path));
        let file = &self.files[at.map_err(|_| ReadError::NotFound)?];
        if file.is_link {
            return Err(ReadError::Unreadable(EntryKind::DanglingLink));
        }
        let content = self.git.contents(&[&file.blob]);
        let content = content.map_err(|failure| ReadError::Io(failure.to_string()))?;
        let text = String::from_utf8(content.into_iter().next().unwrap_or_default());
        text.map(Into::into).map_err(|error| ReadError::NotUtf8(error.utf8_error().valid_up_to()))
    }

    fn list(&self, directory: &TreePath) -> Result<Vec<DirEntry>, ReadError> {
        self.listed.list(directory)
    }
}
