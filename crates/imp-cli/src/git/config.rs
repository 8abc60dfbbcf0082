//! Single values of a repository's own `config` file, and of `.gitmodules`. Nothing in them is obeyed that could run
//! anything: they are asked which hash the index has, which list of ignored files applies, and where submodules are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Git, Repository};

/// The longest file that is read, in bytes.
const MAX_CONFIG: u64 = 1 << 20;

/// What says which files git ignores, beside the lists of them.
#[derive(Debug, Default)]
pub(super) struct IgnoreSettings {
    /// The user's list, where one is named: from the home directory or the working tree.
    pub(super) excludes_file: Option<PathBuf>,
    /// Whether case does not count in names.
    pub(super) ignores_case: bool,
}

impl IgnoreSettings {
    /// Reads them; asks git where more files than ours have a say, which takes some milliseconds. Git runs nothing for it.
    pub(super) fn read(repository: &Repository) -> Self {
        let is_asked = is_scattered(repository) && !may_block(repository);
        let asked = if is_asked { Self::asked(repository) } else { None };
        asked.unwrap_or_else(|| {
            let config = Config::read(&repository.common_dir);
            let ignores_case = config.value("core", "ignorecase");
            Self {
                excludes_file: config.excludes_file(&repository.work_tree),
                ignores_case: ignores_case.is_some_and(|value| is_true(&value)),
            }
        })
    }

    /// What git says; `None` where there is no git, or it can't read its configuration.
    fn asked(repository: &Repository) -> Option<Self> {
        // The third one is always there: we say it.
        let keys = r"^core\.(excludesfile|ignorecase|quotepath)$";
        let arguments = ["config", "-z", "--type=path", "--get-regexp", keys];
        let said = Git::new(repository, &repository.work_tree).run(&arguments, b"").ok()?;
        let mut settings = Self { excludes_file: default_list(), ignores_case: false };
        for entry in String::from_utf8_lossy(&said).split_terminator('\0') {
            match entry.split_once('\n').unwrap_or((entry, "true")) {
                ("core.excludesfile", path) => {
                    settings.excludes_file = Some(repository.work_tree.join(path));
                }
                ("core.ignorecase", value) => settings.ignores_case = is_true(value),
                _ => {}
            }
        }
        Some(settings)
    }
}

/// Whether the configuration may be in other files than the repository's and the user's own.
fn is_scattered(repository: &Repository) -> bool {
    const VARIABLES: [&str; 4] =
        ["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];
    let names_others = |path: PathBuf| {
        let text = Config::of_file(&path).text.to_ascii_lowercase();
        text.contains("[include") || text.contains("worktreeconfig")
    };
    VARIABLES.iter().any(|name| std::env::var_os(name).is_some())
        || Path::new("/etc/gitconfig").exists()
        || files(repository).into_iter().any(names_others)
}

/// The repository's configuration and the user's own.
fn files(repository: &Repository) -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".gitconfig"));
    let users = user_directory().map(|directory| directory.join("config"));
    let own = [&repository.common_dir, &repository.git_dir];
    let own = [own[0].join("config"), own[1].join("config.worktree")];
    own.into_iter().chain(home).chain(users).collect()
}

/// Whether git would read what is no regular file, and may wait for it for ever.
fn may_block(repository: &Repository) -> bool {
    let mut files = files(repository);
    let mut seen = BTreeSet::new();
    while let Some(file) = files.pop() {
        if file.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return true;
        }
        if seen.insert(file.clone()) {
            files.extend(Config::of_file(&file).includes(&file));
        }
    }
    false
}

/// The list of ignored files that counts where none is named.
fn default_list() -> Option<PathBuf> {
    user_directory().map(|directory| directory.join("ignore"))
}

/// Where git looks for what is the user's own.
fn user_directory() -> Option<PathBuf> {
    let given = std::env::var_os("XDG_CONFIG_HOME").filter(|given| !given.is_empty());
    let directory = given.map(PathBuf::from);
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".config"));
    directory.or_else(home).map(|directory| directory.join("git"))
}

fn is_true(value: &str) -> bool {
    ["true", "yes", "on", "1"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

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

    /// The files that are included by `file`, which this is, under whatever condition.
    fn includes(&self, file: &Path) -> Vec<PathBuf> {
        let is_include = |head: &str| {
            let word = head.split([' ', '.']).next().unwrap_or_default();
            word.eq_ignore_ascii_case("include") || word.eq_ignore_ascii_case("includeif")
        };
        let directory = file.parent().unwrap_or(file);
        let path = |path: String| match path.strip_prefix("~/") {
            Some(below) => PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(below),
            None => directory.join(path),
        };
        self.values(is_include, "path").into_iter().map(path).collect()
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
    fn included_files_are_found_as_git_finds_them() {
        let text = "[include]\npath = a\n[includeIf \"gitdir:x\"]\npath = /b\n[core]\npath = c\n";
        let includes = Config { text: text.into() }.includes(Path::new("/g/config"));
        assert_eq!(includes, [Path::new("/g/a"), Path::new("/b")]);
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
