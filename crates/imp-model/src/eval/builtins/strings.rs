//! Strings and versions.

use std::cmp::Ordering;
use std::rc::Rc;

use super::Builtin;
use crate::eval::value::{Stop, Thunk, Value};
use crate::eval::{Evaluator, Result};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "compareVersions", arity: 2, run: compare_versions },
    Builtin { name: "concatStringsSep", arity: 2, run: concat_strings_sep },
    Builtin { name: "parseDrvName", arity: 1, run: parse_drv_name },
    Builtin { name: "replaceStrings", arity: 3, run: replace_strings },
    Builtin { name: "splitVersion", arity: 1, run: split_version },
    Builtin { name: "stringLength", arity: 1, run: string_length },
    Builtin { name: "substring", arity: 3, run: substring },
    Builtin { name: "toString", arity: 1, run: to_string },
    Builtin { name: "unsafeDiscardStringContext", arity: 1, run: discard_context },
];

/// A string that need not be one yet.
fn text(this: &mut Evaluator<'_>, thunk: Thunk) -> Result<Rc<str>> {
    let value = this.force(thunk)?;
    this.coerce(&value)
}

fn concat_strings_sep(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let separator = this.forced_string(arguments[0])?;
    let mut joined = String::new();
    for (index, item) in this.forced_list(arguments[1])?.iter().enumerate() {
        if index > 0 {
            this.push(&mut joined, &separator)?;
        }
        let more = text(this, *item)?;
        this.push(&mut joined, &more)?;
    }
    this.checked_string(joined)
}

fn replace_strings(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let from = this.forced_list(arguments[0])?;
    let to = this.forced_list(arguments[1])?;
    if from.len() != to.len() {
        return Err(Stop::error("`replaceStrings` is given lists of different lengths"));
    }
    let from = from.iter().map(|item| this.forced_string(*item)).collect::<Result<Vec<_>>>()?;
    let subject = this.forced_string(arguments[2])?;
    let subject = subject.as_bytes();
    // Each may be looked for at each byte.
    this.steps(subject.len().saturating_mul(from.len()) / 64)?;
    let mut out: Vec<u8> = Vec::with_capacity(subject.len());
    let mut at = 0;
    while at <= subject.len() {
        let found = from.iter().position(|from| subject[at..].starts_with(from.as_bytes()));
        let used = found.map_or(0, |index| from[index].len());
        if let Some(index) = found {
            out.extend_from_slice(this.forced_string(to[index])?.as_bytes());
        }
        // Nothing found, or nothing looked for: one byte goes on as it is.
        if used == 0 {
            out.extend(subject.get(at));
        }
        at += used.max(1);
        this.step()?;
    }
    this.bytes(out)
}

fn substring(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let start = this.forced_integer(arguments[0])?;
    let Ok(start) = usize::try_from(start) else {
        return Err(Stop::error("`substring` begins before the string"));
    };
    let length = this.forced_integer(arguments[1])?;
    let text = text(this, arguments[2])?;
    let start = start.min(text.len());
    let rest = text.len() - start;
    let length = usize::try_from(length).map_or(rest, |length| length.min(rest));
    this.bytes(text.as_bytes()[start..start + length].to_vec())
}

fn string_length(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    Ok(Value::Int(text(this, arguments[0])?.len() as i64))
}

fn to_string(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let value = this.force(arguments[0])?;
    Ok(Value::Str(this.coerce_any(&value)?))
}

fn discard_context(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    Ok(Value::Str(text(this, arguments[0])?))
}

fn split_version(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let version = this.forced_string(arguments[0])?;
    // The shortest parts make the most values: `1.1.1`.
    this.making(version.len().saturating_mul(16))?;
    let parts = version_parts(&version);
    Ok(Value::List(parts.map(|part| this.done(Value::string(part))).collect()))
}

fn compare_versions(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let left = this.forced_string(arguments[0])?;
    let right = this.forced_string(arguments[1])?;
    this.steps(left.len().min(right.len()) / 8)?;
    let (mut left, mut right) = (version_parts(&left), version_parts(&right));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ok(Value::Int(0)),
            (a, b) => compare_parts(a.unwrap_or_default(), b.unwrap_or_default()),
        };
        if order != Ordering::Equal {
            return Ok(Value::Int(order as i64));
        }
    }
}

fn parse_drv_name(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let full = this.forced_string(arguments[0])?;
    this.making(full.len())?;
    // The version begins after the first dash that no letter follows.
    let dash = full.char_indices().find(|&(at, c)| {
        c == '-' && full[at + 1..].chars().next().is_some_and(|next| !next.is_ascii_alphabetic())
    });
    let (name, version) = match dash {
        Some((at, _)) => (&full[..at], &full[at + 1..]),
        None => (&*full, ""),
    };
    let (name, version) = (Value::string(name), Value::string(version));
    let (name, version) = (this.done(name), this.done(version));
    Ok(this.set_of([("name".into(), name), ("version".into(), version)]))
}

/// The components of a version: runs of digits and runs of other characters, `.` and `-` in between.
fn version_parts(version: &str) -> impl Iterator<Item = &str> {
    let mut rest = version;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(['.', '-']);
        let first = rest.chars().next()?;
        let end = rest
            .find(|c: char| matches!(c, '.' | '-') || c.is_ascii_digit() != first.is_ascii_digit());
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}

fn compare_parts(left: &str, right: &str) -> Ordering {
    // To Nix a part that does not fit into this many bits is no number.
    let number = |part: &str| part.parse::<i32>().ok();
    match (number(left), number(right)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ if left.is_empty() && number(right).is_some() => Ordering::Less,
        _ if right.is_empty() && number(left).is_some() => Ordering::Greater,
        _ if left == right => Ordering::Equal,
        _ if left == "pre" => Ordering::Less,
        _ if right == "pre" => Ordering::Greater,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

impl Evaluator<'_> {
    fn bytes(&mut self, bytes: Vec<u8>) -> Result<Value> {
        match String::from_utf8(bytes) {
            Ok(text) => self.checked_string(text),
            Err(_) => Err(Stop::unknown("a character is cut in half")),
        }
    }
}
