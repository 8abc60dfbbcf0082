//! Files below the root.

use std::rc::Rc;

use super::Builtin;
use crate::eval::known::Known;
use crate::eval::value::{Stop, Thunk, Value};
use crate::eval::{Evaluator, Result, StopKind};
use crate::source::{DirEntry, EntryKind, ReadError, TreePath};
use crate::wire;

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin { name: "baseNameOf", arity: 1, run: base_name_of },
    Builtin { name: "dirOf", arity: 1, run: dir_of },
    Builtin { name: "fromJSON", arity: 1, run: from_json },
    Builtin { name: "import", arity: 1, run: import },
    Builtin { name: "pathExists", arity: 1, run: path_exists },
    Builtin { name: "readDir", arity: 1, run: read_dir },
    Builtin { name: "readFile", arity: 1, run: read_file },
    Builtin { name: "readFileType", arity: 1, run: read_file_type },
    Builtin { name: "scopedImport", arity: 2, run: scoped_import },
    Builtin { name: "toJSON", arity: 1, run: to_json },
];

fn path(this: &mut Evaluator<'_>, thunk: Thunk) -> Result<TreePath> {
    match this.force(thunk)? {
        Value::Path(path) => Ok(path),
        Value::Str(text) => Err(Stop::unknown(format!("the path `{text}` is given as a string"))),
        Value::Attrs(attrs) if attrs.contains_key("outPath") => path(this, attrs["outPath"].value),
        other => Err(this.expected("a path", &other)),
    }
}

fn import(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let path = imported(this, arguments[0])?;
    this.import(&path)
}

/// The path of a file to import. One that only Nix knows leads to what nobody has looked into.
fn imported(this: &mut Evaluator<'_>, argument: Thunk) -> Result<TreePath> {
    let path = path(this, argument);
    if path.as_ref().is_err_and(|stop| stop.kind == StopKind::Unknown) {
        this.has_unreadable = true;
    }
    path
}

/// Without variables of its own it is `import`.
fn scoped_import(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let path = imported(this, arguments[1])?;
    match this.force(arguments[0])? {
        Value::Attrs(variables) if variables.is_empty() => this.import(&path),
        Value::Attrs(_) => Err(Stop::unknown("`scopedImport` gives the file variables of its own")),
        other => Err(this.expected("a set", &other)),
    }
}

fn read_file(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let path = path(this, arguments[0])?;
    let text = this.files.read(&path).map_err(|error| this.not_read(&path, &error))?;
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(Stop::error(format!(
            "`{path}` holds the character U+0000, which no string can"
        )));
    }
    this.checked_string(text.to_string())
}

fn path_exists(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let path = path(this, arguments[0])?;
    match this.files.kind(&path) {
        Ok(EntryKind::File | EntryKind::Directory) => Ok(Value::Bool(true)),
        Err(ReadError::NotFound | ReadError::NotDirectory) => Ok(Value::Bool(false)),
        Ok(kind) => Err(crate::eval::unreadable(&path, &ReadError::Unreadable(kind))),
        Err(error) => Err(this.not_read(&path, &error)),
    }
}

fn read_dir(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let path = path(this, arguments[0])?;
    let entries = this.files.list(&path).map_err(|error| this.not_read(&path, &error))?;
    let mut pairs: Vec<(Rc<str>, Thunk)> = Vec::with_capacity(entries.len());
    for entry in &entries {
        let kind = this.done(Value::string(file_type(&path, entry)?));
        pairs.push((entry.name.as_str().into(), kind));
    }
    Ok(this.set_of(pairs))
}

fn read_file_type(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let path = path(this, arguments[0])?;
    let Some(parent) = path.parent() else { return Ok(Value::string("directory")) };
    let entries =
        this.files.list(&parent).map_err(|error| crate::eval::unreadable(&parent, &error))?;
    match entries.iter().find(|entry| entry.name == path.file_name()) {
        Some(entry) => Ok(Value::string(file_type(&parent, entry)?)),
        None => Err(crate::eval::unreadable(&path, &ReadError::NotFound)),
    }
}

fn file_type(directory: &TreePath, entry: &DirEntry) -> Result<&'static str> {
    match entry.kind {
        EntryKind::BadName => {
            let error = ReadError::Unreadable(EntryKind::BadName);
            Err(crate::eval::unreadable(&directory.child("…"), &error))
        }
        // Nix sees it in a commit, and not in this working tree.
        EntryKind::NotCheckedOut => {
            let error = ReadError::Unreadable(EntryKind::NotCheckedOut);
            Err(crate::eval::unreadable(&directory.child(&entry.name), &error))
        }
        _ if entry.is_link => Ok("symlink"),
        EntryKind::File => Ok("regular"),
        EntryKind::Directory | EntryKind::MissingSubmodule => Ok("directory"),
        _ => Ok("unknown"),
    }
}

fn base_name_of(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    match this.force(arguments[0])? {
        Value::Path(path) if path.is_root() => {
            Err(Stop::unknown("the name of the flake's directory is only known when Nix evaluates"))
        }
        Value::Path(path) => Ok(Value::string(path.file_name())),
        value => {
            let text = this.coerce(&value)?;
            this.making(text.len())?;
            let text = if text.len() > 1 { text.strip_suffix('/').unwrap_or(&text) } else { &text };
            Ok(Value::string(text.rsplit_once('/').map_or(text, |(_, name)| name)))
        }
    }
}

fn dir_of(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    match this.force(arguments[0])? {
        Value::Path(path) => match path.parent() {
            Some(parent) => Ok(Value::Path(parent)),
            None => Err(Stop::unknown("it leads out of the flake")),
        },
        value => {
            let text = this.coerce(&value)?;
            this.making(text.len())?;
            if text.contains("//") {
                return Err(Stop::unknown(format!(
                    "`dirOf` of `{text}` depends on the version of Nix"
                )));
            }
            Ok(Value::string(match text.rsplit_once('/') {
                Some(("", _)) => "/",
                Some((directory, _)) => directory,
                None => ".",
            }))
        }
    }
}

fn from_json(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let text = this.forced_string(arguments[0])?;
    // The shortest JSON makes the most values: `[0,0,0]`.
    this.making(text.len().saturating_mul(16))?;
    // Nix passes over a byte order mark.
    let json = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let known = wire::plain::from_json(json).map_err(|error| match error {
        wire::plain::JsonError::Syntax(words) => {
            Stop::error(format!("the JSON is broken: {words}"))
        }
        wire::plain::JsonError::Unsupported(words) => Stop::unknown(words),
    })?;
    Ok(this.value_of(known))
}

fn to_json(this: &mut Evaluator<'_>, arguments: &[Thunk]) -> Result<Value> {
    let known = json_shape(this, arguments[0])?;
    let text = wire::plain::to_json(&known).map_err(Stop::unknown)?;
    this.checked_string(text)
}

/// A value as JSON shows it: sets that are strings or stand for a path become that.
fn json_shape(this: &mut Evaluator<'_>, thunk: Thunk) -> Result<Known> {
    let value = this.force(thunk)?;
    match &value {
        Value::Attrs(attrs) if attrs.contains_key("__toString") => {
            Ok(Known::String(this.coerce(&value)?.to_string()))
        }
        Value::Attrs(attrs) => match attrs.get("outPath") {
            Some(slot) => json_shape(this, slot.value),
            None => {
                let mut known = crate::eval::KnownAttrs::new();
                for (name, slot) in attrs.iter() {
                    let value = this.deeper(|this| json_shape(this, slot.value))?;
                    known.insert(name.to_string(), crate::eval::KnownAttr { value, place: None });
                }
                Ok(Known::Attrs(known))
            }
        },
        Value::List(items) => {
            let items = items.iter().map(|item| this.deeper(|this| json_shape(this, *item)));
            Ok(Known::List(items.collect::<Result<_>>()?))
        }
        Value::Path(_) => Err(this.coerce(&value).expect_err("a path is no string")),
        other => this.known_value(other),
    }
}

impl Evaluator<'_> {
    /// Plain data as a value.
    fn value_of(&mut self, known: Known) -> Value {
        match known {
            Known::Null => Value::Null,
            Known::Bool(value) => Value::Bool(value),
            Known::Int(number) => Value::Int(number),
            Known::Float(number) => Value::Float(number),
            Known::String(text) => Value::string(text),
            Known::Path(path) => Value::Path(path),
            Known::List(items) => {
                let items = items.into_iter().map(|item| {
                    let value = self.value_of(item);
                    self.done(value)
                });
                Value::List(items.collect())
            }
            Known::Attrs(attrs) => {
                let pairs = attrs.into_iter().map(|(name, attr)| {
                    let value = self.value_of(attr.value);
                    (Rc::from(name), self.done(value))
                });
                let pairs: Vec<_> = pairs.collect();
                self.set_of(pairs)
            }
        }
    }
}
