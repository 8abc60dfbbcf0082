//! Which variable a name means, while a file is lowered.

use rustc_hash::FxHashMap;

use super::{BindingId, ExprId, Resolved, WithScope};

/// The scopes around the expression that is being lowered.
#[derive(Default)]
pub(super) struct Scopes<'t> {
    /// Every name that some scope bound, with its innermost variable in `bound`, if there is one still.
    names: FxHashMap<&'t str, Option<usize>>,
    /// The variables of all scopes, those of the innermost last.
    bound: Vec<Bound<'t>>,
    /// Where the variables of each scope begin.
    scopes: Vec<usize>,
    withs: Vec<(u32, ExprId)>,
}

struct Bound<'t> {
    name: &'t str,
    depth: u32,
    slot: u32,
    binding: BindingId,
    /// The variable of this name that it hides.
    hidden: Option<usize>,
}

impl<'t> Scopes<'t> {
    /// Opens a scope that binds these names.
    pub(super) fn enter(
        &mut self,
        names: impl ExactSizeIterator<Item = (&'t str, u32, BindingId)>,
    ) {
        self.scopes.push(self.bound.len());
        let depth = self.depth();
        self.names.reserve(names.len());
        self.bound.reserve(names.len());
        for (name, slot, binding) in names {
            let innermost = self.names.entry(name).or_default();
            let hidden = innermost.replace(self.bound.len());
            self.bound.push(Bound { name, depth, slot, binding, hidden });
        }
    }

    /// Opens the scope of a `with`.
    pub(super) fn enter_with(&mut self, with: ExprId) {
        self.scopes.push(self.bound.len());
        self.withs.push((self.depth(), with));
    }

    /// Closes the innermost scope.
    pub(super) fn leave(&mut self) {
        if self.withs.last().is_some_and(|(depth, _)| *depth == self.depth()) {
            self.withs.pop();
        }
        let start = self.scopes.pop().unwrap_or_default();
        // The last first, so that of two variables of one name the earlier comes back, then what it hid.
        for bound in self.bound.drain(start..).rev() {
            self.names.insert(bound.name, bound.hidden);
        }
    }

    /// What `name` means here.
    pub(super) fn resolve(&self, name: &str) -> Resolved {
        if let Some(&Some(innermost)) = self.names.get(name) {
            let bound = &self.bound[innermost];
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
pub fn is_global(name: &str) -> bool {
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
