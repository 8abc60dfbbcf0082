//! Names of small trees.

use super::*;
use crate::eval::{Known, KnownAttr};
use crate::source::MemoryFiles;

fn registry(paths: &[&str]) -> Registry {
    let files = MemoryFiles::new(paths.iter().map(|path| (*path, "{ }")));
    RegistryBuilder::new(&TreePath::new("reg").unwrap()).all(&files).finish(Some(&Known::Null))
}

fn tree() -> Registry {
    registry(&[
        "reg/default.nix",
        "reg/hosts/web/default.nix",
        "reg/hosts/web/home.nix",
        "reg/modules/home/git.nix",
        "reg/modules/home/zsh_.nix",
        "reg/modules/_off.nix",
        "reg/modules/twice.nix",
        "reg/modules/twice/x.nix",
        "reg/modules/part.nix",
        "reg/modules/part.d/a.nix",
        "reg/users/alice@work.nix",
        "reg/users/v1.2.nix",
    ])
}

#[test]
fn files_and_directories_are_names() {
    let registry = tree();
    let shown: Vec<String> = registry
        .nodes()
        .into_iter()
        .map(|id| {
            let node = registry.node(id);
            let path = node.path.as_ref().map_or("", TreePath::as_str);
            format!("{} {path}", registry.name(id))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "default reg/default.nix",
            "hosts reg/hosts",
            "hosts.web reg/hosts/web",
            "modules reg/modules",
            "modules.home reg/modules/home",
            "modules.home.git reg/modules/home/git.nix",
            "modules.home.zsh reg/modules/home/zsh_.nix",
            "modules.part reg/modules/part.nix",
            "modules.twice ",
            "users reg/users",
            "users.\"alice@work\" reg/users/alice@work.nix",
            "users.\"v1.2\" reg/users/v1.2.nix",
        ]
    );
}

fn lookup(name: &str) -> &'static str {
    let registry = tree();
    match registry.lookup(&registry.split(name)) {
        Lookup::Found(_) => "found",
        Lookup::Unknown(_) => "unknown",
        Lookup::Missing { .. } => "missing",
        Lookup::BelowModule { .. } => "below",
        Lookup::Collision { .. } => "collision",
    }
}

#[test]
fn names_are_looked_up_part_by_part() {
    for (name, expected) in [
        ("modules.home", "found"),
        ("modules.home.__path", "found"),
        ("modules.home.__path.x", "below"),
        ("modules.home.zsh", "found"),
        ("modules.home.gti", "missing"),
        ("hosts.web", "found"),
        ("hosts.web.home", "below"),
        ("hosts.web.__path", "below"),
        ("modules.twice", "collision"),
        ("modules.twice.x", "collision"),
        ("users.v1.2", "found"),
    ] {
        assert_eq!(lookup(name), expected, "{name}");
    }
}

#[test]
fn modules_by_value_are_put_over_the_tree() {
    let attr = |value| KnownAttr { value, place: None };
    let set = |pairs: Vec<(&str, Known)>| {
        Known::Attrs(pairs.into_iter().map(|(name, value)| (name.into(), attr(value))).collect())
    };
    let modules = set(vec![
        ("nixos.disko", Known::Null),
        ("modules", set(vec![("home", set(vec![("git", Known::Null)]))])),
        ("flat", set(vec![("imports", Known::Null)])),
    ]);
    let files =
        MemoryFiles::new([("reg/modules/home/git.nix", ""), ("reg/modules/home/x.nix", "")]);
    let builder = RegistryBuilder::new(&TreePath::new("reg").unwrap());
    let registry = builder.all(&files).finish(Some(&modules));
    let kind = |name: &str| match registry.lookup(&registry.split(name)) {
        Lookup::Found(id) => Some(registry.node(id).kind.clone()),
        _ => None,
    };
    assert_eq!(kind("nixos.disko"), Some(NodeKind::Value));
    assert_eq!(kind("nixos"), Some(NodeKind::Level));
    assert_eq!(kind("modules.home.git"), Some(NodeKind::Value));
    assert_eq!(kind("modules.home.x"), Some(NodeKind::Module));
    assert_eq!(kind("flat"), Some(NodeKind::Value));
    assert!(matches!(registry.lookup(&["nixos", "disko", "x"]), Lookup::Unknown(_)));
}

#[test]
fn the_closest_names_come_best_first() {
    let registry = tree();
    let index = NameIndex::new(&registry);
    let closest = |name: &str| {
        let parts: Vec<&str> = name.split('.').collect();
        index.closest(&parts).into_iter().map(|id| registry.name(id)).collect::<Vec<_>>()
    };
    assert_eq!(closest("modules.home.gti"), ["modules.home.git"]);
    assert_eq!(closest("module.home.git"), ["modules.home.git"]);
    assert_eq!(closest("programs.git"), ["modules.home.git"]);
    assert_eq!(closest("hosts.web.home"), ["hosts.web", "modules.home"]);
    assert_eq!(closest("zzzzzz"), [] as [&str; 0]);
}

#[test]
fn a_name_that_ends_alike_is_closer_than_one_that_is_spelt_almost_alike() {
    let registry =
        registry(&["reg/home/gitt.nix", "reg/home/gi.nix", "reg/nixos/deep/down/git.nix"]);
    let closest = NameIndex::new(&registry).closest(&["home", "git"]);
    let closest: Vec<String> = closest.into_iter().map(|id| registry.name(id)).collect();
    assert_eq!(closest, ["nixos.deep.down.git", "home.gi", "home.gitt"]);
}
