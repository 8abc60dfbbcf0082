//! The modules that a flake gives to flake-parts.

use super::{PER_SYSTEM, Reader, function, spelt};
use crate::eval::{Opaque, Slot, Stop, Thunk, Value};
use crate::source::{EntryKind, TreePath};
use crate::syntax::BinaryOperator;

/// How many modules are read.
const MAX_MODULES: usize = 4000;

impl Reader<'_> {
    /// The outputs that modules set.
    pub(super) fn flake_parts(&mut self, module: Thunk) {
        let mut work = vec![module];
        let mut count = 0;
        while let Some(module) = work.pop() {
            count += 1;
            if count > MAX_MODULES {
                let stop = Stop::error(format!("imp reads no more than {MAX_MODULES} modules"));
                let unknown = self.stopped(&stop, None);
                return self.found.unknown.push(unknown);
            }
            work.extend(self.module(module).into_iter().rev());
        }
    }

    /// Reads one module, and gives those that it imports.
    fn module(&mut self, module: Thunk) -> Vec<Thunk> {
        let mut module = module;
        let within = self.evaluator.expression(module);
        let mut value = self.evaluator.force(module);
        if let Ok(Value::Path(path)) = &value {
            // The module system, too, takes a file once.
            if !self.found.modules.insert(path.clone()) {
                return Vec::new();
            }
            let imported = self.evaluator.import_later(&path.clone());
            module = match imported {
                Ok(module) => module,
                Err(stop) => {
                    let unknown = self.stopped(&stop, within);
                    self.found.unknown.push(unknown);
                    return Vec::new();
                }
            };
            value = self.evaluator.force(module);
        }
        match value {
            Ok(Value::Opaque(call)) => self.foreign(&call, module),
            _ => {
                let set = self.called_with_arguments(module);
                self.module_set(set)
            }
        }
    }

    fn module_set(&mut self, module: Thunk) -> Vec<Thunk> {
        let entries = self.entries(module);
        self.found.unknown.extend(entries.unknown);
        for (call, thunk) in entries.calls {
            let unknown = self.called(&call, thunk);
            self.found.unknown.push(unknown);
        }
        let mut imports = Vec::new();
        for (name, slot) in entries.known {
            match &*name {
                "imports" => imports.extend(self.imports(slot)),
                "config" => imports.extend(self.module_set(slot.value)),
                "flake" => {
                    // Its value may be a module, too. One that is put together stays as it is written.
                    let parts = self.evaluator.operands(slot.value, BinaryOperator::Update);
                    let outputs = match parts.as_slice() {
                        [whole] => self.called_with_arguments(*whole),
                        _ => slot.value,
                    };
                    self.outputs(outputs, false);
                }
                "perSystem" => self.per_system(slot.value),
                "systems" => self.systems(slot.value),
                _ => {}
            }
        }
        imports
    }

    fn per_system(&mut self, each: Thunk) {
        let outputs = self.called_with_arguments(each);
        let entries = self.entries(outputs);
        for (kind, slot) in entries.known {
            if PER_SYSTEM.contains(&&*kind) {
                self.kind(&kind, slot, true);
            } else {
                let place = self.place_of(slot.at);
                self.found.per_system_options.insert(kind.to_string(), place);
            }
        }
        self.found.unknown.extend(entries.unknown);
        for (call, thunk) in entries.calls {
            let unknown = self.called(&call, thunk);
            self.found.unknown.push(unknown);
        }
    }

    /// The modules in a list; what stands for more than one is among them.
    fn imports(&mut self, slot: Slot) -> Vec<Thunk> {
        let (modules, unknown) = self.elements(slot.value);
        self.found.unknown.extend(unknown);
        modules
    }

    /// A module of another flake, or all files of a directory.
    fn foreign(&mut self, call: &Opaque, module: Thunk) -> Vec<Thunk> {
        if let Some(modules) = self.import_tree(call) {
            return modules;
        }
        if !call.arguments.is_empty() {
            let unknown = self.called(call, module);
            self.found.unknown.push(unknown);
            return Vec::new();
        }
        let place = call.at.map(|at| self.evaluator.place(at));
        self.found.foreign_modules.push((spelt(call), place));
        Vec::new()
    }

    /// The files that `import-tree DIRECTORY` imports: all Nix files below it whose path has no `/_`.
    fn import_tree(&mut self, call: &Opaque) -> Option<Vec<Thunk>> {
        let [directory] = call.arguments.as_slice() else { return None };
        let Ok(Value::Path(directory)) = self.evaluator.force(*directory) else { return None };
        if function(call) != "import-tree" {
            return None;
        }
        self.found.made_by.push(spelt(call));
        let mut files = Vec::new();
        nix_files_below(self.files, &directory, &mut files);
        self.found.modules.extend(files.iter().cloned());
        Some(files.iter().filter_map(|file| self.evaluator.import_later(file).ok()).collect())
    }
}

fn nix_files_below(
    files: &dyn crate::source::Files,
    directory: &TreePath,
    found: &mut Vec<TreePath>,
) {
    for entry in files.list(directory).unwrap_or_default() {
        let path = directory.child(&entry.name);
        match entry.kind {
            _ if entry.name.starts_with('_') || found.len() >= MAX_MODULES => {}
            EntryKind::Directory => nix_files_below(files, &path, found),
            EntryKind::File if entry.name.ends_with(".nix") => found.push(path),
            _ => {}
        }
    }
}
