//! Lists.

use std::rc::Rc;

use super::Builtin;
use crate::eval::value::{Stop, Thunk, Value};
use crate::eval::{Evaluator, Result, check_length};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "all", arity: 2, run: all },
    Builtin { name: "any", arity: 2, run: any },
    Builtin { name: "concatLists", arity: 1, run: concat_lists },
    Builtin { name: "concatMap", arity: 2, run: concat_map },
    Builtin { name: "elem", arity: 2, run: elem },
    Builtin { name: "elemAt", arity: 2, run: elem_at },
    Builtin { name: "filter", arity: 2, run: filter },
    Builtin { name: "foldl'", arity: 3, run: foldl },
    Builtin { name: "genList", arity: 2, run: gen_list },
    Builtin { name: "groupBy", arity: 2, run: group_by },
    Builtin { name: "head", arity: 1, run: head },
    Builtin { name: "length", arity: 1, run: length },
    Builtin { name: "map", arity: 2, run: map },
    Builtin { name: "partition", arity: 2, run: partition },
    Builtin { name: "sort", arity: 2, run: super::sort::sort },
    Builtin { name: "tail", arity: 1, run: tail },
];

/// Whether a predicate holds for an item.
fn holds(this: &mut Evaluator<'_>, predicate: &Value, item: Thunk) -> Result<bool> {
    let value = this.apply(predicate.clone(), item, None)?;
    this.boolean(&value)
}

fn all(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let predicate = this.forced_function(arguments[0])?;
    for item in this.forced_list(arguments[1])?.iter() {
        if !holds(this, &predicate, *item)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn any(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let predicate = this.forced_function(arguments[0])?;
    for item in this.forced_list(arguments[1])?.iter() {
        if holds(this, &predicate, *item)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn concat_lists(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let mut joined = Vec::new();
    for list in this.forced_list(arguments[0])?.iter() {
        let list = this.forced_list(*list)?;
        check_length(joined.len() + list.len())?;
        joined.extend_from_slice(&list);
    }
    this.new_list(joined)
}

fn concat_map(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    this.forced_function(arguments[0])?;
    let mapped = map(this, arguments)?;
    let mapped = this.done(mapped);
    concat_lists(this, &[mapped])
}

fn elem(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    // Of an empty list nothing is asked, not even what is looked for.
    for item in this.forced_list(arguments[1])?.iter() {
        this.step()?;
        let wanted = this.force(arguments[0])?;
        let item = this.force(*item)?;
        if this.equal(&wanted, &item)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn elem_at(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let list = this.forced_list(arguments[0])?;
    let index = this.forced_integer(arguments[1])?;
    match usize::try_from(index).ok().and_then(|index| list.get(index)) {
        Some(item) => this.force(*item),
        None => Err(Stop::error(format!("a list of {} has no element {index}", list.len()))),
    }
}

fn filter(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let list = this.forced_list(arguments[1])?;
    // Nix looks at the function only when there is something to call it with; so does `map`.
    if list.is_empty() {
        return Ok(Value::List(list));
    }
    let predicate = this.forced_function(arguments[0])?;
    let mut kept = Vec::new();
    for item in list.iter() {
        if holds(this, &predicate, *item)? {
            kept.push(*item);
        }
    }
    this.new_list(kept)
}

fn foldl(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let function = this.forced_function(arguments[0])?;
    let mut result = arguments[1];
    for item in this.forced_list(arguments[2])?.iter() {
        let value = this.apply_all(function.clone(), &[result, *item])?;
        result = this.done(value);
    }
    this.force(result)
}

fn gen_list(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let length = this.forced_integer(arguments[1])?;
    let length = usize::try_from(length)
        .map_err(|_| Stop::error(format!("a list of {length} elements is asked for")))?;
    check_length(length)?;
    this.forced_function(arguments[0])?;
    let items: Vec<Thunk> = (0..length as i64)
        .map(|index| {
            let index = this.done(Value::Int(index));
            this.apply_later(arguments[0], index)
        })
        .collect();
    this.new_list(items)
}

fn group_by(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let mut groups: std::collections::BTreeMap<Rc<str>, Vec<Thunk>> = Default::default();
    let function = this.forced_function(arguments[0])?;
    for item in this.forced_list(arguments[1])?.iter() {
        let key = this.apply(function.clone(), *item, None)?;
        groups.entry(this.plain_string(&key)?).or_default().push(*item);
    }
    let pairs = groups.into_iter().map(|(key, items)| (key, this.done(Value::List(items.into()))));
    let pairs: Vec<_> = pairs.collect();
    Ok(this.set_of(pairs))
}

fn head(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    match this.forced_list(arguments[0])?.first() {
        Some(item) => this.force(*item),
        None => Err(Stop::error("an empty list has no first element")),
    }
}

fn length(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    Ok(Value::Int(this.forced_list(arguments[0])?.len() as i64))
}

fn map(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let list = this.forced_list(arguments[1])?;
    if !list.is_empty() {
        this.forced_function(arguments[0])?;
    }
    let mapped = list.iter().map(|item| this.apply_later(arguments[0], *item)).collect();
    this.new_list(mapped)
}

fn partition(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let predicate = this.forced_function(arguments[0])?;
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for item in this.forced_list(arguments[1])?.iter() {
        // Nix does so here, and neither in `filter` nor in `groupBy`.
        this.force(*item)?;
        if holds(this, &predicate, *item)? { &mut right } else { &mut wrong }.push(*item);
    }
    let right = this.done(Value::List(right.into()));
    let wrong = this.done(Value::List(wrong.into()));
    Ok(this.set_of([("right".into(), right), ("wrong".into(), wrong)]))
}

fn tail(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    match this.forced_list(arguments[0])?.split_first() {
        Some((_, rest)) => this.new_list(rest.to_vec()),
        None => Err(Stop::error("an empty list has no rest")),
    }
}
