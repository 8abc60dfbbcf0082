//! The functions that Nix has built in: those that declarations meet, as far as they are pure.
//!
//! One table a kind of value; what is in no table but exists in Nix is [`Value::Opaque`].

mod attrs;
mod files;
mod lists;
mod numbers;
mod sort;
mod strings;
mod types;

use std::rc::Rc;

use super::value::{Function, Opaque, Stop, Thunk, Value};
use super::{Evaluator, Result};

/// A built-in function.
#[derive(Debug)]
pub struct Builtin {
    pub(super) name: &'static str,
    pub(super) arity: usize,
    pub(super) run: fn(&mut Evaluator<'_>, &[Thunk]) -> Result<Value>,
}

const TABLES: [&[Builtin]; 6] = [
    attrs::BUILTINS,
    files::BUILTINS,
    lists::BUILTINS,
    numbers::BUILTINS,
    strings::BUILTINS,
    types::BUILTINS,
];

/// What exists in Nix and depends on more than its arguments, or is of no use to a declaration.
const OPAQUE: &[&str] = &[
    "addDrvOutputDependencies",
    "appendContext",
    "break",
    "convertHash",
    "currentSystem",
    "currentTime",
    "derivation",
    "derivationStrict",
    "exec",
    "fetchClosure",
    "fetchFinalTree",
    "fetchGit",
    "fetchMercurial",
    "fetchTarball",
    "fetchTree",
    "fetchurl",
    "filterSource",
    "findFile",
    "flakeRefToString",
    "fromTOML",
    "genericClosure",
    "getContext",
    "getEnv",
    "getFlake",
    "hasContext",
    "hashFile",
    "hashString",
    "importNative",
    "langVersion",
    "match",
    "nixPath",
    "nixVersion",
    "outputOf",
    "parseFlakeRef",
    "path",
    "placeholder",
    "split",
    "storeDir",
    "storePath",
    "toFile",
    "toPath",
    "toXML",
    "unsafeDiscardOutputDependency",
    "unsafeGetAttrPos",
];

/// What some Nix has and some has not: newer ones, with a feature turned on, or outside of pure evaluation.
const NOT_IN_EVERY_NIX: &[&str] = &[
    "addDrvOutputDependencies",
    "convertHash",
    "currentSystem",
    "currentTime",
    "exec",
    "fetchClosure",
    "fetchFinalTree",
    "flakeRefToString",
    "importNative",
    "outputOf",
    "parseFlakeRef",
    "warn",
];

/// Whether `builtins ? name` is true whatever Nix evaluates a flake.
pub(super) fn is_in_every_nix(name: &str) -> bool {
    let constants = ["builtins", "false", "null", "true"];
    let mut known = TABLES.into_iter().flatten().map(|builtin| builtin.name);
    !NOT_IN_EVERY_NIX.contains(&name)
        && (known.any(|known| known == name) || OPAQUE.contains(&name) || constants.contains(&name))
}

impl Evaluator<'_> {
    /// The value of a name that every file knows.
    pub(super) fn global(&mut self, name: &str) -> Result<Value> {
        self.builtin(name.strip_prefix("__").unwrap_or(name))
    }

    /// `builtins.name`.
    pub(super) fn builtin(&mut self, name: &str) -> Result<Value> {
        match name {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "null" => return Ok(Value::Null),
            "builtins" => return Ok(Value::Builtins),
            _ => {}
        }
        let known = TABLES.into_iter().flatten().find(|builtin| builtin.name == name);
        match known {
            Some(builtin) => Ok(Value::Function(Function::Builtin(builtin, Rc::new([])))),
            None if OPAQUE.contains(&name) => Ok(opaque(name)),
            None => Err(Stop::unknown(format!("`{name}` is not among what imp evaluates"))),
        }
    }
}

/// A builtin that only Nix can answer for.
fn opaque(name: &str) -> Value {
    let name = format!("builtins.{name}");
    Value::Opaque(Rc::new(Opaque { name, arguments: Vec::new(), at: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_builtin_is_in_two_tables() {
        let known = TABLES.into_iter().flatten().map(|builtin| builtin.name);
        let mut names: Vec<&str> = known.chain(OPAQUE.iter().copied()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
