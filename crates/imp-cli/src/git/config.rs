//! Single values of a repository's own `config` file, and of `.gitmodules`. Nothing in them is obeyed that could run
//! anything: they are asked which hash the index has, which list of ignored files applies, and where submodules are.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest file that is read, in bytes.
const MAX_CONFIG: u64 = 1 << 20;

/// The configuration of a repository.
pub(super) struct Config {
    text: String,
}

impl Config {
    /// Reads the file in the directory that all working trees share. One that can't be read says nothing.
    pub(super) fn read(common_dir: &Path) -> Self {
        Self::of_file(&common_dir.join("config"))
    }

    fn of_file(path: &Path) -> Self {
        let is_small = path.metadata().is_ok_and(|file| file.is_file() && file.len() <= MAX_CONFIG);
        let bytes = if is_small { fs::read(path).unwrap_or_default() } else { Vec::new() };
        Self { text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Whether objects are named by SHA-256.
    pub(super) fn is_sha256(&self) -> bool {
        let format = self.value("extensions", "objectformat");
        format.is_some_and(|format| format.eq_ignore_ascii_case("sha256"))
    }

    /// `core.excludesFile`, from where git takes it to be: the home directory or the working tree.
    pub(super) fn excludes_file(&self, work_tree: &Path) -> Option<PathBuf> {
        let path = self.value("core", "excludesfile")?;
        match path.strip_prefix("~/") {
            Some(below) => Some(PathBuf::from(std::env::var_os("HOME")?).join(below)),
            None => Some(work_tree.join(path)),
        }
    }

    /// The last value of `key` in `[section]`; both in lower case.
    fn value(&self, section: &str, key: &str) -> Option<String> {
        self.values(|head| head.eq_ignore_ascii_case(section), key).pop()
    }

    /// All values of `key`, which is in lower case, in the sections whose heads count.
    fn values(&self, is_section: impl Fn(&str) -> bool, key: &str) -> Vec<String> {
        let mut is_here = false;
        let mut found = Vec::new();
        for line in self.text.lines() {
            let mut line = line.trim();
            if let Some(rest) = line.strip_prefix('[') {
                let Some((head, rest)) = rest.split_once(']') else { return Vec::new() };
                is_here = is_section(head.trim());
                line = rest.trim();
            }
            if let Some((name, value)) = line.split_once('=')
                && is_here
                && name.trim().eq_ignore_ascii_case(key)
            {
                found.push(unquoted(value.trim()));
            }
        }
        found
    }
}

/// The submodules that `.gitmodules` of a working tree names, without git: their paths, as they stand there.
pub(crate) fn submodules(work_tree: &Path) -> Vec<String> {
    let is_submodule = |head: &str| {
        head.split_once(' ').is_some_and(|(word, _)| word.eq_ignore_ascii_case("submodule"))
    };
    Config::of_file(&work_tree.join(".gitmodules")).values(is_submodule, "path")
}

/// A value without quotes, escapes and a comment.
fn unquoted(value: &str) -> String {
    let (mut out, mut is_quoted) = (String::new(), false);
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => is_quoted = !is_quoted,
            '#' | ';' if !is_quoted => break,
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    if is_quoted { out } else { out.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_as_git_finds_them() {
        let config = |text: &str| Config { text: text.into() };
        let file = |text: &str| config(text).excludes_file(Path::new("/w"));
        assert_eq!(file("[core]\n\texcludesFile = a b # c\n"), Some("/w/a b".into()));
        assert_eq!(file("[Core] ExcludesFile=\"x;y\"\n"), Some("/w/x;y".into()));
        assert_eq!(file("[core \"sub\"]\nexcludesFile = a\n[other]\nexcludesFile = b\n"), None);
        assert_eq!(file("[core]\nexcludesfile = a\nexcludesfile = /b\n"), Some("/b".into()));
        assert!(config("[extensions]\n\tobjectformat = sha256\n").is_sha256());
        assert!(!config("[extensions]\n#objectformat = sha256\n").is_sha256());
    }

    #[test]
    fn submodules_are_found_as_git_finds_them() {
        let temp = tempfile::tempdir().unwrap();
        assert!(submodules(temp.path()).is_empty());
        let text = "[submodule \"a\"]\n\tpath = \"d/a b\"\n\turl = x\n[other]\npath = c\n[submodule \"e\"] path=e\n";
        fs::write(temp.path().join(".gitmodules"), text).unwrap();
        assert_eq!(submodules(temp.path()), ["d/a b", "e"]);
    }
}
