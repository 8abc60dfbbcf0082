//! The data of an `imp.model/1` document as a model that can be asked.
//!
//! What only rewriting needs (texts, aliases, where each part of a name stands) is not in a document: names and
//! dependencies can be asked of such a model, and edits can't.

use std::sync::OnceLock;

use super::*;
use crate::eval::{Known, KnownAttr};
use crate::facts::{
    Export, FileFacts, Host, HostField, HostName, Input, Output, PathForm, PathUse, PathUseKind,
    Reference, ReferencePart, ReferenceRoot, Rejected, Role, Unread,
};
use crate::model::config::{self, Configuration, Origin, checked, option};
use crate::model::{
    Clash, CollectedInput, CollectedInputs, Declaration, FlakeOutput, FlakeState, GivenArguments,
    InputConflict, KnownPath, Links, Lock, LockNode, LockRef, Model, MoreOutputs, NamedFile,
    NodeKind, OutputOrigin, Registry, RegistryBuilder, RegistryOutput, UnknownPart, UnreadInput,
    VisitedTree,
};
use crate::source::{Collision, TreePath};
use crate::text;
use crate::wire::{names::Name, plain};

/// The strings in `__host` that name something.
const HOST_NAMES: [&str; 5] = ["bases", "hmSinks", "modules", "sinks", "user"];

/// What may be declared and unreadable.
const DECLARATIONS: [&str; 5] =
    ["__exports", "__host", "__inputs", "__outputs", config::CORE_INPUTS];

impl ModelData {
    /// The model that the data describes.
    ///
    /// # Errors
    /// In words: a path that leads out of the flake, or a word that means nothing here.
    pub fn to_model(&self) -> Result<Model, String> {
        let own = self.own_registries.iter().map(|own| Ok((path(&own.directory)?, registry(own)?)));
        let nix_files = self.files.iter().map(|file| Ok((path(&file.path)?, role(&file.role)?)));
        Ok(Model {
            configuration: self.configuration()?,
            files: facts(self)?,
            other_files: Vec::new(),
            unreadable: Vec::new(),
            unreadable_elsewhere: Vec::new(),
            untracked: paths(&self.untracked)?,
            untracked_elsewhere: paths(&self.untracked_elsewhere)?,
            ignored: Vec::new(),
            repositories: paths(&self.repositories)?,
            submodules: paths(&self.submodules)?,
            links: links(&self.links)?,
            flake: FlakeState::Described {
                inputs: self.flake_inputs.as_deref().map(inputs).transpose()?,
                unread: self.flake_unread.iter().map(unread_input).collect::<Result<_, _>>()?,
                outputs: named_outputs(&self.outputs)?,
                more: more_outputs(self)?,
                unused: self.unused.iter().map(place).collect::<Result<_, String>>()?,
            },
            lock: match &self.lock_unread {
                Some(reason) => Some(Err(reason.clone())),
                None => self.lock.as_ref().map(|data| Ok(lock(data))),
            },
            nix_files: nix_files.collect::<Result<_, String>>()?,
            trees: self.trees.iter().map(tree).collect::<Result<_, _>>()?,
            registry: self.registry.as_ref().map(registry).transpose()?,
            registry_output: RegistryOutput::default(),
            given: GivenArguments::default(),
            registries: own.collect::<Result<_, String>>()?,
            collected: OnceLock::from(collected(&self.inputs)?),
            known_orphans: OnceLock::new(),
        })
    }

    /// The options that are set.
    ///
    /// # Errors
    /// In words: a word that means nothing here.
    pub fn configuration(&self) -> Result<Configuration, String> {
        configuration(self)
    }
}

fn links(links: &BTreeMap<String, String>) -> Result<Links, String> {
    let link = |(link, target): (&String, &String)| Ok((path(link)?, path(target)?));
    links.iter().map(link).collect::<Result<_, String>>().map(Links::new)
}

/// Inputs, each at its first place.
fn inputs(inputs: &[WireInput]) -> Result<Vec<Input>, String> {
    let input = |input: &WireInput| {
        let places = places(input)?;
        let place = places.into_iter().next();
        Ok(Input {
            name: input.name.clone(),
            definition: definition(input)?,
            place: place.ok_or_else(|| format!("`{}` is declared nowhere", input.name))?,
        })
    };
    inputs.iter().map(input).collect()
}

/// What an input is, with the places that are known of it.
fn definition(input: &WireInput) -> Result<Known, String> {
    let mut definition = plain::known_object(&input.definition)?;
    for set in &input.overrides {
        let attr = overridden(&mut definition, &set.path);
        let attr = attr.ok_or_else(|| format!("`{}` has no such `overrides`", input.name))?;
        attr.place = Some(place(&set.place)?);
    }
    Ok(definition)
}

/// Where an input below another is set: its `follows`, else itself.
fn overridden<'d>(definition: &'d mut Known, path: &[String]) -> Option<&'d mut KnownAttr> {
    let Known::Attrs(attrs) = definition else { return None };
    let Some((name, rest)) = path.split_first() else { return attrs.get_mut("follows") };
    let Known::Attrs(inputs) = &mut attrs.get_mut("inputs")?.value else { return None };
    let attr = inputs.get_mut(name)?;
    if !rest.is_empty() || attr.value.get("follows").is_some() {
        return overridden(&mut attr.value, rest);
    }
    Some(attr)
}

fn places(input: &WireInput) -> Result<Vec<text::Place>, String> {
    input.places.iter().map(place).collect()
}

/// Why there may be more outputs.
fn more_outputs(data: &ModelData) -> Result<MoreOutputs, String> {
    let unknown = data.outputs_unread.iter().map(|part| {
        Ok(UnknownPart {
            reason: part.reason.clone(),
            place: part.place.as_ref().map(place).transpose()?,
            paths: paths(&part.paths)?,
        })
    });
    let foreign_modules = data
        .foreign_modules
        .iter()
        .map(|module| Ok((module.name.clone(), module.place.as_ref().map(place).transpose()?)));
    Ok(MoreOutputs {
        unknown: unknown.collect::<Result<_, String>>()?,
        foreign_modules: foreign_modules.collect::<Result<_, String>>()?,
    })
}

fn known_path(data: &KnownPathData) -> Result<KnownPath, String> {
    Ok(KnownPath { place: place(&data.place)?, targets: paths(&data.targets)? })
}

/// The outputs that `flake.nix` names.
fn named_outputs(outputs: &[OutputData]) -> Result<Vec<FlakeOutput>, String> {
    let output = |output: &OutputData| {
        Ok(FlakeOutput {
            path: output.parts.clone(),
            per_system: output.per_system,
            origin: OutputOrigin::Flake,
            files: paths(&output.files)?,
            place: output.place.as_ref().map(place).transpose()?,
            bodies: output.bodies.iter().map(place).collect::<Result<_, String>>()?,
            definition: output
                .definition
                .as_ref()
                .map(|text| text.iter().map(place).collect::<Result<_, String>>())
                .transpose()?,
            is_open: output.open,
            named: output
                .named
                .iter()
                .map(|named| {
                    Ok(NamedFile { path: path(&named.path)?, place: place(&named.place)? })
                })
                .collect::<Result<_, String>>()?,
            known_paths: output
                .known_paths
                .iter()
                .map(known_path)
                .collect::<Result<_, String>>()?,
        })
    };
    outputs.iter().filter(|output| output.origin == "flake").map(output).collect()
}

/// The inputs that are declared, those with unlike definitions apart.
fn collected(data: &[WireInput]) -> Result<CollectedInputs, String> {
    let mut collected = CollectedInputs::default();
    for (input, first) in data.iter().zip(inputs(data)?) {
        let Input { name, definition, place } = first;
        let (is_core, places) = (input.core, places(input)?);
        if !input.conflict {
            collected.inputs.push(CollectedInput { name, definition, is_core, places });
            continue;
        }
        let also = places.into_iter().skip(1).collect();
        let declaration = Declaration { definition, place, also, is_core };
        match collected.conflicts.last_mut().filter(|conflict| conflict.name == name) {
            Some(conflict) => conflict.declarations.push(declaration),
            None => {
                collected.conflicts.push(InputConflict { name, declarations: vec![declaration] });
            }
        }
    }
    Ok(collected)
}

fn path(text: &str) -> Result<TreePath, String> {
    TreePath::new(text).ok_or_else(|| format!("`{text}` leads out of the flake"))
}

fn paths(texts: &[String]) -> Result<Vec<TreePath>, String> {
    texts.iter().map(|text| path(text)).collect()
}

fn place(place: &Place) -> Result<text::Place, String> {
    place.to_place().ok_or_else(|| format!("`{}` leads out of the flake", place.file))
}

fn unknown(what: &str, word: &str) -> String {
    format!("`{word}` is no {what}")
}

fn role(word: &str) -> Result<Role, String> {
    Ok(match word {
        "visited" => Role::Visited,
        "below-unit" => Role::BelowUnit,
        "hidden" => Role::Hidden,
        "elsewhere" => Role::Elsewhere,
        _ => return Err(unknown("role of a file", word)),
    })
}

fn configuration(data: &ModelData) -> Result<Configuration, String> {
    let mut found = Configuration::default();
    for (name, setting) in &data.configuration {
        let option = option(name).ok_or_else(|| unknown("option", name))?;
        let origin = Origin::of_words(&setting.origin);
        let value = match &setting.unread {
            Some(reason) => {
                let unread = config::unread(reason);
                let place = setting.place.as_ref().map(place).transpose()?;
                Err(Box::new(Unread { place: place.unwrap_or(unread.place.clone()), ..unread }))
            }
            None => Ok(checked(option, plain::from_value(&setting.value)?)?),
        };
        let mut parts = Vec::new();
        if let (config::Kind::Inputs, Ok(Known::Attrs(read))) = (option.kind, &value) {
            parts = unread(data, |declaration| declaration == config::CORE_INPUTS)?;
            parts.retain(|part| part.name.as_ref().is_none_or(|name| !read.contains_key(name)));
        }
        found.set(option, config::Setting { value, unread: parts, origin, place: None });
    }
    Ok(found)
}

/// The declarations of some kind that can't be read.
fn unread_input(data: &UnreadInputData) -> Result<UnreadInput, String> {
    Ok(UnreadInput {
        path: data.path.clone(),
        reason: data.reason.clone(),
        nix_fails: false,
        place: data.place.as_ref().map(place).transpose()?,
    })
}

fn unread(data: &ModelData, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<Unread>, String> {
    let wanted = data.unread.iter().filter(|unread| is_wanted(&unread.declaration));
    wanted
        .map(|other| {
            let word = DECLARATIONS.into_iter().find(|word| *word == other.declaration);
            Ok(Unread {
                declaration: word.ok_or_else(|| unknown("declaration", &other.declaration))?,
                name: other.name.clone(),
                reason: other.reason.clone(),
                nix_fails: false,
                is_declared: !other.possible,
                may_declare: true,
                place: place(&other.place)?,
                cause: None,
            })
        })
        .collect()
}

fn tree(data: &TreeData) -> Result<VisitedTree, String> {
    let collision = |both: &CollisionData| {
        let (first, second) = (path(&both.first)?, path(&both.second)?);
        Ok(Collision { attribute: both.attribute.clone(), first, second })
    };
    Ok(VisitedTree {
        root: path(&data.root)?,
        files: paths(&data.files)?,
        directories: paths(&data.directories)?,
        unreadable: paths(&data.unreadable)?,
        collisions: data.collisions.iter().map(collision).collect::<Result<_, String>>()?,
    })
}

fn registry(data: &RegistryData) -> Result<Registry, String> {
    let directory = path(&data.directory)?;
    let mut builder = RegistryBuilder::new(&directory);
    if data.unreadable {
        builder.unreadable(&directory);
    }
    for name in &data.names {
        let at = name.path.as_deref().map(path).transpose()?;
        let (kind, fragments) = kind(name)?;
        let at_place = name.place.as_ref().map(place).transpose()?;
        builder
            .named(&name.parts, kind, at, fragments, at_place)
            .ok_or_else(|| format!("nothing holds the name `{}`", name.name))?;
    }
    for clash in &data.clashes {
        builder.clash(Clash {
            name: clash.name.clone(),
            with: clash.with.clone(),
            place: clash.place.as_ref().map(place).transpose()?,
            other: clash.other.as_ref().map(place).transpose()?,
        });
    }
    Ok(builder.named_only(data.unknown_modules))
}

/// What a name stands for, and its fragments.
fn kind(name: &Name) -> Result<(NodeKind, Option<TreePath>), String> {
    let also = paths(&name.also)?;
    let kind = match (name.kind.as_str(), also.as_slice()) {
        ("collision", [.., first, second]) => {
            return Ok((NodeKind::Collision(first.clone(), second.clone()), None));
        }
        ("directory", _) => NodeKind::Directory,
        ("level", _) => NodeKind::Level,
        ("module", _) => NodeKind::Module,
        ("value", _) => NodeKind::Value,
        ("unreadable", _) => NodeKind::Unreadable,
        (word, _) => return Err(unknown("kind of name", word)),
    };
    Ok((kind, also.into_iter().next()))
}

/// What files say, by file.
struct Facts<'d>(BTreeMap<&'d str, FileFacts>);

impl Facts<'_> {
    fn of(&mut self, place: &Place) -> Result<&mut FileFacts, String> {
        let file = place.file.as_str();
        self.0.get_mut(file).ok_or_else(|| format!("`{file}` is not among the files"))
    }
}

fn facts(data: &ModelData) -> Result<Vec<FileFacts>, String> {
    let mut facts = Facts(BTreeMap::new());
    for file in &data.files {
        let mut empty = FileFacts::empty(&path(&file.path)?, role(&file.role)?);
        if let Some(message) = &file.rejected {
            let start = text::Place::start_of(&empty.path);
            let at = file.rejected_at.as_ref().map_or(Ok(start), place)?;
            empty.rejected = Some(Rejected { place: at, message: message.clone(), earlier: None });
        }
        facts.0.insert(&file.path, empty);
    }
    declarations(data, &mut facts)?;
    for other in
        data.references.iter().filter(|other| matches!(&*other.form, "expression" | "tree"))
    {
        facts.of(&other.place)?.references.push(reference(other)?);
    }
    for other in data.references.iter().filter(|other| other.form == "possible") {
        facts.of(&other.place)?.possible.push(reference(other)?);
    }
    for other in &data.paths {
        facts.of(&other.place)?.paths.push(PathUse {
            target: other.target.as_deref().map(path).transpose()?,
            kind: PathUseKind::from_name(&other.kind)
                .ok_or_else(|| format!("`{}` is no kind of a path", other.kind))?,
            is_partial: other.partial,
            rest: other.rest.clone(),
            form: PathForm::Literal,
            place: place(&other.place)?,
        });
    }
    for at in &data.given_flake {
        facts.of(at)?.given_flake.push(place(at)?);
    }
    for at in &data.whole_registry {
        facts.of(at)?.whole_registry.push(place(at)?);
    }
    let mut facts: Vec<FileFacts> = facts.0.into_values().collect();
    facts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(facts)
}

fn declarations(data: &ModelData, facts: &mut Facts<'_>) -> Result<(), String> {
    for input in data.inputs.iter().filter(|input| !input.core) {
        let definition = definition(input)?;
        for at in &input.places {
            // A core input may be declared in a file that imp does not read for declarations.
            let Ok(file) = facts.of(at) else { continue };
            let (name, definition) = (input.name.clone(), definition.clone());
            file.inputs.push(Input { name, definition, place: place(at)? });
        }
    }
    for other in unread(data, |other| other != config::CORE_INPUTS)? {
        if let Some(file) = facts.0.get_mut(other.place.file.as_str()) {
            file.unread.push(other);
        }
    }
    for export in &data.exports {
        let (sink, strategy) = (export.sink.clone(), export.strategy.clone());
        let export_place = place(&export.place)?;
        facts.of(&export.place)?.exports.push(Export { sink, strategy, place: export_place });
    }
    for other in &data.hosts {
        facts.of(&other.place)?.host = Some(host(other)?);
    }
    for output in data.outputs.iter().filter(|output| output.origin == "declared") {
        let Some(at) = &output.place else { continue };
        let per_system = output.per_system.then(|| "perSystem".to_owned());
        let path = per_system.into_iter().chain(output.parts.iter().cloned()).collect();
        facts.of(at)?.outputs.push(Output { path, place: place(at)? });
    }
    Ok(())
}

fn host(data: &HostData) -> Result<Host, String> {
    let field = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::Null => None,
            value => Some(plain::from_value(value)?),
        };
        Ok(HostField { name: name.clone(), value, place: place(&data.place)? })
    };
    let name = |name: &HostNameData| {
        let field = HOST_NAMES.into_iter().find(|field| *field == name.field);
        Ok(HostName {
            field: field.ok_or_else(|| unknown("attribute of a host with names", &name.field))?,
            text: name.text.clone(),
            place: place(&name.place)?,
            span: None,
        })
    };
    Ok(Host {
        place: place(&data.place)?,
        fields: data.fields.iter().map(field).collect::<Result<_, String>>()?,
        names: data.names.iter().map(name).collect::<Result<_, String>>()?,
        beside: data
            .beside
            .iter()
            .map(|beside| Ok((beside.name.clone(), place(&beside.place)?)))
            .collect::<Result<_, String>>()?,
    })
}

fn reference(data: &ReferenceData) -> Result<Reference, String> {
    let root = match (data.root.as_str(), &data.directory) {
        ("registry", None) => ReferenceRoot::Registry,
        ("registry", Some(directory)) => ReferenceRoot::RegistryOf(path(directory)?),
        ("inputs", _) => ReferenceRoot::Inputs,
        ("exports", _) => ReferenceRoot::Exports,
        ("self", _) => ReferenceRoot::Flake,
        (word, _) => return Err(unknown("root of references", word)),
    };
    let place = place(&data.place)?;
    let part = |name: &String| ReferencePart { name: name.clone(), span: None };
    Ok(Reference {
        root,
        path: data.parts.iter().map(part).collect(),
        is_partial: data.partial,
        is_question: data.question,
        is_call: false,
        is_output: false,
        is_tree: data.form == "tree",
        asked: 0,
        tested: 0,
        base: place.span,
        place,
    })
}

fn lock(data: &LockData) -> Lock {
    let input = |input: &LockInputData| match input {
        LockInputData::Node(name) => LockRef::Node(name.clone()),
        LockInputData::Follows(path) => LockRef::Follows(path.clone()),
    };
    let node = |node: &LockNodeData| LockNode {
        inputs: node.inputs.iter().map(|(name, other)| (name.clone(), input(other))).collect(),
        lines: node.lines.clone(),
        locked: node.locked.clone(),
        original: node.original.clone(),
        is_flake: node.flake,
    };
    let nodes = data.nodes.iter().map(|(name, other)| (name.clone(), node(other))).collect();
    Lock { root: data.root.clone(), nodes }
}
