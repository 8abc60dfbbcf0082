//! Which module now is which module then.

use std::collections::{BTreeMap, HashMap, HashSet};

use imp_model::source::TreePath;

use super::weight::Weights;
use super::{By, Module};

/// How alike two texts must be to be one, and how much more alike than the next.
const ALIKE: f64 = 0.5;
const CLEARLY: f64 = 0.1;

/// Up to how many pairs of texts are compared; beyond that only modules whose names end alike are.
const MAX_COMPARED: usize = 250_000;

/// A module then, and what it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Vec<String>,
    /// Its name now, and how that is known.
    pub(super) new: Option<(Vec<String>, By)>,
    /// What it may be, when that is not certain.
    pub(super) candidates: Vec<Vec<String>>,
}

/// Pairs modules. One whose text is the same in both at one path has no text here and is itself; `kept_text` has it.
pub(super) fn pair(
    old: Vec<Module>,
    new: Vec<Module>,
    kept_text: &dyn Fn(&TreePath) -> Option<String>,
) -> Vec<Pair> {
    let mut pairing = Pairing {
        found: vec![None; old.len()],
        taken: vec![false; new.len()],
        several: vec![Vec::new(); old.len()],
        weights: Weights::default(),
        old,
        new,
    };
    pairing.unchanged();
    pairing.weigh(kept_text);
    pairing.same_text();
    pairing.edited_in_place();
    pairing.alike();
    pairing.along_directories();
    pairing.left_in_place();
    pairing.pairs()
}

struct Pairing {
    old: Vec<Module>,
    new: Vec<Module>,
    /// For each old module the new one.
    found: Vec<Option<(usize, By)>>,
    taken: Vec<bool>,
    /// For each old module the new ones that it was split into.
    several: Vec<Vec<usize>>,
    weights: Weights,
}

impl Pairing {
    fn take(&mut self, old: usize, new: usize, by: By) {
        self.found[old] = Some((new, by));
        self.taken[new] = true;
    }

    fn open_old(&self) -> Vec<usize> {
        (0..self.old.len()).filter(|at| self.found[*at].is_none()).collect()
    }

    fn open_new(&self) -> Vec<usize> {
        (0..self.new.len()).filter(|at| !self.taken[*at]).collect()
    }

    fn new_at(&self, file: &TreePath) -> Option<usize> {
        self.new.binary_search_by(|other| other.file.cmp(file)).ok().or_else(|| {
            // Names and files are in different orders where names are escaped.
            self.new.iter().position(|other| other.file == *file)
        })
    }

    fn unchanged(&mut self) {
        let by_file: HashMap<TreePath, usize> =
            self.new.iter().enumerate().map(|(at, other)| (other.file.clone(), at)).collect();
        for old in 0..self.old.len() {
            let same = by_file.get(&self.old[old].file).copied();
            if let Some(new) = same
                && (self.old[old].text.is_none() || self.old[old].text == self.new[new].text)
            {
                self.take(old, new, By::Path);
            }
        }
    }

    fn weigh(&mut self, kept_text: &dyn Fn(&TreePath) -> Option<String>) {
        let kept = self.old.iter().filter(|module| module.text.is_none());
        let kept: HashSet<String> = match self.open_old().is_empty() || self.open_new().is_empty() {
            true => HashSet::new(),
            false => kept.filter_map(|module| kept_text(&module.file)).collect(),
        };
        self.weights = Weights::new(&self.old, &self.new, kept);
    }

    /// Modules with one text: the only one then is the only one now, if the text says anything or the names end alike;
    /// of several, those whose names end alike.
    fn same_text(&mut self) {
        let (mut then, mut now): (BTreeMap<String, Vec<usize>>, BTreeMap<String, Vec<usize>>) =
            Default::default();
        for at in self.open_old() {
            then.entry(self.old[at].text.clone().unwrap_or_default()).or_default().push(at);
        }
        for at in self.open_new() {
            now.entry(self.new[at].text.clone().unwrap_or_default()).or_default().push(at);
        }
        for (text, old) in then {
            let Some(new) = now.get(&text) else { continue };
            if let ([old], [new]) = (old.as_slice(), new.as_slice())
                && self.weights.is_own(&text)
            {
                self.take(*old, *new, By::Content);
                continue;
            }
            for at in &old {
                let last = self.old[*at].name.last();
                let ends_alike = |other: &&usize| self.new[**other].name.last() == last;
                let alone =
                    old.iter().filter(|other| self.old[**other].name.last() == last).count() == 1;
                let mut alike = new.iter().filter(ends_alike);
                if let (true, Some(only), None) = (alone, alike.next(), alike.next()) {
                    self.take(*at, *only, By::Content);
                }
            }
        }
    }

    /// A file that is where it was and still is much like it.
    fn edited_in_place(&mut self) {
        for old in self.open_old() {
            let Some(new) = self.new_at(&self.old[old].file).filter(|new| !self.taken[*new]) else {
                continue;
            };
            if self.weights.likeness(old, new) >= ALIKE {
                self.take(old, new, By::Path);
            }
        }
    }

    /// A file that is much like exactly one of those that are new, if nothing of it went to another.
    fn alike(&mut self) {
        let (old, new) = (self.open_old(), self.open_new());
        let all = old.len() * new.len() <= MAX_COMPARED;
        let mut best: Vec<(usize, usize)> = Vec::new();
        for at in &old {
            let mut scores: Vec<(f64, usize)> = new
                .iter()
                .filter(|other| all || self.new[**other].name.last() == self.old[*at].name.last())
                .map(|other| (self.weights.likeness(*at, *other), *other))
                .filter(|(score, _)| *score >= ALIKE)
                .collect();
            scores.sort_by(|a, b| b.0.total_cmp(&a.0));
            match scores.as_slice() {
                [(_, only)] => best.push((*at, *only)),
                [(first, only), (second, _), ..] if first - second >= CLEARLY => {
                    best.push((*at, *only));
                }
                _ => {}
            }
        }
        for (old, new) in &best {
            let is_wanted_once = best.iter().filter(|(_, other)| other == new).count() == 1;
            let others = self.weights.heirs(*old, Some(*new));
            if !others.is_empty() {
                self.several[*old] = [vec![*new], others].concat();
            } else if is_wanted_once {
                self.take(*old, *new, By::Content);
            }
        }
    }

    /// A file whose neighbours all went to one directory, where one of its name is new.
    fn along_directories(&mut self) {
        let parent = |file: &TreePath| file.parent().unwrap_or_else(TreePath::root);
        let mut went: BTreeMap<TreePath, Vec<TreePath>> = BTreeMap::new();
        for (at, found) in self.found.iter().enumerate() {
            if let Some((new, _)) = found {
                let (from, to) = (parent(&self.old[at].file), parent(&self.new[*new].file));
                let to_all = went.entry(from).or_default();
                if !to_all.contains(&to) {
                    to_all.push(to);
                }
            }
        }
        for old in self.open_old() {
            let file = self.old[old].file.clone();
            let Some([to]) = went.get(&parent(&file)).map(Vec::as_slice) else { continue };
            if !self.several[old].is_empty() {
                continue;
            }
            let target = to.child(file.file_name());
            if let Some(new) =
                self.new_at(&target).filter(|new| !self.taken[*new] && target != file)
            {
                self.take(old, new, By::Path);
            }
        }
    }

    /// What has no better pair and is where it was has been rewritten.
    fn left_in_place(&mut self) {
        for old in self.open_old() {
            let new = self.new_at(&self.old[old].file).filter(|new| !self.taken[*new]);
            if let Some(new) = new {
                self.take(old, new, By::Path);
            }
        }
    }

    fn pairs(self) -> Vec<Pair> {
        let pair = |(at, old): (usize, &Module)| {
            let new = self.found[at].map(|(new, by)| (self.new[new].name.clone(), by));
            let candidates = match new {
                Some(_) => Vec::new(),
                None => self.candidates(at),
            };
            Pair { old: old.name.clone(), new, candidates }
        };
        self.old.iter().enumerate().map(pair).collect()
    }

    /// What may have become of a module: what has a part of it, and of the others that are new those that look like it.
    fn candidates(&self, at: usize) -> Vec<Vec<String>> {
        let old = &self.old[at];
        let heirs = match self.several[at].as_slice() {
            [] => self.weights.heirs(at, None),
            several => several.to_vec(),
        };
        let is_likely = |other: &usize| {
            let new = &self.new[*other];
            new.name.last() == old.name.last()
                || new.text.is_some() && new.text == old.text
                || similarity(self.text(at), self.new_text(*other)) >= ALIKE
        };
        let likely = self.open_new().into_iter().filter(|other| !heirs.contains(other));
        let likely: Vec<usize> = likely.filter(is_likely).collect();
        heirs.into_iter().chain(likely).map(|other| self.new[other].name.clone()).collect()
    }

    fn text(&self, old: usize) -> &str {
        self.old[old].text.as_deref().unwrap_or_default()
    }

    fn new_text(&self, new: usize) -> &str {
        self.new[new].text.as_deref().unwrap_or_default()
    }
}

/// How much of two texts is the same, by lines: 1 for all, 0 for nothing.
fn similarity(a: &str, b: &str) -> f64 {
    let lines = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| line.bytes().any(|b| b.is_ascii_alphanumeric()));
        lines.map(str::to_owned).collect()
    };
    let (a, b) = (lines(a), lines(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for line in &a {
        *counts.entry(line).or_default() += 1;
    }
    let mut shared = 0;
    for line in &b {
        if let Some(left) = counts.get_mut(line.as_str()).filter(|left| **left > 0) {
            *left -= 1;
            shared += 1;
        }
    }
    2.0 * shared as f64 / (a.len() + b.len()) as f64
}
