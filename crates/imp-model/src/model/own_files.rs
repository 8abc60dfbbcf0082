//! Which files only the outputs use that are written in them: what such a file names, nobody else can get at.

use std::collections::{BTreeMap, BTreeSet};

use super::{ListedOutput, Model};
use crate::source::TreePath;
use crate::text::Place;

/// How many files may import each other.
const MAX_STEPS: u32 = 32;

/// Files that nothing but the outputs in them use.
pub(super) struct OwnFiles<'m> {
    outputs: &'m [ListedOutput<'m>],
    /// Where each file is named.
    uses: BTreeMap<TreePath, Vec<&'m Place>>,
}

impl<'m> OwnFiles<'m> {
    pub(super) fn new(model: &'m Model, outputs: &'m [ListedOutput<'m>]) -> Self {
        let mut uses: BTreeMap<TreePath, Vec<&Place>> = BTreeMap::new();
        for path in model.files.iter().flat_map(|file| &file.paths) {
            let Some(target) = &path.target else { continue };
            for file in [target.clone(), target.child("default.nix")] {
                uses.entry(file).or_default().push(&path.place);
            }
        }
        Self { outputs, uses }
    }

    /// Whether a file is used once at most, for the outputs of one kind, in a file that is so, too.
    pub(super) fn contains(&self, file: &TreePath) -> bool {
        self.is_own(file, MAX_STEPS)
    }

    fn is_own(&self, file: &TreePath, steps: u32) -> bool {
        match self.uses.get(file).map(Vec::as_slice) {
            None => true,
            Some([place]) if steps > 0 => {
                self.kinds_at(place).len() <= 1 && self.is_own(&place.file, steps - 1)
            }
            Some(_) => false,
        }
    }

    /// The kinds of outputs that what stands at a place serves.
    fn kinds_at(&self, place: &Place) -> BTreeSet<&str> {
        let is_at = |own: &&Place| own.file == place.file && own.span.contains(place.span);
        let outputs = self.outputs.iter().filter(|output| output.own().any(|own| is_at(&own)));
        outputs.map(|output| output.path[0].as_str()).collect()
    }
}
