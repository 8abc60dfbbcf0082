//! Strings and paths: interpolation, and what becomes a string.

use std::rc::Rc;

use super::value::{Env, Module, Opaque, Stop, Value};
use super::{Evaluator, MAX_STRING, Result};
use crate::source::TreePath;
use crate::syntax::{Part, PathKind, Tree};

impl Evaluator<'_> {
    pub(super) fn string(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        parts: &[Part],
    ) -> Result<Value> {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(name) => text.push_str(tree.name(name)),
                Part::Interpolation(expr) => {
                    let value = self.expr(module, env, *expr)?;
                    if let Some(value) = longer(&value).filter(|_| text.is_empty()) {
                        return Ok(value);
                    }
                    let more = self.coerce(&value)?;
                    self.push(&mut text, &more)?;
                }
            }
        }
        self.checked_string(text)
    }

    pub(super) fn path(
        &mut self,
        tree: &Tree,
        module: Module,
        env: Env,
        kind: PathKind,
        parts: &[Part],
    ) -> Result<Value> {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(name) => text.push_str(tree.name(name)),
                Part::Interpolation(expr) => match self.expr(module, env, *expr)? {
                    Value::Path(path) => {
                        let reason = format!("the path of `{path}` depends on where the flake is");
                        return Err(Stop::unknown(reason));
                    }
                    value => text.push_str(&self.coerce(&value)?),
                },
            }
        }
        match kind {
            PathKind::Relative => match self.directory(module).join(&text) {
                Some(path) => Ok(Value::Path(path)),
                None => Err(Stop::unknown(format!("`{text}` leads out of the flake"))),
            },
            PathKind::Absolute => Err(Stop::unknown(format!("`{text}` is outside the flake"))),
            PathKind::Home => {
                Err(Stop::unknown(format!("`{text}` is in somebody's home directory")))
            }
            PathKind::Search => Err(Stop::unknown(format!("`{text}` depends on `NIX_PATH`"))),
        }
    }

    /// `path + text`, where Nix puts nothing in between.
    pub(super) fn extended_path(&mut self, path: &str, text: &str) -> Result<Value> {
        if path.is_empty() && !text.is_empty() && !text.starts_with('/') {
            return Err(Stop::unknown("it leads out of the flake"));
        }
        TreePath::new(format!("{path}{text}").trim_start_matches('/'))
            .map(Value::Path)
            .ok_or_else(|| Stop::unknown(format!("`{path}{text}` leads out of the flake")))
    }

    /// A value as interpolation and `+` make it a string: strings, and sets that say how.
    pub(super) fn coerce(&mut self, value: &Value) -> Result<Rc<str>> {
        match value {
            Value::Str(text) => Ok(text.clone()),
            Value::Path(path) => {
                Err(Stop::unknown(format!("`{path}` as a string is a path in the Nix store")))
            }
            Value::Attrs(attrs) => {
                if let Some(slot) = attrs.get("__toString") {
                    let function = self.force(slot.value)?;
                    let itself = self.done(value.clone());
                    let text = self.apply(function, itself, None)?;
                    return self.deeper(|this| this.coerce(&text));
                }
                if let Some(slot) = attrs.get("outPath") {
                    let path = self.force(slot.value)?;
                    return self.deeper(|this| this.coerce(&path));
                }
                Err(Stop::error("a set stands where a string is needed"))
            }
            other => Err(self.expected("a string", other)),
        }
    }

    /// A value as `toString` makes it a string: numbers, Booleans, null and lists, too.
    pub(super) fn coerce_any(&mut self, value: &Value) -> Result<Rc<str>> {
        Ok(match value {
            Value::Null | Value::Bool(false) => "".into(),
            Value::Bool(true) => "1".into(),
            Value::Int(number) => number.to_string().into(),
            Value::Float(number) => format!("{number:.6}").into(),
            Value::List(items) => {
                let mut text = String::new();
                for (index, item) in items.iter().enumerate() {
                    let item = self.force(*item)?;
                    let more = self.deeper(|this| this.coerce_any(&item))?;
                    self.push(&mut text, &more)?;
                    // As Nix does it: no space after an empty list.
                    let is_empty_list = matches!(&item, Value::List(items) if items.is_empty());
                    if index + 1 < items.len() && !is_empty_list {
                        text.push(' ');
                    }
                }
                self.making(text.len())?;
                text.into()
            }
            other => return self.coerce(other),
        })
    }

    /// Adds to a string that is being put together, unless it grows beyond all use.
    pub(super) fn push(&mut self, text: &mut String, more: &str) -> Result<()> {
        check_size(text.len() + more.len())?;
        text.push_str(more);
        // Whoever puts empty strings together works, too.
        self.steps(1 + more.len() / 1024)
    }

    /// A string, unless it or all that was made is beyond all use.
    pub(super) fn checked_string(&mut self, text: String) -> Result<Value> {
        check_size(text.len())?;
        self.making(text.len())?;
        Ok(Value::string(text))
    }
}

/// What `value + "/a.nix"` is, and `"${value}/a.nix"`, where only Nix knows the value: something in it.
pub(super) fn longer(value: &Value) -> Option<Value> {
    let Value::Opaque(opaque) = value else { return None };
    let (name, at) = (opaque.name.clone(), opaque.at);
    Some(Value::Opaque(Rc::new(Opaque { name, arguments: Vec::new(), at })))
}

fn check_size(bytes: usize) -> Result<()> {
    match bytes > MAX_STRING {
        true => Err(Stop::unknown("a string grows beyond 16 MiB")),
        false => Ok(()),
    }
}
