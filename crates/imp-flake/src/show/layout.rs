//! The layout of a repository, and the frameworks behind it.

use std::sync::Arc;

use imp_model::model::is_system;
use imp_model::source::{EntryKind, TreePath};
use imp_model::syntax::{self, Expr};
use imp_model::wire::overview::{Directory, Framework, Layout, OverviewData};

use super::{Flake, hosts};

/// Frameworks by their repositories, and whether they make outputs of directories.
const FRAMEWORKS: [(&str, &str, bool); 16] = [
    ("adios-flake", "mic92/adios-flake", false),
    ("blueprint", "numtide/blueprint", true),
    ("clan", "clan/clan-core", false),
    ("den", "vic/den", true),
    ("easy-hosts", "tgirlcloud/easy-hosts", true),
    ("ez-configs", "ehllie/ez-configs", true),
    ("flake-parts", "hercules-ci/flake-parts", false),
    ("flake-utils", "numtide/flake-utils", false),
    ("flake-utils-plus", "gytis-ivaskevicius/flake-utils-plus", false),
    ("flakelight", "nix-community/flakelight", true),
    ("haumea", "nix-community/haumea", true),
    ("hive", "divnix/hive", true),
    ("import-tree", "vic/import-tree", true),
    ("nixos-unified", "srid/nixos-unified", true),
    ("snowfall-lib", "snowfallorg/lib", true),
    ("std", "divnix/std", true),
];

/// Names in Nix code that read a directory.
const READERS: [&str; 5] =
    ["fileFilter", "filesystem", "listFilesRecursive", "packagesFromDirectoryRecursive", "readDir"];

/// Directories that hold modules by convention.
const MODULES: [&str; 4] = ["modules", "nix/modules", "nixos", "profiles"];

/// Directories that hold hosts by convention.
const HOSTS: [&str; 11] = [
    "configurations/darwin",
    "configurations/nixos",
    "darwin-configurations",
    "darwin/hosts",
    "hosts",
    "machines",
    "nix/hosts",
    "nixos-configurations",
    "nixos/hosts",
    "profiles/hosts",
    "systems",
];

/// Directories of which a framework makes homes; `*` is each in it.
const HOMES: [(&str, &str); 5] = [
    ("blueprint", "hosts/*/users"),
    ("blueprint", "nix/hosts/*/users"),
    ("ez-configs", "home-configurations"),
    ("nixos-unified", "configurations/home"),
    ("snowfall-lib", "homes"),
];

pub(super) fn read(flake: &Flake<'_>, data: &mut OverviewData) {
    let frameworks = frameworks(flake);
    data.layout = Layout {
        pattern: pattern(flake, data, &frameworks).into(),
        host_directories: HOSTS.iter().flat_map(|path| by_system(flake, path)).collect(),
        home_directories: homes(flake, &frameworks),
        frameworks,
        other_flakes: flake.others.iter().map(ToString::to_string).collect(),
    };
}

fn pattern(flake: &Flake<'_>, data: &OverviewData, frameworks: &[Framework]) -> &'static str {
    let makes = |framework: &&Framework| {
        let known = FRAMEWORKS.iter().find(|(name, ..)| *name == framework.name);
        framework.in_use && known.is_none_or(|(.., by_directory)| *by_directory)
    };
    let flake_parts = frameworks.iter().any(|one| one.name == "flake-parts" && one.in_use);
    let has_machines = hosts::KINDS.iter().any(|(kind, _)| flake.outputs.kinds.contains_key(*kind));
    let has = |paths: &[&str]| paths.iter().any(|path| directory(flake, path).is_some());
    let is_known = hosts::is_complete(data);
    let certain = data.hosts.iter().filter(|host| host.certain).count();
    if frameworks.iter().any(|framework| makes(&framework)) || reads_directories(flake) {
        "directory-auto-wiring"
    } else if flake_parts {
        "flake-parts"
    } else if is_known && certain == 1 {
        "single-host"
    } else if !data.hosts.is_empty() || has(&HOSTS) || has_machines && has(&MODULES) {
        "hosts-and-modules"
    } else if is_known && flake.model.flake.present().is_some() {
        "no-hosts"
    } else {
        "unknown"
    }
}

/// Whether `flake.nix` itself reads a directory, or the file that is all of its outputs.
fn reads_directories(flake: &Flake<'_>) -> bool {
    let Some(file) = flake.model.flake.present() else { return false };
    let reads = |text: &str| READERS.iter().any(|name| !syntax::occurrences(text, name).is_empty());
    reads(&file.text) || outputs_file(flake, &file.text).is_some_and(|text| reads(&text))
}

/// The text of the file in `outputs = inputs: import ./nix/flake inputs`.
fn outputs_file(flake: &Flake<'_>, text: &Arc<str>) -> Option<Arc<str>> {
    let tree = syntax::parse(text.clone()).tree;
    let Expr::Attrs(set) = tree.expr(tree.root()) else { return None };
    let outputs = set.entries.iter().find(|entry| tree.name(&entry.name) == "outputs")?;
    let Expr::Lambda(lambda) = tree.expr(outputs.value) else { return None };
    let path = TreePath::root().join(tree.imported_path(lambda.body)?)?;
    let file = match flake.files.kind(&path).ok()? {
        EntryKind::Directory => path.child("default.nix"),
        _ => path,
    };
    flake.files.read(&file).ok()
}

fn frameworks(flake: &Flake<'_>) -> Vec<Framework> {
    let mut found: Vec<Framework> = FRAMEWORKS
        .iter()
        .flat_map(|(name, repository, _)| {
            let inputs = flake.inputs.iter().filter(|input| input.is(repository));
            inputs.map(|input| Framework {
                name: (*name).into(),
                input: Some(input.name.clone()),
                in_use: makes_outputs(flake, &input.name),
            })
        })
        .collect();
    if flake.uses_imp {
        let input = flake.inputs.iter().find(|input| input.name == "imp");
        let input = input.map(|input| input.name.clone());
        found.push(Framework { name: "imp".into(), input, in_use: true });
    }
    found.sort_by(|a, b| (&a.name, &a.input).cmp(&(&b.name, &b.input)));
    found
}

/// Whether something of an input stands where outputs are made.
fn makes_outputs(flake: &Flake<'_>, input: &str) -> bool {
    let outputs = &flake.outputs;
    let kinds = outputs.kinds.values().flat_map(|kind| &kind.unknown);
    let reasons = kinds.chain(&outputs.unknown).map(|unknown| &unknown.reason);
    let modules = outputs.foreign_modules.iter().map(|(name, _)| name);
    let machines = outputs.kinds.values().flat_map(|kind| kind.names.values());
    let machines = machines.filter_map(|named| named.machine.as_ref()?.made_by.as_ref());
    let mut all = outputs.made_by.iter().chain(modules).chain(reasons).chain(machines);
    all.any(|text| text.split([' ', '`', '.']).any(|part| part == input))
}

/// The directories of which the frameworks in use make homes.
fn homes(flake: &Flake<'_>, frameworks: &[Framework]) -> Vec<Directory> {
    let in_use = |name: &str| frameworks.iter().any(|one| one.in_use && one.name == name);
    let made = HOMES.iter().filter(|(framework, _)| in_use(framework));
    let paths = made.flat_map(|(_, path)| match path.split_once("/*/") {
        Some((before, after)) => {
            let each = directory(flake, before).into_iter().flat_map(|found| found.entries);
            each.map(|name| format!("{before}/{name}/{after}")).collect()
        }
        None => vec![(*path).to_owned()],
    });
    paths.flat_map(|path| by_system(flake, &path)).collect()
}

/// A directory, or those in it where they are called as systems.
fn by_system(flake: &Flake<'_>, path: &str) -> Vec<Directory> {
    let Some(found) = directory(flake, path) else { return Vec::new() };
    let is_by_system = found.entries.iter().any(|name| is_system(name));
    if !is_by_system {
        return vec![found];
    }
    let below = found.entries.iter().map(|name| format!("{path}/{name}"));
    below.filter_map(|path| directory(flake, &path)).collect()
}

/// A directory with what is in it; `None` where there is none, or nothing in it that could be a host.
fn directory(flake: &Flake<'_>, path: &str) -> Option<Directory> {
    let path = TreePath::new(path).expect("a path below the root");
    let entries = flake.files.list(&path).ok()?;
    let names = entries.into_iter().filter_map(|entry| match entry.kind {
        EntryKind::Directory => Some(entry.name),
        EntryKind::File if entry.name != "default.nix" => {
            entry.name.strip_suffix(".nix").map(str::to_owned)
        }
        _ => None,
    });
    let entries: Vec<String> = names.collect();
    (!entries.is_empty()).then(|| Directory { path: path.to_string(), entries })
}
