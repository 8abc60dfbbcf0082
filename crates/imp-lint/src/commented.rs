//! Inputs beside whose declarations a comment speaks of `follows`: what they follow, or don't, is meant so.

use std::collections::BTreeMap;

use imp_model::facts::FollowsComment;
use imp_model::model::Model;

use crate::inputs::Declared;

/// The inputs of the flake that comments are about, with these.
pub(crate) struct Commented<'d>(BTreeMap<&'d str, Vec<&'d FollowsComment>>);

impl<'d> Commented<'d> {
    pub(crate) fn read(model: &'d Model, declared: &'d BTreeMap<String, Declared>) -> Self {
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for file in model.files.iter().filter(|file| !file.follows_comments.is_empty()) {
            let places = declared.iter().flat_map(|(name, input)| {
                let here = input.places.iter().filter(|place| place.file == file.path);
                here.map(move |place| (place.start.line, name.as_str()))
            });
            let mut places: Vec<(u32, &str)> = places.collect();
            places.sort_unstable();
            for (index, (line, name)) in places.iter().enumerate() {
                let next = places.get(index + 1).map_or(u32::MAX, |(next, _)| *next);
                let comments = file.follows_comments.iter();
                let about = comments.filter(|comment| is_about(comment, *line, next));
                found.entry(*name).or_default().extend(about);
            }
        }
        Self(found)
    }

    /// Whether one is about the input at a path. A line that was taken out is about what it overrides, wherever that is
    /// below the input beside which it stands.
    pub(crate) fn is_about(&self, path: &[String]) -> bool {
        let comments = path.first().and_then(|first| self.0.get(first.as_str()));
        comments.into_iter().flatten().any(|comment| {
            let overrides = &comment.overrides;
            overrides.is_empty() || overrides.iter().any(|inputs| path.ends_with(inputs))
        })
    }
}

/// Whether a comment is about the input that is declared from this line on, with the next one below: it stands directly
/// above or in the declaration, or begins a paragraph that the declaration is in.
fn is_about(comment: &FollowsComment, line: u32, next: u32) -> bool {
    let FollowsComment { first, last, paragraph_end, .. } = *comment;
    let in_paragraph = paragraph_end.is_some_and(|end| first < line && line <= end);
    let is_inside = paragraph_end.is_none() && line <= first && last < next;
    last + 1 == line || in_paragraph || is_inside
}
