//! What to tell git about files that it does not track, as a person types it.

use std::collections::BTreeMap;

use super::TreePath;

/// So many files are named one by one.
const MOST: usize = 10;

/// The command that lets git, and so Nix, see files: `git add -N a.nix 'b c.nix'`, to be run at the root. Many files are
/// named by the directory that holds them all.
pub fn git_add(paths: &[TreePath]) -> String {
    let named = if paths.len() > MOST { &[common(paths)] } else { paths };
    let words: Vec<String> = named.iter().map(|path| shell_word(path.as_str())).collect();
    let is_option = named.iter().any(|path| path.as_str().starts_with('-'));
    format!("git add -N {}{}", if is_option { "-- " } else { "" }, words.join(" "))
}

/// The same for somebody who is elsewhere, and sees the root as `directory`; empty for who is at the root.
pub fn git_add_from(directory: &str, paths: &[TreePath]) -> String {
    let command = git_add(paths);
    match directory {
        "" => command,
        _ => command.replacen("git", &format!("git -C {}", shell_word(directory)), 1),
    }
}

/// The commands for files of which some are in submodules, joined by `&&`: `git -C SUB add -N a.nix`. The outer git
/// takes no file of a submodule.
pub fn git_add_in(paths: &[TreePath], submodules: &[TreePath]) -> String {
    let mut groups: BTreeMap<Option<&TreePath>, Vec<TreePath>> = BTreeMap::new();
    for path in paths {
        let holding = submodules.iter().filter(|submodule| path.starts_with(submodule));
        let submodule = holding.max_by_key(|submodule| submodule.depth());
        let below = submodule.and_then(|submodule| TreePath::new(path.strip_prefix(submodule)?));
        groups.entry(submodule).or_default().push(below.unwrap_or_else(|| path.clone()));
    }
    let command = |(submodule, paths): (&Option<&TreePath>, &Vec<TreePath>)| {
        git_add_from(submodule.map_or("", TreePath::as_str), paths)
    };
    groups.iter().map(command).collect::<Vec<_>>().join(" && ")
}

/// A path as a shell takes it.
pub fn shell_word(path: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"@%+=:,./-_".contains(&b);
    match path {
        "" => ".".to_owned(),
        _ if path.bytes().all(is_plain) => path.to_owned(),
        _ if path.chars().any(is_hidden) => format!("$'{}'", ansi_c(path)),
        _ => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// Whether a character is not shown as it is, but drives a terminal, turns the reading direction, or is seen by nobody.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // The byte order mark, which nobody sees.
            '\u{feff}' |
            // Line and paragraph separators, and the marks, embeddings, overrides and isolates of
            // bidirectional text ("Trojan Source", CVE-2021-42574).
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text as it stands between `$'` and `'`, on one line.
fn ansi_c(text: &str) -> String {
    let quoted = |c: char| match c {
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\'' | '\\' => format!("\\{c}"),
        c if is_hidden(c) => {
            c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}")).collect()
        }
        c => c.to_string(),
    };
    text.chars().map(quoted).collect()
}

/// The directory that holds all files.
fn common(paths: &[TreePath]) -> TreePath {
    let mut directory = paths.first().and_then(TreePath::parent);
    while let Some(above) = directory.as_ref().filter(|above| !above.is_root()) {
        if paths.iter().all(|path| path.starts_with(above)) {
            break;
        }
        directory = above.parent();
    }
    directory.unwrap_or_else(TreePath::root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expect: &str) {
        let paths: Vec<TreePath> = paths.iter().map(|path| TreePath::new(path).unwrap()).collect();
        assert_eq!(git_add(&paths), expect);
    }

    #[test]
    fn names_are_words_of_a_shell_and_no_options() {
        check(&["a.nix", "b/c.nix"], "git add -N a.nix b/c.nix");
        check(&["it's $(x).nix"], "git add -N 'it'\\''s $(x).nix'");
        check(&["-n.nix"], "git add -N -- -n.nix");
        check(&["a\n'b\\\u{1b}[1m\u{202e}.nix"], r"git add -N $'a\n\'b\\\033[1m\342\200\256.nix'");
    }

    #[test]
    fn many_files_are_named_by_their_directory() {
        let names: Vec<String> = (0..20).map(|at| format!("a b/c/{at}.nix")).collect();
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        check(&names, "git add -N 'a b/c'");
        names.push("a b/d/x.nix");
        check(&names, "git add -N 'a b'");
        names.push("x.nix");
        check(&names, "git add -N .");
    }
}
