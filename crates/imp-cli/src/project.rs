//! A flake on disk: its root, its files, its configuration, and the model of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use imp_model::facts::{FileFacts, HiddenBy, OtherFile, Reader, ReferenceRoot, Role, Wanted};
use imp_model::model::config::{Configuration, Origin};
use imp_model::model::{
    FlakeState, FoundConfig, GivenArguments, Links, Model, Registry, RegistryBuilder,
    RegistryOutput, VisitedTree, asks_for_output, read_named_files,
};
use imp_model::source::{EntryKind, Files, ReadError, TreePath};
use imp_model::text::Place;
use imp_model::{eval::Known, wire};

use crate::args::CommonArgs;
use crate::asked::{ignored, input_names, not_utf8_at};
use crate::configuration::{FromFlake, Given, missing_import};
use crate::disk::Disk;
use crate::other_files::other_files;
use crate::own_flake::OwnFlake;
use crate::root::Root;
use crate::scan::{Coverage, Found, Scan, ScanRoot, pool, scan};
use crate::unread_modules::refuse_options;
use crate::write::Writer;
use crate::{Failure, Streams, toml};

/// A flake on disk.
pub struct Project {
    /// Where it is.
    pub root: Root,
    /// Its files.
    pub disk: Disk,
    /// What applies to it.
    pub configuration: Configuration,
    /// What the flake itself says.
    pub found: FoundConfig,
    /// Which one it should be.
    own: OwnFlake,
}

impl Project {
    /// Finds the flake and reads its configuration: `--config`, then what the flake says, then
    /// `imp.toml`.
    ///
    /// # Errors
    /// When there is no root, git's index can't be read, an earlier run was killed while it wrote, or the
    /// configuration can't be used or belongs to another flake.
    pub fn open(common: &CommonArgs) -> Result<Self, Failure> {
        let root = Root::find(common.root.as_deref())?;
        Self::open_any(root, common).and_then(Self::readable)
    }

    /// The same for what can be done with any tree below a root that was found: gives why what the flake says
    /// can't be read beside the flake, which then has no configuration of its own.
    ///
    /// # Errors
    /// As [`Project::open`], but for the flake itself.
    pub fn open_any(root: Root, common: &CommonArgs) -> Result<(Self, Option<Failure>), Failure> {
        Self::open_known(root, common).map(|opened| Self::all_known(opened, common))
    }

    /// [`Project::open_any`] for a program that asks itself what modules may set that only Nix finds.
    ///
    /// # Errors
    /// As [`Project::open_any`].
    pub fn open_known(root: Root, common: &CommonArgs) -> Result<(Self, Option<Failure>), Failure> {
        let given = Given::read(common)?;
        given.own.refuse_other_place(&root)?;
        let (disk, early) = Disk::open_while(&root.directory, |files| given.and_flake(files))?;
        Writer::new(&disk).refuse_half_done()?;
        let flake = early.unwrap_or_else(|| given.and_flake(&disk));
        Self::read(common, root, disk, given, flake)
    }

    /// [`Project::open`] for a program that is asked to write: what a killed one left half done is completed first.
    ///
    /// # Errors
    /// As [`Project::open`], and when it can't be completed.
    pub fn open_to_write(common: &CommonArgs, streams: &Streams) -> Result<Self, Failure> {
        Self::open_any_to_write(common, streams).and_then(Self::readable)
    }

    /// [`Project::open_any`] for a program that is asked to write.
    ///
    /// # Errors
    /// As [`Project::open_to_write`], but for the flake itself.
    pub fn open_any_to_write(
        common: &CommonArgs,
        streams: &Streams,
    ) -> Result<(Self, Option<Failure>), Failure> {
        let root = Root::find(common.root.as_deref())?;
        let given = Given::read(common)?;
        given.own.refuse_other_place(&root)?;
        let disk = Disk::open(&root.directory)?;
        given.own.refuse_other_text(&root, &disk)?;
        Writer::new(&disk).settle(streams)?;
        let flake = given.and_flake(&disk);
        Self::read(common, root, disk, given, flake).map(|opened| Self::all_known(opened, common))
    }

    /// Takes a configuration for unreadable where modules that only Nix finds may set more. Who gives it with
    /// `--config` knows what they set.
    fn all_known(
        (project, failure): (Self, Option<Failure>),
        common: &CommonArgs,
    ) -> (Self, Option<Failure>) {
        let unread = &project.configuration.unread_modules;
        let unknown = || match common.config {
            Some(_) => None,
            None => refuse_options(unread, &project.disk).err(),
        };
        let failure = failure.or_else(unknown);
        (project, failure)
    }

    fn readable((project, failure): (Self, Option<Failure>)) -> Result<Self, Failure> {
        project.own.refuse_other_text(&project.root, &project.disk)?;
        failure.map_or(Ok(project), Err)
    }

    /// The flake in a directory that is a copy of another tree, with the files that are there.
    ///
    /// # Errors
    /// As [`Project::open_any`].
    pub fn at(directory: &Path, common: &CommonArgs) -> Result<(Self, Option<Failure>), Failure> {
        let root = Root::find(Some(directory))?;
        let disk = Disk::without_git(&root.directory);
        let given = Given::read(common)?;
        let flake = given.and_flake(&disk);
        Self::read(common, root, disk, given, flake).map(|opened| Self::all_known(opened, common))
    }

    fn read(
        common: &CommonArgs,
        root: Root,
        disk: Disk,
        given: Given,
        FromFlake { mut configuration, found }: FromFlake,
    ) -> Result<(Self, Option<Failure>), Failure> {
        let mut failure = None;
        let found = match found {
            Ok(found) => found,
            // Who gives the configuration does not need the flake to be readable.
            Err(_) if common.config.is_some() => FoundConfig::Absent,
            Err(error) => {
                failure = Some(error.into());
                FoundConfig::Absent
            }
        };
        let mut has_other = common.config.is_some();
        match disk.read(&TreePath::root().child("imp.toml")) {
            Ok(text) => {
                has_other = true;
                let data = toml::read(&TreePath::root().child("imp.toml"), &text)?;
                if data.get("imp").is_some() {
                    return Err(Failure::new("`imp.toml` has the options in a table `imp`")
                        .help("leave `imp` out: `[imp.fmt]` is `[fmt]`"));
                }
                let set = configuration.set_all(&data, &Origin::ImpToml);
                set.map_err(|error| Failure::from(error).in_text(&text))?;
            }
            Err(ReadError::NotFound) => {}
            Err(error) => return Err(Failure::new(format!("`imp.toml` can't be read: {error}"))),
        }
        read_named_files(&disk, &mut configuration)?;
        let found = match found {
            FoundConfig::ImportMissing { path, error } => {
                failure = (!has_other).then(|| missing_import(&disk, &path, error));
                FoundConfig::Absent
            }
            found => found,
        };
        Ok((Self { root, disk, configuration, found, own: given.own }, failure))
    }

    /// Paths that a person named, below the root.
    ///
    /// # Errors
    /// When one lies outside of the root, or nothing is there.
    pub fn named_paths(&self, arguments: &[PathBuf]) -> Result<Vec<TreePath>, Failure> {
        let named = |argument: &PathBuf| {
            let path = self.root.tree_path(argument)?;
            if self.disk.is_on_disk(&path) {
                return Ok(path);
            }
            Err(Failure::new(format!("there is no file or directory `{}`", argument.display()))
                .help("name files of this flake as seen from the working directory"))
        };
        arguments.iter().map(named).collect()
    }

    /// Reads the tree: the directories with declarations, and for references and paths all the rest.
    ///
    /// # Errors
    /// When the configuration does not say, readably, where to look.
    pub fn model(&self, wanted: Wanted) -> Result<Model, Failure> {
        let configuration = self.configuration.clone();
        let registry_name = configuration.text("registry.name", "registry")?.to_owned();
        let roots = configuration.declaration_roots()?;
        let needs_all = wanted.references || wanted.paths || wanted.names;
        let coverage = if needs_all { Coverage::Tree } else { Coverage::All };
        let flake_path = configuration.path("flakeFile.path")?;
        let flake_path = flake_path.unwrap_or_else(|| TreePath::root().child("flake.nix"));
        let read_flake = || FlakeState::read(&self.disk, &flake_path);
        let reader = Reader::new(&self.disk, wanted, &registry_name);
        // Rules ask for words of the inputs, so these must be known first.
        let known = wanted.rules.then(read_flake);
        let reader = match &known {
            Some(flake) => reader.looking_for(input_names(flake, &configuration)),
            None => reader,
        };
        // A file in the place of a directory says nothing; `scan.src` alone may name files.
        let named = configuration.paths("scan.src")?;
        let is_no_directory = |path: &TreePath| roots.contains(path) && !named.contains(path);
        let is_elsewhere = |path: &TreePath| !roots.iter().any(|root| path.starts_with(root));
        let not_utf8 = Mutex::new(Vec::new());
        let per_file = |found: &Found<'_>, role, bytes: Result<&[u8], ReadError>| {
            if let Some((bytes, at)) = bytes.as_ref().ok().and_then(|bytes| not_utf8_at(bytes))
                && wanted.syntax
            {
                let file = OtherFile::read(found.path(), bytes);
                let mut all = not_utf8.lock().unwrap_or_else(PoisonError::into_inner);
                all.push((file, ReadError::NotUtf8(at)));
            }
            let facts = match bytes {
                Ok(bytes) if reader.matters(bytes) => {
                    let path = found.path();
                    if is_no_directory(path) {
                        return None;
                    }
                    let role = if is_elsewhere(path) { Role::Elsewhere } else { role };
                    Some(reader.facts(path, bytes, role))
                }
                Ok(_) => None,
                // Of what the conventions visit the scan says it.
                Err(error) => is_elsewhere(found.path()).then_some(Err(error)),
            };
            // Boxed, because each is moved several times.
            let facts = facts.map(Box::new);
            (facts.is_some() || wanted.names).then_some(facts)
        };
        // A generated `flake.nix` is by far the largest file of a large flake.
        let (flake, mut scanned) = pool().join(
            || known.unwrap_or_else(read_flake),
            || scan(&self.disk, &roots, coverage, per_file),
        );
        for root in scanned.roots.iter_mut().filter(|root| is_no_directory(&root.root)) {
            let kind = self.disk.kind_on_disk(&root.root);
            if root.unreadable.is_empty() && kind.is_some_and(|kind| kind.is_file()) {
                root.unreadable.push((root.root.clone(), ReadError::NotDirectory));
            }
        }
        let flake = match flake {
            // git knows no empty directory, and nothing can be written in its place.
            FlakeState::Missing if self.disk.root().join(flake_path.as_str()).is_dir() => {
                FlakeState::Unreadable(ReadError::IsDirectory)
            }
            flake => flake,
        };
        let has_all = Wanted { settings: false, syntax: false, ..wanted } == Wanted::ALL;
        // It is no entry of the tree, and still refers to files.
        let flake_nix = TreePath::root().child("flake.nix");
        let flake_text = if needs_all { self.disk.read(&flake_nix).ok() } else { None };
        let flake_facts = flake_text
            .as_ref()
            .and_then(|text| reader.read(&flake_nix, text.as_bytes(), Role::Elsewhere)?.ok());
        let (mut trees, mut nix_files) = (Vec::new(), Vec::new());
        if wanted.names {
            trees = visited_trees(&scanned, &roots);
            nix_files = files_with_roles(&scanned, &roots);
            if flake_text.is_some() {
                nix_files.push((flake_nix, Role::Elsewhere));
                nix_files.sort();
                nix_files.dedup();
            }
        }
        let found = scanned.files.iter().chain(&scanned.unvisited);
        let with_facts = found.filter(|(_, found)| found.is_some()).count();
        let mut files: Vec<FileFacts> = Vec::with_capacity(with_facts);
        let (mut unreadable, mut unreadable_elsewhere) = (Vec::new(), Vec::new());
        let links = scanned.links;
        let is_link = |path: &TreePath| {
            let mut around = std::iter::successors(Some(path.clone()), TreePath::parent);
            !links.is_empty() && around.any(|path| links.binary_search(&path).is_ok())
        };
        for (path, found) in scanned.files.into_iter().chain(scanned.unvisited) {
            match found.map(|found| *found) {
                Some(Err(ReadError::Unreadable(_))) if is_elsewhere(&path) && is_link(&path) => {
                    // It leads nowhere, so that there is no file for Nix.
                    nix_files.retain(|(file, _)| *file != path);
                }
                // What it leads to says the same where Nix reads it.
                _ if is_elsewhere(&path) && is_link(&path) => {}
                Some(Ok(facts)) => files.push(facts),
                Some(Err(error)) if is_elsewhere(&path) => unreadable_elsewhere.push((path, error)),
                Some(Err(error)) => unreadable.push((path, error)),
                None => {}
            }
        }
        let mut other_files = other_files(&self.disk, wanted);
        // Without facts they are as files in other languages: their secrets can still be found.
        for (file, error) in not_utf8.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if !is_link(&file.path) {
                unreadable_elsewhere.push((file.path.clone(), error));
                other_files.push(file);
            }
        }
        other_files.sort_by(|a, b| a.path.cmp(&b.path));
        other_files.dedup_by(|a, b| a.path == b.path);
        let lock = self.lock();
        let (mut untracked, mut untracked_elsewhere) = (Vec::new(), Vec::new());
        let mut links = BTreeMap::new();
        for root in scanned.roots {
            links.extend(root.links);
            if !roots.contains(&root.root) {
                untracked_elsewhere.extend(root.untracked);
                // Paths may lead there, and rules would look there.
                let mut unreadable = root.unreadable;
                unreadable.retain(|(_, error)| {
                    error.is_not_checked_out()
                        || error.is_missing_submodule()
                        || *error == ReadError::Unreadable(EntryKind::BadName)
                });
                unreadable_elsewhere.extend(unreadable);
                continue;
            }
            unreadable.extend(root.unreadable);
            untracked.extend(root.untracked);
        }
        files.extend(flake_facts);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        show_behind_links(&self.disk, &mut files);
        let needs_outputs = has_all || files.iter().any(asks_for_output);
        let flake = if needs_outputs { flake.with_outputs(&self.disk) } else { flake };
        unreadable.sort_by(|a, b| a.0.cmp(&b.0));
        unreadable.dedup();
        unreadable_elsewhere.retain(|found| !unreadable.contains(found));
        unreadable_elsewhere.sort_by(|a, b| a.0.cmp(&b.0));
        unreadable_elsewhere.dedup();
        untracked.extend(self.disk.untracked_read());
        // As git knows them, which does not look behind links.
        untracked = untracked.iter().flat_map(|path| self.disk.to_track(path)).collect();
        untracked.sort();
        untracked.dedup();
        let submodules = self.disk.submodules_of(&untracked);
        untracked_elsewhere.retain(|path| untracked.binary_search(path).is_err());
        untracked_elsewhere.sort();
        untracked_elsewhere.dedup();
        let is_near = |path: &TreePath| {
            roots.iter().any(|root| path.starts_with(root) || root.starts_with(path))
        };
        let mut repositories = self.disk.repositories();
        repositories.retain(is_near);
        let ignored =
            if wanted.rules { ignored(&self.disk, &files, &nix_files) } else { Vec::new() };
        let mut model = Model {
            flake,
            lock,
            registry: registry(&configuration, &trees)?,
            registry_output: RegistryOutput::default(),
            given: GivenArguments::default(),
            registries: own_registries(&self.disk, &files),
            collected: OnceLock::new(),
            known_orphans: OnceLock::new(),
            configuration,
            files,
            other_files,
            unreadable,
            unreadable_elsewhere,
            untracked,
            untracked_elsewhere,
            ignored,
            repositories,
            submodules,
            links: Links::new(links),
            nix_files,
            trees,
        };
        model.settle_references()?;
        Ok(model)
    }

    fn lock(&self) -> Option<Result<imp_model::model::Lock, String>> {
        match self.disk.read(&TreePath::root().child("flake.lock")) {
            Ok(text) => Some(wire::lock::read(&text)),
            Err(ReadError::NotFound) => None,
            Err(error) => Some(Err(error.to_string())),
        }
    }
}

/// What the conventions visit below each of these roots.
fn visited_trees<T>(scanned: &Scan<T>, roots: &[TreePath]) -> Vec<VisitedTree> {
    let wanted = scanned.roots.iter().filter(|root| roots.contains(&root.root));
    let tree = |root: &ScanRoot| VisitedTree {
        root: root.root.clone(),
        files: root.files.iter().map(|file| scanned.files[*file].0.clone()).collect(),
        directories: root.directories.clone(),
        unreadable: {
            let is_file = |path: &TreePath| path.file_name().ends_with(".nix");
            root.unreadable
                .iter()
                .map(|(path, _)| path)
                .filter(|path| !is_file(path))
                .cloned()
                .collect()
        },
        collisions: root.collisions.clone(),
    };
    wanted.map(tree).collect()
}

/// Every Nix file that was scanned and how the conventions see it, in order.
fn files_with_roles<T>(scanned: &Scan<T>, roots: &[TreePath]) -> Vec<(TreePath, Role)> {
    // A root that can't be read, such as a file where a directory should be, holds nothing.
    let failed: Vec<&TreePath> = scanned
        .roots
        .iter()
        .filter(|root| root.unreadable.iter().any(|(path, _)| *path == root.root))
        .map(|root| &root.root)
        .collect();
    let role = |path: &TreePath, is_visited: bool| {
        let roots = roots.iter().filter(|root| !failed.contains(root));
        let below = roots.filter_map(|root| path.strip_prefix(root));
        // Of roots in each other the inner one decides.
        match below.min_by_key(|below| below.len()) {
            None => Role::Elsewhere,
            // A flake of its own.
            Some("flake.nix") if !is_visited => Role::Elsewhere,
            Some(_) if is_visited => Role::Visited,
            Some(below) if below.split('/').any(|part| part.starts_with('_')) => Role::Hidden,
            Some(_) => Role::BelowUnit,
        }
    };
    let visited = scanned.files.iter().map(|(path, _)| (path.clone(), role(path, true)));
    let others = scanned.unvisited.iter().map(|(path, _)| (path.clone(), role(path, false)));
    let mut files: Vec<(TreePath, Role)> = visited.chain(others).collect();
    files.sort();
    files
}

/// The registry of the flake, with the names that `imp.registry.modules` adds.
fn registry(
    configuration: &Configuration,
    trees: &[VisitedTree],
) -> Result<Option<Registry>, Failure> {
    let Some(directory) = configuration.path("registry.src")? else { return Ok(None) };
    let Some(tree) = trees.iter().find(|tree| tree.root == directory) else { return Ok(None) };
    // Where the names can't be read, what is missing may be among them.
    let modules = match configuration.value("registry.modules") {
        Ok(modules) => Some(modules.unwrap_or(&Known::Null)),
        Err(_) => None,
    };
    Ok(Some(RegistryBuilder::new(&directory).visited(tree).finish(modules)))
}

/// What is hidden where it is, and visited through a link, is not hidden.
fn show_behind_links(disk: &Disk, files: &mut [FileFacts]) {
    if files.iter().all(|file| file.hidden.is_empty()) {
        return;
    }
    let visited = files.iter().filter(|file| file.role == Role::Visited);
    let shown: BTreeSet<TreePath> =
        visited.filter_map(|file| disk.behind_links(&file.path)).collect();
    for file in files.iter_mut().filter(|file| shown.contains(&file.path)) {
        file.hidden.retain(|hidden| {
            !matches!(hidden.by, HiddenBy::Unit | HiddenBy::Underscore | HiddenBy::Elsewhere)
        });
    }
}

/// The registries that files make themselves.
fn own_registries(disk: &Disk, files: &[FileFacts]) -> BTreeMap<TreePath, Registry> {
    let mut registries = BTreeMap::new();
    for reference in files.iter().flat_map(|file| &file.references) {
        if let ReferenceRoot::RegistryOf(directory) = &reference.root
            && !registries.contains_key(directory)
        {
            let registry = RegistryBuilder::new(directory).all(disk).finish(Some(&Known::Null));
            registries.insert(directory.clone(), registry);
        }
    }
    registries
}

/// The first line and column at which two texts differ, as a place in the first.
pub fn first_difference(path: &TreePath, present: &str, wanted: &str) -> Place {
    let same = present.bytes().zip(wanted.bytes()).take_while(|(a, b)| a == b).count();
    // Line breaks are never inside a character, so bytes will do.
    let bytes = present.as_bytes();
    let start = bytes[..same].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let end = bytes[start..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| start + at);
    Place::new(path, present, imp_model::text::Span::new(start, end))
}
