//! The model as the data of an `imp.model/1` document.

use super::*;
use crate::facts::{Export, FileFacts, Reference, ReferenceRoot, Role};
use crate::model::config::{ConfigError, Configuration};
use crate::model::{
    Clash, FlakeOutput, FlakeState, KnownPath, Lock, LockNode, LockRef, Lookup, Model, MoreOutputs,
    NameUse, NamedFile, NamedOutput, NodeKind, OutputOrigin, Registry, UnreadInput, UseForm,
    VisitedTree, dotted, has_names, output_file,
};
use crate::source::{Collision, Files, TreePath};
use crate::wire::{inputs, names, plain};

impl ModelData {
    /// The data of a model that was read with all facts from these files, without a name.
    ///
    /// # Errors
    /// [`ConfigError`] when the configuration does not say readably where things are.
    pub fn new(model: &Model, files: &dyn Files) -> Result<Self, ConfigError> {
        let argument = model.configuration.text("registry.name", "registry")?;
        let registry = |registry: &Registry| RegistryData {
            directory: registry.directory().to_string(),
            argument: argument.to_owned(),
            unknown_modules: registry.unknown_modules,
            unreadable: registry.node(Registry::ROOT).kind == NodeKind::Unreadable,
            names: names::names(registry),
            clashes: registry.clashes.iter().map(clash_data).collect(),
        };
        let orphans = model.orphans()?;
        let more = model.flake.more_outputs();
        let outputs = outputs(model, files)?;
        Ok(Self {
            name: None,
            configuration: settings(&model.configuration),
            files: nix_files(model),
            trees: model.trees.iter().map(tree).collect(),
            registry: model.registry.as_ref().map(registry),
            own_registries: model.registries.values().map(registry).collect(),
            inputs: inputs::declared(model),
            flake_inputs: inputs::present(model),
            flake_unread: model.flake.unread_inputs().iter().map(unread_input).collect(),
            asked_inputs: asked_inputs(model),
            exports: exports(model),
            hosts: model.hosts().map(|(file, host)| host_data(file, host)).collect(),
            references: model.files.iter().flat_map(|file| references(model, file)).collect(),
            paths: model.files.iter().flat_map(paths).collect(),
            given_flake: model
                .files
                .iter()
                .flat_map(|file| &file.given_flake)
                .map(Into::into)
                .collect(),
            whole_registry: model
                .files
                .iter()
                .flat_map(|file| &file.whole_registry)
                .map(Into::into)
                .collect(),
            written_hosts: written_hosts(model, &more, &outputs),
            outputs,
            outputs_unread: more.unknown.iter().map(Into::into).collect(),
            foreign_modules: more.foreign_modules.iter().map(Into::into).collect(),
            unused: model.flake.unused().iter().map(Into::into).collect(),
            orphans: orphans.iter().map(|orphan| dotted(&orphan.name)).collect(),
            lock: model.lock.as_ref().and_then(|lock| lock.as_ref().ok()).map(lock),
            lock_unread: model.lock.as_ref().and_then(|lock| lock.as_ref().err()).cloned(),
            unread: unread(model),
            untracked: model.untracked.iter().map(ToString::to_string).collect(),
            untracked_elsewhere: model
                .untracked_elsewhere
                .iter()
                .map(ToString::to_string)
                .collect(),
            lines: Vec::new(),
            links: model
                .links
                .iter()
                .map(|(link, target)| (link.to_string(), target.to_string()))
                .collect(),
            repositories: model.repositories.iter().map(ToString::to_string).collect(),
            submodules: model.submodules.iter().map(ToString::to_string).collect(),
        })
    }
}

fn asked_inputs(model: &Model) -> Vec<AskedInput> {
    let Some(declared) = model.flake.known_inputs() else { return Vec::new() };
    let flake = model.files.iter().filter(|file| file.path.as_str() == "flake.nix");
    let asked = flake.flat_map(|file| &file.arguments).filter(|asked| {
        asked.name != "self" && !declared.iter().any(|input| input.name == asked.name)
    });
    asked
        .map(|asked| AskedInput { name: asked.name.clone(), place: (&asked.place).into() })
        .collect()
}

/// The options that are set, by name.
fn settings(configuration: &Configuration) -> BTreeMap<String, Setting> {
    let setting = |(name, setting): (&'static str, &crate::model::config::Setting)| {
        let unread = setting.value.as_ref().err();
        let place = unread.map(|unread| unread.cause.as_ref().unwrap_or(&unread.place).into());
        let data = Setting {
            value: setting.value.as_ref().map_or(plain::NULL, plain::to_value),
            origin: setting.origin.to_string(),
            unread: unread.map(|unread| unread.reason.clone()),
            place,
        };
        (name.to_owned(), data)
    };
    configuration.settings().map(setting).collect()
}

fn nix_files(model: &Model) -> Vec<FileData> {
    let unreadable = model.unreadable.iter().chain(&model.unreadable_elsewhere);
    let mut rejected: BTreeMap<_, _> =
        unreadable.map(|(path, why)| (path, (format!("it can't be read: {why}"), None))).collect();
    rejected.extend(model.files.iter().filter_map(|file| {
        let why = file.rejected.as_ref()?;
        Some((&file.path, (why.message.clone(), Some(Place::from(&why.place)))))
    }));
    let role = |role: Role| match role {
        Role::Visited => "visited",
        Role::BelowUnit => "below-unit",
        Role::Hidden => "hidden",
        Role::Elsewhere => "elsewhere",
    };
    let file = |(path, as_role): &(TreePath, Role)| FileData {
        path: path.to_string(),
        role: role(*as_role).into(),
        rejected: rejected.get(path).map(|(why, _)| why.clone()),
        rejected_at: rejected.get(path).and_then(|(_, place)| place.clone()),
    };
    model.nix_files.iter().map(file).collect()
}

fn tree(tree: &VisitedTree) -> TreeData {
    let texts = |paths: &[TreePath]| paths.iter().map(ToString::to_string).collect();
    let collision = |both: &Collision| CollisionData {
        attribute: both.attribute.clone(),
        first: both.first.to_string(),
        second: both.second.to_string(),
    };
    TreeData {
        root: tree.root.to_string(),
        files: texts(&tree.files),
        directories: texts(&tree.directories),
        unreadable: texts(&tree.unreadable),
        collisions: tree.collisions.iter().map(collision).collect(),
    }
}

fn exports(model: &Model) -> Vec<ExportData> {
    let visited = model.files.iter().filter(|file| file.role == Role::Visited);
    let of_file = |file: &FileFacts| {
        let export = |export: &Export| ExportData {
            sink: export.sink.clone(),
            strategy: export.strategy.clone(),
            file: file.path.to_string(),
            place: (&export.place).into(),
        };
        file.exports.iter().map(export).collect::<Vec<_>>()
    };
    let mut exports: Vec<ExportData> = visited.flat_map(of_file).collect();
    exports.sort_by(|a, b| (&a.sink, &a.file).cmp(&(&b.sink, &b.file)));
    exports
}

fn clash_data(clash: &Clash) -> ClashData {
    ClashData {
        name: clash.name.clone(),
        with: clash.with.clone(),
        place: clash.place.as_ref().map(Into::into),
        other: clash.other.as_ref().map(Into::into),
    }
}

fn host_data(file: &FileFacts, host: &crate::facts::Host) -> HostData {
    let field = |field: &crate::facts::HostField| {
        (field.name.clone(), field.value.as_ref().map_or(plain::NULL, plain::to_value))
    };
    let name = |name: &crate::facts::HostName| HostNameData {
        field: name.field.into(),
        text: name.text.clone(),
        place: (&name.place).into(),
    };
    HostData {
        name: file.host_name().into(),
        place: (&host.place).into(),
        fields: host.fields.iter().map(field).collect(),
        names: host.names.iter().map(name).collect(),
        beside: host
            .beside
            .iter()
            .map(|(name, place)| BesideData { name: name.clone(), place: place.into() })
            .collect(),
    }
}

/// The names of registries with what they lead to, then those of inputs, sinks and the flake.
fn references(model: &Model, file: &FileFacts) -> Vec<ReferenceData> {
    let named = model.uses(file).into_iter().map(|name| registry_reference(&name));
    let others = file.references.iter().filter(|other| !other.root.is_registry());
    let others = others.map(|other| ReferenceData {
        root: match other.root {
            ReferenceRoot::Exports => "exports",
            ReferenceRoot::Flake => "self",
            _ => "inputs",
        }
        .into(),
        directory: None,
        parts: other.path.iter().map(|part| part.name.clone()).collect(),
        form: "expression".into(),
        partial: other.is_partial,
        question: other.is_question,
        status: None,
        target: None,
        place: (&other.place).into(),
    });
    let possible = file.possible.iter().filter_map(|other| model.reference_use(file, other));
    let possible =
        possible.map(|name| ReferenceData { form: "possible".into(), ..registry_reference(&name) });
    let mut found: Vec<ReferenceData> = named.chain(others).chain(possible).collect();
    found.sort_by_key(|other| (other.place.start_byte, other.place.end_byte));
    found
}

fn registry_reference(name: &NameUse<'_>) -> ReferenceData {
    let lookup = name.lookup();
    let question = name.may_be_missing(&lookup);
    let (status, target) = match lookup {
        Lookup::Found(id) => ("found", Some(id)),
        Lookup::Unknown(id) => ("unknown", Some(id)),
        Lookup::Missing { .. } => ("missing", None),
        Lookup::BelowModule { module, .. } => ("below-module", Some(module)),
        Lookup::Collision { node, .. } => ("collision", Some(node)),
    };
    let (form, directory) = match name.form {
        UseForm::Host(host) => (host.field, None),
        UseForm::Expression(reference) => match &reference.root {
            ReferenceRoot::RegistryOf(directory) => (form(reference), Some(directory.to_string())),
            _ => (form(reference), None),
        },
    };
    ReferenceData {
        root: "registry".into(),
        directory,
        parts: name.path.iter().map(|part| (*part).to_owned()).collect(),
        form: form.into(),
        partial: name.is_partial,
        question,
        status: Some(status.into()),
        target: target.map(|id| name.registry.name(id)),
        place: name.place.into(),
    }
}

fn form(reference: &Reference) -> &'static str {
    if reference.is_tree { "tree" } else { "expression" }
}

fn paths(file: &FileFacts) -> Vec<PathData> {
    let path = |path: &crate::facts::PathUse| PathData {
        target: path.target.as_ref().map(ToString::to_string),
        kind: path.kind.name().into(),
        partial: path.is_partial,
        rest: path.rest.clone(),
        place: (&path.place).into(),
    };
    file.paths.iter().map(path).collect()
}

fn known_path(path: &KnownPath) -> KnownPathData {
    let targets = path.targets.iter().map(ToString::to_string).collect();
    KnownPathData { place: (&path.place).into(), targets }
}

fn named_file(named: &NamedFile) -> NamedFileData {
    NamedFileData { path: named.path.to_string(), place: (&named.place).into() }
}

fn outputs(model: &Model, files: &dyn Files) -> Result<Vec<OutputData>, ConfigError> {
    let output = |output: FlakeOutput| OutputData {
        name: output.name(),
        per_system: output.per_system,
        origin: match output.origin {
            OutputOrigin::Tree => "tree",
            OutputOrigin::Declared => "declared",
            OutputOrigin::Host => "host",
            OutputOrigin::Flake => "flake",
        }
        .into(),
        files: output.files.iter().map(ToString::to_string).collect(),
        place: output.place.as_ref().map(Into::into),
        bodies: output.bodies.iter().map(Into::into).collect(),
        definition: output.definition.as_ref().map(|text| text.iter().map(Into::into).collect()),
        open: output.is_open,
        named: output.named.iter().map(named_file).collect(),
        known_paths: output.known_paths.iter().map(known_path).collect(),
        names: output_names(model, files, &output),
        parts: output.path,
    };
    let mut outputs = model.all_outputs()?;
    outputs.sort_by(|a, b| library_order(a).cmp(&library_order(b)));
    Ok(outputs.into_iter().map(output).collect())
}

/// The hosts that files write as if they were outputs, which is what a flake says that imports its modules from a list
/// that only Nix knows.
fn written_hosts(model: &Model, more: &MoreOutputs, outputs: &[OutputData]) -> Vec<WrittenHost> {
    if more.unknown.is_empty() && more.foreign_modules.is_empty() {
        return Vec::new();
    }
    let is_known = |kind: &str, name: &str| {
        let is_it = |output: &OutputData| match &*output.parts {
            [first] => first == kind && output.names.iter().any(|other| other.name == name),
            [first, second] => first == kind && second == name,
            _ => false,
        };
        outputs.iter().any(is_it)
    };
    let settings = model.files.iter().flat_map(|file| &file.settings);
    let hosts = settings.filter_map(|setting| match &*setting.path {
        [kind, name] if kind.ends_with("Configurations") && !setting.is_dynamic => {
            (!is_known(kind, name)).then(|| WrittenHost {
                kind: kind.clone(),
                name: name.clone(),
                place: (&setting.place).into(),
                definition: (&setting.body).into(),
            })
        }
        _ => None,
    });
    hosts.filter(|host| host.kind != "homeConfigurations").collect()
}

/// The names in an output that is all of a kind.
fn output_names(model: &Model, files: &dyn Files, output: &FlakeOutput) -> Vec<OutputNameData> {
    let [kind] = &*output.path else { return Vec::new() };
    if !has_names(kind) {
        return Vec::new();
    }
    match (output.origin, &model.flake) {
        (OutputOrigin::Tree, _) => {
            let names = output.files.iter().flat_map(|path| output_file(files, path).names);
            names.map(|name| OutputNameData { name, ..OutputNameData::default() }).collect()
        }
        (OutputOrigin::Flake, FlakeState::Present(flake)) => {
            let kind = flake.outputs.kinds.get(kind);
            kind.into_iter().flat_map(|kind| &kind.names).map(output_name).collect()
        }
        _ => Vec::new(),
    }
}

fn output_name((name, output): (&String, &NamedOutput)) -> OutputNameData {
    let named = OutputNameData {
        name: name.clone(),
        place: Some((&output.place).into()),
        ..OutputNameData::default()
    };
    let Some(machine) = &output.machine else { return named };
    OutputNameData {
        files: machine.files.iter().map(ToString::to_string).collect(),
        named: machine.named.iter().map(named_file).collect(),
        definition: output.text.definition.iter().map(Into::into).collect(),
        ..named
    }
}

/// Files of one output in byte order, as the library collects them: `a.nix` before `a/b.nix`.
fn library_order(output: &FlakeOutput) -> (&[String], bool, OutputOrigin, Vec<&str>) {
    let files = output.files.iter().map(TreePath::as_str).collect();
    (&output.path, output.per_system, output.origin, files)
}

fn lock(lock: &Lock) -> LockData {
    let input = |input: &LockRef| match input {
        LockRef::Node(node) => LockInputData::Node(node.clone()),
        LockRef::Follows(path) => LockInputData::Follows(path.clone()),
    };
    let node = |node: &LockNode| LockNodeData {
        inputs: node.inputs.iter().map(|(name, other)| (name.clone(), input(other))).collect(),
        lines: node.lines.clone(),
        locked: node.locked.clone(),
        original: node.original.clone(),
        flake: node.is_flake,
    };
    LockData {
        root: lock.root.clone(),
        nodes: lock.nodes.iter().map(|(name, other)| (name.clone(), node(other))).collect(),
    }
}

fn unread_input(unread: &UnreadInput) -> UnreadInputData {
    UnreadInputData {
        path: unread.path.clone(),
        reason: unread.reason.clone(),
        place: unread.place.as_ref().map(Into::into),
    }
}

/// What files declare in order of the files, then the core inputs.
fn unread(model: &Model) -> Vec<UnreadData> {
    let core = model.configuration.core_inputs().unread;
    let declared = model.files.iter().flat_map(|file| &file.unread).chain(&core);
    let declared = declared.filter(|unread| unread.may_declare).map(|unread| UnreadData {
        declaration: unread.declaration.into(),
        name: unread.name.clone(),
        reason: unread.reason.clone(),
        place: (&unread.place).into(),
        possible: !unread.is_declared,
    });
    declared.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{read_document, write_document};

    /// What `imp-registry scan` writes in its test.
    const SCAN: &str = include_str!("../../../../../tests/cases/imp-registry/scan/stdout");

    #[test]
    fn the_model_goes_out_and_comes_back_without_loss() {
        let document = read_document::<ModelData>(SCAN, &[SCHEMA]).unwrap();
        assert!(!document.data.references.is_empty() && !document.data.outputs.is_empty());
        assert_eq!(write_document(&document), SCAN);
        let more = SCAN.replacen("\"files\"", "\"more\": 1, \"files\"", 1);
        assert!(read_document::<ModelData>(&more, &[SCHEMA]).is_err());
    }
}
