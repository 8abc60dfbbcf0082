//! Attribute sets.

use std::rc::Rc;

use super::Builtin;
use crate::eval::value::{Attrs, Slot, Stop, Thunk, Value};
use crate::eval::{Evaluator, Result};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "attrNames", arity: 1, run: attr_names },
    Builtin { name: "attrValues", arity: 1, run: attr_values },
    Builtin { name: "catAttrs", arity: 2, run: cat_attrs },
    Builtin { name: "getAttr", arity: 2, run: get_attr },
    Builtin { name: "hasAttr", arity: 2, run: has_attr },
    Builtin { name: "intersectAttrs", arity: 2, run: intersect_attrs },
    Builtin { name: "listToAttrs", arity: 1, run: list_to_attrs },
    Builtin { name: "mapAttrs", arity: 2, run: map_attrs },
    Builtin { name: "removeAttrs", arity: 2, run: remove_attrs },
    Builtin { name: "zipAttrsWith", arity: 2, run: zip_attrs_with },
];

fn set(this: &mut Evaluator<'_>, thunk: Thunk) -> Result<Rc<Attrs>> {
    let value = this.force(thunk)?;
    this.attrs(&value)
}

fn attr_names(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let attrs = set(this, arguments[0])?;
    let names = attrs.keys().map(|name| this.done(Value::Str(name.clone()))).collect();
    this.new_list(names)
}

fn attr_values(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let values = set(this, arguments[0])?.values().map(|slot| slot.value).collect();
    this.new_list(values)
}

fn cat_attrs(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let name = this.forced_string(arguments[0])?;
    let mut found = Vec::new();
    for item in this.forced_list(arguments[1])?.iter() {
        this.step()?;
        found.extend(set(this, *item)?.get(&name).map(|slot| slot.value));
    }
    this.new_list(found)
}

fn get_attr(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let name = this.forced_string(arguments[0])?;
    match set(this, arguments[1])?.get(&name) {
        Some(slot) => this.force(slot.value),
        None => Err(Stop::error(format!("the attribute `{name}` is missing"))),
    }
}

fn has_attr(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let name = this.forced_string(arguments[0])?;
    Ok(Value::Bool(set(this, arguments[1])?.contains_key(&name)))
}

fn intersect_attrs(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let (left, right) = (set(this, arguments[0])?, set(this, arguments[1])?);
    this.steps(right.len())?;
    let both = right.iter().filter(|(name, _)| left.contains_key(*name));
    this.new_set(both.map(|(name, slot)| (name.clone(), *slot)).collect())
}

fn list_to_attrs(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let mut attrs = Attrs::new();
    for item in this.forced_list(arguments[0])?.iter() {
        this.step()?;
        let pair = set(this, *item)?;
        let part = |name: &str| {
            let missing = || Stop::error(format!("`listToAttrs` meets a set without `{name}`"));
            pair.get(name).copied().ok_or_else(missing)
        };
        let name = part("name")?;
        let text = this.forced_string(name.value)?;
        // The first of several wins.
        if let std::collections::btree_map::Entry::Vacant(entry) = attrs.entry(text) {
            entry.insert(Slot { value: part("value")?.value, at: name.at });
        }
    }
    this.new_set(attrs)
}

fn map_attrs(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let attrs = set(this, arguments[1])?;
    let mapped = attrs.iter().map(|(name, slot)| {
        let argument = this.done(Value::Str(name.clone()));
        let with_name = this.apply_later(arguments[0], argument);
        let value = this.apply_later(with_name, slot.value);
        (name.clone(), Slot { value, at: slot.at })
    });
    let mapped = mapped.collect();
    this.new_set(mapped)
}

fn remove_attrs(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let mut attrs = (*set(this, arguments[0])?).clone();
    for name in this.forced_list(arguments[1])?.iter() {
        let name = this.forced_string(*name)?;
        this.step()?;
        attrs.remove(&name);
    }
    this.new_set(attrs)
}

fn zip_attrs_with(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    this.forced_function(arguments[0])?;
    let mut collected: std::collections::BTreeMap<Rc<str>, Vec<Thunk>> = Default::default();
    for item in this.forced_list(arguments[1])?.iter() {
        let set = set(this, *item)?;
        this.steps(1 + set.len())?;
        for (name, slot) in set.iter() {
            collected.entry(name.clone()).or_default().push(slot.value);
        }
    }
    let zipped = collected.into_iter().map(|(name, values)| {
        let argument = this.done(Value::Str(name.clone()));
        let with_name = this.apply_later(arguments[0], argument);
        let values = this.done(Value::List(values.into()));
        (name, this.apply_later(with_name, values))
    });
    let zipped: Vec<_> = zipped.collect();
    Ok(this.set_of(zipped))
}

impl Evaluator<'_> {
    /// A list that a builtin was given.
    pub(super) fn forced_list(&mut self, thunk: Thunk) -> Result<Rc<[Thunk]>> {
        let value = self.force(thunk)?;
        self.list(&value)
    }

    /// A string that a builtin was given.
    pub(super) fn forced_string(&mut self, thunk: Thunk) -> Result<Rc<str>> {
        let value = self.force(thunk)?;
        self.plain_string(&value)
    }

    /// An integer that a builtin was given.
    pub(super) fn forced_integer(&mut self, thunk: Thunk) -> Result<i64> {
        let value = self.force(thunk)?;
        self.integer(&value)
    }
}
