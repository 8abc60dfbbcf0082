//! Inputs beside whose declarations a comment speaks of `follows`: what they follow, or don't, is meant so.

use std::collections::{BTreeMap, BTreeSet};

use imp_model::facts::FollowsComment;
use imp_model::model::Model;

use crate::inputs::Declared;

/// The inputs of the flake that comments are about.
pub(crate) struct Commented<'d>(BTreeSet<&'d str>);

impl<'d> Commented<'d> {
    pub(crate) fn read(model: &Model, declared: &'d BTreeMap<String, Declared>) -> Self {
        let mut found = BTreeSet::new();
        for file in model.files.iter().filter(|file| !file.follows_comments.is_empty()) {
            let places = declared.iter().flat_map(|(name, input)| {
                let here = input.places.iter().filter(|place| place.file == file.path);
                here.map(move |place| (place.start.line, name.as_str()))
            });
            let mut places: Vec<(u32, &str)> = places.collect();
            places.sort_unstable();
            for (index, (line, name)) in places.iter().enumerate() {
                let next = places.get(index + 1).map_or(u32::MAX, |(next, _)| *next);
                if file.follows_comments.iter().any(|comment| is_about(comment, *line, next)) {
                    found.insert(*name);
                }
            }
        }
        Self(found)
    }

    /// Whether one is about the input at a path.
    pub(crate) fn is_about(&self, path: &[String]) -> bool {
        path.first().is_some_and(|first| self.0.contains(first.as_str()))
    }
}

/// Whether a comment is about the input that is declared from this line on, with the next one below: it stands directly
/// above or in the declaration, or begins a paragraph that the declaration is in.
fn is_about(comment: &FollowsComment, line: u32, next: u32) -> bool {
    let FollowsComment { first, last, paragraph_end } = *comment;
    let in_paragraph = paragraph_end.is_some_and(|end| first < line && line <= end);
    let is_inside = paragraph_end.is_none() && line <= first && last < next;
    last + 1 == line || in_paragraph || is_inside
}
