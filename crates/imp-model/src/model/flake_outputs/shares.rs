//! Which text only serves certain outputs, and so what a change of what it names can reach.
//!
//! An output is made of the expression that it is given and of the variables in it, followed to their values. What
//! the function `outputs` needs to put all outputs together is shared, and so is whatever may be used in a way that
//! the text does not show.

mod pieces;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use self::walk::{Outer, Walk};
use super::{FlakeOutputs, Reader};
use crate::eval::{At, Evaluator, Module, Thunk};
use crate::syntax::{ExprId, Tree};
use crate::text::Place;

/// A kind of outputs, or one name of it.
type Owner = (String, Option<String>);

/// The values that the outputs are given, as they are found.
#[derive(Default)]
pub(super) struct Claims(BTreeMap<Module, Vec<(ExprId, Owner)>>);

impl Claims {
    /// Notes the value of an output, unless it is written nowhere.
    pub(super) fn add(
        &mut self,
        evaluator: &Evaluator<'_>,
        value: Thunk,
        kind: &str,
        name: Option<&str>,
    ) {
        if let Some((module, expr)) = evaluator.delayed_expr(value) {
            let owner = (kind.to_owned(), name.map(str::to_owned));
            self.0.entry(module).or_default().push((expr, owner));
        }
    }
}

impl Reader<'_> {
    /// Says of every output which text serves it alone.
    pub(super) fn share(&mut self) {
        let claims = std::mem::take(&mut self.claims).0;
        let mut served: BTreeMap<Owner, BTreeMap<Module, BTreeSet<ExprId>>> = BTreeMap::new();
        let mut open: BTreeSet<Owner> = BTreeSet::new();
        let mut files = BTreeMap::new();
        for (module, claims) in &claims {
            let tree = self.evaluator.tree(*module);
            let outer = Outer::new(&tree);
            let all = claims.iter().map(|(expr, _)| *expr).collect();
            let shared = Walk::new(&tree, &outer, all).from([tree.root()]).seen();
            for owner in claims.iter().map(|(_, owner)| owner).collect::<BTreeSet<_>>() {
                let starts = claims.iter().filter(|(_, other)| other == owner);
                let starts: Vec<ExprId> = starts.map(|(expr, _)| *expr).collect();
                let stops = names_below(&self.found, owner, claims);
                let walk = Walk::new(&tree, &outer, stops).from(starts);
                if walk.is_open() {
                    open.insert(owner.clone());
                }
                served.entry(owner.clone()).or_default().insert(*module, walk.seen());
            }
            files.insert(*module, (tree, shared));
        }
        for (owner, mut seen) in served {
            if open.contains(&owner) {
                seen = files.iter().map(|(module, (tree, _))| (*module, every(tree))).collect();
            }
            let mut places: Vec<Place> = Vec::new();
            for (module, seen) in seen {
                let (tree, shared) = &files[&module];
                let own = seen.difference(shared).copied().collect();
                let pieces = pieces::pieces(tree, &own).into_iter();
                places.extend(pieces.map(|span| self.evaluator.place(At { module, span })));
            }
            places.sort();
            places.dedup();
            self.found.serve(&owner, places);
        }
    }
}

impl FlakeOutputs {
    fn serve(&mut self, (kind, name): &Owner, places: Vec<Place>) {
        let Some(kind) = self.kinds.get_mut(kind) else { return };
        match name {
            None => kind.own = places,
            Some(name) => {
                if let Some(named) = kind.names.get_mut(name) {
                    named.own = places;
                }
            }
        }
    }
}

/// The values of the names of a kind, where each name is an output; what else the kind is made of serves all of them.
fn names_below(
    found: &FlakeOutputs,
    (kind, name): &Owner,
    claims: &[(ExprId, Owner)],
) -> BTreeSet<ExprId> {
    let is_listed = found.kinds.get(kind).is_some_and(super::OutputKind::is_listed_by_name);
    let claims = claims.iter().filter(|_| is_listed && name.is_none());
    claims
        .filter(|(_, (other, name))| other == kind && name.is_some())
        .map(|(expr, _)| *expr)
        .collect()
}

fn every(tree: &Tree) -> BTreeSet<ExprId> {
    tree.exprs().map(|(id, _)| id).collect()
}
