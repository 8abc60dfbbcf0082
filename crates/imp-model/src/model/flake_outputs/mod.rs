//! The outputs that a flake names, as far as the static evaluator sees what `outputs` returns.
//!
//! Their names are known, their contents mostly are not: `nixosSystem { … }` is another flake's. What is looked
//! through are the functions that only put sets together: `genAttrs`, `mapAttrs` and the like of nixpkgs, those
//! of flake-utils, and flake-parts with the modules of the flake. Whatever else has a part in the outputs is an
//! [`UnknownPart`], so that no list is shorter than what Nix sees without saying so.

mod entries;
mod found;
mod machine;
mod modules;
mod shares;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

pub use found::{
    FlakeOutputs, KnownPath, ListedOutput, MoreOutputs, NamedOutput, OutputFile, OutputKind,
    OutputText, UnknownPart,
};
pub use machine::{Machine, NamedFile};

use self::entries::Entries;
use self::shares::Claims;
use crate::eval::{At, Evaluator, Opaque, Slot, Stop, Thunk, Value, Written};
use crate::model::{RegistryOutput, registry_output};
use crate::source::{Files, TreePath};
use crate::syntax::{self, BinaryOperator};
use crate::text::Place;

/// The outputs that hold one thing for each name.
const SETS: [&str; 12] = [
    "darwinConfigurations",
    "darwinModules",
    "flakeModules",
    "homeConfigurations",
    "homeManagerModules",
    "homeModules",
    "nixosConfigurations",
    "nixosModules",
    "nixOnDroidConfigurations",
    "overlays",
    "systemConfigs",
    "templates",
];
/// The outputs that are there once for each system, with names below it.
const PER_SYSTEM: [&str; 6] =
    ["apps", "checks", "devShells", "formatter", "legacyPackages", "packages"];
/// The one of them that has no names.
const NAMELESS: &str = "formatter";
/// The one whose values are functions that packages go through.
const OVERLAYS: &str = "overlays";
/// The outputs that are machines or homes.
const MACHINES: [&str; 5] = [
    "darwinConfigurations",
    "homeConfigurations",
    "nixOnDroidConfigurations",
    "nixosConfigurations",
    "systemConfigs",
];

/// The outputs that hold machines for a tool of their own, which alone reads them, and where in them.
const TOOLS: [(&str, &[&str]); 4] = [
    ("colmena", &[]),
    ("colmenaHive", &[]),
    ("microvms", &[]),
    ("nixopsConfigurations", &["default"]),
];
/// What stands in them beside machines.
const NO_MACHINES: [&str; 3] = ["defaults", "meta", "network"];

/// Whether only a tool of its own reads the machines in outputs of a kind.
pub fn is_of_tool(kind: &str) -> bool {
    TOOLS.iter().any(|(name, _)| *name == kind)
}

/// Whether outputs of a kind have names that are read.
pub fn has_names(kind: &str) -> bool {
    SETS.contains(&kind) || PER_SYSTEM.contains(&kind) && kind != NAMELESS
}

/// What the name of a system ends with.
const KERNELS: [&str; 14] = [
    "-cygwin",
    "-darwin",
    "-freebsd",
    "-genode",
    "-ghcjs",
    "-linux",
    "-mmixware",
    "-netbsd",
    "-none",
    "-openbsd",
    "-redox",
    "-solaris",
    "-wasi",
    "-windows",
];

/// Whether outputs of a kind are there once for each system.
pub fn is_per_system(kind: &str) -> bool {
    PER_SYSTEM.contains(&kind)
}

/// Whether it is the name of a system, as far as that can be seen.
pub fn is_system(name: &str) -> bool {
    KERNELS.iter().any(|kernel| name.ends_with(kernel))
}

/// Whether it is a package of nixpkgs, as far as its name says: `nixpkgs.legacyPackages.x86_64-linux.hello`.
fn is_package(call: &Opaque) -> bool {
    let below = call.name.split_once(".legacyPackages.").and_then(|(_, rest)| rest.split_once('.'));
    below.is_some_and(|(_, name)| call.arguments.is_empty() && !name.starts_with("lib."))
}

/// How many calls in each other are looked through for what is in the way.
const MAX_CAUSES: u32 = 20;

/// How the arguments of a module are called in messages, before their names.
const MODULE: &str = "module";

/// The outputs of a `flake.nix`.
pub(super) fn flake_outputs(files: &dyn Files, path: &TreePath, text: &Arc<str>) -> FlakeOutputs {
    let mut reader = Reader::new(files, path);
    if let Err(stop) = reader.flake(text) {
        let unknown = reader.stopped(&stop, None);
        reader.found.unknown.push(unknown);
    }
    reader.finish()
}

/// What a file is that is an output.
pub fn output_file(files: &dyn Files, path: &TreePath) -> OutputFile {
    let mut reader = Reader::new(files, path);
    let value = match reader.evaluator.import_later(path) {
        Ok(file) => reader.called_with_arguments(file),
        Err(stop) => {
            let unknown = vec![reader.stopped(&stop, None)];
            return OutputFile { names: Vec::new(), unknown, machine: Machine::default() };
        }
    };
    let entries = reader.entries(value);
    let mut unknown = entries.unknown;
    for (call, thunk) in &entries.calls {
        unknown.push(reader.called(call, *thunk));
    }
    OutputFile {
        names: entries.known.iter().map(|(name, _)| name.to_string()).collect(),
        unknown,
        machine: reader.machine(Slot { value, at: None }),
    }
}

struct Reader<'f> {
    files: &'f dyn Files,
    evaluator: Evaluator<'f>,
    flake: &'f TreePath,
    found: FlakeOutputs,
    claims: Claims,
    /// Where the modules stand that machines get.
    modules: BTreeMap<Thunk, Place>,
}

impl<'f> Reader<'f> {
    fn new(files: &'f dyn Files, flake: &'f TreePath) -> Self {
        Self {
            files,
            evaluator: Evaluator::new(files),
            flake,
            found: FlakeOutputs::default(),
            claims: Claims::default(),
            modules: BTreeMap::new(),
        }
    }

    fn flake(&mut self, text: &Arc<str>) -> Result<(), Stop> {
        let flake = self.evaluator.file(self.flake, syntax::parse(text.clone()))?;
        if let Some(slot) = self.evaluator.attr(&flake, "outputs")? {
            let inputs = self.evaluator.opaque("inputs");
            let outputs = self.evaluator.apply_later(slot.value, inputs);
            self.outputs(outputs, false);
        }
        Ok(())
    }

    fn finish(mut self) -> FlakeOutputs {
        self.share();
        let lists = self.found.kinds.values_mut().map(|kind| &mut kind.unknown);
        for list in lists.chain([&mut self.found.unknown]) {
            list.sort();
            list.dedup();
        }
        self.found.systems.sort();
        self.found.systems.dedup();
        self.found
    }

    /// A set of outputs by kind.
    fn outputs(&mut self, thunk: Thunk, per_system: bool) {
        let entries = self.entries(thunk);
        self.found.unknown.extend(entries.unknown);
        for (kind, slot) in entries.known {
            self.kind(&kind, slot, per_system);
        }
        for (call, thunk) in entries.calls {
            if !self.made(&call, per_system) {
                let unknown = self.called(&call, thunk);
                self.found.unknown.push(unknown);
            }
            self.found.made_by.push(spelt(&call));
        }
    }

    /// Looks through a function of another flake that makes outputs; false for one that is not known.
    fn made(&mut self, call: &Opaque, per_system: bool) -> bool {
        match (function(call), call.arguments.as_slice()) {
            ("mkFlake", [_, module]) => self.flake_parts(*module),
            ("eachSystem", [systems, each]) => {
                self.systems(*systems);
                let outputs = self.for_some_system(*each);
                self.outputs(outputs, true);
            }
            ("eachDefaultSystem", [each]) => {
                let outputs = self.for_some_system(*each);
                self.outputs(outputs, true);
            }
            ("eachDefaultSystemPassThrough", [each]) | ("eachSystemPassThrough", [_, each]) => {
                let outputs = self.for_some_system(*each);
                self.outputs(outputs, per_system);
            }
            _ => return false,
        }
        true
    }

    fn for_some_system(&mut self, each: Thunk) -> Thunk {
        let system = self.evaluator.opaque("system");
        self.evaluator.apply_later(each, system)
    }

    /// The systems that a list names, if they can be read.
    fn systems(&mut self, list: Thunk) {
        let items = self.evaluator.known(list);
        let Ok(crate::eval::Known::List(items)) = items else { return };
        let names = items.iter().filter_map(|item| item.as_str());
        self.found.systems.extend(names.map(str::to_owned));
    }

    /// The outputs of one kind; those of a system already if `of_system`.
    fn kind(&mut self, kind: &str, slot: Slot, of_system: bool) {
        let whole = slot;
        let place = self.place_of(slot.at);
        self.claims.add(&self.evaluator, slot.value, kind, None);
        if kind == registry_output::NAME {
            self.registry(slot.value);
        }
        let mut is_per_system = of_system || PER_SYSTEM.contains(&kind);
        let mut no_systems = BTreeMap::new();
        let entries = match () {
            () if of_system && kind == NAMELESS => Entries::default(),
            () if of_system || SETS.contains(&kind) => self.entries(slot.value),
            () if PER_SYSTEM.contains(&kind) => {
                let systems = self.systems_of(slot.value);
                no_systems = self.sort_out(&systems, &place);
                if kind == NAMELESS && systems.calls.iter().any(|(call, _)| is_package(call)) {
                    no_systems.insert(String::new(), place.clone());
                }
                let has_system = |(name, _): &(Rc<str>, Slot)| name.is_empty() || is_system(name);
                is_per_system = no_systems.is_empty() || systems.known.iter().any(has_system);
                self.below(systems, kind != NAMELESS)
            }
            () => Entries::default(),
        };
        let mut unknown = entries.unknown;
        for (call, thunk) in &entries.calls {
            unknown.push(self.called(call, *thunk));
        }
        let nodes = self.nodes(kind, slot.value);
        let is_machine = MACHINES.contains(&kind);
        let named = entries.known.into_iter().map(|(name, slot)| {
            self.claims.add(&self.evaluator, slot.value, kind, Some(&name));
            let body = self.evaluator.expression(slot.value).map(|at| self.evaluator.place(at));
            let machine = is_machine.then(|| self.machine(slot));
            let named = slot.at.map_or_else(|| place.clone(), |at| self.evaluator.place(at));
            let overlay = (kind == OVERLAYS).then(|| self.written(whole, slot));
            (
                name.to_string(),
                NamedOutput {
                    place: named,
                    body,
                    machine,
                    overlay,
                    text: OutputText::default(),
                    known_paths: Vec::new(),
                },
            )
        });
        let named: Vec<(String, NamedOutput)> = named.collect();
        let found = self.found.kinds.entry(kind.to_owned()).or_insert_with(|| OutputKind {
            per_system: is_per_system,
            place,
            text: OutputText::default(),
            known_paths: Vec::new(),
            names: BTreeMap::new(),
            unknown: Vec::new(),
            nodes: BTreeMap::new(),
            no_systems: BTreeMap::new(),
        });
        found.nodes.extend(nodes);
        found.names.extend(named);
        found.no_systems.extend(no_systems);
        found.unknown.extend(unknown);
    }

    /// The machines that a tool reads of its output, with the places of their names.
    fn nodes(&mut self, kind: &str, output: Thunk) -> BTreeMap<String, Place> {
        let Some((_, within)) = TOOLS.iter().find(|(name, _)| *name == kind) else {
            return BTreeMap::new();
        };
        let sets = self.option(output, within);
        let entries: Vec<_> = sets.into_iter().flat_map(|set| self.entries(set).known).collect();
        let machines = entries.into_iter().filter(|(name, _)| !NO_MACHINES.contains(&&**name));
        machines.map(|(name, slot)| (name.to_string(), self.place_of(slot.at))).collect()
    }

    /// Notes what is in the output `registry`. Of several sets each adds its names; any other value is all there is.
    fn registry(&mut self, output: Thunk) {
        let parts = self.evaluator.operands(output, BinaryOperator::Update);
        let mut names = match std::mem::take(&mut self.found.registry) {
            RegistryOutput::Beside(names) => names,
            RegistryOutput::Registry | RegistryOutput::Other => BTreeSet::new(),
        };
        for part in parts {
            match self.evaluator.force(part) {
                Ok(Value::Attrs(set)) => names.extend(set.keys().map(ToString::to_string)),
                _ => {
                    self.found.registry = RegistryOutput::Other;
                    return;
                }
            }
        }
        self.found.registry = RegistryOutput::Beside(names);
    }

    /// How an attribute in a set of outputs is written. One that a function makes, and one of a set that is a
    /// variable, which may be used by that, are not written there.
    fn written(&self, kind: Slot, slot: Slot) -> Written {
        let (Some(kind), Some(at)) = (kind.at, slot.at) else { return Written::Other };
        let is_below = at.module == kind.module && at.span.start >= kind.span.start;
        let is_set = || self.evaluator.written(kind) == Written::Other;
        match is_below && self.evaluator.expression(slot.value).is_some() && is_set() {
            true => self.evaluator.written(at),
            false => Written::Other,
        }
    }

    /// Notes the systems, and gives what else stands where they should.
    fn sort_out(&mut self, systems: &Entries, place: &Place) -> BTreeMap<String, Place> {
        let named = systems.known.iter().filter(|(name, _)| !name.is_empty());
        let (systems, others): (Vec<_>, Vec<_>) = named.partition(|(name, _)| is_system(name));
        self.found.systems.extend(systems.iter().map(|(name, _)| name.to_string()));
        let placed = |(name, slot): &(Rc<str>, Slot)| {
            let at = slot.at.map_or_else(|| place.clone(), |at| self.evaluator.place(at));
            (name.to_string(), at)
        };
        others.into_iter().map(placed).collect()
    }

    /// What a set has below its systems, each name once, and what stands in the place of systems; only what is unknown
    /// of it where they have no names.
    fn below(&mut self, systems: Entries, have_names: bool) -> Entries {
        let mut found = Entries { known: Vec::new(), ..systems };
        for (name, slot) in systems.known.iter().filter(|_| have_names) {
            match name.is_empty() || is_system(name) {
                true => found.add(self.entries(slot.value)),
                false => found.known.push((name.clone(), *slot)),
            }
        }
        found
    }

    /// A set by systems. Where the systems are not known, one without a name stands for all.
    fn systems_of(&mut self, thunk: Thunk) -> Entries {
        let mut systems = self.entries(thunk);
        let calls = std::mem::take(&mut systems.calls);
        for (call, thunk) in calls {
            match (function(&call), call.arguments.as_slice()) {
                ("genAttrs", [_, each])
                | ("eachDefaultSystemMap", [each])
                | ("eachSystemMap", [_, each]) => {
                    let value = self.for_some_system(*each);
                    systems.known.push(("".into(), Slot { value, at: call.at }));
                }
                _ => systems.calls.push((call, thunk)),
            }
        }
        systems
    }

    /// What a function gives, its arguments unknown; anything else is itself.
    fn called_with_arguments(&mut self, thunk: Thunk) -> Thunk {
        let is_function = match self.evaluator.force(thunk) {
            Ok(Value::Function(_)) => true,
            Ok(Value::Attrs(attrs)) => attrs.contains_key("__functor"),
            _ => false,
        };
        if !is_function {
            return thunk;
        }
        let arguments = self.evaluator.opaque(MODULE);
        self.evaluator.apply_later(thunk, arguments)
    }

    fn place_of(&self, at: Option<At>) -> Place {
        at.map_or_else(|| Place::start_of(self.flake), |at| self.evaluator.place(at))
    }

    /// What is not known because evaluation stops, in the expression at `within`.
    fn stopped(&self, stop: &Stop, within: Option<At>) -> UnknownPart {
        let at = stop.at.or(within);
        let paths = [at, within].into_iter().flatten().map(|at| self.paths_in(at));
        UnknownPart {
            reason: stop.reason.replace(&format!("`{MODULE}."), "`"),
            place: at.map(|at| self.evaluator.place(at)),
            paths: paths.into_iter().find(|paths| !paths.is_empty()).unwrap_or_default(),
        }
    }

    /// The paths in a range, also the directories before interpolations.
    fn paths_in(&self, at: At) -> Vec<TreePath> {
        self.evaluator.paths_in(at).into_iter().map(|(_, path, _)| path).collect()
    }

    /// The same for what another flake's function gives. One of nixpkgs' is in the way only through what it is
    /// given.
    fn called(&mut self, call: &Opaque, thunk: Thunk) -> UnknownPart {
        let stop = self.cause(call, MAX_CAUSES);
        self.stopped(&stop, self.evaluator.expression(thunk))
    }

    fn cause(&mut self, call: &Opaque, depth: u32) -> Stop {
        for argument in call.arguments.iter().filter(|_| depth > 0 && entries::is_lib(call)) {
            match self.evaluator.force(*argument) {
                Ok(Value::Opaque(inner)) => return self.cause(&inner, depth - 1),
                Ok(Value::List(items)) => {
                    let items = items.iter().map(|item| self.evaluator.force(*item));
                    let stop = items.collect::<Vec<_>>().into_iter().find_map(Result::err);
                    if let Some(stop) = stop {
                        return stop;
                    }
                }
                Err(stop) => return stop,
                Ok(_) => {}
            }
        }
        crate::eval::only_nix_knows(call)
    }
}

/// The last name of a function of another flake.
fn function(call: &Opaque) -> &str {
    call.name.rsplit('.').next().unwrap_or_default()
}

/// How a function of another flake is spelt, without what imp calls the arguments of a module.
fn spelt(call: &Opaque) -> String {
    let name = call.name.as_str();
    name.strip_prefix(MODULE).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name).to_owned()
}
