//! A page of the documentation as a test: its files are written, its commands run, what they print compared.
//!
//! A comment `<!-- tree PATH -->` copies a directory of this repository, `<!-- tree -->` makes an empty one; further
//! lines of the comment are the directives of a case, without `#`. `<!-- run COMMAND -->` runs what the reader does
//! not see. What follows happens there, up to the next tree:
//!
//! - a block that begins with a comment that is only a path, `# nix/outputs/overlays.nix`, is written to that file;
//! - `console` has commands and what they print ([`console`]), `sh` commands alone. They end with status 0, or the
//!   last of them with that of `exit=N` after the language;
//! - with `nix` after the language they need the real Nix, and run in a pass of their own ([`World`]), in which a tree
//!   that is a flake is locked; with `not-run`
//!   after `sh` they need what a test has not, and only their words are checked ([`words`]).

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::case::prepare;
use crate::case::script::{self, Script};
use crate::sandbox::Sandbox;
use crate::world::World;
use crate::{Done, example, tree};

pub mod book;
pub mod console;
pub mod markdown;
pub mod snippets;
pub mod words;

use markdown::{Block, Part};

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
    /// What is in it, in order.
    pub parts: Vec<Part>,
}

impl Page {
    /// Reads one.
    pub fn read(path: &str) -> Result<Self, String> {
        let text = fs::read_to_string(repository().join(path));
        let text = text.map_err(|error| format!("{path}: {error}"))?;
        Ok(Self { path: path.to_owned(), parts: markdown::parts(&text), text })
    }

    /// Whether `cargo xtask codegen` made it, so that what it is made from is tested instead.
    pub fn is_generated(&self) -> bool {
        let is_mark = |part: &Part| matches!(part, Part::Comment(text, _) if text.starts_with("Made by `cargo xtask"));
        self.parts.iter().any(is_mark)
    }

    /// The fenced blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.parts.iter().filter_map(|part| match part {
            Part::Block(block) => Some(block),
            _ => None,
        })
    }

    /// Whether some commands need the real Nix.
    pub fn needs_nix(&self) -> bool {
        self.blocks().any(|block| has(block, "nix"))
    }

    /// Runs it: without a world what needs no Nix, with one all of it, of which what needs Nix is compared. With
    /// `bless`, writes what came out into the page.
    pub fn check(&self, world: Option<&World>, bless: bool) -> Result<Done, String> {
        let mut run = Run { world, tree: None, changes: Vec::new(), bless };
        for part in &self.parts {
            let (line, done) = match part {
                Part::Block(block) => (block.line, run.block(block)),
                Part::Comment(text, line) => (*line, run.comment(text)),
                _ => continue,
            };
            done.map_err(|error| format!("{}:{line}: {error}", self.path))?;
        }
        if !run.changes.is_empty() {
            let mut text = self.text.clone();
            for (range, new) in run.changes.into_iter().rev() {
                text.replace_range(range, &new);
            }
            fs::write(repository().join(&self.path), text).map_err(|error| error.to_string())?;
        }
        Ok(Done::Passed)
    }
}

/// The day on which pages run, where one counts: a week after the locks of their trees were made.
const TODAY: &str = "1750600000";

/// The root of this repository.
pub fn repository() -> PathBuf {
    let root = crate::folder().join("..");
    fs::canonicalize(&root).unwrap_or(root)
}

/// Whether a word stands after the language of a block.
pub fn has(block: &Block, word: &str) -> bool {
    block.words.iter().any(|there| there == word)
}

/// The files that a block says it is, by the comment in its first line.
pub fn files(block: &Block) -> Vec<(String, String)> {
    let named = ["jq", "nix", "toml", "yaml"].contains(&block.language.as_str());
    if named { example::files(&block.text).unwrap_or_default() } else { Vec::new() }
}

/// A page while it runs.
struct Run<'w> {
    world: Option<&'w World>,
    tree: Option<Place>,
    /// What is to be written into the page, in order.
    changes: Vec<(Range<usize>, String)>,
    bless: bool,
}

/// Where the commands run.
struct Place {
    sandbox: Sandbox,
    directory: PathBuf,
}

impl Run<'_> {
    fn comment(&mut self, text: &str) -> Result<(), String> {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        match first.split_once(' ').unwrap_or((first, "")) {
            ("tree", path) => self.tree = Some(self.plant(path, rest)?),
            ("run", command) => {
                let (printed, status) = self.sh(&format!("{command}\n{rest}"))?;
                expect_status(command, 0, status, &printed)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn plant(&self, path: &str, directives: &str) -> Result<Place, String> {
        let sandbox = Sandbox::new()?;
        let from = repository().join(path);
        if !from.is_dir() {
            return Err(format!("there is no directory `{path}`"));
        }
        // A copy, so that the inputs of this machine are in the tree before it is committed.
        let copy = tempfile::tempdir().map_err(|error| error.to_string())?;
        if !path.is_empty() {
            tree::copy(&from, copy.path()).map_err(|error| error.to_string())?;
        }
        if let Some(world) = self.world {
            world.localize(copy.path()).map_err(|error| error.to_string())?;
            if copy.path().join("flake.nix").exists() {
                let output = world.nix(copy.path(), &["flake", "lock"])?;
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                expect_status("nix flake lock", 0, output.status.code().unwrap_or(-1), &said)?;
            }
        }
        let script = Script { directives: script::directives(directives)?, lines: Vec::new() };
        prepare::prepare(&sandbox, copy.path(), &script)?;
        let directory = sandbox.root().to_owned();
        Ok(Place { sandbox, directory })
    }

    fn block(&mut self, block: &Block) -> Result<(), String> {
        for (path, text) in files(block) {
            self.write(&path, &text)?;
        }
        match block.language.as_str() {
            _ if has(block, "not-run") || (has(block, "nix") && self.world.is_none()) => Ok(()),
            "sh" => {
                let (printed, status) = self.sh(&format!("set -e\n{}", block.text))?;
                expect_status("it", status_of(block)?, status, &printed)
            }
            "console" => self.console(block),
            _ => Ok(()),
        }
    }

    fn console(&mut self, block: &Block) -> Result<(), String> {
        let mut steps = console::steps(&block.text)?;
        // Each pass looks at what it is for.
        let compared = has(block, "nix") == self.world.is_some();
        let last = steps.len() - 1;
        let mut differences = Vec::new();
        for (index, step) in steps.iter_mut().enumerate() {
            let (printed, status) = self.sh(&step.command)?;
            let expected = if index == last { status_of(block)? } else { 0 };
            expect_status(&step.command, expected, status, &printed)?;
            if compared && !console::matches(&step.expected, &printed) {
                let (before, after) = (&step.expected, &printed);
                let difference = similar::TextDiff::from_lines(before, after);
                let difference = difference.unified_diff().header("page", "printed").to_string();
                differences.push(format!("$ {}\n{difference}", step.command));
                step.expected = printed;
            }
        }
        if differences.is_empty() {
            return Ok(());
        }
        if !self.bless {
            let way_out = "`UPDATE_EXPECT=1` writes what was printed into the page.";
            return Err(format!("{}\n{way_out}", differences.join("\n")));
        }
        self.changes.push((block.range.clone(), console::text(&steps)));
        Ok(())
    }

    fn place(&mut self) -> Result<&mut Place, String> {
        self.tree.as_mut().ok_or_else(|| "no `<!-- tree … -->` stands before it".to_owned())
    }

    fn write(&mut self, path: &str, text: &str) -> Result<(), String> {
        let text = self.world.map_or_else(|| text.to_owned(), |world| world.localized(text));
        // A page without a tree shows files, and runs nothing.
        let Some(place) = &self.tree else { return Ok(()) };
        let path = place.directory.join(path);
        let parent = path.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// What a command prints, and its status. `cd` alone moves for the commands after it, too.
    fn sh(&mut self, command: &str) -> Result<(String, i32), String> {
        let world = self.world;
        let place = self.place()?;
        if let Some(directory) = command.strip_prefix("cd ").filter(|rest| !rest.contains(' ')) {
            place.directory = place.directory.join(directory);
            return Ok((String::new(), if place.directory.is_dir() { 0 } else { 1 }));
        }
        let command = world.map_or_else(|| command.to_owned(), |world| world.with_urls(command));
        let mut shell = place.sandbox.shell(&format!("exec 2>&1\n{command}"))?;
        shell.current_dir(&place.directory).env("SOURCE_DATE_EPOCH", TODAY);
        if let Some(world) = world {
            shell.envs(world.environment()).timeout(crate::nix::PATIENCE);
        }
        let output = shell.output().map_err(|error| format!("sh: {error}"))?;
        let printed = String::from_utf8_lossy(&place.sandbox.masked(&output.stdout)).into_owned();
        let printed = world.map_or(printed.clone(), |world| world.unlocalized(&printed));
        if printed.contains("panicked at") {
            return Err(format!("`{command}` panicked\n{printed}"));
        }
        let status = output.status.code().ok_or_else(|| format!("`{command}` was killed"))?;
        Ok((printed, status))
    }
}

fn status_of(block: &Block) -> Result<i32, String> {
    let word = block.words.iter().find_map(|word| word.strip_prefix("exit="));
    word.map_or(Ok(0), |status| status.parse().map_err(|_| format!("`exit={status}`")))
}

fn expect_status(what: &str, expected: i32, status: i32, printed: &str) -> Result<(), String> {
    if status == expected {
        return Ok(());
    }
    Err(format!("`{what}` ended with {status}, not {expected}\n{printed}"))
}

#[cfg(test)]
mod tests;
