//! A set of expressions as few ranges of text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::{ExprId, Tree};
use crate::text::Span;

/// The ranges of the largest expressions that hold nothing but these.
pub(super) fn pieces(tree: &Tree, own: &BTreeSet<ExprId>) -> Vec<Span> {
    let mixed = mixed(tree, own);
    let mut spans: Vec<Span> = own.difference(&mixed).map(|id| tree.span(*id)).collect();
    spans.sort_by_key(|span| (span.start, Reverse(span.end)));
    spans.dedup_by(|next, last| last.contains(*next));
    spans
}

/// Those that hold something else.
fn mixed(tree: &Tree, own: &BTreeSet<ExprId>) -> BTreeSet<ExprId> {
    let mut parents: BTreeMap<ExprId, Vec<ExprId>> = BTreeMap::new();
    for id in own {
        tree.children(*id, |child| parents.entry(child).or_default().push(*id));
    }
    let mut work = Vec::new();
    for id in own {
        let above = || parents.get(id).into_iter().flatten();
        tree.children(*id, |child| {
            if !own.contains(&child) {
                work.push(*id);
            } else if !tree.span(*id).contains(tree.span(child)) {
                // What `inherit (set) a` selects from stands outside the selection, but inside the set that it is for.
                work.extend(above().filter(|one| !tree.span(**one).contains(tree.span(child))));
            }
        });
    }
    let mut mixed = BTreeSet::new();
    while let Some(id) = work.pop() {
        if mixed.insert(id) {
            work.extend(parents.get(&id).into_iter().flatten());
        }
    }
    mixed
}
