//! What the definition of a machine or a home says of itself.

use super::{Reader, function, spelt};
use crate::eval::{Opaque, Slot, Thunk, Value};
use crate::source::TreePath;
use crate::syntax::BinaryOperator;
use crate::text::Place;

/// So many levels of modules that import each other are looked through where they are written.
const MAX_IMPORTS: u32 = 5;

/// A configuration of a machine or a home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// The function of another flake that makes it, as it is spelt: `inputs.nixpkgs.lib.nixosSystem`.
    pub made_by: Option<String>,
    /// The system that is given to that function.
    pub system: Option<String>,
    /// The files and directories that its definition names, in order of paths.
    pub files: Vec<TreePath>,
    /// The same with the places where they are named.
    pub named: Vec<NamedFile>,
    /// The users to whom Home Manager gives a home in the modules of the definition itself, in order.
    pub users: Vec<String>,
    /// Where these are named.
    pub user_places: Vec<Place>,
}

/// A file or a directory that the definition of a machine names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedFile {
    /// The file or directory.
    pub path: TreePath,
    /// Where it is named.
    pub place: Place,
}

impl Reader<'_> {
    pub(super) fn machine(&mut self, slot: Slot) -> Machine {
        let mut found = Machine::default();
        let place = self.place_of(slot.at);
        if let Some(at) = self.evaluator.expression(slot.value) {
            let paths = self.evaluator.paths_in(at).into_iter().filter(|(.., is_whole)| *is_whole);
            found.named = paths
                .map(|(at, path, _)| NamedFile { path, place: self.evaluator.place(at) })
                .collect();
        }
        let parts = self.evaluator.operands(slot.value, BinaryOperator::Update);
        if let [part] = parts.as_slice()
            && let Ok(Value::Opaque(call)) = self.evaluator.force(*part)
        {
            self.call(&mut found, &call, &place);
        }
        found.named.sort();
        found.named.dedup();
        found.files = found.named.iter().map(|named| named.path.clone()).collect();
        found.files.dedup();
        found.users.sort();
        found.users.dedup();
        found
    }

    fn call(&mut self, found: &mut Machine, call: &Opaque, place: &Place) {
        if let ("withSystem", [system, with]) = (function(call), call.arguments.as_slice()) {
            found.system = self.text(*system);
            let arguments = self.evaluator.opaque(super::MODULE);
            let inner = self.evaluator.apply_later(*with, arguments);
            if let Ok(Value::Opaque(call)) = self.evaluator.force(inner) {
                self.call(found, &call, place);
            }
            return;
        }
        found.made_by = Some(spelt(call));
        for argument in &call.arguments {
            for (name, slot) in self.entries(*argument).known {
                match &*name {
                    "system" => found.system = self.text(slot.value).or(found.system.take()),
                    "pkgs" if found.system.is_none() => found.system = self.system_of(slot.value),
                    "modules" => self.modules_of(found, slot.value, place, MAX_IMPORTS),
                    _ => {}
                }
            }
        }
    }

    fn text(&mut self, thunk: Thunk) -> Option<String> {
        match self.evaluator.force(thunk) {
            Ok(Value::Str(text)) => Some(text.to_string()),
            _ => None,
        }
    }

    /// The system of `nixpkgs.legacyPackages.SYSTEM` and of `import nixpkgs { system = SYSTEM; }`.
    fn system_of(&mut self, packages: Thunk) -> Option<String> {
        let Ok(Value::Opaque(packages)) = self.evaluator.force(packages) else { return None };
        if let Some((_, system)) = packages.name.split_once(".legacyPackages.") {
            return Some(system.to_owned());
        }
        let argument = *packages.arguments.last()?;
        let entries = self.entries(argument).known;
        let (_, slot) = entries.into_iter().find(|(name, _)| &**name == "system")?;
        self.text(slot.value)
    }

    /// The names in `home-manager.users` of a module.
    fn homes(&mut self, found: &mut Machine, module: Thunk) {
        for users in self.option(module, &["home-manager", "users"]) {
            for (user, slot) in self.entries(users).known {
                found.users.push(user.to_string());
                found.user_places.extend(slot.at.map(|at| self.evaluator.place(at)));
            }
        }
    }

    /// The system that a module itself sets.
    fn platform(&mut self, module: Thunk) -> Option<String> {
        let mut values = self.option(module, &["nixpkgs", "hostPlatform"]);
        values.extend(self.option(module, &["nixpkgs", "system"]));
        values.into_iter().find_map(|value| self.text(value))
    }

    /// The values of an option in a module.
    pub(super) fn option(&mut self, module: Thunk, path: &[&str]) -> Vec<Thunk> {
        let mut values = vec![module];
        for name in path {
            let entries: Vec<_> = values.iter().flat_map(|set| self.entries(*set).known).collect();
            let wanted = entries.into_iter().filter(|(attribute, _)| &**attribute == *name);
            values = wanted.map(|(_, slot)| slot.value).collect();
        }
        values
    }

    /// The paths in a list of modules, and the homes in it; also of those that the modules import, so many levels
    /// deep. What stands nowhere is named at `place`.
    fn modules_of(&mut self, found: &mut Machine, list: Thunk, place: &Place, levels: u32) {
        for module in self.elements(list).0 {
            if let Some(at) = self.evaluator.expression(module) {
                self.modules.insert(module, self.evaluator.place(at));
            }
            let place = self.modules.get(&module).unwrap_or(place).clone();
            let module = self.called_with_arguments(module);
            match self.evaluator.force(module) {
                Ok(Value::Path(path)) => found.named.push(NamedFile { path, place }),
                Ok(Value::Attrs(_)) => {
                    self.homes(found, module);
                    if found.system.is_none() {
                        found.system = self.platform(module);
                    }
                    let imports = self.option(module, &["imports"]).into_iter();
                    for imports in imports.filter(|_| levels > 0) {
                        self.modules_of(found, imports, &place, levels - 1);
                    }
                }
                _ => {}
            }
        }
    }
}
