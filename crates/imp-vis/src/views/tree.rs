//! What the files of a flake are called in pictures.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use imp_model::facts::PathUseKind;
use imp_model::model::dotted;
use imp_model::wire::findings::Place;
use imp_model::wire::model::{
    ModelData, OutputData, PathData, ReferenceData, RegistryData, WrittenHost,
};
use imp_model::wire::names::Name;

use crate::graph::{Node, NodeKind};

/// The id of the flake itself.
pub(super) const FLAKE: &str = "flake";
/// Where the flake is said to be.
pub(super) const FLAKE_FILE: &str = "flake.nix";
/// What is said of a file that is not there.
pub(super) const MISSING: &str = "There is no such file that Nix sees.";
/// The first parts of ids that are no names of the registry.
const TAKEN: [&str; 5] = ["outputs", "inputs", "sinks", "files", FLAKE];

/// The files of a flake and what they are called.
pub(super) struct Tree<'m> {
    pub(super) data: &'m ModelData,
    /// Every Nix file.
    pub(super) files: BTreeSet<&'m str>,
    /// The id of what is at a path: a file, or a directory that is one unit.
    owners: BTreeMap<&'m str, String>,
    /// The files that are a part of nothing with a name, by id.
    unnamed: BTreeMap<String, &'m str>,
    /// Where each name of each registry is in its list, by directory and name.
    places: BTreeMap<(&'m str, &'m str), usize>,
    /// The line on which each file declares a host.
    hosts: BTreeMap<&'m str, u32>,
    orphans: BTreeSet<&'m str>,
    /// What files ask for with `pathExists`: the file, and what it asks for.
    asked: BTreeSet<(&'m str, &'m str)>,
    /// The files of other flakes in the repository.
    others: BTreeSet<&'m str>,
}

impl<'m> Tree<'m> {
    pub(super) fn new(data: &'m ModelData) -> Self {
        let mut files: BTreeSet<&str> = data.files.iter().map(|file| file.path.as_str()).collect();
        if mentioned(data).any(|file| file == FLAKE_FILE) {
            files.insert(FLAKE_FILE);
        }
        let asked = data.paths.iter().filter(|path| kind(path) == PathUseKind::Question);
        let asked = asked.filter_map(|path| Some((path.place.file.as_str(), target(path)?)));
        let registries = data.registry.iter().chain(&data.own_registries);
        let places = registries.flat_map(|registry| {
            let names = registry.names.iter().enumerate();
            names.map(|(at, name)| ((registry.directory.as_str(), name.name.as_str()), at))
        });
        let mut tree = Self {
            data,
            files,
            owners: BTreeMap::new(),
            unnamed: BTreeMap::new(),
            places: places.collect(),
            hosts: data.hosts.iter().map(|host| (&*host.place.file, host.place.line)).collect(),
            orphans: data.orphans.iter().map(String::as_str).collect(),
            asked: asked.collect(),
            others: BTreeSet::new(),
        };
        for output in data.outputs.iter().filter(|output| output.origin == "tree") {
            for file in &output.files {
                tree.own(file, output_id(&output.name));
            }
        }
        for name in data.registry.iter().flat_map(|registry| &registry.names) {
            let paths = name.path.iter().filter(|_| is_leaf(name)).chain(&name.also);
            paths.for_each(|path| tree.own(path, registry_id(name)));
        }
        tree.own(FLAKE_FILE, FLAKE.to_owned());
        let unnamed = tree.files.iter().filter(|file| tree.named(file).is_none());
        tree.unnamed = unnamed.map(|file| (file_id(file), *file)).collect();
        tree.others = tree.files_of_others();
        tree
    }

    /// The files around which a directory has a `flake.nix` of its own, and that no path of this flake leads to, as one
    /// may lead to a module there.
    fn files_of_others(&self) -> BTreeSet<&'m str> {
        let is_inner = |file: &&str| !self.flake_of(file).is_empty();
        let mut others: BTreeSet<&str> = self.files.iter().copied().filter(is_inner).collect();
        if others.is_empty() {
            return others;
        }
        let mut paths: BTreeMap<&str, Vec<&PathData>> = BTreeMap::new();
        for path in self.paths().filter(|path| !path.partial) {
            paths.entry(&path.place.file).or_default().push(path);
        }
        let mut work: Vec<&str> = self.files.difference(&others).copied().collect();
        work.extend(others.iter().filter(|file| self.named(file).is_some()));
        while let Some(file) = work.pop() {
            others.remove(file);
            let paths = paths.remove(file).into_iter().flatten();
            let targets = paths.filter_map(|path| self.file_at(target(path)?));
            work.extend(targets.filter(|to| others.contains(to) && !is_flake_file(to)));
        }
        others
    }

    /// Whether a file is a part of another flake in the repository: what it calls `inputs` and `self` is not this one's.
    pub(super) fn is_of_other(&self, file: &str) -> bool {
        self.others.contains(file)
    }

    fn own(&mut self, path: &'m str, id: String) {
        self.owners.insert(path, id);
    }

    /// The id of the named thing that a file is a part of.
    pub(super) fn named(&self, file: &str) -> Option<&str> {
        let above = std::iter::successors(Some(file), |path| Some(path.rsplit_once('/')?.0));
        above.filter_map(|path| self.owners.get(path)).next().map(String::as_str)
    }

    /// The id of what a file is a part of: of the file itself where it has no name.
    pub(super) fn owner(&self, file: &str) -> String {
        self.named(file).map_or_else(|| file_id(file), str::to_owned)
    }

    /// The Nix files that a path stands for: the file, `default.nix` of a directory, else everything below it.
    pub(super) fn files_at(&self, path: &str) -> Vec<&'m str> {
        self.file_at(path).map_or_else(|| self.below(path), |file| vec![file])
    }

    /// The one file that Nix reads of a path: the file, or `default.nix` of a directory.
    pub(super) fn file_at(&self, path: &str) -> Option<&'m str> {
        let default = if path.is_empty() { "default.nix" } else { &format!("{path}/default.nix") };
        self.files.get(path).or_else(|| self.files.get(default)).copied()
    }

    /// The last link on the way to a file, and the path of the file that goes through no link.
    pub(super) fn real(&self, file: &str) -> Option<(&'m str, String)> {
        let (mut link, mut real) = (None, String::new());
        for part in file.split('/').take_while(|_| !self.data.links.is_empty()) {
            real = joined(&real, part);
            if let Some((path, target)) = self.data.links.get_key_value(&real) {
                (link, real) = (Some(path.as_str()), target.clone());
            }
        }
        link.map(|link| (link, real))
    }

    /// The paths that may bring something in. What is asked for may be missing, and is brought in elsewhere; the first
    /// half of `./a + "/b.nix"` is a part of the whole.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'m PathData> {
        let all = &self.data.paths;
        let is_half = |at: usize, place: &Place| {
            let next = all.get(at + 1).map(|next| &next.place);
            next.is_some_and(|next| next.file == place.file && next.start_byte == place.start_byte)
        };
        let whole = all.iter().enumerate().filter(move |(at, path)| !is_half(*at, &path.place));
        whole.map(|(_, path)| path).filter(|path| kind(path) != PathUseKind::Question)
    }

    /// Hosts that files of this flake write as if they were outputs.
    pub(super) fn written_hosts(&self) -> impl Iterator<Item = &'m WrittenHost> {
        self.data.written_hosts.iter().filter(|host| !self.is_of_other(&host.place.file))
    }

    /// The names that files of this flake refer to.
    pub(super) fn references(&self) -> impl Iterator<Item = &'m ReferenceData> {
        let all = self.data.references.iter();
        all.filter(|reference| !self.is_of_other(&reference.place.file))
    }

    /// The Nix file that a path leads to and that is not there: of a directory that is imported, its `default.nix`.
    pub(super) fn missing(&self, path: &PathData) -> Option<String> {
        let target = target(path).filter(|_| !path.partial)?;
        let is_file = target.ends_with(".nix");
        if !is_file && !kind(path).is_of_one_file() || self.file_at(target).is_some() {
            return None;
        }
        let above = || std::iter::successors(Some(target), |path| Some(path.rsplit_once('/')?.0));
        let is_asked = |at| self.asked.contains(&(path.place.file.as_str(), at));
        let is_unseen = |at: &str| self.data.repositories.iter().any(|other| other == at);
        // `self` in another flake of the repository is the directory of that.
        let source = path.place.file.as_str();
        let is_there = self.is_of_other(source)
            && self.file_at(&joined(self.flake_of(source), target)).is_some();
        if is_there || above().any(|at| is_asked(at) || is_unseen(at)) {
            return None;
        }
        Some(if is_file { target.to_owned() } else { joined(target, "default.nix") })
    }

    /// The files that a path with an interpolation may lead to: those below its certain part whose own path, or
    /// that of a directory around them, ends as the path does.
    pub(super) fn possible(&self, path: &PathData) -> Vec<&'m str> {
        let Some(target) = target(path) else { return Vec::new() };
        let start = if target.is_empty() { 0 } else { target.len() + 1 };
        let is_possible = |file: &&str| {
            let ends = file[start..].match_indices('/').map(|(at, _)| start + at);
            ends.chain([file.len()]).any(|end| file[..end].ends_with(&path.rest))
        };
        self.below(target).into_iter().filter(is_possible).collect()
    }

    /// The Nix files below a directory.
    pub(super) fn below(&self, directory: &str) -> Vec<&'m str> {
        if directory.is_empty() {
            return self.files.iter().copied().collect();
        }
        let prefix = format!("{directory}/");
        let files = self
            .files
            .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
            .copied();
        files.take_while(|file| file.starts_with(prefix.as_str())).collect()
    }

    /// The directory of the flake that a file is in: the nearest with a `flake.nix`.
    pub(super) fn flake_of<'f>(&self, file: &'f str) -> &'f str {
        let above = std::iter::successors(file.rsplit_once('/'), |(path, _)| path.rsplit_once('/'));
        let mut above = above.map(|(directory, _)| directory);
        above.find(|path| self.files.contains(&*joined(path, FLAKE_FILE))).unwrap_or_default()
    }

    /// The line on which a file declares a host.
    pub(super) fn host_line(&self, file: &str) -> Option<u32> {
        self.hosts.get(file).copied()
    }

    pub(super) fn is_orphan(&self, name: &Name) -> bool {
        self.orphans.contains(name.name.as_str())
    }

    /// A name of a registry.
    pub(super) fn name(&self, registry: &'m RegistryData, name: &str) -> Option<&'m Name> {
        Some(&registry.names[*self.places.get(&(registry.directory.as_str(), name))?])
    }

    /// The registry that a reference is looked up in.
    pub(super) fn registry_of(&self, reference: &ReferenceData) -> Option<&'m RegistryData> {
        match &reference.directory {
            None => self.data.registry.as_ref(),
            Some(directory) => {
                self.data.own_registries.iter().find(|other| other.directory == *directory)
            }
        }
    }

    /// The ids of the modules that a name stands for: itself, or all below a directory.
    pub(super) fn modules(&self, registry: &'m RegistryData, name: &str) -> Vec<String> {
        let Some(&at) = self.places.get(&(registry.directory.as_str(), name)) else {
            return Vec::new();
        };
        let top = &registry.names[at];
        let below =
            registry.names[at..].iter().take_while(|other| other.parts.starts_with(&top.parts));
        let leaves = below.filter(|other| is_leaf(other));
        leaves.map(|leaf| self.leaf_id(registry, leaf)).collect()
    }

    fn leaf_id(&self, registry: &RegistryData, leaf: &Name) -> String {
        let is_own = self.data.registry.as_ref().is_some_and(|own| std::ptr::eq(own, registry));
        match &leaf.path {
            Some(path) if !is_own => {
                self.owner(self.files_at(path).first().unwrap_or(&path.as_str()))
            }
            _ => registry_id(leaf),
        }
    }

    /// The node of a name in the registry.
    pub(super) fn kind(&self, name: &'m Name) -> NodeKind {
        let parts: Vec<&str> = name.parts.iter().map(String::as_str).collect();
        match parts[..] {
            _ if self.file_of(name).is_some_and(|file| self.hosts.contains_key(file)) => {
                NodeKind::Host
            }
            ["hosts", _] => NodeKind::Host,
            ["users", _] => NodeKind::User,
            _ if parts.contains(&"features") => NodeKind::Feature,
            _ => NodeKind::Module,
        }
    }

    /// The file that a name stands for, `default.nix` of a directory.
    pub(super) fn file_of(&self, name: &'m Name) -> Option<&'m str> {
        self.file_at(name.path.as_deref()?)
    }

    /// The node of a file that has no name, or of the flake, by its id.
    pub(super) fn file(&self, id: &str) -> Option<Node> {
        if id == FLAKE {
            return Some(Node::new(FLAKE, NodeKind::Flake).at(FLAKE_FILE, None));
        }
        let path = *self.unnamed.get(id)?;
        let mut node = Node::new(id, NodeKind::File).at(path, None);
        (node.label, node.cluster) = (path.to_owned(), "files".to_owned());
        Some(node)
    }
}

/// What a path leads to; empty for the root of the flake.
pub(super) fn target(path: &PathData) -> Option<&str> {
    path.target.as_deref().map(|target| if target == "." { "" } else { target })
}

/// What a path is for.
pub(super) fn kind(path: &PathData) -> PathUseKind {
    PathUseKind::from_name(&path.kind).unwrap_or(PathUseKind::Other)
}

/// Whether a file is below a directory.
pub(super) fn is_below(file: &str, directory: &str) -> bool {
    directory.is_empty() || file.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

/// What imp reads of the files below a directory: those whose path has no part that begins with `_`.
pub(super) fn is_read_by_imp(file: &str, directory: &str) -> bool {
    !file[directory.len()..].split('/').any(|part| part.starts_with('_'))
}

fn is_flake_file(file: &str) -> bool {
    file.rsplit('/').next() == Some(FLAKE_FILE)
}

fn joined(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

/// The files in which something is said.
fn mentioned(data: &ModelData) -> impl Iterator<Item = &str> {
    let references = data.references.iter().map(|reference| &reference.place);
    let paths = data.paths.iter().map(|path| &path.place);
    let inputs = data.flake_inputs.iter().flatten().flat_map(|input| &input.places);
    references.chain(paths).chain(inputs).map(|place: &Place| place.file.as_str())
}

/// Whether a name stands for a module or a value, and not for a set of names.
pub(super) fn is_leaf(name: &Name) -> bool {
    !matches!(name.kind.as_str(), "directory" | "level")
}

pub(super) fn registry_id(name: &Name) -> String {
    name_id(&name.parts)
}

/// The id of a name in the registry. One that begins like the ids of other things is told apart.
pub(super) fn name_id(parts: &[String]) -> String {
    let is_taken = parts.first().is_some_and(|first| TAKEN.contains(&first.as_str()));
    if is_taken { format!("registry.{}", dotted(parts)) } else { dotted(parts) }
}

pub(super) fn output_id(name: &str) -> String {
    format!("outputs.{name}")
}

pub(super) fn written_id(host: &WrittenHost) -> String {
    output_id(&dotted([host.kind.as_str(), host.name.as_str()]))
}

/// Whether an output is only known by its name in `flake.nix`.
pub(crate) fn is_named_by_flake(output: &OutputData) -> bool {
    output.origin == "flake"
}

pub(super) fn input_id(name: &str) -> String {
    dotted(["inputs", name])
}

pub(super) fn sink_id(name: &str) -> String {
    dotted(std::iter::once("sinks").chain(name.split('.')))
}

/// Whether a name of a sink is this sink, a part of it, or more than it; no name is all of them.
pub(super) fn is_same_sink(sink: &str, wanted: &str) -> bool {
    let below = |a: &str, b: &str| {
        a.strip_prefix(b).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    wanted.is_empty() || below(sink, wanted) || below(wanted, sink)
}

fn file_id(path: &str) -> String {
    dotted(std::iter::once("files").chain(path.split('/')))
}
