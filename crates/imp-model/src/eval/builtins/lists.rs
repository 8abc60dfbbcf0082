//! Lists.

use std::rc::Rc;

use super::Builtin;
use crate::eval::value::{Stop, Thunk, Value};
use crate::eval::{Evaluator, MAX_THUNKS, Result};

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
    Builtin { name: "sort", arity: 2, run: sort },
    Builtin { name: "tail", arity: 1, run: tail },
];

/// Whether a predicate holds for an item.
fn holds(this: &mut Evaluator<'_>, predicate: Thunk, item: Thunk) -> Result<bool> {
    let function = this.force(predicate)?;
    let value = this.apply(function, item, None)?;
    this.boolean(&value)
}

fn all(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    for item in this.forced_list(arguments[1])?.iter() {
        if !holds(this, arguments[0], *item)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn any(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    for item in this.forced_list(arguments[1])?.iter() {
        if holds(this, arguments[0], *item)? {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

fn concat_lists(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let mut joined = Vec::new();
    for list in this.forced_list(arguments[0])?.iter() {
        joined.extend_from_slice(&this.forced_list(*list)?);
        check_length(joined.len())?;
    }
    Ok(Value::List(joined.into()))
}

fn concat_map(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let mapped = map(this, arguments)?;
    let mapped = this.done(mapped);
    concat_lists(this, &[mapped])
}

fn elem(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let wanted = this.force(arguments[0])?;
    for item in this.forced_list(arguments[1])?.iter() {
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
    let mut kept = Vec::new();
    for item in this.forced_list(arguments[1])?.iter() {
        if holds(this, arguments[0], *item)? {
            kept.push(*item);
        }
    }
    Ok(Value::List(kept.into()))
}

fn foldl(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let function = this.force(arguments[0])?;
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
    let items = (0..length as i64).map(|index| {
        let index = this.done(Value::Int(index));
        this.apply_later(arguments[0], index)
    });
    Ok(Value::List(items.collect()))
}

fn group_by(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let mut groups: std::collections::BTreeMap<Rc<str>, Vec<Thunk>> = Default::default();
    let function = this.force(arguments[0])?;
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
    Ok(Value::List(list.iter().map(|item| this.apply_later(arguments[0], *item)).collect()))
}

fn partition(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for item in this.forced_list(arguments[1])?.iter() {
        if holds(this, arguments[0], *item)? { &mut right } else { &mut wrong }.push(*item);
    }
    let right = this.done(Value::List(right.into()));
    let wrong = this.done(Value::List(wrong.into()));
    Ok(this.set_of([("right".into(), right), ("wrong".into(), wrong)]))
}

fn sort(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let less = this.force(arguments[0])?;
    let items = this.forced_list(arguments[1])?;
    Ok(Value::List(merge_sort(this, &less, &items)?.into()))
}

/// Stable, as in Nix. The standard library's sort takes no comparison that can fail.
fn merge_sort(this: &mut Evaluator<'_>, less: &Value, items: &[Thunk]) -> Result<Vec<Thunk>> {
    if items.len() < 2 {
        return Ok(items.to_vec());
    }
    let (left, right) = items.split_at(items.len() / 2);
    let (left, right) = (merge_sort(this, less, left)?, merge_sort(this, less, right)?);
    let mut merged = Vec::with_capacity(items.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek().copied(), right.peek().copied()) {
        let value = this.apply_all(less.clone(), &[b, a])?;
        merged.extend(if this.boolean(&value)? { right.next() } else { left.next() });
    }
    merged.extend(left.chain(right));
    Ok(merged)
}

fn tail(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    match this.forced_list(arguments[0])?.split_first() {
        Some((_, rest)) => Ok(Value::List(rest.into())),
        None => Err(Stop::error("an empty list has no rest")),
    }
}

fn check_length(length: usize) -> Result<()> {
    if length > MAX_THUNKS / 2 {
        return Err(Stop::unknown(format!("a list of {length} elements is more than imp holds")));
    }
    Ok(())
}
