//! Which text only serves certain outputs, and so what a change of what it names can reach.
//!
//! An output is made of the expression that it is given and of the variables in it, followed to their values. What
//! the function `outputs` needs to put all outputs together is shared, and so is whatever may be used in a way that
//! the text does not show.

mod data;
mod known_paths;
mod pieces;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use self::walk::{Outer, Seen, Walk};
use super::{FlakeOutputs, KnownPath, NamedFile, OutputText, Reader};
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
    /// Says of every output which text serves it alone, and what paths lead to in it.
    pub(super) fn share(&mut self) {
        let claims = std::mem::take(&mut self.claims).0;
        let mut served: BTreeMap<Owner, BTreeMap<Module, Seen>> = BTreeMap::new();
        let mut certain: BTreeMap<Owner, BTreeMap<Module, Seen>> = BTreeMap::new();
        let mut open: BTreeSet<Owner> = BTreeSet::new();
        let mut files = BTreeMap::new();
        for (module, claims) in &claims {
            let tree = self.evaluator.tree(*module);
            let outer = Outer::new(&tree);
            let all = claims.iter().map(|(expr, _)| *expr).collect();
            let shared = Walk::new(&tree, &outer, all).from([tree.root()]).seen();
            let mut used = shared.clone();
            for owner in claims.iter().map(|(_, owner)| owner).collect::<BTreeSet<_>>() {
                let starts = claims.iter().filter(|(_, other)| other == owner);
                let starts: Vec<ExprId> = starts.map(|(expr, _)| *expr).collect();
                let stops = names_below(&self.found, owner, claims);
                let data = self.data_of_names(owner, &tree, &starts);
                let walk = Walk::new(&tree, &outer, stops.clone()).from(starts.iter().copied());
                if walk.is_open() {
                    open.insert(owner.clone());
                }
                if walk.is_vague() || !data.is_empty() || walk.is_open() {
                    let walk = Walk::new(&tree, &outer, stops).of_certain(data).from(starts);
                    certain.entry(owner.clone()).or_default().insert(*module, walk.seen());
                }
                let seen = walk.seen();
                used.add(&seen);
                served.entry(owner.clone()).or_default().insert(*module, seen);
            }
            let unused = tree.exprs().map(|(id, _)| id).filter(|id| !used.contains(*id)).collect();
            self.found.unused.extend(self.places(*module, &tree, &unused));
            files.insert(*module, (tree, shared, used));
        }
        for (owner, seen) in &served {
            let (mut own, mut definition) = (Vec::new(), Vec::new());
            let is_open = open.contains(owner);
            let certain = certain.get(owner).unwrap_or(seen);
            for (module, (tree, shared, used)) in &files {
                let places = |seen: Option<&Seen>| {
                    let exprs = seen.into_iter().flat_map(Seen::exprs);
                    let exprs = exprs.filter(|id| !shared.contains(*id)).collect();
                    self.places(*module, tree, &exprs)
                };
                let seen = seen.get(module);
                own.extend(places(if is_open { Some(used) } else { seen }));
                definition.extend(places(certain.get(module).or(seen)));
            }
            [&mut own, &mut definition].into_iter().for_each(|places: &mut Vec<Place>| {
                places.sort();
                places.dedup();
            });
            self.found
                .serve(owner, OutputText { own, definition, is_open, ..OutputText::default() });
        }
        self.find_known_paths(&claims, &served, &certain, &open);
    }

    /// The sets and lists that functions make the outputs of a kind from, where they are more than one: what is for
    /// which of them, the text does not say.
    fn data_of_names(
        &self,
        (kind, name): &Owner,
        tree: &Tree,
        starts: &[ExprId],
    ) -> BTreeSet<ExprId> {
        let Some(kind) = self.found.kinds.get(kind).filter(|_| name.is_none()) else {
            return BTreeSet::new();
        };
        let is_shared = kind.is_listed_by_name() && kind.names.len() > 1;
        let starts = starts.iter().filter(|_| is_shared);
        starts.flat_map(|start| data::data(tree, *start)).collect()
    }

    /// Some expressions of a file as few places.
    fn places(&self, module: Module, tree: &Tree, exprs: &BTreeSet<ExprId>) -> Vec<Place> {
        let pieces = pieces::pieces(tree, exprs).into_iter();
        pieces.map(|span| self.evaluator.place(At { module, span })).collect()
    }

    /// Says of every output that is listed what the paths with `${…}` in its text lead to. Of one that may use whatever
    /// others are made of, it is said of its definition only.
    fn find_known_paths(
        &mut self,
        claims: &BTreeMap<Module, Vec<(ExprId, Owner)>>,
        served: &BTreeMap<Owner, BTreeMap<Module, Seen>>,
        certain: &BTreeMap<Owner, BTreeMap<Module, Seen>>,
        open: &BTreeSet<Owner>,
    ) {
        let kinds: Vec<(String, Vec<Owner>)> = self
            .found
            .kinds
            .iter()
            .map(|(name, kind)| {
                let names = kind.names.keys().map(|one| (name.clone(), Some(one.clone())));
                (name.clone(), names.collect())
            })
            .collect();
        for (kind, names) in kinds {
            let whole = (kind, None);
            let is_listed = self.found.kinds[&whole.0].is_listed_by_name();
            let listed: Vec<(&Owner, Vec<&Owner>)> = match is_listed {
                true => names.iter().map(|name| (name, vec![&whole, name])).collect(),
                false => vec![(&whole, names.iter().chain([&whole]).collect())],
            };
            for (owner, parts) in listed {
                let is_open = parts.iter().any(|part| open.contains(*part));
                let certain = |part: &Owner| certain.get(part).filter(|_| is_open);
                let used = |part: &&Owner| certain(part).or_else(|| served.get(*part));
                let mut seen: BTreeMap<Module, Seen> = BTreeMap::new();
                for (module, part) in parts.iter().filter_map(used).flatten() {
                    seen.entry(*module).or_default().add(part);
                }
                let mut known = Vec::new();
                for (module, seen) in &seen {
                    let wholes = claims[module].iter().filter(|(_, other)| *other == whole);
                    let wholes: Vec<ExprId> = wholes.map(|(expr, _)| *expr).collect();
                    known.extend(self.known_paths(*module, seen, owner.1.as_deref(), &wholes));
                }
                self.found.know(owner, known, is_open);
            }
        }
    }

    fn known_paths(
        &self,
        module: Module,
        seen: &Seen,
        name: Option<&str>,
        wholes: &[ExprId],
    ) -> Vec<KnownPath> {
        let tree = self.evaluator.tree(module);
        let directory = self.evaluator.directory(module);
        let known = known_paths::known_paths(&tree, seen, name, wholes).into_iter();
        known
            .map(|(path, texts)| KnownPath {
                place: self.evaluator.place(At { module, span: tree.span(path) }),
                // One that leads out of the flake leads to nothing that is asked for.
                targets: texts.iter().filter_map(|text| directory.join(text)).collect(),
            })
            .collect()
    }
}

impl FlakeOutputs {
    fn serve(&mut self, (kind, name): &Owner, text: OutputText) {
        let Some(kind) = self.kinds.get_mut(kind) else { return };
        match name {
            None => kind.text = text,
            Some(name) => {
                if let Some(named) = kind.names.get_mut(name) {
                    named.text = text;
                }
            }
        }
    }

    fn know(&mut self, (kind, name): &Owner, paths: Vec<KnownPath>, is_open: bool) {
        let Some(kind) = self.kinds.get_mut(kind) else { return };
        let (known_paths, text) = match name {
            None => (&mut kind.known_paths, &mut kind.text),
            Some(name) => {
                let Some(named) = kind.names.get_mut(name) else { return };
                (&mut named.known_paths, &mut named.text)
            }
        };
        if is_open {
            let named = |path: KnownPath| {
                let place = path.place;
                let files = path.targets.into_iter();
                files.map(move |path| NamedFile { path, place: place.clone() })
            };
            text.named = paths.into_iter().flat_map(named).collect();
        } else {
            *known_paths = paths;
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
