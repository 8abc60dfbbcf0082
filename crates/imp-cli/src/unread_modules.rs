//! Modules that only Nix finds: what they set is unknown, and never taken for absent.

use imp_model::model::config::{OPTIONS, UnreadModules};
use imp_model::source::{Files, ReadError, TreePath, shell_word};
use imp_model::syntax;

use crate::Failure;
use crate::disk::Disk;

/// What a program must know of modules that only Nix finds.
pub struct Question<'q> {
    /// What one says that matters, as the end of a sentence: `say what is excluded`.
    pub says: &'q str,
    /// What sets it.
    pub option: &'q str,
    /// One more way out.
    pub or_else: Option<&'q str>,
    /// Whether the text of a Nix file may set it.
    pub in_nix: &'q (dyn Fn(&[u8]) -> bool + Sync),
    /// Whether data that a Nix file reads may.
    pub in_data: &'q (dyn Fn(&[u8]) -> bool + Sync),
}

impl Question<'_> {
    /// Refuses to go on where one of these may say it.
    ///
    /// # Errors
    /// Which file may, and where the flake asks for it.
    pub fn refuse(&self, unread: &[UnreadModules], disk: &Disk) -> Result<(), Failure> {
        unread.iter().try_for_each(|modules| match self.answer(modules, disk) {
            None => Ok(()),
            Some(failure) => Err(match &modules.place {
                Some(place) => failure.at(place.clone()),
                None => failure,
            }),
        })
    }

    fn answer(&self, modules: &UnreadModules, disk: &Disk) -> Option<Failure> {
        let Self { says, option, .. } = self;
        let others = match self.or_else {
            Some(or_else) => format!(", give the configuration with `--config FILE`, or {or_else}"),
            None => ", or give the configuration with `--config FILE`".to_owned(),
        };
        let path = &modules.path;
        if disk.kind(path) == Err(ReadError::NotFound) {
            let (why, mend) = match disk.hides(path) {
                true => (
                    "git ignores it",
                    format!("run `git add --force {}`", shell_word(path.as_str())),
                ),
                false => ("is not there", "bring it back".to_owned()),
            };
            let failure = Failure::new(format!("`{path}` may {says}, and {why}"));
            return Some(failure.help(format!("{mend}{others}")));
        }
        let sets = |bytes: &[u8], file: &TreePath| match is_nix(file.file_name()) {
            true => (self.in_nix)(bytes),
            false => file == path && (self.in_data)(bytes),
        };
        let file = first_file(disk, path, |name| is_nix(name) || is_data(name), sets)?;
        Some(
            Failure::new(format!(
                "`{file}` may {says}, and only Nix knows what is imported from `{path}`"
            ))
            .help(format!("set {option} in a file that `imports` names itself{others}")),
        )
    }
}

/// Refuses a flake in which such modules may set any option.
pub(crate) fn refuse_options(unread: &[UnreadModules], disk: &Disk) -> Result<(), Failure> {
    let has_imp = |bytes: &[u8]| {
        std::str::from_utf8(bytes).is_ok_and(|text| !syntax::occurrences(text, "imp").is_empty())
    };
    let question = Question {
        says: "set options of imp",
        option: "`imp = { … }`",
        or_else: None,
        in_nix: &|bytes| std::str::from_utf8(bytes).is_ok_and(sets_options),
        in_data: &has_imp,
    };
    // Without a place it is what a search missed, which told so if it found no other way.
    let unread: Vec<_> = unread.iter().filter(|modules| modules.place.is_some()).cloned().collect();
    question.refuse(&unread, disk)
}

/// Whether a Nix file may set `imp`: as an attribute, with `inherit`, or in a list of names, as `lib.setAttrByPath`
/// takes it. What only reads an option, or calls a function of the library, does not.
fn sets_options(text: &str) -> bool {
    syntax::occurrences(text, "imp").into_iter().any(|span| {
        let range = span.range();
        let before = text[..range.start].trim_end_matches('"').trim_end();
        let after = &text[range.end..];
        let next = after.strip_prefix('"').map(str::trim_start);
        if next.is_some_and(|next| next.starts_with(['"', ']'])) {
            return true;
        }
        let binding = before.rsplit([';', '{']).next().unwrap_or_default().trim_start();
        if let Some(from) = binding.strip_prefix("inherit") {
            return !from.trim_start().starts_with("(inputs)");
        }
        let is_first = before.strip_suffix('.').is_none_or(|group| group.ends_with("config"));
        is_first && is_set(next.unwrap_or(after).trim_start())
    })
}

/// Whether what follows `imp` sets it, or an option in it.
fn is_set(after: &str) -> bool {
    let is_equals = |text: &str| text.starts_with('=') && !text.starts_with("==");
    let Some(path) = after.strip_prefix('.') else { return is_equals(after) };
    let path = path.trim_start().trim_start_matches('"');
    let end = path.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    let rest = rest.trim_start_matches('"').trim_start();
    let is_option = OPTIONS.iter().any(|option| option.name.split('.').next() == Some(name));
    path.starts_with('$') || is_option && (rest.starts_with('.') || is_equals(rest))
}

/// The first file in a directory that has such a name, or the file itself, of which this holds.
pub fn first_file(
    disk: &Disk,
    directory: &TreePath,
    has_name: impl Fn(&str) -> bool + Sync,
    holds: impl Fn(&[u8], &TreePath) -> bool + Sync,
) -> Option<TreePath> {
    if let Ok(text) = disk.read(directory) {
        return holds(text.as_bytes(), directory).then(|| directory.clone());
    }
    let walked = disk.walk_files(
        directory,
        |_, name| has_name(name),
        |file| {
            let mut buffer = Vec::new();
            let (bytes, _) = file.read(&mut buffer).ok()?;
            holds(bytes, &file.path()).then_some(())
        },
    );
    walked.results.into_iter().map(|(path, ())| path).min()
}

/// Whether a file is one of Nix.
pub fn is_nix(name: &str) -> bool {
    name.ends_with(".nix")
}

/// Whether a file is data that Nix files may read.
pub fn is_data(name: &str) -> bool {
    [".conf", ".json", ".toml", ".yaml", ".yml"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sets_options_is_told_from_what_reads_them() {
        for text in [
            "{ imp.scan.src = ./x; }",
            "{ imp = { }; }",
            "{ config.imp.src = ./x; }",
            "{ \"imp\" . \"src\" = ./x; }",
            "{ imp.${x} = 1; }",
            "{ inherit (import ./x.nix) imp; }",
            "lib.setAttrByPath [ \"imp\" \"src\" ] ./x",
        ] {
            assert!(sets_options(text), "{text}");
        }
        for text in [
            "{ imp, ... }: imp.configTree ./x",
            "{ imports = [ inputs.imp.flakeModules.default ]; }",
            "{ services.imp.src = 1; }",
            "{ x = config.imp.src; y = config.imp == { }; }",
            "{ inherit (inputs) imp; } # imp.src = 1",
            "{ x = \"imp.src = 1\"; imp-x = 1; }",
        ] {
            assert!(!sets_options(text), "{text}");
        }
    }
}
