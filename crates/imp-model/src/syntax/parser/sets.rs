//! Attribute paths, and the bindings of sets and `let`s, merged as Nix' parser merges them.

use std::borrow::Cow;

use rnix::SyntaxKind::{self, *};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{MAX_NESTING, Parser, Result};
use crate::syntax::SyntaxError;
use crate::syntax::tree::*;
use crate::text::Span;

/// From how many entries on a set is searched by hashing.
const MANY_ENTRIES: usize = 12;

/// An attribute path before it is put away; few have more parts.
pub(super) type AttrPath = SmallVec<[Attr; 4]>;

/// The entries of a set, by name, once there are many.
pub(super) type Index<'t> = FxHashMap<Cow<'t, str>, usize>;

impl<'t> Parser<'t> {
    /// `a."b".${c}`, at least one part.
    pub(super) fn attr_path(&mut self) -> Result<AttrPath> {
        let mut path = AttrPath::new();
        path.push(self.attr()?);
        while self.take(TOKEN_DOT).is_some() {
            path.push(self.attr()?);
        }
        Ok(path)
    }

    fn attr(&mut self) -> Result<Attr> {
        let start = self.start();
        let name = match self.peek() {
            Some(TOKEN_IDENT | TOKEN_OR) => {
                self.at += 1;
                AttrName::Static(Name::Source(self.since(start)))
            }
            Some(TOKEN_STRING_START) => {
                if self.text[start as usize..].starts_with("''") {
                    return Err(self.unexpected("an attribute name"));
                }
                let parts = self.string()?;
                match self.joined(&parts) {
                    Some(name) => AttrName::Static(name),
                    None => {
                        let span = self.since(start);
                        AttrName::Dynamic(self.push(Expr::Str(parts), span))
                    }
                }
            }
            Some(TOKEN_INTERPOL_START) => {
                self.at += 1;
                let inner = self.expr()?;
                self.expect(TOKEN_INTERPOL_END)?;
                // `${"a"}` is `a` to Nix' parser already.
                let name = match &self.exprs[inner.index()].0 {
                    Expr::Str(parts) => self.joined(parts),
                    _ => None,
                };
                name.map_or(AttrName::Dynamic(inner), AttrName::Static)
            }
            _ => return Err(self.unexpected("an attribute name")),
        };
        Ok(Attr { name, span: self.since(start) })
    }

    /// The bindings up to `end`, which is taken, too.
    pub(super) fn bindings(&mut self, is_recursive: bool, end: SyntaxKind) -> Result<AttrSet> {
        let mut set = AttrSet { is_recursive, ..AttrSet::default() };
        let mut index = Index::default();
        loop {
            if self.take(end).is_some() {
                return Ok(set);
            }
            match self.peek() {
                Some(TOKEN_INHERIT) => self.inherit(&mut set, &mut index)?,
                Some(TOKEN_IDENT | TOKEN_OR | TOKEN_STRING_START | TOKEN_INTERPOL_START) => {
                    let start = self.start();
                    let path = self.attr_path()?;
                    self.expect(TOKEN_ASSIGN)?;
                    let value = self.value_below(&path)?;
                    let whole = self.since(start);
                    self.expect(TOKEN_SEMICOLON)?;
                    self.insert_path(&mut set, &mut index, &path, value, whole)?;
                }
                _ => {
                    let end = super::errors::token_name(end);
                    return Err(self.unexpected(&format!("an attribute name or {end}")));
                }
            }
        }
    }

    /// The value at the end of an attribute path. Every part after the first is one set more around it, and
    /// counts as a level of nesting like one in braces.
    fn value_below(&mut self, path: &[Attr]) -> Result<ExprId> {
        let sets = path.len() as u32 - 1;
        let room = MAX_NESTING - self.depth;
        if sets > room {
            return Err(super::too_deep(path[room as usize].span));
        }
        self.depth += sets;
        let value = self.expr()?;
        self.depth -= sets;
        Ok(value)
    }

    fn inherit(&mut self, set: &mut AttrSet, index: &mut Index<'t>) -> Result<()> {
        self.expect(TOKEN_INHERIT)?;
        let from = match self.take(TOKEN_L_PAREN) {
            Some(_) => {
                let from = self.expr()?;
                self.expect(TOKEN_R_PAREN)?;
                Some(from)
            }
            None => None,
        };
        while self.take(TOKEN_SEMICOLON).is_none() {
            let attr = self.attr()?;
            let AttrName::Static(name) = &attr.name else {
                let message = "`inherit` takes names, not expressions";
                return Err(SyntaxError::new(attr.span, message).into());
            };
            let name = name.clone();
            let value = match from {
                Some(set) => Expr::Select { set, path: Box::new([attr.clone()]), default: None },
                None => Expr::Var(name.clone(), Resolved::Unbound),
            };
            let value = self.push(value, attr.span);
            let is_selected = from.is_some();
            let entry = Entry { name, span: attr.span, value, is_inherited: true, is_selected };
            self.insert(set, index, entry)?;
        }
        Ok(())
    }

    fn insert_path(
        &mut self,
        set: &mut AttrSet,
        index: &mut Index<'t>,
        path: &[Attr],
        value: ExprId,
        whole: Span,
    ) -> Result<()> {
        let (attr, rest) = path.split_first().expect("a path has at least one part");
        let name = match &attr.name {
            AttrName::Static(name) => name,
            AttrName::Dynamic(name) => {
                let value = self.nested_set(rest, value, whole);
                set.dynamic.push(Dynamic { name: *name, value, span: attr.span });
                return Ok(());
            }
        };
        let found = if rest.is_empty() { None } else { self.find(set, index, name) };
        if let Some(at) = found {
            let entry = &set.entries[at];
            let Some(mut inner) = self.taken_set(entry) else {
                return Err(self.defined_twice(name, attr.span, entry.span));
            };
            let value_of_entry = entry.value;
            let mut index = self.indexes.remove(&value_of_entry).unwrap_or_default();
            self.insert_path(&mut inner, &mut index, rest, value, whole)?;
            self.put_back(value_of_entry, inner, index);
            return Ok(());
        }
        let value = self.nested_set(rest, value, whole);
        let entry = Entry::new(name.clone(), attr.span, value);
        if rest.is_empty() {
            return self.insert(set, index, entry);
        }
        self.add(set, index, entry);
        Ok(())
    }

    /// The value that `rest = value` makes: a set for every part of the path.
    fn nested_set(&mut self, rest: &[Attr], value: ExprId, whole: Span) -> ExprId {
        rest.iter().rev().fold(value, |value, attr| {
            let mut set = AttrSet::default();
            match &attr.name {
                AttrName::Static(name) => {
                    set.entries = vec![Entry::new(name.clone(), attr.span, value)];
                }
                AttrName::Dynamic(name) => {
                    set.dynamic = vec![Dynamic { name: *name, value, span: attr.span }];
                }
            }
            self.push(Expr::Attrs(Box::new(set)), whole)
        })
    }

    /// Adds one entry. Two literal sets under one name become one; then, as in Nix, the `rec` of the first
    /// decides.
    fn insert(&mut self, set: &mut AttrSet, index: &mut Index<'t>, entry: Entry) -> Result<()> {
        let Some(at) = self.find(set, index, &entry.name) else {
            self.add(set, index, entry);
            return Ok(());
        };
        let present = &set.entries[at];
        let (value, earlier) = (present.value, present.span);
        let (Some(mut inner), Some(added)) = (self.taken_set(present), self.taken_set(&entry))
        else {
            return Err(self.defined_twice(&entry.name, entry.span, earlier));
        };
        inner.dynamic.extend(added.dynamic);
        let mut index = self.indexes.remove(&value).unwrap_or_default();
        for entry in added.entries {
            self.insert(&mut inner, &mut index, entry)?;
        }
        self.put_back(value, inner, index);
        Ok(())
    }

    /// Adds an entry whose name the set does not have.
    fn add(&self, set: &mut AttrSet, index: &mut Index<'t>, entry: Entry) {
        self.remember(set, index, &entry.name);
        set.entries.push(entry);
    }

    /// Gives an expression the set back that [`Self::taken_set`] took, and keeps the index of a large one.
    fn put_back(&mut self, id: ExprId, set: Box<AttrSet>, index: Index<'t>) {
        self.exprs[id.index()].0 = Expr::Attrs(set);
        if !index.is_empty() {
            self.indexes.insert(id, index);
        }
    }

    /// The set that an entry literally is, taken out of its expression.
    fn taken_set(&mut self, entry: &Entry) -> Option<Box<AttrSet>> {
        let expr = &mut self.exprs[entry.value.index()].0;
        if entry.is_inherited || !matches!(expr, Expr::Attrs(_)) {
            return None;
        }
        match std::mem::replace(expr, Expr::Error) {
            Expr::Attrs(set) => Some(set),
            _ => None,
        }
    }

    fn find(&self, set: &AttrSet, index: &Index<'t>, name: &Name) -> Option<usize> {
        let text = self.text;
        let name = name.in_text(text);
        match index.is_empty() {
            false => index.get(name).copied(),
            true => set.entries.iter().position(|entry| entry.name.is(name, text)),
        }
    }

    /// Keeps the index of a set that is large, or becomes so with this entry.
    fn remember(&self, set: &AttrSet, index: &mut Index<'t>, name: &Name) {
        if set.entries.len() < MANY_ENTRIES {
            return;
        }
        if index.is_empty() {
            let entries = set.entries.iter().enumerate();
            index.extend(entries.map(|(at, entry)| (self.text_of(&entry.name), at)));
        }
        index.insert(self.text_of(name), set.entries.len());
    }

    fn text_of(&self, name: &Name) -> Cow<'t, str> {
        match name {
            Name::Source(span) => Cow::Borrowed(&self.text[span.range()]),
            Name::Text(text) => Cow::Owned(text.to_string()),
        }
    }

    fn defined_twice(&self, name: &Name, span: Span, earlier: Span) -> Box<SyntaxError> {
        Box::new(SyntaxError {
            span,
            message: format!("the attribute `{}` is already defined", self.text_of(name)),
            earlier: Some((earlier, "first defined here".into())),
            is_limit: false,
            is_about_name: true,
        })
    }
}
