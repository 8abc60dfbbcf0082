//! What of a module's text says which module it is: the lines that no other module had then, without those that any
//! module has.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Module;

/// Words that modules of any purpose have.
const COMMON_WORDS: [&str; 22] = [
    "assert",
    "cfg",
    "config",
    "else",
    "enable",
    "false",
    "if",
    "import",
    "imports",
    "in",
    "inherit",
    "let",
    "lib",
    "mkDefault",
    "mkForce",
    "mkIf",
    "options",
    "pkgs",
    "rec",
    "then",
    "true",
    "with",
];

/// Lines, each once.
pub(super) type Lines = BTreeSet<String>;

/// The texts of the modules then and now, weighed.
#[derive(Default)]
pub(super) struct Weights {
    /// For each module then, the lines that it alone had.
    pub(super) old: Vec<Lines>,
    /// For each module now, its lines but those that several modules had then.
    pub(super) new: Vec<Lines>,
    /// The texts that are in both at one path.
    kept: HashSet<String>,
}

impl Weights {
    /// Weighs modules; `kept` are the texts of those that are the same in both.
    pub(super) fn new(old: &[Module], new: &[Module], kept: HashSet<String>) -> Self {
        let weighed = |modules: &[Module]| -> Vec<Lines> {
            modules.iter().map(|module| lines(module.text.as_deref().unwrap_or_default())).collect()
        };
        let (mut old, mut new) = (weighed(old), weighed(new));
        let mut counts: HashMap<String, usize> = HashMap::new();
        for line in old.iter().cloned().chain(kept.iter().map(|text| lines(text))).flatten() {
            *counts.entry(line).or_default() += 1;
        }
        for lines in old.iter_mut().chain(&mut new) {
            lines.retain(|line| counts.get(line).is_none_or(|count| *count == 1));
        }
        Self { old, new, kept }
    }

    /// Whether a text can stand for one module: it says something, and no module that stayed has it too.
    pub(super) fn is_own(&self, text: &str) -> bool {
        !self.kept.contains(text) && !lines(text).is_empty()
    }

    /// How much of an old module a new one is: 1 for all, 0 for nothing.
    pub(super) fn likeness(&self, old: usize, new: usize) -> f64 {
        let (old, new) = (&self.old[old], &self.new[new]);
        match old.intersection(new).count() {
            0 => 0.0,
            shared => 2.0 * shared as f64 / (old.len() + new.len()) as f64,
        }
    }

    /// The modules now that have something that the old module alone had, and that `but` has not.
    pub(super) fn heirs(&self, old: usize, but: Option<usize>) -> Vec<usize> {
        let is_left = |line: &&String| but.is_none_or(|new| !self.new[new].contains(*line));
        let left: Vec<&String> = self.old[old].iter().filter(is_left).collect();
        let has_some = |new: &usize| left.iter().any(|line| self.new[*new].contains(*line));
        (0..self.new.len()).filter(|_| !left.is_empty()).filter(has_some).collect()
    }
}

/// The lines of a text that say something.
fn lines(text: &str) -> Lines {
    text.lines().map(str::trim).filter(|line| says_something(line)).map(str::to_owned).collect()
}

/// Whether a line has a word that not any module has. The arguments of a function say nothing.
fn says_something(line: &str) -> bool {
    let is_argument = line.ends_with([',', ':']) || line.starts_with(',');
    let body =
        line.rsplit_once("}:").or_else(|| line.rsplit_once(": ")).map_or(line, |(_, body)| body);
    let mut words =
        body.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    !is_argument && words.any(|word| !COMMON_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_any_module_has_says_nothing() {
        for line in [
            "{ config, lib, pkgs, ... }:",
            "{ ... }: { }",
            "{ pkgs, ... }:{",
            "_: {",
            "lib,",
            ", pkgs",
            "let",
            "in",
            "config = lib.mkIf cfg.enable {",
            "imports = [",
            "enable = true;",
            "});",
        ] {
            assert!(!says_something(line), "{line}");
        }
        for line in ["services.ssh.enable = true;", "{ pkgs, ... }: { x = 1; }", "../base.nix"] {
            assert!(says_something(line), "{line}");
        }
    }
}
