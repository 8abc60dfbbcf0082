//! Which variable a name means, while a file is lowered.

use rustc_hash::FxHashMap;

use super::{BindingId, ExprId, Resolved, WithScope};

/// The scopes around the expression that is being lowered.
#[derive(Default)]
pub(super) struct Scopes<'t> {
    /// Every bound name with its bindings, the innermost last.
    names: FxHashMap<&'t str, Vec<Bound>>,
    /// The names that each scope bound, to take them away again.
    scopes: Vec<Vec<&'t str>>,
    withs: Vec<(u32, ExprId)>,
}

struct Bound {
    depth: u32,
    slot: u32,
    binding: BindingId,
}

impl<'t> Scopes<'t> {
    /// Opens a scope that binds these names.
    pub(super) fn enter(&mut self, names: impl Iterator<Item = (&'t str, u32, BindingId)>) {
        let depth = self.depth() + 1;
        let mut bound = Vec::new();
        for (name, slot, binding) in names {
            self.names.entry(name).or_default().push(Bound { depth, slot, binding });
            bound.push(name);
        }
        self.scopes.push(bound);
    }

    /// Opens the scope of a `with`.
    pub(super) fn enter_with(&mut self, with: ExprId) {
        self.scopes.push(Vec::new());
        self.withs.push((self.depth(), with));
    }

    /// Closes the innermost scope.
    pub(super) fn leave(&mut self) {
        if self.withs.last().is_some_and(|(depth, _)| *depth == self.depth()) {
            self.withs.pop();
        }
        for name in self.scopes.pop().unwrap_or_default() {
            if let Some(bound) = self.names.get_mut(name) {
                bound.pop();
            }
        }
    }

    /// What `name` means here.
    pub(super) fn resolve(&self, name: &str) -> Resolved {
        if let Some(bound) = self.names.get(name).and_then(|bound| bound.last()) {
            let up = self.depth() - bound.depth;
            return Resolved::Local { up, slot: bound.slot, binding: bound.binding };
        }
        // Nix looks among its own names before it asks a `with`.
        if is_global(name) {
            return Resolved::Global;
        }
        if self.withs.is_empty() {
            return Resolved::Unbound;
        }
        let withs = self.withs.iter().rev();
        Resolved::With(
            withs.map(|&(depth, with)| WithScope { up: self.depth() - depth, with }).collect(),
        )
    }

    fn depth(&self) -> u32 {
        self.scopes.len() as u32
    }
}

/// The names that every Nix file knows. Those with two underscores are the builtins once more.
fn is_global(name: &str) -> bool {
    const GLOBALS: [&str; 25] = [
        "abort",
        "baseNameOf",
        "break",
        "builtins",
        "derivation",
        "derivationStrict",
        "dirOf",
        "false",
        "fetchGit",
        "fetchMercurial",
        "fetchTarball",
        "fetchTree",
        "fromTOML",
        "import",
        "isNull",
        "map",
        "null",
        "placeholder",
        "removeAttrs",
        "scopedImport",
        "throw",
        "toString",
        "true",
        // Known to the parser rather than to the scope, and to the same effect.
        "__curPos",
        "__nixPath",
    ];
    GLOBALS.contains(&name) || name.starts_with("__") && is_builtin(&name[2..])
}

/// The builtins, by the names that `builtins` has them under, and some that only `__name` reaches.
fn is_builtin(name: &str) -> bool {
    const BUILTINS: &str = " add addDrvOutputDependencies addErrorContext all any appendContext attrNames \
        attrValues bitAnd bitOr bitXor catAttrs ceil compareVersions concatLists concatMap \
        concatStringsSep convertHash currentSystem currentTime deepSeq div elem elemAt exec fetchClosure \
        fetchFinalTree fetchurl filter filterAttrs filterSource findFile flakeRefToString floor foldl' \
        fromJSON functionArgs genList genericClosure getAttr getContext getEnv getFlake groupBy hasAttr \
        hasContext hashFile hashString head importNative intersectAttrs isAttrs isBool isFloat isFunction \
        isInt isList isPath isString langVersion length lessThan listToAttrs mapAttrs match mul \
        nixVersion outputOf parseDrvName parseFlakeRef partition path pathExists readDir readFile \
        readFileType replaceStrings seq sort split splitVersion storeDir storePath stringLength sub \
        substring tail toFile toJSON toPath toXML trace traceVerbose tryEval typeOf \
        unsafeDiscardOutputDependency unsafeDiscardStringContext unsafeGetAttrPos warn zipAttrsWith ";
    !name.contains(' ') && BUILTINS.contains(&format!(" {name} "))
}
